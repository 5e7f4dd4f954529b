//! Rounding to the digits a source means.

/// `value` to seven significant digits, through decimal text so that every machine rounds alike.
pub(crate) fn seven_digits(value: f64) -> f64 {
    format!("{value:.6e}").parse().unwrap_or(value)
}

/// `value` to three significant digits, as [`seven_digits`].
pub(crate) fn three_digits(value: f64) -> f64 {
    format!("{value:.2e}").parse().unwrap_or(value)
}

/// `value` to so many parts of one.
pub(crate) fn to_parts(value: f64, parts: f64) -> f64 {
    (value * parts).round() / parts
}

#[cfg(test)]
mod tests {
    use super::{seven_digits, three_digits};

    #[test]
    fn keeps_seven_significant_digits() {
        assert_eq!(seven_digits(17198.024562188573), 17198.02);
        assert_eq!(seven_digits(0.20066666666666666), 0.2006667);
        assert_eq!(seven_digits(-1.5e-9), -1.5e-9);
        assert_eq!(seven_digits(0.0), 0.0);
        assert_eq!([three_digits(11_489_684.0), three_digits(-0.012_349)], [11_500_000.0, -0.0123]);
    }
}
