//! One entry point for every family, and the name by which a user asks for it.

use std::str::FromStr;

use crate::covariance::Covariance;
use crate::design::Design;
use crate::error::EstimateError;
use crate::family::Family;
use crate::firth::fit_firth;
use crate::fit::Fit;
use crate::least_squares::EXPLAINED;
use crate::linear::fit_linear;
use crate::logit::fit_logit_rows;
use crate::multinomial::{Ridge, fit_multinomial_weighted};
use crate::negative_binomial::fit_negative_binomial_rows;
use crate::orthogonal::check_scale;
use crate::pareto::fit_generalised_pareto;
use crate::poisson::fit_mean;
use crate::row_terms::RowTerms;
use crate::student_t::fit_student_t;
use crate::symmetric::dot;
use forefend_panel::did_you_mean;

/// What to fit to a design. Options that the family does not have are errors, not ignored.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Distribution of the response.
    pub family: Family,
    /// How the covariance of the coefficients is estimated.
    pub covariance: Covariance,
    /// L2 penalty (multinomial only).
    pub ridge: Option<Ridge>,
    /// Threshold u in units of the response (generalised Pareto only): excesses y - u of the rows above it are fitted.
    pub threshold: Option<f64>,
    /// Degrees of freedom of the error, above 0 (Student-t only); estimated where absent.
    pub nu: Option<f64>,
    /// Group of each row of the design (Student-t only): intercepts of groups are pooled. Without groups there are none.
    pub groups: Option<Vec<u64>>,
    /// What is added to the linear predictor of each row, finite (not multinomial, firth or gpd).
    pub offset: Option<Vec<f64>>,
    /// Weight of each row, above 0, in a likelihood also 0 (not firth, student-t or gpd). In a likelihood a weight of 2 is the row twice; of `linear` it
    /// says that the variance of the row's error is half as large, as in R's `lm`.
    pub weights: Option<Vec<f64>>,
}

impl Request {
    /// `family` with its usual covariance: robust for `ppml`, whose variance is not assumed to be the mean, otherwise
    /// classical; no penalty, threshold, fixed degrees of freedom, groups, offset or weights.
    pub fn new(family: Family) -> Self {
        let covariance = if family == Family::Ppml { Covariance::Robust } else { Covariance::Classical };
        Self {
            family,
            covariance,
            ridge: None,
            threshold: None,
            nu: None,
            groups: None,
            offset: None,
            weights: None,
        }
    }

    /// The same with another covariance.
    #[must_use]
    pub fn with_covariance(mut self, covariance: Covariance) -> Self {
        self.covariance = covariance;
        self
    }

    /// Refuses options that the family does not have.
    fn check(&self) -> Result<(), EstimateError> {
        let options = [
            ("a penalty", self.ridge.is_some(), Family::Multinomial),
            ("a threshold", self.threshold.is_some(), Family::Gpd),
            ("nu", self.nu.is_some(), Family::StudentT),
            ("groups", self.groups.is_some(), Family::StudentT),
        ];
        for (option, given, family) in options {
            if given && family != self.family {
                return Err(EstimateError::Option { option, family, found: self.family });
            }
        }
        Ok(())
    }
}

impl FromStr for Family {
    type Err = EstimateError;

    fn from_str(text: &str) -> Result<Self, EstimateError> {
        let found = Self::ALL.into_iter().find(|family| family.name() == text);
        found.ok_or_else(|| EstimateError::UnknownFamily {
            name: text.to_owned(),
            suggestion: did_you_mean(text, Self::ALL.map(Self::name)),
        })
    }
}

/// Fits `request` to `design`.
///
/// # Errors
/// [`EstimateError::Option`] for an option that the family does not have; [`EstimateError::Scale`] for a response that
/// cannot be squared; [`EstimateError::Unfit`] for a linear fit whose terms explain the response fully; otherwise those of
/// the family's own function.
///
/// # Examples
/// ```
/// use forefend_estimate::{Design, Family, Formula, Request, Table, fit};
///
/// let mut table = Table::new((1..=6).collect(), 2020, 1);
/// table.add_column("x", &[0.0, 0.0, 0.0, 1.0, 1.0, 1.0])?;
/// table.add_column("y", &[1.0, 2.0, 3.0, 5.0, 6.0, 7.0])?;
/// let (_, design) = Design::build(&Formula::parse("y ~ x")?, &table, &|_unit, _period| true)?;
///
/// // One door to every family; what a family does not have is refused.
/// let found = fit(&design, &Request::new(Family::Poisson))?;
/// assert!((libm::exp(found.coefficients[1]) - 3.0).abs() < 1e-6);
/// let thresholded = Request { threshold: Some(1.0), ..Request::new(Family::Poisson) };
/// assert!(fit(&design, &thresholded).is_err());
/// # Ok::<(), forefend_estimate::EstimateError>(())
/// ```
pub fn fit(design: &Design, request: &Request) -> Result<Fit, EstimateError> {
    request.check()?;
    check_scale("response", &design.y)?;
    let covariance = &request.covariance;
    let (offset, weights) = (request.offset.as_deref(), request.weights.as_deref());
    let rows = RowTerms::check(request.family, design, offset, weights)?;
    match request.family {
        Family::Linear => linear(design, rows, covariance),
        Family::Logit => fit_logit_rows(design, rows, covariance),
        Family::Multinomial => fit_multinomial_weighted(design, covariance, request.ridge, weights),
        Family::Poisson | Family::Ppml => fit_mean(request.family, design, rows, covariance),
        Family::Nb2 => fit_negative_binomial_rows(design, rows, covariance),
        Family::Firth => fit_firth(design, covariance),
        Family::StudentT if !rows.is_empty() => {
            fit_student_t(&rows.applied(design), request.groups.as_deref(), request.nu, covariance)
        }
        Family::StudentT => fit_student_t(design, request.groups.as_deref(), request.nu, covariance),
        Family::Gpd => match request.threshold {
            Some(threshold) => fit_generalised_pareto(design, threshold, covariance),
            None => {
                let message = "needs a threshold, in units of the response".to_owned();
                Err(EstimateError::Unfit { family: Family::Gpd, message })
            }
        },
    }
}

/// Least squares, weighted where there are weights.
fn linear(design: &Design, rows: RowTerms<'_>, covariance: &Covariance) -> Result<Fit, EstimateError> {
    if rows.is_empty() {
        return not_exact(design, fit_linear(design, covariance)?);
    }
    let applied = rows.applied(design);
    let mut fit = not_exact(&applied, fit_linear(&applied, covariance)?)?;
    fit.log_likelihood += (0..design.rows).map(|row| 0.5 * libm::log(rows.weight(row))).sum::<f64>();
    Ok(fit)
}

/// Residuals below this share of the response are rounding.
const EXACT: f64 = 1e-13;

/// Refuses a response without an error: its standard errors are rounding, and its log-likelihood has no bound.
fn not_exact(design: &Design, fit: Fit) -> Result<Fit, EstimateError> {
    let size = (dot(&design.y, &design.y) / design.rows as f64).sqrt();
    if fit.residual_variance.is_some_and(|variance| variance.sqrt() <= EXACT * size) {
        return Err(EstimateError::Unfit { family: fit.family, message: EXPLAINED.to_owned() });
    }
    Ok(fit)
}
