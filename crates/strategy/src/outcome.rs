//! Outcomes: what portfolios are compared by, as declared (`docs/outcomes.md`).
//!
//! An outcome is an expression on an axis, made one number of by a rule over units and a rule over years. Nothing here knows
//! which world it is of: `outcomes.toml`, and the files of drivers and threats, say what counts.

mod check;
mod count;
mod group;
mod read;
mod spec;

use forefend_estimate::Expression;
use forefend_panel::suggestion;
use forefend_simulate::place::TextPlace;
use forefend_simulate::spec::Axis;

pub use self::count::{Block, CountedBlock, Counting, CountryGroup, Discounting, Totals, Years};
pub use self::read::lower_first;
use self::spec::GroupSpec;
pub use self::spec::{Better, OverUnits, OverYears};
use crate::error::StrategyError;

/// The file that declares outcomes.
pub const PATH: &str = "outcomes.toml";

/// Which outcome, by its place among all that are declared: the order in which they are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct OutcomeAt(pub(crate) usize);

/// An expression and where it stands.
#[derive(Debug, Clone)]
pub struct Text {
    /// The parsed expression.
    pub expression: Expression,
    /// Where its text stands.
    place: TextPlace,
}

/// How an outcome is made from what a run records.
#[derive(Debug, Clone)]
pub struct Counted {
    /// What there is one value of.
    pub axis: Axis,
    /// The value of a unit in a year.
    pub value: Text,
    /// How much a unit counts.
    pub weight: Option<Text>,
    /// From units to one number a year.
    pub units: OverUnits,
    /// From years to one number a draw.
    pub years: OverYears,
    /// Place of the group among those declared; all units where none is named.
    group: Option<usize>,
    /// What a country has of it, summed over the countries of a place; none where places are not told.
    pub by_country: Option<Text>,
}

impl Counted {
    /// The expressions that are read on the outcome's own axis.
    fn own(&self) -> impl Iterator<Item = &Text> {
        std::iter::once(&self.value).chain(&self.weight)
    }

    /// Whether only a group of units is counted.
    pub fn is_of_group(&self) -> bool {
        self.group.is_some()
    }

    /// Names of the variables that it is counted from.
    pub fn variables(&self) -> Vec<String> {
        self.own().flat_map(|text| text.expression.references()).map(|read| read.name).collect()
    }
}

/// One outcome.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Name in files and queries.
    pub id: String,
    /// Words for a table.
    pub title: String,
    /// How a sentence calls it: "deaths", "the level of conflict".
    pub noun: String,
    /// The word for less of it: "fewer" of what is counted, "less" of what is measured.
    pub fewer: String,
    /// Unit of the number, as printed.
    pub unit: String,
    /// Which direction is better.
    pub better: Better,
    /// `file:line`.
    pub place: String,
    /// How it is counted; none of the cost of measures, which is the same in every world.
    pub counted: Option<Counted>,
}

impl Outcome {
    /// Whether it is what measures cost.
    pub fn is_cost(&self) -> bool {
        self.counted.is_none()
    }
}

/// Our nearest figure to a published result: the reference against a portfolio, in an outcome.
#[derive(Debug, Clone)]
pub struct Counterpart {
    /// Name in queries, and in the evidence that is set beside it.
    pub id: String,
    /// Id of the portfolio.
    pub portfolio: String,
    /// The outcome.
    pub outcome: OutcomeAt,
    /// `file:line` of the portfolio.
    place: String,
}

/// Every outcome of a world, with the groups that they are counted in.
#[derive(Debug, Clone, Default)]
pub struct Outcomes {
    list: Vec<Outcome>,
    groups: Vec<GroupSpec>,
    lead: Option<OutcomeAt>,
    through: Option<OutcomeAt>,
    counterparts: Vec<Counterpart>,
}

impl Outcomes {
    /// Whether none is declared.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Every outcome with its place, in the order in which they are printed: as declared, the cost last.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (OutcomeAt, &Outcome)> {
        self.list.iter().enumerate().map(|(at, outcome)| (OutcomeAt(at), outcome))
    }

    /// The outcome at a place of these outcomes.
    pub fn get(&self, at: OutcomeAt) -> &Outcome {
        &self.list[at.0]
    }

    /// The place of the outcome called `id`.
    pub fn find(&self, id: &str) -> Option<OutcomeAt> {
        self.list.iter().position(|outcome| outcome.id == id).map(OutcomeAt)
    }

    /// The place of the outcome that a file names at `place`.
    ///
    /// # Errors
    /// [`StrategyError::Unknown`] with the nearest id.
    pub fn named(&self, id: &str, place: impl FnOnce() -> String) -> Result<OutcomeAt, StrategyError> {
        self.find(id).ok_or_else(|| StrategyError::Unknown {
            place: place(),
            what: "outcome",
            name: id.to_owned(),
            suggestion: suggestion(id, self.list.iter().map(|outcome| outcome.id.as_str())),
        })
    }

    /// The outcome that sentences lead with: the one declared as such, else the first that is no cost.
    pub fn lead(&self) -> Option<OutcomeAt> {
        self.lead.or_else(|| self.iter().find(|(_, outcome)| !outcome.is_cost()).map(|(at, _)| at))
    }

    /// The outcome through which the leading one is moved, where one is declared.
    pub fn through(&self) -> Option<OutcomeAt> {
        self.through
    }

    /// What measures cost, where that is an outcome.
    pub fn cost(&self) -> Option<OutcomeAt> {
        self.iter().find(|(_, outcome)| outcome.is_cost()).map(|(at, _)| at)
    }

    /// The counterpart called `id`.
    pub fn counterpart(&self, id: &str) -> Option<&Counterpart> {
        self.counterparts.iter().find(|one| one.id == id)
    }

    /// The counterparts of published results, in file order.
    pub fn counterparts(&self) -> &[Counterpart] {
        &self.counterparts
    }

    /// What countries have of an outcome: its `by_country`, or, where it is a sum over all countries, its own value.
    pub fn by_country(&self, at: OutcomeAt) -> Option<&Text> {
        let counted = self.get(at).counted.as_ref()?;
        let plain = counted.axis == Axis::Country && counted.group.is_none();
        counted.by_country.as_ref().or_else(|| plain.then_some(&counted.value))
    }
}
