//! Likelihood and impact as the matrix of the UK National Risk Register scores them, each from 1 to 5.
//!
//! The register is about one state: likelihood and deaths are those of a home. Nothing here says what they are for the world.

/// Years in which a risk may come about that nobody means to.
pub const YEARS: i16 = 5;
/// The same of a malicious one.
pub const YEARS_MALICIOUS: i16 = 2;

/// Slack in percent that keeps 0.05 on its edge.
const SLACK: f64 = 1e-9;

/// Likelihood score of a probability (0 to 1) within [`YEARS`] or [`YEARS_MALICIOUS`]: 1 below 0.2 %, 2 from there, 3 from 1 %,
/// 4 from 5 %, 5 above 25 %. None of what is no probability.
///
/// # Examples
/// ```
/// use forefend_report::yardstick::risk_register::{impact, likelihood};
///
/// assert_eq!((likelihood(0.03), impact(150.0)), (Some(3), Some(3)));
/// assert_eq!((likelihood(1.5), impact(0.2)), (None, None));
/// ```
pub fn likelihood(probability: f64) -> Option<u8> {
    let percent = probability * 100.0;
    match percent {
        _ if !(-SLACK..=100.0 + SLACK).contains(&percent) => None,
        _ if percent < 0.2 - SLACK => Some(1),
        _ if percent < 1.0 - SLACK => Some(2),
        _ if percent < 5.0 - SLACK => Some(3),
        _ if percent <= 25.0 + SLACK => Some(4),
        _ => Some(5),
    }
}

/// Impact score of deaths, rounded to whole ones: 1 from 1, 2 from 9, 3 from 41, 4 from 201, 5 above 1,000. None below one.
pub fn impact(deaths: f64) -> Option<u8> {
    match deaths.round() {
        whole if whole.is_nan() || whole < 1.0 => None,
        whole if whole <= 8.0 => Some(1),
        whole if whole <= 40.0 => Some(2),
        whole if whole <= 200.0 => Some(3),
        whole if whole <= 1_000.0 => Some(4),
        _ => Some(5),
    }
}
