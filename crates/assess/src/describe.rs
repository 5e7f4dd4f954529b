//! The fitted equations of a world: every coefficient with its interval, and the rows it rests on.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use forefend_estimate::{Design, critical_value};
use forefend_panel::suggestion;
use forefend_panel::{Month, Panel, Year};
use forefend_simulate::fitted::Calibrated;
use forefend_simulate::model::{Declared, DeclaredProcess};
use forefend_simulate::spec::{Family, Kind};
use forefend_simulate::{Fitted, History, Model, SimulateError, WorldFiles};
use serde::Serialize;

use crate::error::AssessError;
use crate::options::month_of;

/// What is fitted of a world.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DescribedModel {
    /// Month as of which the figures were read.
    pub as_of: String,
    /// Title of what the anchor of the world observes.
    pub outcome: String,
    /// Last year in which it is observed.
    pub observed_until: i16,
    /// Fitted equations in name order.
    pub equations: Vec<DescribedEquation>,
    /// Variables asked for by name that nothing is fitted of, with why.
    pub not_fitted: Vec<NotFitted>,
}

/// One fitted equation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DescribedEquation {
    /// The variable.
    pub variable: String,
    /// Its title.
    pub title: String,
    /// The formula, as declared.
    pub equation: String,
    /// Its estimator.
    pub family: String,
    /// Rows fitted.
    pub n: usize,
    /// First year of these rows.
    pub first: i32,
    /// Last year of these rows: its data go so far.
    pub last: i32,
    /// Whether the draws of a run use the estimates as they are, without their uncertainty.
    pub fixed: bool,
    /// Coefficients: of a multinomial class by class, the first class being the reference.
    pub coefficients: Vec<Coefficient>,
}

/// One coefficient.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Coefficient {
    /// Class of a multinomial equation; none otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<f64>,
    /// Name of the term.
    pub term: String,
    /// The estimate, in units of the linear predictor.
    pub estimate: f64,
    /// Standard error; none where the draws of a run use the estimate as it is.
    pub standard_error: Option<f64>,
    /// Ends of the 90 % interval, normal as the draws of a run are.
    pub interval: Option<[f64; 2]>,
}

/// A variable without a fit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NotFitted {
    /// The variable.
    pub variable: String,
    /// Why, with what moves it.
    pub why: String,
}

/// Fits every equation of `world` as a run as of `month` does (the world's own month where absent); with `name` only that
/// variable is told of.
///
/// # Errors
/// The first mistake in the world, a variable that it does not have, or what the panel cannot give.
///
/// # Examples
/// ```
/// use forefend_assess::describe_model;
/// use forefend_simulate::WorldFiles;
///
/// let world = WorldFiles::new("world", forefend_world::files());
/// let told = describe_model(&world, &world.panel()?, None, Some("gdppc_growth"))?;
/// let momentum = told.equations[0].coefficients.iter().find(|one| one.term == "lag(gdppc_growth)");
/// // Growth goes on in part.
/// let estimate = momentum.expect("a term of the equation").estimate;
/// assert!(0.0 < estimate && estimate < 1.0, "{estimate}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn describe_model(
    world: &WorldFiles,
    panel: &Panel,
    month: Option<Month>,
    name: Option<&str>,
) -> Result<DescribedModel, AssessError> {
    let model = Model::load(world)?;
    if let Some(name) = name.filter(|name| model.position(name).is_none()) {
        return Err(AssessError::Simulate(SimulateError::Unknown {
            place: "describe model".to_owned(),
            what: "variable",
            name: name.to_owned(),
            suggestion: suggestion(name, model.variables.iter().map(Declared::name)),
        }));
    }
    model.check_indicators(world, panel)?;
    let month = month_of(month, &model)?;
    let as_of = panel.as_of(month, forefend_panel::Availability::Published);
    let history = History::build(&model, &as_of, Year(model.frame.horizon))?;
    let years: Mutex<BTreeMap<String, (i32, i32)>> = Mutex::default();
    let see = |name: &str, design: &Design| {
        let ends = design.period.iter().min().zip(design.period.iter().max());
        let mut years = years.lock().unwrap_or_else(PoisonError::into_inner);
        years.extend(ends.map(|(first, last)| (name.to_owned(), (*first, *last))));
    };
    let fitted = Fitted::estimate_seeing(&model, &history, &as_of, &see)?;
    let years = years.into_inner().unwrap_or_else(PoisonError::into_inner);
    let asked = |variable: &&Declared| name.is_none_or(|name| name == variable.name());
    let chosen: Vec<&Declared> = model.variables.iter().filter(asked).collect();
    let equations = chosen.iter().filter_map(|variable| equation(variable, &fitted, &years)).collect();
    let unfitted = |variable: &&&Declared| !fitted.equations.contains_key(variable.name());
    // Of all variables together, what moves by an identity is no gap.
    let wanted = |variable: &&&Declared| name.is_some() || variable.formula.is_some();
    let not_fitted = chosen.iter().filter(unfitted).filter(wanted).map(|variable| NotFitted {
        variable: variable.name().to_owned(),
        why: why_not(variable, &model, &fitted),
    });
    Ok(DescribedModel {
        as_of: month.to_string(),
        outcome: outcome(&model),
        observed_until: history.anchor.0,
        not_fitted: not_fitted.collect(),
        equations,
    })
}

fn equation(
    variable: &Declared,
    fitted: &Fitted,
    years: &BTreeMap<String, (i32, i32)>,
) -> Option<DescribedEquation> {
    let found = fitted.equations.get(variable.name())?;
    let (first, last) = years.get(variable.name()).copied()?;
    let (fit, width) = (&found.fit, critical_value(0.1, None));
    let terms = fit.names.len();
    let coefficients = fit.coefficients.iter().zip(fit.standard_errors()).enumerate();
    let coefficients = coefficients.map(|(at, (&estimate, error))| {
        let error = (!found.parameters_fixed).then_some(error);
        Coefficient {
            class: fit.classes.get(at / terms + 1).copied(),
            term: fit.names[at % terms].clone(),
            estimate,
            standard_error: error,
            interval: error.map(|error| [estimate - width * error, estimate + width * error]),
        }
    });
    let formula = variable.spec.formula.as_ref().map_or("", |formula| formula.as_ref().as_str());
    Some(DescribedEquation {
        variable: variable.name().to_owned(),
        title: variable.spec.title.clone(),
        equation: formula.split_whitespace().collect::<Vec<_>>().join(" "),
        family: fit.family.name().to_owned(),
        n: fit.n,
        first,
        last,
        fixed: found.parameters_fixed,
        coefficients: coefficients.collect(),
    })
}

/// The variable that the anchor observes, in its words; the series itself where no variable reads it.
fn outcome(model: &Model) -> String {
    let anchor = model.frame.anchor.as_ref();
    let reads =
        |variable: &&Declared| variable.spec.indicator.as_ref().is_some_and(|name| name.as_ref() == anchor);
    let all = || model.variables.iter().filter(reads);
    // As in a backtest: the event itself before what else is made of its series.
    let event = all().find(|variable| variable.spec.family == Some(Family::Multinomial));
    event.or_else(|| all().next()).map_or_else(|| anchor.clone(), |variable| variable.spec.title.clone())
}

fn why_not(variable: &Declared, model: &Model, fitted: &Fitted) -> String {
    if let Some(process) = model.writer(variable) {
        return written_by(process, fitted.processes.get(process.name()));
    }
    let expression = variable.spec.expression.as_ref().map(|text| text.as_ref().as_str());
    let of = variable.spec.of.as_ref().map(|of| of.as_ref().as_str());
    match (variable.spec.kind, expression) {
        (Kind::Probability, _) => {
            format!("nothing is fitted: it is a probability of the equation of {}", of.unwrap_or_default())
        }
        (Kind::Equation, _) => "nothing to fit it on by that date: its stand-in is used".to_owned(),
        (_, Some(expression)) => {
            let text: Vec<&str> = expression.split_whitespace().collect();
            format!("nothing is fitted: it is computed as {}", text.join(" "))
        }
        (_, None) => "nothing is fitted: it follows its series".to_owned(),
    }
}

/// Which process writes a variable, and the numbers that it was calibrated to.
fn written_by(process: &DeclaredProcess, calibrated: Option<&Calibrated>) -> String {
    // Four digits: the numbers themselves are in the parameters of a run.
    let short = |value: &f64| format!("{value:.3e}").parse().unwrap_or(*value).to_string();
    let number = |(name, values): (&String, &Vec<f64>)| {
        format!("{name} {}", values.iter().map(short).collect::<Vec<_>>().join(" "))
    };
    let numbers: Vec<String> = calibrated.into_iter().flatten().map(number).collect();
    let words =
        format!("nothing is fitted: the process {} ({}) writes it", process.name(), process.spec.title);
    if numbers.is_empty() { words } else { format!("{words}, calibrated to {}", numbers.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_process_writes_is_told_with_what_it_was_calibrated_to() {
        let mut world = WorldFiles::new("world", forefend_world::files());
        let example = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/process");
        let extra = WorldFiles::read_dir(&example).unwrap();
        for folder in ["axes", "threats"] {
            for path in extra.under(folder, "") {
                world = world.with(path, extra.bytes(path).unwrap());
            }
        }
        let axes =
            format!("{}\n{}", world.text("axes.toml").unwrap_or_default(), extra.text("axes.toml").unwrap());
        let world = world.with("axes.toml", axes.as_bytes());
        let told = describe_model(&world, &world.panel().unwrap(), None, Some("outbreak_infected")).unwrap();
        let why = &told.not_fitted[0].why;
        assert!(why.starts_with("nothing is fitted: the process outbreak ("), "{why}");
        // Five in the 125 years from 1900 to 2024.
        assert!(why.contains("calibrated to") && why.contains("chance 0.04365"), "{why}");
        assert!(told.outcome.starts_with("Armed conflict"), "{}", told.outcome);
    }
}
