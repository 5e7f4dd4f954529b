//! Principles: how each portfolio of the run stands by each.

use askama::Template;
use forefend_report::{Brief, Portfolio, Principle, PrincipleValue, PrincipleVerdict, Printer};

use crate::asked::Asked;
use crate::frame::{Frame, Page};
use crate::problem::Problem;
use crate::workbench::Workbench;

/// The page.
pub const PAGE: Page = Page { id: "principles", paths: &["/principles"], kept: true, draw };

#[derive(Template)]
#[template(path = "principles.html")]
struct Principles<'a> {
    frame: Frame,
    brief: &'a Brief,
    print: Printer<'a>,
    portfolios: Vec<&'a Portfolio>,
}

impl<'a> Principles<'a> {
    fn value<'p>(&self, principle: &'p Principle, portfolio: &Portfolio) -> Option<&'p PrincipleValue> {
        principle.values.iter().find(|value| value.portfolio == portfolio.id)
    }

    /// Verdicts that a reader must look at: principle, portfolio, and how it stands.
    fn told(&self) -> Vec<(&'a Principle, &'a str, &'a PrincipleValue)> {
        let is_told = |value: &&PrincipleValue| {
            matches!(value.verdict, PrincipleVerdict::Fails | PrincipleVerdict::NotMeasurable)
        };
        let rows = self.portfolios.iter().flat_map(|portfolio| {
            let own = |principle: &'a Principle| {
                self.value(principle, portfolio)
                    .filter(is_told)
                    .map(|value| (principle, portfolio.name.as_str(), value))
            };
            self.brief.principles.iter().filter_map(own)
        });
        rows.collect()
    }
}

fn draw(workbench: &Workbench, _: &Asked) -> Result<String, Problem> {
    let kept = workbench.kept()?;
    let brief = &kept.run.brief;
    let page = Principles {
        frame: Frame::new(workbench, PAGE.id, None),
        brief,
        print: Printer::new(&brief.run),
        portfolios: std::iter::once(&brief.appraisal.reference)
            .chain(&brief.appraisal.alternatives)
            .collect(),
    };
    page.render().map_err(Problem::failed)
}
