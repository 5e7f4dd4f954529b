//! How far a run has come, for whoever waits.

/// Hears how far a run has come.
pub trait Progress: Sync {
    /// `done` of `total` steps of `stage`; `detail` says what is being done.
    fn advance(&self, stage: &str, detail: &str, done: u64, total: u64);

    /// Something that a reader should know once, such as that a stopped run is carried on.
    fn note(&self, _text: &str) {}
}
