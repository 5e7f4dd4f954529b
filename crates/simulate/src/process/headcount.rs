//! Headcounts of the poor: people below 3.00, 4.20 and 8.30 dollars a day, by country, from GDP per capita and the Gini
//! coefficient.
//!
//! Each country starts from its last household survey that was known as of the date of the run: the distribution of income
//! is fixed so that the survey's three headcounts come out ([`forefend_drivers::poverty::Anchor`]). From there mean income
//! moves with growth of GDP per capita times a pass-through, plus a random walk for what surveys and national accounts differ
//! by, and the Gini coefficient with the model's. Pass-through, walk and survey error are estimated on all pairs of surveys
//! known by the date of the run ([`forefend_drivers::poverty::Surveys`]); each draw has its own pass-through.
//!
//! A country without a survey starts from the line of mean income on GDP per capita through the others' last surveys, with
//! that line's scatter as its uncertainty.
//!
//! The series of the surveys are `poverty_300`, `poverty_420`, `poverty_830` and `survey_gini` of the panel.

use std::sync::Arc;

use forefend_drivers::poverty::{Anchor, Stretch, Surveys, log_odds};
use forefend_panel::Year;

use super::{
    Calibrated, Draws, Input, Kind, Known, On, Output, Parameters, Process, Running, Turn, Workspace,
};
use crate::error::SimulateError;
use crate::luck::{Luck, Stream};

/// What `kind = "headcount"` reads and writes.
pub(super) const KIND: Kind = Kind {
    inputs: &[
        Input { name: "gdp_per_capita", on: On::Country, lags: 0..=0 },
        Input { name: "gini", on: On::Country, lags: 0..=0 },
    ],
    outputs: &[
        Output { name: "below_300", on: On::Country },
        Output { name: "below_420", on: On::Country },
        Output { name: "below_830", on: On::Country },
    ],
    levers: &[],
    declare,
};

/// Numbers of the inputs, in the order of [`KIND`].
const GDP: usize = 0;
const GINI: usize = 1;
/// Series of the surveys in the panel, the lines first.
const SERIES: [&str; 4] = ["poverty_300", "poverty_420", "poverty_830", "survey_gini"];
/// Shares outside tell nothing of the mean: the surveys' figures are printed to 0.1 points.
const TELLING: std::ops::RangeInclusive<f64> = 0.02..=0.98;

/// The declared process, the same for all draws.
#[derive(Debug)]
struct Headcount {
    /// Luck of a country's year, and of a whole draw.
    yearly: Stream,
    once: Stream,
}

fn declare(parameters: &mut Parameters<'_>) -> Result<Arc<dyn Process>, SimulateError> {
    Ok(Arc::new(Headcount {
        yearly: Stream::named(parameters.process),
        once: Stream::named(&format!("{}/once", parameters.process)),
    }))
}

/// One survey of a country.
#[derive(Debug, Clone, Copy)]
struct Survey {
    year: Year,
    anchor: Anchor,
    /// Share below the highest line.
    highest: f64,
    /// Logarithm of GDP per capita, and log odds of the Gini coefficient of the model's series, in that year.
    log_gdp: f64,
    gini: f64,
}

impl Process for Headcount {
    fn calibrate(&self, known: &Known<'_>) -> Result<Calibrated, SimulateError> {
        let surveys: Vec<Vec<Survey>> =
            (0..known.countries.len()).map(|at| surveys(known, at)).collect::<Result<_, _>>()?;
        let law = Surveys::of(&stretches(&surveys));
        let line = Line::through(surveys.iter().filter_map(|of| of.last()));
        let starts: Vec<[f64; 8]> =
            (0..known.countries.len()).map(|at| start(&surveys[at], known, at, &law, line)).collect();
        let column = |k: usize| starts.iter().map(|start| start[k]).collect::<Vec<f64>>();
        let names =
            ["year", "mean_300", "mean_420", "mean_830", "survey_gini", "gini", "log_gdp", "variance"];
        let mut calibrated: Calibrated =
            names.iter().enumerate().map(|(k, name)| ((*name).to_owned(), column(k))).collect();
        let numbers = vec![law.slope, law.slope_error, law.walk_variance, law.error_variance];
        calibrated.insert("pass_through".to_owned(), numbers);
        Ok(calibrated)
    }

    fn begin(self: Arc<Self>, draws: Draws, calibrated: &Arc<Calibrated>) -> Box<dyn Running> {
        let of = |name: &str| calibrated.get(name).map_or(&[][..], Vec::as_slice);
        let number = |k: usize| of("pass_through").get(k).copied().unwrap_or_default();
        let [slope, slope_error, walk] = [number(0), number(1), number(2).sqrt()];
        let starts = (0..of("year").len())
            .map(|at| Start {
                year: of("year")[at],
                anchor: Anchor {
                    log_means: [of("mean_300")[at], of("mean_420")[at], of("mean_830")[at]],
                    gini: of("survey_gini")[at],
                },
                gini: of("gini")[at],
                log_gdp: of("log_gdp")[at],
                error: of("variance")[at].sqrt(),
            })
            .collect::<Vec<Start>>();
        let slopes = draws
            .ids()
            .map(|draw| slope + slope_error * Luck::at(draws.chance, draw, 0, 0, self.once).normal(0));
        let slopes = slopes.collect();
        let drift = vec![f64::NAN; draws.number * starts.len()];
        Box::new(RunningHeadcount { headcount: Arc::clone(&self), draws, walk, starts, slopes, drift })
    }

    fn remedy(&self) -> &'static str {
        "look for a hole in GDP per capita or the Gini coefficient (`fill`), or a Gini coefficient of 0 or 1"
    }
}

/// Surveys of the country at `at` known by the date, in order.
fn surveys(known: &Known<'_>, at: usize) -> Result<Vec<Survey>, SimulateError> {
    let mut found = Vec::new();
    for year in Year::range(known.first, known.last) {
        let of = |series: &str| known.as_of.observed(series, known.countries[at], year);
        let [Some(low), Some(middle), Some(high), Some(survey_gini)] =
            [of(SERIES[0])?, of(SERIES[1])?, of(SERIES[2])?, of(SERIES[3])?]
        else {
            continue;
        };
        let (gdp, gini) = (input(known, GDP, at, year), input(known, GINI, at, year));
        if gdp > 0.0 && gini > 0.0 && gini < 1.0 {
            found.push(Survey {
                year,
                anchor: Anchor::of_survey([low, middle, high], survey_gini),
                highest: high,
                log_gdp: libm::log(gdp),
                gini: log_odds(gini),
            });
        }
    }
    Ok(found)
}

/// The history of an input; NaN where it has none.
fn input(known: &Known<'_>, number: usize, at: usize, year: Year) -> f64 {
    let row = (year.0 - known.first.0) as usize * known.countries.len() + at;
    known.inputs[number].get(row).copied().unwrap_or(f64::NAN)
}

/// The last year that was known and that the history holds: it ends with the series that says who is simulated.
fn last_of(known: &Known<'_>) -> Year {
    let years = known.inputs[GDP].len() / known.countries.len().max(1);
    known.last.min(Year(known.first.0 + years as i16 - 1))
}

/// Every pair of telling surveys of a country.
fn stretches(surveys: &[Vec<Survey>]) -> Vec<Stretch> {
    let mut pairs = Vec::new();
    for (country, of) in surveys.iter().enumerate() {
        let telling: Vec<&Survey> = of.iter().filter(|survey| TELLING.contains(&survey.highest)).collect();
        for (later, second) in telling.iter().enumerate() {
            pairs.extend(telling[..later].iter().map(|first| Stretch {
                country: country as u64,
                years: f64::from(second.year.0 - first.year.0),
                growth: second.log_gdp - first.log_gdp,
                change: second.anchor.log_means[2] - first.anchor.log_means[2],
            }));
        }
    }
    pairs
}

/// Logarithm of mean income on that of GDP per capita, over countries.
#[derive(Debug, Clone, Copy)]
struct Line {
    intercept: f64,
    slope: f64,
    /// Variance about it.
    variance: f64,
}

impl Line {
    /// Least squares through countries' telling surveys; with fewer than ten, income is half of GDP per capita in a year of
    /// 365.25 days, within a factor of two or so (an assumption).
    fn through<'a>(last: impl Iterator<Item = &'a Survey>) -> Self {
        let points: Vec<(f64, f64)> = last
            .filter(|survey| TELLING.contains(&survey.highest))
            .map(|survey| (survey.log_gdp, survey.anchor.log_means[2]))
            .collect();
        let n = points.len() as f64;
        if points.len() < 10 {
            return Self { intercept: libm::log(0.5 / 365.25), slope: 1.0, variance: 0.25 };
        }
        let mean = |of: &dyn Fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / n;
        let (x, y) = (mean(&|point| point.0), mean(&|point| point.1));
        let xx: f64 = points.iter().map(|point| (point.0 - x) * (point.0 - x)).sum();
        let xy: f64 = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
        let slope = if xx > 0.0 { xy / xx } else { 0.0 };
        let square = |point: &(f64, f64)| {
            let residual = point.1 - y - slope * (point.0 - x);
            residual * residual
        };
        Self { intercept: y - slope * x, slope, variance: points.iter().map(square).sum::<f64>() / (n - 2.0) }
    }
}

/// Where the country at `at` starts, in the order of the calibrated columns: year, three means, the survey's Gini
/// coefficient and the series' (log odds), logarithm of GDP per capita, variance of its mean.
fn start(surveys: &[Survey], known: &Known<'_>, at: usize, law: &Surveys, line: Line) -> [f64; 8] {
    if let Some(last) = surveys.last() {
        let [low, middle, high] = last.anchor.log_means;
        let year = f64::from(last.year.0);
        return [year, low, middle, high, last.anchor.gini, last.gini, last.log_gdp, law.error_variance];
    }
    let last = last_of(known);
    let (gdp, gini) = (input(known, GDP, at, last), input(known, GINI, at, last));
    let log_gdp = if gdp > 0.0 { libm::log(gdp) } else { f64::NAN };
    let mean = line.intercept + line.slope * log_gdp;
    let odds = if gini > 0.0 && gini < 1.0 { log_odds(gini) } else { f64::NAN };
    [f64::from(last.0), mean, mean, mean, odds, odds, log_gdp, line.variance]
}

/// Where a country starts from.
#[derive(Debug, Clone, Copy)]
struct Start {
    year: f64,
    anchor: Anchor,
    /// Log odds of the series' Gini coefficient in that year.
    gini: f64,
    log_gdp: f64,
    /// Standard deviation of the mean that year.
    error: f64,
}

/// Headcounts of a set of draws.
#[derive(Clone)]
struct RunningHeadcount {
    headcount: Arc<Headcount>,
    draws: Draws,
    /// Standard deviation of the walk in a year.
    walk: f64,
    starts: Vec<Start>,
    /// Pass-through by draw.
    slopes: Vec<f64>,
    /// Survey error and walk so far by draw and country; NaN before the first year.
    drift: Vec<f64>,
}

impl Running for RunningHeadcount {
    fn advance(&mut self, turn: &Turn<'_>, _work: &mut Workspace, out: &mut [Vec<f64>]) {
        let [low, middle, high] = out else { return };
        [&mut *low, &mut *middle, &mut *high].into_iter().for_each(Vec::clear);
        let (gdp, gini) = (turn.input(GDP, 0), turn.input(GINI, 0));
        let ids = turn.now.ids(forefend_estimate::Axis::UNITS);
        let year = i32::from(turn.year.0);
        for (draw, id) in self.draws.ids().enumerate() {
            let (gdp, gini) = (gdp.draw(draw), gini.draw(draw));
            for (unit, start) in self.starts.iter().enumerate() {
                let luck = Luck::at(self.draws.chance, id, year, ids[unit], self.headcount.yearly);
                let drift = &mut self.drift[draw * self.starts.len() + unit];
                *drift = if drift.is_nan() {
                    let years = (f64::from(year) - start.year).max(1.0);
                    start.error * luck.normal(1) + self.walk * years.sqrt() * luck.normal(0)
                } else {
                    *drift + self.walk * luck.normal(0)
                };
                let growth = self.slopes[draw] * (libm::log(gdp[unit]) - start.log_gdp) + *drift;
                let below = start.anchor.headcounts(growth, log_odds(gini[unit]) - start.gini);
                low.push(below[0]);
                middle.push(below[1]);
                high.push(below[2]);
            }
        }
    }
}
