//! The columns of a linear predictor, the same in fitting and in simulation.

use crate::error::EstimateError;
use crate::evaluate::{Source, binary, repeat};
use crate::expression::{Binary, Expression, Node};
use crate::fit::INTERCEPT;
use crate::formula::{Formula, Level, Term, Variable};
use crate::frame::{Axis, Frame, Names};
use crate::program::{Program, Scratch};

/// Most levels of one factor.
const MOST_LEVELS: usize = 1000;
/// Most columns of one design.
const MOST_COLUMNS: usize = 5000;

/// How to build the columns of a formula's right side from a frame.
///
/// Factors become dummies against the level that the formula names, or the lowest; the levels are stored, so that simulation builds the columns
/// that were fitted. A value that is not among the levels is missing (NaN), not the lowest level. As in R, a
/// factor gets a dummy for every level where the same term without it is not in the formula.
#[derive(Debug, Clone)]
pub struct Recipe {
    names: Vec<String>,
    columns: Vec<Vec<Part>>,
    /// Every distinct variable once, compiled.
    programs: Vec<Program>,
    /// Sorted levels of each factor.
    levels: Vec<Vec<f64>>,
    axis: Axis,
    maximum_lag: usize,
}

/// Variables and columns of a recipe in one period that are the same in all draws: made once for all blocks of draws.
/// The default is nothing at hand.
#[derive(Debug, Clone, Default)]
pub struct SharedColumns {
    variables: Vec<Option<Vec<f64>>>,
    columns: Vec<Option<Vec<f64>>>,
}

impl SharedColumns {
    fn variable(&self, number: usize) -> Option<&Vec<f64>> {
        self.variables.get(number)?.as_ref()
    }

    fn column(&self, number: usize) -> Option<&[f64]> {
        self.columns.get(number)?.as_deref()
    }

    /// The same of some units, by their places among all.
    pub fn of(&self, places: &[usize]) -> Self {
        let pick = |values: &Vec<f64>| places.iter().map(|place| values[*place]).collect();
        let of = |all: &[Option<Vec<f64>>]| all.iter().map(|values| values.as_ref().map(pick)).collect();
        Self { variables: of(&self.variables), columns: of(&self.columns) }
    }
}

/// One of the values multiplied into a column; numbers point into a recipe's lists.
#[derive(Debug, Clone, Copy)]
enum Part {
    Value { program: usize },
    Level { program: usize, factor: usize, level: f64 },
}

impl Recipe {
    /// Compiles a formula's terms. `levels` holds the levels of each of [`Formula::factors`], in that order; they are
    /// sorted here.
    ///
    /// # Errors
    /// As [`Program::compile`]; [`EstimateError::LevelLists`] and [`EstimateError::FactorLevels`] for levels that do
    /// not fit; [`EstimateError::TooLarge`] for too many columns.
    pub fn new(formula: &Formula, names: &dyn Names, levels: &[Vec<f64>]) -> Result<Self, EstimateError> {
        let levels = checked_levels(&formula.factors(), levels)?;
        let mut recipe = Self {
            names: Vec::new(),
            columns: Vec::new(),
            programs: Vec::new(),
            levels,
            axis: names.reader(),
            maximum_lag: 0,
        };
        if formula.intercept {
            recipe.names.push(INTERCEPT.to_owned());
            recipe.columns.push(Vec::new());
        }
        let mut compiled = Vec::new();
        for term in &formula.terms {
            recipe.add_term(formula, term, names, &mut compiled)?;
        }
        Ok(recipe)
    }

    /// Names of the columns, `(Intercept)` first when there is one; levels as `factor(x)[2]`.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Levels of each factor of the formula, sorted: what [`Recipe::new`] needs to build the same columns.
    pub fn levels(&self) -> Vec<Vec<f64>> {
        self.levels.clone()
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.names.len()
    }

    /// Greatest lag at which a column or network is read, in periods.
    pub fn maximum_lag(&self) -> usize {
        self.maximum_lag
    }

    /// As [`Program::blind_periods`], of all columns.
    pub(crate) fn blind_periods(&self) -> usize {
        self.programs.iter().map(Program::blind_periods).max().unwrap_or(0)
    }

    /// Every (column, lag) of the frame that is read.
    pub fn reads(&self) -> Vec<(usize, usize)> {
        self.programs.iter().flat_map(Program::reads).copied().collect()
    }

    /// Whether any column depends on other units than its own, as [`Program::reads_other_units`].
    pub fn reads_other_units(&self) -> bool {
        self.programs.iter().any(Program::reads_other_units)
    }

    /// Every (column, lag) of the frame that the design's column `column` reads.
    pub fn reads_of(&self, column: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        let programs = self.columns[column].iter().map(|part| &self.programs[part.program()]);
        programs.flat_map(Program::reads).copied()
    }

    /// Writes column `column` (from 0) for every row of `frame` to `out` (length `frame.rows(axis)`).
    pub fn evaluate_column(&self, column: usize, frame: &dyn Frame, scratch: &mut Scratch, out: &mut [f64]) {
        let parts = &self.columns[column];
        for (index, part) in parts.iter().enumerate() {
            let mut values = std::mem::take(&mut scratch.factors);
            values.resize(out.len(), 0.0);
            self.programs[part.program()].evaluate(frame, scratch, &mut values);
            self.apply(*part, index == 0, &values, out);
            scratch.factors = values;
        }
        if parts.is_empty() {
            out.fill(1.0);
        }
    }

    /// Writes all columns, one after the other, to `out` (length `columns() * frame.rows(axis)`): the bits of
    /// [`Recipe::evaluate_column`], with each variable computed once however many terms it is in.
    pub fn evaluate(&self, frame: &dyn Frame, scratch: &mut Scratch, out: &mut [f64]) {
        let rows = frame.rows(self.axis);
        let nothing = SharedColumns::default();
        self.prepare(&nothing, frame, scratch);
        for (column, out) in out.chunks_mut(rows.max(1)).take(self.columns()).enumerate() {
            repeat(self.column(column, &nothing, scratch), out);
        }
    }

    /// Computes what reads nothing but columns of the frame that are the same in all draws, which `same` tells.
    pub fn shared(
        &self,
        same: &dyn Fn(usize) -> bool,
        frame: &dyn Frame,
        scratch: &mut Scratch,
    ) -> SharedColumns {
        self.prepare(&SharedColumns::default(), frame, scratch);
        let alike = |program: &Program| program.reads().iter().all(|&(read, _)| same(read));
        let variables = self.programs.iter().zip(&scratch.variables);
        let variables = variables.map(|(program, values)| alike(program).then(|| values.clone())).collect();
        let of_column = |column| {
            let alike = self.reads_of(column).all(|(read, _)| same(read));
            alike.then(|| self.column(column, &SharedColumns::default(), scratch).to_vec())
        };
        SharedColumns { variables, columns: (0..self.columns()).map(of_column).collect() }
    }

    /// Computes every column for `frame` but those at hand, to be read with [`Recipe::column`] before `scratch` is used
    /// again.
    pub fn prepare(&self, shared: &SharedColumns, frame: &dyn Frame, scratch: &mut Scratch) {
        let mut variables = std::mem::take(&mut scratch.variables);
        if variables.len() < self.programs.len() {
            variables.resize_with(self.programs.len(), Vec::new);
        }
        for (number, (program, values)) in self.programs.iter().zip(&mut variables).enumerate() {
            if shared.variable(number).is_none() {
                program.evaluate_narrow(frame, scratch, values);
            }
        }
        let mut products = std::mem::take(&mut scratch.products);
        products.resize_with(self.columns.len().max(products.len()), Vec::new);
        let units = frame.rows(self.axis) / frame.rows(Axis::WORLD).max(1);
        let variable = |part: &Part| shared.variable(part.program()).unwrap_or(&variables[part.program()]);
        for (number, (parts, out)) in self.columns.iter().zip(&mut products).enumerate() {
            if !matches!(parts.as_slice(), [Part::Value { .. }]) && shared.column(number).is_none() {
                let width = parts.iter().map(|part| variable(part).len()).max().unwrap_or(units);
                if let [a @ Part::Value { .. }, b @ Part::Value { .. }] = parts.as_slice() {
                    out.resize(width, 0.0);
                    let [a, b] = [a, b].map(|part| Source::Many(variable(part)));
                    binary(Binary::Multiply, a, b, out);
                    continue;
                }
                out.clear();
                out.resize(width, 1.0);
                for (index, part) in parts.iter().enumerate() {
                    self.apply(*part, index == 0, variable(part), out);
                }
            }
        }
        (scratch.variables, scratch.products) = (variables, products);
    }

    /// A column at hand or computed by [`Recipe::prepare`]: one value a row, or one a unit where it is the same in all
    /// draws.
    pub fn column<'a>(&self, column: usize, shared: &'a SharedColumns, scratch: &'a Scratch) -> &'a [f64] {
        match (shared.column(column), self.columns[column].as_slice()) {
            (Some(values), _) => values,
            (None, [Part::Value { program }]) => &scratch.variables[*program],
            _ => &scratch.products[column],
        }
    }

    /// Sets `out` to a part's values, or multiplies them in when it is not the first of its column. Values by unit
    /// are repeated for every draw.
    fn apply(&self, part: Part, first: bool, values: &[f64], out: &mut [f64]) {
        let store = |slot: &mut f64, value: f64| *slot = if first { value } else { *slot * value };
        for out in out.chunks_mut(values.len().max(1)) {
            match part {
                Part::Value { .. } => {
                    out.iter_mut().zip(values).for_each(|(slot, value)| store(slot, *value))
                }
                Part::Level { factor, level, .. } => {
                    let levels = &self.levels[factor];
                    // Adding zero turns -0 into 0, which are one level.
                    let known = |value: f64| levels.binary_search_by(|l| l.total_cmp(&(value + 0.0))).is_ok();
                    for (slot, &value) in out.iter_mut().zip(values) {
                        let dummy = if value == level { 1.0 } else { 0.0 };
                        store(slot, if known(value) { dummy } else { f64::NAN });
                    }
                }
            }
        }
    }

    /// Adds the columns of a term: every combination, over its variables, of a value or a level. `compiled` holds
    /// the expressions of `self.programs`.
    fn add_term(
        &mut self,
        formula: &Formula,
        term: &Term,
        names: &dyn Names,
        compiled: &mut Vec<Expression>,
    ) -> Result<(), EstimateError> {
        let factors = formula.factors();
        let mut columns: Vec<(String, Vec<Part>)> = vec![(String::new(), Vec::new())];
        for (index, variable) in term.variables.iter().enumerate() {
            let colon = if index > 0 { ":" } else { "" };
            let factor = factors.iter().position(|factor| factor == variable.expression());
            let choices: Vec<(String, Vec<Part>)> = match (variable, factor) {
                (Variable::Factor(_), Some(factor)) => {
                    let program = self.program(variable.expression(), names, compiled)?;
                    let against =
                        contrasted(formula, term, variable).then(|| self.base(formula, variable, factor));
                    let against = against.transpose()?;
                    let name = |level: f64| format!("{colon}{variable}[{level}]");
                    let choice = |&level: &f64| (name(level), vec![Part::Level { program, factor, level }]);
                    let shown = self.levels[factor].iter().filter(|level| Some(**level) != against);
                    shown.map(choice).collect()
                }
                _ => {
                    let parts = factors_of(variable.expression()).into_iter();
                    let part = |part| Ok(Part::Value { program: self.program(&part, names, compiled)? });
                    vec![(format!("{colon}{variable}"), parts.map(part).collect::<Result<_, _>>()?)]
                }
            };
            if columns.len() * choices.len() + self.names.len() > MOST_COLUMNS {
                return Err(EstimateError::TooLarge { what: "columns in one design", limit: MOST_COLUMNS });
            }
            columns = choices
                .iter()
                .flat_map(|(name, more)| columns.iter().map(move |column| (name, more, column)))
                .map(|(name, more, (prefix, parts))| (format!("{prefix}{name}"), [&parts[..], more].concat()))
                .collect();
        }
        for (name, parts) in columns {
            self.names.push(name);
            self.columns.push(parts);
        }
        Ok(())
    }

    /// The level against which a factor's dummies stand: the one that the formula names, or the lowest.
    fn base(&self, formula: &Formula, variable: &Variable, factor: usize) -> Result<f64, EstimateError> {
        let levels = &self.levels[factor];
        match formula.base_of(variable.expression()) {
            None => Ok(levels[0]),
            Some(Level::Number(level)) if levels.contains(level) => Ok(level + 0.0),
            Some(level) => Err(EstimateError::NoSuchLevel {
                factor: variable.expression().to_string(),
                level: level.to_string(),
                levels: levels.iter().take(12).map(f64::to_string).collect::<Vec<_>>().join(", "),
            }),
        }
    }

    /// The factors, by their number among [`Formula::factors`], and levels that a column is a dummy of.
    pub fn levels_of(&self, column: usize) -> Vec<(usize, f64)> {
        let levels = self.columns.get(column).into_iter().flatten().filter_map(|part| match part {
            Part::Level { factor, level, .. } => Some((*factor, *level)),
            Part::Value { .. } => None,
        });
        levels.collect()
    }

    /// Number of the program of `expression`, compiled when it is new.
    fn program(
        &mut self,
        expression: &Expression,
        names: &dyn Names,
        compiled: &mut Vec<Expression>,
    ) -> Result<usize, EstimateError> {
        if let Some(known) = compiled.iter().position(|other| other == expression) {
            return Ok(known);
        }
        let program = Program::compile(expression, names)?;
        self.maximum_lag = self.maximum_lag.max(program.maximum_lag());
        self.programs.push(program);
        compiled.push(expression.clone());
        Ok(compiled.len() - 1)
    }
}

impl Part {
    fn program(self) -> usize {
        match self {
            Self::Value { program } | Self::Level { program, .. } => program,
        }
    }
}

/// What a product multiplies, from left to right; anything else is one part. Multiplied in this order the parts have
/// the bits of the product; apart, each is computed once however many products it is in, and what all draws share of
/// `(lag(war) > 0) * log(lag(population))` once a plan.
fn factors_of(expression: &Expression) -> Vec<Expression> {
    let (mut node, mut factors) = (&expression.root, Vec::new());
    while let Node::Binary(Binary::Multiply, left, right) = node {
        factors.push(Expression { root: right.as_ref().clone() });
        node = left;
    }
    factors.push(Expression { root: node.clone() });
    factors.reverse();
    factors
}

/// The levels of each factor, sorted, each once.
fn checked_levels(factors: &[Expression], levels: &[Vec<f64>]) -> Result<Vec<Vec<f64>>, EstimateError> {
    if factors.len() != levels.len() {
        return Err(EstimateError::LevelLists { expected: factors.len(), found: levels.len() });
    }
    let check = |(factor, levels): (&Expression, &Vec<f64>)| {
        let mut levels: Vec<f64> = levels.iter().map(|level| level + 0.0).collect();
        levels.sort_by(f64::total_cmp);
        levels.dedup();
        if !(2..=MOST_LEVELS).contains(&levels.len()) || levels.iter().any(|level| !level.is_finite()) {
            let (factor, count) = (factor.to_string(), levels.len());
            return Err(EstimateError::FactorLevels { factor, count, limit: MOST_LEVELS });
        }
        Ok(levels)
    };
    factors.iter().zip(levels).map(check).collect()
}

/// Whether `factor` drops its lowest level in `term`: yes when the term without it is in the formula. The empty
/// term is the intercept, or what the dummies of the formula's first factor add up to.
fn contrasted(formula: &Formula, term: &Term, factor: &Variable) -> bool {
    let rest = Term { variables: term.variables.iter().filter(|v| *v != factor).cloned().collect() };
    if !rest.variables.is_empty() {
        return formula.terms.iter().any(|other| other.same(&rest));
    }
    let first =
        formula.terms.iter().find(|other| matches!(other.variables.as_slice(), [Variable::Factor(_)]));
    formula.intercept || first != Some(term)
}
