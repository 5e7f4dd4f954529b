//! `forefend backtest`.

use std::path::Path;

use forefend_assess::{AssessError, Backtested, backtest};
use forefend_report::Unit;
use forefend_runs::write_file;
use forefend_track::{BOOK, Comparison, TrackRecord, TrackSettings};
use serde_json::{Value, json};

use crate::cli::Global;
use crate::cli::simulated::{BacktestArguments, Futures};
use crate::failure::Failure;
use crate::progress::Bar;
use crate::terminal::say;
use crate::{simulated, table};

mod ablation;

use self::ablation::ablate;

/// `forefend backtest`: past origins through the production path, scored.
pub fn run(global: &Global, arguments: &BacktestArguments) -> Result<(), Failure> {
    let simulated = &arguments.simulated;
    let shard = simulated::shard(simulated)?;
    let mut settings =
        TrackSettings { draws: arguments.draws, seed: simulated.work.seed, ..TrackSettings::default() };
    if !arguments.origins.is_empty() {
        settings.origins.clone_from(&arguments.origins);
    }
    let world = crate::input::given(&simulated.given)?;
    let panel = crate::input::panel_with(&world, simulated.given.outcomes.as_deref())?;
    if arguments.ablate {
        return ablate(global, arguments, (&world, &panel), &settings);
    }
    let years: Vec<String> = settings.origins.iter().map(ToString::to_string).collect();
    let command = format!(
        "forefend backtest --seed {} --draws {} --origins {}{}",
        simulated.work.seed,
        arguments.draws,
        years.join(","),
        simulated::world(simulated)
    );
    let futures = Futures { draws: arguments.draws, block: forefend_track::BLOCK, as_of: None, to: None };
    let mut options = simulated::options(simulated, &futures, shard, command, false)?;
    options.created = crate::clock::today();
    simulated::threads(simulated.work.threads)?;
    let bar = Bar::new(global);
    let result = backtest(&world, &panel, &options, &settings, &bar);
    bar.finish();
    let backtested = result?;
    tell(global, &backtested);
    write_book(
        global,
        &backtested,
        &simulated.out,
        simulated.given.world.as_deref(),
        arguments.write_scorebook,
    )
}

/// Writes the score book to `out`, and where asked into a world of one's own, where its projections look for it.
pub fn write_book(
    global: &Global,
    backtested: &Backtested,
    out: &Path,
    world: Option<&Path>,
    into_world: bool,
) -> Result<(), Failure> {
    let Some(book) = &backtested.book else { return Ok(()) };
    let bytes = book.bytes().map_err(AssessError::from)?;
    let own = world.filter(|_| into_world).map(|world| world.join(BOOK));
    for path in [out.join("scorebook.parquet")].into_iter().chain(own) {
        write_file(&path, &bytes)?;
        if !global.quiet && !global.json {
            say(&format!("score book {} (look {} at these years)\n", path.display(), book.looks.len()));
        }
    }
    if let Some(world) = world.filter(|_| !into_world && !global.quiet && !global.json) {
        say(&format!(
            "{} stays as it is: --write-scorebook puts the book there, and counts this look with it\n",
            world.join(BOOK).display()
        ));
    }
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
            let held = row.coverage_80.map(|share| Unit::Share.number(share)).unwrap_or_default();
            line.extend([row.cases.to_string(), row.events.to_string(), held]);
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
        "in 80% band",
    ];
    format!("{}\n{}\n", table::aligned(&head, &rows, 5), record.basis)
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
