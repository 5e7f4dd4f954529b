//! Portfolio lab: compose measures, and see what they change while the question is being asked.

use askama::Template;
use forefend_report::{Brief, Difference, Html, Outcome, Portfolio as Told, Printer, Quantity, Setting};

use crate::asked::Asked;
use crate::declared::Declared;
use crate::frame::{Frame, Page};
use crate::problem::Problem;
use crate::workbench::Workbench;

/// The page.
pub const PAGE: Page = Page { id: "lab", paths: &["/lab"], kept: true, draw };

#[derive(Template)]
#[template(path = "lab.html")]
struct Lab<'a> {
    frame: Frame,
    declared: Html,
    /// Portfolios of the world: id, title and what they do.
    portfolios: Vec<(&'a str, &'a str, &'a str)>,
    told: Option<OfRun<'a>>,
    /// Options of the command that appraises a portfolio of one's own, for who has no scripts.
    options: String,
}

/// What the kept run says of its portfolios under the leading setting.
struct OfRun<'a> {
    brief: &'a Brief,
    print: Printer<'a>,
    setting: &'a Setting,
}

impl OfRun<'_> {
    fn cell(&self, portfolio: &Told, outcome: &Outcome) -> Html {
        match self.brief.appraisal.find(portfolio, outcome, self.setting) {
            Some(difference) => self.print.cell(&quantity(difference, outcome)),
            None => Html("–".to_owned()),
        }
    }
}

fn quantity(of: &Difference, outcome: &Outcome) -> Quantity {
    Quantity::new(of.p50, outcome.unit.clone(), format!("{}/p50", of.query))
        .between(of.p05, of.p95, 90)
        .signed()
}

fn draw(workbench: &Workbench, _: &Asked) -> Result<String, Problem> {
    let declared = Declared::load(&workbench.world)?;
    let kept = workbench.runs.newest();
    let told = kept.as_ref().and_then(|kept| {
        let brief = &kept.run.brief;
        let setting = brief.appraisal.settings.first()?;
        Some(OfRun { brief, print: Printer::new(&brief.run), setting })
    });
    let page = Lab {
        frame: Frame::new(workbench, PAGE.id, None),
        declared: declared.json(workbench)?,
        portfolios: (declared.portfolios.iter())
            .map(|one| (one.id.as_str(), one.title.as_str(), one.summary.as_str()))
            .collect(),
        told,
        options: workbench.run_options(),
    };
    page.render().map_err(Problem::failed)
}
