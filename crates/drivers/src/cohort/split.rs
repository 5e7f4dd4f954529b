//! Single years of age from groups of five, by a monotone curve through the cumulated counts.
//!
//! The curve is the piecewise cubic of Fritsch and Carlson (1980) with the weighted harmonic mean as slope; it never falls, so
//! that no age has fewer than no people, and it meets the cumulated count at every border of a group, so that every group
//! keeps its sum.

use super::error::CohortError;
use super::vital::AGES;

/// Five-year groups: 0-4 to 95-99, and 100 and over.
pub const GROUPS: usize = 21;

/// People by single year of age from `groups` of five.
///
/// # Errors
/// A count that is negative or no number.
pub fn single_ages(groups: &[f64; GROUPS]) -> Result<[f64; AGES], CohortError> {
    for (group, &value) in groups.iter().enumerate() {
        if !(value.is_finite() && value >= 0.0) {
            return Err(CohortError::People { age: 5 * group, value });
        }
    }
    let mut single = [0.0; AGES];
    spread(&groups[..GROUPS - 1], &mut single[..AGES - 1]);
    single[AGES - 1] = groups[GROUPS - 1];
    Ok(single)
}

/// Sums of five-year groups.
pub fn groups(single: &[f64; AGES]) -> [f64; GROUPS] {
    let mut groups = [0.0; GROUPS];
    for (age, people) in single.iter().enumerate() {
        groups[age / 5] += people;
    }
    groups
}

/// Spreads groups of five over their single years; `single` has five places for each group.
pub(crate) fn spread(groups: &[f64], single: &mut [f64]) {
    // Slope of the cumulated count at each border, people a year of age.
    let mean = |group: usize| groups[group] / 5.0;
    let last = groups.len() - 1;
    let slope = |border: usize| match border {
        0 => edge(mean(0), groups.get(1).map_or(mean(0), |next| next / 5.0)),
        border if border > last => edge(mean(last), if last == 0 { mean(0) } else { mean(last - 1) }),
        border => harmonic(mean(border - 1), mean(border)),
    };
    for group in 0..groups.len() {
        let (left, right, total) = (slope(group), slope(group + 1), groups[group]);
        let mut before = 0.0;
        for year in 1..=5_usize {
            let t = year as f64 / 5.0;
            let upto = match year {
                5 => total,
                _ => {
                    let (t2, t3) = (t * t, t * t * t);
                    (t3 - 2.0 * t2 + t) * 5.0 * left + (3.0 * t2 - 2.0 * t3) * total + (t3 - t2) * 5.0 * right
                }
            };
            single[5 * group + year - 1] = (upto - before).max(0.0);
            before = upto;
        }
    }
}

/// Mean slope at a border between groups with these means.
fn harmonic(a: f64, b: f64) -> f64 {
    if a <= 0.0 || b <= 0.0 { 0.0 } else { 2.0 * a * b / (a + b) }
}

/// Slope at an end: the parabola's, held between none and three times the group's mean.
fn edge(own: f64, next: f64) -> f64 {
    (1.5 * own - 0.5 * next).clamp(0.0, 3.0 * own.max(0.0))
}
