//! The scale of a value: where the walks of its rivals run, and where its scores are taken.

use serde::{Deserialize, Serialize};

/// Share by which a share of none or all is moved in before its log odds are taken.
const MARGIN: f64 = 1e-3;
/// A draw of 0 or less on the log scale: as far off as can be told.
const FLOOR: f64 = 1e-9;

/// The scale of a value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transform {
    /// The value as it is; scores are in its unit.
    #[default]
    Identity,
    /// The logarithm of a positive value; scores are on it: 0.1 is about one tenth.
    Log,
    /// Rivals walk on the log odds of a share; scores are in the unit of the share.
    Logit,
}

impl Transform {
    /// Where rivals walk; `whole` is the share that is all (1, or 100). None where the scale has no such value.
    pub(crate) fn walked(self, value: f64, whole: f64) -> Option<f64> {
        match self {
            Self::Identity => Some(value),
            Self::Log => (value > 0.0).then(|| libm::log(value)),
            Self::Logit => {
                let share = (value / whole).clamp(MARGIN, 1.0 - MARGIN);
                Some(libm::log(share / (1.0 - share)))
            }
        }
    }

    /// Where scores are taken, of a place where rivals walk.
    pub(crate) fn scored(self, walked: f64, whole: f64) -> f64 {
        match self {
            Self::Identity | Self::Log => walked,
            Self::Logit => whole / (1.0 + libm::exp(-walked)),
        }
    }

    /// Where scores are taken, of a value.
    pub(crate) fn of_value(self, value: f64) -> f64 {
        match self {
            Self::Identity | Self::Logit => value,
            Self::Log => libm::log(value.max(FLOOR)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_there_and_back_is_where_scores_are_taken() {
        for (scale, whole, value) in [
            (Transform::Identity, 1.0, -3.5),
            (Transform::Log, 1.0, 120.0),
            (Transform::Logit, 1.0, 0.25),
            (Transform::Logit, 100.0, 25.0),
        ] {
            let walked = scale.walked(value, whole).unwrap();
            assert!((scale.scored(walked, whole) - scale.of_value(value)).abs() < 1e-12, "{scale:?}");
        }
        assert_eq!(Transform::Log.walked(0.0, 1.0), None, "no logarithm");
        assert_eq!(Transform::Logit.walked(25.0, 100.0), Transform::Logit.walked(0.25, 1.0));
        assert!(Transform::Logit.walked(0.0, 1.0).unwrap().is_finite());
    }
}
