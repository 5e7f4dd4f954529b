//! G7: the share of people below 3.00 dollars a day from that below 8.30 and the Gini coefficient, of one survey.
//!
//! Rows are surveys with more than 0.5 % and less than 99.5 % below 8.30 dollars; the mean income is the one at which the
//! distribution has the share below 8.30 that the survey found.

use forefend_drivers::poverty::{LINES, LOGNORMAL_SHARE, Shape};
use forefend_score::{Bootstrap, mean_score, paired_difference};

use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

/// The wide panel of the sources.
const FILE: &str = "drivers/panel/driver_panel_wide_1950_2025.csv.gz";
/// Percent below the highest line that say something about the mean.
const ANCHORED: [f64; 2] = [0.5, 99.5];
/// Percent below the lowest line from which poverty is more than a trace.
const POOR: f64 = 5.0;
/// Last year in which the mixture's weight was chosen.
const CHOSEN_TO: i16 = 2005;

/// Absolute errors in percentage points, by survey, with what it is about.
struct Errors {
    country: Vec<String>,
    year: Vec<i16>,
    poor: Vec<bool>,
    lognormal: Vec<f64>,
    mixture: Vec<f64>,
}

/// The log-normal distribution: rows and mean absolute error.
///
/// # Errors
/// Those of the context and the table.
pub fn lognormal(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let errors = errors(context)?;
    Ok(vec![
        Measured::new("surveys", errors.country.len() as f64),
        Measured::new("mean absolute error", mean_score(&errors.lognormal)?),
    ])
}

/// The mixture that headcounts are computed with: mean absolute error over all rows, over those after its weight was chosen,
/// and where 5 % or more are poor, with the difference to the log-normal there (whole countries resampled).
///
/// # Errors
/// As [`lognormal`].
pub fn mixture(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let errors = errors(context)?;
    let of = |scores: &[f64], rows: &dyn Fn(usize) -> bool| {
        let chosen: Vec<f64> = (0..scores.len()).filter(|at| rows(*at)).map(|at| scores[at]).collect();
        mean_score(&chosen)
    };
    let (poor, later) = (|at: usize| errors.poor[at], |at: usize| errors.year[at] > CHOSEN_TO);
    let rows: Vec<usize> = (0..errors.poor.len()).filter(|at| errors.poor[*at]).collect();
    let pick = |scores: &[f64]| rows.iter().map(|&at| scores[at]).collect::<Vec<f64>>();
    let countries: Vec<&String> = rows.iter().map(|&at| &errors.country[at]).collect();
    let difference = paired_difference(
        &pick(&errors.mixture),
        &pick(&errors.lognormal),
        &countries,
        Bootstrap::with_seed(1),
    )?;
    let interval = difference.interval;
    Ok(vec![
        Measured::new("mean absolute error", mean_score(&errors.mixture)?),
        Measured::new("surveys after 2005", of(&errors.mixture, &later)?),
        Measured::new("5 % or more poor", of(&errors.mixture, &poor)?),
        Measured::new("5 % or more poor: log-normal", of(&errors.lognormal, &poor)?),
        Measured::with_interval(
            "5 % or more poor, minus the log-normal's",
            difference.mean,
            interval.lower,
            interval.upper,
        ),
    ])
}

fn errors(context: &Context<'_>) -> Result<Errors, VerifyError> {
    let table = context.table(FILE, &["iso3", "year", "pov300", "pov830", "gini_wb"])?;
    let (country, year) = (table.words("iso3")?, table.whole::<i16>("year")?);
    let (low, high, gini) = (table.numbers("pov300")?, table.numbers("pov830")?, table.numbers("gini_wb")?);
    let mut errors =
        Errors { country: vec![], year: vec![], poor: vec![], lognormal: vec![], mixture: vec![] };
    for at in 0..table.len() {
        let anchored = high[at] > ANCHORED[0] && high[at] < ANCHORED[1];
        if !anchored || low[at].is_nan() || gini[at].is_nan() {
            continue;
        }
        let error = |share: f64| (100.0 * lowest(high[at] / 100.0, gini[at] / 100.0, share) - low[at]).abs();
        errors.country.push(country[at].to_owned());
        errors.year.push(year[at]);
        errors.poor.push(low[at] >= POOR);
        errors.lognormal.push(error(1.0));
        errors.mixture.push(error(LOGNORMAL_SHARE));
    }
    Ok(errors)
}

/// Share below the lowest line from that below the highest.
fn lowest(highest: f64, gini: f64, lognormal: f64) -> f64 {
    let shape = Shape::new(gini, lognormal);
    shape.below(shape.log_ratio(highest) + libm::log(LINES[0] / LINES[2]))
}
