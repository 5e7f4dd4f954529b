//! Vaccination in the course of a pandemic.

use forefend_wide::wide;

use super::{Answer, Places, States};

/// Vaccine as it is shared out.
pub(super) struct Stock {
    /// Persons a day, by place: times its weight, and over the weights of all that want some.
    weighted: Vec<f64>,
    doses: Vec<f64>,
    /// By place.
    weight: Vec<f64>,
    /// Persons vaccinated at most, and whether they are not reached; the weights of those, together.
    most: Vec<f64>,
    wants: Vec<bool>,
    total: f64,
}

impl Stock {
    pub(super) fn new(places: &Places, answer: &Answer) -> Self {
        let power = answer.vaccine_inequality;
        let weight = |(people, income): (&f64, &f64)| people * libm::pow(income.max(1.0), power);
        let weight: Vec<f64> = places.people.iter().zip(&places.income).map(weight).collect();
        let daily = answer.vaccine_capacity * places.people.iter().sum::<f64>();
        Self {
            weighted: weight.iter().map(|weight| daily * weight).collect(),
            doses: vec![0.0; weight.len()],
            most: places.people.iter().map(|people| answer.vaccine_coverage * people).collect(),
            wants: vec![false; weight.len()],
            total: 0.0,
            weight,
        }
    }

    /// Gives a day's doses to places that have people left to vaccinate.
    pub(super) fn give(&mut self, places: &Places, answer: &Answer, states: &mut States) {
        self.find_wants(states);
        if self.total <= 0.0 {
            return;
        }
        let number = places.people.len();
        wide(
            #[inline(always)]
            || {
                let people = &places.people[..number];
                let (doses, most, wants) =
                    (&self.doses[..number], &self.most[..number], &self.wants[..number]);
                let (susceptible, vaccinated) =
                    (&mut states.susceptible[..number], &mut states.vaccinated[..number]);
                for place in 0..number {
                    let doses = doses[place].min(most[place] - vaccinated[place]);
                    let doses = if wants[place] { doses } else { 0.0 };
                    let unvaccinated = (people[place] - vaccinated[place]).max(doses);
                    // Whoever is not vaccinated yet is as likely as another to be susceptible.
                    let protected =
                        answer.vaccine_efficacy * doses * (susceptible[place] / unvaccinated).min(1.0);
                    susceptible[place] = (susceptible[place] - protected).max(0.0);
                    vaccinated[place] += doses;
                }
            },
        );
    }

    /// Places that have people left, and their weight: added up again only where one has none any more.
    fn find_wants(&mut self, states: &States) {
        let mut changed = false;
        for ((wants, most), vaccinated) in self.wants.iter_mut().zip(&self.most).zip(&states.vaccinated) {
            let now = vaccinated < most;
            changed |= now != *wants;
            *wants = now;
        }
        if changed {
            let open = self.weight.iter().zip(&self.wants).filter(|(_, wants)| **wants);
            self.total = open.map(|(weight, _)| weight).sum();
            let doses = self.doses.iter_mut().zip(&self.weighted);
            doses.for_each(|(doses, weighted)| *doses = weighted / self.total);
        }
    }
}
