//! Numbers for a terminal, in digits that count, with a plain minus and a point: what a reader may type again.

/// Decimal places that show `digits` significant digits of `value`, counted after rounding; none where the digits before the
/// point are as many, or the value is not finite.
///
/// ```
/// use forefend_report::decimal_places;
/// assert_eq!([0.012345, 9.9999, 12.5, 12345.0].map(|value| decimal_places(value, 4)), [5, 2, 2, 0]);
/// ```
pub fn decimal_places(value: f64, digits: usize) -> usize {
    let rounded = format!("{value:.*e}", digits.saturating_sub(1));
    let exponent = rounded.split_once('e').and_then(|(_, exponent)| exponent.parse::<i64>().ok());
    let places = exponent.map_or(0, |exponent| digits as i64 - 1 - exponent);
    usize::try_from(places).unwrap_or(0)
}

/// `value` to `digits` significant digits, without zeros after the last that counts.
///
/// ```
/// use forefend_report::to_digits;
/// assert_eq!([0.5, -196.1983582, 12345.0, 999.96].map(|value| to_digits(value, 4)), ["0.5", "-196.2", "12345", "1000"]);
/// ```
pub fn to_digits(value: f64, digits: usize) -> String {
    let text = format!("{value:.*}", decimal_places(value, digits));
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}
