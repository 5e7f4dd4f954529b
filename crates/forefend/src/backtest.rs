//! `forefend backtest`.

use forefend_assess::{Backtested, backtest};
use forefend_report::Unit;
use forefend_track::{Comparison, TrackRecord, TrackSettings};
use serde_json::{Value, json};

use crate::cli::{BacktestArguments, Futures, Global};
use crate::failure::Failure;
use crate::progress::Bar;
use crate::{simulated, table};

/// `forefend backtest`: past origins through the production path, scored.
pub fn run(global: &Global, arguments: &BacktestArguments) -> Result<(), Failure> {
    let given = &arguments.simulated;
    let shard = simulated::shard(given)?;
    let mut settings = TrackSettings { draws: arguments.draws, seed: given.seed, ..TrackSettings::default() };
    if !arguments.origins.is_empty() {
        settings.origins.clone_from(&arguments.origins);
    }
    let world = crate::input::world(given.world.as_deref())?;
    let panel = crate::input::panel(&world)?;
    let years: Vec<String> = settings.origins.iter().map(ToString::to_string).collect();
    let command = format!(
        "forefend backtest --seed {} --draws {} --origins {}{}",
        given.seed,
        arguments.draws,
        years.join(","),
        simulated::world(given)
    );
    let futures = Futures { draws: arguments.draws, block: forefend_track::BLOCK, as_of: None, to: None };
    let options = simulated::options(given, &futures, shard, command)?;
    simulated::threads(given.threads)?;
    let bar = Bar::new(global);
    let result = backtest(&world, &panel, &options, &settings, &bar);
    bar.finish();
    tell(global, &result?);
    Ok(())
}

/// The closing of a backtest.
pub fn tell(global: &Global, backtested: &Backtested) {
    let (skill, text) = match &backtested.record {
        Some(record) => (serde_json::to_value(&record.skill).unwrap_or(Value::Null), words(record)),
        None => (json!([]), String::new()),
    };
    simulated::close(global, &backtested.ran, json!({ "skill": skill }), &text);
}

fn words(record: &TrackRecord) -> String {
    let mut rows = Vec::new();
    let mut title = "";
    for row in &record.skill {
        if row.title != title {
            title = &row.title;
            rows.push(vec![format!("{title} ({})", row.target)]);
        }
        let (from, to) = row.years_ahead;
        for compared in &row.scores {
            let ahead = if from == to { from.to_string() } else { format!("{from}-{to}") };
            let mut line = vec![format!("  {ahead}"), compared.score.words().to_owned()];
            line.extend(cells(compared));
            line.extend([row.cases.to_string(), row.events.to_string()]);
            rows.push(line);
        }
    }
    let head = [
        "years ahead",
        "score",
        "best simple rival",
        "verdict",
        "model",
        "rival",
        "difference, 90%",
        "cases",
        "events",
    ];
    format!("{}\n{}\n", table::aligned(&head, &rows, 4), record.basis)
}

fn cells(compared: &Comparison) -> [String; 5] {
    let score = |value: f64| Unit::Score.number(value);
    let interval = format!(
        "{} [{}, {}]",
        score(compared.difference),
        score(compared.interval.lower),
        score(compared.interval.upper)
    );
    [
        compared.best.words().to_owned(),
        compared.verdict.words().to_owned(),
        score(compared.model),
        score(compared.rival()),
        interval,
    ]
}
