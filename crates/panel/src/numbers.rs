//! Numbers as text formats keep them: a missing one is none, every other one reads back to the bit.
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::Error as _};

/// Numbers of which some may be missing (NaN).
///
/// JSON and TOML have no NaN: written as it is, it would be lost or refused. An infinite number is refused.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Numbers(pub Vec<f64>);

impl Serialize for Numbers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Some(at) = self.0.iter().position(|value| value.is_infinite()) {
            return Err(S::Error::custom(format!("number {at} is infinite; only finite numbers are kept")));
        }
        serializer.collect_seq(self.0.iter().map(|value| (!value.is_nan()).then_some(*value)))
    }
}

impl<'de> Deserialize<'de> for Numbers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let values = Vec::<Option<f64>>::deserialize(deserializer)?;
        Ok(Self(values.into_iter().map(|value| value.unwrap_or(f64::NAN)).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_back_to_the_bit_and_missing_ones_stay_missing() {
        let numbers = Numbers(vec![0.1, -0.0, f64::NAN, 1e-320, f64::MAX, 1.0 / 3.0]);
        let text = serde_json::to_string(&numbers).unwrap();
        let read: Numbers = serde_json::from_str(&text).unwrap();
        let bits = |numbers: &Numbers| numbers.0.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&read), bits(&numbers), "{text}");
        assert!(serde_json::to_string(&Numbers(vec![f64::INFINITY])).is_err());
    }
}
