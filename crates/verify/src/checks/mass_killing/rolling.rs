//! The shipped model's forecasts of an onset of mass killing, a year ahead, through the production path.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use forefend_panel::{CountryId, Panel, Year};
use forefend_simulate::Model;
use rayon::prelude::*;

use super::super::from_origin::{alone, each_draw};
use crate::error::VerifyError;

/// The variable forecast: the chance of an onset, not a count of draws.
const RISK: &str = "mass_killing_risk";
/// Draws of parameters (and of the conflict of a year that is not observed): the mean moves by less than 1 % beyond.
const DRAWS: u64 = 200;

/// Probability of an onset by year and country.
pub type Risks = BTreeMap<(i16, CountryId), f64>;

/// For each of `years`, the panel as of the December before, a fit on what it holds, and the chance of an onset in the year,
/// averaged over draws. Of series that end sooner (conflict: 2022) the years between are simulated.
///
/// # Errors
/// Those of the engine; a model without `mass_killing_risk`.
pub fn rolling(model: &Model, panel: &Panel, years: RangeInclusive<i16>) -> Result<Risks, VerifyError> {
    let model = alone(model, &[RISK]);
    if model.position(RISK).is_none() {
        return Err(VerifyError::computation(format!("the world has no variable `{RISK}`")));
    }
    let of_year = |year: i16| one_year(&model, panel, Year(year));
    let found: Vec<Result<Risks, VerifyError>> = years.into_par_iter().map(of_year).collect();
    let mut risks = Risks::new();
    for year in found {
        risks.append(&mut year?);
    }
    Ok(risks)
}

fn one_year(model: &Model, panel: &Panel, year: Year) -> Result<Risks, VerifyError> {
    let (units, draws) = each_draw(model, panel, (year - 1, year), DRAWS, [RISK], |[risks]| risks.to_vec())?;
    let mut sums = vec![0.0; units.len()];
    for risks in draws {
        sums.iter_mut().zip(risks).for_each(|(sum, risk)| *sum += risk);
    }
    Ok(units.iter().zip(sums).map(|(unit, sum)| ((year.0, *unit), sum / DRAWS as f64)).collect())
}
