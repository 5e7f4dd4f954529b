//! Data: every series with its source, licence and age, and what looks wrong.

use askama::Template;
use forefend_report::Brief;

use crate::asked::Asked;
use crate::frame::{Frame, Page};
use crate::kept_runs::Kept;
use crate::problem::Problem;
use crate::workbench::Workbench;

/// Years behind the run's date from which a series is called old.
const OLD: i16 = 4;

/// The page.
pub const PAGE: Page = Page { id: "data", paths: &["/data"], kept: true, draw };

#[derive(Template)]
#[template(path = "data.html")]
struct Data<'a> {
    frame: Frame,
    brief: &'a Brief,
    series: Vec<Series<'a>>,
    old: usize,
    files: usize,
    notes: &'a [String],
    options: &'a str,
}

/// A series as the run read it.
struct Series<'a> {
    id: &'a str,
    title: &'a str,
    first: i16,
    last: i16,
    /// Years between the first and the last of which nothing is known.
    holes: usize,
    /// Years from the last to the one that the run is as of.
    age: i16,
}

impl Series<'_> {
    fn is_old(&self) -> bool {
        self.age >= OLD
    }
}

fn series<'a>(kept: &'a Kept) -> Vec<Series<'a>> {
    let run = &kept.run.brief.run;
    // "2026-11" or "November 2026".
    let year =
        run.as_of.split(['-', ' ']).filter(|part| part.len() == 4).find_map(|part| part.parse::<i16>().ok());
    let of = year.unwrap_or(run.first_year as i16 - 1);
    let all = kept.run.inputs.series.iter().filter_map(|(id, series)| {
        let (first, last) = (*series.years.keys().next()?, *series.years.keys().next_back()?);
        let holes = (last - first + 1) as usize - series.years.len();
        Some(Series { id, title: &series.title, first, last, holes, age: (of - last).max(0) })
    });
    let mut all: Vec<Series<'_>> = all.collect();
    all.sort_by(|a, b| b.age.cmp(&a.age).then_with(|| a.title.cmp(b.title)));
    all
}

fn draw(workbench: &Workbench, _: &Asked) -> Result<String, Problem> {
    let kept = workbench.kept()?;
    let series = series(&kept);
    let page = Data {
        frame: Frame::new(workbench, PAGE.id, None),
        brief: &kept.run.brief,
        old: series.iter().filter(|one| one.is_old()).count(),
        series,
        files: kept.run.inputs.files.len(),
        notes: workbench.panel.notes(),
        options: &workbench.world_options,
    };
    page.render().map_err(Problem::failed)
}
