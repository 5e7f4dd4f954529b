//! G4: intensity of epidemics 1600-1944, generalised Pareto over a threshold (Marani et al. 2021).

use forefend_estimate::{Design, Family, INTERCEPT, Request, fit};

use super::columns::auxiliary;
use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

const FILE: &str = "multilateral/pandemic/marani2021_sheet1.csv";
const START: &str = "Start Year";
const INTENSITY: &str = "Intensity (deaths per mil/year)";
/// Threshold, in deaths per thousand persons of the world and year.
const THRESHOLD: f64 = 1e-3;

/// Shape xi, scale sigma (per mille a year), and share p0 of epidemics at or below the threshold (those of unknown or no
/// deaths among them).
///
/// # Errors
/// Those of the source and the fit.
pub fn gpd(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let table = context.table(FILE, &[START, INTENSITY])?;
    let (start, intensity) = (table.whole::<i32>(START)?, table.numbers(INTENSITY)?);
    let within = |(_, year): &(usize, &i32)| (1600..=1944).contains(*year);
    let rows: Vec<usize> = start.iter().enumerate().filter(within).map(|(row, _)| row).collect();
    let design = Design {
        names: vec![INTERCEPT.to_owned()],
        rows: rows.len(),
        x: vec![1.0; rows.len()],
        y: rows.iter().map(|&row| intensity[row]).collect(),
        unit: rows.iter().map(|&row| row as u64).collect(),
        period: rows.iter().map(|&row| start[row]).collect(),
        dropped: 0,
    };
    let mut request = Request::new(Family::Gpd);
    request.threshold = Some(THRESHOLD);
    let fit = fit(&design, &request)?;
    Ok(vec![
        Measured::new("epidemics", rows.len() as f64),
        Measured::new("xi", auxiliary(&fit, "xi")?),
        Measured::new("sigma", auxiliary(&fit, "sigma")?),
        Measured::new("p0", auxiliary(&fit, "p0")?),
    ])
}
