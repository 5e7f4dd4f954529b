//! Commissioners: who judges portfolios, by what they value and believe, and where they agree.

use askama::Template;
use forefend_report::{Brief, Printer, Sentence};

use crate::asked::Asked;
use crate::frame::{Frame, Page};
use crate::problem::Problem;
use crate::workbench::Workbench;

/// The page.
pub const PAGE: Page = Page { id: "commissioners", paths: &["/commissioners"], kept: true, draw };

#[derive(Template)]
#[template(path = "commissioners.html")]
struct Commissioners<'a> {
    frame: Frame,
    brief: &'a Brief,
    print: Printer<'a>,
}

impl Commissioners<'_> {
    /// The words before the colon of a long sentence.
    fn begins<'s>(&self, sentence: &'s Sentence) -> &'s str {
        sentence.template.split_once(':').map_or("More", |(words, _)| words)
    }
}

fn draw(workbench: &Workbench, _: &Asked) -> Result<String, Problem> {
    let kept = workbench.kept()?;
    let brief = &kept.run.brief;
    let page =
        Commissioners { frame: Frame::new(workbench, PAGE.id, None), brief, print: Printer::new(&brief.run) };
    page.render().map_err(Problem::failed)
}
