//! The small synthetic world, for the tests of the suite.

pub use forefend_fixtures::small::*;
