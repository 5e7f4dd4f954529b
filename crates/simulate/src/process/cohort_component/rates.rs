//! The paths of fertility, life expectancy and migration that a cohort component runs on: fitted, drawn, balanced.

use forefend_drivers::cohort::Vital;
use forefend_drivers::cohort::rates::{Anchor, ONCE, Spread, State, VitalRates, WORLD, YEARLY, balance};

use super::super::Draws;
use crate::luck::{Luck, Stream};

/// Rates of all countries in a set of draws.
pub(super) struct Paths<'a> {
    rates: &'a VitalRates,
    anchor: &'a Anchor,
    spread: Spread,
    draws: Draws,
    /// Stable ids of the countries.
    units: &'a [u64],
    yearly: Stream,
    /// Draw-major.
    states: Vec<State>,
}

impl<'a> Paths<'a> {
    /// Begins in the last year known. `process` names the luck. A draw's own luck is number 0 of period 0; that of a country
    /// stands under its id, the world's under unit 0.
    pub(super) fn begin(
        rates: &'a VitalRates,
        anchor: &'a Anchor,
        spread: Spread,
        draws: Draws,
        units: &'a [u64],
        process: &str,
    ) -> Self {
        let once = Stream::named(&format!("{process}/rates/parameters"));
        let state = |draw: u64, country: usize| {
            let luck = Luck::at(draws.chance, draw, 0, units[country], once);
            let (first, second) = (luck.normals(0), luck.normals(1));
            let normals: [f64; ONCE] = std::array::from_fn(|k| if k < 4 { first[k] } else { second[k - 4] });
            rates.begin(country, &spread, normals)
        };
        let countries = 0..units.len();
        let states = draws.ids().flat_map(|draw| countries.clone().map(move |country| (draw, country)));
        let states = states.map(|(draw, country)| state(draw, country)).collect();
        let yearly = Stream::named(&format!("{process}/rates"));
        Self { rates, anchor, spread, draws, units, yearly, states }
    }

    /// Factors by which the people of the base year are restated, a country each.
    pub(super) fn restated(&self, draw: usize) -> impl Iterator<Item = f64> + '_ {
        self.states[draw * self.units.len()..][..self.units.len()].iter().map(|state| state.people)
    }

    /// Rates of the draw at place `draw` in a year, the `ahead`-th after the last known one (from 1), for `people` by country at
    /// its start. Net migrants of all countries sum to nothing. Every year is met once, in order.
    pub(super) fn year(&mut self, draw: usize, year: i32, ahead: usize, people: &[f64], out: &mut Vec<Vital>) {
        let id = self.draws.first + draw as u64;
        let luck = |unit: u64| Luck::at(self.draws.chance, id, year, unit, self.yearly).normals(0);
        let shared = luck(0);
        let world: [f64; WORLD] = [shared[0], shared[1]];
        let countries = self.units.len();
        let states = &mut self.states[draw * countries..][..countries];
        out.clear();
        let (mut net, mut weights) = (Vec::with_capacity(countries), Vec::with_capacity(countries));
        for (country, (state, &people)) in states.iter_mut().zip(people).enumerate() {
            let own: [f64; YEARLY] = luck(self.units[country]);
            let own_path = self.rates.step(country, &self.spread, state, world, own);
            let of = self.anchor.moved(country, ahead.saturating_sub(1), &self.spread, own_path);
            net.push(of.migration * people);
            weights.push(people * self.rates.countries[country].migration.deviation);
            out.push(Vital { tfr: of.tfr, e0: of.e0, net_migrants: 0.0, extra_deaths: 0.0 });
        }
        balance(&mut net, &weights);
        out.iter_mut().zip(net).for_each(|(vital, net)| vital.net_migrants = net);
    }
}
