//! G4: resistance after conquest, Firth's penalised logit on 35 cases (Weisiger 2014).

use forefend_estimate::{Family, Request, fit};

use super::columns::design;
use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

const FILE: &str = "multilateral/regional/weisiger2014_firth_golden.csv";
const TERMS: [&str; 6] = ["polity_conq", "lndist", "terrain", "soldperterr", "gdppc2", "coord"];

/// Coefficients under the names of their terms.
///
/// # Errors
/// Those of the source and the fit.
pub fn firth(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let table = context.table(FILE, &[])?;
    let unit: Vec<u64> = (0..table.len() as u64).collect();
    let design = design(&table, &table.numbers("resist")?, &TERMS, &unit)?;
    let fit = fit(&design, &Request::new(Family::Firth))?;
    let mut measured = vec![Measured::new("rows", fit.n as f64)];
    let terms = fit.names.iter().zip(&fit.coefficients);
    measured.extend(terms.map(|(name, coefficient)| Measured::new(name.clone(), *coefficient)));
    Ok(measured)
}
