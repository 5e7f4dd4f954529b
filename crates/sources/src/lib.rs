//! Reads the original source files and harmonises them into the snapshot.
