//! The rows of a user's file: columns as numbers or as levels, and each row's unit and time.

use std::collections::BTreeMap;
use std::path::Path;

use forefend_panel::{PanelError, Table, nearest};

use crate::failure::Failure;
use crate::fit::csv_text::{checked, lines, not_parquet, unpacked};

/// A file read as it is.
pub struct Rows {
    table: Table,
    /// The line on which each row begins; none for Parquet.
    lines: Vec<usize>,
    /// What a formula calls a column, and the column's own name: other characters than letters, digits, `_` and `.` are
    /// written `_`.
    names: BTreeMap<String, String>,
}

/// A column of categories: for each row its place among the labels, none where missing.
pub struct Levels {
    /// Place of each row's label.
    pub codes: Vec<Option<usize>>,
    /// Labels in ascending order, numbers by size.
    pub labels: Vec<String>,
}

impl Rows {
    /// Reads a CSV file with a header, also one packed by gzip, or a Parquet file, told apart by the first bytes.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let shown = path.display().to_string();
        let bytes = std::fs::read(path).map_err(|error| {
            Failure::files(format!(
                "{shown}: {error}; --data takes a CSV file with a header or a Parquet file"
            ))
        })?;
        let bytes = if bytes.starts_with(&[0x1f, 0x8b]) { unpacked(&shown, &bytes)? } else { bytes };
        let (table, lines) = if bytes.starts_with(b"PAR1") {
            let read = Table::from_parquet(&shown, bytes.into());
            (read.map_err(|error| not_parquet(&shown, error))?, Vec::new())
        } else {
            let bytes = checked(&shown, bytes)?;
            (Table::from_csv(&shown, bytes.as_slice(), &[])?, lines(&bytes))
        };
        let mut names = BTreeMap::new();
        for name in table.names() {
            names.entry(name.chars().map(plain).collect()).or_insert_with(|| name.clone());
        }
        // A column whose own name needs no change goes first.
        names.extend(table.names().iter().map(|name| (name.clone(), name.clone())));
        Ok(Self { table, lines, names })
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether there is a column of this name.
    pub fn has(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    /// "FILE:LINE" of a CSV file; "FILE, row N" of a Parquet file, which has no lines.
    pub fn place(&self, row: usize) -> String {
        match self.lines.get(row) {
            Some(line) => format!("{}:{line}", self.table.file()),
            None => self.table.place(row),
        }
    }

    /// An error where a column that an option names does not exist.
    pub fn check(&self, name: &str, option: &str) -> Result<(), Failure> {
        let unknown = |error| Failure::data(format!("--{option}: {error}"));
        self.parts(name).into_iter().try_for_each(|part| self.column(part).map(|_| ()).map_err(unknown))
    }

    /// The columns that an option names: one, or several with commas between them, whose combinations count.
    fn parts<'a>(&self, name: &'a str) -> Vec<&'a str> {
        if self.has(name) { vec![name] } else { name.split(',').map(str::trim).collect() }
    }

    /// The file's own name of a column.
    fn column(&self, name: &str) -> Result<&str, Failure> {
        self.names.get(name).map(String::as_str).ok_or_else(|| {
            let known = || self.names.keys().map(String::as_str);
            let meant =
                nearest(name, known()).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            let own: Vec<&str> = self.table.names().iter().map(String::as_str).collect();
            let mut found = own[..own.len().min(12)].to_vec();
            if own.len() > found.len() {
                found.push("...");
            }
            let odd = self.names.iter().any(|(name, own)| name != own);
            let odd = if odd { "; a column with other characters is named between backquotes" } else { "" };
            Failure::data(format!(
                "{}: no column `{name}`{meant} (columns: {}{odd})",
                self.table.file(),
                found.join(", ")
            ))
        })
    }

    /// A column as numbers, NaN where missing; an error naming the row for a cell that is none.
    pub fn numbers(&self, name: &str) -> Result<Vec<f64>, Failure> {
        let column = self.column(name)?;
        self.table.numbers(column).map_err(|error| match error {
            PanelError::BadCell { row, column, text, expected, .. } => Failure::data(format!(
                "{}, column `{column}`: `{text}` is not {expected}; correct the cell or leave it empty",
                self.place(row - 1)
            )),
            other => other.into(),
        })
    }

    /// A column that stands for itself in a formula: numbers, or true and false as 1 and 0.
    pub fn predictor(&self, name: &str) -> Result<Vec<f64>, Failure> {
        let column = self.column(name)?;
        let numbers = self.numbers(name);
        let (Err(_), Ok(texts)) = (&numbers, self.table.texts(column)) else { return numbers };
        if let Some(values) = texts.iter().map(|text| text.map_or(Some(f64::NAN), truth)).collect() {
            return Ok(values);
        }
        let number = |text: &&str| text.parse::<f64>().is_ok();
        let Some(first) = texts.iter().position(|text| text.is_some_and(|text| !number(&text))) else {
            return numbers;
        };
        if texts.iter().flatten().any(number) {
            return numbers;
        }
        Err(Failure::data(format!(
            "{}: `{name}` holds text (`{}`): write factor({name}) for a dummy of each value, or give it as numbers",
            self.place(first),
            texts[first].unwrap_or_default()
        )))
    }

    /// Whether a column holds something that is not a number.
    pub fn is_text(&self, name: &str) -> Result<bool, Failure> {
        let column = self.column(name)?;
        Ok(self.table.numbers(column).is_err())
    }

    /// A column as categories, or the combinations of several (`ccode1,ccode2`).
    pub fn levels(&self, name: &str) -> Result<Levels, Failure> {
        let parts = self.parts(name);
        if parts.len() > 1 {
            let parts = parts.into_iter().map(|part| self.levels_of_one(part));
            return Ok(combinations(&parts.collect::<Result<Vec<_>, _>>()?, self.len()));
        }
        self.levels_of_one(name)
    }

    fn levels_of_one(&self, name: &str) -> Result<Levels, Failure> {
        let column = self.column(name)?;
        if let Ok(numbers) = self.table.numbers(column) {
            // Adding zero turns -0 into 0, which are one level.
            let mut sorted: Vec<f64> = numbers.iter().filter(|n| !n.is_nan()).map(|n| n + 0.0).collect();
            sorted.sort_by(f64::total_cmp);
            sorted.dedup();
            let code = |n: &f64| (!n.is_nan()).then(|| sorted.partition_point(|known| known < n));
            let codes = numbers.iter().map(code).collect();
            return Ok(Levels { codes, labels: sorted.iter().map(f64::to_string).collect() });
        }
        let texts = self.table.texts(column)?;
        let mut sorted: Vec<&str> = texts.iter().flatten().copied().collect();
        sorted.sort_unstable();
        sorted.dedup();
        let code = |text: &Option<&str>| text.map(|text| sorted.partition_point(|known| *known < text));
        let codes = texts.iter().map(code).collect();
        Ok(Levels { codes, labels: sorted.iter().map(|label| (*label).to_owned()).collect() })
    }

    /// A column as categories of which none may be missing.
    pub fn complete_levels(&self, name: &str, what: &str) -> Result<(Vec<usize>, Vec<String>), Failure> {
        let Levels { codes, labels } = self.levels(name)?;
        let code = |(row, code): (usize, &Option<usize>)| {
            code.ok_or_else(|| {
                Failure::data(format!("{}: `{name}`, the {what}, is missing", self.place(row)))
            })
        };
        Ok((codes.iter().enumerate().map(code).collect::<Result<_, _>>()?, labels))
    }

    /// A column as whole numbers of which none may be missing.
    pub fn times(&self, name: &str) -> Result<Vec<i32>, Failure> {
        let whole = |(row, time): (usize, f64)| {
            let fits = time.fract() == 0.0 && time.abs() < 2e9;
            fits.then_some(time as i32).ok_or_else(|| {
                let place = self.place(row);
                Failure::data(format!("{place}: `{name}`, the time, must be a whole number, found {time}"))
            })
        };
        self.numbers(name)?.into_iter().enumerate().map(whole).collect()
    }
}

/// What stands for a character of a column's name in a formula.
fn plain(c: char) -> char {
    if c.is_ascii_alphanumeric() || c == '_' || c == '.' { c } else { '_' }
}

/// A formula in which names stand between backquotes, as R has it: `` `Start Year` `` is `Start_Year`. Blanks take the place of
/// the quotes, so that errors count the same columns; a quote without its pair stays, and the parser refuses it.
pub fn without_quotes(formula: &str) -> String {
    let mut parts: Vec<String> = formula.split('`').map(str::to_owned).collect();
    if parts.len().is_multiple_of(2) {
        return formula.to_owned();
    }
    parts.iter_mut().skip(1).step_by(2).for_each(|name| *name = name.chars().map(plain).collect());
    parts.join(" ")
}

/// Combinations that occur, in the order of their parts; none where a part is missing.
fn combinations(parts: &[Levels], rows: usize) -> Levels {
    let of_row: Vec<Option<Vec<usize>>> =
        (0..rows).map(|row| parts.iter().map(|part| part.codes[row]).collect()).collect();
    let mut sorted: Vec<&Vec<usize>> = of_row.iter().flatten().collect();
    sorted.sort_unstable();
    sorted.dedup();
    let label = |codes: &&Vec<usize>| -> String {
        let words: Vec<&str> =
            parts.iter().zip(*codes).map(|(part, code)| part.labels[*code].as_str()).collect();
        words.join(", ")
    };
    let labels = sorted.iter().map(label).collect();
    let code =
        |key: &Option<Vec<usize>>| key.as_ref().map(|key| sorted.partition_point(|known| *known < key));
    Levels { codes: of_row.iter().map(code).collect(), labels }
}

/// 1 for true, 0 for false, as R, pandas and Stata write them.
fn truth(text: &str) -> Option<f64> {
    match text {
        "true" | "True" | "TRUE" => Some(1.0),
        "false" | "False" | "FALSE" => Some(0.0),
        _ => None,
    }
}
