//! People by age and sex: a cohort-component projection in yearly steps.
//!
//! A country's people are held by single year of age, 0 to 99 and 100 and over, and by sex. A year takes them to the next
//! with rates that [`Vital`] sums up (fertility, life expectancy, migrants) and the country's schedules spread over ages.
//! Births, deaths and migrants are accounted for exactly: P(t+1) = P(t) + births - deaths + migrants, to rounding.

mod engine;
mod error;
mod fertility;
mod life_table;
mod measures;
mod migration;
mod mortality;
pub mod rates;
mod split;
mod vital;

pub use self::engine::{YearSchedule, advance, advance_side};
pub use self::error::CohortError;
pub use self::fertility::{MOTHERS, Pattern, SPAN, YOUNGEST, pattern};
pub use self::life_table::{LifeTable, RATES, Rates, Survival, first_age, logs};
pub use self::measures::{Measures, measures, measures_side, total_side};
pub use self::migration::Migrants;
pub use self::mortality::{MeanTables, Mortality};
pub use self::split::{GROUPS, groups, single_ages};
pub use self::vital::{AGES, FEMALE, Flows, MALE, People, Side, SideSurvival, Vital};
