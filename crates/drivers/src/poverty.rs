//! Poverty: the share of people below a line, from a country's mean income and Gini coefficient.
//!
//! [`Shape`] is the distribution of income around its mean, [`Anchor`] fixes it to a country's last household survey, and
//! [`Surveys`] says how well growth of GDP per capita moves what surveys find.

mod anchor;
mod distribution;
mod surveys;

pub use anchor::{Anchor, log_odds};
pub use distribution::Shape;
pub use surveys::{Stretch, Surveys};

/// Poverty lines of the World Bank of 2025, in dollars a person and day of 2021 (purchasing power parity).
pub const LINES: [f64; 3] = [3.0, 4.2, 8.3];

/// Weight of the log-normal distribution in [`Shape`], the rest is log-logistic. Chosen on survey rows to 2005 among 0, 0.25,
/// 0.4, 0.5, 0.6, 0.75 and 1 by the mean absolute error of the share below 3.00 dollars given that below 8.30 and the Gini
/// coefficient (docs/drivers/poverty_and_inequality.md).
pub const LOGNORMAL_SHARE: f64 = 0.4;
