//! The columns of a linear predictor, the same in fitting and in simulation.

use std::sync::Arc;

use crate::error::EstimateError;
use crate::fit::INTERCEPT;
use crate::formula::{Formula, Term, Variable};
use crate::program::{Frame, Names, Program, Scratch};

/// Most levels of one factor.
const MOST_LEVELS: usize = 1000;
/// Most columns of one design.
const MOST_COLUMNS: usize = 5000;

/// How to build the columns of a formula's right side from a frame.
///
/// Factors become dummies against the lowest level; the levels are stored, so that simulation builds the columns
/// that were fitted. A value that is not among the levels is missing (NaN), not the lowest level. As in R, a
/// factor gets a dummy for every level where the same term without it is not in the formula.
#[derive(Debug, Clone)]
pub struct Recipe {
    names: Vec<String>,
    columns: Vec<Vec<Part>>,
    levels: Vec<Arc<[f64]>>,
    maximum_lag: usize,
}

/// One of the values multiplied into a column.
#[derive(Debug, Clone)]
enum Part {
    Value(Arc<Program>),
    Level { program: Arc<Program>, level: f64, levels: Arc<[f64]> },
}

impl Recipe {
    /// Compiles a formula's terms. `levels` holds the levels of each of [`Formula::factors`], in that order; they are
    /// sorted here.
    ///
    /// # Errors
    /// As [`Program::compile`]; [`EstimateError::LevelLists`] and [`EstimateError::FactorLevels`] for levels that do
    /// not fit; [`EstimateError::TooLarge`] for too many columns.
    pub fn new(formula: &Formula, names: &dyn Names, levels: &[Vec<f64>]) -> Result<Self, EstimateError> {
        let factors = formula.factors();
        if factors.len() != levels.len() {
            return Err(EstimateError::LevelLists { expected: factors.len(), found: levels.len() });
        }
        let mut sorted: Vec<Arc<[f64]>> = Vec::new();
        for (factor, levels) in factors.iter().zip(levels) {
            let mut levels = levels.clone();
            levels.sort_by(f64::total_cmp);
            levels.dedup();
            if levels.len() < 2 || levels.len() > MOST_LEVELS || levels.iter().any(|level| !level.is_finite())
            {
                let (factor, count) = (factor.to_string(), levels.len());
                return Err(EstimateError::FactorLevels { factor, count, limit: MOST_LEVELS });
            }
            sorted.push(levels.into());
        }
        let mut recipe =
            Self { names: Vec::new(), columns: Vec::new(), levels: sorted.clone(), maximum_lag: 0 };
        if formula.intercept {
            recipe.names.push(INTERCEPT.to_owned());
            recipe.columns.push(Vec::new());
        }
        for term in &formula.terms {
            recipe.add_term(formula, term, names, &factors, &sorted)?;
        }
        Ok(recipe)
    }

    /// Names of the columns, `(Intercept)` first when there is one; levels as `factor(x)[2]`.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Levels of each factor of the formula, sorted: what [`Recipe::new`] needs to build the same columns.
    pub fn levels(&self) -> Vec<Vec<f64>> {
        self.levels.iter().map(|levels| levels.to_vec()).collect()
    }

    /// Number of columns.
    pub fn columns(&self) -> usize {
        self.names.len()
    }

    /// Greatest lag at which a column or network is read, in periods.
    pub fn maximum_lag(&self) -> usize {
        self.maximum_lag
    }

    /// Writes column `column` (from 0) for every row of `frame` to `out` (length `frame.rows()`).
    pub fn evaluate_column(&self, column: usize, frame: &dyn Frame, scratch: &mut Scratch, out: &mut [f64]) {
        let Some((first, rest)) = self.columns[column].split_first() else {
            out.fill(1.0);
            return;
        };
        first.evaluate(frame, scratch, out);
        for part in rest {
            let mut factor = std::mem::take(&mut scratch.factors);
            factor.resize(out.len(), 0.0);
            part.evaluate(frame, scratch, &mut factor);
            out.iter_mut().zip(&factor).for_each(|(out, factor)| *out *= factor);
            scratch.factors = factor;
        }
    }

    /// Every row that the term adds: the product, over its variables, of a value or a level.
    fn add_term(
        &mut self,
        formula: &Formula,
        term: &Term,
        names: &dyn Names,
        factors: &[crate::Expression],
        levels: &[Arc<[f64]>],
    ) -> Result<(), EstimateError> {
        let mut columns: Vec<(String, Vec<Part>)> = vec![(String::new(), Vec::new())];
        for (index, variable) in term.variables.iter().enumerate() {
            let program = Arc::new(Program::compile(variable.expression(), names)?);
            self.maximum_lag = self.maximum_lag.max(program.maximum_lag());
            let colon = if index > 0 { ":" } else { "" };
            let factor = factors.iter().position(|factor| factor == variable.expression());
            let choices: Vec<(String, Part)> = match (variable, factor) {
                (Variable::Factor(_), Some(factor)) => {
                    let levels = &levels[factor];
                    let skip = usize::from(contrasted(formula, term, variable));
                    let name = |level: &f64| format!("{colon}{variable}[{level}]");
                    let part = |&level: &f64| Part::Level {
                        program: program.clone(),
                        level,
                        levels: levels.clone(),
                    };
                    levels[skip..].iter().map(|level| (name(level), part(level))).collect()
                }
                _ => vec![(format!("{colon}{variable}"), Part::Value(program))],
            };
            if columns.len() * choices.len() + self.names.len() > MOST_COLUMNS {
                return Err(EstimateError::TooLarge { what: "columns in one design", limit: MOST_COLUMNS });
            }
            columns = choices
                .iter()
                .flat_map(|(name, part)| columns.iter().map(move |column| (name, part, column)))
                .map(|(name, part, (prefix, parts))| {
                    let parts = parts.iter().cloned().chain([part.clone()]).collect();
                    (format!("{prefix}{name}"), parts)
                })
                .collect();
        }
        for (name, parts) in columns {
            self.names.push(name);
            self.columns.push(parts);
        }
        Ok(())
    }
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

impl Part {
    fn evaluate(&self, frame: &dyn Frame, scratch: &mut Scratch, out: &mut [f64]) {
        match self {
            Self::Value(program) => program.evaluate(frame, scratch, out),
            Self::Level { program, level, levels } => {
                program.evaluate(frame, scratch, out);
                for value in out.iter_mut() {
                    *value = match levels.binary_search_by(|known| known.total_cmp(&(*value + 0.0))) {
                        Ok(_) if *value == *level => 1.0,
                        Ok(_) => 0.0,
                        Err(_) => f64::NAN,
                    };
                }
            }
        }
    }
}
