//! From the rows of a file to a table of units by periods, and back.

use std::collections::BTreeMap;
use std::sync::Arc;

use forefend_estimate::{Expression, Formula, Program, Scratch, Table};
use forefend_panel::Adjacency;

use crate::cli::{CovarianceKind, FitArguments};
use crate::failure::Failure;
use crate::fit::network::Network;
use crate::fit::rows::Rows;

/// Most cells of one column of the table: what times far apart would fill with holes.
const MOST_CELLS: usize = 50_000_000;

/// A file's columns by unit and period.
pub struct Layout {
    /// The columns that the formula and the condition read.
    pub table: Table,
    /// Names of the units, in the order of their ids.
    pub units: Vec<String>,
    /// Row of the file of each unit and period; holes have none.
    row: BTreeMap<(u64, i32), usize>,
    /// Labels of the columns that hold text.
    pub labels: BTreeMap<String, Vec<String>>,
    /// Columns without a value in any row.
    pub empty: Vec<String>,
    /// What is odd about the periods.
    pub note: Option<String>,
}

impl Layout {
    /// Lays the rows out. Without a unit every row is a unit of its own, in one period.
    pub fn new(
        rows: &Rows,
        formula: &Formula,
        condition: Option<&Expression>,
        networks: &[Network],
        arguments: &FitArguments,
    ) -> Result<Self, Failure> {
        let read = columns_read(formula, condition);
        check_options(rows, formula, condition, arguments)?;
        let (unit, units) = match &arguments.unit {
            Some(name) if arguments.time.is_some() || !networks.is_empty() => {
                rows.complete_levels(name, "unit")?
            }
            _ => ((0..rows.len()).collect(), (0..rows.len()).map(|row| rows.place(row)).collect()),
        };
        let time = match &arguments.time {
            Some(name) => rows.times(name)?,
            None => vec![0; rows.len()],
        };
        let first = time.iter().copied().min().unwrap_or(0);
        let last = time.iter().copied().max().unwrap_or(0);
        let periods = (i64::from(last) - i64::from(first) + 1) as usize;
        if periods.saturating_mul(units.len()) > MOST_CELLS {
            return Err(Failure::data(format!(
                "`{}` runs from {first} to {last} over {} units, mostly holes; number the periods one after the other \
                 (a month as year * 12 + month)",
                arguments.time.as_deref().unwrap_or("time"),
                units.len()
            )));
        }
        let row = places(rows, &unit, &time, &units)?;
        let mut layout = Self {
            table: Table::new((0..units.len() as u64).collect(), first, periods),
            units,
            row,
            labels: BTreeMap::new(),
            empty: Vec::new(),
            note: gaps(&time, (first, periods), arguments.time.as_deref()),
        };
        for name in read {
            layout.add_column(rows, &name, formula)?;
        }
        for network in networks {
            let adjacency = network.adjacency(&layout.units)?;
            let set = layout.table.set_network(&network.name, vec![Arc::<Adjacency>::new(adjacency)]);
            set.map_err(|error| Failure::command(format!("--network: {error}")))?;
        }
        Ok(layout)
    }

    /// Row of the file.
    pub fn row(&self, unit: u64, period: i32) -> Option<usize> {
        self.row.get(&(unit, period)).copied()
    }

    /// Units and periods of the rows for which `condition` holds.
    pub fn chosen(&self, condition: Option<&Expression>) -> Result<BTreeMap<(u64, i32), usize>, Failure> {
        let Some(condition) = condition else { return Ok(self.row.clone()) };
        let program = Program::compile(condition, &self.table)
            .map_err(|error| Failure::command(format!("--where: {error}")))?;
        let (mut scratch, mut holds) = (Scratch::new(), vec![0.0; self.units.len()]);
        let mut chosen = BTreeMap::new();
        for index in 0..self.table.periods() {
            program.evaluate(&self.table.frame(index), &mut scratch, &mut holds);
            let period = self.table.first_period() + index as i32;
            let units = holds.iter().enumerate().filter(|(_, holds)| **holds != 0.0 && !holds.is_nan());
            for (unit, _) in units {
                let key = (unit as u64, period);
                chosen.extend(self.row.get(&key).map(|row| (key, *row)));
            }
        }
        if chosen.is_empty() {
            return Err(Failure::data(format!(
                "--where \"{condition}\" leaves none of the {} rows",
                self.row.len()
            )));
        }
        Ok(chosen)
    }

    /// Adds one column: numbers, or the codes of a text that the formula reads as a whole.
    fn add_column(&mut self, rows: &Rows, name: &str, formula: &Formula) -> Result<(), Failure> {
        let values: Vec<f64> = if rows.is_text(name)? && reads_as_levels(formula, name) {
            let levels = rows.levels(name)?;
            self.labels.insert(name.to_owned(), levels.labels);
            levels.codes.iter().map(|code| code.map_or(f64::NAN, |code| code as f64)).collect()
        } else {
            // A text in arithmetic is a mistake, which this names with its row.
            rows.predictor(name)?
        };
        if values.iter().all(|value| value.is_nan()) {
            self.empty.push(name.to_owned());
        }
        let units = self.units.len();
        let mut cells = vec![f64::NAN; units * self.table.periods()];
        for (&(unit, period), &row) in &self.row {
            cells[(period - self.table.first_period()) as usize * units + unit as usize] = values[row];
        }
        self.table.add_column(name, &cells).map_err(|error| Failure::found(error.to_string()))
    }
}

/// A note where most of the periods between the first and the last occur in no row, as with YYYYMM: what `lag` reads there
/// is missing.
fn gaps(time: &[i32], (first, periods): (i32, usize), name: Option<&str>) -> Option<String> {
    let present: std::collections::BTreeSet<&i32> = time.iter().collect();
    (present.len() >= 2 && 2 * present.len() < periods).then(|| {
        format!(
            "`{}` has rows at {} of the {periods} times from {first} on; if times are months written YYYYMM, or dates, \
             number them one after the other (year * 12 + month): a lag over a hole is missing",
            name.unwrap_or("time"),
            present.len()
        )
    })
}

/// Row of each unit and period; two rows in one place are an error.
fn places(
    rows: &Rows,
    unit: &[usize],
    time: &[i32],
    units: &[String],
) -> Result<BTreeMap<(u64, i32), usize>, Failure> {
    let mut places = BTreeMap::new();
    for (row, (&unit, &time)) in unit.iter().zip(time).enumerate() {
        if let Some(earlier) = places.insert((unit as u64, time), row) {
            let (earlier, row) = (rows.place(earlier), rows.place(row));
            return Err(Failure::data(format!(
                "{earlier} and {row} are both unit {} at time {time}; a unit has one row for each time",
                units[unit]
            )));
        }
    }
    Ok(places)
}

fn columns_read(formula: &Formula, condition: Option<&Expression>) -> Vec<String> {
    let references = formula.response.references().into_iter().chain(formula.references());
    let mut names: Vec<String> = references
        .chain(condition.map(Expression::references).unwrap_or_default())
        .map(|reference| reference.name)
        .collect();
    names.sort();
    names.dedup();
    names
}

/// Named columns exist; lags and windows need time, networks need units, and a unit needs a use.
fn check_options(
    rows: &Rows,
    formula: &Formula,
    condition: Option<&Expression>,
    arguments: &FitArguments,
) -> Result<(), Failure> {
    let references = || {
        let formula = formula.response.references().into_iter().chain(formula.references());
        formula.chain(condition.map(Expression::references).unwrap_or_default())
    };
    if arguments.time.is_some() && arguments.unit.is_none() {
        return Err(Failure::command("--time needs --unit: whose time is it?".to_owned()));
    }
    for (option, name) in [
        ("unit", &arguments.unit),
        ("time", &arguments.time),
        ("cluster", &arguments.cluster),
        ("group", &arguments.group),
    ] {
        if let Some(name) = name {
            rows.check(name, option)?;
        }
    }
    if let Some(lagged) = references().find(|reference| reference.maximum_lag > 0)
        && arguments.time.is_none()
    {
        let name = lagged.name;
        return Err(Failure::command(format!(
            "the formula reads `{name}` at an earlier time (lag, mean): name the columns with --unit and --time"
        )));
    }
    if let Some(network) = references().find_map(|reference| reference.network) {
        if arguments.unit.is_none() {
            let need = "name the unit's column with --unit";
            return Err(Failure::command(format!("neighbours() over `{network}` needs units: {need}")));
        }
        if arguments.network.is_empty() {
            let need = "give its file with --network";
            return Err(Failure::command(format!("neighbours() over `{network}` needs a network: {need}")));
        }
    }
    let clustered = arguments.covariance == Some(CovarianceKind::Clustered) && arguments.cluster.is_none();
    if arguments.unit.is_some() && arguments.time.is_none() && arguments.network.is_empty() && !clustered {
        return Err(Failure::command(
            "--unit alone changes nothing: add --time COL (for lag, mean), --network FILE (for neighbours) or \
             --covariance clustered"
                .to_owned(),
        ));
    }
    Ok(())
}

/// Whether every place where the formula reads `name` takes it as a whole: the response, `factor(name)`,
/// `factor(lag(name))`.
fn reads_as_levels(formula: &Formula, name: &str) -> bool {
    let reads = |expression: &Expression| expression.references().iter().any(|r| r.name == name);
    let response = !reads(&formula.response) || formula.response.to_string() == name;
    let factors = formula.factors();
    let whole = factors.iter().filter(|factor| reads(factor)).all(|factor| is_whole(factor, name));
    // The right side as R writes it, without its factors of this column: is the name still there?
    let (_, right) = split(formula);
    let rest = factors
        .iter()
        .filter(|factor| reads(factor))
        .fold(right, |text, factor| text.replace(&format!("factor({factor})"), ""));
    let word = |c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.');
    response && whole && !rest.split(word).any(|part| part == name)
}

fn split(formula: &Formula) -> (String, String) {
    let text = formula.to_string();
    text.split_once(" ~ ")
        .map_or_else(|| (text.clone(), String::new()), |(l, r)| (l.to_owned(), r.to_owned()))
}

/// Whether an expression is the column itself, or an earlier value of it.
pub fn is_whole(expression: &Expression, name: &str) -> bool {
    let text = expression.to_string();
    text == name
        || text.starts_with(&format!("lag({name}"))
            && expression.references().len() == 1
            && !text.contains(['+', '-', '*', '/', '<', '>', '=', '^'])
}
