//! What links between drivers and threats rest on, and what those that come from a threat do to the chances of events.

use serde::{Deserialize, Serialize};

use super::Sentence;
use crate::number::Quantity;

/// Every link, and the chances of events with and without those that come from a threat.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cascades {
    /// Links in file order.
    pub links: Vec<LinkRow>,
    /// The comparison; none where the world asks for none, or no link from a threat is on.
    pub compared: Option<Unlinked>,
}

/// A link between two elements.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LinkRow {
    /// The id by which it is switched.
    pub id: String,
    /// The influence in words.
    pub title: String,
    /// Whether the model has it.
    pub on: bool,
    /// Whether it is off in the comparison.
    pub cascade: bool,
    /// Where its size is from.
    pub source: String,
    /// Grade of that source.
    pub grade: String,
}

/// The same futures with and without the links that come from a threat.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unlinked {
    /// Number of futures compared.
    pub draws: u64,
    /// Events whose chance differs.
    pub events: Vec<UnlinkedEvent>,
    /// Events that came alike in every future compared.
    pub alike: Vec<String>,
    /// Years in which several events come together, with and without.
    pub together: Option<Sentence>,
}

/// An event with and without the links.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnlinkedEvent {
    /// Title of its threat.
    pub threat: String,
    /// The event, without full stop.
    pub title: String,
    /// By year.
    pub by: Vec<UnlinkedChance>,
}

/// How likely an event is by a year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnlinkedChance {
    /// The year.
    pub year: i32,
    /// With the links, in the futures compared.
    pub with: Quantity,
    /// Without them.
    pub without: Quantity,
    /// With less without, with the 90 % interval of so many futures.
    pub difference: Quantity,
}
