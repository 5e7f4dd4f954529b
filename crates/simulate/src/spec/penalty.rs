//! What a multinomial equation is penalised by.

use std::fmt;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer};

/// The penalty on the likelihood of a multinomial equation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Penalty {
    /// A ridge on standardised columns, by its inverse strength (scikit-learn's C).
    Ridge(f64),
    /// Firth's: half the log determinant of the information, for few events (two classes, 0 and 1; Firth 1993).
    Firth,
}

impl<'de> Deserialize<'de> for Penalty {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Written)
    }
}

/// Reads a number or the word.
struct Written;

impl Visitor<'_> for Written {
    type Value = Penalty;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a number above 0 (strength of the data against a ridge), or \"firth\"")
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Penalty, E> {
        Ok(Penalty::Ridge(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Penalty, E> {
        Ok(Penalty::Ridge(value as f64))
    }

    fn visit_str<E: de::Error>(self, word: &str) -> Result<Penalty, E> {
        match word {
            "firth" => Ok(Penalty::Firth),
            _ => Err(E::invalid_value(de::Unexpected::Str(word), &self)),
        }
    }
}
