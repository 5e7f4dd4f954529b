//! From brief to page: checks, then one askama template with a partial for each chapter.

mod chapters;
mod check;
mod html;
mod sentence;
mod tables;

use crate::ReportError;
use crate::brief::*;
use chapters::Figures;
use html::{Html, Printer};
use askama::Template;
use std::io::Write as _;
use std::path::Path;

/// What the templates see.
#[derive(Template)]
#[template(path = "page.html")]
struct Page<'a> {
    brief: &'a Brief,
    print: Printer<'a>,
    figures: Figures,
    style: Html,
}

/// Renders the whole report as one self-contained HTML page: no request leaves it, no script runs in it.
///
/// # Errors
/// A missing or repeated element, a sentence that names a quantity it does not carry, an appraisal row that names an
/// undeclared id.
pub fn render(brief: &Brief) -> Result<String, ReportError> {
    check::check(brief)?;
    let print = Printer::new(&brief.run);
    let page = Page { brief, print, figures: Figures::draw(brief)?, style: Html(STYLE.to_owned()) };
    Ok(page.render()?)
}

const STYLE: &str = include_str!("../templates/style.css");

/// Renders the report and writes it to `path`: first to a temporary file in the same folder, then renamed, so that no
/// half-written page is ever found there. The folder must exist.
///
/// # Errors
/// Those of [`render`]; [`ReportError::Write`] where the folder refuses.
pub fn write(brief: &Brief, path: &Path) -> Result<(), ReportError> {
    replace(path, render(brief)?.as_bytes())
}

/// Writes the brief itself as JSON, the same way: what the page says, for machines.
///
/// # Errors
/// [`ReportError::Write`] where the folder refuses.
pub fn write_json(brief: &Brief, path: &Path) -> Result<(), ReportError> {
    let wrong = |e: serde_json::Error| ReportError::Write { path: path.to_owned(), source: e.into() };
    replace(path, &serde_json::to_vec_pretty(brief).map_err(wrong)?)
}

fn replace(path: &Path, bytes: &[u8]) -> Result<(), ReportError> {
    let wrong = |source| ReportError::Write { path: path.to_owned(), source };
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = path.with_file_name(name);
    let written = std::fs::File::create(&part).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let moved = written.and_then(|()| std::fs::rename(&part, path));
    if moved.is_err() {
        // The first error is the one worth telling; a part that was never made cannot be removed.
        let _ = std::fs::remove_file(&part);
    }
    moved.map_err(wrong)
}
