//! How the shifts of several effects on one lever become one, whatever the order of files.

use serde::{Deserialize, Serialize};

use super::{Lever, LeverScale};
use crate::error::SimulateError;

/// How several shifts of one lever combine before the total is held inside its bounds.
///
/// Each rule is symmetric in its arguments, and continuous and rising in each of them, so that more luck or more of a
/// measure never jumps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Combine {
    /// They add up. On a logarithmic scale ratios multiply, which is what independent measures do (Bliss 1939).
    #[default]
    Sum,
    /// Only the greatest shift upwards and the greatest downwards count: measures that do the same work.
    Strongest,
    /// Shares that each measure takes off what the others leave, 1 - (1-a)(1-b), upwards and downwards apart.
    /// For an additive lever of a share or a probability, with bounds inside [-1, 1].
    Independent,
}

impl Combine {
    /// The combined shift. For `Sum` the order of `shifts` is that of the additions.
    pub fn of(self, shifts: impl Iterator<Item = f64>) -> f64 {
        match self {
            Self::Sum => shifts.sum(),
            Self::Strongest => {
                let (up, down) = shifts.fold((0.0f64, 0.0f64), |(up, down), s| (up.max(s), down.min(s)));
                up + down
            }
            Self::Independent => {
                // What is left over by the shifts upwards, and by those downwards.
                let (up, down) = shifts.fold((1.0, 1.0), |(up, down), shift| {
                    (up * (1.0 - shift.clamp(0.0, 1.0)), down * (1.0 + shift.clamp(-1.0, 0.0)))
                });
                (1.0 - up) - (1.0 - down)
            }
        }
    }
}

/// Refuses a combination that does not mean anything on the lever's scale.
pub(crate) fn check_combination(lever: &Lever, place: &str) -> Result<(), SimulateError> {
    if lever.combine != Combine::Independent {
        return Ok(());
    }
    let wrong = match lever.scale {
        LeverScale::LogHazard | LeverScale::Multiplier => {
            "on a logarithmic scale independent measures add up; write combine = \"sum\""
        }
        LeverScale::Delay => "shares of a delay mean nothing; write combine = \"sum\" or \"strongest\"",
        LeverScale::Additive if lever.bounds[0] < -1.0 || lever.bounds[1] > 1.0 => {
            "combine = \"independent\" is for shares: give bounds inside [-1, 1]"
        }
        LeverScale::Additive => return Ok(()),
    };
    Err(SimulateError::Declaration {
        place: place.to_owned(),
        message: format!("lever `{}`: {wrong}", lever.name.as_ref()),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Combine;

    #[test]
    fn shifts_combine_as_declared() {
        let of = |rule: Combine, shifts: &[f64]| rule.of(shifts.iter().copied());
        assert_eq!(of(Combine::Sum, &[0.5, -0.25, 1.0]), 1.25);
        assert_eq!(of(Combine::Strongest, &[0.5, -0.25, 1.0, -0.5]), 0.5);
        assert!((of(Combine::Independent, &[-0.5, -0.2]) + 0.6).abs() < 1e-15);
        assert!((of(Combine::Independent, &[0.5, 0.2, -0.5]) - 0.1).abs() < 1e-15);
        for rule in [Combine::Sum, Combine::Strongest, Combine::Independent] {
            assert_eq!(of(rule, &[]), 0.0);
            assert_eq!(of(rule, &[-0.25]), -0.25);
        }
    }

    proptest! {
        #[test]
        fn order_does_not_matter_and_more_is_never_less(
            a in -0.9..0.9f64, b in -0.9..0.9f64, c in -0.9..0.9f64, more in 0.0..0.1f64,
        ) {
            for rule in [Combine::Strongest, Combine::Independent, Combine::Sum] {
                let of = |shifts: [f64; 3]| rule.of(shifts.into_iter());
                prop_assert!((of([a, b, c]) - of([c, a, b])).abs() < 1e-14);
                prop_assert!(of([a + more, b, c]) >= of([a, b, c]) - 1e-14);
            }
        }
    }
}
