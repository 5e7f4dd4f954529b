//! Other courses of the world: which are asked for, and what the terminal says of them.

use forefend_assess::{AssessError, Course, CourseRow};
use forefend_report::{Appraisal, Unit};
use forefend_simulate::WorldFiles;
use forefend_strategy::setting;

use super::{signed, titled};
use crate::cli::simulated::AppraiseArguments;
use crate::failure::Failure;
use crate::table;

/// The courses of `--scenarios`, each with the command that repeats its run: `command`, the scenario, and what `named` says.
pub fn courses(
    world: &WorldFiles,
    arguments: &AppraiseArguments,
    (command, named): (&str, &str),
) -> Result<Vec<Course>, Failure> {
    let Some(asked) = &arguments.questions.scenarios else { return Ok(Vec::new()) };
    let declared = || -> Result<Vec<String>, Failure> {
        let appraisal = setting::load(world).map_err(AssessError::from)?;
        Ok(appraisal.courses.iter().map(|course| course.as_ref().clone()).collect())
    };
    let mut ids = if asked.is_empty() { declared()? } else { asked.clone() };
    if ids.is_empty() {
        return Err(Failure::command(
            "--scenarios: appraisal.toml declares no courses; name scenarios of scenarios.toml (describe links lists them)"
                .to_owned(),
        ));
    }
    ids.sort();
    if let Some(twice) = ids.windows(2).find(|two| two[0] == two[1]) {
        return Err(Failure::command(format!("--scenarios: `{}` is given twice; name it once", twice[0])));
    }
    let given = &arguments.simulated.given;
    let course = |id: String| {
        let mut switching = given.switching.clone();
        let command = format!("{command} --scenario {id} {named}");
        switching.scenario = Some(id);
        let world = crate::input::switched(crate::input::world(given.world.as_deref())?, &switching)?;
        Ok(Course { world, command })
    };
    ids.into_iter().map(course).collect()
}

/// The option of a command that asks for `courses`, with a blank before it; nothing without one.
pub fn option(courses: &[Course]) -> String {
    let ids: Vec<&str> =
        courses.iter().filter_map(|course| course.world.switches().scenario.as_deref()).collect();
    if ids.is_empty() { String::new() } else { format!(" --scenarios {}", ids.join(",")) }
}

/// Gains in the outcome that leads, a row a portfolio and course and a column a setting: whether a course turns an answer round.
pub fn words(rows: &[CourseRow], appraisal: &Appraisal) -> String {
    let mut leading: Vec<&CourseRow> = rows.iter().filter(|row| row.leads).collect();
    let Some(first) = leading.first() else { return String::new() };
    let title = titled(appraisal, &first.outcome).0;
    let settings: Vec<&str> = first.gains.iter().map(|(setting, _)| setting.as_str()).collect();
    let head: Vec<&str> = ["portfolio", "course"].into_iter().chain(settings).collect();
    leading.sort_by_key(|row| &row.alternative);
    let line = |row: &&CourseRow| {
        let gains = row.gains.iter().map(|(_, gain)| signed(&Unit::Share, *gain));
        [row.alternative.clone(), row.course.clone()].into_iter().chain(gains).collect()
    };
    let lines: Vec<Vec<String>> = leading.iter().map(line).collect();
    let mut text =
        format!("\n{title} by course of the world: mean gain, a share of what the reference has there\n");
    text.push_str(&table::aligned(&head, &lines, 2));
    let mut runs: Vec<String> = Vec::new();
    for row in rows.iter().filter(|row| !row.run.is_empty()) {
        let words = format!("{} in run {}", row.course, row.run);
        if !runs.contains(&words) {
            runs.push(words);
        }
    }
    text.push_str(&format!("Everything else of a course: {}.\n", runs.join(", ")));
    text
}
