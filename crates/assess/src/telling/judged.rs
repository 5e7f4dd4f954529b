//! Words of the judgements that belong to no list and no figure: what changed, what was scored, and the limits.

use serde::Deserialize;
use toml::Spanned;

use super::words::Words;

/// `[summary]`: one sentence at the head of the outlook.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Summary {
    /// A recorded variable of the world.
    pub variable: Spanned<String>,
    /// Number: `then`, its value in the map's year.
    pub words: Words,
}

/// `[[element]]`: what is said of an element of the mission where no measure of the world names it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfElement {
    /// Id of an element that measures are told under.
    pub id: Spanned<String>,
    /// One sentence; "No measure of this world names it." follows.
    pub without: Words,
    /// The threat that it answers: the threat's number stands in its section.
    pub threat: Option<Spanned<String>>,
}

/// `[[warning]]`: a number of the horizon.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Warning {
    /// A recorded variable of the world.
    pub variable: Spanned<String>,
    /// What it is.
    pub title: String,
}

/// `[country.worst]`: the table of countries on the worst level.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Worst {
    /// Most rows.
    pub rows: usize,
    /// Said where there is none.
    pub none: Words,
    /// What the table is.
    pub caption: Words,
    /// Head of the column of names.
    pub state: Words,
    /// Head of the column of the amount.
    pub amount: Words,
    /// Head of the column of the first year above the lowest level.
    pub since: Words,
    /// Id of the list whose probability stands in the last column.
    pub list: Option<Spanned<String>>,
    /// Head of that column.
    pub chance: Option<Words>,
}

/// `[country.change]`: what changed from the year before the last observed one.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Change {
    /// Numbers: `now`, `then`, `amount`, `amount_then`; text: `moves`.
    pub words: Words,
    /// Said in place of moves where there was none.
    pub none: String,
    /// Names of a move that are printed.
    pub names: usize,
    /// Moves from level to level, in order of printing.
    pub moves: Vec<Move>,
    /// Headline: how many countries stand above the lowest level.
    pub states: Moved,
    /// Headline: the amount.
    pub amount: Option<Moved>,
}

/// A move from one level to another.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Move {
    /// Ids of the levels of the year before.
    pub from: Vec<Spanned<String>>,
    /// Ids of the levels of the last observed year.
    pub to: Vec<Spanned<String>>,
    /// What stands before the names.
    pub words: String,
}

/// Words for more, fewer and as many.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Moved {
    /// More than before.
    pub more: Words,
    /// Fewer.
    pub fewer: Words,
    /// As many.
    pub same: Words,
}

impl Moved {
    /// The words for `now` after `then`.
    pub fn of(&self, now: f64, then: f64) -> &Words {
        match now.total_cmp(&then) {
            std::cmp::Ordering::Greater => &self.more,
            std::cmp::Ordering::Less => &self.fewer,
            std::cmp::Ordering::Equal => &self.same,
        }
    }
}

/// `[record]`: what of the track record is told in words and figures.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Record {
    /// Targets of the opening sentence.
    pub headline: Vec<Headline>,
    /// The figure of reliability.
    pub reliability: Option<Reliability>,
    /// The figure of the first share.
    pub replay: Option<Replayed>,
}

/// A target in the opening sentence.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Headline {
    /// An event.
    pub target: Spanned<String>,
    /// "for states in conflict".
    pub words: String,
}

/// `[record.reliability]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reliability {
    /// Name in queries.
    pub id: String,
    /// Title of the figure.
    pub title: String,
}

/// `[record.replay]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Replayed {
    /// Title of the figure.
    pub title: String,
    /// One line under it.
    pub note: String,
}

/// `[sealed]`: page one, where the world ships a book of sealed forecasts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sealed {
    /// Bold lead-in.
    pub headline: String,
    /// Why one can be moderately sure.
    pub reason: String,
    /// Stands behind the sentences.
    pub closing: String,
    /// Events that are told.
    pub event: Vec<SealedEvent>,
}

/// An event of the book.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SealedEvent {
    /// Its id in the book.
    pub id: String,
    /// Numbers: `named`, `came`, `missed`.
    pub words: Words,
}

/// When a limit is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(crate) enum When {
    /// Where some effect of a measure is published and not assumed.
    #[serde(rename = "published effects")]
    PublishedEffects,
    /// Where the run has a track record.
    #[serde(rename = "track record")]
    TrackRecord,
}

/// `[[limit]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Limit {
    /// File inside the world that declares it.
    #[serde(skip)]
    pub file: String,
    /// When it is printed; always where absent.
    pub when: Option<When>,
    /// What goes wrong or is missing.
    pub problem: String,
    /// Why.
    pub cause: String,
    /// What is done about it.
    pub mitigation: String,
}
