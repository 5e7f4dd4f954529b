//! Alternatives against the reference, evidence behind them, and principles.

use super::{Decision, Sentence};
use crate::number::{Quantity, Unit, nan, null_is_nan};
use serde::{Deserialize, Serialize};

/// Paired comparison of portfolios on the same luck.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Appraisal {
    /// Opening sentences under the chapter title.
    pub summary: Vec<Sentence>,
    /// First and last year summed over, for example (2027, 2040).
    pub years: (i32, i32),
    /// The portfolio all others are compared with.
    pub reference: Portfolio,
    /// The others, in order of printing.
    pub alternatives: Vec<Portfolio>,
    /// What is compared.
    pub outcomes: Vec<Outcome>,
    /// Deep-uncertainty settings; each is shown on its own, never averaged.
    pub settings: Vec<Setting>,
    /// One row an alternative x outcome x setting.
    pub differences: Vec<Difference>,
    /// Alternatives at equal cost against each other; none where there are not two.
    #[serde(default)]
    pub at_equal_cost: Option<AtEqualCost>,
    /// Effect sizes and costs the portfolios rest on.
    pub evidence: Vec<EvidenceRow>,
    /// Published results shown beside ours and never calibrated to.
    pub comparisons: Vec<ComparisonRow>,
    /// How far the choice depends on what nobody knows and on what is valued.
    #[serde(default)]
    pub decision: Decision,
}

impl Appraisal {
    /// The difference of one alternative in one outcome under one setting.
    pub fn find(&self, alternative: &Portfolio, outcome: &Outcome, setting: &Setting) -> Option<&Difference> {
        let is = |d: &&Difference| {
            d.alternative == alternative.id && d.outcome == outcome.id && d.setting == setting.id
        };
        self.differences.iter().find(is)
    }
}

/// A set of measures.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Portfolio {
    /// Stable id.
    pub id: String,
    /// Name as printed.
    pub name: String,
    /// What it does, one or two sentences.
    pub description: String,
    /// Cost over the years appraised, if priced.
    pub cost: Option<Quantity>,
}

/// What is compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Stable id: `conflict_years`, `deaths`, `cost`.
    pub id: String,
    /// Title as printed.
    pub title: String,
    /// Unit of the differences.
    pub unit: Unit,
    /// Which direction is better.
    pub better: Better,
}

/// Which direction of an outcome is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// Less, as of deaths and cost.
    Less,
    /// More.
    More,
    /// Neither: a difference is told and not judged.
    Neither,
}

impl Outcome {
    /// Title with unit for table heads: "Cost, US$"; a unit that the title says already is not said twice.
    pub fn head(&self) -> String {
        let unit = self.unit.name();
        if unit.is_empty() || self.title.to_lowercase().contains(&unit.to_lowercase()) {
            self.title.clone()
        } else {
            format!("{}, {unit}", self.title)
        }
    }
}

/// One setting of the deep uncertainties.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Setting {
    /// Stable id.
    pub id: String,
    /// Title as printed, for example "causal discount 0.5, assumptions off".
    pub title: String,
    /// Whether effects without evidence are switched on.
    pub assumptions_on: bool,
}

/// Alternative minus reference, over draws with the same luck.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// Id of the alternative.
    pub alternative: String,
    /// Id of the outcome.
    pub outcome: String,
    /// Id of the setting.
    pub setting: String,
    /// Mean difference.
    #[serde(deserialize_with = "null_is_nan")]
    pub mean: f64,
    /// 5th percentile over draws.
    #[serde(deserialize_with = "null_is_nan")]
    pub p05: f64,
    /// 25th percentile.
    #[serde(deserialize_with = "null_is_nan")]
    pub p25: f64,
    /// Median.
    #[serde(deserialize_with = "null_is_nan")]
    pub p50: f64,
    /// 75th percentile.
    #[serde(deserialize_with = "null_is_nan")]
    pub p75: f64,
    /// 95th percentile.
    #[serde(deserialize_with = "null_is_nan")]
    pub p95: f64,
    /// Share of draws in which the alternative is strictly better; `NaN` where neither direction is.
    #[serde(deserialize_with = "null_is_nan")]
    pub probability_better: f64,
    /// Share of draws in which it is strictly worse; `NaN` likewise, and in a run made before that was kept.
    #[serde(default = "nan", deserialize_with = "null_is_nan")]
    pub probability_worse: f64,
    /// What the difference rests on.
    pub grounds: Grounds,
    /// Admiralty grade of source and information, "A1" to "F6"; assumptions are F6.
    pub grade: String,
    /// Query prefix; statistics are `/mean`, `/p05` ... `/p95`, `/better`, `/worse`.
    pub query: String,
}

/// Alternatives that may cost no more than the reference, each against each in one outcome under one setting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AtEqualCost {
    /// The outcome, as printed.
    pub outcome: String,
    /// The setting, as printed.
    pub setting: String,
    /// Ids of the alternatives, in order of printing.
    pub alternatives: Vec<String>,
    /// Id of the first, id of the second, and the first minus the second: every ordered pair.
    pub pairs: Vec<(String, String, Quantity)>,
}

/// What a number rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grounds {
    /// Measured or published, in the evidence table.
    Evidence,
    /// No row in the evidence table: graded F6, coloured, never called evidence.
    Assumption,
    /// Published, shown beside our result, never used.
    ComparisonOnly,
}

/// One effect size or cost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EvidenceRow {
    /// Stable id, as in the world's evidence files.
    pub id: String,
    /// Question on which sources disagree; rows of one question stand together under it. Empty for all others.
    #[serde(default)]
    pub topic: String,
    /// The measure.
    pub measure: String,
    /// What it acts on and how it is expressed, for example "battle deaths, rate ratio per 1,000 troops".
    pub quantity: String,
    /// Value as published, with its unit, for example "0.588".
    pub value: String,
    /// Interval as published, for example "0.495 to 0.700 (95%)"; empty where none is printed.
    pub interval: String,
    /// Who says so.
    pub source: String,
    /// How it is known: "measured", "read (abstract)", "assumption" ...
    pub how_known: String,
    /// Admiralty grade.
    pub grade: String,
    /// Evidence, assumption or comparison only.
    pub grounds: Grounds,
    /// What to note.
    pub note: String,
}

impl EvidenceRow {
    /// True where the row at `place` is the first of its question.
    pub fn opens_topic(&self, rows: &[Self], place: &usize) -> bool {
        let before = place.checked_sub(1).and_then(|before| rows.get(before));
        !self.topic.is_empty() && before.is_none_or(|before| before.topic != self.topic)
    }
}

/// A published result beside ours.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComparisonRow {
    /// The claim, in words.
    pub claim: String,
    /// The published value, as printed there.
    pub published: String,
    /// Source.
    pub source: String,
    /// Our nearest figure; `None` prints "no counterpart in this run".
    pub ours: Option<Quantity>,
    /// Why the two may differ and why ours is not calibrated to it.
    pub note: String,
}

/// One principle and how each portfolio stands by it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Principle {
    /// Stable id.
    pub id: String,
    /// Name as printed.
    pub name: String,
    /// What it says.
    pub sentence: String,
    /// How it is measured.
    pub measure: String,
    /// One value a portfolio, the reference first.
    pub values: Vec<PrincipleValue>,
}

/// One portfolio under one principle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PrincipleValue {
    /// Id of the portfolio (the reference or an alternative).
    pub portfolio: String,
    /// The value; `None` prints "no data".
    pub value: Option<Quantity>,
    /// How it stands.
    pub verdict: PrincipleVerdict,
    /// Where it fails, and when; empty where it does not.
    #[serde(default)]
    pub place: String,
    /// The reason in a few words.
    pub reason: String,
}

/// How a portfolio stands by a principle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrincipleVerdict {
    /// Better than the reference with the interval clear of zero, or a threshold met.
    Meets,
    /// Worse, or a threshold broken.
    Fails,
    /// The interval does not settle it.
    Unclear,
    /// It cannot be said; the reason says why.
    NotMeasurable,
    /// It is the reference itself, or the principle does not apply.
    NotApplicable,
}

impl PrincipleVerdict {
    /// The verdict as printed.
    pub fn text(self) -> &'static str {
        match self {
            Self::Meets => "meets",
            Self::Fails => "fails",
            Self::Unclear => "unclear",
            Self::NotMeasurable => "not measurable",
            Self::NotApplicable => "reference",
        }
    }
}
