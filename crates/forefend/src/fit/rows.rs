//! The rows of a user's file: columns as numbers or as levels, by the names that a formula and options use.

use std::path::Path;

use forefend_panel::{CellKind, OwnTable, nearest};

use crate::failure::Failure;

/// A user's file with the columns that were asked for.
pub struct Rows {
    table: OwnTable,
}

/// A column of categories: for each row its place among the labels, none where missing.
pub struct Levels {
    /// Place of each row's label.
    pub codes: Vec<Option<usize>>,
    /// Labels in ascending order, numbers by size.
    pub labels: Vec<String>,
}

impl Rows {
    /// Opens a CSV file with a header, also one packed by gzip, or a Parquet file. No column is read yet.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        Ok(Self { table: OwnTable::open(path)? })
    }

    /// Reads the columns that `names` mean.
    pub fn load(&mut self, names: &[String]) -> Result<(), Failure> {
        let own: Vec<String> = names.iter().map(|name| self.own_name(name)).collect::<Result<_, _>>()?;
        let own: Vec<&str> = own.iter().map(String::as_str).collect();
        Ok(self.table.load(&own)?)
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether there is a column of this name.
    pub fn has(&self, name: &str) -> bool {
        self.own_name(name).is_ok()
    }

    /// "FILE:LINE" of a CSV file; "FILE, row N" of a Parquet file, which has no lines.
    pub fn place(&self, row: usize) -> String {
        self.table.place(row)
    }

    /// The columns that an option names: one, or several with commas between them, whose combinations count.
    pub fn parts<'a>(&self, name: &'a str) -> Vec<&'a str> {
        if self.has(name) { vec![name] } else { name.split(',').map(str::trim).collect() }
    }

    /// The file's own name of a column: the name itself, or the one column that is called so where every character but
    /// letters, digits, `_` and `.` is written `_`.
    fn own_name(&self, name: &str) -> Result<String, Failure> {
        let names = self.table.names();
        if names.iter().any(|known| known == name) {
            return Ok(name.to_owned());
        }
        let meant: Vec<&String> =
            names.iter().filter(|own| substitute(own) == name && !own.is_empty()).collect();
        match meant.as_slice() {
            [one] => Ok((*one).clone()),
            [] => Err(self.no_column(name)),
            several => {
                let several: Vec<String> = several.iter().map(|own| format!("`{own}`")).collect();
                Err(Failure::data(format!(
                    "{}: `{name}` may stand for several columns ({}); name one of them between backquotes",
                    self.table.file(),
                    several.join(", ")
                )))
            }
        }
    }

    fn no_column(&self, name: &str) -> Failure {
        let names = self.table.names();
        let near = nearest(name, names.iter().map(String::as_str).filter(|name| !name.is_empty()));
        let meant = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        let odd = names.iter().any(|own| substitute(own) != *own);
        let odd = if odd { "; a column with other characters is named between backquotes" } else { "" };
        let shown = self.table.shown_names();
        Failure::data(format!("{}: no column `{name}`{meant} (columns: {shown}{odd})", self.table.file()))
    }

    /// A column as numbers, NaN where missing; an error naming the row for a cell that is none.
    pub fn numbers(&self, name: &str) -> Result<&[f64], Failure> {
        Ok(self.table.numbers(&self.own_name(name)?)?)
    }

    /// A column as numbers for a formula or condition: true and false count as 1 and 0, words say what to write instead, and
    /// codes that are one number are refused.
    pub fn predictor(&self, name: &str) -> Result<&[f64], Failure> {
        let own = self.own_name(name)?;
        if self.table.kind(&own)? == CellKind::Text && self.table.first_odd(&own).is_none() {
            let first = (0..self.len()).find_map(|row| Some((row, self.table.text(&own, row)?)));
            let (row, text) = first.unwrap_or_default();
            return Err(Failure::data(format!(
                "{}: `{name}` holds text (`{text}`): write factor({name}) for a dummy of each value, {name} == \"{text}\" for \
                 one of them, or give it as numbers",
                self.place(row)
            )));
        }
        if self.table.kind(&own)? == CellKind::Numbers && self.table.is_written(&own) {
            self.one_text_a_number(&own)?;
        }
        Ok(self.table.numbers(&own)?)
    }

    /// Refuses two spellings that are one number, such as `01` and `1`, where a column is read as numbers.
    fn one_text_a_number(&self, own: &str) -> Result<(), Failure> {
        let numbers = self.table.numbers(own)?;
        let mut rows: Vec<usize> = (0..self.len()).filter(|&row| !numbers[row].is_nan()).collect();
        let text = |row: usize| self.table.text(own, row).unwrap_or_default();
        rows.sort_by(|&a, &b| numbers[a].total_cmp(&numbers[b]).then_with(|| text(a).cmp(&text(b))));
        let is_code = |row: usize| text(row).bytes().all(|byte| byte.is_ascii_digit());
        let differ = |pair: &&[usize]| {
            let &[a, b] = *pair else { return false };
            numbers[a] == numbers[b] && text(a) != text(b) && is_code(a) && is_code(b)
        };
        let Some(&[a, b]) = rows.windows(2).find(differ) else { return Ok(()) };
        Err(Failure::data(format!(
            "{} and {}: `{own}` holds codes (`{}`, `{}`) that are one number; use it as words: factor({own}), or {own} == \"{}\"",
            self.place(a),
            self.place(b),
            text(a),
            text(b),
            text(a)
        )))
    }

    /// Where a column of words holds `word`: 1, 0, or NaN where it is missing.
    pub fn is_word(&self, name: &str, word: &str) -> Result<Vec<f64>, Failure> {
        let own = self.own_name(name)?;
        if !self.table.is_written(&own) {
            return Err(Failure::command(format!(
                "`{name}` holds numbers, and \"{word}\" is a word: compare it with a number, without quotation marks"
            )));
        }
        // Flags are kept as true and false, however the file writes them.
        let flags = self.table.kind(&own)? == CellKind::Flags;
        let word = if flags { word.to_ascii_lowercase() } else { word.to_owned() };
        let is = |row: usize| {
            self.table.text(&own, row).map_or(f64::NAN, |text| f64::from(u8::from(text == word)))
        };
        Ok((0..self.len()).map(is).collect())
    }

    /// The words nearest to one that a column of words does not hold.
    pub fn near_word(&self, name: &str, word: &str) -> Option<String> {
        let labels = self.levels(name).ok()?.labels;
        nearest(word, labels.iter().map(String::as_str)).map(str::to_owned)
    }

    /// What the cells of a column are.
    pub fn kind(&self, name: &str) -> Result<CellKind, Failure> {
        Ok(self.table.kind(&self.own_name(name)?)?)
    }

    /// Whether the cells of a column are told apart as they are written.
    pub fn is_written(&self, name: &str) -> bool {
        self.own_name(name).is_ok_and(|own| self.table.is_written(&own))
    }

    /// Place and text of the first cell that is no number in a column of which most cells are.
    pub fn first_odd(&self, name: &str) -> Option<(String, String)> {
        let own = self.own_name(name).ok()?;
        let row = self.table.first_odd(&own)?;
        Some((self.place(row), self.table.text(&own, row)?))
    }

    /// Words for "missing" in a column, and how many cells say each.
    pub fn missing(&self, name: &str) -> std::collections::BTreeMap<String, usize> {
        self.own_name(name).map(|own| self.table.missing(&own)).unwrap_or_default()
    }

    /// The cell as written; none where missing.
    pub fn text(&self, name: &str, row: usize) -> Option<String> {
        self.table.text(&self.own_name(name).ok()?, row)
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
        let own = self.own_name(name)?;
        if !self.table.is_written(&own) {
            let numbers = self.table.numbers(&own)?;
            // Adding zero turns -0 into 0, which are one level.
            let mut sorted: Vec<f64> = numbers.iter().filter(|n| !n.is_nan()).map(|n| n + 0.0).collect();
            sorted.sort_by(f64::total_cmp);
            sorted.dedup();
            let code = |n: &f64| (!n.is_nan()).then(|| sorted.partition_point(|known| known < n));
            let codes = numbers.iter().map(code).collect();
            return Ok(Levels { codes, labels: sorted.iter().map(f64::to_string).collect() });
        }
        let texts: Vec<Option<String>> = (0..self.len()).map(|row| self.table.text(&own, row)).collect();
        let mut sorted: Vec<&String> = texts.iter().flatten().collect();
        // Codes by size, words by letter.
        let size = |text: &str| text.parse::<f64>().unwrap_or(f64::NAN);
        let order = |a: &str, b: &str| size(a).total_cmp(&size(b)).then_with(|| a.cmp(b));
        sorted.sort_unstable_by(|a, b| order(a, b));
        sorted.dedup();
        let code = |text: &String| sorted.partition_point(|known| order(known, text).is_lt());
        let codes = texts.iter().map(|text| text.as_ref().map(code)).collect();
        Ok(Levels { codes, labels: sorted.into_iter().cloned().collect() })
    }

    /// A column as categories of which none may be missing.
    pub fn complete_levels(&self, name: &str, what: &str) -> Result<(Vec<usize>, Vec<String>), Failure> {
        let Levels { codes, labels } = self.levels(name)?;
        let code = |(row, code): (usize, &Option<usize>)| {
            code.ok_or_else(|| {
                Failure::data(format!(
                    "{}: `{name}`, the {what}, is missing; fill the cell or take the row out of the file",
                    self.place(row)
                ))
            })
        };
        Ok((codes.iter().enumerate().map(code).collect::<Result<_, _>>()?, labels))
    }
}

/// A column's name with `_` for every character that no name in a formula has outside backquotes.
fn substitute(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '_' || c == '.' { c } else { '_' };
    name.chars().map(plain).collect()
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
