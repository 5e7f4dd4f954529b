//! Cells of a stream of Parquet batches as numbers, by the same rules as whole columns.
use super::parquet_columns::Growing;
use crate::columns::{Cells, Kind};

/// A cell that is not what it should be: its place among the cells (from 0), and its text, none where it is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadValue {
    /// Place among the cells, from 0.
    pub row: usize,
    /// The cell as written; none where it is missing.
    pub text: Option<String>,
}

/// The cells as whole numbers: exactly, or rounded where they lie within a thousand-millionth of one.
///
/// # Errors
/// The first cell that is missing or something else; row 0 with the name of their kind for cells of neither numbers nor words.
pub fn whole_numbers(cells: &Cells) -> Result<Vec<i64>, BadValue> {
    if cells.kind() == Kind::Whole {
        // What nearly all files hold: nothing can be lost.
        if let Some(values) = cells.int64s() {
            return Ok(values.to_vec());
        }
        if let Some(values) = cells.int32s() {
            return Ok(values.iter().map(|value| i64::from(*value)).collect());
        }
    }
    let column = column(cells)?;
    let one = |row: usize| {
        let whole = column.whole(row).map_err(|text| BadValue { row, text })?;
        i64::try_from(whole).map_err(|_| BadValue { row, text: Some(whole.to_string()) })
    };
    (0..cells.len()).map(one).collect()
}

/// The cells as numbers.
///
/// # Errors
/// As [`whole_numbers`].
pub fn real_numbers(cells: &Cells) -> Result<Vec<f64>, BadValue> {
    if cells.kind().is_numeric() && cells.missing() == 0 {
        return cells.reals().map_err(|_| of_kind(cells));
    }
    let column = column(cells)?;
    let one = |row: usize| {
        let value = column.numbers.get(row).copied().filter(|value| !value.is_nan());
        value.ok_or_else(|| BadValue { row, text: column.text(row) })
    };
    (0..cells.len()).map(one).collect()
}

fn column(cells: &Cells) -> Result<super::column::Column, BadValue> {
    let mut growing = Growing::of(cells.kind()).ok_or_else(|| of_kind(cells))?;
    growing.append(cells).map_err(|_| of_kind(cells))?;
    Ok(growing.whole())
}

fn of_kind(cells: &Cells) -> BadValue {
    BadValue { row: 0, text: Some(cells.kind().words().to_owned()) }
}
