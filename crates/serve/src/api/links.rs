//! Links switched, one or several at once: what differs in the world.

use serde_json::json;

use super::route::{Answers, Parameter, Route};
use crate::asked::{Answer, Asked};
use crate::problem::Problem;
use crate::switches::listed;
use crate::workbench::Shared;

pub(super) const ROUTES: &[Route] = &[Route::get(
    "switchLinks",
    "/api/v1/links/effects",
    "The model as declared beside the model with these links switched, all at once, in 100 futures on the same luck.",
    Answers::json("LinkEffects", "what differs in the variables of the world"),
    answer,
)
.with(&[Parameter::query(
    "links",
    "ids of links, with commas between them: what is on is switched off, what is off on",
    "conflict_to_growth,income_to_conflict",
)])
.refuses(&[422])];

fn answer(workbench: &Shared, asked: &Asked) -> Result<Answer, Problem> {
    let ids: Vec<&str> = listed(asked.value("links").unwrap_or_default()).collect();
    if ids.is_empty() {
        return Err(Problem::mistake(format!(
            "links: name one or more, with commas between them; `forefend describe links{}` lists them, and so does /drivers",
            workbench.world_options
        )));
    }
    Ok(Answer::facts(json!(*workbench.switched.effects((&workbench.world, &workbench.panel), &ids)?)))
}
