//! Global temperature by FaIR: one member of the calibrated ensemble a draw, and the year-to-year variability of the record.
//!
//! A draw's member is chosen by its luck, uniformly among all, in the order of their equilibrium climate sensitivity. Its forced
//! course is the mean of the bounds of a calendar year above the mean of 1850-1900. What the record has beyond that (El
//! Niño, the rest of weather, and what the member itself misses) is an AR(1):
//!
//! ```text
//! temperature(t) = forced(t) + level + r(t)        r(t) = phi r(t-1) + sigma e(t)
//! ```
//!
//! The level is the mean of the record minus the draw's member over the last years of the record, with its sampling error; phi
//! and sigma are those of the record minus the median of the ensemble since a year from which the record is good, up to the date of
//! the run, sigma times a declared `spread`: what the members miss is in the record's residuals and in the members' own spread, and
//! would otherwise count twice. r begins at what is left of the record's last year, so that the course goes on where the record ends.
//!
//! What is conditional at an earlier date: emissions follow the record to 2015 and the scenario after, whatever the date, and the
//! calibration of the ensemble was constrained by warming up to 2022. Only the record itself is cut at the date.

use std::sync::{Arc, OnceLock};

use forefend_drivers::fair::{FIRST_YEAR, Member, Scenario, above, percentile, run};

use super::{Calibrated, Draws, Kind, Known, On, Output, Parameters, Process, Running, Turn, Workspace};
use crate::climate::Emulator;
use crate::error::SimulateError;
use crate::luck::{Luck, Stream};

/// What `kind = "fair"` writes: temperature above 1850-1900 (K), and CO2 (ppm).
pub(super) const KIND: Kind = Kind {
    inputs: &[],
    outputs: &[Output { name: "temperature", on: On::World }, Output { name: "co2", on: On::World }],
    levers: &[],
    declare,
};

/// Years that warming is counted from.
const BASE: [i32; 2] = [1850, 1900];

/// The declared emulator, the same for all draws.
#[derive(Debug)]
struct Fair {
    place: String,
    /// Luck of a year, and of a whole draw.
    yearly: Stream,
    once: Stream,
    /// Observed warming above 1850-1900, by its series.
    observed: String,
    /// Years of the level, and the first year of variability.
    level: usize,
    since: i32,
    /// What the standard deviation of the variability is multiplied by.
    spread: f64,
    scenario: Scenario,
    members: Vec<Member>,
    /// By member, made at the first run that asks.
    courses: OnceLock<Vec<Course>>,
}

/// A member's forced course by calendar year from 1750 on.
#[derive(Debug)]
struct Course {
    /// K above the mean of 1850-1900.
    temperature: Vec<f64>,
    /// ppm.
    co2: Vec<f64>,
}

fn declare(parameters: &mut Parameters<'_>) -> Result<Arc<dyn Process>, SimulateError> {
    let [members, emissions, forcing] =
        [parameters.table("members")?, parameters.table("emissions")?, parameters.table("forcing")?];
    let emulator = Emulator::of(&members, &emissions, &forcing)?;
    let name = parameters.text("scenario")?;
    let known: Vec<&str> = emulator.scenarios.keys().map(String::as_str).collect();
    let scenario = emulator
        .scenario(name)
        .ok_or_else(|| parameters.unusable("scenario", &format!("one of {}", known.join(", "))))?
        .map_err(|error| forcing.wrong(error.to_string()))?;
    let with_sensitivity = |member: Member| {
        let response = member.balance.response();
        let sensitivity =
            response.map(|response| response.equilibrium_climate_sensitivity(member.forcing_4co2));
        (sensitivity.unwrap_or(f64::NAN), member)
    };
    let mut members: Vec<(f64, Member)> = emulator.members.into_iter().map(with_sensitivity).collect();
    members.sort_by(|(a, one), (b, other)| a.total_cmp(b).then(one.id.cmp(&other.id)));
    Ok(Arc::new(Fair {
        place: parameters.place.clone(),
        yearly: Stream::named(parameters.process),
        once: Stream::named(&format!("{}/member", parameters.process)),
        observed: parameters.text("observed")?.to_owned(),
        level: parameters.number("level", 1.0..=200.0)? as usize,
        since: i32::from(parameters.year("variability_from")?),
        spread: parameters.number("spread", 0.1..=10.0)?,
        scenario,
        members: members.into_iter().map(|(_, member)| member).collect(),
        courses: OnceLock::new(),
    }))
}

impl Fair {
    /// All members, run once for a model however many plans, blocks and threads there are.
    ///
    /// On one thread: a pool's thread that waits for others may take up another block, which would wait for this very
    /// result. It takes a fifteenth of a second.
    fn courses(&self) -> &[Course] {
        self.courses.get_or_init(|| self.members.iter().map(|member| self.course(member)).collect())
    }

    fn course(&self, member: &Member) -> Course {
        let (mut temperature, mut co2) = (Vec::new(), Vec::new());
        run(&self.scenario, member, |_, climate| {
            temperature.push(climate.temperature[0]);
            co2.push(climate.co2);
        });
        let temperature = above(&temperature, BASE[0], BASE[1]);
        Course { temperature: of_years(&temperature), co2: of_years(&co2) }
    }

    /// Median of the members' forced temperature in a year.
    fn median(&self, year: i32) -> Option<f64> {
        let at = usize::try_from(year - FIRST_YEAR).ok()?;
        let values = self.courses().iter().map(|course| course.temperature.get(at).copied());
        percentile(&values.collect::<Option<Vec<f64>>>()?, 50.0)
    }

    /// Autocorrelation and standard deviation of what the record has beyond the ensemble, about its mean, since the year from which
    /// variability is read; of the whole record where that leaves too few years.
    fn variability(&self, beyond: &[(i32, f64)]) -> Option<(f64, f64)> {
        let since = |first: i32| {
            let values: Vec<f64> =
                beyond.iter().filter(|(year, _)| *year >= first).map(|(_, value)| *value).collect();
            let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
            autoregression(&values.iter().map(|value| value - mean).collect::<Vec<f64>>())
        };
        since(self.since).or_else(|| since(i32::MIN))
    }
}

/// From bounds to calendar years: the mean of the two bounds; after the last there is none, and it stands for its year.
fn of_years(bounds: &[f64]) -> Vec<f64> {
    let pairs = bounds.windows(2).map(|pair| 0.5 * (pair[0] + pair[1]));
    pairs.chain(bounds.last().copied()).collect()
}

impl Process for Fair {
    fn calibrate(&self, known: &Known<'_>) -> Result<Calibrated, SimulateError> {
        known.as_of.indicator(&self.observed)?;
        let record: Vec<(i32, f64)> = known
            .as_of
            .world_series(&self.observed)
            .into_iter()
            .filter(|(year, _)| year.0 <= known.last.0)
            .map(|(year, value)| (i32::from(year.0), value))
            .collect();
        let beyond: Vec<(i32, f64)> =
            record.iter().filter_map(|(year, value)| Some((*year, value - self.median(*year)?))).collect();
        let Some(((phi, sigma), (last, _))) = self.variability(&beyond).zip(record.last()) else {
            let message = format!(
                "`{}` has {} years by the date of the run, too few to tell variability from; name a longer series",
                self.observed,
                record.len()
            );
            return Err(SimulateError::Declaration { place: self.place.clone(), message });
        };
        let kept = record.iter().filter(|(year, _)| *year > last - self.level as i32);
        Ok(Calibrated::from([
            ("autocorrelation".to_owned(), vec![phi]),
            ("standard_deviation".to_owned(), vec![self.spread * sigma]),
            ("last_year".to_owned(), vec![f64::from(*last)]),
            ("record".to_owned(), kept.map(|(_, value)| *value).collect()),
        ]))
    }

    fn begin(self: Arc<Self>, draws: Draws, calibrated: &Arc<Calibrated>) -> Box<dyn Running> {
        let number = |name: &str| calibrated.get(name).and_then(|n| n.first()).copied().unwrap_or_default();
        let record = calibrated.get("record").map_or(&[][..], Vec::as_slice);
        let last = number("last_year") as i32;
        let courses = self.courses();
        let member = |draw: u64| {
            let luck = Luck::at(draws.chance, draw, 0, 0, self.once).nth(0);
            (luck * courses.len() as f64) as usize
        };
        let members: Vec<usize> = draws.ids().map(|draw| member(draw).min(courses.len() - 1)).collect();
        let (phi, sigma) = (number("autocorrelation"), number("standard_deviation"));
        let beyond = |member: &usize| -> Vec<f64> {
            let course = &courses[*member].temperature;
            let back = (0..self.level as i32).map(|back| usize::try_from(last - back - FIRST_YEAR));
            let forced = back.map_while(|at| course.get(at.ok()?));
            record.iter().rev().zip(forced).map(|(observed, forced)| observed - forced).collect()
        };
        let start = |(draw, member): (u64, &usize)| {
            let beyond = beyond(member);
            let years = beyond.len().max(1) as f64;
            let mean = beyond.iter().sum::<f64>() / years;
            let error = sigma / (1.0 - phi) / years.sqrt();
            let luck = Luck::at(draws.chance, draw, 0, 0, self.once).normal(1);
            let level = mean + error * luck;
            (level, beyond.first().map_or(0.0, |last| last - level))
        };
        let (levels, beyond): (Vec<f64>, Vec<f64>) = draws.ids().zip(&members).map(start).unzip();
        Box::new(RunningFair {
            fair: Arc::clone(&self),
            draws,
            phi,
            sigma,
            next: last + 1,
            beyond,
            levels,
            members,
        })
    }

    fn remedy(&self) -> &'static str {
        "the emulator's scenario ends in 2100; simulate to an earlier year"
    }
}

/// First-order autocorrelation of numbers about 0, and the standard deviation of what it leaves; none of too few numbers.
fn autoregression(values: &[f64]) -> Option<(f64, f64)> {
    if values.len() < 20 {
        return None;
    }
    let product: f64 = values.windows(2).map(|pair| pair[0] * pair[1]).sum();
    let square: f64 = values[..values.len() - 1].iter().map(|value| value * value).sum();
    let phi = (product / square).clamp(0.0, 0.98);
    let left: f64 = values.windows(2).map(|pair| (pair[1] - phi * pair[0]) * (pair[1] - phi * pair[0])).sum();
    Some((phi, (left / (values.len() - 2) as f64).sqrt()))
}

/// The emulator in a set of draws.
#[derive(Clone)]
struct RunningFair {
    fair: Arc<Fair>,
    draws: Draws,
    phi: f64,
    sigma: f64,
    /// The year whose variability comes next: that after the record at first.
    next: i32,
    /// By draw: the member, what the record lies above it, and what temperature has beyond both.
    members: Vec<usize>,
    levels: Vec<f64>,
    beyond: Vec<f64>,
}

impl Running for RunningFair {
    fn advance(&mut self, turn: &Turn<'_>, _work: &mut Workspace, out: &mut [Vec<f64>]) {
        let [temperature, co2] = out else { return };
        let year = i32::from(turn.year.0);
        let at = usize::try_from(year - FIRST_YEAR).unwrap_or(usize::MAX);
        let courses = self.fair.courses();
        let drawn = self.members.iter().zip(&self.levels).zip(&mut self.beyond);
        for (id, ((member, level), beyond)) in self.draws.ids().zip(drawn) {
            let course = &courses[*member];
            let forced = course.temperature.get(at).copied().unwrap_or(f64::NAN);
            for year in self.next..=year {
                let luck = Luck::at(self.draws.chance, id, year, 0, self.fair.yearly);
                *beyond = self.phi * *beyond + self.sigma * luck.normal(0);
            }
            temperature.push(forced + level + *beyond);
            co2.push(course.co2.get(at).copied().unwrap_or(f64::NAN));
        }
        self.next = self.next.max(year + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_autoregression_that_made_numbers_is_found_again() {
        let mut last = 0.0;
        let values: Vec<f64> = (0..20_000)
            .map(|step| {
                let luck = Luck::at(1, 0, step, 0, Stream::named("test"));
                last = 0.6 * last + 0.1 * luck.normal(0);
                last
            })
            .collect();
        let (phi, sigma) = autoregression(&values).unwrap();
        assert!((phi - 0.6).abs() < 0.02 && (sigma - 0.1).abs() < 0.002, "{phi} {sigma}");
        assert!(autoregression(&values[..10]).is_none());
    }

    #[test]
    fn a_calendar_year_is_the_mean_of_its_bounds() {
        assert_eq!(of_years(&[1.0, 2.0, 4.0]), [1.5, 3.0, 4.0]);
    }
}
