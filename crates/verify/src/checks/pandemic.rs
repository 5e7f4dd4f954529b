//! G4: intensity of epidemics 1600-1944, generalised Pareto over a threshold (Marani et al. 2021), and how often one like that of
//! 1918 returns, which depends on the years that epidemics are counted in.

use forefend_estimate::{Design, Family, INTERCEPT, Request, fit};
use forefend_threats::extremes::{Tail, worst_of_a_year};

use super::columns::auxiliary;
use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

const FILE: &str = "multilateral/pandemic/marani2021_sheet1.csv";
const START: &str = "Start Year";
const INTENSITY: &str = "Intensity (deaths per mil/year)";
/// Threshold, in deaths per thousand persons of the world and year.
const THRESHOLD: f64 = 1e-3;
/// Intensity of the influenza of 1918 in the file.
const LIKE_1918: f64 = 5.694;
/// Last year on record, and first years of the windows told: that of the shipped world, a late one, the whole.
const LAST: i32 = 2018;
const WINDOWS: [i32; 3] = [1960, 2000, 1600];

/// Shape xi, scale sigma (per mille a year), and share p0 of epidemics at or below the threshold (those of unknown or no
/// deaths among them); and years until one like that of 1918 returns, by the window that epidemics are counted in.
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
    let [shape, scale, p0] = ["xi", "sigma", "p0"].map(|name| auxiliary(&fit, name));
    let (shape, scale, p0) = (shape?, scale?, p0?);
    let mut measured = vec![
        Measured::new("epidemics", rows.len() as f64),
        Measured::new("xi", shape),
        Measured::new("sigma", scale),
        Measured::new("p0", p0),
    ];
    let tail = Tail { shape, scale, threshold: THRESHOLD, greatest: f64::INFINITY };
    for first in WINDOWS {
        let begun = |year: i32| start.iter().filter(|start| **start == year).count() as f64;
        let numbers: Vec<f64> = (first..=LAST).map(begun).collect();
        let years = 1.0 / worst_of_a_year(&tail, 1.0 - p0, &numbers, LIKE_1918);
        measured.push(Measured::new(format!("return of 1918, years from {first} on"), years));
    }
    Ok(measured)
}
