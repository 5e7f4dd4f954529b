//! Amounts: how much of a measure stands where and when, fixed beforehand or decided inside a draw.

use forefend_estimate::Expression;

use super::limits::Limits;

/// An amount deployed, by year and unit of the measure's axis.
#[derive(Debug, Clone)]
pub enum Amount {
    /// Fixed beforehand: year-major over (first simulated year ..= horizon) x the axis's units.
    Schedule(Vec<f64>),
    /// `amount[year]` wherever the rule holds. The rule reads only that draw's own past, as a government
    /// in that world could: every reference must be lagged.
    Rule {
        /// True (not 0) where the measure is deployed.
        rule: Expression,
        /// Amount by simulated year.
        amount: Vec<f64>,
        /// `file:line` of the rule, for messages.
        place: String,
    },
    /// Decided year by year inside the draw.
    ClosedLoop(Box<ClosedLoop>),
    /// Amounts that share limits: together they are cut to what the limits allow.
    Limited(Box<Limited>),
}

/// An expression over the draw's own past, and where it is written.
#[derive(Debug, Clone)]
pub struct PastRule {
    /// Every reference must be lagged; not 0 is true, missing is not.
    pub expression: Expression,
    /// `file:line`, for messages.
    pub place: String,
}

/// What starts an action in a unit (a country), and how long it then lasts.
#[derive(Debug, Clone)]
pub struct Trigger {
    /// Starts the action in every unit in which it is true and the action is not on already. An expression
    /// over world values is true in every unit or in none.
    pub start: PastRule,
    /// Years that it stays on; until `stop` or the end of the action where absent.
    pub duration: Option<u32>,
    /// Ends it, and keeps it from starting, in every year in which it is true.
    pub stop: Option<PastRule>,
}

/// An amount decided year by year inside a draw.
///
/// Each year, in this order: what is `wanted`; nothing where `rule` fails or `trigger` is not on; cut to `limits` by
/// `priority`; stands `lag` years later; built up over `ramp` years. State (what is on, since when, what is on its
/// way, what is left of a budget) is kept by draw and unit and is empty at the start of a draw.
#[derive(Debug, Clone)]
pub struct ClosedLoop {
    /// Amount wanted in the year of decision: year-major over (first simulated year ..= horizon) x the axis's units.
    /// In years in which nothing is wanted anywhere, triggers are not looked at and budgets do not grow.
    pub wanted: Vec<f64>,
    /// True where the measure is wanted; everywhere where absent.
    pub rule: Option<PastRule>,
    /// What switches the action on.
    pub trigger: Option<Trigger>,
    /// The greater, the earlier served when limits bind; ties in the order of the units. Where absent the amount is a standing
    /// commitment, served before everything that has a priority. A missing value comes last.
    pub priority: Option<PastRule>,
    /// Limits of this amount alone, at the decision.
    pub limits: Option<Limits>,
    /// Years from decision to deployment.
    pub lag: usize,
    /// Years to full strength: the `i`-th year in a row stands at `min(1, i / ramp)`. 0 and 1 are full at once.
    pub ramp: u32,
}

/// Amounts under limits that they share, applied to what would stand in a year.
#[derive(Debug, Clone)]
pub struct Limited {
    /// The amounts; none of them may be `Limited` itself.
    pub parts: Vec<Amount>,
    /// What they share.
    pub limits: Limits,
    /// Whether the limits hold, by simulated year; a budget grows in these years only.
    pub holds: Vec<bool>,
    /// `file:line`, for messages.
    pub place: String,
}
