//! The file of gates: what is expected, of which computation, from which source.
//!
//! Expected values live in this file alone. A computation never sees them, so it cannot be bent towards them.

use std::collections::BTreeSet;
use std::path::Path;

use forefend_panel::nearest_key;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::error::VerifyError;

/// What an entry that misses its mark does to a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A number that a correct implementation reproduces: missing it fails the run.
    Gate,
    /// A level to clear, such as a peer's score: met or not met, and no failure.
    Bar,
}

/// The side of a level on which a bar is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Smaller is better.
    Below,
    /// Larger is better.
    Above,
}

/// What a value is held against.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Rule {
    /// A number and how far from it a value may be: the larger of `relative` times its size and `absolute`.
    Near {
        /// The number.
        expected: f64,
        /// Share of its size.
        relative: f64,
        /// In its own units.
        absolute: f64,
    },
    /// A range, ends included.
    Between {
        /// Lower and upper end.
        between: [f64; 2],
    },
    /// Shown for what it says about the others; nothing is expected of it and it decides nothing.
    Shown {
        /// Always true.
        shown: bool,
    },
    /// A level and the side of it that counts.
    Beyond {
        /// The level.
        level: f64,
        /// The side.
        direction: Direction,
    },
}

/// One value that a check must deliver.
#[derive(Debug, Clone, PartialEq)]
pub struct Expectation {
    /// Its name in the computation.
    pub name: String,
    /// What it is held against.
    pub rule: Rule,
    /// `file:line`.
    pub place: String,
}

/// One gate or bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// Id, as `G4-nb2-hks2013`.
    pub id: String,
    /// What is checked, in a line.
    pub title: String,
    /// Gate or bar.
    pub kind: Kind,
    /// Name of the computation in the [`crate::Registry`].
    pub check: String,
    /// Citation, or the word `snapshot`.
    pub source: String,
    /// Files below the data folder that it reads; with none it runs from the embedded snapshot alone.
    pub files: Vec<String>,
    /// Whose level a bar is.
    pub peer: Option<String>,
    /// A speed: measured only when asked for.
    pub speed: bool,
    /// What it must deliver, all of it.
    pub values: Vec<Expectation>,
    /// `file:line`.
    pub place: String,
}

/// A published number that nothing here computes, listed so that its absence shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Open {
    /// Id, unique among checks and open entries.
    pub id: String,
    /// What would be checked, in a line.
    pub title: String,
    /// Citation.
    pub source: String,
    /// Why it is not computed.
    pub why: String,
}

/// A file of gates, read and checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Gates {
    /// How messages name the file.
    pub file: String,
    /// Its entries in order.
    pub checks: Vec<Check>,
    /// What is not computed, in order.
    pub open: Vec<Open>,
}

impl Gates {
    /// The file embedded in the program.
    ///
    /// # Errors
    /// As [`Gates::parse`].
    ///
    /// # Examples
    /// ```
    /// let gates = forefend_verify::Gates::embedded()?;
    /// let auc = gates.checks.iter().find(|check| check.id == "G3-hegre-2013").expect("declared");
    /// assert!(!auc.files.is_empty(), "it reads source figures");
    /// # Ok::<(), forefend_verify::VerifyError>(())
    /// ```
    pub fn embedded() -> Result<Self, VerifyError> {
        Self::parse("gates.toml", include_str!("../gates.toml"))
    }

    /// Reads a file of gates.
    ///
    /// # Errors
    /// [`VerifyError::Unreadable`], and as [`Gates::parse`].
    pub fn read(path: &Path) -> Result<Self, VerifyError> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| VerifyError::Unreadable { path: path.to_owned(), reason: error.to_string() })?;
        Self::parse(&path.display().to_string(), &text)
    }

    /// From the text of a file that messages call `file`.
    ///
    /// # Errors
    /// [`VerifyError::Syntax`] or [`VerifyError::Declaration`], with the line.
    pub fn parse(file: &str, text: &str) -> Result<Self, VerifyError> {
        let reader = Reader { file, text };
        let found: File = toml::from_str(text).map_err(|error| VerifyError::Syntax {
            place: reader.place(error.span().map_or(0, |span| span.start)),
            message: nearest_key(error.message()),
        })?;
        let mut ids = BTreeSet::new();
        let mut checks = Vec::new();
        for entry in found.check {
            let place = reader.place(entry.span().start);
            let check = reader.check(entry.into_inner(), place)?;
            if !ids.insert(check.id.clone()) {
                return reader.wrong(&check.place, format!("the id `{}` is used twice", check.id));
            }
            checks.push(check);
        }
        let mut open = Vec::new();
        for entry in found.open {
            let place = reader.place(entry.span().start);
            let entry = entry.into_inner();
            if !ids.insert(entry.id.clone()) {
                return reader.wrong(&place, format!("the id `{}` is used twice", entry.id));
            }
            if entry.why.trim().is_empty() {
                return reader
                    .wrong(&place, format!("`{}` does not say why it is open; fill `why`", entry.id));
            }
            open.push(entry);
        }
        if checks.is_empty() && open.is_empty() {
            let message =
                "nothing is declared; add a [[check]], as crates/verify/gates.toml has them".to_owned();
            return reader.wrong(&reader.place(0), message);
        }
        Ok(Self { file: file.to_owned(), checks, open })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    check: Vec<Spanned<Entry>>,
    #[serde(default)]
    open: Vec<Spanned<Open>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    title: String,
    kind: Kind,
    check: String,
    source: String,
    #[serde(default)]
    files: Vec<String>,
    peer: Option<String>,
    #[serde(default)]
    speed: bool,
    relative: Option<f64>,
    absolute: Option<f64>,
    values: Vec<Spanned<Value>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Value {
    name: String,
    expected: Option<f64>,
    relative: Option<f64>,
    absolute: Option<f64>,
    between: Option<[f64; 2]>,
    #[serde(default)]
    shown: bool,
    level: Option<f64>,
    direction: Option<Direction>,
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
}

impl Reader<'_> {
    /// `file:line` of a byte offset.
    fn place(&self, offset: usize) -> String {
        let before = self.text.as_bytes().iter().take(offset);
        format!("{}:{}", self.file, before.filter(|byte| **byte == b'\n').count() + 1)
    }

    fn wrong<T>(&self, place: &str, message: String) -> Result<T, VerifyError> {
        Err(VerifyError::Declaration { place: place.to_owned(), message })
    }

    fn check(&self, entry: Entry, place: String) -> Result<Check, VerifyError> {
        let outside = |path: &&String| path.starts_with('/') || path.split('/').any(|part| part == "..");
        if let Some(path) = entry.files.iter().find(outside) {
            return self
                .wrong(&place, format!("`{path}` does not lie below the data folder; name it from there"));
        }
        if entry.kind == Kind::Bar && entry.peer.is_none() {
            return self.wrong(&place, format!("the bar `{}` names no peer; add `peer = \"...\"`", entry.id));
        }
        if entry.values.is_empty() {
            return self.wrong(&place, format!("`{}` expects nothing; give at least one value", entry.id));
        }
        let usual = (entry.relative, entry.absolute);
        let mut names = BTreeSet::new();
        let mut values = Vec::new();
        for value in entry.values {
            let place = self.place(value.span().start);
            let value = value.into_inner();
            if !names.insert(value.name.clone()) {
                return self.wrong(&place, format!("`{}` is expected twice", value.name));
            }
            let rule = self.rule(&value, entry.kind, usual, &place)?;
            values.push(Expectation { name: value.name, rule, place });
        }
        let Entry { id, title, kind, check, source, files, peer, speed, .. } = entry;
        Ok(Check { id, title, kind, check, source, files, peer, speed, values, place })
    }

    fn rule(
        &self,
        value: &Value,
        kind: Kind,
        usual: (Option<f64>, Option<f64>),
        place: &str,
    ) -> Result<Rule, VerifyError> {
        let name = &value.name;
        let own = value.relative.is_some() || value.absolute.is_some();
        let rule = match (value.expected, value.between, value.level, value.direction) {
            (None, None, None, None) if !own && value.shown => Rule::Shown { shown: true },
            _ if value.shown => {
                return self
                    .wrong(place, format!("`{name}` is only shown: expect nothing of it, or drop shown"));
            }
            (Some(expected), None, None, None) if kind == Kind::Gate => {
                let (relative, absolute) = if own { (value.relative, value.absolute) } else { usual };
                if relative.is_none() && absolute.is_none() {
                    return self
                        .wrong(place, format!("`{name}` has no tolerance; state relative or absolute"));
                }
                Rule::Near { expected, relative: relative.unwrap_or(0.0), absolute: absolute.unwrap_or(0.0) }
            }
            (None, Some(between), None, None) if !own && between[0] <= between[1] => {
                Rule::Between { between }
            }
            (None, None, Some(level), Some(direction)) if !own => Rule::Beyond { level, direction },
            _ => {
                return self.wrong(
                    place,
                    format!(
                        "`{name}` needs one of: expected with relative or absolute (gates only), \
                         between = [low, high], level with direction (below or above), shown = true"
                    ),
                );
            }
        };
        let numbers = match rule {
            Rule::Near { expected, relative, absolute } => [expected, relative, absolute],
            Rule::Between { between: [low, high] } => [low, high, 0.0],
            Rule::Beyond { level, .. } => [level, 0.0, 0.0],
            Rule::Shown { .. } => [0.0; 3],
        };
        if numbers.iter().any(|number| !number.is_finite()) {
            return self.wrong(place, format!("`{name}` has a number that is not finite"));
        }
        Ok(rule)
    }
}
