//! Entropy balancing: weights on untreated cases that make them, on average, like the treated ones.
//!
//! Hainmueller 2012, as the R package WeightIt describes it: of all weights under which the means of the covariates are those of the treated, the ones
//! nearest to even weights in relative entropy. With `slack` the means may differ a little where equality would put everything on a
//! few cases: the dual of the problem is then penalised, and a solution always exists. What cannot be seen cannot be balanced: the
//! weights remove selection on the covariates and no other; [`e_value`] says how strong another one would have to be.

use crate::error::EstimateError;
use crate::newton::{Derivatives, Objective, minimise};
use crate::symmetric::dot;

/// Curvature lent to a covariate that is the same in all cases and so has none.
const CONSTANT: f64 = 1e-12;

/// Weights on untreated cases, and how alike the two groups are before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct Balance {
    /// One a case, in the order given: those of the treated 1 / (number treated), those of the others as found. Both add up to 1.
    pub weights: Vec<f64>,
    /// By covariate: mean of the treated less even mean of the others, in pooled standard deviations; 0 for a constant.
    pub before: Vec<f64>,
    /// The same with the weights.
    pub after: Vec<f64>,
    /// Effective number of untreated cases, 1 / (sum of squared weights).
    pub effective: f64,
}

/// Balances `columns` (one a covariate, each with a value a case) between cases for which `treated` is true and the others.
///
/// `slack` is at least 0; the difference of means that remains is `slack` times the multiplier of the covariate, in pooled standard
/// deviations. With 0 the means become equal, where the treated lie inside the range of the others.
///
/// # Errors
/// [`EstimateError::Unbalanced`] for a column of another length or with a missing value, without two cases of each kind, and where no
/// weights balance.
///
/// # Examples
/// ```
/// use forefend_estimate::balance;
///
/// // Treated cases are older; the oldest of the others comes to count most.
/// let age = [vec![50.0, 60.0, 20.0, 40.0, 70.0]];
/// let balanced = balance(&["age"], &age, &[true, true, false, false, false], 0.0)?;
/// let mean: f64 = balanced.weights[2..].iter().zip(&age[0][2..]).map(|(weight, age)| weight * age).sum();
/// assert!((mean - 55.0).abs() < 1e-6 && balanced.weights[4] > balanced.weights[2]);
/// # Ok::<(), forefend_estimate::EstimateError>(())
/// ```
pub fn balance(
    names: &[&str],
    columns: &[Vec<f64>],
    treated: &[bool],
    slack: f64,
) -> Result<Balance, EstimateError> {
    let rows = Standard::of(names, columns, treated)?;
    let multipliers = rows.multipliers(slack)?;
    let (_, found) = rows.weighted(&multipliers);
    let mut others = found.iter();
    let share = 1.0 / treated.iter().filter(|treated| **treated).count() as f64;
    let weights = treated.iter().map(|&treated| match treated {
        true => share,
        false => others.next().copied().unwrap_or_default(),
    });
    let even = vec![1.0 / rows.others as f64; rows.others];
    Ok(Balance {
        weights: weights.collect(),
        before: rows.means(&even).iter().map(|mean| -mean).collect(),
        after: rows.means(&found).iter().map(|mean| -mean).collect(),
        effective: 1.0 / found.iter().map(|weight| weight * weight).sum::<f64>(),
    })
}

/// Smallest risk ratio that an unseen cause would need with the treatment and with the outcome, beyond what is balanced, to make a
/// risk ratio of `ratio` out of none (VanderWeele & Ding 2017, doi:10.7326/M16-2607). 1 for a ratio of 1.
///
/// ```
/// assert!((forefend_estimate::e_value(3.9) - 7.26).abs() < 0.005);
/// assert_eq!(forefend_estimate::e_value(0.5), forefend_estimate::e_value(2.0));
/// ```
pub fn e_value(ratio: f64) -> f64 {
    let above = if ratio < 1.0 { 1.0 / ratio } else { ratio };
    above + (above * (above - 1.0)).sqrt()
}

/// Untreated cases less the mean of the treated, in pooled standard deviations.
struct Standard {
    /// One a covariate, a value an untreated case.
    columns: Vec<Vec<f64>>,
    others: usize,
}

impl Standard {
    fn of(names: &[&str], columns: &[Vec<f64>], treated: &[bool]) -> Result<Self, EstimateError> {
        let count = treated.iter().filter(|treated| **treated).count();
        let others = treated.len() - count;
        if count < 2 || others < 2 {
            return Err(refused("balancing needs two treated cases and two others, or more"));
        }
        let of = |(name, column): (&&str, &Vec<f64>)| {
            if column.len() != treated.len() || column.iter().any(|value| !value.is_finite()) {
                let wanted = treated.len();
                return Err(refused(&format!(
                    "`{name}` needs {wanted} values, none of them missing; leave such cases out"
                )));
            }
            let group = |wanted: bool| -> Vec<f64> {
                column.iter().zip(treated).filter(|(_, is)| **is == wanted).map(|(value, _)| *value).collect()
            };
            let ([mean, own], untreated) = (moments(&group(true)), group(false));
            let scale = ((own + moments(&untreated)[1]) / 2.0).sqrt();
            let standard = |value: &f64| if scale > 0.0 { (value - mean) / scale } else { 0.0 };
            Ok(untreated.iter().map(standard).collect())
        };
        let columns = names.iter().zip(columns).map(of).collect::<Result<_, _>>()?;
        Ok(Self { columns, others })
    }

    /// Log of the mean of the exponentials, and the weights.
    fn weighted(&self, multipliers: &[f64]) -> (f64, Vec<f64>) {
        let mut score = vec![0.0; self.others];
        for (multiplier, column) in multipliers.iter().zip(&self.columns) {
            score.iter_mut().zip(column).for_each(|(score, value)| *score += multiplier * value);
        }
        let top = score.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        score.iter_mut().for_each(|score| *score = libm::exp(*score - top));
        let total: f64 = score.iter().sum();
        score.iter_mut().for_each(|score| *score /= total);
        (top + libm::log(total / self.others as f64), score)
    }

    /// Means under weights: what is not balanced.
    fn means(&self, weights: &[f64]) -> Vec<f64> {
        self.columns.iter().map(|column| dot(column, weights)).collect()
    }

    /// The minimum of the dual, log mean exp(z'l) + slack/2 l'l.
    fn multipliers(&self, slack: f64) -> Result<Vec<f64>, EstimateError> {
        let dual = Dual { rows: self, slack };
        minimise(&dual, vec![0.0; self.columns.len()]).map(|minimum| minimum.theta).map_err(|_| {
            refused("no weights make the means equal: the treated lie outside the others; raise the slack")
        })
    }
}

/// What the multipliers minimise.
struct Dual<'a> {
    rows: &'a Standard,
    slack: f64,
}

impl Objective for Dual<'_> {
    fn value(&self, theta: &[f64]) -> f64 {
        self.rows.weighted(theta).0 + 0.5 * self.slack * dot(theta, theta)
    }

    /// The gradient is what is not balanced, the Hessian the covariance under the weights; both with the slack.
    fn derivatives(&self, theta: &[f64]) -> Derivatives {
        let (value, weights) = self.rows.weighted(theta);
        let (columns, n) = (&self.rows.columns, theta.len());
        let means = self.rows.means(&weights);
        let mut hessian = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..=i {
                let both = columns[i].iter().zip(&columns[j]).zip(&weights);
                let product: f64 = both.map(|((a, b), weight)| a * b * weight).sum();
                hessian[i * n + j] = product - means[i] * means[j];
                hessian[j * n + i] = hessian[i * n + j];
            }
            hessian[i * n + i] += self.slack + CONSTANT;
        }
        Derivatives {
            value: value + 0.5 * self.slack * dot(theta, theta),
            gradient: means.iter().zip(theta).map(|(mean, theta)| mean + self.slack * theta).collect(),
            hessian,
        }
    }

    fn least_curvature(&self) -> f64 {
        0.0
    }
}

fn refused(message: &str) -> EstimateError {
    EstimateError::Unbalanced { message: message.to_owned() }
}

/// Mean and variance (n - 1).
fn moments(values: &[f64]) -> [f64; 2] {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    [mean, values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (n - 1.0)]
}
