//! Challenge: anybody's forecast, scored on what came.

mod beside;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;

use forefend_panel::{Panel, Year};
use forefend_score::forecast::{Actuals, CellId, Forecast, Group, ScoredCell, score_forecast};
use forefend_score::{Bootstrap, CellSettings, ScoreError, brier_scores, mean_score};
use forefend_watch::{Past, Target, Views};
use serde_json::{Value, json};

use super::route::{Accepts, Answers, Method, Parameter, Route};
use super::watch::target_of;
use crate::asked::{Answer, Asked};
use crate::problem::Problem;
use crate::rivals::DRAWS;
use crate::watched;
use crate::workbench::{Shared, Workbench};

/// Most bytes of a forecast.
const MOST_BYTES: usize = 20 << 20;
/// Seed of the resamples, as that of `forefend score`.
const SEED: u64 = 1;
/// Most years that are compared, the newest: each takes some seconds when it is first asked for.
const MOST_YEARS: usize = 10;
/// How messages name what was sent.
const NAME: &str = "the forecast";

pub(super) const ROUTES: &[Route] = &[Route {
    id: "scoreForecast",
    method: Method::Post,
    path: "/api/v1/challenge",
    about: "Scores a forecast of deaths by country and month, as `forefend score` reads and scores it, on what this world's data know.",
    parameters: &[
        Parameter::query(
            "target",
            "which deaths: state-based where absent, one-sided, non-state",
            "state-based",
        ),
        Parameter::query(
            "common",
            "true: leave out, and count, the cells that only the forecast or only the data have",
            "true",
        ),
        Parameter::query(
            "beside",
            "true: our own forecast of the same months and rules of thumb beside it, with intervals and a verdict; a year that is first asked \
             for takes some seconds",
            "true",
        ),
    ],
    accepts: Some(Accepts { media: &["text/csv"], most: MOST_BYTES, schema: None }),
    answers: Answers::json("Scores", "means of each score over all cells and by situation, with intervals"),
    refusals: &[409],
    answer,
}];

fn answer(workbench: &Shared, asked: &Asked) -> Result<Answer, Problem> {
    let target = target_of(asked)?;
    let (common, beside) = (asked.is_true("common")?, asked.is_true("beside")?);
    let actuals = actuals(&workbench.panel, target)?;
    let mut scores = scores_of(&asked.body, &actuals, common)?;
    scores["target"] = json!(target.id());
    if beside {
        scores["beside"] = compared(workbench, target, &asked.body, &actuals, common)?;
    }
    Ok(Answer::facts(scores))
}

/// What came, by VIEWS country and month.
fn actuals(panel: &Panel, target: Target) -> Result<Actuals, Problem> {
    let series = panel.monthly().find(|one| one.declaration().id == target.id());
    let last = series.and_then(|series| series.last_month());
    let last = last.ok_or_else(|| Problem::conflict("this world's data know no deaths by month"))?;
    let past =
        Past::known(Views::at(panel, last), target).map_err(|error| Problem::conflict(error.to_string()))?;
    let cells = past.places.iter().enumerate().flat_map(|(place, of)| {
        let known = (0..past.months).map(move |at| (place, at, of));
        known.filter_map(|(place, at, of)| {
            let cell = CellId {
                month: past.origin + (at as i32 + 1 - past.months as i32),
                unit: u32::from(of.views),
            };
            Some((cell, f64::from(past.deaths(place, at)?)))
        })
    });
    Ok(Actuals::of("country_id", cells))
}

/// The scores of a forecast in CSV.
///
/// # Errors
/// [`Problem::mistake`] with what is wrong in it, and in which line.
pub fn scores_of(csv: &[u8], actuals: &Actuals, common: bool) -> Result<Value, Problem> {
    let settings = CellSettings::default();
    let forecast = read(csv, actuals, common, &settings)?;
    let cells = &forecast.cells;
    let bootstrap = Bootstrap::with_seed(SEED);
    let mut groups = vec![Group::of("all", "all".to_owned(), cells, bootstrap).map_err(wrong)?];
    let mut by_situation: BTreeMap<_, Vec<ScoredCell>> = BTreeMap::new();
    for cell in cells {
        let situation = actuals.situation(cell.cell, cell.observed);
        by_situation.entry((situation as i64, situation.word())).or_default().push(*cell);
    }
    for ((_, name), own) in by_situation {
        groups.push(Group::of("situation", name.to_owned(), &own, bootstrap).map_err(wrong)?);
    }
    let stated: Vec<f64> = cells.iter().map(|cell| cell.scores.event).collect();
    let happened: Vec<bool> = cells.iter().map(|cell| cell.observed >= settings.threshold).collect();
    let brier = brier_scores(&stated, &happened).and_then(|scores| mean_score(&scores)).map_err(wrong)?;
    Ok(json!({
        "cells": cells.len(),
        "without_actual": forecast.without_actual,
        "without_forecast": forecast.without_forecast,
        "groups": groups,
        "event": { "threshold": settings.threshold, "events": happened.iter().filter(|one| **one).count(), "brier": brier },
        "command": "forefend score forecast.csv --actuals FILE",
    }))
}

fn wrong(error: ScoreError) -> Problem {
    Problem::mistake(error.to_string())
}

/// A forecast, cell by cell.
fn read(csv: &[u8], actuals: &Actuals, common: bool, settings: &CellSettings) -> Result<Forecast, Problem> {
    let stored = |error: std::io::Error| {
        Problem::failed(format!("the forecast cannot be stored for reading ({error})"))
    };
    let mut file = tempfile::Builder::new().prefix("forecast").suffix(".csv").tempfile().map_err(stored)?;
    file.write_all(csv).and_then(|()| file.flush()).map_err(stored)?;
    score_forecast(file.path(), actuals, settings, common)
        .map_err(|error| mistake(&error.to_string(), file.path()))
}

/// The forecast beside ours and rules of thumb, all scored alike.
fn compared(
    workbench: &Workbench,
    target: Target,
    csv: &[u8],
    actuals: &Actuals,
    common: bool,
) -> Result<Value, Problem> {
    // Shares of few draws and of many compare only as so many draws.
    let settings = CellSettings { ign_draws: Some(DRAWS), ..CellSettings::default() };
    let cells = read(csv, actuals, common, &settings)?.cells;
    let years: BTreeSet<Year> = cells.iter().map(|cell| cell.cell.month.year()).collect();
    let (mut known, mut why) = (BTreeMap::new(), BTreeMap::new());
    for (at, year) in years.into_iter().rev().enumerate() {
        if at >= MOST_YEARS {
            why.insert(year, format!("{MOST_YEARS} years are compared, the newest"));
            continue;
        }
        match workbench.rivals.of((&workbench.world, &workbench.panel), target, year)? {
            Ok(of_year) => drop(known.insert(year, of_year)),
            Err(words) => drop(why.insert(year, words)),
        }
    }
    let learned = watched::settings(&workbench.world)?.learned;
    let (found, left_out) =
        beside::beside(&cells, &known, &why, Bootstrap::with_seed(SEED)).map_err(wrong)?;
    let note = format!(
        "Each year is forecast as from the end of October before it, 3 to 14 months ahead, on data as revised since: what forefend would have \
         said, not what it said. Its settings were learned on {} to {}. IGN is scored as of {DRAWS} draws for everybody.",
        learned.first_window, learned.last_window
    );
    Ok(json!({ "compared": found, "left_out": left_out, "note": note }))
}

/// What is wrong in a forecast, without the name of the file it was stored in.
fn mistake(text: &str, path: &Path) -> Problem {
    let path = path.display().to_string();
    let line = text.split_once(&format!("{path}:")).and_then(|(_, rest)| {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    });
    Problem::mistake(text.replace(&path, NAME)).at_line(line)
}
