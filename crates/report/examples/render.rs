//! Renders a brief that was written before, to look at a change of layout without a new run:
//! `cargo run -p forefend-report --example render -- report.json page.html`, or a document with `commission`, `brief` or a
//! country's code behind that.

use forefend_report::{Brief, Template, document, render, render_document};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(from), Some(to)) = (arguments.next(), arguments.next()) else {
        return Err("usage: render report.json page.html [commission|brief|ISO3]".into());
    };
    let brief: Brief = serde_json::from_slice(&std::fs::read(&from)?)?;
    let template = arguments.next().map(|name| match name.as_str() {
        "commission" => Template::Commission,
        "brief" => Template::Brief,
        _ => Template::Country(name),
    });
    let page = match template {
        Some(template) => render_document(&document(&brief, &template, None)?)?,
        None => render(&brief)?,
    };
    Ok(std::fs::write(&to, page)?)
}
