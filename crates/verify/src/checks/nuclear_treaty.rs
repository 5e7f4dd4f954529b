//! G4: the Non-Proliferation Treaty beside capabilities and rivalries; and what the two-variable model forecasts a year ahead.
//!
//! The hazard ratio is that of the sample of [`nuclear_onset`](super::nuclear_onset) with the four covariates that the gate
//! names: log CINC, number of rivalries, the treaty, years from 1970. What the gate leaves open is read the plainest way: a
//! state is a member from the year in which the treaty binds it, the Federal Republic from Germany's, states that are gone
//! never.

use std::collections::BTreeMap;

use forefend_estimate::{Design, Family, Fit, Request, fit};
use forefend_score::{Bootstrap, log_scores, paired_difference};

use super::columns::{of_terms, term};
use super::nuclear_onset::{LEVELS, Row, STATES, area, common_sample, design, onsets, score};
use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

const DATES: &str = "multilateral/nuclear/DERIVED_npt_dates.csv";
/// Names of the list of dates that the list of states writes otherwise, by Correlates of War number.
const OTHERWISE: [(&str, u32); 20] = [
    ("Antigua and Barbuda", 58),
    ("Bolivia (Plurinational State of)", 145),
    ("Brunei Darussalam", 835),
    ("C&ocirc;te d'Ivoire", 437),
    ("Democratic People's Republic of Korea", 731),
    ("Iran (Islamic Republic of)", 630),
    ("Lao People's Democratic Republic", 812),
    ("Micronesia (Federated States of)", 987),
    ("Republic of Korea", 732),
    ("Republic of Moldova", 359),
    ("Russian Federation", 365),
    ("Saint Kitts and Nevis", 60),
    ("Saint Lucia", 56),
    ("Saint Vincent and the Grenadines", 57),
    ("Syrian Arab Republic", 652),
    ("Timor-Leste", 860),
    ("United Kingdom of Great Britain and Northern Ireland", 200),
    ("United Republic of Tanzania", 510),
    ("Venezuela (Bolivarian Republic of)", 101),
    ("Viet Nam", 816),
];
/// Germany, and the Federal Republic before 1990.
const GERMANY: [u32; 2] = [255, 260];
/// First year with the treaty, and of the indicator of late years.
const LATE: i32 = 1970;
/// Forecasts begin here; the model is fitted anew so many years on.
const FORECASTS: std::ops::Range<i32> = 1980..2023;
const REFITTED: usize = 5;
/// Probabilities are kept this far from 0 and 1.
const FLOOR: f64 = 1e-9;

/// Hazard ratio of the treaty with its 95 % interval of Wald, AUC, and onsets by members.
///
/// # Errors
/// Those of the sources, the fits and the score.
pub fn hazard_ratio(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let (sample, members) = (common_sample(context)?, members(context)?);
    let mut measured = Vec::new();
    for (name, level, from) in [("explore", 1, 0), ("pursue", 2, 0), ("pursue from 1970", 2, LATE)] {
        let first = onsets(context, level)?;
        let rows: Vec<Row> =
            sample.iter().filter(|row| row.year >= from).filter_map(|row| row.at_risk(&first)).collect();
        let member = |row: &Row| members.get(&row.state).is_some_and(|bound| *bound <= row.year);
        let by_members = rows.iter().filter(|row| row.onset && member(row)).count();
        let design = with_treaty(&rows, &member, from < LATE);
        let fit = fit(&design, &Request::new(Family::Firth))?;
        let (coefficient, error) = term(&fit, "treaty")?;
        for (what, sides) in [("ratio", 0.0), ("ratio, low", -1.959_964), ("ratio, high", 1.959_964)] {
            let value = libm::exp(coefficient + sides * error);
            measured.push(Measured::new(format!("{name}, {what}"), value));
        }
        measured.push(Measured::new(format!("{name}, AUC"), area(&predictions(&fit, &design))?));
        measured.push(Measured::new(format!("{name}, onsets by members"), by_members as f64));
    }
    Ok(measured)
}

/// Year in which the treaty began to bind each state, by Correlates of War number.
fn members(context: &Context<'_>) -> Result<BTreeMap<u32, i32>, VerifyError> {
    let states = context.table(STATES, &["ccode", "statenme"])?;
    let mut codes: BTreeMap<&str, u32> =
        states.words("statenme")?.into_iter().zip(states.whole::<u32>("ccode")?).collect();
    codes.extend(OTHERWISE);
    let table = context.table(DATES, &["country", "bind"])?;
    let mut members = BTreeMap::new();
    for (name, bind) in table.words("country")?.into_iter().zip(table.words("bind")?) {
        let year = bind.get(..4).and_then(|year| year.parse::<i32>().ok());
        if let (Some(code), Some(year)) = (codes.get(name), year) {
            members.insert(*code, year);
        }
    }
    if let Some(year) = members.get(&GERMANY[0]).copied() {
        members.insert(GERMANY[1], year);
    }
    Ok(members)
}

fn with_treaty(rows: &[Row], member: &dyn Fn(&Row) -> bool, late: bool) -> Design {
    let of = |value: &dyn Fn(&Row) -> f64| rows.iter().map(value).collect::<Vec<f64>>();
    let flag = |holds: bool| f64::from(u8::from(holds));
    let (cinc, rivalries) = (of(&|row| row.log_cinc), of(&|row| row.rivalries));
    let (treaty, years) = (of(&|row| flag(member(row))), of(&|row| flag(row.year >= LATE)));
    let mut terms: Vec<(&str, &[f64])> =
        vec![("log CINC", &cinc), ("rivalries", &rivalries), ("treaty", &treaty)];
    if late {
        terms.push(("from 1970", &years));
    }
    let state: Vec<u64> = rows.iter().map(|row| u64::from(row.state)).collect();
    of_terms(&of(&|row| flag(row.onset)), &terms, &state)
}

fn predictions(fit: &Fit, design: &Design) -> Vec<(f64, bool)> {
    let rows = design.x.chunks_exact(design.names.len()).zip(&design.y);
    rows.map(|(row, y)| (fit.linear_predictor(&fit.coefficients, row, 0), *y == 1.0)).collect()
}

/// Log score a year ahead of the two-variable model minus that of the base rate, from 1980 on, summed over rows, with a 90 %
/// interval over whole states. Each is fitted on the years before, anew every five years.
///
/// # Errors
/// Those of the sources, the fits and the score.
pub fn against_base_rate(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let sample = common_sample(context)?;
    let mut measured = Vec::new();
    for (name, level) in LEVELS {
        let first = onsets(context, level)?;
        // Only a state that pursues can acquire.
        let pursues = onsets(context, 2)?;
        let started = |row: &Row| pursues.get(&row.state).is_some_and(|year| *year < row.year);
        let rows: Vec<Row> = sample
            .iter()
            .filter(|row| level < 3 || started(row))
            .filter_map(|row| row.at_risk(&first))
            .collect();
        let (mut model, mut base, mut happened, mut states) = (vec![], vec![], vec![], vec![]);
        for from in FORECASTS.step_by(REFITTED) {
            let past: Vec<Row> = rows.iter().filter(|row| row.year < from).copied().collect();
            let fitted = fit(&design(&past), &Request::new(Family::Firth))?;
            let events = past.iter().filter(|row| row.onset).count() as f64;
            let rate = (events + 0.5) / (past.len() as f64 + 1.0);
            let years = from..(from + REFITTED as i32).min(FORECASTS.end);
            for row in rows.iter().filter(|row| years.contains(&row.year)) {
                model.push(1.0 / (1.0 + libm::exp(-score(&fitted, row))));
                base.push(rate);
                happened.push(row.onset);
                states.push(row.state);
            }
        }
        let (model, base) = (log_scores(&model, &happened, FLOOR)?, log_scores(&base, &happened, FLOOR)?);
        let difference = paired_difference(&model, &base, &states, Bootstrap::with_seed(1))?;
        let all = model.len() as f64;
        let onsets = happened.iter().filter(|onset| **onset).count();
        measured.push(Measured::new(format!("{name}, onsets"), onsets as f64));
        measured.push(Measured::with_interval(
            format!("{name}, model minus base rate"),
            difference.mean * all,
            difference.interval.lower * all,
            difference.interval.upper * all,
        ));
    }
    Ok(measured)
}
