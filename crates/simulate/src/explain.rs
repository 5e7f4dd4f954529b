//! Why a country stands where it does: the terms of its equation, in words.

use std::collections::BTreeMap;

use forefend_estimate::Scratch;
use forefend_panel::CountryId;

use crate::error::SimulateError;
use crate::model::Model;
use crate::plan::Plan;

/// A term that moves a country's predictor away from the usual.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// The words declared for this direction.
    pub words: String,
    /// Contribution to the log odds of the class: coefficient x (value - mean of the fitted rows).
    pub contribution: f64,
    /// Value of the term.
    pub value: f64,
}

/// For each country, the declared reasons for the odds of `class` (0 is the first above the reference) of
/// `variable` in the year after the anchor, the strongest first. Only terms with declared words count; a phrase that several terms
/// share (a square, an interaction) counts once with the sum of their contributions.
///
/// # Errors
/// [`SimulateError::Unknown`] when the model has no such equation.
pub fn explain(
    model: &Model,
    plan: &Plan,
    variable: &str,
    class: usize,
) -> Result<BTreeMap<CountryId, Vec<Reason>>, SimulateError> {
    let unknown = || SimulateError::Unknown {
        place: "explanation".to_owned(),
        what: "equation",
        name: variable.to_owned(),
        suggestion: String::new(),
    };
    let position = model.position(variable).ok_or_else(unknown)?;
    let (equation, recipe) = plan.equation_of(position).ok_or_else(unknown)?;
    let words = &model.variables[position].spec.reasons;
    let columns = recipe.columns();
    let coefficients = equation.fit.coefficients.chunks_exact(columns).nth(class).ok_or_else(unknown)?;
    // The terms of the year after the anchor: every lag reads observed history.
    let table = plan.table_one_longer();
    let period = i32::from(plan.anchor.0) + 1 - table.first_period();
    let frame = table.frame(period as usize);
    let (mut scratch, mut column) = (Scratch::default(), vec![0.0; plan.units.len()]);
    let mut totals: Vec<BTreeMap<&str, (f64, f64)>> = vec![BTreeMap::new(); plan.units.len()];
    for (j, name) in recipe.names().iter().enumerate() {
        let Some(pair) = words.get(name) else { continue };
        recipe.evaluate_column(j, &frame, &mut scratch, &mut column);
        for (totals, &value) in totals.iter_mut().zip(&column) {
            let entry = totals.entry(pair[0].as_str()).or_insert((0.0, value));
            entry.0 += coefficients[j] * (value - equation.means[j]);
        }
    }
    let lowering: BTreeMap<&str, &str> =
        words.values().map(|[up, down]| (up.as_str(), down.as_str())).collect();
    let reasons = totals.into_iter().map(|totals| {
        let mut reasons: Vec<Reason> = totals
            .into_iter()
            .filter(|(_, (contribution, _))| !contribution.is_nan())
            .map(|(up, (contribution, value))| Reason {
                words: if contribution >= 0.0 { up } else { lowering[up] }.to_owned(),
                contribution,
                value,
            })
            .collect();
        reasons.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()));
        reasons
    });
    Ok(plan.units.iter().copied().zip(reasons).collect())
}
