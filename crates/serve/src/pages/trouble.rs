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

#[derive(Template)]
#[template(path = "door.html")]
struct Door<'a> {
    problem: &'a Problem,
}

/// The page for who is not let in.
pub(crate) fn door(problem: &Problem) -> String {
    Door { problem }.render().unwrap_or_else(|_| problem.title.to_owned())
}

/// The page that tells a problem.
pub(crate) fn trouble(workbench: &Workbench, problem: &Problem) -> String {
    let frame = Frame::new(workbench, "", Some(problem.title));
    // A template without a filter that can fail fails nowhere.
    Trouble { frame, problem }.render().unwrap_or_else(|_| problem.title.to_owned())
}
