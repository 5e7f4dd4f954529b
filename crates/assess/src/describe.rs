//! The fitted equations of a world: every coefficient with its interval, and the rows it rests on.

use std::collections::BTreeMap;

use forefend_estimate::{Design, critical_value};
use forefend_panel::suggestion;
use forefend_panel::{Month, Panel, Year};
use forefend_simulate::model::Declared;
use forefend_simulate::spec::Kind;
use forefend_simulate::{Fitted, History, Model, SimulateError, WorldFiles};
use serde::Serialize;

use crate::error::AssessError;
use crate::options::month_of;

/// What is fitted of a world.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DescribedModel {
    /// Month as of which the figures were read.
    pub as_of: String,
    /// Last year in which the outcome of conflict is observed.
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
    let mut years: BTreeMap<String, (i32, i32)> = BTreeMap::new();
    let mut see = |name: &str, design: &Design| {
        let ends = design.period.iter().min().zip(design.period.iter().max());
        years.extend(ends.map(|(first, last)| (name.to_owned(), (*first, *last))));
    };
    let fitted = Fitted::estimate_seeing(&model, &history, &as_of, &mut see)?;
    let asked = |variable: &&Declared| name.is_none_or(|name| name == variable.name());
    let chosen: Vec<&Declared> = model.variables.iter().filter(asked).collect();
    let equations = chosen.iter().filter_map(|variable| equation(variable, &fitted, &years)).collect();
    let unfitted = |variable: &&&Declared| !fitted.equations.contains_key(variable.name());
    // Of all variables together, what moves by an identity is no gap.
    let wanted = |variable: &&&Declared| name.is_some() || variable.formula.is_some();
    let not_fitted = chosen
        .iter()
        .filter(unfitted)
        .filter(wanted)
        .map(|variable| NotFitted { variable: variable.name().to_owned(), why: why_not(variable) });
    Ok(DescribedModel {
        as_of: month.to_string(),
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

fn why_not(variable: &Declared) -> String {
    let expression = variable.spec.expression.as_ref().map(|text| text.as_ref().as_str());
    match (variable.spec.kind, expression) {
        (Kind::Equation, _) => "nothing to fit it on by that date: its stand-in is used".to_owned(),
        (_, Some(expression)) => {
            let text: Vec<&str> = expression.split_whitespace().collect();
            format!("nothing is fitted: it is computed as {}", text.join(" "))
        }
        (_, None) => "nothing is fitted: it follows its series".to_owned(),
    }
}
