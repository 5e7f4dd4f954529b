//! Cells of one column as they come, and what can be made of them without loss.
use parquet::data_type::{ByteArray, FixedLenByteArray, Int96};

use super::kind::Kind;
use super::{BadParquet, moment};
use crate::calendar::written_day;

/// Values as they are stored, those of missing cells left out.
#[derive(Debug)]
pub(super) enum Values {
    Flags(Vec<bool>),
    Int32(Vec<i32>),
    Int64(Vec<i64>),
    Int96(Vec<Int96>),
    Float(Vec<f32>),
    Double(Vec<f64>),
    Bytes(Vec<ByteArray>),
    Fixed(Vec<FixedLenByteArray>),
}

/// Some consecutive cells of a column. Where the rows are lists, these are the entries of all lists, one after the other.
#[derive(Debug)]
pub struct Cells {
    pub(super) kind: Kind,
    pub(super) values: Values,
    /// Which cells have a value; none where all have.
    pub(super) present: Option<Vec<bool>>,
    /// Where each row's list ends; none where the rows are no lists.
    pub(super) ends: Option<Vec<usize>>,
}

impl Cells {
    /// What the cells are.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Number of cells, the missing ones included.
    pub fn len(&self) -> usize {
        self.present.as_ref().map_or_else(|| self.stored(), Vec::len)
    }

    /// True without cells.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of missing cells.
    pub fn missing(&self) -> usize {
        self.len() - self.stored()
    }

    /// Where each row's list of cells ends, and the next begins; none where the rows are no lists. A missing list has no
    /// cells.
    pub fn ends(&self) -> Option<&[usize]> {
        self.ends.as_deref()
    }

    fn stored(&self) -> usize {
        match &self.values {
            Values::Flags(values) => values.len(),
            Values::Int32(values) => values.len(),
            Values::Int64(values) => values.len(),
            Values::Int96(values) => values.len(),
            Values::Float(values) => values.len(),
            Values::Double(values) => values.len(),
            Values::Bytes(values) => values.len(),
            Values::Fixed(values) => values.len(),
        }
    }

    /// The cells where they are doubles and none is missing.
    pub fn doubles(&self) -> Option<&[f64]> {
        match &self.values {
            Values::Double(values) if self.present.is_none() => Some(values),
            _ => None,
        }
    }

    /// The cells where they are whole numbers of at most 32 bits and none is missing. Those without a sign wrap, as stored.
    pub fn int32s(&self) -> Option<&[i32]> {
        match &self.values {
            Values::Int32(values) if self.present.is_none() => Some(values),
            _ => None,
        }
    }

    /// The same of 64 bits.
    pub fn int64s(&self) -> Option<&[i64]> {
        match &self.values {
            Values::Int64(values) if self.present.is_none() => Some(values),
            _ => None,
        }
    }

    /// The cells as numbers, NaN where missing.
    ///
    /// # Errors
    /// Cells that are no numbers, and a decimal number of more than 38 digits.
    pub fn reals(&self) -> Result<Vec<f64>, BadParquet> {
        let unsigned = self.kind == Kind::Unsigned;
        if let Kind::Decimal(scale) = self.kind {
            let spread = self.spread(|at| Ok(of_decimal(self.unscaled(at)?, scale)))?;
            return Ok(spread.into_iter().map(|value| value.unwrap_or(f64::NAN)).collect());
        }
        if !self.kind.is_numeric() {
            return Err(self.unlike("numbers"));
        }
        let values: Vec<f64> = match &self.values {
            Values::Double(values) => values.clone(),
            Values::Float(values) => values.iter().map(|value| f64::from(*value)).collect(),
            Values::Int32(values) if unsigned => {
                values.iter().map(|value| f64::from(*value as u32)).collect()
            }
            Values::Int32(values) => values.iter().map(|value| f64::from(*value)).collect(),
            Values::Int64(values) if unsigned => values.iter().map(|value| *value as u64 as f64).collect(),
            Values::Int64(values) => values.iter().map(|value| *value as f64).collect(),
            Values::Fixed(values) => values.iter().map(|value| of_half(value.data())).collect(),
            _ => return Err(self.unlike("numbers")),
        };
        let Some(present) = &self.present else { return Ok(values) };
        let mut next = values.into_iter();
        let cell = |there: &bool| if *there { next.next().unwrap_or(f64::NAN) } else { f64::NAN };
        Ok(present.iter().map(cell).collect())
    }

    /// The cells as whole numbers, none where missing.
    ///
    /// # Errors
    /// Cells that are no whole numbers, and a decimal number of more than 38 digits.
    pub fn wholes(&self) -> Result<Vec<Option<i128>>, BadParquet> {
        match self.kind {
            Kind::Whole | Kind::Unsigned | Kind::Decimal(0) => self.spread(|at| self.unscaled(at)),
            _ => Err(self.unlike("whole numbers")),
        }
    }

    /// The cells as flags, none where missing.
    ///
    /// # Errors
    /// Cells that are none.
    pub fn flags(&self) -> Result<Vec<Option<bool>>, BadParquet> {
        match &self.values {
            Values::Flags(values) => self.spread(|at| Ok(values[at])),
            _ => Err(self.unlike("flags")),
        }
    }

    /// The cells as words, none where missing: text as it stands, days and moments in the form of ISO 8601.
    ///
    /// # Errors
    /// Cells that are none of these, and text that is not UTF-8.
    pub fn texts(&self) -> Result<Vec<Option<String>>, BadParquet> {
        let wrong = || self.unlike("words");
        match (self.kind, &self.values) {
            (Kind::Missing, _) => Ok(vec![None; self.len()]),
            (Kind::Text, Values::Bytes(values)) => self.spread(|at| {
                let text = std::str::from_utf8(values[at].data());
                text.map(str::to_owned)
                    .map_err(|error| BadParquet::new(format!("text that is not UTF-8 ({error})")))
            }),
            (Kind::Day, Values::Int32(values)) => self.spread(|at| Ok(written_day(i64::from(values[at])))),
            (Kind::Moment { per_second, .. }, values) => self.spread(|at| match values {
                Values::Int64(values) => Ok(moment::moment(values[at], per_second)),
                Values::Int96(values) => Ok(moment::moment(values[at].to_nanos(), per_second)),
                _ => Err(wrong()),
            }),
            _ => Err(wrong()),
        }
    }

    fn unlike(&self, wanted: &str) -> BadParquet {
        BadParquet::new(format!("it holds {}, no {wanted}", self.kind.words()))
    }

    /// Values in their cells.
    fn spread<T>(
        &self,
        mut of: impl FnMut(usize) -> Result<T, BadParquet>,
    ) -> Result<Vec<Option<T>>, BadParquet> {
        let Some(present) = &self.present else {
            return (0..self.stored()).map(|at| of(at).map(Some)).collect();
        };
        let mut next = 0..self.stored();
        let cell = |there: &bool| match there.then(|| next.next()).flatten() {
            Some(at) => of(at).map(Some),
            None => Ok(None),
        };
        present.iter().map(cell).collect()
    }

    /// A stored whole number, or a decimal one without its point.
    fn unscaled(&self, at: usize) -> Result<i128, BadParquet> {
        let unsigned = self.kind == Kind::Unsigned;
        match &self.values {
            Values::Int32(values) if unsigned => Ok(i128::from(values[at] as u32)),
            Values::Int32(values) => Ok(i128::from(values[at])),
            Values::Int64(values) if unsigned => Ok(i128::from(values[at] as u64)),
            Values::Int64(values) => Ok(i128::from(values[at])),
            Values::Bytes(values) => big_endian(values[at].data()),
            Values::Fixed(values) => big_endian(values[at].data()),
            _ => Err(self.unlike("whole numbers")),
        }
    }
}

/// A number in two's complement, its highest byte first.
fn big_endian(bytes: &[u8]) -> Result<i128, BadParquet> {
    let negative = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
    let sign = if negative { 0xff } else { 0 };
    let (front, back) = bytes.split_at(bytes.len().saturating_sub(16));
    let mut filled = [sign; 16];
    filled[16 - back.len()..].copy_from_slice(back);
    let value = i128::from_be_bytes(filled);
    if front.iter().any(|byte| *byte != sign) || (value < 0) != negative {
        return Err(BadParquet::new("a decimal number of more than 38 digits"));
    }
    Ok(value)
}

/// The double nearest to a decimal number.
fn of_decimal(unscaled: i128, scale: u32) -> f64 {
    // Both are exact as doubles, so that their quotient is rounded once.
    if unscaled.unsigned_abs() <= 1 << 53 && scale <= 22 {
        return unscaled as f64 / 10_f64.powi(scale as i32);
    }
    format!("{unscaled}e-{scale}").parse().unwrap_or(f64::NAN)
}

/// A number of 16 bits (IEEE 754 binary16), its lowest byte first.
fn of_half(bytes: &[u8]) -> f64 {
    let &[low, high] = bytes else { return f64::NAN };
    let bits = u16::from_le_bytes([low, high]);
    let sign = if bits & 0x8000 != 0 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1f), f64::from(bits & 0x3ff));
    match exponent {
        0 => sign * libm::ldexp(fraction, -24),
        31 if fraction == 0.0 => sign * f64::INFINITY,
        31 => f64::NAN,
        _ => sign * libm::ldexp(1024.0 + fraction, exponent - 25),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_numbers_are_the_nearest_doubles() {
        assert_eq!(of_decimal(12_345, 2), 123.45);
        assert_eq!(of_decimal(-1, 1), -0.1);
        assert_eq!(of_decimal(123_456_789_012_345_678_901_234_567, 10), 12_345_678_901_234_567.890_123_456_7);
        assert_eq!(of_decimal(7, 30), 7e-30);
        assert_eq!(big_endian(&[0xff, 0xfe]).unwrap(), -2);
        assert_eq!(big_endian(&[0; 20]).unwrap(), 0);
        assert_eq!(big_endian(&[]).unwrap(), 0);
        let mut wide = [0; 17];
        wide[0] = 1;
        assert!(big_endian(&wide).is_err());
        let mut edge = [0; 17];
        edge[1] = 0x80;
        assert!(big_endian(&edge).is_err(), "2^127 is one more than is held");
    }

    #[test]
    fn numbers_of_sixteen_bits_are_exact() {
        // From numpy.float16(x).tobytes().
        for (bytes, value) in [
            ([0x00, 0x3c], 1.0),
            ([0x00, 0xc0], -2.0),
            ([0xff, 0x7b], 65_504.0),
            ([0x01, 0x00], 5.960_464_477_539_063e-8),
            ([0x00, 0xfc], f64::NEG_INFINITY),
            ([0x55, 0x35], 0.333_251_953_125),
        ] {
            assert_eq!(of_half(&bytes), value);
        }
        assert!(of_half(&[0x01, 0x7c]).is_nan());
    }
}
