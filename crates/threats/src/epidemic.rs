//! An epidemic that spreads through places joined by travel: stochastic susceptible, exposed, infectious, recovered people a place.

mod binomial;
mod choices;
mod disease;
mod spread;
mod state;
mod travel;

pub use self::binomial::binomial;
pub use self::choices::Choices;
pub use self::disease::{Disease, Outbreak};
pub use self::spread::{Course, spread};
pub use self::state::{Epidemic, Place};
pub use self::travel::Travel;

/// What is wrong with what an epidemic is to be computed from.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum EpidemicError {
    /// A number outside of what it can be.
    #[error("{what} is {value}: it has to be {range}")]
    Outside {
        /// Which number.
        what: &'static str,
        /// What it is.
        value: f64,
        /// What it can be.
        range: &'static str,
    },
    /// A list that is not as long as the network has places.
    #[error("{what}: {found} numbers, but the network has {places} places")]
    Length {
        /// Which list.
        what: &'static str,
        /// Its length.
        found: usize,
        /// Number of places.
        places: usize,
    },
    /// An outbreak that begins in no place of the network, or with more people than a place has.
    #[error("{people} people infected in place {place}: no place of the network has as many")]
    Seed {
        /// Where, from 0.
        place: usize,
        /// How many.
        people: i64,
    },
}
