//! The error of a linear equation, from the residuals of its fit.

use std::collections::BTreeMap;

use forefend_estimate::{Design, Expression, Fit, NamesOn, Program, Scratch};

use super::{Basis, grouped};
use crate::equation::{GroupShocks, number};
use crate::error::SimulateError;
use crate::history::History;
use crate::model::Declared;
use crate::residual::QuantileFunction;
use crate::spec::ErrorKind;
use crate::world_shock::{ShockPrior, WorldShock};

/// Fewest fitted rows of a group that draws its own error.
const LEAST_ROWS: usize = 30;

/// What is drawn on top of a linear equation's mean.
#[derive(Debug, Default)]
pub(crate) struct Errors {
    /// The part that all countries of a year share.
    pub common: Option<QuantileFunction>,
    /// What is under its distribution: the mean residual of each year.
    pub yearly: BTreeMap<i32, f64>,
    /// The part that countries of one group share beyond that.
    pub common_by: Option<GroupShocks>,
    /// The level that moves from year to year, where it is declared to.
    pub level: Option<WorldShock>,
    /// The rest, of all rows.
    pub pooled: Option<QuantileFunction>,
    /// The rest, by group of each expression, where there are rows enough.
    pub by: Vec<BTreeMap<i64, QuantileFunction>>,
}

impl Errors {
    /// Splits residuals into the part all countries of a year share (the yearly mean) and the rest.
    pub fn of(
        variable: &Declared,
        design: &Design,
        fit: &Fit,
        basis: Basis<'_>,
    ) -> Result<Self, SimulateError> {
        let mut residuals: Vec<f64> = design
            .x
            .chunks_exact(design.names.len())
            .zip(&design.y)
            .map(|(row, y)| y - row.iter().zip(&fit.coefficients).map(|(x, b)| x * b).sum::<f64>())
            .collect();
        let history = basis.history;
        let yearly =
            if variable.spec.common_shock { without_years(design, &mut residuals) } else { BTreeMap::new() };
        let mut common = QuantileFunction::from_sample(&yearly.values().copied().collect::<Vec<_>>());
        let mut common_by = None;
        if let Some(by) = variable.spec.common_shock_by {
            let groups = grouped::groups(by, history, basis.as_of);
            if let Some(parted) = grouped::part(design, &mut residuals, &groups) {
                common = drawn_in(&yearly, parted.in_the_mean);
                common_by = Some(GroupShocks { groups, law: parted.law });
            }
        }
        let level = if variable.spec.moving_level { level(design, &mut residuals) } else { None };
        let law = |sample: &[f64]| match variable.spec.error {
            ErrorKind::Empirical => QuantileFunction::from_sample(sample),
            ErrorKind::Normal => normal_quantiles(sample),
            ErrorKind::ParetoTail => QuantileFunction::with_pareto_tail(sample),
        };
        let mut by = Vec::new();
        for expression in &variable.error_by {
            let mut groups: BTreeMap<i64, Vec<f64>> = BTreeMap::new();
            let numbers = groups_of(variable, expression, design, history)?;
            for (residual, group) in residuals.iter().zip(numbers) {
                if !residual.is_nan() {
                    groups.entry(group).or_default().push(*residual);
                }
            }
            groups.retain(|_, rows| rows.len() >= LEAST_ROWS);
            by.push(groups.into_iter().filter_map(|(group, rows)| Some((group, law(&rows)?))).collect());
        }
        residuals.retain(|residual| !residual.is_nan());
        Ok(Self { common, yearly, common_by, level, pooled: law(&residuals), by })
    }
}

/// The distribution of yearly means without the part that shocks of groups add to the mean of all.
fn drawn_in(yearly: &BTreeMap<i32, f64>, of_groups: f64) -> Option<QuantileFunction> {
    let n = yearly.len() as f64;
    let mean = yearly.values().sum::<f64>() / n;
    let variance = yearly.values().map(|effect| (effect - mean) * (effect - mean)).sum::<f64>() / n;
    let scale = (1.0 - of_groups / variance).max(0.0).sqrt();
    let effects: Vec<f64> = yearly.values().map(|effect| mean + scale * (effect - mean)).collect();
    QuantileFunction::from_sample(&effects)
}

/// Takes the yearly mean out of the residuals; sum and number of rows by year.
fn centred(design: &Design, residuals: &mut [f64]) -> BTreeMap<i32, (f64, f64)> {
    let mut years: BTreeMap<i32, (f64, f64)> = BTreeMap::new();
    for (residual, period) in residuals.iter().zip(&design.period) {
        let entry = years.entry(*period).or_default();
        *entry = (entry.0 + residual, entry.1 + 1.0);
    }
    for (residual, period) in residuals.iter_mut().zip(&design.period) {
        let (sum, n) = years[period];
        *residual -= sum / n;
    }
    years
}

/// Takes the yearly mean out of the residuals and gives it by year.
fn without_years(design: &Design, residuals: &mut [f64]) -> BTreeMap<i32, f64> {
    centred(design, residuals).into_iter().map(|(year, (sum, n))| (year, sum / n)).collect()
}

/// The moving level behind the yearly means of the residuals, whose sampling variance is that of a mean of rows that
/// scatter about their year; what remains in the residuals is that scatter, drawn out to the whole of their spread.
fn level(design: &Design, residuals: &mut [f64]) -> Option<WorldShock> {
    let years = centred(design, residuals);
    let squares = residuals.iter().fold(0.0, |squares, residual| squares + residual * residual);
    let freedom = (residuals.len() as f64 - years.len() as f64).max(1.0);
    let variance = squares / freedom;
    // Taking out each year's own mean has taken out some of the scatter, too.
    let stretch = (residuals.len() as f64 / freedom).sqrt();
    residuals.iter_mut().for_each(|residual| *residual *= stretch);
    let last = years.keys().next_back().copied()?;
    let effects = years.into_iter().map(|(year, (sum, n))| (year, (sum / n, variance / n))).collect();
    WorldShock::of_effects(&effects, last, &ShockPrior::default())
}

/// The group of every fitted row.
fn groups_of(
    variable: &Declared,
    expression: &Expression,
    design: &Design,
    history: &History,
) -> Result<Vec<i64>, SimulateError> {
    let axis = history.axis_of(variable);
    let program = Program::compile(expression, &NamesOn::new(&history.table, axis))
        .map_err(|source| SimulateError::Expression { place: variable.place.clone(), source })?;
    let ids = history.table.units_of(axis);
    let place: BTreeMap<u64, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let (mut scratch, mut by_year) = (Scratch::default(), BTreeMap::new());
    for &period in &design.period {
        let groups = by_year.entry(period).or_insert_with(|| vec![f64::NAN; ids.len()]);
        if groups.iter().all(|group| group.is_nan()) {
            let frame = history.table.frame((period - i32::from(history.first.0)) as usize);
            program.evaluate(&frame, &mut scratch, groups);
        }
    }
    let group = |(unit, period)| by_year[period][place[unit]];
    Ok(design.unit.iter().zip(&design.period).map(group).map(number).collect())
}

fn normal_quantiles(residuals: &[f64]) -> Option<QuantileFunction> {
    let n = residuals.len() as f64;
    let sd = (residuals.iter().map(|e| e * e).sum::<f64>() / n).sqrt();
    let sample: Vec<f64> =
        (0..2_000).map(|i| sd * crate::normal::quantile((f64::from(i) + 0.5) / 2_000.0)).collect();
    QuantileFunction::from_sample(&sample)
}
