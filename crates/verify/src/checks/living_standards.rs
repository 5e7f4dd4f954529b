//! G7: growth, inequality and poverty of the shipped model from past origins, through the engine.
//!
//! At each origin the model is fitted on what the embedded snapshot shows as of December and simulated on; what came is
//! scored. Growth follows the protocol of the gate: `gdppc_grwt` of the sources' country-year panel, one year ahead, the 140
//! states of endogenr's example that have no hole in 1970-2009, every origin from 2009 to 2020.

mod cases;
mod run;

use std::collections::BTreeMap;
use std::rc::Rc;

use forefend_panel::{Availability, CountryId, Panel, Year};
use forefend_score::{Bootstrap, crps, crps_sorted, mean_score, paired_difference, quantile_sorted};
use forefend_simulate::Model;

use self::cases::{Cases, climatology, normal_crps, student_crps};
use self::run::Run;
use super::country_years::CountryYears;
use super::endogenr;
use super::from_origin::at_each;
use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

/// Origins of growth one year ahead.
const YEARLY: std::ops::RangeInclusive<i16> = 2009..=2020;
/// First year that the rivals of growth learn from.
const FIRST: i16 = 1970;
/// Origins of what is looked at further ahead, and how far.
const ORIGINS: [i16; 6] = [1990, 1995, 2000, 2005, 2010, 2013];
const AHEAD: i16 = 10;
/// Poverty: outcomes to 2005 chose the distribution, so that origins begin here; years ahead that count as ten.
const POVERTY_FROM: i16 = 2005;
const TEN: std::ops::RangeInclusive<i16> = 8..=12;
/// Series and variable of the three headcounts.
const HEADCOUNTS: [&str; 3] = ["poverty_300", "poverty_420", "poverty_830"];

/// What a variable is scored on.
type Scale = fn(f64) -> f64;

/// Growth one year ahead: CRPS of the model and two rivals in the three windows, and the paired difference to the pooled
/// normal (whole countries resampled).
///
/// # Errors
/// Those of the sources, the snapshot and the engine.
pub fn growth_density(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let (world, panel) = (context.world()?, context.panel()?);
    let model = Model::load(&world)?;
    let states = endogenr::states(context)?;
    let growth: BTreeMap<(CountryId, Year), f64> =
        CountryYears::read(context)?.known("gdppc_grwt")?.into_iter().collect();
    let mut cases = Cases::default();
    let panel = &*panel;
    let make = |origin: Year| Run::make(&model, panel, (origin, origin + 1), ["gdppc_growth"]);
    for (origin, run) in at_each(YEARLY.map(Year), make)? {
        let past = |state: CountryId| {
            let years = Year::range(Year(FIRST), origin);
            years.filter_map(|year| growth.get(&(state, year)).copied()).collect::<Vec<f64>>()
        };
        let pooled: Vec<f64> = states.iter().flat_map(|&state| past(CountryId(state))).collect();
        let (mean, variance) = cases::moments(&pooled);
        for &state in &states {
            let state = CountryId(state);
            let (Some(draws), Some(&came)) =
                (run.sorted("gdppc_growth", state, origin + 1), growth.get(&(state, origin + 1)))
            else {
                continue;
            };
            let (own_mean, own_variance) = cases::moments(&past(state));
            let scale = (0.5 * (variance + own_variance) / 2.0).sqrt();
            let rivals = [
                normal_crps(mean, variance.sqrt(), came),
                student_crps(0.5 * (mean + own_mean), scale, came),
            ];
            cases.push(state.0, origin.0 + 1, crps_sorted(draws, came), rivals, None);
        }
    }
    let mut measured = Vec::new();
    for (name, first, last) in [("2010-19", 2010, 2019), ("2020-21", 2020, 2021), ("2010-21", 2010, 2021)] {
        let chosen = cases.between(first, last);
        let against =
            paired_difference(&chosen.model, &chosen.rivals[0], &chosen.country, Bootstrap::with_seed(1))?;
        measured.push(Measured::new(format!("{name}: CRPS"), mean_score(&chosen.model)?));
        measured.push(Measured::new(format!("{name}: pooled normal"), mean_score(&chosen.rivals[0])?));
        measured
            .push(Measured::new(format!("{name}: half-shrunk Student-t4"), mean_score(&chosen.rivals[1])?));
        measured.push(Measured::with_interval(
            format!("{name}: minus the pooled normal's"),
            against.mean,
            against.interval.lower,
            against.interval.upper,
        ));
    }
    measured.push(Measured::new("cases 2010-21", cases.model.len() as f64));
    Ok(measured)
}

/// What the origins of a decade are run for: incomes, inequality and the headcounts that follow from them.
const OF_A_DECADE: [&str; 5] = ["gdppc", "gini", HEADCOUNTS[0], HEADCOUNTS[1], HEADCOUNTS[2]];

/// The runs that [`decade`] and [`poverty`] look at: ten years, twelve where poverty is scored.
fn decades(context: &Context<'_>) -> Result<Rc<Vec<(Year, Run)>>, VerifyError> {
    context.once("living standards from past origins", || {
        let (world, panel) = (context.world()?, context.panel()?);
        let (model, panel) = (Model::load(&world)?, &*panel);
        let until =
            |origin: Year| if origin.0 >= POVERTY_FROM { last_of_ten(origin) } else { origin + AHEAD };
        at_each(ORIGINS.map(Year), |origin| Run::make(&model, panel, (origin, until(origin)), OF_A_DECADE))
    })
}

/// Last year that counts as ten years after `origin`.
fn last_of_ten(origin: Year) -> Year {
    Year(2024_i16.min(origin.0 + TEN.end()))
}

/// GDP per capita and the Gini coefficient five and ten years ahead: coverage of the 80 % band, and CRPS minus that of a
/// walk with the changes of all states over as many years that were known at the origin (whole countries resampled).
///
/// # Errors
/// Those of the snapshot and the engine.
pub fn decade(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let panel = &*context.panel()?;
    let scales: [(&str, Scale); 2] =
        [("gdppc", libm::log), ("gini", |share| libm::log(share / (1.0 - share)))];
    let mut found: BTreeMap<(&str, i16), Cases> = BTreeMap::new();
    for &(origin, ref run) in decades(context)?.iter() {
        for (name, scale) in scales {
            let seen = observed(panel, name)?;
            for ahead in [5, AHEAD] {
                let walk = climatology(&seen, origin, ahead, scale);
                let cases = found.entry((name, ahead)).or_default();
                for &state in &run.units {
                    let (Some(now), Some(came)) =
                        (seen.get(&(state, origin)), seen.get(&(state, origin + ahead)))
                    else {
                        continue;
                    };
                    let Some(draws) = run.sorted(name, state, origin + ahead) else { continue };
                    let draws: Vec<f64> = draws.iter().map(|value| scale(*value)).collect();
                    let rival: Vec<f64> = walk.iter().map(|change| scale(*now) + change).collect();
                    let came = scale(*came);
                    let scores = [crps(&rival, came)?, (scale(*now) - came).abs()];
                    let (low, high) = (quantile_sorted(&draws, 0.1), quantile_sorted(&draws, 0.9));
                    let inside = (low..=high).contains(&came);
                    cases.push(state.0, origin.0, crps_sorted(&draws, came), scores, Some(inside));
                }
            }
        }
    }
    let mut measured = Vec::new();
    for ((name, ahead), cases) in &found {
        measured.extend(cases.told(&format!("{name}, {ahead} years"))?);
    }
    Ok(measured)
}

/// Poverty about ten years ahead from origins 2005, 2010 and 2013, where a survey was known at most five years before the
/// origin, against what surveys found: coverage of the 80 % band by line, and of the lowest line the mean absolute error of
/// the median in percentage points, and that of no change. Growth and inequality are projected, too.
///
/// # Errors
/// As [`decade`].
pub fn poverty(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let panel = &*context.panel()?;
    let mut found: [Cases; 3] = Default::default();
    let mut ours: Vec<(f64, f64, f64)> = Vec::new();
    let decades = decades(context)?;
    for &(origin, ref run) in decades.iter().filter(|(origin, _)| origin.0 >= POVERTY_FROM) {
        let horizon = last_of_ten(origin);
        for (line, name) in HEADCOUNTS.into_iter().enumerate() {
            let seen = observed(panel, name)?;
            for &state in &run.units {
                let last = Year::range(origin - 4, origin).rev().find_map(|year| seen.get(&(state, year)));
                let Some(last) = last else { continue };
                for year in Year::range(origin + *TEN.start(), horizon) {
                    let (Some(came), Some(draws)) = (seen.get(&(state, year)), run.sorted(name, state, year))
                    else {
                        continue;
                    };
                    let (low, high) = (quantile_sorted(draws, 0.1), quantile_sorted(draws, 0.9));
                    // Figures are printed to 0.1 points.
                    let inside = (low - 0.0005..=high + 0.0005).contains(came);
                    let no_change = (last - came).abs();
                    let scores = [no_change, no_change];
                    found[line].push(state.0, year.0, crps_sorted(draws, *came), scores, Some(inside));
                    if line == 0 {
                        ours.push((*last, quantile_sorted(draws, 0.5), *came));
                    }
                }
            }
        }
    }
    let mut measured = Vec::new();
    for (cases, name) in found.iter().zip(["3.00", "4.20", "8.30"]) {
        measured.push(Measured::new(format!("{name}: inside the 80 % band"), cases.coverage()));
        let against =
            paired_difference(&cases.model, &cases.rivals[0], &cases.country, Bootstrap::with_seed(1))?;
        measured.push(Measured::with_interval(
            format!("{name}: CRPS minus no change"),
            against.mean,
            against.interval.lower,
            against.interval.upper,
        ));
    }
    for (name, least) in [("all", -1.0), ("start above 5 %", 0.05)] {
        let rows = || ours.iter().filter(move |row| row.0 > least);
        let points = |of: &dyn Fn(&(f64, f64, f64)) -> f64| {
            mean_score(&rows().map(|row| 100.0 * of(row)).collect::<Vec<f64>>())
        };
        measured.push(Measured::new(
            format!("{name}: error of the median"),
            points(&|row| (row.1 - row.2).abs())?,
        ));
        measured.push(Measured::new(
            format!("{name}: error of no change"),
            points(&|row| (row.0 - row.2).abs())?,
        ));
    }
    measured.push(Measured::new("surveys", ours.len() as f64));
    Ok(measured)
}

/// All observed values of a series by country.
fn observed(panel: &Panel, series: &str) -> Result<BTreeMap<(CountryId, Year), f64>, VerifyError> {
    let view = panel.as_of(Year(2025).last_month(), Availability::Observed);
    let mut found = BTreeMap::new();
    for country in panel.roster().iter() {
        for year in Year::range(Year(1960), Year(2025)) {
            if let Some(value) = view.observed(series, country.id, year)? {
                found.insert((country.id, year), value);
            }
        }
    }
    Ok(found)
}
