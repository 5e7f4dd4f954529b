//! Renders a brief that was written before, to look at a change of layout without a new run:
//! `cargo run -p forefend-report --example render -- report.json page.html`.

use forefend_report::Brief;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(from), Some(to)) = (arguments.next(), arguments.next()) else {
        return Err("usage: render report.json page.html".into());
    };
    let brief: Brief = serde_json::from_slice(&std::fs::read(&from)?)?;
    Ok(std::fs::write(&to, forefend_report::render(&brief)?)?)
}
