//! The page of a replay.

use super::html::Html;
use super::{STYLE, finished};
use crate::ReportError;
use crate::brief::*;
use crate::figure::{replay, replayed};
use askama::Template;

/// What the template sees.
#[derive(Template)]
#[template(path = "replayed.html")]
struct Page<'a> {
    page: &'a Replayed,
    style: Html,
    fan: Option<(&'a ReplayedFan, Html)>,
    looks: Option<(&'a Replay, Html)>,
    courses: Vec<(&'a Course, Html)>,
}

/// Renders a replay as one self-contained HTML page: no request leaves it, no script runs in it.
///
/// # Errors
/// Those of the template.
pub fn render_replay(page: &Replayed) -> Result<String, ReportError> {
    let course = |(at, course): (usize, &'_ Course)| replayed::course(&format!("course-{at}"), course);
    let page = Page {
        page,
        style: Html(STYLE.to_owned()),
        fan: page.fan.as_ref().map(|fan| (fan, Html(replayed::fan("fan", fan)))),
        looks: page.looks.as_ref().map(|looks| (looks, Html(replay::replay("looks", looks)))),
        courses: page.courses.iter().enumerate().map(|item| (item.1, Html(course(item)))).collect(),
    };
    Ok(finished(&page.render()?))
}
