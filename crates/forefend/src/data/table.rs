//! Aligned text for a terminal of 100 columns.

use forefend_report::to_digits;

/// Columns of a terminal that tables are laid out for.
pub const WIDTH: usize = 100;

/// `text` cut to `width` characters, an ellipsis as the last where something was cut.
pub fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let kept: String = text.chars().take(width.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// `text` in lines of at most [`WIDTH`] characters, all but the first indented by `indent`.
pub fn wrapped(text: &str, indent: usize) -> String {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let used = lines.last().map_or(0, |line| line.chars().count());
        if used + 1 + word.chars().count() > WIDTH && used > indent {
            lines.push(" ".repeat(indent));
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() && line.chars().count() != indent {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.join("\n")
}

/// A label in a column of its own, and wrapped text beside it.
pub fn entry(label: &str, text: &str) -> String {
    const LABEL: usize = 13;
    let body = wrapped(&format!("{}{text}", "·".repeat(LABEL)), LABEL);
    format!("{label:LABEL$}{}\n", &body["·".len() * LABEL..])
}

/// A number with four significant digits and separated thousands, as far as it needs them.
pub fn number(value: f64) -> String {
    let size = value.abs();
    if size >= 1000.0 {
        return thousands(&format!("{value:.0}"));
    }
    if value == 0.0 || !value.is_finite() {
        return value.to_string();
    }
    if size < 1e-4 {
        return format!("{value:.3e}");
    }
    to_digits(value, 4)
}

/// Commas between groups of three digits.
pub fn thousands(digits: &str) -> String {
    let (sign, digits) = digits.split_at(usize::from(digits.starts_with('-')));
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    format!("{sign}{text}")
}

/// "1 country", "1,200 countries".
pub fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", thousands(&number.to_string()), if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_four_digits() {
        let cases = [
            (1234567.0, "1,234,567"),
            (-1000.4, "-1,000"),
            (0.0, "0"),
            (12.0, "12"),
            (0.123456, "0.1235"),
            (-2.5, "-2.5"),
            (0.000012345, "1.234e-5"),
            (999.96, "1000"),
        ];
        for (value, wanted) in cases {
            assert_eq!(number(value), wanted);
        }
    }

    #[test]
    fn lines_are_cut_and_wrapped_within_the_width() {
        assert_eq!(cut("abcdef", 4), "abc…");
        assert_eq!(cut("abcd", 4), "abcd");
        let text = entry("note", &"word ".repeat(60));
        assert!(text.starts_with("note         word word"));
        assert!(text.lines().count() > 2);
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
        assert!(text.lines().skip(1).all(|line| line.starts_with("             word")), "{text}");
    }
}
