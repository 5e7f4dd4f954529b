//! Writes the mock report, to look at it: `cargo run -p forefend-report --example mock -- page.html`.
#![allow(clippy::unwrap_used)]

#[path = "../tests/mock/mod.rs"]
mod mock;

fn main() -> Result<(), forefend_report::ReportError> {
    let path = std::env::args().nth(1).unwrap_or_else(|| "mock.html".to_owned());
    forefend_report::write(&mock::brief(), std::path::Path::new(&path))
}
