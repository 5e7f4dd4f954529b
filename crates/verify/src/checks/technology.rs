//! G7: costs of technologies. Farmer & Lafond (2016), "How predictable is technological progress?", by hindcast; Wright's law
//! by halves of experience curves.

use std::collections::BTreeMap;

use forefend_drivers::technology::{ErrorLaw, HindcastError, Window, half_split, hindcast};
use forefend_estimate::critical_value;
use forefend_score::{mean_score, quantiles};

use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

const COSTS: &str = "drivers/technology/farmer_lafond/data.csv";
const CURVES: &str = "drivers/technology/clab_experience_curve/ExpCurves.csv";
/// The paper's weight of the year before's noise.
const LAW: ErrorLaw = ErrorLaw { theta: 0.63 };
/// The paper's window, in yearly changes; also the least of a window that takes all there are.
const CHANGES: usize = 5;
const FARTHEST: usize = 20;
/// Share of forecasts outside a band of 80 %.
const OUTSIDE: f64 = 0.2;
/// Fewest points of a curve that is split in halves.
const LEAST_POINTS: usize = 8;

/// Logarithms of yearly costs by technology, in the order of years.
fn logs(context: &Context<'_>) -> Result<BTreeMap<String, Vec<f64>>, VerifyError> {
    let table = context.table(COSTS, &[])?;
    let value = table.names().last().cloned().unwrap_or_default();
    let (names, years, costs) = (table.words("Entity")?, table.whole::<i16>("Year")?, table.numbers(&value)?);
    let mut by_year: BTreeMap<&str, BTreeMap<i16, f64>> = BTreeMap::new();
    for ((name, year), cost) in names.into_iter().zip(years).zip(costs) {
        by_year.entry(name).or_default().insert(year, libm::log(cost));
    }
    Ok(by_year.into_iter().map(|(name, logs)| (name.to_owned(), logs.into_values().collect())).collect())
}

/// Errors of every forecast of every technology, `ahead` years ahead.
fn errors_at(logs: &BTreeMap<String, Vec<f64>>, window: Window, ahead: usize) -> Vec<HindcastError> {
    let all = logs.values().flat_map(|logs| hindcast(logs, window, FARTHEST));
    all.filter(|error| error.ahead == ahead).collect()
}

/// Half the width of the band of 80 %, in units of the estimated spread.
fn half_width(error: &HindcastError) -> f64 {
    let t = critical_value(OUTSIDE, Some((error.changes - 1) as f64));
    t * LAW.variance(error.ahead, error.changes).sqrt()
}

fn coverage(errors: &[HindcastError]) -> Result<f64, VerifyError> {
    let inside = |error: &HindcastError| f64::from(u8::from(error.normalised.abs() <= half_width(error)));
    Ok(mean_score(&errors.iter().map(inside).collect::<Vec<_>>())?)
}

/// Mean squared errors in units of the estimated spread, observed and by the law, with windows of five changes over all 66
/// technologies; their ratio and the coverage of bands of 80 % ten years ahead; how many forecasts.
///
/// # Errors
/// Those of the source.
pub fn moore_hindcast(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let logs = logs(context)?;
    let mut measured = vec![Measured::new("technologies", logs.len() as f64)];
    let mut forecasts = 0;
    for ahead in 1..=FARTHEST {
        let errors = errors_at(&logs, Window::Last(CHANGES), ahead);
        forecasts += errors.len();
        if ![1, 5, 10, 20].contains(&ahead) {
            continue;
        }
        let squares: Vec<f64> = errors.iter().map(|error| error.normalised.powi(2)).collect();
        let (observed, expected) = (mean_score(&squares)?, LAW.normalised(ahead, CHANGES));
        measured.push(Measured::new(format!("observed, {ahead} years ahead"), observed));
        measured.push(Measured::new(format!("predicted, {ahead} years ahead"), expected));
        if ahead == 10 {
            measured.push(Measured::new("observed over predicted, 10 years ahead", observed / expected));
            measured.push(Measured::new("coverage of 80 %, 10 years ahead", coverage(&errors)?));
        }
    }
    measured.push(Measured::new("forecasts", forecasts as f64));
    Ok(measured)
}

/// The window that is projected with, all yearly changes: coverage of bands of 80 %, and the mean absolute error of the
/// logarithm minus that of "costs stay as they are", both in units of the spread.
///
/// # Errors
/// Those of the source.
pub fn moore_whole_window(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let logs = logs(context)?;
    let mut measured = Vec::new();
    for ahead in [1, 5, 10, 20] {
        let errors = errors_at(&logs, Window::All(CHANGES), ahead);
        measured.push(Measured::new(format!("coverage of 80 %, {ahead} years ahead"), coverage(&errors)?));
        let gain = |error: &HindcastError| error.spread * (error.normalised.abs() - error.unchanged.abs());
        let gains: Vec<f64> = errors.iter().map(gain).collect();
        let name = format!("absolute error of the logarithm minus no change, {ahead} years ahead");
        measured.push(Measured::new(name, mean_score(&gains)?));
    }
    Ok(measured)
}

/// Median over technologies with eight points or more of the root mean squared error of the decimal logarithm in the later
/// half, and of "costs stay as they are".
///
/// # Errors
/// Those of the source; a curve that cannot be split.
pub fn wright_halves(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let table = context.table(CURVES, &["Tech", "Cumulative production", "Unit cost"])?;
    let (production, costs) = (table.numbers("Cumulative production")?, table.numbers("Unit cost")?);
    let mut curves: BTreeMap<&str, (Vec<f64>, Vec<f64>)> = BTreeMap::new();
    for ((name, production), cost) in table.words("Tech")?.into_iter().zip(production).zip(costs) {
        let curve = curves.entry(name).or_default();
        curve.0.push(production);
        curve.1.push(cost);
    }
    let long = curves.iter().filter(|(_, (production, _))| production.len() >= LEAST_POINTS);
    let (mut errors, mut unchanged) = (Vec::new(), Vec::new());
    for (name, (production, costs)) in long {
        let split = half_split(production, costs)
            .map_err(|error| VerifyError::computation(format!("{CURVES}, {name}: {error}")))?;
        errors.push(split.rmse);
        unchanged.push(split.rmse_unchanged);
    }
    let median = |values: &[f64]| quantiles(values, [0.5])[0];
    Ok(vec![
        Measured::new("technologies", errors.len() as f64),
        Measured::new("median error", median(&errors)),
        Measured::new("median error of no change", median(&unchanged)),
    ])
}
