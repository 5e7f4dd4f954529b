//! `forefend verify`.

use std::path::PathBuf;
use std::time::Instant;

use forefend_runs::write_file;
use forefend_verify::{Gates, Outcome, Selection, Sources, Verdict, checks, list, summary, table, verify};

use crate::cli::Global;
use crate::cli::verify::VerifyArguments;
use crate::failure::Failure;
use crate::progress::Bar;
use crate::terminal::say;

/// Where the source figures lie when nothing says otherwise: beside the checkout.
const DATA: &str = "../shared/data";

/// `forefend verify`: gates and bars of the embedded file, or of the user's own.
pub fn run(global: &Global, arguments: &VerifyArguments) -> Result<(), Failure> {
    let gates = match &arguments.gates {
        Some(file) => Gates::read(file)?,
        None => Gates::embedded()?,
    };
    if arguments.list {
        say(&list(&gates));
        return Ok(());
    }
    let data = folder(arguments.data.clone());
    let snapshot_only = arguments.snapshot_only;
    let selection = Selection { only: arguments.only.clone(), speed: arguments.speed, snapshot_only };
    let bar = Bar::new(global);
    let outcome =
        verify(&gates, &checks::registry(), &sources(data.clone()), &selection, &|id, done, total| {
            forefend_assess::Progress::advance(&bar, "verify", id, done as u64, total as u64);
        });
    bar.finish();
    let outcome = outcome?;
    if let Some(file) = &arguments.out {
        write_file(file, outcome.to_json().as_bytes())?;
    }
    if global.json {
        say(&outcome.to_json());
    } else if !global.quiet {
        let present =
            if data.is_dir() { "" } else { " (no such folder: --data DIR or FOREFEND_DATA names it)" };
        let from = format!("source figures: {}{present}\n", data.display());
        let from = if snapshot_only { "" } else { &from };
        say(&format!("{}\n{from}{}", table(&outcome), summary(&outcome)));
    }
    verdict(&outcome, arguments.strict)
}

fn folder(given: Option<PathBuf>) -> PathBuf {
    given.or_else(|| std::env::var_os("FOREFEND_DATA").map(PathBuf::from)).unwrap_or_else(|| DATA.into())
}

#[expect(
    clippy::disallowed_methods,
    reason = "speeds and the time taken are told; no other value reads the clock"
)]
fn sources(data: PathBuf) -> Sources {
    let started = Instant::now();
    Sources::new(data, Box::new(move || started.elapsed().as_secs_f64()))
}

/// A failed gate is a failure of the run; a bar that is not met is none; a skip is one with `--strict`.
fn verdict(outcome: &Outcome, strict: bool) -> Result<(), Failure> {
    let mut wrong = Vec::new();
    let failed = outcome.ids(Verdict::Fail);
    if !failed.is_empty() {
        wrong.push(format!("{} failed: {}", failed.len(), failed.join(", ")));
    }
    let skipped = outcome.ids(Verdict::Skipped);
    if strict && !skipped.is_empty() {
        wrong.push(format!(
            "{} skipped, which --strict does not allow: {}; --data DIR or FOREFEND_DATA names the folder of the \
             source figures",
            skipped.len(),
            skipped.join(", ")
        ));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Failure::found(wrong.join("; "))) }
}
