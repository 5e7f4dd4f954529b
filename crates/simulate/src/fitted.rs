//! Fitting every equation of a model on history.

mod errors;
mod lost;
mod recalibration;
mod shocks;

use std::collections::{BTreeMap, BTreeSet};

use forefend_estimate::{
    Axis, Covariance, Design, EstimateError, Formula, NamesOn, Program, Ridge, Scratch, fit_linear,
    fit_multinomial_weighted, is_true,
};
use forefend_panel::{AsOf, CountryId, Year};
use serde::{Deserialize, Serialize};

use self::errors::Errors;
pub use self::lost::{Lost, lost};
pub use crate::equation::FittedEquation;
use crate::error::SimulateError;
use crate::history::History;

use crate::model::{Declared, Model};
use crate::spec::{CovarianceRule, Family};

/// Every fitted equation of a model by variable name.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Fitted {
    /// Fits by variable.
    pub equations: BTreeMap<String, FittedEquation>,
}

impl Fitted {
    /// Fits every equation of `model` on `history`.
    ///
    /// # Errors
    /// [`SimulateError::Fit`] naming the variable and its place.
    pub fn estimate(model: &Model, history: &History, as_of: &AsOf<'_>) -> Result<Self, SimulateError> {
        Self::estimate_seeing(model, history, as_of, &mut |_, _| ())
    }

    /// The same; `see` is shown the variable and the rows of each fit.
    ///
    /// # Errors
    /// As [`Fitted::estimate`].
    pub fn estimate_seeing(
        model: &Model,
        history: &History,
        as_of: &AsOf<'_>,
        see: &mut dyn FnMut(&str, &Design),
    ) -> Result<Self, SimulateError> {
        let mut equations = BTreeMap::new();
        for variable in &model.variables {
            if let Some(formula) = &variable.formula {
                let position = model.position(variable.name());
                if can_be_fitted((position, variable), history, as_of)?
                    && let Some(equation) =
                        fit_equation((position, variable), formula, (history, as_of), see)?
                {
                    equations.insert(variable.name().to_owned(), equation);
                }
            }
        }
        Ok(Self { equations })
    }
}

/// False where an equation with a stand-in has nothing to be fitted on yet: no rows, or not all of its classes.
fn can_be_fitted(
    (position, variable): (Option<usize>, &Declared),
    history: &History,
    as_of: &AsOf<'_>,
) -> Result<bool, SimulateError> {
    if variable.spec.stand_in.is_none() {
        return Ok(true);
    }
    let rows = sample_rows((position, variable), history, as_of)?;
    let Some(column) = history.table.column(variable.name()) else { return Ok(false) };
    let ids = history.table.units_of(history.axis_of(variable));
    let value = |(unit, year): &(u64, i32)| {
        let at = (year - i32::from(history.first.0)) as usize * ids.len();
        ids.iter().position(|id| id == unit).map(|unit| column[at + unit])
    };
    let found: BTreeSet<i64> = rows.iter().filter_map(value).map(|value| value as i64).collect();
    Ok(variable.spec.classes.iter().all(|class| found.contains(&(*class as i64))))
}

fn fit_equation(
    (position, variable): (Option<usize>, &Declared),
    formula: &Formula,
    (history, as_of): (&History, &AsOf<'_>),
    see: &mut dyn FnMut(&str, &Design),
) -> Result<Option<FittedEquation>, SimulateError> {
    let keep = sample_rows((position, variable), history, as_of)?;
    let years: BTreeSet<i32> = keep.iter().map(|(_, year)| *year).collect();
    let failed = |source: EstimateError| match (source.position(), years.first().zip(years.last())) {
        (None, Some((first, last))) => SimulateError::Fit {
            place: variable.texts.formula.at(None),
            name: variable.name().to_owned(),
            source,
            sample: format!("{} rows of {first}-{last} as of {}", keep.len(), as_of.month()),
        },
        _ => variable.texts.formula.wrong(source),
    };
    if years.len() < variable.spec.sample.years.max(1) {
        // A stand-in takes its place until there is enough to fit on.
        return if variable.spec.stand_in.is_some() {
            Ok(None)
        } else {
            Err(nothing_to_fit_on(variable, history, as_of))
        };
    }
    let axis = history.axis_of(variable);
    let (recipe, design) =
        Design::build_on(axis, formula, &history.table, &|unit, period| keep.contains(&(unit, period)))
            .map_err(failed)?;
    see(variable.name(), &design);
    let covariance = match variable.spec.covariance {
        CovarianceRule::Classical | CovarianceRule::None => Covariance::Classical,
        CovarianceRule::Robust => Covariance::Robust,
        CovarianceRule::Clustered => clusters(history, axis, &design),
    };
    let linear = variable.spec.family == Some(Family::Linear);
    let mut fit = if linear {
        fit_linear(&design, &covariance).map_err(failed)?
    } else {
        check_classes(variable, &design)?;
        let ridge = variable.spec.penalty.map(|c| Ridge { inverse_strength: c, standardise: true });
        let weight = variable.spec.sample.half_life.map(|years| weights(&design, years));
        fit_multinomial_weighted(&design, &covariance, ridge, weight.as_deref()).map_err(failed)?
    };
    if let Some(years) = variable.spec.sample.recalibrate {
        recalibration::recalibrate(&mut fit, &design, years);
    }
    let errors = if linear { Some(Errors::of(variable, &design, &fit, history)?) } else { None };
    let errors = errors.unwrap_or_default();
    let shocked = !linear && variable.spec.common_shock;
    let world_shocks = if shocked {
        shocks::estimate(variable, &design, &fit, history)?
    } else {
        errors.level.into_iter().collect()
    };
    Ok(Some(FittedEquation {
        means: column_means(&design),
        levels: recipe.levels(),
        parameters_fixed: variable.spec.covariance == CovarianceRule::None,
        fit,
        residual: errors.pooled,
        residual_by: errors.by,
        common: errors.common,
        world_shocks,
    }))
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

/// Country-years the equation is fitted on: inside its years, states that existed then and the year
/// before, the series it names truly observed, and its condition true.
fn sample_rows(
    (position, variable): (Option<usize>, &Declared),
    history: &History,
    as_of: &AsOf<'_>,
) -> Result<BTreeSet<(u64, i32)>, SimulateError> {
    let sample = &variable.spec.sample;
    let own = variable.spec.indicator.iter().chain(&sample.observed);
    let observed: Vec<&Vec<f64>> = own
        .filter_map(|name| history.observed.get(name.as_ref()))
        .chain(position.and_then(|position| history.observed_elsewhere.get(&position)))
        .collect();
    let axis = history.axis_of(variable);
    let names = NamesOn::new(&history.table, axis);
    let condition = variable
        .condition
        .as_ref()
        .map(|expression| Program::compile(expression, &names))
        .transpose()
        .map_err(|source| variable.texts.condition.wrong(source))?;
    let first = sample.first.map_or(history.first, Year);
    let last = sample.last.map_or(history.last, Year);
    let (ids, roster) = (history.table.units_of(axis), as_of.roster());
    let units = ids.len();
    // States come and go, and with them what is made of them; whatever else there is exists throughout.
    let existed = |id: &CountryId, year: Year| {
        roster.get(*id).is_some_and(|country| country.exists(year) && country.exists(year - 1))
    };
    let exists = |position: usize, year: Year| match axis {
        Axis::UNITS => existed(&history.units[position], year),
        _ => {
            let made_of = history.axes.units(axis).countries.get(position);
            made_of.is_none_or(|countries| countries.iter().all(|id| existed(id, year)))
        }
    };
    let (mut scratch, mut holds) = (Scratch::default(), vec![1.0; units]);
    let mut rows = BTreeSet::new();
    for year in Year::range(first.max(history.first), last.min(history.last)) {
        let period = (year.0 - history.first.0) as usize;
        if let Some(condition) = &condition {
            condition.evaluate(&history.table.frame(period), &mut scratch, &mut holds);
        }
        for (position, &unit) in ids.iter().enumerate() {
            let seen = observed.iter().all(|grid| !grid[period * units + position].is_nan());
            let existed = !sample.existing || exists(position, year);
            if seen && existed && is_true(holds[position]) {
                rows.insert((unit, i32::from(year.0)));
            }
        }
    }
    Ok(rows)
}

fn nothing_to_fit_on(variable: &Declared, history: &History, as_of: &AsOf<'_>) -> SimulateError {
    let sample = &variable.spec.sample;
    let (first, last) = (sample.first.map_or(history.first, Year), sample.last.map_or(history.last, Year));
    SimulateError::Declaration {
        place: variable.place.clone(),
        message: format!(
            "`{}`: too few country-years to fit on between {first} and {last} as of {}; choose a later --as-of or origin, widen \
             the sample, or give it a `stand_in`",
            variable.name(),
            as_of.month()
        ),
    }
}

fn check_classes(variable: &Declared, design: &Design) -> Result<(), SimulateError> {
    let found: BTreeSet<i64> = design.y.iter().map(|&y| y as i64).collect();
    let declared: BTreeSet<i64> = variable.spec.classes.iter().map(|&class| class as i64).collect();
    if found == declared {
        return Ok(());
    }
    if found.is_empty() {
        return Err(SimulateError::Declaration {
            place: variable.place.clone(),
            message: format!(
                "`{}`: no country-year is left to fit on: a term of its formula has no value so early; take later origins \
                 (--origins, of a replay --others) or a later --as-of, or take the term out",
                variable.name()
            ),
        });
    }
    Err(SimulateError::Declaration {
        place: variable.place.clone(),
        message: format!(
            "`{}`: classes {declared:?} are declared but the data hold {found:?}; \
             mend `classes` or the sample",
            variable.name()
        ),
    })
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
