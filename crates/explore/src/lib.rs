//! Choice under deep uncertainty: how robust alternatives are over scenarios that have no agreed probability.
//!
//! Nothing here knows conflicts, countries or money: an alternative has one performance in each scenario ([`Performance`]), a
//! metric makes one number of them ([`Robustness`]), and [`agreement`] says how far metrics rank alternatives alike.
//!
//! # Examples
//! ```
//! use forefend_explore::{Direction, Performance, Robustness};
//!
//! let lives = Performance::new(vec![vec![0.99, 1.0, 0.5], vec![0.69, 0.6, 0.6]], Direction::MoreIsBetter)?;
//! assert_eq!(Robustness::MAXIMIN.of(&lives), [0.5, 0.6]);
//! assert_eq!(Robustness::MAXIMAX.of(&lives), [1.0, 0.69]);
//! # Ok::<(), forefend_explore::ExploreError>(())
//! ```

mod agreement;
mod error;
mod performance;
mod robustness;

pub use agreement::agreement;
pub use error::ExploreError;
pub use performance::{Direction, Performance};
pub use robustness::{Over, Robustness, Summary, Value};
