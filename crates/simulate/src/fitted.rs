//! Fitting every equation of a model on history, and calibrating every declared process.

mod correlated;
mod errors;
mod grouped;
mod lost;
mod recalibration;
mod sample;
mod shocks;

use std::collections::BTreeMap;

use forefend_estimate::{
    Axis, Covariance, Design, EstimateError, Fit, Formula, Ridge, fit_firth, fit_linear,
    fit_multinomial_weighted,
};
use forefend_panel::AsOf;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

pub use self::correlated::FittedCorrelation;
use self::errors::Errors;
pub use self::lost::{Lost, lost};
use self::recalibration::Events;
use self::sample::Sample;
use crate::axes::values::known_year;
pub use crate::equation::{Calibrated, FittedEquation};
use crate::error::SimulateError;
use crate::history::History;
use crate::model::{Declared, DeclaredProcess, Model};
use crate::process::Known;
use crate::spec::{CovarianceRule, Family, Penalty};

/// Every fitted equation of a model by variable name, and every calibrated process.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Fitted {
    /// Fits by variable.
    pub equations: BTreeMap<String, FittedEquation>,
    /// What was estimated of each correlation that is declared and on, by its id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub correlations: BTreeMap<String, FittedCorrelation>,
    /// What each declared process was calibrated to, by process.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub processes: BTreeMap<String, Calibrated>,
}

impl Fitted {
    /// Fits every equation of `model` on `history`.
    ///
    /// # Errors
    /// [`SimulateError::Fit`] naming the variable and its place.
    pub fn estimate(model: &Model, history: &History, as_of: &AsOf<'_>) -> Result<Self, SimulateError> {
        Self::estimate_seeing(model, history, as_of, &|_, _| ())
    }

    /// The same; `see` is shown the variable and the rows of each fit, in any order. Equations and processes are fitted side by
    /// side, each by itself; what comes out does not depend on it.
    ///
    /// # Errors
    /// As [`Fitted::estimate`].
    pub fn estimate_seeing(
        model: &Model,
        history: &History,
        as_of: &AsOf<'_>,
        see: &See<'_>,
    ) -> Result<Self, SimulateError> {
        let (fitted, processes) = rayon::join(
            || fit_equations(model, Basis { history, as_of }, see),
            || calibrate(model, history, as_of),
        );
        let (mut equations, mut yearly) = (BTreeMap::new(), BTreeMap::new());
        for (variable, (equation, years)) in fitted? {
            equations.insert(variable.to_owned(), equation);
            yearly.insert(variable, years);
        }
        let correlations = correlated::estimate(model, &yearly, &mut equations)?;
        let processes = processes?;
        Ok(Self { equations, correlations, processes })
    }
}

/// Is shown the variable and the rows of a fit.
type See<'a> = dyn Fn(&str, &Design) + Sync + 'a;

/// A fit, and the mean of its errors by year.
type WithYears = (FittedEquation, BTreeMap<i32, f64>);

/// Every equation that there is enough to fit on, in the order of the model; of errors, the first.
fn fit_equations<'a>(
    model: &'a Model,
    basis: Basis<'_>,
    see: &See<'_>,
) -> Result<Vec<(&'a str, WithYears)>, SimulateError> {
    let fit = |variable: &'a Declared| -> Result<Option<(&'a str, WithYears)>, SimulateError> {
        let Some(formula) = &variable.formula else { return Ok(None) };
        let Some(sample) = sample::of(variable, basis)? else { return Ok(None) };
        Ok(Some((variable.name(), fit_equation(variable, formula, &sample, basis, see)?)))
    };
    let fitted: Vec<Result<_, SimulateError>> = model.variables.par_iter().map(fit).collect();
    fitted.into_iter().filter_map(Result::transpose).collect()
}

/// What every declared process is calibrated to; of errors, the first.
fn calibrate(
    model: &Model,
    history: &History,
    as_of: &AsOf<'_>,
) -> Result<BTreeMap<String, Calibrated>, SimulateError> {
    let calibrated = |process: &DeclaredProcess| {
        let column = |name: &String| history.table.column(name).unwrap_or_default();
        let inputs = process.reads.iter().map(column).collect();
        let (last, countries) = (known_year(as_of), &history.units[..]);
        let axis = process.axis.as_ref().and_then(|axis| history.axes.find(axis));
        let units = axis.and_then(|axis| history.axes.units(axis).panel.as_deref()).unwrap_or_default();
        let known = Known { as_of, last, first: history.first, countries, units, inputs };
        Ok((process.name().to_owned(), process.process.calibrate(&known)?))
    };
    let found: Vec<Result<_, SimulateError>> = model.processes.par_iter().map(calibrated).collect();
    found.into_iter().collect()
}

/// What equations are fitted on.
#[derive(Clone, Copy)]
struct Basis<'a> {
    /// The table, as of a date.
    history: &'a History,
    /// The view of the panel that it came from.
    as_of: &'a AsOf<'a>,
}

fn fit_equation(
    variable: &Declared,
    formula: &Formula,
    sample: &Sample,
    basis: Basis<'_>,
    see: &See<'_>,
) -> Result<WithYears, SimulateError> {
    let Basis { history, as_of } = basis;
    let failed = |source: EstimateError| match source.position() {
        None => SimulateError::Fit {
            place: variable.texts.formula.at(None),
            name: variable.name().to_owned(),
            source,
            sample: format!("{sample} as of {}", as_of.month()),
        },
        Some(_) => variable.texts.formula.wrong(source),
    };
    let axis = history.axis_of(variable);
    let (recipe, design) =
        Design::build_on(axis, formula, &history.table, &|unit, period| sample.holds(unit, period))
            .map_err(failed)?;
    see(variable.name(), &design);
    let linear = variable.spec.family == Some(Family::Linear);
    if !linear {
        sample::check_classes(variable, &design)?;
    }
    let fit = estimates(variable, &design, &covariance(variable, history, &design)).map_err(failed)?;
    let errors = if linear { Errors::of(variable, &design, &fit, basis)? } else { Errors::default() };
    let world_shocks = match !linear && variable.spec.common_shock {
        true => shocks::estimate(variable, &design, &fit, history)?,
        false => errors.level.into_iter().collect(),
    };
    let equation = FittedEquation {
        means: column_means(&design),
        levels: recipe.levels(),
        parameters_fixed: variable.spec.covariance == CovarianceRule::None,
        fit,
        residual: errors.pooled,
        residual_by: errors.by,
        common: errors.common,
        common_by: errors.common_by,
        common_luck: Vec::new(),
        world_shocks,
    };
    Ok((equation, errors.yearly))
}

/// The coefficients by the equation's own estimator, a logit's constant moved to recent years where it is declared to be.
fn estimates(variable: &Declared, design: &Design, covariance: &Covariance) -> Result<Fit, EstimateError> {
    let spec = &variable.spec;
    if spec.family == Some(Family::Linear) {
        return fit_linear(design, covariance);
    }
    let weight = spec.sample.half_life.map(|years| weights(design, years));
    let ridge = |strength| Ridge { inverse_strength: strength, standardise: true };
    let (mut fit, events) = match spec.penalty {
        Some(Penalty::Firth) => {
            let fit = fit_firth(design, covariance)?;
            (Fit { classes: spec.classes.clone(), ..fit }, Events::Jeffreys)
        }
        Some(Penalty::Ridge(strength)) => (
            fit_multinomial_weighted(design, covariance, Some(ridge(strength)), weight.as_deref())?,
            Events::Counted,
        ),
        None => (fit_multinomial_weighted(design, covariance, None, weight.as_deref())?, Events::Counted),
    };
    if let Some(years) = spec.sample.recalibrate {
        recalibration::recalibrate(&mut fit, design, years, events);
    }
    Ok(fit)
}

fn covariance(variable: &Declared, history: &History, design: &Design) -> Covariance {
    match variable.spec.covariance {
        CovarianceRule::Classical | CovarianceRule::None => Covariance::Classical,
        CovarianceRule::Robust => Covariance::Robust,
        CovarianceRule::Clustered => clusters(history, history.axis_of(variable), design),
    }
}

/// Weight of each row, halved every `half_life` years back from the last.
fn weights(design: &Design, half_life: f64) -> Vec<f64> {
    let last = design.period.iter().copied().max().unwrap_or(0);
    design.period.iter().map(|&period| libm::exp2(-f64::from(last - period) / half_life)).collect()
}

/// Rows of one unit hang together; so do those of all parts of a country (a product of countries and lists).
fn clusters(history: &History, axis: Axis, design: &Design) -> Covariance {
    let list = history.axes.units(axis);
    let mut country: BTreeMap<u64, u64> = BTreeMap::new();
    for (id, countries) in list.ids.iter().zip(&list.countries) {
        if let [only] = countries.as_slice() {
            country.insert(*id, u64::from(only.0));
        }
    }
    if country.is_empty() {
        return Covariance::Clustered;
    }
    Covariance::ClusteredBy(
        design.unit.iter().map(|unit| country.get(unit).copied().unwrap_or(*unit)).collect(),
    )
}

fn column_means(design: &Design) -> Vec<f64> {
    let columns = design.names.len();
    let mut means = vec![0.0; columns];
    for row in design.x.chunks_exact(columns) {
        for (mean, value) in means.iter_mut().zip(row) {
            *mean += value / design.rows as f64;
        }
    }
    means
}
