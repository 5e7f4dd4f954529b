//! Runs: what there is, what each says, and its numbers.

use std::sync::Arc;

use forefend_assess::KeptRun;
use forefend_runs::sealed;
use forefend_runs::stored::{State, Stored, find};
use serde_json::{Value, json};

use super::arrow;
use super::route::{Answers, Parameter, Route};
use crate::asked::{Answer, Asked};
use crate::kept_runs::Kept;
use crate::problem::Problem;
use crate::workbench::{Shared, Workbench};

/// Word for the newest finished assessment.
const NEWEST: &str = "newest";
/// Numbers of a page where nothing else is asked for, and at most.
const PAGE: [u64; 2] = [1_000, 100_000];

pub(super) const RUN: Parameter =
    Parameter::path("run", "id of a run, or `newest` for the newest finished assessment", NEWEST);

pub(super) const ROUTES: &[Route] = &[
    Route::get("listRuns", "/api/v1/runs", "Runs in the output folder.", Answers::json("Runs", "what there is, by name"), list),
    Route::get("getRun", "/api/v1/runs/{run}", "What a run is made of.", Answers::json("Run", "its manifest"), one)
        .with(&[RUN])
        .refuses(&[404, 503]),
    Route::get(
        "getBrief",
        "/api/v1/runs/{run}/brief",
        "Everything the report of an assessment says, with the query of each number.",
        Answers::json("Brief", "the typed report"),
        brief,
    )
    .with(&[RUN])
    .refuses(&[404, 409, 503]),
    Route::get(
        "getNumbers",
        "/api/v1/runs/{run}/numbers",
        "Numbers of a run by query, as JSON, CSV or an Arrow stream (columns query, value), as `Accept` says.",
        Answers {
            status: 200,
            media: &["application/json", arrow::MEDIA, "text/csv"],
            schema: Some("Numbers"),
            about: "numbers in the order of their queries",
        },
        numbers,
    )
    .with(&[
        RUN,
        Parameter::query("prefix", "only queries that begin so", "reference/world/"),
        Parameter::query("after", "only queries after this one: the next page", "reference/world/"),
        Parameter::query("limit", "how many, up to 100000; 1000 where absent, all as CSV or Arrow", "10"),
    ])
    .refuses(&[404, 422, 503]),
];

fn list(workbench: &Shared, _: &Asked) -> Result<Answer, Problem> {
    let found = workbench.runs.list().map_err(Problem::failed)?;
    let newest = workbench.runs.newest().map(|kept| kept.id.clone());
    let runs: Vec<Value> = found.iter().map(facts).collect();
    Ok(Answer::facts(json!({ "newest": newest, "runs": runs, "unread": workbench.runs.unread() })))
}

fn facts(run: &Stored) -> Value {
    let state = match run.state {
        State::Finished => "finished",
        State::Stopped => "stopped",
        State::BeingWritten => "being written",
    };
    let of = run.manifest.as_ref();
    json!({
        "run": run.name, "state": state, "bytes": run.bytes,
        "verb": of.map(|m| &m.verb), "as_of": of.map(|m| &m.as_of), "seed": of.map(|m| m.seed),
        "draws": of.map(|m| m.draws), "command": of.map(|m| &m.command),
    })
}

/// A run by its name, which is checked before any folder is looked at.
fn named(workbench: &Workbench, asked: &Asked) -> Result<Stored, Problem> {
    let name = match asked.named("run") {
        NEWEST => workbench.kept()?.id.clone(),
        name => name.to_owned(),
    };
    let run = find(workbench.folder(), &name)
        .map_err(|_| Problem::unknown("no run of this id; /api/v1/runs lists those there are"))?;
    if run.state == State::Finished { Ok(run) } else { Err(Problem::unknown("this run is not finished")) }
}

fn one(workbench: &Shared, asked: &Asked) -> Result<Answer, Problem> {
    let run = named(workbench, asked)?;
    let mut facts = facts(&run);
    facts["manifest"] = json!(run.manifest);
    Ok(Answer::facts(facts))
}

/// The newest assessment from memory, another from its folder.
pub(super) fn kept(workbench: &Workbench, asked: &Asked) -> Result<Arc<Kept>, Problem> {
    let run = named(workbench, asked)?;
    if let Some(newest) = workbench.runs.newest().filter(|newest| newest.id == run.name) {
        return Ok(newest);
    }
    let opened = KeptRun::open(&run.folder).map_err(|error| Problem::conflict(error.to_string()))?;
    Ok(Arc::new(Kept { id: run.name, folder: run.folder, run: opened }))
}

fn brief(workbench: &Shared, asked: &Asked) -> Result<Answer, Problem> {
    Ok(Answer::facts(json!(kept(workbench, asked)?.run.brief)))
}

fn numbers(workbench: &Shared, asked: &Asked) -> Result<Answer, Problem> {
    let run = named(workbench, asked)?;
    let bytes = sealed(&run.folder, "numbers.csv")
        .map_err(|words| Problem::unknown(format!("the run holds no numbers ({words})")))?;
    let text = String::from_utf8_lossy(&bytes);
    let (prefix, after) = (asked.value("prefix").unwrap_or(""), asked.value("after").unwrap_or(""));
    let limit = asked.number("limit", (1, PAGE[1]))?;
    let mut rows: Vec<(&str, f64)> = (text.lines().skip(1))
        .filter_map(|line| line.rsplit_once(','))
        .map(|(query, value)| (query.trim_matches('"'), value.parse().unwrap_or(f64::NAN)))
        .filter(|(query, _)| query.starts_with(prefix) && *query > after)
        .collect();
    rows.sort_by(|a, b| a.0.cmp(b.0));
    let name = |ending: &str| Some(format!("numbers-{}.{ending}", run.name));
    if asked.takes(arrow::MEDIA) {
        rows.truncate(limit.map_or(rows.len(), |limit| limit as usize));
        return Ok(Answer::File(arrow::MEDIA, name("arrows"), arrow::stream(&rows)?));
    }
    if asked.takes("text/csv") {
        rows.truncate(limit.map_or(rows.len(), |limit| limit as usize));
        let lines: String = rows
            .iter()
            .map(|(query, value)| format!("{},{value}\n", forefend_report::csv_cell(query)))
            .collect();
        return Ok(Answer::File(
            "text/csv; charset=utf-8",
            name("csv"),
            format!("query,value\n{lines}").into(),
        ));
    }
    let all = rows.len();
    rows.truncate(limit.unwrap_or(PAGE[0]) as usize);
    let next = rows.last().filter(|_| rows.len() < all).map(|(query, _)| *query);
    let numbers: Vec<Value> =
        rows.iter().map(|(query, value)| json!({ "query": query, "value": value })).collect();
    Ok(Answer::facts(json!({ "run": run.name, "total": all, "next": next, "numbers": numbers })))
}
