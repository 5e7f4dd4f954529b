//! A fitted equation: what a fit leaves for simulating, as a run stores it.

use std::collections::BTreeMap;

use forefend_estimate::Fit;
use serde::{Deserialize, Serialize};

use crate::luck::{Chance, Luck, Stream};
use crate::residual::QuantileFunction;
use crate::world_shock::WorldShock;

/// One fitted equation: all that simulating it needs, as stored in a run's `parameters.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedEquation {
    /// Estimates and their covariance.
    pub fit: Fit,
    /// Levels of each factor of the formula.
    pub levels: Vec<Vec<f64>>,
    /// Mean of each design column over the fitted rows: what "usual" means when reasons are given.
    pub means: Vec<f64>,
    /// True when draws use the estimates as they are.
    pub parameters_fixed: bool,
    /// Error of one country-year; none for a multinomial equation.
    pub residual: Option<QuantileFunction>,
    /// For each expression of `error_by`, in its order: the errors of its groups, by the group's number (the value of the
    /// expression). Groups with fewer than 30 fitted rows are left out; a row of such a group looks to the next
    /// expression, and after the last one draws from `residual`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub residual_by: Vec<BTreeMap<i64, QuantileFunction>>,
    /// The part of a linear equation's error that all countries of a year share.
    pub common: Option<QuantileFunction>,
    /// The part that countries of one group share beyond that, with `common_shock_by`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub common_by: Option<GroupShocks>,
    /// How the luck of `common` is made of that of several variables, where it is correlated: names and weights, whose
    /// squares sum to one. Empty where it is its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub common_luck: Vec<(String, f64)>,
    /// What moves all units of a year together. Of a multinomial equation with `common_shock`, a shock to its log odds;
    /// with `shock.by` there are two, each met by a group of rows of its own: the first by rows for which `shock.by` does
    /// not hold in the year, the second by those for which it does. Of a linear equation with `moving_level`, its
    /// level. Empty for any other.
    pub world_shocks: Vec<WorldShock>,
}

impl FittedEquation {
    /// The parameters of draws `first..first + draws`, each keyed by (seed, draw, name) alone, so that every
    /// portfolio meets them.
    pub fn parameters(&self, name: &str, chance: Chance, first: u64, draws: usize) -> Vec<Vec<f64>> {
        if self.parameters_fixed {
            return vec![self.fit.coefficients.clone(); draws];
        }
        let (sampler, stream) = (self.fit.sampler(), Stream::named(&format!("{name}/parameters")));
        let of_draw = |draw: u64| {
            let luck = Luck::at(chance, first + draw, 0, 0, stream);
            let mut k = 0;
            sampler.draw(&mut || {
                k += 1;
                luck.normal(k - 1)
            })
        };
        (0..draws as u64).map(of_draw).collect()
    }
}

/// Shocks that the countries of a group share in a year; each group has its own luck, all have one distribution.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupShocks {
    /// The group of each unit, by its stable id; a unit of no group has no such shock.
    pub groups: BTreeMap<u64, String>,
    /// The distribution.
    pub law: QuantileFunction,
}

/// Numbers that a declared process was calibrated to, by name.
pub type Calibrated = BTreeMap<String, Vec<f64>>;

/// The number of a group; a missing one has that of no group.
pub(crate) fn number(group: f64) -> i64 {
    if group.is_nan() { i64::MIN } else { group as i64 }
}
