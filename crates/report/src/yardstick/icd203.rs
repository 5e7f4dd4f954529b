//! Words of estimative probability of United States Intelligence Community Directive 203.
//!
//! Its ranges touch: at 5, 20, 45, 55, 80 and 95 % two words hold alike, and none holds below 1 or above 99 %.

/// Ranges in percent, both ends included.
const TERMS: [(f64, f64, &str); 7] = [
    (1.0, 5.0, "almost no chance"),
    (5.0, 20.0, "very unlikely"),
    (20.0, 45.0, "unlikely"),
    (45.0, 55.0, "roughly even chance"),
    (55.0, 80.0, "likely"),
    (80.0, 95.0, "very likely"),
    (95.0, 99.0, "almost certain"),
];

/// Slack in percent that keeps 0.55 (0.55 * 100 = 55.000000000000007) on the ends of ranges.
const SLACK: f64 = 1e-9;

/// The words that hold for a `probability` between 0 and 1: one, two at the end of a range, none below 1 or above 99 %.
///
/// # Examples
/// ```
/// use forefend_report::icd203;
///
/// assert_eq!(icd203(0.3), ["unlikely"]);
/// assert_eq!(icd203(0.8), ["likely", "very likely"]);
/// assert!(icd203(0.001).is_empty());
/// ```
pub fn icd203(probability: f64) -> Vec<&'static str> {
    let percent = probability * 100.0;
    let holds = |(low, high, _): &&(f64, f64, &str)| (low - SLACK..=high + SLACK).contains(&percent);
    TERMS.iter().filter(holds).map(|(.., word)| *word).collect()
}
