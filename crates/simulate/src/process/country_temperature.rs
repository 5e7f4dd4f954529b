//! Temperature of each country by pattern scaling: a multiple of global warming, and local variability.
//!
//! `calibrate` fits the pattern ([`forefend_drivers::pattern`]) on the record up to the date of the run. A draw has its own slope and
//! level of each country, within their errors, and an AR(1) of noise that goes on from the end of the record. A country without a record warms by the mean slope, counted from global
//! temperature of the base period.
//!
//! Noise of neighbours is independent here, in truth it is not: means over regions vary too little.

use std::collections::BTreeMap;
use std::sync::Arc;

use forefend_drivers::pattern::{Pattern, Settings};
use forefend_estimate::Axis;
use forefend_panel::{Unit, Year};

use super::{
    Calibrated, Draws, Input, Kind, Known, On, Output, Parameters, Process, Running, Turn, Workspace,
};
use crate::error::SimulateError;
use crate::luck::{Luck, Stream};

/// What `kind = "country_temperature"` reads and writes: all in K, global temperature against one base, that of a country
/// against its own.
pub(super) const KIND: Kind = Kind {
    inputs: &[Input { name: "global", on: On::World, lags: 0..=0 }],
    outputs: &[Output { name: "temperature", on: On::Country }],
    levers: &[],
    declare,
};

/// The declared pattern, the same for all draws.
#[derive(Debug)]
struct CountryTemperature {
    place: String,
    /// Luck of a year, and of a whole draw.
    yearly: Stream,
    once: Stream,
    /// Series of global temperature and of that by country.
    global: String,
    local: String,
    settings: Settings,
    /// Base period of a country's anomaly.
    base: [i16; 2],
}

fn declare(parameters: &mut Parameters<'_>) -> Result<Arc<dyn Process>, SimulateError> {
    let count = |number: f64| number as usize;
    let settings = Settings {
        window: count(parameters.number("window", 5.0..=100.0)?),
        level: count(parameters.number("level", 1.0..=100.0)?),
        shrinkage: parameters.number("shrinkage", 0.0..=100.0)?,
        spread: parameters.number("spread", 0.1..=10.0)?,
    };
    if settings.level > settings.window {
        return Err(parameters.unusable("level", "at most as many years as `window`"));
    }
    let base = parameters.years("base")?;
    let [first, last] = base[..] else {
        return Err(parameters.unusable("base", "the first and the last year of the base period"));
    };
    Ok(Arc::new(CountryTemperature {
        place: parameters.place.clone(),
        yearly: Stream::named(parameters.process),
        once: Stream::named(&format!("{}/pattern", parameters.process)),
        global: parameters.text("global_series")?.to_owned(),
        local: parameters.text("country_series")?.to_owned(),
        settings,
        base: [first, last],
    }))
}

/// The records that a pattern is fitted on.
struct Record {
    /// Last year that both have.
    last: i16,
    /// Global temperature by year.
    global: BTreeMap<i16, f64>,
    /// By country: temperature by year.
    places: BTreeMap<u16, BTreeMap<i16, f64>>,
}

impl CountryTemperature {
    fn record(&self, known: &Known<'_>) -> Result<Record, SimulateError> {
        known.as_of.indicator(&self.global)?;
        let global: BTreeMap<i16, f64> =
            known.as_of.world_series(&self.global).into_iter().map(|(year, value)| (year.0, value)).collect();
        let mut places: BTreeMap<u16, BTreeMap<i16, f64>> = BTreeMap::new();
        for (unit, Year(year), value) in known.as_of.values(&self.local)? {
            if let Unit::Country(country) = unit {
                places.entry(country.0).or_default().insert(year, value);
            }
        }
        let of_places = places.values().filter_map(|place| place.keys().next_back()).max();
        let ends = [of_places, global.keys().next_back(), Some(&known.last.0)];
        let last = ends.into_iter().collect::<Option<Vec<&i16>>>().and_then(|ends| ends.into_iter().min());
        let last = *last.ok_or_else(|| self.too_short())?;
        Ok(Record { last, global, places })
    }

    fn too_short(&self) -> SimulateError {
        let message = format!(
            "`{}` and `{}` have no {} years in common by the date of the run; give a later date",
            self.global, self.local, self.settings.window
        );
        SimulateError::Declaration { place: self.place.clone(), message }
    }
}

impl Process for CountryTemperature {
    fn calibrate(&self, known: &Known<'_>) -> Result<Calibrated, SimulateError> {
        let record = self.record(known)?;
        let years: Vec<i16> = (record.last + 1 - self.settings.window as i16..=record.last).collect();
        let of_years = |series: &BTreeMap<i16, f64>| {
            years.iter().map(|year| series.get(year).copied()).collect::<Option<Vec<f64>>>()
        };
        let global = of_years(&record.global).ok_or_else(|| self.too_short())?;
        let whole = record.places.iter().filter_map(|(country, series)| Some((*country, of_years(series)?)));
        let (countries, places): (Vec<u16>, Vec<Vec<f64>>) = whole.unzip();
        let pattern = Pattern::fit(&global, &places, self.settings).ok_or_else(|| self.too_short())?;
        let base = self.base;
        let base: Vec<f64> = record.global.range(base[0]..=base[1]).map(|(_, value)| *value).collect();
        let base =
            if base.is_empty() { pattern.global } else { base.iter().sum::<f64>() / base.len() as f64 };
        let of_places =
            |of: fn(&forefend_drivers::pattern::Place) -> f64| pattern.places.iter().map(of).collect();
        let ends: Vec<f64> = places.iter().filter_map(|place| place.last().copied()).collect();
        let beyond = ends.iter().enumerate().map(|(place, end)| {
            end - pattern.expected(place, global.last().copied().unwrap_or(pattern.global))
        });
        let deviation = pattern.places.iter().map(|place| place.noise).sum::<f64>() / places.len() as f64;
        Ok(Calibrated::from([
            ("countries".to_owned(), countries.iter().map(|country| f64::from(*country)).collect()),
            ("level".to_owned(), of_places(|place| place.level)),
            ("slope".to_owned(), of_places(|place| place.slope)),
            ("slope_error".to_owned(), of_places(|place| place.slope_error)),
            ("level_error".to_owned(), of_places(|place| place.level_error)),
            ("noise".to_owned(), of_places(|place| place.noise)),
            ("beyond".to_owned(), beyond.collect()),
            ("others".to_owned(), vec![pattern.mean_slope, deviation, base]),
            ("pattern".to_owned(), vec![pattern.global, pattern.autocorrelation, f64::from(record.last)]),
        ]))
    }

    fn begin(self: Arc<Self>, draws: Draws, calibrated: &Arc<Calibrated>) -> Box<dyn Running> {
        let series = |name: &str| calibrated.get(name).map_or(&[][..], Vec::as_slice);
        let number = |name: &str, at: usize| series(name).get(at).copied().unwrap_or_default();
        let of_row = |row: usize| Local {
            level: number("level", row),
            slope: number("slope", row),
            slope_error: number("slope_error", row),
            level_error: number("level_error", row),
            noise: number("noise", row),
            beyond: number("beyond", row),
            from: number("pattern", 0),
        };
        let ids = series("countries").iter().enumerate();
        Box::new(RunningTemperature {
            process: Arc::clone(&self),
            draws,
            autocorrelation: number("pattern", 1),
            next: number("pattern", 2) as i32 + 1,
            others: Local {
                level: 0.0,
                slope: number("others", 0),
                slope_error: 0.0,
                level_error: 0.0,
                noise: number("others", 1),
                beyond: 0.0,
                from: number("others", 2),
            },
            by_country: ids.map(|(row, id)| (*id as u64, of_row(row))).collect(),
            units: Vec::new(),
            drawn: Vec::new(),
            noise: Vec::new(),
        })
    }

    fn remedy(&self) -> &'static str {
        "look at global temperature in that year, which it scales"
    }
}

/// The pattern of a country, K and K/K; `from` is the global temperature at which it has its level.
#[derive(Debug, Clone, Copy)]
struct Local {
    level: f64,
    slope: f64,
    slope_error: f64,
    level_error: f64,
    noise: f64,
    beyond: f64,
    from: f64,
}

/// Countries' temperatures in a set of draws.
#[derive(Clone)]
struct RunningTemperature {
    process: Arc<CountryTemperature>,
    draws: Draws,
    autocorrelation: f64,
    /// The year whose noise comes next.
    next: i32,
    others: Local,
    by_country: BTreeMap<u64, Local>,
    /// The simulated countries, once they are known; by draw and country the slope and level that the draw has, and its noise.
    units: Vec<(u64, Local)>,
    drawn: Vec<[f64; 2]>,
    noise: Vec<f64>,
}

impl RunningTemperature {
    /// Draws each country's slope and level, and sets out its noise at the end of the record.
    fn meet(&mut self, ids: &[u64]) {
        self.units =
            ids.iter().map(|id| (*id, self.by_country.get(id).copied().unwrap_or(self.others))).collect();
        let spread = self.process.settings.spread;
        for draw in self.draws.ids() {
            for (unit, local) in &self.units {
                let luck = Luck::at(self.draws.chance, draw, 0, *unit, self.process.once);
                let slope = local.slope + spread * local.slope_error * luck.normal(0);
                self.drawn.push([slope, local.level + spread * local.level_error * luck.normal(1)]);
                self.noise.push(local.beyond);
            }
        }
    }

    /// Moves the noise of all draws on by a year.
    fn move_on(&mut self, year: i32) {
        let spread = self.process.settings.spread;
        let phi = self.autocorrelation;
        let innovation = spread * (1.0 - phi * phi).sqrt();
        let luck = |id: u64, unit: u64| Luck::at(self.draws.chance, id, year, unit, self.process.yearly);
        for (id, noise) in self.draws.ids().zip(self.noise.chunks_mut(self.units.len().max(1))) {
            for ((unit, local), noise) in self.units.iter().zip(noise) {
                *noise = phi * *noise + innovation * local.noise * luck(id, *unit).normal(0);
            }
        }
    }
}

impl Running for RunningTemperature {
    fn advance(&mut self, turn: &Turn<'_>, _work: &mut Workspace, out: &mut [Vec<f64>]) {
        let [temperature] = out else { return };
        if self.units.is_empty() {
            self.meet(turn.now.ids(Axis::UNITS));
        }
        while self.next <= i32::from(turn.year.0) {
            self.move_on(self.next);
            self.next += 1;
        }
        let global = turn.input(0, 0);
        let size = self.units.len().max(1);
        let states = self.drawn.chunks(size).zip(self.noise.chunks(size));
        for (draw, (drawn, noise)) in states.enumerate() {
            let global = global.draw(draw).first().copied().unwrap_or(f64::NAN);
            for (((_, local), [slope, level]), noise) in self.units.iter().zip(drawn).zip(noise) {
                temperature.push(level + slope * (global - local.from) + noise);
            }
        }
    }
}
