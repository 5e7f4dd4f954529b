//! One column of a user's table: numbers, flags or text, decided by all of its cells.
use std::collections::BTreeMap;

use crate::missing::is_missing;

/// Beyond this size not every whole number is an `f64`.
pub(super) const EXACT: f64 = 9_007_199_254_740_992.0;
/// How far from a whole number a value may be that was whole before it went through arithmetic.
const WHOLE: f64 = 1e-9;

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Every cell is a number, or says that there is none.
    Numbers,
    /// Every cell is true or false, or says that there is none.
    Flags,
    /// Anything else: an empty cell is missing, and every word is itself, `NA` too.
    Text,
}

/// A column with its cells in the form that its kind has.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) kind: Kind,
    /// One a row, NaN where missing; of flags 1 and 0; empty for text.
    pub(super) numbers: Vec<f64>,
    /// The cells as written, for text, flags (`true`, `false`) and codes: numbers that lose something as an `f64` (`01`, or
    /// more digits than it holds). Empty for other numbers.
    pub(super) texts: Vec<Option<String>>,
    /// How often each word for "missing" stands there.
    pub(super) missing: BTreeMap<String, usize>,
    /// The row (from 0) of the first cell that is no number, where most are.
    pub(super) odd: Option<usize>,
}

impl Column {
    /// A column of cells written as text, from CSV or Parquet; none is a null.
    pub(super) fn of_texts(cells: Vec<Option<String>>) -> Self {
        let all = |of: fn(&str) -> bool| {
            cells.iter().all(|cell| cell.as_deref().is_none_or(|text| is_missing(text) || of(text)))
        };
        let some = |of: fn(&str) -> bool| cells.iter().flatten().any(|text| of(text));
        if all(is_number) {
            let numbers = cells.iter().map(|cell| number(cell.as_deref())).collect();
            let (missing, codes) = (counted(&cells, true), some(is_code));
            let without = |cell: Option<String>| cell.filter(|text| !is_missing(text));
            let texts = if codes { cells.into_iter().map(without).collect() } else { Vec::new() };
            return Self { kind: Kind::Numbers, numbers, texts, missing, odd: None };
        }
        if all(|text| truth(text).is_some()) {
            let flags: Vec<Option<bool>> = cells.iter().map(|cell| cell.as_deref().and_then(truth)).collect();
            return Self { missing: counted(&cells, true), ..Self::of_flags(&flags) };
        }
        let numbers = cells.iter().flatten().filter(|text| is_number(text)).count();
        let filled = cells.iter().flatten().filter(|text| !is_missing(text)).count();
        let odd =
            |cell: &Option<String>| cell.as_deref().is_some_and(|text| !is_number(text) && !is_missing(text));
        let odd = if 2 * numbers >= filled { cells.iter().position(odd) } else { None };
        let missing = counted(&cells, false);
        let texts = cells.into_iter().map(|cell| cell.filter(|text| !text.is_empty())).collect();
        Self { kind: Kind::Text, numbers: Vec::new(), texts, missing, odd }
    }

    /// A column of true and false.
    pub(super) fn of_flags(flags: &[Option<bool>]) -> Self {
        let number = |flag: &Option<bool>| flag.map_or(f64::NAN, |flag| f64::from(u8::from(flag)));
        let mut missing = BTreeMap::new();
        add(&mut missing, "null", flags.iter().filter(|flag| flag.is_none()).count());
        Self {
            kind: Kind::Flags,
            numbers: flags.iter().map(number).collect(),
            texts: flags.iter().map(|flag| flag.map(|flag| flag.to_string())).collect(),
            missing,
            odd: None,
        }
    }

    /// A column of numbers, NaN where missing; `nulls` of these were no value, the others were written as NaN.
    pub(super) fn of_numbers(numbers: Vec<f64>, nulls: usize) -> Self {
        let nan = numbers.iter().filter(|number| number.is_nan()).count();
        let mut missing = BTreeMap::new();
        add(&mut missing, "null", nulls);
        add(&mut missing, "NaN", nan.saturating_sub(nulls));
        Self { kind: Kind::Numbers, numbers, texts: Vec::new(), missing, odd: None }
    }

    /// A column of whole numbers; those beyond what an `f64` holds keep all digits as text too.
    pub(super) fn of_whole(values: &[Option<i128>]) -> Self {
        let number = |value: &Option<i128>| value.map_or(f64::NAN, |value| value as f64);
        let nulls = values.iter().filter(|value| value.is_none()).count();
        let mut column = Self::of_numbers(values.iter().map(number).collect(), nulls);
        if values.iter().flatten().any(|value| value.unsigned_abs() > EXACT as u128) {
            column.texts = values.iter().map(|value| value.map(|value| value.to_string())).collect();
        }
        column
    }

    /// The cell as written, where it is kept; none where missing.
    pub(super) fn text(&self, row: usize) -> Option<String> {
        match self.texts.get(row) {
            Some(text) => text.clone(),
            None => self.numbers.get(row).filter(|number| !number.is_nan()).map(f64::to_string),
        }
    }

    /// The cell as a whole number: exactly, or rounded where it lies within a thousand-millionth of one.
    ///
    /// # Errors
    /// The cell as written, where it is something else; none inside where it is missing.
    pub(super) fn whole(&self, row: usize) -> Result<i128, Option<String>> {
        let Some(text) = self.text(row) else { return Err(None) };
        if let Ok(exact) = text.parse::<i128>() {
            return Ok(exact);
        }
        let value = self.numbers.get(row).copied().unwrap_or(f64::NAN);
        let near = (value - value.round()).abs() <= WHOLE && value.abs() <= EXACT;
        if near && self.kind == Kind::Numbers { Ok(value.round() as i128) } else { Err(Some(text)) }
    }
}

/// Words for "missing" with how often they stand there. In text only an empty cell is missing.
fn counted(cells: &[Option<String>], of_numbers: bool) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for cell in cells {
        match cell.as_deref() {
            None => add(&mut found, "null", 1),
            Some("") => add(&mut found, "empty", 1),
            Some(word) if of_numbers && is_missing(word) => add(&mut found, word, 1),
            Some(_) => {}
        }
    }
    found
}

fn add(found: &mut BTreeMap<String, usize>, word: &str, count: usize) {
    if count > 0 {
        *found.entry(word.to_owned()).or_default() += count;
    }
}

fn number(cell: Option<&str>) -> f64 {
    cell.filter(|text| !is_missing(text)).and_then(|text| text.parse().ok()).unwrap_or(f64::NAN)
}

/// A number as programs write it; one too large for an `f64` is none.
fn is_number(text: &str) -> bool {
    let written_infinite = || text.trim_start_matches(['+', '-']).to_ascii_lowercase().starts_with("inf");
    text.parse::<f64>().is_ok_and(|value| value.is_finite() || (value.is_infinite() && written_infinite()))
}

/// A number that says more than its value: `01` is another code than `1`, and the last of seventeen digits gets lost.
fn is_code(text: &str) -> bool {
    let digits = text.trim_start_matches(['+', '-']);
    let leading =
        digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
    let large = digits.bytes().all(|byte| byte.is_ascii_digit())
        && text.parse::<f64>().is_ok_and(|v| v.abs() > EXACT);
    leading || large
}

/// As R, pandas and Stata write it.
fn truth(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}
