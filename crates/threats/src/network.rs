//! How far places are from each other by travel: effective distance along dominant paths and of a random walk, and kilometres.

mod dominant_path;
mod geographic;
mod random_walk;
mod seats;

pub use self::dominant_path::dominant_paths;
pub use self::geographic::kilometres;
pub use self::random_walk::random_walk;
pub use self::seats::Seats;

/// What is wrong with a network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NetworkError {
    /// A link to or from no place, to itself, or whose strength is no positive number.
    #[error(
        "link {from} to {to}: both ends have to be different places of the {places}, its strength a positive number"
    )]
    Link {
        /// Where it begins, from 0.
        from: usize,
        /// Where it ends, from 0.
        to: usize,
        /// Number of places.
        places: usize,
    },
    /// A pair that is there twice.
    #[error("link {from} to {to} is there twice; add both up before")]
    Twice {
        /// Where it begins, from 0.
        from: usize,
        /// Where it ends, from 0.
        to: usize,
    },
    /// A list that does not have one number of the right kind a place.
    #[error("{what} of {places} places: {why}")]
    Places {
        /// Which list.
        what: &'static str,
        /// Number of places of the network.
        places: usize,
        /// What it should be.
        why: &'static str,
    },
}
