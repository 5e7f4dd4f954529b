//! G4: onset of militarised disputes in politically relevant dyads 1950-2010, logit with dyad-clustered errors.
//!
//! Terms: shared organisations, defence pact, non-aggression pact, lower democracy score, log capability ratio,
//! contiguity, major power, and peace years, their square and cube. The consultation pacts of the file are not in the
//! model: without them every figure of the gate comes out, with them the defence pact's is 0.690 instead of 0.711
//! (checked with statsmodels).

use forefend_estimate::{Covariance, Design, Family, Fit, Request, fit};
use forefend_panel::Table;
use forefend_score::auc;
use forefend_threats::disputes::fades;

use super::columns::{of_terms, term};
use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

const FILE: &str = "multilateral/regional/DERIVED_pol_relevant_dyads_1950_2010.csv.gz";
const TERMS: [&str; 7] = ["dyadigos", "atop_defense", "atop_nonagg", "demlo", "lcap", "land", "maj"];
/// First year of the test; the years before it train.
const SPLIT: i32 = 1990;
/// Standard normal quantile at 0.975.
const Z: f64 = 1.959_963_984_540_054;

/// Odds ratios, three with 95 % bounds, and the AUC after 1990 of the fit on the years before.
///
/// # Errors
/// Those of the source, the fit and the score.
pub fn logit(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let table = context.table(FILE, &[])?;
    let dyads = Dyads::read(&table)?;
    let all = dyads.fit(|_| true)?;
    let mut measured =
        vec![Measured::new("rows", all.n as f64), Measured::new("onsets", dyads.y.iter().sum())];
    // A step of ten organisations; of one for the rest.
    let named = [
        ("ten more shared organisations", "dyadigos", 10.0, true),
        ("defence pact", "atop_defense", 1.0, true),
        ("non-aggression pact", "atop_nonagg", 1.0, true),
        ("log capability ratio", "lcap", 1.0, false),
        ("contiguity", "land", 1.0, false),
        ("major power", "maj", 1.0, false),
    ];
    for (name, column, step, bounds) in named {
        let (coefficient, error) = term(&all, column)?;
        let ratio = |z: f64| libm::exp(step * (coefficient + z * error));
        measured.push(Measured::new(name, ratio(0.0)));
        if bounds {
            measured.push(Measured::new(format!("{name}, lower"), ratio(-Z)));
            measured.push(Measured::new(format!("{name}, upper"), ratio(Z)));
        }
    }
    let before = dyads.fit(|year| year < SPLIT)?;
    measured.push(Measured::new("AUC after 1990", dyads.auc_after(&before)?));
    Ok(measured)
}

/// A logit with errors clustered by dyad.
fn clustered() -> Request {
    Request::new(Family::Logit).with_covariance(Covariance::Clustered)
}

struct Dyads {
    y: Vec<f64>,
    year: Vec<i32>,
    dyad: Vec<u64>,
    terms: Vec<(&'static str, Vec<f64>)>,
}

impl Dyads {
    fn read(table: &Table) -> Result<Self, VerifyError> {
        let (first, second) = (table.whole::<u64>("ccode1")?, table.whole::<u64>("ccode2")?);
        let peace = table.numbers("py")?;
        let power = |exponent: i32| peace.iter().map(|years| years.powi(exponent)).collect::<Vec<f64>>();
        let mut terms = Vec::new();
        for name in TERMS {
            terms.push((name, table.numbers(name)?));
        }
        terms.extend([("py", power(1)), ("py2", power(2)), ("py3", power(3))]);
        Ok(Self {
            y: table.numbers("y")?,
            year: table.whole("year")?,
            dyad: first.iter().zip(&second).map(|(a, b)| a * 1_000 + b).collect(),
            terms,
        })
    }

    /// The fit on the years for which `keep` holds.
    fn fit(&self, keep: impl Fn(i32) -> bool) -> Result<Fit, VerifyError> {
        Ok(fit(&self.design(keep), &clustered())?)
    }

    /// The rows of the years for which `keep` holds.
    fn design(&self, keep: impl Fn(i32) -> bool) -> Design {
        let rows: Vec<usize> = (0..self.y.len()).filter(|&row| keep(self.year[row])).collect();
        let of = |values: &[f64]| rows.iter().map(|&row| values[row]).collect::<Vec<f64>>();
        let columns: Vec<(&str, Vec<f64>)> =
            self.terms.iter().map(|(name, values)| (*name, of(values))).collect();
        let terms: Vec<(&str, &[f64])> =
            columns.iter().map(|(name, values)| (*name, values.as_slice())).collect();
        let dyad: Vec<u64> = rows.iter().map(|&row| self.dyad[row]).collect();
        of_terms(&of(&self.y), &terms, &dyad)
    }

    /// Mean log score (smaller is better) of the years from the split on.
    fn log_after(&self, fit: &Fit) -> f64 {
        let after = (0..self.y.len()).filter(|&row| self.year[row] >= SPLIT);
        let of_row = |row: usize| {
            let terms: Vec<f64> =
                std::iter::once(1.0).chain(self.terms.iter().map(|(_, values)| values[row])).collect();
            let odds = fit.linear_predictor(&fit.coefficients, &terms, 0);
            // The logarithm of one plus the odds against what happened.
            libm::log1p(libm::exp(if self.y[row] > 0.0 { -odds } else { odds }))
        };
        let (sum, rows) = after.fold((0.0, 0.0), |(sum, rows), row| (sum + of_row(row), rows + 1.0));
        sum / rows
    }

    fn auc_after(&self, fit: &Fit) -> Result<f64, VerifyError> {
        let after: Vec<usize> = (0..self.y.len()).filter(|&row| self.year[row] >= SPLIT).collect();
        let score = |&row: &usize| {
            let row: Vec<f64> =
                std::iter::once(1.0).chain(self.terms.iter().map(|(_, values)| values[row])).collect();
            fit.linear_predictor(&fit.coefficients, &row, 0)
        };
        let scores: Vec<f64> = after.iter().map(score).collect();
        let outcomes: Vec<bool> = after.iter().map(|&row| self.y[row] > 0.0).collect();
        Ok(auc(&scores, &outcomes)?)
    }
}

/// The form that ships ([`forefend_threats::disputes`]) on the same table: its AUC and log score after 1990 of the fit on the
/// years before, beside those of the form of the gate, and how long the fit of all rows takes, from the design (best of seven).
///
/// # Errors
/// Those of the source, the fit and the score.
pub fn shipped(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let table = context.table(FILE, &[])?;
    let (gate, mut own) = (Dyads::read(&table)?, Dyads::read(&table)?);
    let faded: Vec<[f64; 2]> = table.numbers("py")?.into_iter().map(fades).collect();
    let kept = |(name, _): &(&str, Vec<f64>)| ["land", "maj", "atop_defense", "demlo", "lcap"].contains(name);
    own.terms.retain(kept);
    for (place, name) in ["soon", "late"].into_iter().enumerate() {
        own.terms.push((name, faded.iter().map(|faded| faded[place]).collect()));
    }
    let (design, request, mut seconds) = (own.design(|_| true), clustered(), f64::INFINITY);
    for _ in 0..7 {
        let start = context.seconds();
        fit(&design, &request)?;
        seconds = seconds.min(context.seconds() - start);
    }
    let (ours, theirs) = (own.fit(|year| year < SPLIT)?, gate.fit(|year| year < SPLIT)?);
    Ok(vec![
        Measured::new("AUC after 1990", own.auc_after(&ours)?),
        Measured::new("AUC after 1990, form of the gate", gate.auc_after(&theirs)?),
        Measured::new(
            "log score minus that of the gate's form",
            own.log_after(&ours) - gate.log_after(&theirs),
        ),
        Measured::new("seconds of a fit of all rows", seconds),
    ])
}
