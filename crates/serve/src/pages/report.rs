//! Report: the kept run as a document to read and to print.

use askama::Template;
use forefend_report::document::{Template as Kind, document, document_parts};
use forefend_report::{Brief, Html};

use crate::asked::Asked;
use crate::frame::{Frame, Page};
use crate::problem::Problem;
use crate::workbench::Workbench;

/// Documents that a reader can choose: name, words, and which they are.
const KINDS: [(&str, &str, Kind); 2] =
    [("brief", "Two pages for who decides", Kind::Brief), ("commission", "Everything", Kind::Commission)];

/// The page.
pub const PAGE: Page = Page { id: "report", paths: &["/report"], kept: true, draw };

#[derive(Template)]
#[template(path = "report.html")]
struct Report<'a> {
    frame: Frame,
    brief: &'a Brief,
    kinds: Vec<(&'static str, &'static str)>,
    chosen: &'static str,
    contents: Vec<(String, String)>,
    parts: Html,
    command: String,
}

impl Report<'_> {
    fn is_chosen(&self, id: &str) -> bool {
        self.chosen == id
    }
}

fn draw(workbench: &Workbench, asked: &Asked) -> Result<String, Problem> {
    let kept = workbench.kept()?;
    let brief = &kept.run.brief;
    let name = asked.value("template").unwrap_or(KINDS[0].0);
    let found = KINDS.iter().find(|(id, ..)| *id == name);
    let (chosen, _, kind) = found.ok_or_else(|| {
        Problem::unknown(format!("no report is called `{name}`; there are brief and commission"))
    })?;
    let told = document(brief, kind, None).map_err(Problem::failed)?;
    let page = Report {
        frame: Frame::new(workbench, PAGE.id, Some(&told.title)),
        brief,
        kinds: KINDS.iter().map(|(id, words, _)| (*id, *words)).collect(),
        chosen,
        contents: told.parts.iter().map(|part| (part.id.clone(), part.title.clone())).collect(),
        parts: document_parts(&told).map_err(Problem::failed)?,
        command: workbench.report_command(&kept.folder, chosen),
    };
    page.render().map_err(Problem::failed)
}
