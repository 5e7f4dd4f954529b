//! G4: civilians killed and peacekeepers, negative binomial (Hultman, Kathman & Shannon 2013, Table 1, Model 1).

mod package;

use std::collections::BTreeMap;

use forefend_estimate::{Covariance, Family, Fit, Request, fit};

pub use self::package::{after_war, package};
use super::columns::{auxiliary, design, term};
use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

const FILE: &str = "multilateral/regional/hultman_kathman_shannon_2013_ajps.csv";
const TERMS: [&str; 8] = [
    "troopLag",
    "policeLag",
    "militaryobserversLag",
    "brv_AllLag",
    "osvAllLagDum",
    "incomp",
    "epduration",
    "lntpop",
];

/// Coefficients, theta (variance mu + mu^2 / theta), log-likelihood, standard errors clustered by country, and what
/// 8,000 troops do to a month in which 106 civilians would be killed without them (`troopLag` counts thousands).
///
/// # Errors
/// Those of the source and the fit.
pub fn nb2(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let fit = context.once("civilians killed and peacekeepers", || fitted(context))?;
    let mut measured = vec![Measured::new("rows", fit.n as f64)];
    let terms = fit.names.iter().zip(&fit.coefficients);
    measured.extend(terms.map(|(name, coefficient)| Measured::new(name.clone(), *coefficient)));
    measured.push(Measured::new("theta", auxiliary(&fit, "theta")?));
    measured.push(Measured::new("log-likelihood", fit.log_likelihood));
    for name in ["troopLag", "policeLag"] {
        measured.push(Measured::new(format!("clustered standard error of {name}"), term(&fit, name)?.1));
    }
    let at_8000 = 106.0 * libm::exp(8.0 * term(&fit, "troopLag")?.0);
    measured.push(Measured::new("civilians killed a month at 8,000 troops, 106 without", at_8000));
    Ok(measured)
}

/// Rate ratios with 95 % bounds as the evidence register holds them: of 1,000 troops, 100 police and 100 observers (the file
/// counts each in thousands).
///
/// # Errors
/// Those of the source and the fit.
pub fn rate_ratios(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let fit = context.once("civilians killed and peacekeepers", || fitted(context))?;
    let mut measured = Vec::new();
    for (name, column, step) in [
        ("1,000 troops", "troopLag", 1.0),
        ("100 police", "policeLag", 0.1),
        ("100 observers", "militaryobserversLag", 0.1),
    ] {
        let (coefficient, error) = term(&fit, column)?;
        for (what, z) in [("", 0.0), (", low", -1.959_964), (", high", 1.959_964)] {
            let ratio = libm::exp(step * (coefficient + z * error));
            measured.push(Measured::new(format!("{name}{what}"), ratio));
        }
    }
    Ok(measured)
}

fn fitted(context: &Context<'_>) -> Result<Fit, VerifyError> {
    let table = context.table(FILE, &[])?;
    let mut numbers = BTreeMap::new();
    let mut unit = Vec::with_capacity(table.len());
    for location in table.words("location")? {
        let next = numbers.len() as u64;
        unit.push(*numbers.entry(location).or_insert(next));
    }
    let design = design(&table, &table.numbers("osvAll")?, &TERMS, &unit)?;
    Ok(fit(&design, &Request::new(Family::Nb2).with_covariance(Covariance::Clustered))?)
}
