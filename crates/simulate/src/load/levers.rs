//! What a lever may say about the variable it moves.

use forefend_estimate::{Expression, Formula};

use crate::error::SimulateError;
use crate::model::Declared;
use crate::spec::{Family, Kind, Lever, LeverScale, check_combination};

/// Refuses a scale that its variable does not have, bounds without the reference path, and a lever whose series is also
/// a free covariate of the equation it shifts (double counting).
pub(super) fn check(variable: &Declared, lever: &Lever) -> Result<(), SimulateError> {
    let declaration = |message: String| {
        Err(SimulateError::Declaration {
            place: variable.place.clone(),
            message: format!("lever `{}`: {message}", lever.name.as_ref()),
        })
    };
    let fits = match lever.scale {
        LeverScale::LogHazard => variable.spec.family == Some(Family::Multinomial),
        LeverScale::Additive => variable.spec.family == Some(Family::Linear),
        LeverScale::Multiplier => variable.spec.kind == Kind::Identity,
        LeverScale::Delay => variable.spec.kind != Kind::Probability,
    };
    if !fits {
        return declaration(
            "scale \"log-hazard\" is for a multinomial equation, \"additive\" for a linear one, \"multiplier\" for an \
             identity, \"delay\" for any of them and for a path, but not for a probability; change the scale"
                .to_owned(),
        );
    }
    if let Some(input) = &lever.input {
        let input = input.as_ref();
        return declaration(format!("`input = \"{input}\"` is for a lever of a [[process]]; take it out"));
    }
    check_shape(lever, &variable.place)?;
    if let Some(problem) = problem_of_delay(variable, lever).or_else(|| problem_of_class(variable, lever)) {
        return declaration(problem);
    }
    for reference in variable.formula.iter().flat_map(Formula::references) {
        if lever.moves.contains(&reference.name) {
            return declaration(format!(
                "it moves `{}`, which is also a free covariate of this equation; drop one, or the effect counts twice",
                reference.name
            ));
        }
    }
    Ok(())
}

/// How much of a lever's shift acts on each row, parsed: it may read the past alone.
pub(super) fn weight(lever: &Lever, place: &str) -> Result<Option<Expression>, SimulateError> {
    let Some(text) = &lever.weight else { return Ok(None) };
    let parsed = Expression::parse(text.as_ref());
    let expression =
        parsed.map_err(|source| SimulateError::Expression { place: place.to_owned(), source })?;
    match expression.references().iter().find(|reference| reference.minimum_lag == 0) {
        None => Ok(Some(expression)),
        Some(now) => Err(SimulateError::Declaration {
            place: place.to_owned(),
            message: format!(
                "lever `{}`: its weight reads `{}` of the same year; write lag({})",
                lever.name.as_ref(),
                now.name,
                now.name
            ),
        }),
    }
}

/// What is wrong with the one class that a lever moves.
fn problem_of_class(variable: &Declared, lever: &Lever) -> Option<String> {
    let class = lever.class?;
    let above = variable.spec.classes.get(1..).unwrap_or(&[]);
    (lever.scale != LeverScale::LogHazard || !above.contains(&class)).then(|| {
        format!("class = {class} must be a class above the first, of a lever of scale \"log-hazard\"; give one of {above:?}")
    })
}

/// Refuses bounds without end or without the reference path, and a combination that the scale does not have.
pub(super) fn check_shape(lever: &Lever, place: &str) -> Result<(), SimulateError> {
    let declaration = |message: &str| {
        let message = format!("lever `{}`: {message}", lever.name.as_ref());
        Err(SimulateError::Declaration { place: place.to_owned(), message })
    };
    let delay = lever.scale == LeverScale::Delay;
    if !delay && lever.bounds.iter().any(|bound| !bound.is_finite()) {
        return declaration("it needs finite bounds; a shift without end is no measure");
    }
    if lever.bounds[0] > 0.0 || lever.bounds[1] < 0.0 || lever.bounds[0] >= lever.bounds[1] {
        return declaration("bounds must hold 0, the reference path, between them");
    }
    check_combination(lever, place)
}

/// What is wrong with a lever of scale `delay`, or with keys that only such a lever has.
fn problem_of_delay(variable: &Declared, lever: &Lever) -> Option<String> {
    let classes = variable.spec.family == Some(Family::Multinomial);
    if lever.scale == LeverScale::Delay && lever.weight.is_some() {
        return Some("`weight` is not for scale \"delay\"; take it out".to_owned());
    }
    if lever.scale != LeverScale::Delay {
        let delays = lever.whole || lever.meanwhile.is_some();
        return delays.then(|| "`whole` and `meanwhile` are for scale \"delay\"; leave them out".to_owned());
    }
    let [low, high] = lever.bounds;
    if !high.is_finite() || !low.is_finite() {
        return Some("a delay needs finite bounds, in years".to_owned());
    }
    if low < 0.0 && variable.spec.kind != Kind::Path {
        return Some(format!(
            "a delay cannot be negative here, as nobody knows the future of `{}` before it comes (only a path is known \
             beforehand); write bounds = [0, {high}]",
            variable.name()
        ));
    }
    let others = variable.spec.lever.iter().filter(|other| other.scale == LeverScale::Delay);
    if others.clone().any(|other| (other.whole, other.meanwhile) != (lever.whole, lever.meanwhile)) {
        return Some(format!(
            "the delays of `{}` add up to one, so they need the same `whole` and `meanwhile`",
            variable.name()
        ));
    }
    let meanwhile = lever.meanwhile?;
    if !lever.whole && !classes {
        return Some("`meanwhile` needs delays in whole years; add whole = true".to_owned());
    }
    (!meanwhile.is_finite() || (classes && !variable.spec.classes.contains(&meanwhile)))
        .then(|| format!("meanwhile = {meanwhile} is not a value of `{}`; give one that is", variable.name()))
}
