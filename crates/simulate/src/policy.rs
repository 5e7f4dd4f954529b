//! What policy does to the simulation: deployments by year and unit of any axis, and their effects on levers.
//!
//! Design: what a portfolio deploys acts *less* what the reference portfolio deploys, both met by the same draw.
//! The reference path therefore is the fitted model itself, doing nothing different changes nothing to the bit, and withdrawing what stands today raises the hazard.
//!
//! Everything that a draw decides reads that draw's own past and nothing else, so a closed-loop portfolio is
//! as reproducible and as shardable as a schedule.

mod amount;
mod compile;
mod effect;
mod limits;
mod reach;

use forefend_estimate::Axis;

pub use amount::{Amount, ClosedLoop, Limited, PastRule, Trigger};
pub use compile::CompiledPolicy;
pub(crate) use compile::{
    CompiledAction, CompiledAmount, CompiledDeployment, CompiledEffect, CompiledLever, CompiledTrigger,
};
pub use effect::Effect;
pub use limits::{Budget, Limits};
pub(crate) use reach::Amounts;

/// A measure as deployed by a portfolio and by the reference.
#[derive(Debug, Clone)]
pub struct Deployment {
    /// The measure's stable name.
    pub measure: String,
    /// What there is one amount of: rules are read, and limits hold, over the units of this axis.
    pub axis: Axis,
    /// What the portfolio deploys (parts add up, in an order of their own and not that of the file).
    pub amount: Vec<Amount>,
    /// What the reference portfolio deploys.
    pub reference: Vec<Amount>,
}

/// A portfolio against its reference, as the simulation reads it.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// Deployments in any order.
    pub deployments: Vec<Deployment>,
    /// Effects in any order.
    pub effects: Vec<Effect>,
}

/// A column of the country table that says what stands of some measures by country, for rules that ask where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Name of the column.
    pub column: String,
    /// Measures by country whose amounts are added up.
    pub measures: Vec<String>,
    /// True: what the portfolio has beyond the reference in the same draw, where that is more; false: all that it has.
    pub beyond_reference: bool,
}

/// Name of the column of the world's table that holds the total amount of a measure deployed.
pub fn deployed_column(measure: &str) -> String {
    format!("deployed:{measure}")
}
