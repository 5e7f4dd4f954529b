//! An appraisal in several courses of the world: each is a run of its own, and robustness and commissioners rest on all of them.

use forefend_panel::Panel;
use forefend_simulate::WorldFiles;
use serde::Serialize;

use crate::appraisal::{Compared, Gathered, InCourse};
use crate::appraise::{Appraised, Asked, appraised};
use crate::error::AssessError;
use crate::questions::Questions;
use crate::{Material, Options, Progress};

/// Another course of the world.
#[derive(Debug, Clone)]
pub struct Course {
    /// The world with the scenario switched.
    pub world: WorldFiles,
    /// The command that repeats its run.
    pub command: String,
}

/// Mean gains of a portfolio in an outcome in one course of the world, against the reference in the same course.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CourseRow {
    /// Id of the scenario; `as it stands` where none is switched.
    pub course: String,
    /// The run in which all of it stands; empty of the run that tells this.
    pub run: String,
    /// Id of the portfolio.
    pub alternative: String,
    /// Id of the outcome.
    pub outcome: String,
    /// Whether it is the outcome that sentences lead with.
    pub leads: bool,
    /// Setting and gain, a share of what the reference has; above 0 is better.
    pub gains: Vec<(String, f64)>,
}

/// As [`appraise`](crate::appraise()), after the same portfolios in other `courses` on the same luck, each a run of its own that is
/// kept and found again. Their settings count in robustness, and a commissioner who believes one of them judges in it.
///
/// # Errors
/// The first error of any layer, with its place and remedy.
pub fn appraise_in_courses(
    (world, panel): (&mut WorldFiles, &Panel),
    options: &Options,
    asked: Asked<'_>,
    courses: Vec<Course>,
    progress: &dyn Progress,
) -> Result<Appraised, AssessError> {
    let mut found = Vec::new();
    for Course { mut world, command } in courses {
        let id = world.switches().scenario.clone().unwrap_or_default();
        // What it means for a home is told of the course asked for alone.
        let options = Options { command, home: None, ..options.clone() };
        let asked = Asked { by: None, questions: Questions::default(), ..asked.clone() };
        let (appraised, gathered) = appraised((&mut world, panel), &options, asked, Vec::new(), progress)?;
        let run = appraised.ran.id;
        found.extend(gathered.map(|gathered| InCourse { id, run, gathered }));
    }
    Ok(appraised((world, panel), options, asked, found, progress)?.0)
}

/// A row a course, portfolio and outcome, with every number entered as `course/COURSE/PORTFOLIO/OUTCOME/SETTING`; none where the run
/// looks at its own course alone.
pub(crate) fn rows(material: &Material<'_>, compared: &Compared) -> Vec<CourseRow> {
    if compared.courses.is_empty() {
        return Vec::new();
    }
    let own = material.world.switches().scenario.clone().unwrap_or_else(|| "as it stands".to_owned());
    let mut rows = of_course(material, (&own, ""), &compared.gathered);
    for course in &compared.courses {
        rows.extend(of_course(material, (&course.id, &course.run), &course.gathered));
    }
    for row in &rows {
        for (setting, gain) in &row.gains {
            let CourseRow { course, alternative, outcome, .. } = row;
            let course = course.replace(' ', "-");
            material.ledger.enter(&format!("course/{course}/{alternative}/{outcome}/{setting}"), *gain);
        }
    }
    rows
}

fn of_course(material: &Material<'_>, (course, run): (&str, &str), gathered: &Gathered) -> Vec<CourseRow> {
    let (settings, lead) = (&material.prepared.appraisal.setting, material.prepared.outcomes.lead());
    let row = |(alternative, at, means): (&str, _, &[f64])| CourseRow {
        course: course.to_owned(),
        run: run.to_owned(),
        alternative: alternative.to_owned(),
        outcome: material.outcome(at).id.clone(),
        leads: lead == Some(at),
        gains: settings.iter().map(|setting| setting.id.clone()).zip(means.iter().copied()).collect(),
    };
    gathered.means().map(row).collect()
}
