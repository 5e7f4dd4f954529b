//! `forefend run list` and `forefend run remove`.

use std::path::Path;

use forefend_runs::stored::{State, Stored, find, remove, stored};
use serde_json::{Value, json};

use crate::cli::Global;
use crate::cli::runs::{ListRunsArguments, RemoveRunsArguments};
use crate::failure::Failure;
use crate::table;
use crate::terminal::say;

/// `forefend run list`: the runs that commands have left behind.
pub fn list(global: &Global, arguments: &ListRunsArguments) -> Result<(), Failure> {
    let runs = arguments.out.join("runs");
    let found = stored(&runs)?;
    if global.json {
        let facts: Vec<Value> = found.iter().map(facts).collect();
        say(&format!("{:#}\n", json!({ "folder": runs, "runs": facts })));
        return Ok(());
    }
    if found.is_empty() {
        say(&format!("no run in {}\n", runs.display()));
        return Ok(());
    }
    let head = ["run", "verb", "made", "state", "as of", "seed", "draws", "size"];
    let rows: Vec<Vec<String>> = found.iter().map(line).collect();
    let all: u64 = found.iter().map(|run| run.bytes).sum();
    let many = found.len();
    let total =
        format!("{many} run{} in {}, {}\n", if many == 1 { "" } else { "s" }, runs.display(), size(all));
    say(&format!("{}{total}", table::aligned(&head, &rows, 5)));
    Ok(())
}

/// `forefend run remove`: all that are named, or none where one of them cannot be.
pub fn remove_named(global: &Global, arguments: &RemoveRunsArguments) -> Result<(), Failure> {
    let runs = arguments.out.join("runs");
    let mut chosen: Vec<Stored> = Vec::new();
    for name in &arguments.ids {
        let run = find(&runs, name)?;
        if run.state == State::BeingWritten {
            return Err(Failure::files(format!(
                "{}: another process is writing this run; nothing is removed",
                run.folder.display()
            )));
        }
        if chosen.iter().all(|other| other.name != run.name) {
            chosen.push(run);
        }
    }
    for run in &chosen {
        remove(run)?;
        if !global.quiet && !global.json {
            say(&format!("removed {} ({})\n", run.folder.display(), size(run.bytes)));
        }
    }
    if global.json {
        let removed: Vec<Value> = chosen.iter().map(facts).collect();
        say(&format!("{:#}\n", json!({ "removed": removed })));
    }
    Ok(())
}

fn words(state: State) -> &'static str {
    match state {
        State::Finished => "finished",
        State::Stopped => "stopped",
        State::BeingWritten => "being written",
    }
}

/// The day on which the run's manifest was written, in UTC.
fn made(folder: &Path) -> Option<String> {
    let changed = std::fs::symlink_metadata(folder.join("manifest.json")).and_then(|found| found.modified());
    changed.ok().map(crate::clock::date_of)
}

fn line(run: &Stored) -> Vec<String> {
    let of = |what: fn(&forefend_runs::Manifest) -> String| {
        run.manifest.as_ref().map_or_else(|| "unreadable".to_owned(), what)
    };
    vec![
        run.name.clone(),
        of(|manifest| format!("{}{}", manifest.verb, manifest.switches.options()).escape_debug().to_string()),
        made(&run.folder).unwrap_or_default(),
        words(run.state).to_owned(),
        of(|manifest| manifest.as_of.escape_debug().to_string()),
        of(|manifest| manifest.seed.to_string()),
        of(|manifest| manifest.draws.to_string()),
        size(run.bytes),
    ]
}

fn facts(run: &Stored) -> Value {
    let manifest = run.manifest.as_ref();
    json!({
        "run": run.name, "folder": run.folder, "state": words(run.state), "bytes": run.bytes,
        "made": made(&run.folder), "verb": manifest.map(|m| &m.verb), "as_of": manifest.map(|m| &m.as_of),
        "seed": manifest.map(|m| m.seed), "draws": manifest.map(|m| m.draws),
        "command": manifest.map(|m| &m.command), "switches": manifest.map(|m| &m.switches),
    })
}

/// Bytes in the unit that leaves the fewest digits: `35 MB`.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        1_000_000..10_000_000_000 => format!("{} MB", bytes / 1_000_000),
        _ => format!("{} GB", bytes / 1_000_000_000),
    }
}
