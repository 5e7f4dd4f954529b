//! What portfolios gain in each course of the world.

use serde::Serialize;

use crate::Material;
use crate::appraisal::{Compared, Gathered};

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
