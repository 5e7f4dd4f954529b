//! Common shocks of several equations that are drawn together: their correlations, and what luck they make of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::equation::FittedEquation;
use crate::error::SimulateError;
use crate::model::Model;
use crate::normal;

/// Fewest years that a correlation is estimated from; with fewer it is none.
const LEAST_YEARS: usize = 10;
/// Least part of an equation's common luck that stays its own.
const LEAST_OWN: f64 = 1e-6;

/// A correlation of the common shocks of two equations, as of the date of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedCorrelation {
    /// The variables, in the order of their names.
    pub between: [String; 2],
    /// Of the normal scores of both in the years that both have; none where the value is declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<f64>,
    /// Number of these years.
    pub years: usize,
    /// What is drawn with: shrunk, or as declared.
    pub value: f64,
}

/// Estimates the correlations that are declared and on from mean residuals by variable and year, and enters into each equation
/// what luck its common shock is made of. An equation that is not fitted yet has no shock.
///
/// # Errors
/// Declared values that cannot hold all at once.
pub(super) fn estimate(
    model: &Model,
    yearly: &BTreeMap<&str, BTreeMap<i32, f64>>,
    equations: &mut BTreeMap<String, FittedEquation>,
) -> Result<BTreeMap<String, FittedCorrelation>, SimulateError> {
    let mut found = BTreeMap::new();
    for declared in model.correlations.iter().filter(|declared| declared.spec.on) {
        let [first, second] = declared.names();
        let (Some(a), Some(b)) = (yearly.get(first), yearly.get(second)) else { continue };
        let between = [first.to_owned(), second.to_owned()];
        let fitted = match declared.spec.value.as_ref().map(|value| *value.as_ref()) {
            Some(value) => FittedCorrelation { between, raw: None, years: 0, value },
            None => {
                let (raw, years) = of_scores(a, b);
                FittedCorrelation { between, raw: Some(raw), years, value: shrunk(raw, years) }
            }
        };
        found.insert(declared.spec.id.as_ref().clone(), fitted);
    }
    for (name, luck) in lucks(&found) {
        let own = luck.last().map_or(1.0, |(_, weight)| *weight);
        if own.is_nan() || own < LEAST_OWN {
            let of_it = model.correlations.iter().rev().find(|one| one.names().contains(&name.as_str()));
            return Err(SimulateError::Declaration {
                place: of_it.map_or_else(String::new, |one| one.place.clone()),
                message: format!(
                    "the correlations of `{name}` cannot hold all at once: no joint distribution has them; give smaller values"
                ),
            });
        }
        if let Some(equation) = equations.get_mut(&name).filter(|_| luck.len() > 1) {
            equation.common_luck = luck;
        }
    }
    Ok(found)
}

/// Correlation of normal scores over the years that both have, and their number.
fn of_scores(a: &BTreeMap<i32, f64>, b: &BTreeMap<i32, f64>) -> (f64, usize) {
    let both: Vec<(f64, f64)> = a.iter().filter_map(|(year, value)| Some((*value, *b.get(year)?))).collect();
    if both.len() < LEAST_YEARS {
        return (0.0, both.len());
    }
    let (a, b): (Vec<f64>, Vec<f64>) = both.into_iter().unzip();
    let (a, b) = (scores(&a), scores(&b));
    let sum = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
    (sum(&a, &b) / (sum(&a, &a) * sum(&b, &b)).sqrt(), a.len())
}

/// Normal scores of a sample: the quantile of rank over number and one. Equal values keep the order they stand in.
fn scores(sample: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..sample.len()).collect();
    order.sort_by(|&i, &j| sample[i].total_cmp(&sample[j]));
    let mut scores = vec![0.0; sample.len()];
    for (rank, at) in order.into_iter().enumerate() {
        scores[at] = normal::quantile((rank + 1) as f64 / (sample.len() + 1) as f64);
    }
    scores
}

/// The correlation less the share of its square that sampling alone would give: `r max(0, 1 - v / r^2)` with the variance
/// `v = (1 - r^2)^2 / (n - 1)`. What is no larger than its own standard error is none.
fn shrunk(r: f64, years: usize) -> f64 {
    if years < LEAST_YEARS || r == 0.0 {
        return 0.0;
    }
    let variance = (1.0 - r * r) * (1.0 - r * r) / (years - 1) as f64;
    r * (1.0 - variance / (r * r)).max(0.0)
}

/// For each variable the names before it and itself with their weights: the rows of the Cholesky factor, zeros left out. A row
/// depends on no name after its own, so that a model cut down to some variables draws the same.
fn lucks(found: &BTreeMap<String, FittedCorrelation>) -> BTreeMap<String, Vec<(String, f64)>> {
    let mut names: Vec<&str> =
        found.values().flat_map(|one| one.between.iter().map(String::as_str)).collect();
    names.sort_unstable();
    names.dedup();
    let mut pairs: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    for FittedCorrelation { between: [a, b], value, .. } in found.values() {
        pairs.insert((a.as_str(), b.as_str()), *value);
    }
    let mut factor: Vec<Vec<f64>> = Vec::new();
    for (i, name) in names.iter().enumerate() {
        let mut row: Vec<f64> = Vec::with_capacity(i + 1);
        for (j, above) in factor.iter().enumerate() {
            let given = pairs.get(&(names[j], *name)).copied().unwrap_or(0.0);
            let before: f64 = row.iter().zip(above).map(|(x, y)| x * y).sum();
            row.push((given - before) / above[j]);
        }
        let rest = 1.0 - row.iter().map(|x| x * x).sum::<f64>();
        // Nothing is left of its own: told to the caller, who knows where that was declared.
        row.push(if rest > 0.0 { rest.sqrt() } else { f64::NAN });
        factor.push(row);
    }
    let named = |row: &Vec<f64>| {
        let parts = row.iter().zip(&names).filter(|(weight, _)| **weight != 0.0);
        parts.map(|(weight, name)| ((*name).to_owned(), *weight)).collect()
    };
    names.iter().zip(&factor).map(|(name, row)| ((*name).to_owned(), named(row))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn correlation(a: &str, b: &str, value: f64) -> (String, FittedCorrelation) {
        let between = [a.to_owned(), b.to_owned()];
        (format!("{a}_{b}"), FittedCorrelation { between, raw: None, years: 0, value })
    }

    #[test]
    fn weights_give_the_correlations_back_and_depend_on_no_later_name() {
        let three = BTreeMap::from([
            correlation("a", "b", 0.6),
            correlation("a", "c", -0.3),
            correlation("b", "c", 0.2),
        ]);
        let lucks = lucks(&three);
        let weight = |of: &str, part: &str| {
            lucks[of].iter().find(|(name, _)| name == part).map_or(0.0, |(_, weight)| *weight)
        };
        let product = |x: &str, y: &str| ["a", "b", "c"].map(|part| weight(x, part) * weight(y, part));
        for (x, y, value) in [("a", "b", 0.6), ("a", "c", -0.3), ("b", "c", 0.2), ("c", "c", 1.0)] {
            assert!((product(x, y).iter().sum::<f64>() - value).abs() < 1e-12, "{x} {y}");
        }
        assert_eq!(lucks["b"], super::lucks(&BTreeMap::from([correlation("a", "b", 0.6)]))["b"]);
        let impossible = BTreeMap::from([
            correlation("a", "b", 0.9),
            correlation("a", "c", 0.9),
            correlation("b", "c", -0.9),
        ]);
        assert!(super::lucks(&impossible)["c"].last().unwrap().1.is_nan());
    }

    #[test]
    fn what_sampling_alone_would_give_is_shrunk_to_nothing() {
        assert_eq!(shrunk(0.1, 40), 0.0);
        // (1 - 0.36)^2 / 39 = 0.010503 of 0.36.
        assert!((shrunk(0.6, 40) - 0.6 * (1.0 - 0.010_502_564_102_564 / 0.36)).abs() < 1e-12);
        assert_eq!(shrunk(0.9, 5), 0.0);
        let series = |f: &dyn Fn(f64) -> f64| (0..30).map(|year| (year, f(f64::from(year)))).collect();
        let (rising, falling) = (series(&|x| x * x * x), series(&|x| -x));
        assert!((of_scores(&rising, &falling).0 + 1.0).abs() < 1e-12, "only ranks count");
    }
}
