//! The distributions of the response.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The distribution of the response, or the estimator that stands for it. Stored and typed in kebab case: `linear`,
/// `logit`, `multinomial`, `firth`, `poisson`, `ppml`, `nb2`, `student-t`, `gpd`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// Least squares.
    Linear,
    /// Binary logit.
    Logit,
    /// Multinomial logit.
    Multinomial,
    /// Binary logit with Firth's penalised likelihood.
    Firth,
    /// Poisson counts with a log link.
    Poisson,
    /// Poisson pseudo-maximum-likelihood for any non-negative response.
    Ppml,
    /// Negative binomial counts with variance mu + mu^2 / theta.
    Nb2,
    /// Linear with Student-t errors and, where groups are given, a partially pooled intercept for each.
    StudentT,
    /// Generalised Pareto excesses over a threshold.
    Gpd,
}

impl Family {
    /// Every family, in the order of the documentation.
    pub const ALL: [Self; 9] = [
        Self::Linear,
        Self::Logit,
        Self::Multinomial,
        Self::Firth,
        Self::Poisson,
        Self::Ppml,
        Self::Nb2,
        Self::StudentT,
        Self::Gpd,
    ];

    /// The name as a user types it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Linear => "linear",
            Self::Logit => "logit",
            Self::Multinomial => "multinomial",
            Self::Firth => "firth",
            Self::Poisson => "poisson",
            Self::Ppml => "ppml",
            Self::Nb2 => "nb2",
            Self::StudentT => "student-t",
            Self::Gpd => "gpd",
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
