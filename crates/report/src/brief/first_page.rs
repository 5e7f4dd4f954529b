//! The first page: what a minister reads, in words that need no statistics.

use super::{Label, Sentence};
use crate::number::Quantity;
use serde::{Deserialize, Serialize};

/// Everything on the first page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FirstPage {
    /// To when the facts are known, and what the years after that are.
    pub known: Vec<Sentence>,
    /// Heading of the topic of where things stand; none where the world says nothing of it.
    #[serde(default)]
    pub standing: Option<String>,
    /// The countries on the worst level in the last observed year.
    pub worst: Option<Worst>,
    /// Key judgements, in order of printing within their topic; one screen in all.
    pub judgements: Vec<Judgement>,
}

impl FirstPage {
    /// The judgements on a topic.
    pub fn on(&self, topic: Topic) -> impl Iterator<Item = &Judgement> {
        self.judgements.iter().filter(move |judgement| judgement.topic == topic)
    }
}

/// The questions of the first page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Where things stand in the last observed year.
    Standing,
    /// What changed in the last observed year.
    Change,
    /// What may come.
    Ahead,
    /// How good earlier warnings were.
    Record,
    /// What the alternatives buy.
    Alternatives,
    /// What is not known.
    Unknown,
}

impl Topic {
    /// All topics in the order of the page.
    pub const ALL: [Self; 6] =
        [Self::Standing, Self::Change, Self::Ahead, Self::Record, Self::Alternatives, Self::Unknown];

    /// Its name in anchors.
    pub fn id(self) -> &'static str {
        match self {
            Self::Standing => "standing",
            Self::Change => "change",
            Self::Ahead => "ahead",
            Self::Record => "warnings",
            Self::Alternatives => "alternatives",
            Self::Unknown => "unknown",
        }
    }

    /// The heading; `known` is the last observed year, `standing` the world's own for the first topic.
    pub fn title(self, known: i32, standing: Option<&str>) -> String {
        match self {
            Self::Standing => standing.unwrap_or("Where things stand").to_owned(),
            Self::Change => format!("What changed in {known}"),
            Self::Ahead => "What may come if policy stays as it is".to_owned(),
            Self::Record => "How good earlier warnings were".to_owned(),
            Self::Alternatives => "What the alternatives would buy".to_owned(),
            Self::Unknown => "What is not known".to_owned(),
        }
    }
}

/// Countries on the worst level in the last observed year, the hardest hit first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Worst {
    /// What the table is.
    pub caption: String,
    /// Said where there is no row.
    pub none: String,
    /// Heads of the columns: names, the amount, the amount of the year before, the first year, the chance that it goes on.
    pub heads: [String; 5],
    /// The hardest hit.
    pub rows: Vec<WorstRow>,
    /// Names of the others, in the same order.
    pub others: Vec<String>,
}

/// One country on the worst level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorstRow {
    /// ISO 3166-1 alpha-3 code.
    pub iso3: String,
    /// Name as printed.
    pub name: String,
    /// The amount in the year; none where the world counts none.
    pub amount: Option<Quantity>,
    /// The amount in the year before; none where that is not known.
    pub amount_before: Option<Quantity>,
    /// First year above the lowest level without one on it since.
    pub since: i32,
    /// Chance that it goes on, by the list that the world names.
    pub goes_on: Option<Quantity>,
}

/// A key judgement: what is said, and in a separate sentence how sure we are of it (gates G10, PHIA practice).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    /// The question it answers.
    pub topic: Topic,
    /// Short bold lead-in, for example "No clear change".
    pub headline: String,
    /// The judgement, with numbers.
    pub sentence: Sentence,
    /// What kind of statement it is.
    pub label: Label,
    /// Analytical confidence.
    pub confidence: Confidence,
    /// Why that confidence, one sentence.
    pub confidence_reason: String,
    /// Anchor of the section that shows the grounds, for example "outlook".
    pub link: Option<String>,
}

/// Analytical confidence, always stated apart from the probability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Little or poor evidence, or no skill shown yet.
    Low,
    /// Credible evidence, not corroborated.
    Moderate,
    /// Good evidence from several sources.
    High,
}

impl Confidence {
    /// The word as printed.
    pub fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Moderate => "moderate",
            Self::High => "high",
        }
    }
}
