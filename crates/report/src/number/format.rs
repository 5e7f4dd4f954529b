//! Digits: how many, how grouped, and what stands for numbers too small to print.

use super::Unit;

/// A share (0 to 1) in percent.
pub fn percent(share: f64) -> String {
    let text = tenths(share * 100.0);
    match text.as_str() {
        "100" if share < 1.0 => ">99%".to_owned(),
        _ => format!("{text}%"),
    }
}

/// A probability in percent, never 0% or 100%.
pub fn probability(p: f64) -> String {
    let text = percent(p);
    match text.as_str() {
        "0%" => "<0.1%".to_owned(),
        "100%" => ">99%".to_owned(),
        _ => text,
    }
}

/// A share of `draws` in percent; as a count where it is none or all of them.
pub(super) fn share_of_draws(share: f64, draws: u64) -> String {
    let all = Unit::Count.number(draws as f64);
    match share {
        0.0 => format!("0 of {all}"),
        1.0 => format!("{all} of {all}"),
        _ => percent(share),
    }
}

/// One decimal below 10, none from there on; what is too small for that prints as such.
pub(super) fn tenths(value: f64) -> String {
    let text = if value.abs() < 9.95 { decimals(value, 1) } else { decimals(value, 0) };
    let text = text.strip_suffix(".0").map(str::to_owned).unwrap_or(text);
    if text == "0" && value.abs() > 1e-12 {
        return if value > 0.0 { "<0.1".to_owned() } else { ">−0.1".to_owned() };
    }
    text
}

/// A score with three decimals, so that a column of them lines up; more only where three would hide the sign.
pub(super) fn score(value: f64) -> String {
    let is_zero = |text: &str| !text.contains(|c: char| ('1'..='9').contains(&c));
    match value.abs() {
        size if size >= 10.0 => significant(value),
        size if size > 0.0 && is_zero(&decimals(value, 3)) => {
            let finer = decimals(value, 4);
            match is_zero(&finer) {
                true if value > 0.0 => "<0.0001".to_owned(),
                true => ">−0.0001".to_owned(),
                false => finer,
            }
        }
        _ => decimals(value, 3),
    }
}

/// A number with a fixed count of decimals.
pub(crate) fn decimals(value: f64, places: usize) -> String {
    thousands(&format!("{value:.places$}"))
}

/// Three significant digits with thousands separators; million, bn and tn from a million up.
pub fn significant(value: f64) -> String {
    if value.is_nan() {
        return "no data".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "∞".to_owned() } else { "−∞".to_owned() };
    }
    // Rounding first, choosing the word after: 999,999 is "1 million", not "1,000,000".
    let rounded: f64 = format!("{value:.2e}").parse().unwrap_or(value);
    let size = rounded.abs();
    if size == 0.0 {
        return "0".to_owned();
    }
    if size < 1e-6 {
        return if value > 0.0 { "<0.000001".to_owned() } else { ">−0.000001".to_owned() };
    }
    for (scale, word) in [(1e12, "tn"), (1e9, "bn"), (1e6, "million")] {
        if size >= scale {
            return format!("{} {word}", three_digits(rounded / scale));
        }
    }
    three_digits(rounded)
}

/// Prints a number that has three significant digits already, without trailing zeros.
fn three_digits(value: f64) -> String {
    let size = value.abs();
    let mut places = 0;
    let mut unit = 100.0;
    while size < unit * (1.0 - 1e-12) && places < 9 {
        places += 1;
        unit /= 10.0;
    }
    let text = format!("{value:.places$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    thousands(text)
}

/// Thousands separators and a true minus sign for a number printed in plain decimals.
pub(super) fn thousands(plain: &str) -> String {
    let (negative, digits) = match plain.strip_prefix('-') {
        Some(rest) => (rest.contains(|c: char| ('1'..='9').contains(&c)), rest),
        None => (false, plain),
    };
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let mut out = String::from(if negative { "−" } else { "" });
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}
