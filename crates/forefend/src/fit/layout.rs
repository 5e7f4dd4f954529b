//! From the rows of a file to a table of units by periods, and back.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use forefend_estimate::{Expression, Family, Program, Reference, Scratch, Table, indicator_name};
use forefend_panel::{Adjacency, CellKind, MISSING_WORDS};

use crate::failure::Failure;
use crate::fit::asked::Asked;
use crate::fit::network::Network;
use crate::fit::rows::Rows;
use crate::fit::time::periods;

/// Most cells of one column of the table: what times far apart would fill with holes.
const MOST_CELLS: usize = 50_000_000;

/// A file's columns by unit and period.
pub struct Layout {
    /// The columns that the texts read.
    pub table: Table,
    /// Names of the units, in the order of their ids; none where every row is a unit of its own.
    pub units: Vec<String>,
    /// Row of the file of each unit and period; holes have none.
    row: BTreeMap<(u64, i32), usize>,
    /// Labels of the columns that hold text.
    pub labels: BTreeMap<String, Vec<String>>,
    /// Columns without a value in any row.
    pub empty: Vec<String>,
    /// What the reader should know about how the file was read.
    pub notes: Vec<String>,
    /// Words for "missing" by column, with the number of cells.
    pub missing: BTreeMap<String, BTreeMap<String, usize>>,
}

impl Layout {
    /// Reads the columns and lays the rows out. Without a unit every row is a unit of its own, in one period.
    pub fn new(rows: &mut Rows, asked: &Asked<'_>, networks: &[Network]) -> Result<Self, Failure> {
        let arguments = asked.arguments;
        let references = asked.references();
        asked.load(rows, &references)?;
        asked.check_options(&references)?;
        let (unit, units) = match &arguments.unit {
            Some(name) if arguments.time.is_some() || !networks.is_empty() => {
                rows.complete_levels(name, "unit")?
            }
            _ => ((0..rows.len()).collect(), Vec::new()),
        };
        let (time, dates) = match &arguments.time {
            Some(name) => periods(rows, name)?,
            None => (vec![0; rows.len()], None),
        };
        let first = time.iter().copied().min().unwrap_or(0);
        let last = time.iter().copied().max().unwrap_or(0);
        let periods = (i64::from(last) - i64::from(first) + 1) as usize;
        let count = if units.is_empty() { rows.len() } else { units.len() };
        if periods.saturating_mul(count) > MOST_CELLS {
            return Err(Failure::data(format!(
                "`{}` runs from {first} to {last} over {count} units, mostly holes; number the periods one after the other \
                 (a month as year * 12 + month)",
                arguments.time.as_deref().unwrap_or("time"),
            )));
        }
        let row = places(rows, &unit, &time, &units)?;
        let gaps = gaps(&time, (first, periods), arguments.time.as_deref());
        let mut layout = Self {
            table: Table::new((0..count as u64).collect(), first, periods),
            units,
            row,
            labels: BTreeMap::new(),
            empty: Vec::new(),
            notes: dates.into_iter().chain(gaps).collect(),
            missing: BTreeMap::new(),
        };
        for reference in references {
            layout.add_reference(rows, &reference, asked)?;
        }
        for network in networks {
            let (adjacency, note) = network.adjacency(&layout.units)?;
            layout.notes.extend(note);
            let set = layout.table.set_network(&network.name, vec![Arc::<Adjacency>::new(adjacency)]);
            set.map_err(|error| Failure::command(format!("--network: {error}")))?;
        }
        Ok(layout)
    }

    /// Row of the file.
    pub fn row(&self, unit: u64, period: i32) -> Option<usize> {
        self.row.get(&(unit, period)).copied()
    }

    /// Units and periods of the rows for which `condition` holds, and how many have no answer to it.
    pub fn chosen(&self, condition: Option<&Expression>) -> Result<(BTreeSet<(u64, i32)>, usize), Failure> {
        let Some(condition) = condition else { return Ok((self.row.keys().copied().collect(), 0)) };
        let holds = self.values(condition).map_err(|error| Failure::command(format!("--where: {error}")))?;
        let missing = holds.values().filter(|holds| holds.is_nan()).count();
        let held = holds.into_iter().filter(|(_, holds)| *holds != 0.0 && !holds.is_nan());
        let chosen: BTreeSet<(u64, i32)> = held.map(|(key, _)| key).collect();
        if chosen.is_empty() {
            return Err(Failure::data(format!(
                "--where \"{condition}\" leaves none of the {} rows{}",
                self.row.len(),
                self.why_none(missing)
            )));
        }
        Ok((chosen, missing))
    }

    /// What may explain that a condition holds in no row.
    fn why_none(&self, missing: usize) -> String {
        let words =
            self.notes.iter().filter(|note| note.contains("in no row")).map(|note| format!("; {note}"));
        let missing = (missing > 0).then(|| format!("; it has no value in {missing}"));
        missing.into_iter().chain(words).collect()
    }

    /// The values of an expression in the rows of the file, by unit and period.
    pub fn values(&self, expression: &Expression) -> Result<BTreeMap<(u64, i32), f64>, Failure> {
        let program =
            Program::compile(expression, &self.table).map_err(|error| Failure::command(error.to_string()))?;
        let (mut scratch, mut values) = (Scratch::new(), vec![0.0; self.table.units().len()]);
        let mut found = BTreeMap::new();
        for index in 0..self.table.periods() {
            program.evaluate(&self.table.frame(index), &mut scratch, &mut values);
            let period = self.table.first_period() + index as i32;
            for (unit, value) in values.iter().enumerate() {
                let key = (unit as u64, period);
                if self.row.contains_key(&key) {
                    found.insert(key, *value);
                }
            }
        }
        Ok(found)
    }

    /// A level of a factor as the file has it.
    pub fn label(&self, factor: &Expression, level: f64) -> String {
        let labels = factor.whole_column().and_then(|column| self.labels.get(column));
        let label = labels.and_then(|labels| labels.get(level as usize));
        label.cloned().unwrap_or_else(|| level.to_string())
    }

    /// The code of a word among the levels of a factor.
    pub fn code(&self, factor: &Expression, word: &str) -> Option<f64> {
        let labels = self.labels.get(factor.whole_column()?)?;
        labels.iter().position(|label| label == word).map(|code| code as f64)
    }

    /// Adds what one reference reads, once: numbers, the codes of words that are read as a whole, or where a word stands.
    fn add_reference(
        &mut self,
        rows: &Rows,
        reference: &Reference,
        asked: &Asked<'_>,
    ) -> Result<(), Failure> {
        let name = reference.name.as_str();
        let words = rows.missing(name);
        if !words.is_empty() {
            self.missing.insert(name.to_owned(), words);
        }
        if let Some(word) = &reference.text {
            let column = indicator_name(name, word);
            let is = rows.is_word(name, word)?;
            if is.iter().all(|is| *is != 1.0) {
                let near = rows.near_word(name, word);
                let near = near.map_or_else(String::new, |near| format!("; did you mean \"{near}\"?"));
                self.note(format!("`{name}` is \"{word}\" in no row{near}"));
            }
            return self.add_column(&column, &is);
        }
        let response = asked.formula.response.whole_column() == Some(name);
        let in_factor = asked.formula.factors().iter().any(|factor| factor.whole_column() == Some(name));
        let words = rows.kind(name)? == CellKind::Text || in_factor || (response && asked.by_class());
        if !rows.is_written(name) || !words || !asked.reads_as_levels(name) {
            return self.add_column(name, rows.predictor(name)?);
        }
        if let Some((place, text)) = rows.first_odd(name) {
            if response && asked.arguments.family != Family::Multinomial {
                // A number is wanted, or one of two classes, and all cells but some are numbers: those are what is wrong.
                return rows.numbers(name).map(|_| ());
            }
            self.note(format!("`{name}` is read as words: {place} holds `{text}`, which is no number"));
        }
        self.add_levels(rows, name)
    }

    /// Adds a column of words by their codes.
    fn add_levels(&mut self, rows: &Rows, name: &str) -> Result<(), Failure> {
        let levels = rows.levels(name)?;
        let word = |label: &&String| {
            rows.kind(name).is_ok_and(|kind| kind == CellKind::Text)
                && MISSING_WORDS.contains(&label.as_str())
        };
        if let Some(word) = levels.labels.iter().find(word) {
            self.note(format!(
                "`{name}` holds words, of which `{word}` is one like the others (among numbers it would be missing); leave a \
                 cell empty to say that it is missing"
            ));
        }
        let codes: Vec<f64> =
            levels.codes.iter().map(|code| code.map_or(f64::NAN, |code| code as f64)).collect();
        self.labels.insert(name.to_owned(), levels.labels);
        self.add_column(name, &codes)
    }

    /// Adds one column of values, one a row of the file.
    fn add_column(&mut self, name: &str, values: &[f64]) -> Result<(), Failure> {
        if self.table.column(name).is_some() {
            return Ok(());
        }
        if values.iter().all(|value| value.is_nan()) {
            self.empty.push(name.to_owned());
        }
        let units = self.table.units().len();
        let mut cells = vec![f64::NAN; units * self.table.periods()];
        for (&(unit, period), &row) in &self.row {
            cells[(period - self.table.first_period()) as usize * units + unit as usize] = values[row];
        }
        self.table.add_column(name, &cells).map_err(|error| Failure::found(error.to_string()))
    }

    fn note(&mut self, note: String) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
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
            let unit = units.get(unit).map_or("", String::as_str);
            return Err(Failure::data(format!(
                "{earlier} and {row} are both unit {unit} at time {time}; a unit has one row for each time: keep one, or name \
                 what else tells units apart (--unit A,B)"
            )));
        }
    }
    Ok(places)
}
