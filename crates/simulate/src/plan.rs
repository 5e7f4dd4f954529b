//! A model made ready to run: names resolved, steps in order, expressions compiled.

mod delay;
mod known;
mod links;
mod names;
mod needed;
mod records;
mod step;

use std::collections::BTreeMap;

use forefend_estimate::{Axis, Program, Recipe, Table};
use forefend_panel::{CountryId, Year};

pub use self::records::RecordedTable;
pub(crate) use self::records::Records;
pub(crate) use self::step::{Output, Step};
use crate::axes::Axes;
use crate::equation::FittedEquation;
use crate::error::SimulateError;
use crate::fitted::Fitted;
use crate::history::History;
use crate::model::{Declared, Model};
use crate::order::{Work, in_a_year};
use crate::process::Target;
use crate::spec::{Kind, Lever};

/// A lever with what it moves and the axis of that.
#[derive(Debug, Clone)]
pub(crate) struct PlannedLever {
    pub target: Target,
    pub axis: Axis,
    pub lever: Lever,
    /// How much of its shift acts on each row of its axis.
    pub weight: Option<Program>,
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
    pub(crate) names: Vec<String>,
    pub(crate) axis_of: Vec<Axis>,
    /// Variables that are the same in all draws.
    pub(crate) is_path: Vec<bool>,
    pub(crate) steps: Vec<Step>,
    /// By step: every column that it reads, each with how many years back.
    pub(crate) sources: Vec<Vec<(usize, usize)>>,
    pub(crate) table: Table,
    pub(crate) launch_period: usize,
    pub(crate) levers: Vec<PlannedLever>,
    /// What is recorded: by country, for the world, then by the axes declared.
    pub(crate) record: Vec<Records>,
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
        history.check_is_of(model)?;
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
            sources: Vec::new(),
            table: history.table.clone(),
            launch_period: (history.launch.0 - history.first.0) as usize,
            levers: Vec::new(),
            record: Vec::new(),
            depths: vec![1; model.variables.len()],
            delayed: BTreeMap::new(),
        };
        plan.add_delayed(model)?;
        plan.record = records::of(model, &plan);
        for work in in_a_year(model)? {
            let step = match work {
                Work::Variable(position, _) => plan.step(model, position, history, fitted)?,
                Work::Process(number, process) => plan.process(model, (number, process), history, fitted)?,
            };
            let delays =
                step.outputs.iter().filter_map(|own| plan.delay(model, own, history)).collect::<Vec<_>>();
            for step in [step].into_iter().chain(delays) {
                let reads = step.reads();
                plan.deepen(&reads);
                plan.sources.push(reads);
                plan.steps.push(step);
            }
            plan.add_levers(model, work)?;
        }
        Ok(plan)
    }

    /// Levers with the axis of what each one shifts.
    pub fn levers(&self) -> impl Iterator<Item = (Axis, &Lever)> {
        self.levers.iter().map(|planned| (planned.axis, &planned.lever))
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

    /// History and one period more that repeats the last: lags of the next period read from it.
    pub(crate) fn table_one_longer(&self) -> Table {
        self.table.one_longer()
    }

    /// The fit and the terms of the equation that moves a variable, or whose probability it is; none of a variable that
    /// no equation moves.
    pub(crate) fn equation_of(&self, variable: usize) -> Option<(&FittedEquation, &Recipe)> {
        let moves = |step: &&Step| step.outputs.iter().any(|output| output.column == variable);
        self.steps.iter().find(moves)?.process.equation()
    }
}

fn same_in_all_draws(variable: &Declared) -> bool {
    variable.spec.kind == Kind::Path && variable.condition.is_none()
}
