//! Arrays of a stream of Parquet batches as numbers, by the same rules as whole columns.
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int64Type};

use super::parquet_columns::Growing;

/// A cell that is not what it should be: its row in the array (from 0), and its text, none where it is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadValue {
    /// Row in the array, from 0.
    pub row: usize,
    /// The cell as written; none where it is missing.
    pub text: Option<String>,
}

/// The values as whole numbers: exactly, or rounded where they lie within a thousand-millionth of one.
///
/// # Errors
/// The first cell that is missing or something else; row 0 with the name of the type for an array of neither numbers nor words.
pub fn whole_numbers(array: &ArrayRef) -> Result<Vec<i64>, BadValue> {
    if array.data_type().is_integer() && *array.data_type() != DataType::UInt64 && array.null_count() == 0 {
        // What nearly all files hold: nothing can be lost.
        let array = cast(array, &DataType::Int64).map_err(|_| of_type(array))?;
        return Ok(array.as_primitive::<Int64Type>().values().to_vec());
    }
    let column = column(array)?;
    let one = |row: usize| {
        let whole = column.whole(row).map_err(|text| BadValue { row, text })?;
        i64::try_from(whole).map_err(|_| BadValue { row, text: Some(whole.to_string()) })
    };
    (0..array.len()).map(one).collect()
}

/// The values as numbers.
///
/// # Errors
/// As [`whole_numbers`].
pub fn real_numbers(array: &ArrayRef) -> Result<Vec<f64>, BadValue> {
    if array.data_type().is_numeric() && array.null_count() == 0 {
        let array = cast(array, &DataType::Float64).map_err(|_| of_type(array))?;
        return Ok(array.as_primitive::<Float64Type>().values().to_vec());
    }
    let column = column(array)?;
    let one = |row: usize| {
        let value = column.numbers.get(row).copied().filter(|value| !value.is_nan());
        value.ok_or_else(|| BadValue { row, text: column.text(row) })
    };
    (0..array.len()).map(one).collect()
}

fn column(array: &ArrayRef) -> Result<super::column::Column, BadValue> {
    let mut growing = Growing::of(array.data_type()).ok_or_else(|| of_type(array))?;
    growing.append(array).map_err(|_| of_type(array))?;
    Ok(growing.whole())
}

fn of_type(array: &ArrayRef) -> BadValue {
    BadValue { row: 0, text: Some(array.data_type().to_string()) }
}
