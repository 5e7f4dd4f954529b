//! Reading drivers and threats from a world, and cross-checking what they say.

mod axes;
mod check_axes;
mod joint;
mod keys;
mod levers;
mod names;
mod processes;

use std::collections::{BTreeMap, BTreeSet};

use forefend_estimate::{Expression, Formula};
use forefend_panel::Panel;
use toml::Spanned;

use crate::error::SimulateError;
use crate::grading::check_grade;
use crate::model::{Declared, Model, Texts};
use crate::name::KEY_COLUMNS;
use crate::place::TextPlace;
use crate::spec::{Axis, Driver, Family, Frame, Status, Threat, Variable};
use crate::world::WorldFiles;
use forefend_panel::suggestion;

impl Model {
    /// Reads `simulation.toml`, `drivers/*.toml` and `threats/*.toml`.
    ///
    /// # Errors
    /// Any [`SimulateError`] that a file can cause, with file and line.
    ///
    /// # Examples
    /// ```
    /// use forefend_fixtures::small;
    /// use forefend_simulate::Model;
    ///
    /// let model = Model::load(&small::world())?;
    /// assert!(model.position("conflict").is_some());
    ///
    /// // A name that nobody declared is told with the one that was meant.
    /// let threat = small::THREAT.replace("lag(growth)", "lag(grwth)");
    /// let error = Model::load(&small::world_with(small::SIMULATION, small::DRIVER, &threat)).unwrap_err();
    /// assert!(error.to_string().contains("did you mean `growth`?"), "{error}");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn load(world: &WorldFiles) -> Result<Self, SimulateError> {
        let frame: Frame = world.parse("simulation.toml")?;
        let (mut found, mut processes) = (Vec::new(), Vec::new());
        let mut drivers = Vec::new();
        for path in world.under("drivers", ".toml") {
            let driver: Driver = world.parse(path)?;
            names::check_id(world, path, "driver", &driver.id)?;
            check_status(world, path, &driver.id, driver.status, driver.variable.len())?;
            found.extend(driver.variable.iter().map(|variable| (variable.clone(), path)));
            processes.extend(driver.process.iter().map(|process| (process.clone(), path)));
            drivers.push(driver);
        }
        let mut threats = Vec::new();
        for path in world.under("threats", ".toml") {
            let threat: Threat = world.parse(path)?;
            names::check_id(world, path, "threat", &threat.id)?;
            check_status(world, path, &threat.id, threat.status, threat.variable.len())?;
            check_grades(world, path, &threat)?;
            found.extend(threat.variable.iter().map(|variable| (variable.clone(), path)));
            processes.extend(threat.process.iter().map(|process| (process.clone(), path)));
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
        names::check_size(world, &found)?;
        // What is printed in this order must not follow the names of files.
        drivers.sort_by(|a, b| a.id.cmp(&b.id));
        threats.sort_by(|a, b| a.id.cmp(&b.id));
        let (axes, relations) = axes::load(world)?;
        let mut variables = Vec::with_capacity(found.len());
        for (spec, path) in found {
            names::check_variable(world, path, &spec)?;
            if let Axis::Declared(axis) = &spec.axis {
                check_axes::known_axis(&axes, axis, || world.at(path, spec.name.span()))?;
            }
            variables.push(declare(world, spec, path)?);
        }
        variables.sort_by(|a, b| a.name().cmp(b.name()));
        let mut model = Self {
            drivers,
            threats,
            frame,
            variables,
            processes: Vec::new(),
            axes,
            relations,
            correlations: Vec::new(),
        };
        model.check_twice()?;
        model.processes = processes::wired(&model, world, processes)?;
        model.correlations = joint::correlations(&model, world)?;
        names::check_lists(&model, world)?;
        check_axes::check(&model, world)?;
        model.check()?;
        crate::switch::check(&model, world)?;
        Ok(model)
    }

    /// No variable is declared twice.
    fn check_twice(&self) -> Result<(), SimulateError> {
        for pair in self.variables.windows(2) {
            if pair[0].name() == pair[1].name() {
                return Err(SimulateError::Duplicate {
                    place: pair[1].place.clone(),
                    name: pair[1].name().to_owned(),
                    other: pair[0].place.clone(),
                });
            }
        }
        Ok(())
    }

    fn check(&self) -> Result<(), SimulateError> {
        for variable in &self.variables {
            self.check_name(variable)?;
            self.check_references(variable)?;
            self.check_probability(variable)?;
            for lever in &variable.spec.lever {
                levers::check(variable, lever)?;
            }
        }
        let mut levers: BTreeMap<&str, &str> = BTreeMap::new();
        let of_variables = self.variables.iter().map(|variable| (&variable.spec.lever, &variable.place));
        let of_processes = self.processes.iter().map(|process| (&process.spec.lever, &process.place));
        let all = of_variables.chain(of_processes);
        for (lever, place) in all.flat_map(|(levers, place)| levers.iter().map(move |lever| (lever, place))) {
            if let Some(other) = levers.insert(lever.name.as_ref(), place) {
                return Err(SimulateError::Duplicate {
                    place: place.clone(),
                    name: lever.name.as_ref().clone(),
                    other: other.to_owned(),
                });
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

    fn check_references(&self, variable: &Declared) -> Result<(), SimulateError> {
        let place = || variable.place.clone();
        let own = variable.name();
        let relations = check_axes::relation_names(self);
        let texts = &variable.texts;
        let right = variable
            .formula
            .iter()
            .flat_map(|text| text.references().into_iter().map(|r| (&texts.formula, r)));
        let others = [
            (&variable.expression, &texts.expression),
            (&variable.offset, &texts.offset),
            (&variable.condition, &texts.condition),
            (&variable.history, &texts.history),
            (&variable.shock_by, &texts.shock_by),
            (&variable.error_shared, &texts.error_shared),
        ];
        let others = others.into_iter().filter_map(|(text, place)| Some((text.as_ref()?, place)));
        let others = others.chain(variable.error_by.iter().zip(&texts.error_by));
        let weights = variable.weights.iter().zip(&texts.weights);
        let others = others.chain(weights.filter_map(|(text, place)| Some((text.as_ref()?, place))));
        let others = others.flat_map(|(text, place)| text.references().into_iter().map(move |r| (place, r)));
        for (text, reference) in right.chain(others) {
            self.known(&reference.name, || text.of_name(&reference.name))?;
            if let Some(network) = &reference.network
                && !relations.contains(network)
            {
                return Err(SimulateError::Unknown {
                    place: text.of_name(network),
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

    /// Checks that every indicator and network named in the model is in the panel, and that history begins before it ends.
    ///
    /// # Errors
    /// [`SimulateError::Unknown`] with file, line and the nearest name; [`SimulateError::Declaration`].
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
        let last = panel.coverage(self.frame.anchor.as_ref())?.last;
        if let Some(last) = last.filter(|last| self.frame.history_from > last.0) {
            let (from, anchor) = (self.frame.history_from, self.frame.anchor.as_ref());
            return Err(SimulateError::Declaration {
                place: world.at_text("simulation.toml", "history_from"),
                message: format!(
                    "history_from = {from} lies after the last year of `{anchor}`, {last}; give an earlier one"
                ),
            });
        }
        for network in &self.frame.networks {
            if !panel.networks().any(|known| known == network.as_ref()) {
                return Err(SimulateError::Unknown {
                    place: world.at("simulation.toml", network.span()),
                    what: "network",
                    name: network.as_ref().clone(),
                    suggestion: suggestion(network.as_ref(), panel.networks()),
                });
            }
        }
        for variable in &self.variables {
            for name in variable.spec.indicator.iter().chain(&variable.spec.sample.observed) {
                check(name, &variable.file)?;
            }
        }
        check_axes::check_indicator_axes(self, panel)
    }
}

/// The grade of every link of a threat fits its source.
fn check_grades(world: &WorldFiles, path: &str, threat: &Threat) -> Result<(), SimulateError> {
    threat.links.iter().try_for_each(|link| check_grade(world, path, &link.grade, &link.source))
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
    let texts = Texts::find(world, &spec, path);
    let parse = |text: &Option<Spanned<String>>, place: &TextPlace| {
        let parse = |text: &Spanned<String>| Expression::parse(text.as_ref()).map_err(|e| place.wrong(e));
        text.as_ref().map(parse).transpose()
    };
    let formula = spec.formula.as_ref().map(|text| Formula::parse(text.as_ref())).transpose();
    let formula = formula.map_err(|source| texts.formula.wrong(source))?;
    let (expression, offset, condition, history) = (
        parse(&spec.expression, &texts.expression)?,
        parse(&spec.offset, &texts.offset)?,
        parse(&spec.condition, &texts.condition)?,
        parse(&spec.history, &texts.history)?,
    );
    let shock_by = parse(&spec.shock.as_ref().and_then(|shock| shock.by.clone()), &texts.shock_by)?;
    let groups = spec.error_by.iter().zip(&texts.error_by);
    let groups = groups.map(|(text, place)| parse(&Some(text.clone()), place));
    let error_by = groups.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
    let error_shared = parse(&spec.error_shared, &texts.error_shared)?;
    let weights = spec.lever.iter().map(|lever| levers::weight(lever, &place)).collect::<Result<_, _>>()?;
    let values = match &spec.values {
        Some(file) => axes::rows(world, file, &[spec.axis.name(), "year", "value"], &[])?,
        None => Vec::new(),
    };
    let file = path.to_owned();
    let declared = Declared {
        file,
        place,
        expression,
        formula,
        offset,
        condition,
        history,
        shock_by,
        error_by,
        error_shared,
        weights,
        values,
        texts,
        spec,
    };
    keys::check(&declared)?;
    Ok(declared)
}
