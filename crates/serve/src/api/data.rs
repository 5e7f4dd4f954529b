//! Data: what there is, how old it is, what looks wrong.

use serde_json::json;

use super::route::{Answers, Route};
use crate::asked::{Answer, Asked};
use crate::problem::Problem;
use crate::workbench::Shared;

pub(super) const ROUTES: &[Route] = &[
    Route::get(
        "listSeries",
        "/api/v1/data",
        "Series with source, licence, years and age.",
        Answers::json("Catalogue", "the catalogue"),
        catalogue,
    ),
    Route::get(
        "checkSeries",
        "/api/v1/data/check",
        "What looks wrong in them: holes, jumps, values out of bounds.",
        Answers::json("Findings", "what was found"),
        check,
    ),
];

fn catalogue(workbench: &Shared, _: &Asked) -> Result<Answer, Problem> {
    Ok(Answer::facts(json!(workbench.panel.catalogue(workbench.today))))
}

fn check(workbench: &Shared, _: &Asked) -> Result<Answer, Problem> {
    let found = workbench.panel.check(&[], workbench.today, workbench.today);
    let found = found.map_err(Problem::failed)?;
    Ok(Answer::facts(json!({ "as_of": workbench.today, "findings": found })))
}
