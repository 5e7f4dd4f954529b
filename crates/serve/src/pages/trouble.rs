//! The page of what cannot be shown.

use askama::Template;

use crate::frame::Frame;
use crate::problem::Problem;
use crate::workbench::Workbench;

#[derive(Template)]
#[template(path = "trouble.html")]
struct Trouble<'a> {
    frame: Frame,
    problem: &'a Problem,
}

/// The page that tells a problem.
pub(crate) fn trouble(workbench: &Workbench, problem: &Problem) -> String {
    let frame = Frame::new(workbench, "", Some(problem.title));
    // A template without a filter that can fail fails nowhere.
    Trouble { frame, problem }.render().unwrap_or_else(|_| problem.title.to_owned())
}
