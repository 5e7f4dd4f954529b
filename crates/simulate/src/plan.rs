//! A model made ready to run: names resolved, steps in order, expressions compiled.

mod delay;
mod links;
mod names;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use forefend_estimate::{Axis, Expression, Names, NamesOn, Program, Recipe, SharedColumns, Table};
use forefend_panel::{CountryId, Year};

pub(crate) use self::delay::Delayed;
use self::names::Inside;
use crate::axes::Axes;
use crate::error::SimulateError;
use crate::fitted::{Fitted, FittedEquation};
use crate::history::History;
use crate::model::{Declared, Model};
use crate::name::listed;
use crate::order::{Phase, order};
use crate::place::TextPlace;
use crate::spec::{self, Family, Kind, Lever};

/// How one variable is computed in a simulated year.
#[derive(Debug, Clone)]
pub(crate) enum Rule {
    /// Year-major over simulated years x units; longer where a lever may bring it forward.
    Path(Vec<f64>),
    /// What others see of a variable that policy can delay.
    Delay(Delayed),
    Identity {
        program: Program,
        bounds: Option<[f64; 2]>,
    },
    Linear {
        equation: FittedEquation,
        recipe: Recipe,
        columns: Columns,
        bounds: Option<[f64; 2]>,
        /// Which group's error a row draws: the first that has one.
        error_by: Vec<Program>,
    },
    Multinomial {
        equation: FittedEquation,
        recipe: Recipe,
        columns: Columns,
        /// Variable whose parameters, luck and levers these are: its own, or that of the equation whose probability it is.
        of: usize,
        /// Which of two common shocks a row has; none where there is one.
        shock_by: Option<Program>,
    },
}

/// Numbers of an equation's design columns in the order in which they are summed. Decided by what they read, never by
/// how a block happens to hold it, so that the sums have the same bits in any block.
#[derive(Debug, Clone)]
pub(crate) struct Columns {
    /// Those that read nothing but paths: one value a unit, the same in all draws.
    pub shared: Vec<usize>,
    /// The others.
    pub own: Vec<usize>,
}

#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub variable: usize,
    pub axis: Axis,
    pub rule: Rule,
    /// Where an equation applies, and the value elsewhere.
    pub condition: Option<(Program, f64)>,
    /// Known values, year-major over simulated years x units; NaN where luck decides.
    pub known: Option<Vec<f64>>,
    /// What all draws share of an equation, by period; filled in by whichever block is there first.
    pub shared: Vec<OnceLock<Shared>>,
}

/// The part of an equation in one period that is the same in all draws.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shared {
    pub columns: SharedColumns,
    /// Sums of those columns, one a block of parameters, where these are the same in all draws, too.
    pub sums: Vec<Vec<f64>>,
}

/// A compiled model with its launch state.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Simulated countries in id order.
    pub units: Vec<CountryId>,
    /// First simulated year.
    pub first: Year,
    /// Last simulated year.
    pub horizon: Year,
    /// Last year in which the threats' outcome is observed.
    pub anchor: Year,
    /// Units of every axis.
    pub axes: Axes,
    /// Names of all variables, by column.
    pub names: Vec<String>,
    axis_of: Vec<Axis>,
    /// Variables that are the same in all draws.
    pub(crate) is_path: Vec<bool>,
    pub(crate) steps: Vec<Step>,
    pub(crate) table: Table,
    pub(crate) launch_period: usize,
    levers: Vec<(usize, Lever)>,
    /// Recorded variables: by country, for the world, then by the axes declared.
    pub record: Vec<(Axis, Vec<usize>)>,
    /// Periods of past that are read of each variable, the current one included.
    depths: Vec<usize>,
    /// The column that others read, by the column of a variable that policy can delay.
    delayed: BTreeMap<usize, usize>,
}

impl Plan {
    /// Compiles `model` with given parameters to run from the year after the launch of `history` to its horizon. From a
    /// view of a panel, [`Plan::estimated`] does it all.
    ///
    /// # Errors
    /// Anything the model's texts, its fits or the panel report.
    pub fn with(model: &Model, history: &History, fitted: &Fitted) -> Result<Self, SimulateError> {
        let first = history.launch + 1;
        let mut plan = Self {
            units: history.units.clone(),
            first,
            horizon: history.horizon,
            anchor: history.anchor,
            axes: history.axes.clone(),
            names: model.variables.iter().map(|variable| variable.name().to_owned()).collect(),
            axis_of: model.variables.iter().map(|variable| history.axis_of(variable)).collect(),
            is_path: model.variables.iter().map(same_in_all_draws).collect(),
            steps: Vec::new(),
            table: history.table.clone(),
            launch_period: (history.launch.0 - history.first.0) as usize,
            levers: Vec::new(),
            record: Vec::new(),
            depths: vec![1; model.variables.len()],
            delayed: BTreeMap::new(),
        };
        plan.add_delayed(model)?;
        plan.record = recorded(model, &plan);
        for position in order(model, Phase::Simulation)? {
            let step = plan.step(model, position, history, fitted)?;
            let delay = plan.delay(&model.variables[position], &step);
            plan.steps.extend([step].into_iter().chain(delay));
            let levers = &model.variables[position].spec.lever;
            plan.levers.extend(levers.iter().map(|lever| (position, lever.clone())));
        }
        Ok(plan)
    }

    /// Levers with the position of the variable each one shifts.
    pub fn levers(&self) -> impl Iterator<Item = (usize, &Lever)> {
        self.levers.iter().map(|(variable, lever)| (*variable, lever))
    }

    /// Number of simulated years.
    pub fn periods(&self) -> usize {
        Year::count(self.first, self.horizon)
    }

    /// Periods of past that a block keeps of a variable, the current one included.
    pub(crate) fn depth(&self, variable: usize) -> usize {
        self.depths[variable]
    }

    fn deepen(&mut self, reads: &[(usize, usize)]) {
        for &(variable, lag) in reads {
            self.depths[variable] = self.depths[variable].max(lag + 1);
        }
    }

    /// Number of units of a variable's axis.
    pub(crate) fn units_of(&self, variable: usize) -> usize {
        self.ids(self.axis_of[variable]).len()
    }

    /// Stable ids of the units of an axis.
    pub(crate) fn ids(&self, axis: Axis) -> &[u64] {
        &self.axes.units(axis).ids
    }

    /// A variable's values in one period of history, one a unit.
    pub(crate) fn past(&self, name: &str, period: usize) -> &[f64] {
        let units =
            self.names.iter().position(|known| known == name).map(|v| self.ids(self.axis_of[v]).len());
        let column = units.zip(self.table.column(name));
        column.map_or(&[], |(units, column)| &column[period * units..(period + 1) * units])
    }

    fn step(
        &mut self,
        model: &Model,
        position: usize,
        history: &History,
        fitted: &Fitted,
    ) -> Result<Step, SimulateError> {
        let variable = &model.variables[position];
        let axis = self.axis_of[position];
        let rule = match variable.spec.kind {
            Kind::Path => {
                let path = simulated_part(history, position, self);
                self.check_path(axis, variable, &path)?;
                Rule::Path(path)
            }
            Kind::Identity => {
                let program = self.compiled((axis, Some(position)), &variable.expression, variable)?;
                Rule::Identity { program, bounds: variable.spec.bounds }
            }
            Kind::Equation => self.equation(axis, (position, variable), fitted)?,
            Kind::Probability => self.equation(axis, equation_of(model, position), fitted)?,
        };
        let (condition, otherwise) = match variable.spec.kind {
            Kind::Probability => (&equation_of(model, position).1.condition, 0.0),
            _ => (&variable.condition, variable.spec.otherwise),
        };
        let condition = match condition {
            Some(condition) => {
                let (of, equation) = equation_of(model, position);
                let place = &equation.texts.condition;
                Some((self.compile_on((axis, Some(of)), condition, place)?, otherwise))
            }
            None => None,
        };
        match &rule {
            Rule::Path(_) | Rule::Delay(_) => {}
            Rule::Identity { program, .. } => self.deepen(program.reads()),
            Rule::Linear { recipe, .. } | Rule::Multinomial { recipe, .. } => self.deepen(&recipe.reads()),
        }
        if let Rule::Linear { error_by, .. } = &rule {
            error_by.iter().for_each(|program| self.deepen(program.reads()));
        }
        if let Some((program, _)) = &condition {
            self.deepen(program.reads());
        }
        if let Rule::Multinomial { shock_by: Some(program), .. } = &rule {
            self.deepen(program.reads());
        }
        let known = self.known_values((position, variable), history);
        let shared = vec![OnceLock::new(); self.periods()];
        Ok(Step { variable: position, axis, rule, condition, known, shared })
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

    fn equation(
        &self,
        axis: Axis,
        (position, variable): (usize, &Declared),
        fitted: &Fitted,
    ) -> Result<Rule, SimulateError> {
        let reader = (axis, Some(position));
        if let (Some(stand_in), None) = (variable.spec.stand_in, fitted.equations.get(variable.name())) {
            let constant = Expression::parse(&stand_in.to_string())
                .map_err(|source| SimulateError::Expression { place: variable.place.clone(), source })?;
            let program = self.compile_on(reader, &constant, &TextPlace::line(&variable.place))?;
            return Ok(Rule::Identity { program, bounds: None });
        }
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
        let all_paths = |column: &usize| recipe.reads_of(*column).all(|(read, _)| self.is_path[read]);
        let (shared, own) = (0..recipe.columns()).partition(all_paths);
        let columns = Columns { shared, own };
        Ok(match variable.spec.family {
            Some(Family::Multinomial) => {
                let by = variable.shock_by.as_ref();
                let shock_by =
                    by.map(|by| self.compile_on(reader, by, &variable.texts.shock_by)).transpose()?;
                Rule::Multinomial { equation, recipe, columns, of: position, shock_by }
            }
            _ => {
                let compile = |(by, place)| self.compile_on(reader, by, place);
                let error_by = variable
                    .error_by
                    .iter()
                    .zip(&variable.texts.error_by)
                    .map(compile)
                    .collect::<Result<_, _>>()?;
                Rule::Linear { equation, recipe, columns, bounds: variable.spec.bounds, error_by }
            }
        })
    }

    /// Observed values inside the simulated years: they are kept, in every draw.
    fn known_values(&self, (position, variable): (usize, &Declared), history: &History) -> Option<Vec<f64>> {
        if variable.spec.kind == Kind::Path {
            return None;
        }
        let by_country = || history.observed.get(variable.spec.indicator.as_ref()?.as_ref());
        let mut observed = history.observed_elsewhere.get(&position).or_else(by_country)?.clone();
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

    /// The recorded variables of an axis, by name.
    pub fn recorded(&self, axis: &spec::Axis) -> impl Iterator<Item = &str> {
        let number = self.axes.find(axis.name());
        let of_axis = self.record.iter().filter(move |(own, _)| Some(*own) == number);
        of_axis.flat_map(|(_, positions)| positions).map(|&position| self.names[position].as_str())
    }

    /// History and one period more that repeats the last: lags of the next period read from it.
    pub(crate) fn table_one_longer(&self) -> Table {
        self.table.one_longer()
    }

    /// Estimates and term values that explain a multinomial outcome at the first simulated year after the
    /// anchor: see [`crate::explain`].
    pub(crate) fn fitted_rule(&self, variable: usize) -> Option<(&FittedEquation, &Recipe)> {
        self.steps.iter().find(|step| step.variable == variable).and_then(|step| match &step.rule {
            Rule::Multinomial { equation, recipe, .. } | Rule::Linear { equation, recipe, .. } => {
                Some((equation, recipe))
            }
            Rule::Path(_) | Rule::Delay(_) | Rule::Identity { .. } => None,
        })
    }
}

fn same_in_all_draws(variable: &Declared) -> bool {
    variable.spec.kind == Kind::Path && variable.condition.is_none()
}

/// The equation whose probability a variable is; any other variable itself.
fn equation_of(model: &Model, position: usize) -> (usize, &Declared) {
    let of = model.variables[position].spec.of.as_ref().and_then(|of| model.position(of.as_ref()));
    let position = of.unwrap_or(position);
    (position, &model.variables[position])
}

/// Positions of the recorded variables of every axis that has some; countries and the world always.
fn recorded(model: &Model, plan: &Plan) -> Vec<(Axis, Vec<usize>)> {
    let positions = |names: &[toml::Spanned<String>]| {
        let known = names.iter().filter_map(|name| plan.column(name.as_ref()));
        let unique: BTreeMap<usize, ()> = known.map(|position| (position, ())).collect();
        unique.into_keys().collect()
    };
    let frame = &model.frame;
    let mut all =
        vec![(Axis::UNITS, positions(&frame.record_country)), (Axis::WORLD, positions(&frame.record_world))];
    all.extend(
        frame.record.iter().filter_map(|(axis, names)| Some((plan.axes.find(axis)?, positions(names)))),
    );
    all
}

fn simulated_part(history: &History, position: usize, plan: &Plan) -> Vec<f64> {
    let start = (plan.first.0 - history.first.0) as usize * plan.ids(plan.axis_of[position]).len();
    history.paths.get(&position).map_or_else(Vec::new, |path| path[start..].to_vec())
}
