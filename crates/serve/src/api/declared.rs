//! What the world declares: drivers, evidence, measures, portfolios, principles, commissioners.

use forefend_strategy::evidence;
use serde_json::{Value, json};

use super::route::{Answers, Parameter, Route};
use crate::asked::{Answer, Asked};
use crate::problem::Problem;
use crate::workbench::{Shared, Workbench};

const FILES: Answers =
    Answers::json("Declared", "files of the world as JSON, keys as docs/world.md lists them");

pub(super) const ROUTES: &[Route] = &[
    Route::get(
        "listDrivers",
        "/api/v1/drivers",
        "Drivers as the world declares them.",
        FILES,
        |workbench, _| folder(workbench, "drivers"),
    ),
    Route::get(
        "listEvidence",
        "/api/v1/evidence",
        "The evidence register: effects and costs with source, interval and grade.",
        Answers::json("Evidence", "one row an effect or cost"),
        evidence_rows,
    ),
    Route::get(
        "listMeasures",
        "/api/v1/measures",
        "Measures that portfolios are composed of.",
        FILES,
        |workbench, _| file(workbench, "measures.toml"),
    ),
    Route::get(
        "listPortfolios",
        "/api/v1/portfolios",
        "Portfolios of the world, today's policy among them.",
        FILES,
        |workbench, _| folder(workbench, "portfolios"),
    ),
    Route::get(
        "getPortfolio",
        "/api/v1/portfolios/{id}",
        "One portfolio: its file's text, to change and send as a what-if.",
        Answers::json("Portfolio", "text and the same as JSON"),
        portfolio,
    )
    .with(&[Parameter::path("id", "id of a portfolio of the world", "reference")])
    .refuses(&[404]),
    Route::get(
        "listPrinciples",
        "/api/v1/principles",
        "Principles that judge portfolios.",
        FILES,
        |workbench, _| file(workbench, "principles.toml"),
    ),
    Route::get(
        "listCommissioners",
        "/api/v1/commissioners",
        "Who judges portfolios, by what they value and believe.",
        FILES,
        |workbench, _| folder(workbench, "commissioners"),
    ),
    Route::get(
        "listSettings",
        "/api/v1/settings",
        "Settings of what nobody knows, under each of which portfolios are compared.",
        FILES,
        |workbench, _| file(workbench, "appraisal.toml"),
    ),
];

/// A TOML file of the world as JSON; it was read when the workbench was opened, so that a mistake in it is ours.
fn parsed(workbench: &Workbench, path: &str) -> Result<Value, Problem> {
    let table: toml::Table = workbench.world.parse(path).map_err(Problem::failed)?;
    serde_json::to_value(table).map_err(|error| Problem::failed(format!("{path}: {error}")))
}

fn folder(workbench: &Workbench, folder: &str) -> Result<Answer, Problem> {
    let files = workbench
        .world
        .under(folder, ".toml")
        .map(|path| Ok(json!({ "file": path, "declares": parsed(workbench, path)? })));
    Ok(Answer::facts(json!({ "files": files.collect::<Result<Vec<Value>, Problem>>()? })))
}

fn file(workbench: &Workbench, path: &str) -> Result<Answer, Problem> {
    let there = workbench.world.bytes(path).is_ok();
    let files =
        if there { vec![json!({ "file": path, "declares": parsed(workbench, path)? })] } else { Vec::new() };
    Ok(Answer::facts(json!({ "files": files })))
}

fn evidence_rows(workbench: &Shared, _: &Asked) -> Result<Answer, Problem> {
    let rows = evidence::load(&workbench.world).map_err(Problem::failed)?;
    Ok(Answer::facts(json!({ "evidence": rows })))
}

/// The file of the portfolio called `id`, and what it declares; none where the world has no such portfolio.
pub(super) fn portfolio_file<'a>(
    workbench: &'a Workbench,
    id: &str,
) -> Result<Option<(&'a str, Value)>, Problem> {
    for path in workbench.world.under("portfolios", ".toml") {
        let declares = parsed(workbench, path)?;
        if declares["id"].as_str() == Some(id) {
            return Ok(Some((path, declares)));
        }
    }
    Ok(None)
}

fn portfolio(workbench: &Shared, asked: &Asked) -> Result<Answer, Problem> {
    let id = asked.named("id");
    let (path, declares) = portfolio_file(workbench, id)?.ok_or_else(|| {
        Problem::unknown("no portfolio of this id; /api/v1/portfolios lists those there are")
    })?;
    let text = workbench.world.text(path).map_err(Problem::failed)?;
    Ok(Answer::facts(json!({ "id": id, "file": path, "toml": text, "declares": declares })))
}
