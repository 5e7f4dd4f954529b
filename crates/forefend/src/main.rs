//! The `forefend` program: command line, and nothing else.
fn main() {}
