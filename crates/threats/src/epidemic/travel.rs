use std::ops::Range;

use super::EpidemicError;
use crate::network::Seats;

/// Who travels where: the chance that one person of a place goes to another on one day.
#[derive(Debug, Clone, PartialEq)]
pub struct Travel {
    starts: Vec<usize>,
    /// Where each link ends.
    ends: Vec<usize>,
    /// Chance a head and day of taking each link.
    chances: Vec<f64>,
    /// Links that end in each place, with the place where they begin.
    incoming: Vec<Vec<(usize, usize)>>,
}

impl Travel {
    /// Travel by `seats`, scaled to `trips` journeys a day over all links, among `people` a place: trips of a link over the people where
    /// it begins. Whom a place sends a day is at most everybody, which only a tiny place with a large airport comes near to.
    ///
    /// # Errors
    /// A list of people of another length, a place with nobody, no positive number of trips.
    pub fn new(seats: &Seats, people: &[i64], trips: f64) -> Result<Self, EpidemicError> {
        let places = seats.places();
        if people.len() != places {
            return Err(EpidemicError::Length { what: "people", found: people.len(), places });
        }
        if let Some(&none) = people.iter().find(|&&people| people < 1) {
            let (what, value) = ("people of a place", none as f64);
            return Err(EpidemicError::Outside { what, value, range: "at least 1" });
        }
        if !(trips.is_finite() && trips > 0.0) {
            return Err(EpidemicError::Outside { what: "trips a day", value: trips, range: "above 0" });
        }
        let scale = trips / seats.total();
        let mut travel = Self {
            starts: vec![0],
            ends: Vec::new(),
            chances: Vec::new(),
            incoming: vec![Vec::new(); places],
        };
        for (place, &here) in people.iter().enumerate() {
            let most = (here as f64 / (scale * seats.leaving(place))).min(1.0);
            for &(to, strength) in seats.from(place) {
                travel.incoming[to].push((place, travel.ends.len()));
                travel.ends.push(to);
                travel.chances.push(most * scale * strength / here as f64);
            }
            travel.starts.push(travel.ends.len());
        }
        Ok(travel)
    }

    /// Number of places.
    pub fn places(&self) -> usize {
        self.incoming.len()
    }

    /// Links that begin in `place`.
    pub(super) fn links(&self, place: usize) -> Range<usize> {
        self.starts[place]..self.starts[place + 1]
    }

    /// Where a link ends.
    pub(super) fn end(&self, link: usize) -> usize {
        self.ends[link]
    }

    /// Chance a head and day of taking each link where nothing is done about it.
    pub(super) fn chances(&self) -> &[f64] {
        &self.chances
    }

    /// Links that end in `place`, each with the place where it begins.
    pub(super) fn to(&self, place: usize) -> &[(usize, usize)] {
        &self.incoming[place]
    }
}
