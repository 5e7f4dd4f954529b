//! From brief to page: checks, then one askama template with a partial for each chapter.

mod chapters;
mod check;
mod html;
mod sentence;
mod tables;

use crate::ReportError;
use crate::brief::*;
use crate::number::Quantity;
use askama::Template;
use chapters::{DifferenceRow, Figures, difference_rows};
use html::{Html, Printer};
use std::io::Write as _;
use std::path::Path;

/// What the templates see.
#[derive(Template)]
#[template(path = "page.html")]
struct Page<'a> {
    brief: &'a Brief,
    print: Printer<'a>,
    figures: Figures,
    differences: Vec<DifferenceRow<'a>>,
    style: Html,
}

impl<'a> Page<'a> {
    /// Sections of the named elements, in that order; the check before the page saw to it that each exists.
    fn elements(&self, ids: &[&str]) -> Vec<&'a ElementSection> {
        let find = |id: &str| self.brief.elements.iter().find(|section| section.element.id() == id);
        ids.iter().copied().filter_map(find).collect()
    }

    /// The reference, then the alternatives.
    fn portfolios(&self) -> Vec<&'a Portfolio> {
        let appraisal = &self.brief.appraisal;
        std::iter::once(&appraisal.reference).chain(&appraisal.alternatives).collect()
    }

    /// How a portfolio stands by a principle.
    fn principle_value<'p>(
        &self,
        principle: &'p Principle,
        portfolio: &Portfolio,
    ) -> Option<&'p PrincipleValue> {
        principle.values.iter().find(|value| value.portfolio == portfolio.id)
    }

    /// A number with unit, or "no data".
    fn maybe_full(&self, quantity: &Option<Quantity>) -> Html {
        quantity.as_ref().map_or_else(|| self.print.maybe(quantity), |q| self.print.full(q))
    }
}

/// Renders the whole report as one self-contained HTML page: no request leaves it, no script runs in it.
///
/// # Errors
/// A missing or repeated element, a sentence that names a quantity it does not carry, an appraisal row that names an
/// undeclared id.
pub fn render(brief: &Brief) -> Result<String, ReportError> {
    check::check(brief)?;
    let print = Printer::new(&brief.run);
    let figures = Figures::draw(brief)?;
    let differences = difference_rows(&brief.appraisal);
    let page = Page { brief, print, figures, differences, style: Html(STYLE.to_owned()) };
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
