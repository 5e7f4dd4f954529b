//! A run composed as a document: the text, tables and figures that the report and a country's page show.

use forefend_report::document::{Template, document};
use serde_json::json;

use super::route::{Answers, Parameter, Route};
use super::runs::{RUN, kept};
use crate::asked::{Answer, Asked};
use crate::problem::Problem;
use crate::workbench::Shared;

const REPORT: Answers =
    Answers::json("Report", "title and parts; every number in a sentence has the query that it comes from");

pub(super) const ROUTES: &[Route] = &[
    Route::get(
        "getReport",
        "/api/v1/runs/{run}/report",
        "An assessment composed as a document, as `forefend report build` composes it.",
        REPORT,
        whole,
    )
    .with(&[
        RUN,
        Parameter::query(
            "template",
            "brief where absent, two pages for who decides; commission, everything",
            "brief",
        ),
    ])
    .refuses(&[404, 409, 422, 503]),
    Route::get(
        "getCountryReport",
        "/api/v1/countries/{iso3}/report",
        "One country composed as a document: outlook, drivers, exposure, history and how the run was made.",
        REPORT,
        country,
    )
    .with(&[Parameter::path("iso3", "ISO 3166-1 alpha-3 code", "UGA")])
    .refuses(&[404, 503]),
];

fn whole(workbench: &Shared, asked: &Asked) -> Result<Answer, Problem> {
    let template = match asked.value("template") {
        None | Some("brief") => Template::Brief,
        Some("commission") => Template::Commission,
        Some(_) => return Err(Problem::mistake("template: give brief or commission")),
    };
    let run = kept(workbench, asked)?;
    let told = document(&run.run.brief, &template, None).map_err(Problem::failed)?;
    Ok(Answer::facts(json!({ "run": run.id, "report": told })))
}

fn country(workbench: &Shared, asked: &Asked) -> Result<Answer, Problem> {
    let iso3 = asked.named("iso3").to_uppercase();
    let run = workbench.kept()?;
    if run.run.brief.outlook.countries.iter().all(|country| country.iso3 != iso3) {
        return Err(Problem::unknown("no country of this code; /api/v1/countries lists those there are"));
    }
    let told = document(&run.run.brief, &Template::Country(iso3), None).map_err(Problem::failed)?;
    Ok(Answer::facts(json!({ "run": run.id, "report": told })))
}
