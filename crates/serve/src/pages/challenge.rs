//! Challenge: anybody's forecasts, scored on what came.

use askama::Template;
use forefend_watch::Target;

use crate::asked::Asked;
use crate::frame::{Frame, Page};
use crate::problem::Problem;
use crate::workbench::Workbench;

/// The page.
pub const PAGE: Page = Page { id: "challenge", paths: &["/challenge"], kept: true, draw };

#[derive(Template)]
#[template(path = "challenge.html")]
struct Challenge {
    frame: Frame,
}

fn draw(workbench: &Workbench, _: &Asked) -> Result<String, Problem> {
    let page = Challenge { frame: Frame::new(workbench, PAGE.id, None) };
    page.render().map_err(Problem::failed)
}
