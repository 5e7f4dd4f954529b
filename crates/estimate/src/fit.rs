//! What a fit is, and how it is stored.

use serde::{Deserialize, Serialize};

use crate::draw::ParameterSampler;
use crate::error::EstimateError;
use crate::family::Family;
use crate::symmetric::dot;

/// Name of the constant term.
pub const INTERCEPT: &str = "(Intercept)";

/// A parameter of the distribution that is not a coefficient of a term.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Auxiliary {
    /// `theta` (nb2), `sigma`, `tau`, `nu` (student-t), `xi`, `sigma`, `p0` (gpd), `penalised-log-likelihood` (firth).
    pub name: String,
    /// The estimate.
    pub estimate: f64,
    /// Its standard error; none where the parameter was given, lies on its boundary or is no parameter.
    pub standard_error: Option<f64>,
}

/// The partially pooled intercept of one group: mean and standard deviation of its distribution given the data and the
/// other parameters (empirical Bayes), in units of the response.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupEffect {
    /// Group id.
    pub group: u64,
    /// Its difference from the common intercept.
    pub effect: f64,
    /// Its standard deviation.
    pub standard_error: f64,
    /// Rows of the group.
    pub rows: usize,
}

/// A fitted model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fit {
    /// Distribution of the response.
    pub family: Family,
    /// Names of the terms, k of them.
    pub names: Vec<String>,
    /// Values of the response's classes, ascending; the first is the reference. Empty unless multinomial.
    pub classes: Vec<f64>,
    /// k coefficients; multinomial: class-major, (classes - 1) x k.
    pub coefficients: Vec<f64>,
    /// Covariance of the coefficients, row-major and symmetric.
    pub covariance: Vec<f64>,
    /// Log-likelihood at the coefficients, in nats, without penalty.
    pub log_likelihood: f64,
    /// Sum of squared residuals over n - k (linear only), in squared units of the response.
    pub residual_variance: Option<f64>,
    /// Rows fitted.
    pub n: usize,
    /// Iterations of the solver.
    pub iterations: usize,
    /// Parameters of the distribution that are not coefficients. Their order is fixed by the family.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub auxiliary: Vec<Auxiliary>,
    /// Pooled intercepts by group id, ascending (student-t with groups).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub group_effects: Vec<GroupEffect>,
}

impl Fit {
    /// Number of linear predictors: classes - 1 for a multinomial, otherwise 1.
    pub fn equations(&self) -> usize {
        self.classes.len().max(2) - 1
    }

    /// Square roots of the covariance's diagonal, in the order of `coefficients`.
    pub fn standard_errors(&self) -> Vec<f64> {
        let n = self.coefficients.len();
        (0..n).map(|j| self.covariance[j * n + j].sqrt()).collect()
    }

    /// The auxiliary parameter called `name`.
    pub fn auxiliary(&self, name: &str) -> Option<&Auxiliary> {
        self.auxiliary.iter().find(|auxiliary| auxiliary.name == name)
    }

    /// Place in `names` of the term called `name`.
    pub fn term(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }

    /// `x b` of one equation (0 unless multinomial) for coefficients `beta` (all equations, as drawn) and one row
    /// of the design (k values).
    pub fn linear_predictor(&self, beta: &[f64], row: &[f64], equation: usize) -> f64 {
        let k = self.names.len();
        dot(&beta[equation * k..(equation + 1) * k], row)
    }

    /// Probabilities of the classes, reference first, written to `out` (`equations() + 1` values). For a logit these are
    /// P(0) and P(1).
    pub fn probabilities(&self, beta: &[f64], row: &[f64], out: &mut [f64]) {
        out[0] = 0.0;
        for equation in 0..self.equations() {
            out[equation + 1] = self.linear_predictor(beta, row, equation);
        }
        let highest = out.iter().fold(0.0, |most: f64, value| most.max(*value));
        out.iter_mut().for_each(|value| *value = libm::exp(*value - highest));
        let total: f64 = out.iter().sum();
        out.iter_mut().for_each(|value| *value /= total);
    }

    /// Draws of the coefficients from a normal with the fit's mean and covariance, which is factorised once.
    ///
    /// # Examples
    /// ```
    /// use forefend_estimate::{Covariance, Design, Formula, Table, fit_linear};
    ///
    /// let mut table = Table::new((1..=6).collect(), 2020, 1);
    /// table.add_column("x", &[0.0, 0.0, 0.0, 1.0, 1.0, 1.0])?;
    /// table.add_column("y", &[1.0, 2.0, 3.0, 5.0, 6.0, 7.0])?;
    /// let (_, design) = Design::build(&Formula::parse("y ~ x")?, &table, &|_unit, _period| true)?;
    ///
    /// let fit = fit_linear(&design, &Covariance::Classical)?;
    /// // With standard normal numbers that are all 0 a draw is the estimate.
    /// assert_eq!(fit.sampler().draw(&mut || 0.0), fit.coefficients);
    /// # Ok::<(), forefend_estimate::EstimateError>(())
    /// ```
    pub fn sampler(&self) -> ParameterSampler {
        ParameterSampler::new(&self.coefficients, &self.covariance)
    }

    /// The fit as JSON text, from which [`Fit::from_json`] reads the same bits.
    ///
    /// # Errors
    /// [`EstimateError::Stored`] when a number is not finite.
    pub fn to_json(&self) -> Result<String, EstimateError> {
        let finite = [&self.coefficients, &self.covariance, &self.classes]
            .iter()
            .all(|list| list.iter().all(|v| v.is_finite()));
        if !finite || !self.log_likelihood.is_finite() {
            return Err(EstimateError::Stored { message: "a number is not finite".to_owned() });
        }
        serde_json::to_string_pretty(self)
            .map_err(|error| EstimateError::Stored { message: error.to_string() })
    }

    /// Reads what [`Fit::to_json`] wrote.
    ///
    /// # Errors
    /// [`EstimateError::Stored`] for other text, or when the numbers of names, classes and coefficients do not agree.
    pub fn from_json(text: &str) -> Result<Self, EstimateError> {
        let stored = |message: String| EstimateError::Stored { message };
        let fit: Self = serde_json::from_str(text).map_err(|error| stored(error.to_string()))?;
        let expected = fit.names.len() * fit.equations();
        if fit.coefficients.len() != expected || fit.covariance.len() != expected * expected {
            return Err(stored(format!("{expected} coefficient(s) and their covariance expected")));
        }
        Ok(fit)
    }
}
