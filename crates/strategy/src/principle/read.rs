//! What rules read of a run, beyond the outcomes that everything is compared by.

use std::collections::{BTreeMap, BTreeSet};

use forefend_estimate::{Axis, Expression, NamesOn, Program, Scratch};
use forefend_simulate::{History, Model, spec};

use super::{Asks, Principle, Rule};
use crate::error::StrategyError;
use crate::outcome::OutcomeAt;

/// The rules of the constraints, in file order.
fn rules(principles: &[Principle]) -> impl Iterator<Item = &Rule> {
    principles.iter().filter_map(|principle| match &principle.asks {
        Asks::Constraint(constraint) => Some(&constraint.rule),
        Asks::Objective { .. } => None,
    })
}

/// Enters what rules read into what a run records by country.
///
/// # Errors
/// A variable that the model does not have by country, with its line.
pub fn record(principles: &[Principle], model: &mut Model) -> Result<(), StrategyError> {
    for rule in rules(principles) {
        let Rule::LastResort { begun, place, .. } = rule else { continue };
        let declared = model.position(begun).map(|position| &model.variables[position]);
        if declared.is_none_or(|declared| declared.spec.axis != spec::Axis::Country) {
            return Err(StrategyError::Declaration {
                place: place.clone(),
                message: format!(
                    "the model has no variable `{begun}` by country; name one that is above 0 in conflict"
                ),
            });
        }
        model.frame.keep(&spec::Axis::Country, begun);
    }
    Ok(())
}

/// Whether a rule reads a variable by country of a portfolio's own futures; what stands by country is written beside them.
pub fn reads(principles: &[Principle], axis: &str, variable: &str) -> bool {
    let begun: Vec<&String> = rules(principles)
        .filter_map(|rule| if let Rule::LastResort { begun, .. } = rule { Some(begun) } else { None })
        .collect();
    // What stands has no table of its own: without another variable all are kept.
    let alone = begun.is_empty() && rules(principles).any(|rule| matches!(rule, Rule::Law { .. }));
    axis == "country" && (alone || begun.into_iter().any(|begun| begun == variable))
}

/// Outcomes of which rules read every draw, `cost` with them where a rule sets one against it.
pub fn outcomes(principles: &[Principle], cost: Option<OutcomeAt>) -> BTreeSet<OutcomeAt> {
    let mut read = BTreeSet::new();
    for rule in rules(principles) {
        if let Rule::WorstFutures { outcome, .. } | Rule::Worth { outcome, .. } = rule {
            read.insert(*outcome);
        }
        if let Rule::Worth { .. } = rule {
            read.extend(cost);
        }
    }
    read
}

/// Whether a rule compares regions.
pub fn reads_places(principles: &[Principle]) -> bool {
    rules(principles).any(|rule| matches!(rule, Rule::NowhereWorse { .. }))
}

/// The last observed year in which a variable by country was above 0, by country, as far back as `within` years.
pub fn last_begun(history: &History, variable: &str, within: i16) -> BTreeMap<u16, i16> {
    let mut last = BTreeMap::new();
    let names = NamesOn::new(&history.table, Axis::UNITS);
    let program = Expression::parse(variable).and_then(|text| Program::compile(&text, &names));
    let Ok(program) = program else { return last };
    let first = history.first.0.max(history.anchor.0 - within.max(0));
    for year in first..=history.anchor.0 {
        let mut values = vec![f64::NAN; history.units.len()];
        program.evaluate(
            &history.table.frame((year - history.first.0) as usize),
            &mut Scratch::new(),
            &mut values,
        );
        let begun = history.units.iter().zip(&values).filter(|(_, value)| **value > 0.0);
        last.extend(begun.map(|(unit, _)| (unit.0, year)));
    }
    last
}
