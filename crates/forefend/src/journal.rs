//! `forefend journal`: forecasts sealed before the fact, and what came of them.

mod words;

use std::path::{Path, PathBuf};

use forefend_journal::{
    Entry, Event, OfRun, OfWatch, Sealed, SealedBook, SealedScore, Settled, entries_in, seal_run, seal_watch,
    settle, write,
};
use forefend_panel::Panel;
use forefend_panel::digest;
use forefend_simulate::{Model, WorldFiles};
use forefend_track::{Target, TargetKind, Targets};
use forefend_watch::Target as Deaths;
use serde_json::json;

use crate::cli::Global;
use crate::cli::journal::{JournalCommand, ScoreArguments, SealArguments};
use crate::failure::Failure;
use crate::terminal::{say, warn};

/// Where entries are looked for when no folder is named.
const JOURNAL: &str = "journal";

/// Seals or scores.
pub fn run(global: &Global, command: &JournalCommand) -> Result<(), Failure> {
    match command {
        JournalCommand::Seal(arguments) => seal(global, arguments),
        JournalCommand::Score(arguments) => score(global, arguments),
    }
}

fn seal(global: &Global, arguments: &SealArguments) -> Result<(), Failure> {
    let world = crate::input::world(arguments.world.as_deref())?;
    let mut panel = crate::input::panel_with(&world, arguments.outcomes.as_deref())?;
    let sealed = match run_folder(&arguments.what) {
        Some(_) if arguments.data.is_some() => {
            return Err(Failure::command(
                "--data belongs to a forecast of `watch`, and this is a run; leave it out".to_owned(),
            ));
        }
        Some(folder) => {
            let (sealed, left_out) = seal_run(&folder, &world, &panel, &events(&world, &panel)?)?;
            if !left_out.is_empty() {
                warn(&format!(
                    "note: known to another year than the first event, and left out: {}",
                    left_out.join(", ")
                ));
            }
            sealed
        }
        None => of_watch(arguments, &world, &mut panel)?,
    };
    let place = write(&arguments.journal, &sealed)?;
    let entry = Entry::read(&sealed.name, &sealed.name, sealed.files.clone())?;
    told(global, &place, &sealed, &entry);
    Ok(())
}

/// The folder of a run, given as such or by its id.
fn run_folder(what: &Path) -> Option<PathBuf> {
    let by_id = Path::new("out/runs").join(what);
    [what.to_owned(), by_id].into_iter().find(|folder| folder.join("manifest.json").exists())
}

/// Events of a year that the world's targets declare and a variable's bound decides.
fn events(world: &WorldFiles, panel: &Panel) -> Result<Vec<OfRun>, Failure> {
    let model = Model::load(world)?;
    let targets = Targets::load(world, &model, panel).map_err(forefend_assess::AssessError::from)?;
    let of = |target: &Target| {
        let simple = target.kind == TargetKind::Event
            && !target.probability
            && target.within.is_none()
            && target.at_origin.is_empty()
            && target.and.is_empty()
            && target.at_most.is_none()
            && target.above.is_none();
        let at_least = target.at_least.filter(|_| simple)?;
        let event = Event {
            id: target.id().to_owned(),
            title: target.title.clone(),
            series: target.observed.as_ref().clone(),
            at_least,
        };
        Some(OfRun { event, variable: target.variable.as_ref().clone() })
    };
    Ok(targets.all.iter().filter_map(of).collect())
}

fn of_watch(arguments: &SealArguments, world: &WorldFiles, panel: &mut Panel) -> Result<Sealed, Failure> {
    let mut own_data = String::new();
    if let Some(file) = &arguments.data {
        let target = forefend_journal::target_of(&arguments.what)?;
        let target: Deaths = target.parse().map_err(|_| {
            Failure::command(format!("`{target}` is no target of `forefend watch`; make the forecast again"))
        })?;
        let known = last_known(panel, target);
        forefend_watch::replace_deaths(panel, file, target)?;
        // A file that ends before the snapshot does would seal what everybody knows.
        if let (Some(known), Some(given)) = (known, last_known(panel, target))
            && given < known
        {
            return Err(Failure::command(format!(
                "{} ends in {given}, and the deaths are known to {known}: what is known already cannot be sealed; give \
                 deaths that end no earlier",
                file.display()
            )));
        }
        let bytes = std::fs::read(file)
            .map_err(|error| Failure::files(format!("{}: cannot read ({error})", file.display())))?;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        own_data = format!("{name} {}", digest(&bytes));
    }
    let engine = env!("FOREFEND_CODE").to_owned();
    let about = OfWatch { engine, world: world.digest(), own_data };
    Ok(seal_watch(&arguments.what, panel, &about)?)
}

/// The last month of a target that the panel knows.
fn last_known(panel: &Panel, target: Deaths) -> Option<forefend_panel::Month> {
    let series = panel.monthly().find(|series| series.declaration().id == target.id());
    series.and_then(|series| series.last_month())
}

fn told(global: &Global, place: &Path, sealed: &Sealed, entry: &Entry) {
    let facts = &entry.facts;
    if global.json {
        let facts = json!({ "entry": sealed.name, "folder": place, "cells": entry.cells(), "facts": facts });
        say(&format!("{facts:#}\n"));
    } else if !global.quiet {
        let events: Vec<&str> = facts.events.iter().map(|event| event.title.as_str()).collect();
        say(&format!(
            "sealed {} chances (outcomes known to {}): {}\nentry {}\nCommit it now: version control is what dates it. \
             `forefend journal score` scores it once outcomes are known.\n",
            entry.cells(),
            facts.known_to,
            events.join("; "),
            place.display()
        ));
    }
}

/// What is scored together.
struct Scored {
    entries: Vec<Entry>,
    settled: Vec<Settled>,
    /// The score book of the world, where its entries are among these.
    book: Option<SealedScore>,
}

fn score(global: &Global, arguments: &ScoreArguments) -> Result<(), Failure> {
    let world = crate::input::world(arguments.world.as_deref())?;
    let panel = crate::input::panel_with(&world, arguments.outcomes.as_deref())?;
    let mut entries = Vec::new();
    let mut book = None;
    match &arguments.journal {
        Some(folder) => entries.extend(entries_in(folder)?),
        None => {
            if let Some(read) = SealedBook::read(&world)? {
                book = Some(read.scores(&panel)?);
                entries.extend(read.entries);
            }
            if Path::new(JOURNAL).is_dir() {
                entries.extend(entries_in(Path::new(JOURNAL))?);
            }
        }
    }
    let mut names = std::collections::BTreeSet::new();
    entries.retain(|entry: &Entry| {
        let first = names.insert(entry.name.clone());
        if !first {
            warn(&format!("note: {} is there twice and counted once", entry.name));
        }
        first
    });
    if entries.is_empty() {
        return Err(Failure::command(
            "this world ships no sealed forecast and there is no folder journal/; name a journal, or seal a forecast with \
             `forefend journal seal RUN`"
                .to_owned(),
        ));
    }
    let settled = entries.iter().map(|entry| settle(entry, &panel)).collect::<Result<Vec<_>, _>>()?;
    let cells: Vec<_> = settled.iter().flat_map(|settled| settled.cells.iter().cloned()).collect();
    let rows = forefend_journal::score(&cells)?;
    let scored = Scored { entries, settled, book };
    if global.json {
        let facts = json!({
            "rows": rows,
            "entries": scored.settled,
            "published": scored.book.as_ref().map(|book| &book.published),
            "reservation": scored.book.as_ref().map(|book| &book.reservation),
            "windows": scored.book.as_ref().map(|book| &book.windows),
        });
        say(&format!("{facts:#}\n"));
    } else if !global.quiet {
        say(&words::scores(&rows, &scored));
    }
    Ok(())
}
