//! Who hears nothing of how far a computation is.

use forefend_assess::Progress;

/// Hears nothing: a what-if tells how far it is by its draws, a page comes when it is drawn.
pub struct Quiet;

impl Progress for Quiet {
    fn advance(&self, _: &str, _: &str, _: u64, _: u64) {}
}
