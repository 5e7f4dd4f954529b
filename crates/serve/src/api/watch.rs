//! The months ahead. They stand outside the simulation, and are computed when they are first asked for.

use forefend_watch::Target;
use serde_json::json;

use super::route::{Answers, Parameter, Route};
use crate::asked::{Answer, Asked};
use crate::problem::Problem;
use crate::workbench::Shared;

pub(super) const ROUTES: &[Route] = &[Route::get(
    "getWatch",
    "/api/v1/watch",
    "The months ahead: chances of deaths by country and month, as `forefend watch` says them.",
    Answers::json("Watch", "countries, the highest chance first"),
    answer,
)
.with(&[Parameter::query(
    "target",
    "which deaths: state-based where absent, one-sided, non-state",
    "state-based",
)])
.refuses(&[409, 422])];

fn answer(workbench: &Shared, asked: &Asked) -> Result<Answer, Problem> {
    let target = target_of(asked)?;
    let said = workbench.watched.of((&workbench.world, &workbench.panel), target)?;
    let facts = json!({ "command": workbench.watch_command(target), "outlook": *said });
    Ok(Answer::Facts(200, facts))
}

/// The deaths that are asked for.
pub(super) fn target_of(asked: &Asked) -> Result<Target, Problem> {
    let named = asked.value("target").unwrap_or("state-based");
    let found = Target::ALL.into_iter().find(|target| named == target.id());
    found.ok_or_else(|| Problem::mistake("target: give state-based, one-sided or non-state"))
}
