//! Replay by date: what would have been said in a past month, and what came.

use forefend_panel::Month;
use forefend_track::replay::States;
use serde_json::json;

use super::arrow;
use super::route::{Answers, Parameter, Route};
use super::statement::statements;
use crate::asked::{Answer, Asked};
use crate::problem::Problem;
use crate::workbench::Shared;

/// Draws of a look: fewest, where nothing else is asked for, and most.
const DRAWS: [u64; 3] = [20, 200, 2_000];

pub(super) const ROUTES: &[Route] = &[Route::get(
    "getReplay",
    "/api/v1/replay/{month}",
    "What this engine would have said in a past month, on what had been published by then, beside what came: by year for the world, by \
     country for those at peace. A pseudo-replay on revised data. As JSON, or its statements as an Arrow stream, as `Accept` says.",
    Answers {
        status: 200,
        media: &["application/json", arrow::MEDIA],
        schema: Some("Replay"),
        about: "sentences, statements with what came, scores",
    },
    answer,
)
.with(&[
    Parameter::path("month", "the month looked from, YYYY-MM", "2008-06"),
    Parameter::query("draws", "futures of the look, 20 to 2000; 200 where absent", "20"),
])
.refuses(&[409, 422])];

fn answer(workbench: &Shared, asked: &Asked) -> Result<Answer, Problem> {
    let month = asked.named("month").parse::<Month>();
    let month = month.map_err(|_| Problem::mistake("month: give the month looked from as YYYY-MM"))?;
    let draws = asked.number("draws", (DRAWS[0], DRAWS[2]))?.unwrap_or(DRAWS[1]);
    let options = workbench.run_options();
    let (world, told) = ((&workbench.world, &*workbench.panel), (&*options, &*workbench.code));
    let look = workbench.looks.of(world, told, (month, draws))?;
    let (replay, page) = (&look.found.replay, &look.found.page);
    let main = replay.main();
    let statements = main.map(statements).unwrap_or_default();
    if asked.takes(arrow::MEDIA) {
        let name = Some(format!("replay-{month}.arrows"));
        return Ok(Answer::File(arrow::MEDIA, name, arrow::statements(&statements)?));
    }
    let scores: Vec<_> = replay.rows_of(&replay.as_of, States::All).collect();
    Ok(Answer::facts(json!({
        "as_of": replay.as_of, "title": page.title, "what": page.label, "warning": page.warning, "draws": replay.draws, "seed": replay.seed,
        "last_known": main.map(|look| look.last_known), "observed_until": replay.observed_until, "command": look.command,
        "said": page.said, "statements": statements, "scores": scores,
    })))
}
