//! What the page of a replay is made from: sentences, figures and tables in the order of the page.

use super::{Band, Point, Replay};
use crate::number::Unit;
use serde::{Deserialize, Serialize};

/// A page about one look from the past.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Replayed {
    /// Title, for example "What forefend would have said in June 2008".
    pub title: String,
    /// What kind of statement all of it is ("pseudo-replay on revised data"); printed beside the title.
    pub label: String,
    /// What a reader must know before the first number.
    pub warning: String,
    /// Facts about the run: name and value.
    pub facts: Vec<(String, String)>,
    /// What would have been said, and what came.
    pub said: Vec<Said>,
    /// The world share from the look asked for.
    pub fan: Option<ReplayedFan>,
    /// The world share from all looks.
    pub looks: Option<Replay>,
    /// Scores by years ahead, one figure a score and group.
    pub courses: Vec<Course>,
    /// Tables by section.
    pub sections: Vec<ReplayedSection>,
}

/// One judgement of then and its answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// What the outlook would have said.
    pub then: String,
    /// What came.
    pub came: String,
}

/// A heading with its tables.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReplayedSection {
    /// Anchor on the page.
    pub id: String,
    /// Heading.
    pub title: String,
    /// A paragraph under the heading; may be empty.
    pub text: String,
    /// Tables.
    pub tables: Vec<PlainTable>,
}

/// A table of texts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PlainTable {
    /// Caption.
    pub caption: String,
    /// Heads of the columns.
    pub head: Vec<String>,
    /// How many of the first columns hold words and stand left.
    pub words: usize,
    /// Rows, each as long as the head.
    pub rows: Vec<Vec<String>>,
    /// A note under the table; may be empty.
    pub note: String,
    /// Columns of long texts, which a terminal leaves out.
    #[serde(default)]
    pub long: Vec<usize>,
    /// Whether a terminal leaves the whole table out.
    #[serde(default)]
    pub page_only: bool,
}

impl PlainTable {
    /// Whether a column holds numbers, which stand right: neither one of the first, in words, nor one of long texts.
    pub fn is_number(&self, column: &usize) -> bool {
        *column >= self.words && !self.long.contains(column)
    }
}

/// The world share from one look, what came, and the published decline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReplayedFan {
    /// Title as printed.
    pub title: String,
    /// Unit of all values.
    pub unit: Unit,
    /// As published at the look.
    pub past: Vec<Point>,
    /// Quantiles of what was said.
    pub bands: Vec<Band>,
    /// What came.
    pub came: Vec<Point>,
    /// The published decline.
    pub decline: Vec<Point>,
    /// One line under the figure.
    pub note: String,
}

/// A score by years ahead: the model and its rivals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Course {
    /// Title as printed.
    pub title: String,
    /// The model: years ahead and score.
    pub model: Vec<Point>,
    /// 90 % interval of the model's score, years ahead, low and high.
    pub band: Vec<(i32, f64, f64)>,
    /// Rivals by name; at most three have a line of their own.
    pub rivals: Vec<(String, Vec<Point>)>,
}
