//! `forefend watch`: the months ahead.

mod backtest;
mod label;
mod words;

use forefend_panel::Panel;
use forefend_simulate::WorldFiles;
use forefend_watch::{BOOK, MadeFrom, Outlook, ScoreBook, Settings, Target};
use serde_json::json;

use crate::cli::Global;
use crate::cli::watch::WatchArguments;
use crate::failure::Failure;
use crate::terminal::{say, warn};

/// What every part of the verb works with.
struct Given<'a> {
    global: &'a Global,
    arguments: &'a WatchArguments,
    panel: Panel,
    settings: Settings,
    book: ScoreBook,
    world: WorldFiles,
}

/// The outlook, its track record, or its weights.
pub fn run(global: &Global, arguments: &WatchArguments) -> Result<(), Failure> {
    crate::simulated::threads(arguments.threads)?;
    let world = crate::input::world(arguments.world.as_deref())?;
    let mut panel = crate::input::panel_with(&world, arguments.outcomes.as_deref())?;
    if let Some(outcomes) = panel.outcomes()
        && outcomes.months.is_empty()
    {
        return Err(Failure::command(format!(
            "{} is by year, and watch reads months; give `month` (2026-01) instead of `year`",
            outcomes.file
        )));
    }
    let file = forefend_watch::FILE;
    let settings = Settings::parse(&format!("world/{file}"), world.text(file)?)?;
    // A world of one's own need not keep a score book.
    let book = match world.text(BOOK) {
        Ok(text) => ScoreBook::parse(&format!("world/{BOOK}"), text)?,
        Err(_) => ScoreBook::default(),
    };
    if let Some(data) = &arguments.data {
        let read = forefend_watch::replace_deaths(&mut panel, data, arguments.target)?;
        let others = Target::ALL.into_iter().filter(|target| !read.contains(target));
        let others: Vec<&str> = others.map(Target::id).collect();
        if !global.quiet && !others.is_empty() {
            warn(&format!(
                "note: {} from the snapshot; {} has no such column",
                others.join(", "),
                data.display()
            ));
        }
    }
    let given = Given { global, arguments, panel, settings, book, world };
    match (arguments.backtest, arguments.learn) {
        (Some(windows), _) => backtest::run(&given, windows),
        (None, Some(windows)) => learn(&given, windows),
        (None, None) => outlook(&given),
    }
}

fn outlook(given: &Given<'_>) -> Result<(), Failure> {
    let arguments = given.arguments;
    let series = given.panel.monthly().find(|one| one.declaration().id == arguments.target.id());
    let last = series.and_then(|series| series.last_month());
    let last = last.ok_or_else(|| Failure::data(format!("no month of {} is known", arguments.target)))?;
    let asked = crate::input::as_of(arguments.as_of, ", and --horizon for how far to look ahead")?;
    let as_of = asked.unwrap_or(last);
    if as_of > last && !given.global.quiet {
        warn(&format!(
            "note: deaths are known to {last} only; an outlook as of {as_of} says nothing of the {} between, and each of its months lies \
             that much further ahead. Newer deaths can be given with --outcomes",
            crate::input::counted_months(as_of - last)
        ));
    }
    let months_old = crate::input::this_month()? - last;
    let (made, said) = forefend_watch::outlook(
        &given.panel,
        as_of,
        arguments.target,
        &given.settings,
        arguments.horizon,
        arguments.seed,
    )?;
    let written = arguments
        .out
        .as_deref()
        .map(|folder| {
            let data = arguments.data.as_ref().map(|file| file.display().to_string());
            let brought = given.panel.outcomes().map(|outcomes| format!("snapshot and {}", outcomes.name()));
            let data = data.or(brought);
            let data = data.as_deref().unwrap_or("snapshot");
            let from = MadeFrom { settings: &said.settings, data, seed: arguments.seed };
            forefend_watch::write_forecast(&made, &from, arguments.draws as usize, folder)
        })
        .transpose()?;
    let label = label::words(given, &said)?;
    if given.global.json {
        let record = given.book.of(&said.settings, said.target);
        let facts = json!({
            "outlook": said, "label": label, "data_months_old": months_old, "record": record, "draws": arguments.draws, "seed": arguments.seed,
            "out": written,
            "outcomes": given.panel.outcomes().map(forefend_panel::Outcomes::name),
        });
        say(&format!("{facts:#}\n"));
    } else if !given.global.quiet {
        say(&words::outlook(&said, given, &label, last, months_old));
        if let Some(place) = written {
            say(&format!("\nwrote {} ({} draws a cell)\n", place.display(), arguments.draws));
        }
    }
    Ok(())
}

fn learn(given: &Given<'_>, windows: crate::cli::watch::Years) -> Result<(), Failure> {
    let target = given.arguments.target;
    let weights = forefend_watch::learn_weights(
        &given.panel,
        target,
        &windows.all(),
        &given.settings,
        given.arguments.seed,
    )?;
    if given.global.json {
        let facts = json!({ "target": target, "windows": [windows.0.0, windows.1.0], "weights": weights });
        say(&format!("{facts:#}\n"));
        return Ok(());
    }
    let decayed: Vec<String> = weights.decayed.iter().map(f64::to_string).collect();
    say(&format!(
        "# learned on {}..{} by mean ignorance\n[pool.{target}]\ndecayed = [{}]\nforest = {}\nboosted = {}\n",
        windows.0,
        windows.1,
        decayed.join(", "),
        weights.forest,
        weights.boosted
    ));
    Ok(())
}

/// "2022-11 to 2023-12".
fn months(said: &Outlook, horizon: usize) -> String {
    format!("{} to {}", said.as_of + 1, said.as_of + horizon as i32)
}
