//! Keys that a kind of variable needs, and those that it cannot use.

use crate::error::SimulateError;
use crate::model::Declared;
use crate::spec::{Axis, CovarianceRule, ErrorKind, Family, FillRule, Kind, PathRule, Penalty, Variable};

/// Each kind of variable needs some keys and cannot use others.
pub(super) fn check(variable: &Declared) -> Result<(), SimulateError> {
    let spec = &variable.spec;
    let has_data = spec.indicator.is_some() || spec.history.is_some() || spec.values.is_some();
    let problem = match spec.kind {
        Kind::Path if spec.indicator.is_none() && spec.values.is_none() => {
            Some("a path needs `indicator`, or `values` on an axis of axes.toml")
        }
        Kind::Identity if spec.expression.is_none() => Some("an identity needs `expression`"),
        Kind::Equation if spec.formula.is_none() => Some("an equation needs `formula`"),
        Kind::Equation if spec.family.is_none() => Some("an equation needs `family`"),
        Kind::Equation if !has_data => {
            Some("an equation needs `indicator`, `values` or `history` to be fitted on")
        }
        Kind::Equation if spec.family == Some(Family::Multinomial) && spec.classes.len() < 2 => {
            Some("a multinomial equation needs two or more `classes`")
        }
        Kind::Equation if spec.penalty == Some(Penalty::Firth) && !firths(spec) => Some(
            "`penalty = \"firth\"` is for `classes = [0, 1]` without weights: set these, and take `half_life` out",
        ),
        _ if (!spec.error_by.is_empty() || spec.error_shared.is_some())
            && spec.family != Some(Family::Linear) =>
        {
            Some("`error_by` and `error_shared` are for the error of a linear equation")
        }
        _ if spec.moving_level && (spec.family != Some(Family::Linear) || spec.common_shock) => {
            Some("`moving_level` is for a linear equation without `common_shock`")
        }
        Kind::Path if spec.stand_in.is_some() && spec.fill == FillRule::Median => {
            Some("`fill = \"median\"` and `stand_in` both say what a unit without values has; keep one")
        }
        Kind::Probability if spec.of.is_none() => {
            Some("a probability needs `of`, the equation it belongs to")
        }
        Kind::Probability if has_data => {
            Some("a probability is not observed: drop `indicator`, `values`, `history`")
        }
        Kind::Identity | Kind::Path | Kind::Equation | Kind::Process if spec.of.is_some() => {
            Some("`of` is for a probability; set kind = \"probability\", or drop it")
        }
        Kind::Process if spec.formula.is_some() || spec.expression.is_some() => {
            Some("its process says how it moves: take out `formula` and `expression`")
        }
        Kind::Identity | Kind::Path | Kind::Probability if spec.formula.is_some() => {
            Some("`formula` is for an equation; use `expression`")
        }
        Kind::Equation | Kind::Path | Kind::Probability if spec.expression.is_some() => {
            Some("`expression` is for an identity; use `formula`")
        }
        _ => None,
    };
    let increasing = spec.classes.windows(2).all(|pair| pair[0] < pair[1]);
    let problem = problem.or((!increasing).then_some("`classes` must increase, so that more luck is worse"));
    let ordered = spec.bounds.is_none_or(|[low, high]| low < high);
    let problem = problem.or((!ordered).then_some("`bounds` must be [low, high] with low < high"));
    let problem = problem.or(check_shock(spec)).map(str::to_owned).or_else(|| {
        let (key, of) = without_effect(spec)?;
        Some(format!("`{key}` would do nothing here: it is for {of}; take it out"))
    });
    match problem {
        None => Ok(()),
        Some(message) => Err(SimulateError::Declaration {
            place: variable.place.clone(),
            message: format!("`{}`: {message}", variable.name()),
        }),
    }
}

/// Whether an equation is what Firth's penalty is for.
fn firths(spec: &Variable) -> bool {
    spec.family != Some(Family::Multinomial) || spec.classes == [0.0, 1.0] && spec.sample.half_life.is_none()
}

/// A key that says something nobody reads, and what it is for: a reader of the file would take it at its word.
fn without_effect(spec: &Variable) -> Option<(&'static str, &'static str)> {
    let equation = spec.kind == Kind::Equation;
    let (linear, multinomial) =
        (spec.family == Some(Family::Linear), spec.family == Some(Family::Multinomial));
    let of_equations = [
        ("family", spec.family.is_some()),
        ("classes", !spec.classes.is_empty()),
        ("penalty", spec.penalty.is_some()),
        ("error", spec.error != ErrorKind::default()),
        ("common_shock", spec.common_shock),
        ("common_shock_by", spec.common_shock_by.is_some()),
        ("moving_level", spec.moving_level),
        ("covariance", spec.covariance != CovarianceRule::default()),
        ("offset", spec.offset.is_some()),
        ("reasons", !spec.reasons.is_empty()),
        ("sample", spec.sample.is_given()),
    ];
    if let Some((key, _)) = of_equations.into_iter().find(|(_, given)| *given && !equation) {
        return Some((key, "equations"));
    }
    let bounded = linear || spec.kind == Kind::Identity && !spec.lever.is_empty();
    let others = [
        ("classes", !spec.classes.is_empty() && !multinomial, "a multinomial equation"),
        ("penalty", spec.penalty.is_some() && !multinomial, "a multinomial equation"),
        ("error", spec.error != ErrorKind::default() && !linear, "a linear equation"),
        (
            "common_shock_by",
            spec.common_shock_by.is_some() && !(linear && spec.common_shock && spec.axis == Axis::Country),
            "a linear equation by country with `common_shock = true`",
        ),
        ("bounds", spec.bounds.is_some() && !bounded, "a linear equation, or an identity with a lever"),
        ("otherwise", spec.otherwise != 0.0 && spec.condition.is_none(), "a variable with `where`"),
        ("path", spec.path != PathRule::default() && spec.kind != Kind::Path, "a path"),
        (
            "before_statehood",
            spec.before_statehood.is_some()
                && (spec.kind == Kind::Path || spec.indicator.is_none() || spec.axis != Axis::Country),
            "an equation or identity by country with `indicator`",
        ),
        ("initial", spec.initial.is_some() && spec.kind != Kind::Identity, "an identity"),
    ];
    others.into_iter().find(|(_, given, _)| *given).map(|(key, _, of)| (key, of))
}

/// What is wrong with the form of a common shock, or with the weights of a sample.
fn check_shock(spec: &Variable) -> Option<&'static str> {
    let multinomial = spec.family == Some(Family::Multinomial);
    let half_life = spec.sample.half_life;
    if half_life.is_some() && !multinomial {
        return Some("`half_life` is for a multinomial equation; leave it out");
    }
    if half_life.is_some_and(|years| !(years > 0.0 && years.is_finite())) {
        return Some("`half_life` must be a number of years above 0");
    }
    if spec.sample.recalibrate.is_some_and(|years| years < 1 || spec.classes.len() != 2) {
        return Some("`recalibrate` is for a multinomial equation with two classes, and at least 1 year");
    }
    let shock = spec.shock.as_ref()?;
    if !(multinomial && spec.common_shock) {
        return Some(
            "`shock` gives the form of a multinomial equation's common shock; set `common_shock = true`",
        );
    }
    if shock.scale.is_some_and(|scale| !(scale > 0.0 && scale.is_finite())) {
        return Some("`shock.scale` must be a number above 0");
    }
    let inside = shock.persistence.iter().all(|persistence| (0.0..=1.0).contains(persistence));
    (!inside).then_some("`shock.persistence` must hold numbers from 0 to 1, where 1 is a random walk")
}
