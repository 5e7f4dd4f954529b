//! Steps of the index: rounding, scales from 0 to 10, and the two means.

/// To one decimal, half away from zero, on the decimal of fifteen significant digits: what Excel's `ROUND(x, 1)` sees.
///
/// # Examples
/// ```
/// use forefend_threats::inform::round_tenth;
/// assert_eq!(round_tenth(0.25), 0.3);
/// assert_eq!(round_tenth(-0.25), -0.3);
/// // 1.15 is a little less in binary; its fifteen digits are not.
/// assert_eq!(round_tenth(1.15), 1.2);
/// ```
pub fn round_tenth(value: f64) -> f64 {
    let text = format!("{:.14e}", value.abs());
    let Some((digits, exponent)) = text.split_once('e') else { return value };
    let digits: u64 = digits.bytes().filter(u8::is_ascii_digit).fold(0, |sum, digit| {
        // Fifteen digits fit in 64 bits.
        sum * 10 + u64::from(digit - b'0')
    });
    let Ok(exponent) = exponent.parse::<i32>() else { return value };
    // The value is `digits` times ten to the `exponent - 14`.
    let shift = 13 - exponent;
    let tenths = match u32::try_from(shift) {
        Ok(shift) if shift > 18 => 0,
        Ok(shift) => (digits + 10_u64.pow(shift) / 2) / 10_u64.pow(shift),
        // So large that it has no tenths.
        Err(_) => return value,
    };
    (tenths as f64 / 10.0).copysign(value)
}

/// From 0 at `low` or less to 10 at `high` or more.
pub(super) fn rising(value: Option<f64>, low: f64, high: f64) -> Option<f64> {
    let value = value?;
    Some(round_tenth(match value {
        value if value > high => 10.0,
        value if value < low => 0.0,
        value => 10.0 - (high - value) / (high - low) * 10.0,
    }))
}

/// From 10 at `low` or less to 0 at `high` or more.
pub(super) fn falling(value: Option<f64>, low: f64, high: f64) -> Option<f64> {
    let value = value?;
    Some(round_tenth(match value {
        value if value > high => 0.0,
        value if value < low => 10.0,
        value => (high - value) / (high - low) * 10.0,
    }))
}

/// [`rising`] in the decimal logarithm; `zero` where the value is 0.
pub(super) fn rising_log(value: Option<f64>, low: f64, high: f64, zero: f64) -> Option<f64> {
    match value? {
        0.0 => Some(zero),
        value => rising(Some(libm::log10(value)), low, high),
    }
}

/// The geometric step: values are turned around and laid between 1 and 10, so that a high one counts more than in a mean.
/// Missing ones are left out; none where all are.
///
/// # Examples
/// ```
/// use forefend_threats::inform::geometric;
/// // The natural and the human hazard of Afghanistan 2023.
/// assert_eq!(geometric(&[Some(6.8), Some(10.0)]), Some(8.9));
/// assert_eq!(geometric(&[None]), None);
/// ```
pub fn geometric(values: &[Option<f64>]) -> Option<f64> {
    let known: Vec<f64> = values.iter().flatten().copied().collect();
    let product = known.iter().fold(1.0, |product, value| product * ((10.0 - value) / 10.0 * 9.0 + 1.0));
    let mean = libm::pow(product, 1.0 / known.len() as f64);
    (!known.is_empty()).then(|| round_tenth((10.0 - mean) / 9.0 * 10.0))
}

/// The mean, rounded. Missing values are left out; none where all are.
pub fn average(values: &[Option<f64>]) -> Option<f64> {
    mean(values).map(round_tenth)
}

/// The mean as it is: two of the workbook's means are not rounded.
pub(super) fn mean(values: &[Option<f64>]) -> Option<f64> {
    let known: Vec<f64> = values.iter().flatten().copied().collect();
    (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_is_that_of_excel() {
        // Halves that binary numbers miss on either side.
        for (value, rounded) in [
            (2.45, 2.5),
            (8.05, 8.1),
            (0.05, 0.1),
            (4.449_999_999_999_99, 4.4),
            (1e-20, 0.0),
            (0.0, 0.0),
            (9.96, 10.0),
        ] {
            assert_eq!(round_tenth(value), rounded, "{value}");
        }
        assert_eq!(round_tenth(4.449_999_999_999_999), 4.5, "the fifteen digits are 4.45000000000000");
        assert_eq!(round_tenth(1e300), 1e300);
    }

    #[test]
    fn scales_stop_at_their_ends() {
        assert_eq!(rising(Some(0.5), 0.0, 2.0), Some(2.5));
        assert_eq!(rising(Some(3.0), 0.0, 2.0), Some(10.0));
        assert_eq!(falling(Some(0.5), 0.0, 2.0), Some(7.5));
        assert_eq!(falling(Some(-1.0), 0.0, 2.0), Some(10.0));
        assert_eq!(rising_log(Some(0.0), 1.0, 5.0, 0.1), Some(0.1));
        assert_eq!(rising_log(Some(1000.0), 1.0, 5.0, 0.0), Some(5.0));
        assert_eq!(rising(None, 0.0, 1.0), None);
    }

    #[test]
    fn means_leave_out_what_is_missing() {
        assert_eq!(average(&[Some(1.0), None, Some(2.0)]), Some(1.5));
        assert_eq!(average(&[None, None]), None);
        assert_eq!(geometric(&[Some(7.3), None]), Some(7.3));
        // The geometric step lies above the mean.
        assert!(geometric(&[Some(0.0), Some(10.0)]) > average(&[Some(0.0), Some(10.0)]));
    }
}
