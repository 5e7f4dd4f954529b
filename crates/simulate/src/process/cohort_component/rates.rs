//! The paths of fertility, life expectancy and migration that the cohorts run on: fitted, drawn, balanced.
//!
//! The science is [`forefend_drivers::cohort::rates`]; docs/drivers/demography_rates.md says what was chosen and how it scored.
//! The rates are fitted to all that is known by the date of the run. Where the United Nations' medium variant was out by then, draws
//! scatter around it, as wide as the process's `mode` says; before, around the model's own path, as wide as the past was. A
//! run from such a date has restated history before it, so its base year has no error.

use forefend_drivers::cohort::rates::{
    Anchor, History, ONCE, Spread, State, VitalRates, WORLD, YEARLY, Year as OfYear, balance,
};
use forefend_drivers::cohort::{People, Vital};
use forefend_panel::{AsOf, CountryId, Fill, Year};

use super::super::{Calibrated, Draws, Parameters};
use super::prepared::Prepared;
use crate::error::SimulateError;
use crate::luck::{Luck, Stream};

/// First year of the history that is fitted to.
const FIRST: Year = Year(1950);

/// How wide the draws are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Learned on what came of an earlier revision.
    Tested,
    /// As wide as the United Nations' own intervals.
    Un,
}

impl Mode {
    /// The parameter `mode`; tested where it is not given.
    ///
    /// # Errors
    /// Another word than `tested` or `un`.
    pub(super) fn read(parameters: &mut Parameters<'_>) -> Result<Self, SimulateError> {
        if !parameters.given.contains_key("mode") {
            return Ok(Self::Tested);
        }
        match parameters.text("mode")? {
            "tested" => Ok(Self::Tested),
            "un" => Ok(Self::Un),
            _ => Err(parameters.unusable("mode", "\"tested\" or \"un\"")),
        }
    }
}

/// Fits the rates of `countries` to what is known to the year `base`, and adds the fit to what is stored.
///
/// # Errors
/// Whatever the panel reports.
pub(super) fn fit(
    as_of: &AsOf<'_>,
    countries: &[CountryId],
    base: Year,
    calibrated: &mut Calibrated,
) -> Result<(), SimulateError> {
    let years = usize::try_from(base.0 - FIRST.0 + 1).unwrap_or(0);
    let grid = |name: &str| -> Result<Vec<f64>, SimulateError> {
        let laid = as_of.grid(name, countries, FIRST, base, Fill::None)?;
        // From year-major to country-major.
        let of = |country: usize| (0..years).map(move |year| year * countries.len() + country);
        Ok((0..countries.len()).flat_map(of).map(|place| laid[place]).collect())
    };
    let (net, people) = (grid("net_migration")?, grid("population")?);
    let history = History {
        years,
        tfr: grid("tfr")?,
        e0: [grid("e0_female")?, grid("e0_male")?],
        migration: net.iter().zip(&people).map(|(net, people)| net / people).collect(),
    };
    calibrated.extend(VitalRates::fit(&history).numbers());
    Ok(())
}

/// The fitted rates, and the published path that they scatter around.
#[derive(Debug)]
pub(super) struct Fitted {
    rates: VitalRates,
    anchor: Anchor,
    pub(super) published: bool,
}

impl Fitted {
    /// From stored numbers; `anchored` gives the rates of a country in a calendar year, the last known year is `base`, that of the
    /// last published ones `last`. Nothing where the numbers are of no fit.
    pub(super) fn new(
        calibrated: &Calibrated,
        published: bool,
        (base, last): (i32, i32),
        anchored: impl Fn(usize, i32) -> Vital,
    ) -> Option<Self> {
        let rates = VitalRates::from_numbers(calibrated)?;
        if !published {
            return Some(Self { rates, anchor: Anchor::default(), published });
        }
        let years = usize::try_from(last - base).unwrap_or(0);
        let middle: Vec<OfYear> = (0..rates.countries.len())
            .flat_map(|country| (base + 1..=last).map(move |year| (country, year)))
            .map(|(country, year)| {
                let of = anchored(country, year);
                // Published net migrants are persons, added in [`Paths::year`]; what is drawn is what differs from them.
                OfYear { tfr: of.tfr, e0: of.e0, migration: 0.0 }
            })
            .collect();
        let anchor = Anchor::new(&rates, years, &middle);
        Some(Self { rates, anchor, published })
    }

    /// Takes account of the exchange that each country has shown; the fit as it is then stored.
    pub(super) fn seen(&mut self, past: &[f64]) -> Calibrated {
        for (country, past) in self.rates.countries.iter_mut().zip(past) {
            country.migration.exchange = country.migration.exchange.seen(*past);
        }
        self.rates.numbers()
    }
}

/// Rates of all countries in a set of draws.
#[derive(Clone)]
pub(super) struct Paths {
    spread: Spread,
    draws: Draws,
    yearly: Stream,
    /// Luck of how ages are restated.
    ages: Stream,
    /// Draw-major.
    states: Vec<State>,
}

impl Paths {
    /// Begins in the last year known. `process` names the luck; that of a country stands under its id, the world's under 0.
    pub(super) fn begin(fitted: &Fitted, mode: Mode, draws: Draws, ids: &[u64], process: &str) -> Self {
        let spread = match (fitted.published, mode) {
            (false, _) => Spread::own(),
            (true, Mode::Tested) => Spread::tested(),
            (true, Mode::Un) => Spread::un(),
        };
        let once = Stream::named(&format!("{process}/rates/parameters"));
        let state = |(draw, country): (u64, usize)| {
            let luck = Luck::at(draws.chance, draw, 0, ids[country], once);
            let (first, second) = (luck.normals(0), luck.normals(1));
            let normals: [f64; ONCE] = std::array::from_fn(|k| if k < 4 { first[k] } else { second[k - 4] });
            fitted.rates.begin(country, &spread, normals)
        };
        let countries = 0..ids.len().min(fitted.rates.countries.len());
        let states = draws.ids().flat_map(|draw| countries.clone().map(move |country| (draw, country)));
        let states = states.map(state).collect();
        let [yearly, ages] = ["rates", "rates/ages"].map(|name| Stream::named(&format!("{process}/{name}")));
        Self { spread, draws, yearly, ages, states }
    }

    /// Restates the people of the base year, their number and their ages: those of one country, by draw.
    pub(super) fn restate(&self, prepared: &Prepared, country: usize, people: &mut [People]) {
        let countries = self.states.len() / self.draws.number.max(1);
        let restated = self.spread.restated(prepared.fitted.rates.countries[country].mortality.last);
        for (draw, people) in people.iter_mut().enumerate() {
            let factor = self.states[draw * countries + country].people;
            people.iter_mut().flatten().for_each(|people| *people *= factor);
            let id = self.draws.first + draw as u64;
            let luck = Luck::at(self.draws.chance, id, 0, prepared.ids[country], self.ages);
            let drawn: [[f64; 4]; 6] = std::array::from_fn(|block| luck.normals(block as u64));
            restated.ages(people, |group| drawn[group / 4][group % 4]);
        }
    }

    /// Rates of all countries in a calendar year in the draw at place `draw`, for so many `people` at its start. Net migrants of
    /// the world sum to what is published, or to nothing. Every year is met once, in order.
    pub(super) fn year(&mut self, prepared: &Prepared, draw: usize, year: i32, people: &[f64]) -> Vec<Vital> {
        let (fitted, id) = (&prepared.fitted, self.draws.first + draw as u64);
        let luck = |unit: u64| Luck::at(self.draws.chance, id, year, unit, self.yearly).normals(0);
        let shared = luck(0);
        let world: [f64; WORLD] = [shared[0], shared[1]];
        let countries = people.len();
        let states = &mut self.states[draw * countries..][..countries];
        let ahead = usize::try_from(year - prepared.base - 1).unwrap_or(0);
        let (mut net, mut weights) = (Vec::with_capacity(countries), Vec::with_capacity(countries));
        let mut rates = Vec::with_capacity(countries);
        for (country, (state, &people)) in states.iter_mut().zip(people).enumerate() {
            let own: [f64; YEARLY] = luck(prepared.ids[country]);
            let own = fitted.rates.step(country, &self.spread, state, world, own);
            let of = fitted.anchor.moved(country, ahead, &self.spread, own);
            net.push(of.migration * people);
            weights.push(people * fitted.rates.countries[country].migration.deviation);
            rates.push(Vital { tfr: of.tfr, e0: of.e0, exchange: state.exchange, ..Vital::default() });
        }
        balance(&mut net, &weights);
        for (country, (of, net)) in rates.iter_mut().zip(net).enumerate() {
            let published =
                if fitted.published { prepared.anchored.vital(country, year).net_migrants } else { 0.0 };
            of.net_migrants = published + net;
        }
        rates
    }
}
