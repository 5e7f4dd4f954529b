//! The declared model and its embedded snapshot.
