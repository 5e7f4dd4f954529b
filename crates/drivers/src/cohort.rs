//! People by age and sex: a cohort-component projection in yearly steps.
//!
//! A country's people are held by single year of age, 0 to 99 and 100 and over, and by sex. A year takes them to the next
//! with rates that [`Vital`] sums up (fertility, life expectancy, migrants) and the country's schedules spread over ages.
//! Births, deaths and migrants are accounted for exactly: P(t+1) = P(t) + births - deaths + migrants, to rounding.

pub mod rates;
mod vital;

pub use self::vital::{AGES, FEMALE, Flows, MALE, People, Vital};
