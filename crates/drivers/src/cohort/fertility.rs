//! Fertility by mothers' age: which share of the total fertility rate falls on each year of age.

use super::error::CohortError;
use super::split::spread;

/// Youngest age of mothers, and how many years of age they span (15 to 49).
pub const YOUNGEST: usize = 15;
/// Years of age of mothers.
pub const SPAN: usize = 35;
/// Five-year groups of mothers' ages.
pub const MOTHERS: usize = 7;

/// Shares of births by single year of mothers' age, together 1.
pub type Pattern = [f64; SPAN];

/// Shares by single year of age from those of five-year groups, in any unit.
///
/// # Errors
/// A share that is negative or no number; none above 0.
pub fn pattern(groups: &[f64; MOTHERS]) -> Result<Pattern, CohortError> {
    for (group, &value) in groups.iter().enumerate() {
        if !(value.is_finite() && value >= 0.0) {
            return Err(CohortError::Fertility { age: YOUNGEST + 5 * group, value });
        }
    }
    let total: f64 = groups.iter().sum();
    if total <= 0.0 {
        return Err(CohortError::Fertility { age: YOUNGEST, value: 0.0 });
    }
    // An empty group at either side: births begin and end at nothing.
    let mut padded = [0.0; MOTHERS + 2];
    padded[1..=MOTHERS].copy_from_slice(groups);
    let mut single = [0.0; SPAN + 10];
    spread(&padded, &mut single);
    let mut pattern = [0.0; SPAN];
    for (to, from) in pattern.iter_mut().zip(&single[5..]) {
        *to = from / total;
    }
    Ok(pattern)
}
