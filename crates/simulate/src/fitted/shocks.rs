//! The common shocks of an equation for classes: which rows share one, and what history says of each.

use std::collections::BTreeMap;

use forefend_estimate::{Design, Fit, NamesOn, Program, Scratch, is_true};

use crate::error::SimulateError;
use crate::history::History;
use crate::model::Declared;
use crate::world_shock::{ShockPrior, WorldShock};

/// One shock, or two where the equation declares `shock.by`: of rows for which it does not hold, then of the others.
///
/// # Errors
/// [`SimulateError::Declaration`] where one of the two has no row.
pub(super) fn estimate(
    variable: &Declared,
    design: &Design,
    fit: &Fit,
    history: &History,
) -> Result<Vec<WorldShock>, SimulateError> {
    let prior = prior(variable);
    let Some(second) = second_group(variable, design, history)? else {
        return Ok(WorldShock::estimate(design, fit, &prior, &|_| true).into_iter().collect());
    };
    let groups =
        [false, true].map(|own| WorldShock::estimate(design, fit, &prior, &|row| second[row] == own));
    match groups {
        [Some(first), Some(second)] => Ok(vec![first, second]),
        _ => Err(SimulateError::Declaration {
            place: variable.place.clone(),
            message: format!(
                "`{}`: `shock.by` holds in every row that is fitted, or in none; leave it out or change it",
                variable.name()
            ),
        }),
    }
}

fn prior(variable: &Declared) -> ShockPrior {
    let mut prior = ShockPrior::default();
    if let Some(declared) = &variable.spec.shock {
        prior.scale = declared.scale.unwrap_or(prior.scale);
        if !declared.persistence.is_empty() {
            prior.persistences.clone_from(&declared.persistence);
        }
    }
    prior
}

/// Whether `shock.by` holds in each row of the design; none where it is not declared.
fn second_group(
    variable: &Declared,
    design: &Design,
    history: &History,
) -> Result<Option<Vec<bool>>, SimulateError> {
    let Some(by) = &variable.shock_by else { return Ok(None) };
    let axis = history.axis_of(variable);
    let program = Program::compile(by, &NamesOn::new(&history.table, axis))
        .map_err(|source| SimulateError::Expression { place: variable.place.clone(), source })?;
    let ids = history.table.units_of(axis);
    let position: BTreeMap<u64, usize> = ids.iter().enumerate().map(|(at, &id)| (id, at)).collect();
    let (mut scratch, mut holds) = (Scratch::default(), vec![0.0; ids.len()]);
    let (mut at, mut second) = (None, Vec::with_capacity(design.rows));
    for (unit, &period) in design.unit.iter().zip(&design.period) {
        if at != Some(period) {
            let place = (period - i32::from(history.first.0)) as usize;
            program.evaluate(&history.table.frame(place), &mut scratch, &mut holds);
            at = Some(period);
        }
        second.push(position.get(unit).is_some_and(|&unit| is_true(holds[unit])));
    }
    Ok(Some(second))
}
