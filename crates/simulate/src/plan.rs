//! A model made ready to run: names resolved, steps in order, expressions compiled.

use std::collections::BTreeMap;
use std::sync::Arc;

use forefend_estimate::{EstimateError, Expression, Names, Program, Recipe, Table};
use forefend_panel::{AsOf, CountryId, Year, network::Adjacency};

use crate::error::SimulateError;
use crate::fitted::{Fitted, FittedEquation};
use crate::history::History;
use crate::load::{Declared, Model};
use crate::order::{Phase, order};
use crate::spec::{Axis, Family, Kind, Lever};

/// How one variable is computed in a simulated year.
#[derive(Debug, Clone)]
pub(crate) enum Rule {
    /// Year-major over simulated years x units.
    Path(Vec<f64>),
    Identity {
        program: Program,
        bounds: Option<[f64; 2]>,
    },
    Linear {
        equation: FittedEquation,
        recipe: Recipe,
        bounds: Option<[f64; 2]>,
    },
    Multinomial {
        equation: FittedEquation,
        recipe: Recipe,
    },
}

#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub variable: usize,
    pub rule: Rule,
    /// Where an equation applies, and the value elsewhere.
    pub condition: Option<(Program, f64)>,
    /// Known values, year-major over simulated years x units; NaN where luck decides.
    pub known: Option<Vec<f64>>,
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
    pub(crate) names: Vec<String>,
    pub(crate) steps: Vec<Step>,
    pub(crate) table: Table,
    pub(crate) launch_period: usize,
    pub(crate) networks: Vec<Adjacency>,
    network_names: Vec<String>,
    levers: Vec<(usize, Lever)>,
    pub(crate) record_country: Vec<usize>,
    pub(crate) record_world: Vec<usize>,
    depth: usize,
}

impl Names for Plan {
    fn column(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }
    fn network(&self, name: &str) -> Option<usize> {
        self.network_names.iter().position(|known| known == name)
    }
    fn known(&self) -> Vec<String> {
        self.names.clone()
    }
}

impl Plan {
    /// Compiles `model` to run from the year after `history.launch` to `horizon`.
    ///
    /// # Errors
    /// Anything the model's texts, its fits or the panel report.
    pub fn new(
        model: &Model,
        history: &History,
        fitted: &Fitted,
        as_of: &AsOf<'_>,
        horizon: Year,
    ) -> Result<Self, SimulateError> {
        let first = history.launch + 1;
        let mut plan = Self {
            units: history.units.clone(),
            first,
            horizon,
            anchor: history.anchor,
            names: model.variables.iter().map(|variable| variable.name().to_owned()).collect(),
            steps: Vec::new(),
            table: history.table.clone(),
            launch_period: (history.launch.0 - history.first.0) as usize,
            networks: Vec::new(),
            network_names: model.frame.networks.clone(),
            levers: Vec::new(),
            record_country: positions(model, &model.frame.record_country),
            record_world: positions(model, &model.frame.record_world),
            depth: 1,
        };
        for name in &model.frame.networks {
            plan.networks.push(as_of.adjacency(name, &plan.units, history.launch));
        }
        for position in order(model, Phase::Simulation)? {
            let step = plan.step(model, position, history, fitted)?;
            plan.steps.push(step);
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

    /// Periods of past that a block keeps, the current one included.
    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    pub(crate) fn deepen(&mut self, lag: usize) {
        self.depth = self.depth.max(lag + 1);
    }

    /// A variable's values in one period of history, one a unit.
    pub(crate) fn past(&self, name: &str, period: usize) -> &[f64] {
        let units = self.units.len();
        self.table.column(name).map_or(&[], |column| &column[period * units..(period + 1) * units])
    }

    /// Compiles an expression over this plan's variables.
    pub(crate) fn compile(&self, expression: &Expression, place: &str) -> Result<Program, SimulateError> {
        Program::compile(expression, self)
            .map_err(|source| SimulateError::Expression { place: place.to_owned(), source })
    }

    fn step(
        &mut self,
        model: &Model,
        position: usize,
        history: &History,
        fitted: &Fitted,
    ) -> Result<Step, SimulateError> {
        let variable = &model.variables[position];
        let rule = match variable.spec.kind {
            Kind::Path => Rule::Path(simulated_part(history, position, self)),
            Kind::Identity => {
                let program = self.compiled(&variable.expression, variable)?;
                Rule::Identity { program, bounds: variable.spec.bounds }
            }
            Kind::Equation => self.equation(variable, fitted)?,
        };
        let condition = match &variable.condition {
            Some(condition) => Some((self.compile(condition, &variable.place)?, variable.spec.otherwise)),
            None => None,
        };
        let lag = match &rule {
            Rule::Path(_) => 0,
            Rule::Identity { program, .. } => program.maximum_lag(),
            Rule::Linear { recipe, .. } | Rule::Multinomial { recipe, .. } => recipe.maximum_lag(),
        };
        self.deepen(lag.max(condition.as_ref().map_or(0, |(program, _)| program.maximum_lag())));
        Ok(Step { variable: position, rule, condition, known: self.known_values(variable, history) })
    }

    fn compiled(
        &self,
        expression: &Option<Expression>,
        variable: &Declared,
    ) -> Result<Program, SimulateError> {
        let expression = expression.as_ref().ok_or_else(|| SimulateError::Declaration {
            place: variable.place.clone(),
            message: format!("`{}` needs `expression`", variable.name()),
        })?;
        self.compile(expression, &variable.place)
    }

    fn equation(&self, variable: &Declared, fitted: &Fitted) -> Result<Rule, SimulateError> {
        let missing = || SimulateError::Declaration {
            place: variable.place.clone(),
            message: format!("`{}` has no fitted parameters; fit the model again", variable.name()),
        };
        let formula = variable.formula.as_ref().ok_or_else(missing)?;
        let equation = fitted.equations.get(variable.name()).ok_or_else(missing)?.clone();
        let recipe = Recipe::new(formula, self, &equation.levels)
            .map_err(|source| SimulateError::Expression { place: variable.place.clone(), source })?;
        if recipe.names() != equation.fit.names {
            return Err(missing());
        }
        Ok(match variable.spec.family {
            Some(Family::Multinomial) => Rule::Multinomial { equation, recipe },
            _ => Rule::Linear { equation, recipe, bounds: variable.spec.bounds },
        })
    }

    /// Observed values inside the simulated years: they are kept, in every draw.
    fn known_values(&self, variable: &Declared, history: &History) -> Option<Vec<f64>> {
        if variable.spec.kind == Kind::Path {
            return None;
        }
        let observed = history.observed.get(variable.spec.indicator.as_ref()?.as_ref())?;
        let units = self.units.len();
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
    pub fn recorded(&self, axis: Axis) -> impl Iterator<Item = &str> {
        let positions = match axis {
            Axis::Country => &self.record_country,
            Axis::World => &self.record_world,
        };
        positions.iter().map(|&position| self.names[position].as_str())
    }

    /// History and one period more that repeats the last: lags of the next period read from it.
    pub(crate) fn table_one_longer(&self) -> Result<Table, EstimateError> {
        let (units, periods) = (self.units.len(), self.table.periods());
        let mut longer = Table::new(self.table.units().to_vec(), self.table.first_period(), periods + 1);
        for name in &self.names {
            let mut values = self.table.column(name).unwrap_or_default().to_vec();
            values.extend_from_within(values.len().saturating_sub(units)..);
            longer.add_column(name, &values)?;
        }
        for (name, adjacency) in self.network_names.iter().zip(&self.networks) {
            longer.set_network(name, vec![Arc::new(adjacency.clone())])?;
        }
        Ok(longer)
    }

    /// Estimates and term values that explain a multinomial outcome at the first simulated year after the
    /// anchor: see [`crate::explain`].
    pub(crate) fn fitted_rule(&self, variable: usize) -> Option<(&FittedEquation, &Recipe)> {
        self.steps.iter().find(|step| step.variable == variable).and_then(|step| match &step.rule {
            Rule::Multinomial { equation, recipe } | Rule::Linear { equation, recipe, .. } => {
                Some((equation, recipe))
            }
            Rule::Path(_) | Rule::Identity { .. } => None,
        })
    }
}

fn positions(model: &Model, names: &[toml::Spanned<String>]) -> Vec<usize> {
    let unique: BTreeMap<usize, ()> = names
        .iter()
        .filter_map(|name| model.position(name.as_ref()))
        .map(|position| (position, ()))
        .collect();
    unique.into_keys().collect()
}

fn simulated_part(history: &History, position: usize, plan: &Plan) -> Vec<f64> {
    let start = (plan.first.0 - history.first.0) as usize * plan.units.len();
    history.paths.get(&position).map_or_else(Vec::new, |path| path[start..].to_vec())
}
