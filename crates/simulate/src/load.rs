//! Reading drivers and threats from a world, and cross-checking what they say.

mod levers;

use std::collections::{BTreeMap, BTreeSet};

use forefend_estimate::{Expression, Formula};
use forefend_panel::Panel;
use toml::Spanned;

use crate::axes::{self, DeclaredAxis, DeclaredRelation, Labelled};
use crate::error::{SimulateError, suggestion};
use crate::name::KEY_COLUMNS;
use crate::spec::{Axis, Driver, Family, Frame, Kind, Status, Threat, Variable};
use crate::world::WorldFiles;

/// A variable with the file that declares it and its parsed text.
#[derive(Debug, Clone)]
pub struct Declared {
    /// What the analyst wrote.
    pub spec: Variable,
    /// File inside the world.
    pub file: String,
    /// `file:line` of the variable.
    pub place: String,
    /// The identity, parsed.
    pub expression: Option<Expression>,
    /// The equation, parsed.
    pub formula: Option<Formula>,
    /// The condition under which the equation applies, parsed.
    pub condition: Option<Expression>,
    /// The expression for its history, parsed.
    pub history: Option<Expression>,
    /// The condition that parts its common shock in two, parsed.
    pub shock_by: Option<Expression>,
    /// The expressions for the groups of a row's error, parsed.
    pub error_by: Vec<Expression>,
    /// Rows of its file of values: unit, year, value.
    pub values: Vec<Labelled>,
}

impl Declared {
    /// The variable's name.
    pub fn name(&self) -> &str {
        self.spec.name.as_ref()
    }
}

/// The declared model: every driver, threat and variable of a world, cross-checked.
#[derive(Debug, Clone)]
pub struct Model {
    /// Drivers in file order.
    pub drivers: Vec<Driver>,
    /// Threats in file order.
    pub threats: Vec<Threat>,
    /// The frame of the simulation.
    pub frame: Frame,
    /// Variables in name order.
    pub variables: Vec<Declared>,
    /// Axes beyond country and world.
    pub axes: Vec<DeclaredAxis>,
    /// Relations beyond the networks of the frame.
    pub relations: Vec<DeclaredRelation>,
}

impl Model {
    /// Reads `simulation.toml`, `drivers/*.toml` and `threats/*.toml`.
    ///
    /// # Errors
    /// Any [`SimulateError`] that a file can cause, with file and line.
    pub fn load(world: &WorldFiles) -> Result<Self, SimulateError> {
        let frame: Frame = world.parse("simulation.toml")?;
        let mut found = Vec::new();
        let mut drivers = Vec::new();
        for path in world.under("drivers", ".toml") {
            let driver: Driver = world.parse(path)?;
            check_status(world, path, &driver.id, driver.status, driver.variable.len())?;
            found.extend(driver.variable.iter().map(|variable| (variable.clone(), path)));
            drivers.push(driver);
        }
        let mut threats = Vec::new();
        for path in world.under("threats", ".toml") {
            let threat: Threat = world.parse(path)?;
            check_status(world, path, &threat.id, threat.status, threat.variable.len())?;
            found.extend(threat.variable.iter().map(|variable| (variable.clone(), path)));
            threats.push(threat);
        }
        let ids = drivers.iter().map(|driver| &driver.id).chain(threats.iter().map(|threat| &threat.id));
        let mut seen = BTreeSet::new();
        if let Some(twice) = ids.into_iter().find(|id| !seen.insert(id.as_str())) {
            return Err(SimulateError::Declaration {
                place: world.at("drivers and threats", 0..0),
                message: format!("two files have id = \"{twice}\"; give each its own"),
            });
        }
        let (axes, relations) = axes::load(world)?;
        let mut variables = Vec::with_capacity(found.len());
        for (spec, path) in found {
            if let Axis::Declared(axis) = &spec.axis {
                axes::known_axis(&axes, axis, || world.at(path, spec.name.span()))?;
            }
            variables.push(declare(world, spec, path)?);
        }
        variables.sort_by(|a, b| a.name().cmp(b.name()));
        let model = Self { drivers, threats, frame, variables, axes, relations };
        axes::check(&model, world)?;
        model.check()?;
        Ok(model)
    }

    /// The position of a variable by name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.variables.binary_search_by(|variable| variable.name().cmp(name)).ok()
    }

    fn check(&self) -> Result<(), SimulateError> {
        let mut levers: BTreeMap<&str, &str> = BTreeMap::new();
        for pair in self.variables.windows(2) {
            if pair[0].name() == pair[1].name() {
                return Err(SimulateError::Duplicate {
                    place: pair[1].place.clone(),
                    name: pair[1].name().to_owned(),
                    other: pair[0].place.clone(),
                });
            }
        }
        for variable in &self.variables {
            self.check_name(variable)?;
            self.check_references(variable)?;
            self.check_probability(variable)?;
            for lever in &variable.spec.lever {
                if let Some(other) = levers.insert(lever.name.as_ref(), &variable.place) {
                    return Err(SimulateError::Duplicate {
                        place: variable.place.clone(),
                        name: lever.name.as_ref().clone(),
                        other: other.to_owned(),
                    });
                }
                levers::check(variable, lever)?;
            }
        }
        Ok(())
    }

    /// A recorded variable is a column beside those that say year, draw and unit.
    fn check_name(&self, variable: &Declared) -> Result<(), SimulateError> {
        let taken = KEY_COLUMNS.into_iter().chain(self.axes.iter().map(|axis| axis.name.as_str()));
        match taken.into_iter().find(|name| *name == variable.name()) {
            None => Ok(()),
            Some(name) => Err(SimulateError::Declaration {
                place: variable.place.clone(),
                message: format!(
                    "`{name}` is what a run calls its years, draws or units; rename the variable"
                ),
            }),
        }
    }

    pub(crate) fn known(&self, name: &str, place: impl Fn() -> String) -> Result<usize, SimulateError> {
        self.position(name).ok_or_else(|| SimulateError::Unknown {
            place: place(),
            what: "variable",
            name: name.to_owned(),
            suggestion: suggestion(name, self.variables.iter().map(Declared::name)),
        })
    }

    fn check_references(&self, variable: &Declared) -> Result<(), SimulateError> {
        let place = || variable.place.clone();
        let own = variable.name();
        let relations = axes::relation_names(self);
        let right = variable.formula.iter().flat_map(Formula::references);
        let others = variable.expressions().flat_map(Expression::references);
        for reference in right.chain(others) {
            self.known(&reference.name, place)?;
            if let Some(network) = &reference.network
                && !relations.contains(network)
            {
                return Err(SimulateError::Unknown {
                    place: place(),
                    what: "network or relation",
                    name: network.clone(),
                    suggestion: suggestion(network, relations.iter().map(String::as_str)),
                });
            }
        }
        if let Some(formula) = &variable.formula {
            let responses: BTreeSet<String> =
                formula.response.references().into_iter().map(|reference| reference.name).collect();
            if responses.len() != 1 || !responses.contains(own) {
                return Err(SimulateError::Declaration {
                    place: place(),
                    message: format!(
                        "the left side of the formula must be `{own}`, the variable it moves; \
                         declare a transformed variable and an identity back instead"
                    ),
                });
            }
        }
        Ok(())
    }

    /// A probability is one of a multinomial equation on its own axis.
    fn check_probability(&self, variable: &Declared) -> Result<(), SimulateError> {
        let Some(of) = &variable.spec.of else { return Ok(()) };
        let equation = &self.variables[self.known(of.as_ref(), || variable.place.clone())?].spec;
        if equation.family == Some(Family::Multinomial) && equation.axis == variable.spec.axis {
            return Ok(());
        }
        Err(SimulateError::Declaration {
            place: variable.place.clone(),
            message: format!(
                "`{}`: `of = \"{}\"` must name a multinomial equation on the same axis",
                variable.name(),
                of.as_ref()
            ),
        })
    }

    /// Checks that every indicator named in the model is in the panel.
    ///
    /// # Errors
    /// [`SimulateError::Unknown`] with file, line and the nearest name.
    pub fn check_indicators(&self, world: &WorldFiles, panel: &Panel) -> Result<(), SimulateError> {
        let known: Vec<String> = panel.indicators().map(|indicator| indicator.id.clone()).collect();
        let check = |name: &Spanned<String>, file: &str| {
            if known.contains(name.as_ref()) {
                return Ok(());
            }
            Err(SimulateError::Unknown {
                place: world.at(file, name.span()),
                what: "indicator",
                name: name.as_ref().clone(),
                suggestion: suggestion(name.as_ref(), known.iter().map(String::as_str)),
            })
        };
        check(&self.frame.anchor, "simulation.toml")?;
        for variable in &self.variables {
            for name in variable.spec.indicator.iter().chain(&variable.spec.sample.observed) {
                check(name, &variable.file)?;
            }
        }
        axes::check_indicator_axes(self, panel)
    }
}

fn check_status(
    world: &WorldFiles,
    path: &str,
    id: &str,
    status: Status,
    variables: usize,
) -> Result<(), SimulateError> {
    if (status == Status::Modelled) == (variables > 0) {
        return Ok(());
    }
    let message = if variables == 0 {
        format!("`{id}` has status \"modelled\" but no [[variable]]; add one, or change the status")
    } else {
        format!("`{id}` has [[variable]] entries but is not \"modelled\"; change the status")
    };
    Err(SimulateError::Declaration { place: world.at(path, 0..0), message })
}

fn declare(world: &WorldFiles, spec: Variable, path: &str) -> Result<Declared, SimulateError> {
    let place = world.at(path, spec.name.span());
    let parse = |text: &Option<Spanned<String>>| {
        text.as_ref()
            .map(|text| {
                Expression::parse(text.as_ref()).map_err(|source| SimulateError::Expression {
                    place: world.at(path, text.span()),
                    source,
                })
            })
            .transpose()
    };
    let formula = spec
        .formula
        .as_ref()
        .map(|text| {
            Formula::parse(text.as_ref())
                .map_err(|source| SimulateError::Expression { place: world.at(path, text.span()), source })
        })
        .transpose()?;
    let (expression, condition, history) =
        (parse(&spec.expression)?, parse(&spec.condition)?, parse(&spec.history)?);
    let shock_by = parse(&spec.shock.as_ref().and_then(|shock| shock.by.clone()))?;
    let groups = spec.error_by.iter().map(|text| parse(&Some(text.clone())));
    let error_by = groups.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
    let values = match &spec.values {
        Some(file) => axes::rows(world, file, &[spec.axis.name(), "year", "value"], &[])?,
        None => Vec::new(),
    };
    let file = path.to_owned();
    let declared =
        Declared { file, place, expression, formula, condition, history, shock_by, error_by, values, spec };
    check_keys(&declared)?;
    Ok(declared)
}

/// Each kind of variable needs some keys and cannot use others.
fn check_keys(variable: &Declared) -> Result<(), SimulateError> {
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
        _ if !spec.error_by.is_empty() && spec.family != Some(Family::Linear) => {
            Some("`error_by` is for the error of a linear equation")
        }
        _ if spec.moving_level && (spec.family != Some(Family::Linear) || spec.common_shock) => {
            Some("`moving_level` is for a linear equation without `common_shock`")
        }
        Kind::Path if spec.stand_in.is_some() => Some("`stand_in` is for an equation or an identity"),
        Kind::Probability if spec.of.is_none() => {
            Some("a probability needs `of`, the equation it belongs to")
        }
        Kind::Probability if has_data => {
            Some("a probability is not observed: drop `indicator`, `values`, `history`")
        }
        Kind::Identity | Kind::Path | Kind::Equation if spec.of.is_some() => {
            Some("`of` is for a probability; set kind = \"probability\", or drop it")
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
    let problem = problem.or(check_shock(spec));
    match problem {
        None => Ok(()),
        Some(message) => Err(SimulateError::Declaration {
            place: variable.place.clone(),
            message: format!("`{}`: {message}", variable.name()),
        }),
    }
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
