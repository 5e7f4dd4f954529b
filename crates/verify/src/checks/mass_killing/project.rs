//! The Early Warning Project's file of out-of-sample forecasts.

use crate::context::Context;
use crate::error::VerifyError;

const FILE: &str = "conflict/mass_killing/FOOSforecasts_3Sep2025.csv";

/// The rows that hold a forecast made the year before, in the order of the file.
pub struct Forecasts {
    /// Country, by the Correlates of War code.
    pub country: Vec<u16>,
    /// Year that the onset would fall in.
    pub year: Vec<i16>,
    /// Probability stated with what was known the year before (`risk_prev`).
    pub risk: Vec<f64>,
    /// Rank of that probability among the countries of the year, 1 the highest (`rank_prev`).
    pub rank: Vec<f64>,
    /// Whether a mass killing began (`mk_onset`).
    pub onset: Vec<bool>,
}

impl Forecasts {
    /// Reads the file. Countries in their first year have no forecast made before, and are left out.
    ///
    /// # Errors
    /// A column that is missing or holds something else.
    pub fn read(context: &Context<'_>) -> Result<Self, VerifyError> {
        let select = ["ccode", "year", "risk_prev", "rank_prev", "mk_onset"];
        let table = context.table(FILE, &select)?;
        let (country, year) = (table.whole::<u16>("ccode")?, table.whole::<i16>("year")?);
        let (risk, rank) = (table.numbers("risk_prev")?, table.numbers("rank_prev")?);
        let onset = table.whole::<u8>("mk_onset")?;
        let kept: Vec<usize> = (0..table.len()).filter(|&row| !risk[row].is_nan()).collect();
        Ok(Self {
            country: kept.iter().map(|&row| country[row]).collect(),
            year: kept.iter().map(|&row| year[row]).collect(),
            risk: kept.iter().map(|&row| risk[row]).collect(),
            rank: kept.iter().map(|&row| rank[row]).collect(),
            onset: kept.iter().map(|&row| onset[row] > 0).collect(),
        })
    }
}
