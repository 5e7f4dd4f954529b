//! An appraisal in several courses of the world: each is a run of its own, and robustness and commissioners rest on all of them.

use forefend_panel::Panel;
use forefend_simulate::WorldFiles;

use crate::appraisal::InCourse;
use crate::appraise::{Appraised, Asked, appraised};
use crate::error::AssessError;
use crate::questions::Questions;
use crate::{Options, Progress};

/// Another course of the world.
#[derive(Debug, Clone)]
pub struct Course {
    /// The world with the scenario switched.
    pub world: WorldFiles,
    /// The command that repeats its run.
    pub command: String,
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
