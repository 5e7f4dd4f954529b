//! `forefend replay`.

use std::path::Path;

use forefend_assess::{Replayings, replay};
use forefend_panel::{Month, Panel, Year};
use forefend_report::{PlainTable, Replayed, ReplayedSection};
use forefend_simulate::{Model, WorldFiles};
use forefend_track::Fingerprint;
use forefend_track::replay::ReplaySettings;
use serde_json::json;

use crate::cli::Global;
use crate::cli::report::ReplayArguments;
use crate::failure::Failure;
use crate::progress::Bar;
use crate::table;
use crate::terminal::say;

/// Looks beside the one asked for, where the command names none.
const OTHERS: [&str; 6] = ["1990-06", "1995-06", "2000-06", "2004-06", "2012-06", "2015-06"];

/// `forefend replay`: the outlook of a past month, scored.
pub fn run(global: &Global, arguments: &ReplayArguments) -> Result<(), Failure> {
    crate::latest::check_kind(&arguments.out, &crate::latest::REPLAY)?;
    let world = crate::input::world(arguments.given.world.as_deref())?;
    let panel = crate::input::panel_with(&world, arguments.given.outcomes.as_deref())?;
    let settings = settings(arguments, last_known(&world, &panel)?)?;
    crate::simulated::threads(arguments.work.threads)?;
    let bar = Bar::new(global);
    let told = (command(arguments, &settings), env!("FOREFEND_CODE"));
    let result = replay(&world, &panel, &settings, (&told.0, told.1), &bar);
    bar.finish();
    let replayed = result?;
    let written = write(&replayed, &arguments.out)?;
    if global.json {
        say(&format!("{}\n", facts(&replayed)));
    } else if !global.quiet {
        say(&words(&replayed.page));
        say(&format!("page {}\nevery number {}\n", written[0].display(), written[1].display()));
    }
    Ok(())
}

/// The last year whose outcome is known.
fn last_known(world: &WorldFiles, panel: &Panel) -> Result<Option<Year>, Failure> {
    let model = Model::load(world)?;
    Ok(panel.coverage(model.frame.anchor.as_ref())?.last)
}

fn settings(arguments: &ReplayArguments, last: Option<Year>) -> Result<ReplaySettings, Failure> {
    let as_of =
        crate::input::as_of(Some(arguments.as_of), crate::input::TO_LOOK_AHEAD)?.unwrap_or(arguments.as_of);
    let mut others = arguments.others.clone();
    if others.is_empty() {
        let parsed: Result<Vec<Month>, _> = OTHERS.iter().map(|month| month.parse::<Month>()).collect();
        others = parsed?;
    }
    Ok(ReplaySettings {
        as_of,
        to: arguments.to.or(last).unwrap_or(as_of.year()),
        others,
        draws: arguments.draws,
        seed: arguments.work.seed,
        fingerprint: Fingerprint::default(),
    })
}

fn command(arguments: &ReplayArguments, settings: &ReplaySettings) -> String {
    let others: Vec<String> = settings.others.iter().map(ToString::to_string).collect();
    let mut command = format!(
        "forefend replay --as-of {} --to {} --seed {} --draws {} --others {}",
        settings.as_of,
        settings.to,
        settings.seed,
        settings.draws,
        others.join(",")
    );
    if arguments.given.world.is_some() {
        command.push_str(" --world DIR");
    }
    command + &crate::input::outcomes_in_command(arguments.given.outcomes.as_deref())
}

fn facts(replayed: &Replayings) -> String {
    let value = json!({ "replay": replayed.replay, "said": replayed.page.said });
    format!("{value:#}")
}

/// Writes the page and every number; both paths.
fn write(replayed: &Replayings, folder: &Path) -> Result<[std::path::PathBuf; 2], Failure> {
    let unwritable =
        |error: std::io::Error| Failure::files(format!("cannot write to {} ({error})", folder.display()));
    std::fs::create_dir_all(folder).map_err(unwritable)?;
    let [page, numbers] = crate::latest::REPLAY.map(|name| folder.join(name));
    let html = forefend_report::render_replay(&replayed.page).map_err(forefend_assess::AssessError::from)?;
    forefend_runs::write_file(&page, html.as_bytes())?;
    forefend_runs::write_file(&numbers, facts(replayed).as_bytes())?;
    Ok([page, numbers])
}

/// What the terminal prints: sentences, then the tables of the page.
fn words(page: &Replayed) -> String {
    let mut text = format!("{}: {}\n{}\n\n", page.title, page.label, page.warning);
    for said in &page.said {
        text.push_str(&format!("- {}\n  What came: {}\n", said.then, said.came));
    }
    text.push_str(&sections(&page.sections));
    text.push('\n');
    text
}

/// Sections of a page as text.
pub fn sections(sections: &[ReplayedSection]) -> String {
    let mut text = String::new();
    for section in sections {
        text.push_str(&format!("\n== {} ==\n", section.title));
        if !section.text.is_empty() {
            text.push_str(&format!("{}\n", section.text));
        }
        for table in section.tables.iter().filter(|table| !table.page_only) {
            text.push_str(&format!("\n{}", terminal_table(table)));
        }
    }
    text
}

/// A table without its long texts, which stand on the page.
fn terminal_table(table: &PlainTable) -> String {
    let shown = |column: usize| !table.long.contains(&column);
    let of = |cells: &[String]| -> Vec<String> {
        let cells = cells.iter().enumerate().filter(|(column, _)| shown(*column));
        cells.map(|(_, cell)| cell.clone()).collect()
    };
    let (head, rows): (Vec<String>, Vec<Vec<String>>) =
        (of(&table.head), table.rows.iter().map(|row| of(row)).collect());
    let words = (0..table.words).filter(|column| shown(*column)).count();
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    let note = if table.note.is_empty() { String::new() } else { format!("{}\n", table.note) };
    format!("{}\n{}{note}", table.caption, table::aligned(&head, &rows, words))
}
