//! G4: how a pursuit of nuclear weapons ends.
//!
//! Status by country and year (Bleek / NTI; the higher coding where two overlap). A year of pursuit counts when the next
//! year is observed; it ends in possession (acquires) or in a lower status (gives up, also for a while).

use std::collections::BTreeMap;

use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

const FILE: &str = "multilateral/nuclear/owid_bleek_nti_nuclear_status_country_year.csv";
/// Status of a country that pursues a weapon, and of one that has it.
const PURSUES: i32 = 2;
const HAS: i32 = 3;

/// Percent of years of pursuit that end either way, and the median length of a spell of pursuit in years (the one
/// spell that goes on is longer than the median, so it needs no correction).
///
/// # Errors
/// Those of the source.
pub fn exits(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let table = context.table(FILE, &["Entity", "Year", "nuclear_weapons_status"])?;
    let (year, status) = (table.whole::<i32>("Year")?, table.whole::<i32>("nuclear_weapons_status")?);
    let mut countries: BTreeMap<&str, BTreeMap<i32, i32>> = BTreeMap::new();
    for ((country, year), status) in table.words("Entity")?.into_iter().zip(year).zip(status) {
        let known = countries.entry(country).or_default().entry(year).or_insert(status);
        *known = status.max(*known);
    }
    let (mut years, mut acquired, mut gave_up) = (0_u32, 0_u32, 0_u32);
    let mut spells = Vec::new();
    for history in countries.values() {
        let mut length = 0_u32;
        for (year, &status) in history {
            if status == PURSUES {
                length += 1;
                let next = history.get(&(year + 1)).copied();
                years += u32::from(next.is_some());
                acquired += u32::from(next.is_some_and(|next| next >= HAS));
                gave_up += u32::from(next.is_some_and(|next| next < PURSUES));
                if next != Some(PURSUES) {
                    spells.push(f64::from(std::mem::take(&mut length)));
                }
            }
        }
    }
    if spells.is_empty() || years == 0 {
        return Err(VerifyError::computation(format!("{FILE} holds no year of pursuit")));
    }
    spells.sort_by(f64::total_cmp);
    let percent = |count: u32| 100.0 * f64::from(count) / f64::from(years);
    Ok(vec![
        Measured::new("acquire, percent a year", percent(acquired)),
        Measured::new("give up, percent a year", percent(gave_up)),
        Measured::new("median spell, years", forefend_score::quantile_sorted(&spells, 0.5)),
    ])
}
