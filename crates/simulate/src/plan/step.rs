//! Steps of a simulated year: one process each, and what stays outside it for each of its outputs.

use std::collections::BTreeSet;
use std::sync::Arc;

use forefend_estimate::{Axis, Expression, NamesOn, Program, Recipe};
use forefend_panel::Year;

use super::names::Inside;
use super::{Plan, PlannedLever};
use crate::equation::Calibrated;
use crate::error::SimulateError;
use crate::fitted::Fitted;
use crate::history::History;
use crate::model::{Declared, DeclaredProcess, Model};
use crate::name::listed;
use crate::order::Work;
use crate::place::TextPlace;
use crate::process::{Identity, Linear, Multinomial, On, Outcome, Path, Predictor, Process, Target, Wires};
use crate::spec::{Family, Kind};

/// A process with its outputs.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub process: Arc<dyn Process>,
    /// What a declared process reads and was calibrated to; nothing of the others.
    pub wires: Wires,
    pub calibrated: Arc<Calibrated>,
    pub outputs: Vec<Output>,
    /// Whether it is declared as a `[[process]]`: its outputs are then handed out empty, so that one it forgets is found.
    pub declared: bool,
    /// The variable whose levers it takes; none of a declared process, which has levers of its own.
    pub levers_of: Option<usize>,
    /// Whether some of its units may be computed without the others.
    pub by_row: bool,
}

/// One column that a step writes.
#[derive(Debug, Clone)]
pub(crate) struct Output {
    pub column: usize,
    pub axis: Axis,
    /// Where it applies, and the value elsewhere.
    pub condition: Option<(Program, f64)>,
    /// Known values, year-major over simulated years x units; NaN where the process decides.
    pub known: Option<Vec<f64>>,
}

impl Step {
    /// The step of a process that holds its own columns.
    pub fn of(process: Arc<dyn Process>, levers_of: usize, output: Output) -> Self {
        let crosses = output.condition.as_ref().is_some_and(|(program, _)| program.reads_other_units());
        Self {
            by_row: process.is_by_row() && !crosses,
            process,
            wires: Wires::default(),
            calibrated: Arc::default(),
            outputs: vec![output],
            declared: false,
            levers_of: Some(levers_of),
        }
    }

    /// Columns that the step reads, each with how many years back: of the inputs of a declared process every year that it may read.
    pub fn reads(&self) -> Vec<(usize, usize)> {
        let conditions = self.outputs.iter().filter_map(|output| output.condition.as_ref());
        let of_conditions = conditions.flat_map(|(program, _)| program.reads()).copied();
        self.process.reads().into_iter().chain(self.wires.reads()).chain(of_conditions).collect()
    }

    /// Whether the levers of `target` move anything of it.
    pub fn takes(&self, target: Target) -> bool {
        match target {
            Target::Variable(variable, _) | Target::Class(variable, _) => {
                self.levers_of == Some(variable) || self.outputs.iter().any(|own| own.column == variable)
            }
            Target::Inside(process, _) => self.declared && self.wires.process == process,
        }
    }
}

impl Plan {
    /// The step that moves a variable.
    pub(super) fn step(
        &self,
        model: &Model,
        position: usize,
        history: &History,
        fitted: &Fitted,
    ) -> Result<Step, SimulateError> {
        let variable = &model.variables[position];
        let axis = self.axis_of[position];
        let of = equation_of(model, position);
        let process: Arc<dyn Process> = match variable.spec.kind {
            Kind::Path => {
                let values = self.simulated_part(history, position);
                self.check_path(axis, variable, &values)?;
                Arc::new(Path { values, units: self.ids(axis).len() })
            }
            Kind::Identity => {
                let program = self.compiled((axis, Some(position)), &variable.expression, variable)?;
                Arc::new(Identity { variable: position, program, bounds: variable.spec.bounds })
            }
            Kind::Equation => self.equation(axis, (position, variable), fitted, Outcome::Class)?,
            Kind::Probability => self.equation(axis, of, fitted, Outcome::Probability)?,
            Kind::Process => return Err(unwritten(variable)),
        };
        let (condition, otherwise) = match variable.spec.kind {
            Kind::Probability => (&of.1.condition, 0.0),
            _ => (&variable.condition, variable.spec.otherwise),
        };
        let compile =
            |condition: &Expression| self.compile_on((axis, Some(of.0)), condition, &of.1.texts.condition);
        let condition = condition.as_ref().map(compile).transpose()?.map(|program| (program, otherwise));
        let known = self.known_values((position, variable), history);
        Ok(Step::of(process, of.0, Output { column: position, axis, condition, known }))
    }

    /// The step of a declared process.
    pub(super) fn process(
        &self,
        model: &Model,
        (number, process): (usize, &DeclaredProcess),
        history: &History,
        fitted: &Fitted,
    ) -> Result<Step, SimulateError> {
        let missing = || SimulateError::Declaration {
            place: process.place.clone(),
            message: format!(
                "process `{}` has no calibrated parameters; fit the model again",
                process.name()
            ),
        };
        let calibrated = fitted.processes.get(process.name()).ok_or_else(missing)?.clone();
        let column = |name: &String| model.known(name, || process.place.clone());
        let listed = process.axis.as_ref().and_then(|axis| self.axes.find(axis));
        let mut wires = Wires { process: number, inputs: Vec::new(), listed };
        for (name, input) in process.reads.iter().zip(process.kind.inputs) {
            let own = column(name)?;
            let lags = [*input.lags.start(), *input.lags.end()];
            wires.inputs.push((self.as_seen(own), self.axis_of[own], lags));
        }
        let mut outputs = Vec::new();
        for name in &process.writes {
            let position = column(name)?;
            let (variable, axis) = (&model.variables[position], self.axis_of[position]);
            let compile =
                |condition| self.compile_on((axis, Some(position)), condition, &variable.texts.condition);
            let condition = variable.condition.as_ref().map(compile).transpose()?;
            let condition = condition.map(|program| (program, variable.spec.otherwise));
            let known = self.known_values((position, variable), history);
            outputs.push(Output { column: position, axis, condition, known });
        }
        let ready = process.process.ready(&calibrated)?;
        let process = ready.unwrap_or_else(|| Arc::clone(&process.process));
        let calibrated = Arc::new(calibrated);
        Ok(Step { process, wires, calibrated, outputs, declared: true, levers_of: None, by_row: false })
    }

    /// Adds the levers of the variables that are written, and of the process that writes them.
    ///
    /// # Errors
    /// A weight that does not compile.
    pub(super) fn add_levers(&mut self, model: &Model, work: Work<'_>) -> Result<(), SimulateError> {
        for position in work.writes(model) {
            let (axis, variable) = (self.axis_of[position], &model.variables[position]);
            for (lever, weight) in variable.spec.lever.iter().zip(&variable.weights) {
                let class =
                    lever.class.and_then(|class| variable.spec.classes.iter().position(|c| *c == class));
                let target = match class {
                    Some(class) => Target::Class(position, class),
                    None => Target::Variable(position, lever.scale),
                };
                let compile = |text: &Expression| self.compile(axis, text, &variable.place);
                let weight = weight.as_ref().map(compile).transpose()?;
                self.levers.push(PlannedLever { target, axis, lever: lever.clone(), weight });
            }
        }
        let Work::Process(number, process) = work else { return Ok(()) };
        for (&moved, lever) in process.levers.iter().zip(&process.spec.lever) {
            let axis = match process.kind.levers[moved].on {
                On::World => Some(Axis::WORLD),
                On::Country => Some(Axis::UNITS),
                On::Listed => process.axis.as_ref().and_then(|axis| self.axes.find(axis)),
            };
            let (target, lever) = (Target::Inside(number, moved), lever.clone());
            self.levers.extend(axis.map(|axis| PlannedLever { target, axis, lever, weight: None }));
        }
        Ok(())
    }

    /// A path must have a value for every unit in every simulated year.
    fn check_path(&self, axis: Axis, variable: &Declared, path: &[f64]) -> Result<(), SimulateError> {
        let (labels, simulated) = (&self.axes.units(axis).labels, self.periods() * self.ids(axis).len());
        let holes: Vec<usize> = (0..path.len().min(simulated)).filter(|at| path[*at].is_nan()).collect();
        let (Some(from), Some(to)) = (holes.first(), holes.last()) else { return Ok(()) };
        let year = |at: &usize| self.first + (at / labels.len()) as i16;
        let units: BTreeSet<usize> = holes.iter().map(|at| at % labels.len()).collect();
        let names = listed(units.iter().map(|unit| labels[*unit].as_str()), units.len());
        let (name, from, to) = (variable.name(), year(from), year(to));
        Err(SimulateError::Declaration {
            place: variable.place.clone(),
            message: format!(
                "the path `{name}` has no value for {names} in {from}-{to}; add them to its series, keep the last value \
                 with path = \"frozen\", or fill holes with fill = \"interpolate\" or \"median\""
            ),
        })
    }

    fn compiled(
        &self,
        reader: (Axis, Option<usize>),
        expression: &Option<Expression>,
        variable: &Declared,
    ) -> Result<Program, SimulateError> {
        let expression = expression.as_ref().ok_or_else(|| SimulateError::Declaration {
            place: variable.place.clone(),
            message: format!("`{}` needs `expression`", variable.name()),
        })?;
        self.compile_on(reader, expression, &variable.texts.expression)
    }

    /// The process of a fitted equation; where it has a stand-in and nothing to be fitted on yet, that.
    fn equation(
        &self,
        axis: Axis,
        (position, variable): (usize, &Declared),
        fitted: &Fitted,
        outcome: Outcome,
    ) -> Result<Arc<dyn Process>, SimulateError> {
        let reader = (axis, Some(position));
        if let (Some(stand_in), None) = (variable.spec.stand_in, fitted.equations.get(variable.name())) {
            let constant = Expression::parse(&stand_in.to_string())
                .map_err(|source| SimulateError::Expression { place: variable.place.clone(), source })?;
            let program = self.compile_on(reader, &constant, &TextPlace::line(&variable.place))?;
            return Ok(Arc::new(Identity { variable: position, program, bounds: None }));
        }
        let mut predictor = self.predictor(axis, (position, variable), fitted)?;
        let name = variable.name().to_owned();
        let compile = |(by, place)| self.compile_on(reader, by, place);
        let offset = variable.offset.as_ref();
        predictor.offset = offset.map(|offset| compile((offset, &variable.texts.offset))).transpose()?;
        Ok(match variable.spec.family {
            Some(Family::Multinomial) => {
                let by = variable.shock_by.as_ref();
                let shock_by = by.map(|by| compile((by, &variable.texts.shock_by))).transpose()?;
                Arc::new(Multinomial { variable: position, name, predictor, shock_by, outcome })
            }
            _ => {
                let groups = variable.error_by.iter().zip(&variable.texts.error_by);
                let error_by = groups.map(compile).collect::<Result<_, _>>()?;
                let shared = variable.error_shared.as_ref();
                let error_shared =
                    shared.map(|shared| compile((shared, &variable.texts.error_shared))).transpose()?;
                let bounds = variable.spec.bounds;
                Arc::new(Linear { variable: position, name, predictor, bounds, error_by, error_shared })
            }
        })
    }

    fn predictor(
        &self,
        axis: Axis,
        (position, variable): (usize, &Declared),
        fitted: &Fitted,
    ) -> Result<Predictor, SimulateError> {
        let missing = || SimulateError::Declaration {
            place: variable.place.clone(),
            message: format!("`{}` has no fitted parameters; fit the model again", variable.name()),
        };
        let formula = variable.formula.as_ref().ok_or_else(missing)?;
        let equation = fitted.equations.get(variable.name()).ok_or_else(missing)?.clone();
        let names = Inside { plan: self, own: Some(position) };
        let recipe = Recipe::new(formula, &NamesOn::new(&names, axis), &equation.levels)
            .map_err(|source| variable.texts.formula.wrong(source))?;
        if recipe.names() != equation.fit.names {
            return Err(missing());
        }
        Ok(Predictor::new(equation, recipe, axis, self.periods(), &|column| self.is_path[column]))
    }

    /// Observed values inside the simulated years: they are kept, in every draw.
    fn known_values(&self, (position, variable): (usize, &Declared), history: &History) -> Option<Vec<f64>> {
        if variable.spec.kind == Kind::Path {
            return None;
        }
        let by_country = || history.observed.get(variable.spec.indicator.as_ref()?.as_ref());
        let mut observed = history.observed_elsewhere.get(variable.name()).or_else(by_country)?.clone();
        history.fill_before_statehood(variable, &mut observed);
        let units = self.ids(self.axis_of[position]).len();
        let mut known = vec![f64::NAN; self.periods() * units];
        for (period, year) in Year::range(self.first, self.horizon).enumerate() {
            if year <= history.last {
                let row = (year.0 - history.first.0) as usize * units;
                known[period * units..(period + 1) * units].copy_from_slice(&observed[row..row + units]);
            }
        }
        known.iter().any(|value| !value.is_nan()).then_some(known)
    }

    /// A path's values, year-major from the first simulated year on.
    pub(super) fn simulated_part(&self, history: &History, position: usize) -> Vec<f64> {
        let start = (self.first.0 - history.first.0) as usize * self.ids(self.axis_of[position]).len();
        history.paths.get(&self.names[position]).map_or_else(Vec::new, |path| path[start..].to_vec())
    }
}

fn unwritten(variable: &Declared) -> SimulateError {
    SimulateError::Declaration {
        place: variable.place.clone(),
        message: format!("no process writes `{}`; name it in `writes` of a [[process]]", variable.name()),
    }
}

/// The equation whose probability a variable is; any other variable itself.
fn equation_of(model: &Model, position: usize) -> (usize, &Declared) {
    let of = model.variables[position].spec.of.as_ref().and_then(|of| model.position(of.as_ref()));
    let position = of.unwrap_or(position);
    (position, &model.variables[position])
}
