//! Bands of global temperature from past origins: the shipped model through the engine, each origin on the record as of its December.
//! Emissions are those that came and the ensemble was constrained on later warming (docs/drivers/climate.md).

use forefend_panel::{Availability, Panel, Year};
use forefend_score::{crps_sorted, interval_score, mean_score, quantile_sorted};
use forefend_simulate::Model;

use super::from_origin::{alone, at_each, each_draw_on};
use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

const VARIABLE: &str = "global_temperature";
const SERIES: &str = "global_warming";
const DRAWS: u64 = 400;
/// Years ahead that are scored together.
const BANDS: [(i16, i16); 4] = [(1, 1), (2, 3), (4, 6), (9, 10)];
const FARTHEST: i16 = 10;
/// Origins on which the width of variability was chosen, and those after.
const CHOSEN_ON: (i16, i16) = (1960, 1979);
const AFTER: (i16, i16) = (1981, 2014);

/// A year that came: years ahead, whether the 80 % band held it, the band's interval score and the CRPS (K).
struct Case {
    ahead: i16,
    covered: bool,
    interval: f64,
    crps: f64,
}

/// What the model said at one origin, scored on the record.
fn of_origin(model: &Model, panel: &Panel, origin: Year, last: Year) -> Result<Vec<Case>, VerifyError> {
    let horizon = (origin + FARTHEST).min(last);
    let draws = each_draw_on("world", model, panel, (origin, horizon), DRAWS, [VARIABLE], |[values]| {
        values.to_vec()
    })?
    .1;
    let record = panel.as_of(last.last_month(), Availability::Observed);
    let came = record.world_series(SERIES);
    let mut cases = Vec::new();
    for ahead in 1..=horizon - origin {
        let Some((_, came)) = came.iter().find(|(year, _)| *year == origin + ahead).copied() else {
            continue;
        };
        let mut of_year: Vec<f64> = draws.iter().map(|draw| draw[ahead as usize - 1]).collect();
        of_year.sort_by(f64::total_cmp);
        let (low, high) = (quantile_sorted(&of_year, 0.1), quantile_sorted(&of_year, 0.9));
        cases.push(Case {
            ahead,
            covered: (low..=high).contains(&came),
            interval: interval_score(low, high, came, 0.8)?,
            crps: crps_sorted(&of_year, came),
        });
    }
    Ok(cases)
}

/// Coverage of the 80 % band by years ahead, and the interval score and CRPS up to ten years ahead, on the origins that no choice
/// has seen; coverage on those of the choice beside it.
///
/// # Errors
/// Those of the snapshot and the engine.
pub fn bands(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let (world, panel) = (context.world()?, context.panel()?);
    let mut model = alone(&Model::load(&world)?, &[VARIABLE]);
    std::mem::swap(&mut model.frame.record_country, &mut model.frame.record_world);
    let panel = &*panel;
    let cases = |(first, last): (i16, i16), until: i16| -> Result<Vec<Case>, VerifyError> {
        let make = |origin| of_origin(&model, panel, origin, Year(until));
        let made = at_each((first..=last).map(Year), make)?;
        Ok(made.into_iter().flat_map(|(_, cases)| cases).collect())
    };
    let share = |cases: &[Case], (from, to): (i16, i16)| {
        let held = cases.iter().filter(|case| (from..=to).contains(&case.ahead));
        mean_score(&held.map(|case| f64::from(u8::from(case.covered))).collect::<Vec<_>>())
    };
    let chosen_on = cases(CHOSEN_ON, 1990)?;
    let after = cases(AFTER, 2024)?;
    let mut measured = Vec::new();
    for (from, to) in BANDS {
        let name = format!("coverage of 80 %, {from}-{to} ahead");
        measured.push(Measured::new(name, share(&after, (from, to))?));
    }
    let scores = |of: fn(&Case) -> f64| mean_score(&after.iter().map(of).collect::<Vec<_>>());
    measured.push(Measured::new("interval score, 1-10 ahead", scores(|case| case.interval)?));
    measured.push(Measured::new("CRPS, 1-10 ahead", scores(|case| case.crps)?));
    measured.push(Measured::new(
        "origins of the choice: coverage, 1-10 ahead",
        share(&chosen_on, (1, FARTHEST))?,
    ));
    Ok(measured)
}
