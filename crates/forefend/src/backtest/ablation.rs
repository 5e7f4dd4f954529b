//! `forefend backtest --ablate`.

use forefend_assess::AssessError;
use forefend_panel::Panel;
use forefend_report::Unit;
use forefend_runs::write_file;
use forefend_simulate::WorldFiles;
use forefend_track::{ABLATION, Ablation, AblationRow, TrackSettings, Verdict};

use crate::cli::Global;
use crate::cli::simulated::BacktestArguments;
use crate::failure::Failure;
use crate::progress::Bar;
use crate::terminal::say;
use crate::{simulated, table};

/// Runs the ablation, prints it, and writes it to `--out` and where asked into the world.
pub(super) fn ablate(
    global: &Global,
    arguments: &BacktestArguments,
    (world, panel): (&WorldFiles, &Panel),
    settings: &TrackSettings,
) -> Result<(), Failure> {
    let simulated = &arguments.simulated;
    simulated::threads(simulated.work.threads)?;
    let bar = Bar::new(global);
    let result = forefend_assess::ablate(world, panel, settings, &crate::clock::today(), &bar);
    bar.finish();
    let book = result?;
    if global.json {
        let text = serde_json::to_string_pretty(&book).unwrap_or_default();
        say(&format!("{text}\n"));
    } else if !global.quiet {
        say(&words(&book.ablation));
    }
    let bytes = book.bytes().map_err(AssessError::from)?;
    let own = simulated.given.world.as_ref().filter(|_| arguments.write_scorebook);
    let paths = [simulated.out.join("ablation.parquet")].into_iter();
    for path in paths.chain(own.map(|world| world.join(ABLATION))) {
        write_file(&path, &bytes)?;
        if !global.quiet && !global.json {
            say(&format!("ablation {} (look {} of it at these years)\n", path.display(), book.looks.len()));
        }
    }
    Ok(())
}

fn words(ablation: &Ablation) -> String {
    let head = ["target", "years ahead", "score", "verdict", "first", "second", "difference, 90%", "cases"];
    let mut text = String::new();
    for driver in &ablation.drivers {
        let how = if driver.is_read { "read by threats" } else { "on trial" };
        text.push_str(&format!("{} ({how}): {}\n", driver.title, driver.terms.join("; ")));
        driver.left_out.iter().for_each(|told| text.push_str(&format!("  left out: {told}\n")));
        let known = format!("its future known, second projected ({})", driver.known.join(", "));
        for (what, rows) in [("with it, second without", &driver.with), (known.as_str(), &driver.future)] {
            let lines: Vec<Vec<String>> = rows.iter().map(line).collect();
            text.push_str(&format!("first {what}\n{}{}\n\n", table::aligned(&head, &lines, 4), counts(rows)));
        }
    }
    text.push_str(
        "Smaller scores are better; pairs of one origin, state and year; intervals resample whole countries. On revised data.\n",
    );
    text
}

fn line(row: &AblationRow) -> Vec<String> {
    let score = |value: f64| Unit::Score.number(value);
    let (from, to) = row.years_ahead;
    vec![
        format!("  {}", row.target),
        if from == to { from.to_string() } else { format!("{from}-{to}") },
        row.score.words().to_owned(),
        verdict(row.verdict).to_owned(),
        score(row.first),
        score(row.second),
        format!("{} [{}, {}]", score(row.difference), score(row.lower), score(row.upper)),
        row.cases.to_string(),
    ]
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Better => "first better",
        Verdict::Tie => "tie",
        Verdict::Worse => "second better",
    }
}

fn counts(rows: &[AblationRow]) -> String {
    let many = |wanted: Verdict| rows.iter().filter(|row| row.verdict == wanted).count();
    format!(
        "{} scores: first better in {}, second better in {}, a tie in {}; where nothing differs, one in ten lies outside by chance",
        rows.len(),
        many(Verdict::Better),
        many(Verdict::Worse),
        many(Verdict::Tie)
    )
}
