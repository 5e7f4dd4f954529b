//! `forefend describe`: what a world is made of.

use forefend_assess::{AssessError, Coefficient, DescribedEquation, DescribedModel, describe_model};
use forefend_simulate::SimulateError;

use crate::cli::Global;
use crate::cli::describe::DescribeModelArguments;
use crate::data::table::number;
use crate::failure::Failure;
use crate::table;
use crate::terminal::say;

/// `forefend describe model`: the fitted coefficients of every equation, or of one.
pub fn model(global: &Global, arguments: &DescribeModelArguments) -> Result<(), Failure> {
    let world =
        crate::input::switched(crate::input::world(arguments.world.as_deref())?, &arguments.switching)?;
    let panel = crate::input::panel(&world)?;
    let month = crate::input::as_of(arguments.as_of, "")?;
    let described =
        describe_model(&world, &panel, month, arguments.name.as_deref()).map_err(|error| match error {
            AssessError::Simulate(unknown @ SimulateError::Unknown { .. }) if arguments.name.is_some() => {
                Failure::command(unknown.to_string())
            }
            other => other.into(),
        })?;
    if global.json {
        say(&format!("{}\n", crate::data::json(&described)?));
    } else {
        say(&words(&described));
    }
    Ok(())
}

/// A heading an equation, and below it a line a coefficient.
fn words(described: &DescribedModel) -> String {
    let mut rows = Vec::new();
    for equation in &described.equations {
        rows.push(vec![heading(equation)]);
        rows.push(vec![format!("  {}", equation.equation)]);
        rows.extend(equation.coefficients.iter().map(line));
    }
    let mut text = String::new();
    if !rows.is_empty() {
        text.push_str(&table::aligned(&["term", "class", "estimate", "5%", "95%"], &rows, 2));
        text.push_str(
            "5% and 95%: ends of the 90 % interval that the draws of a run are taken from; none where they use the \
             estimate as it is.\n",
        );
        if described
            .equations
            .iter()
            .any(|equation| equation.coefficients.iter().any(|one| one.class.is_some()))
        {
            text.push_str("Classes: log odds of each against the first, which is the reference.\n");
        }
    }
    for one in &described.not_fitted {
        text.push_str(&format!("{}: {}\n", one.variable, one.why));
    }
    let DescribedModel { as_of, outcome, observed_until, .. } = described;
    text.push_str(&format!("Fitted on figures as of {as_of}. Observed until {observed_until}: {outcome}.\n"));
    text
}

fn heading(equation: &DescribedEquation) -> String {
    let DescribedEquation { variable, title, family, n, first, last, .. } = equation;
    format!("{variable}: {title} ({family}, n {n}, rows of {first}-{last})")
}

fn line(coefficient: &Coefficient) -> Vec<String> {
    let end = |at: usize| coefficient.interval.map_or_else(|| "-".to_owned(), |ends| number(ends[at]));
    vec![
        format!("  {}", coefficient.term),
        coefficient.class.map_or_else(String::new, number),
        number(coefficient.estimate),
        end(0),
        end(1),
    ]
}
