//! The paths of fertility, life expectancy and migration that the cohorts run on: fitted, drawn, balanced.
//!
//! The science is [`forefend_drivers::cohort::rates`]; docs/drivers/demography_rates.md says what was chosen and how it scored.
//! The rates are fitted to all that is known by the date of the run. Where the United Nations' medium variant was out by then, draws
//! scatter around it, as wide as the process's `mode` says; before, around the model's own path, as wide as the past was. A
//! run from such a date has restated history before it, so its base year has no error.

use std::sync::{Arc, OnceLock};

use forefend_drivers::cohort::rates::{
    Anchor, History, ONCE, Spread, State, VitalRates, WORLD, YEARLY, Year as OfYear, balance,
};
use forefend_drivers::cohort::{AGES, People, SideSurvival, Vital, YearSchedule};
use forefend_panel::{AsOf, CountryId, Fill, Year};

use super::super::{Calibrated, Draws, Parameters};
use super::cohorts::Taken;
use super::prepared::{Country, Prepared};
use super::{SIDE, mean};
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
                // Published net migrants are persons, added in [`Drawn::net_migrants`]; what is drawn is what differs from them.
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

/// What rates of all countries in a set of draws are drawn by: the same in every year.
pub(super) struct Drawing {
    spread: Spread,
    draws: Draws,
    yearly: Stream,
    /// Luck of how ages are restated.
    ages: Stream,
}

/// Rates of all countries in a set of draws, in a calendar year. They follow from no people, so that all branches of the draws share
/// them: a year is drawn by whoever comes to it first.
pub(super) struct Drawn {
    pub(super) year: i32,
    drawing: Arc<Drawing>,
    /// Draw-major; none in a light one that another year follows.
    states: Vec<State>,
    /// Of the year before and this one: country-major; net migrants are the published ones alone.
    before: Arc<Vec<Vital>>,
    vital: Arc<Vec<Vital>>,
    /// Net migrants over people, before the world is balanced.
    migration: Vec<f64>,
    /// What takes people from 1 July of the year before to that of this one, found when it is first asked for; not kept in a light one.
    ways: Vec<OnceLock<Option<Way>>>,
    pub(super) next: OnceLock<Arc<Drawn>>,
    /// The people whom the first branch took to this year.
    pub(super) first: OnceLock<Vec<Vec<Taken>>>,
}

/// What is the same in all branches of what takes a country's people from one 1 July to the next.
pub(super) struct Way {
    pub(super) schedule: YearSchedule,
    /// By draw: fertility, life expectancy and exchange.
    pub(super) vital: Vec<Vital>,
    /// Survival of [`SIDE`] draws side by side.
    pub(super) survival: Vec<SideSurvival<SIDE>>,
}

impl Drawn {
    /// The last year known. `process` names the luck; that of a country stands under its id, the world's under 0.
    pub(super) fn begin(prepared: &Prepared, mode: Mode, draws: Draws, process: &str) -> Self {
        let (fitted, ids) = (&prepared.fitted, &prepared.ids);
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
        let vital =
            |place: usize| std::iter::repeat_n(prepared.anchored.vital(place, prepared.base), draws.number);
        let vital: Arc<Vec<Vital>> = Arc::new((0..ids.len()).flat_map(vital).collect());
        Self {
            year: prepared.base,
            drawing: Arc::new(Drawing { spread, draws, yearly, ages }),
            states,
            before: Arc::clone(&vital),
            vital,
            migration: Vec::new(),
            ways: Vec::new(),
            next: OnceLock::new(),
            first: OnceLock::new(),
        }
    }

    /// Restates the people of the base year, their number and their ages: those of one country, by draw.
    pub(super) fn restate(&self, prepared: &Prepared, country: usize, people: &mut [People]) {
        let Drawing { spread, draws, ages, .. } = &*self.drawing;
        let countries = self.states.len() / draws.number.max(1);
        let restated = spread.restated(prepared.fitted.rates.countries[country].mortality.last);
        for (draw, people) in people.iter_mut().enumerate() {
            let factor = self.states[draw * countries + country].people;
            people.iter_mut().flatten().for_each(|people| *people *= factor);
            let id = draws.first + draw as u64;
            let luck = Luck::at(draws.chance, id, 0, prepared.ids[country], *ages);
            let drawn: [[f64; 4]; 6] = std::array::from_fn(|block| luck.normals(block as u64));
            restated.ages(people, |group| drawn[group / 4][group % 4]);
        }
    }

    /// Bytes of memory that this year and those drawn after it take.
    pub(super) fn bytes(&self) -> u64 {
        let way = |way: &Way| {
            way.vital.len() * size_of::<Vital>() + way.survival.len() * size_of::<SideSurvival<SIDE>>()
        };
        let own = self.states.len() * size_of::<State>()
            + self.vital.len() * size_of::<Vital>()
            + self.migration.len() * size_of::<f64>()
            + self.ways.len() * size_of::<OnceLock<Option<Way>>>()
            + self.ways.iter().filter_map(|way| way.get()?.as_ref()).map(way).sum::<usize>()
            + self.first.get().into_iter().flatten().flatten().map(Taken::bytes).sum::<usize>();
        own as u64 + self.next.get().map_or(0, |next| next.bytes())
    }

    /// The same in less memory, with the years drawn after it: what takes people to a year is found anew where somebody asks, and of
    /// those whom the first branch took only the people of the year `from` are kept.
    pub(super) fn light(&self, from: i32) -> Arc<Self> {
        let light = |taken: &Taken| taken.light(self.year == from + 1);
        let light = |taken: &Vec<Taken>| taken.iter().map(light).collect();
        let first = self.first.get().filter(|_| self.year > from);
        let first: Option<Vec<Vec<Taken>>> = first.map(|first| first.iter().map(light).collect());
        let next = self.next.get().map(|next| next.light(from));
        Arc::new(Self {
            year: self.year,
            drawing: Arc::clone(&self.drawing),
            states: if next.is_some() { Vec::new() } else { self.states.clone() },
            before: Arc::clone(&self.before),
            vital: Arc::clone(&self.vital),
            migration: self.migration.clone(),
            ways: Vec::new(),
            next: next.map_or_else(OnceLock::new, OnceLock::from),
            first: first.map_or_else(OnceLock::new, OnceLock::from),
        })
    }

    /// What takes a country's people to this year, for whoever `uses` it; nothing where the country has no schedule.
    pub(super) fn way<T>(
        &self,
        prepared: &Prepared,
        place: usize,
        uses: impl FnOnce(&Way) -> T,
    ) -> Option<T> {
        let own = place * self.drawing.draws.number..(place + 1) * self.drawing.draws.number;
        let find = || {
            let vital = (&self.before[own.clone()], &self.vital[own]);
            Way::new(prepared, &prepared.countries[place], self.year, vital)
        };
        match self.ways.get(place) {
            Some(kept) => kept.get_or_init(find).as_ref().map(uses),
            None => find().as_ref().map(uses),
        }
    }

    /// The year after.
    pub(super) fn next(&self, prepared: &Prepared) -> &Arc<Self> {
        self.next.get_or_init(|| Arc::new(self.drawn(prepared)))
    }

    fn drawn(&self, prepared: &Prepared) -> Self {
        let Drawing { spread, draws, yearly, .. } = &*self.drawing;
        let (fitted, year, countries) = (&prepared.fitted, self.year + 1, prepared.ids.len());
        let mut states = self.states.clone();
        let mut vital = vec![Vital::default(); self.vital.len()];
        let mut migration = vec![0.0; self.vital.len()];
        let ahead = usize::try_from(year - prepared.base - 1).unwrap_or(0);
        let published = |country: usize| match fitted.published {
            true => prepared.anchored.vital(country, year).net_migrants,
            false => 0.0,
        };
        let published: Vec<f64> = (0..countries).map(published).collect();
        for (draw, id) in draws.ids().enumerate() {
            let luck = |unit: u64| Luck::at(draws.chance, id, year, unit, *yearly).normals(0);
            let shared = luck(0);
            let world: [f64; WORLD] = [shared[0], shared[1]];
            for (country, state) in states[draw * countries..][..countries].iter_mut().enumerate() {
                let own: [f64; YEARLY] = luck(prepared.ids[country]);
                let own = fitted.rates.step(country, spread, state, world, own);
                let of = fitted.anchor.moved(country, ahead, spread, own);
                let place = country * draws.number + draw;
                migration[place] = of.migration;
                vital[place] = Vital {
                    tfr: of.tfr,
                    e0: of.e0,
                    exchange: state.exchange,
                    net_migrants: published[country],
                    ..Vital::default()
                };
            }
        }
        Self {
            year,
            drawing: Arc::clone(&self.drawing),
            states,
            before: Arc::clone(&self.vital),
            vital: Arc::new(vital),
            migration,
            ways: prepared.countries.iter().map(|_| OnceLock::new()).collect(),
            next: OnceLock::new(),
            first: OnceLock::new(),
        }
    }

    /// Net migrants of all countries in the draw at place `draw`, for so many `people` at the year's start: those of the world sum to
    /// what is published, or to nothing.
    pub(super) fn net_migrants(&self, prepared: &Prepared, draw: usize, people: &[f64]) -> Vec<f64> {
        let place = |country: usize| country * self.drawing.draws.number + draw;
        let countries = || people.iter().enumerate();
        let mut net: Vec<f64> =
            countries().map(|(country, people)| self.migration[place(country)] * people).collect();
        let deviation = |country: usize| prepared.fitted.rates.countries[country].migration.deviation;
        let weights: Vec<f64> = countries().map(|(country, people)| people * deviation(country)).collect();
        balance(&mut net, &weights);
        let published = |country: usize| self.vital[place(country)].net_migrants;
        net.iter_mut().enumerate().for_each(|(country, net)| *net += published(country));
        net
    }
}

impl Way {
    /// From the rates of two calendar years, by draw; nothing where the country has no schedule.
    fn new(
        prepared: &Prepared,
        country: &Country,
        year: i32,
        (before, now): (&[Vital], &[Vital]),
    ) -> Option<Self> {
        let schedule = prepared.schedule(country, year)?;
        let vital: Vec<Vital> = before.iter().zip(now).map(|(before, now)| mean(before, now)).collect();
        let survival = vital.chunks(SIDE).map(|vital| {
            let mut survival: SideSurvival<SIDE> = [[[0.0; SIDE]; AGES + 1]; 2];
            for (sex, survival) in survival.iter_mut().enumerate() {
                // What comes of a place beyond the last draw is never read.
                let e0 = std::array::from_fn(|lane| vital.get(lane).unwrap_or(&vital[0]).e0[sex]);
                country.mortality[sex].survival_side(&e0, survival);
            }
            survival
        });
        Some(Self { schedule, survival: survival.collect(), vital })
    }
}
