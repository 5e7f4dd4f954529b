//! Which engine a value comes from.

/// The version of all that decides a value: reading, fitting, simulating and scoring, in the crates panel, estimate, simulate,
/// score and track.
///
/// Raise it by one in the commit after which any value of any run may differ, however little. Leave it where nothing can: a
/// comment, a name, a page, a faster way to the same bits. A score book belongs to one version, so raising it calls for a new
/// book (CONTRIBUTING.md). Who forgets is told by `crates/track/tests/engine_version.rs`, which keeps digests of what the
/// estimators, a small world and its scores give under this version.
pub const ENGINE: u32 = 3;
