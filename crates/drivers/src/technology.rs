//! Costs of technologies over time (Moore's law) and over experience (Wright's law), with an error law that was tested.
//!
//! Farmer, J. D. & Lafond, F. (2016), "How predictable is technological progress?", *Research Policy* 45(3), 647-665: the
//! logarithm of a unit cost walks with a drift of its own and correlated noise, and one law says how wrong a forecast is
//! for how many years ahead, once each technology's error is divided by its own spread.

mod course;
mod hindcast;
mod moore;
mod wright;

pub use self::course::Course;
pub use self::hindcast::{HindcastError, Window, hindcast};
pub use self::moore::{ErrorLaw, Moore, TechnologyError};
pub use self::wright::{HalfSplit, half_split};
