//! `forefend run merge`.

use std::path::{Path, PathBuf};

use forefend_assess::{Joined, Joiner, Ran, merge};
use forefend_runs::found;
use forefend_runs::{Begun, Manifest};
use forefend_simulate::SimulateError;
use serde_json::json;

use crate::cli::Global;
use crate::cli::runs::MergeArguments;
use crate::failure::Failure;
use crate::progress::Bar;
use crate::{appraise, backtest, project, simulated};

/// `forefend run merge`: the shards of a run joined into the whole.
pub fn run(global: &Global, arguments: &MergeArguments) -> Result<(), Failure> {
    if let [only] = arguments.shards.as_slice() {
        let manifest = Manifest::read(only)?;
        if manifest.shard.is_none() && only.extension().is_none_or(|end| end != "partial") {
            return nothing_to_join(
                global,
                only,
                Manifest { world_folder: arguments.world.clone(), ..manifest },
            );
        }
    }
    let mut world = crate::input::world(arguments.world.as_deref())?;
    let mut panel = crate::input::panel(&world)?;
    if let Some(first) = arguments.shards.first() {
        let manifest = Manifest::read(first)?;
        world = world.switched(&manifest.switches)?;
        panel = forefend_assess::outcomes::of_run(panel, &manifest, first)?;
    }
    let runs = match &arguments.out {
        Some(out) => out.join("runs"),
        None => beside(arguments.shards.first().map_or(Path::new("."), PathBuf::as_path)),
    };
    simulated::threads(arguments.threads)?;
    let bar = Bar::new(global);
    let created = crate::clock::today();
    let joiner = Joiner { code: env!("FOREFEND_CODE"), created: &created };
    let result = merge(&mut world, &panel, joiner, &arguments.shards, &runs, &bar);
    bar.finish();
    match result? {
        Joined::Projection(projection) => project::tell(global, &projection)?,
        Joined::Appraised(appraised) => appraise::tell(global, &appraised)?,
        Joined::Backtested(backtested) => {
            backtest::tell(global, &backtested);
            // Beside the folder of runs, as where the backtest is made in one piece.
            let out = arguments.out.as_deref().or(runs.parent()).unwrap_or(Path::new("."));
            let world = arguments.world.as_deref();
            backtest::write_book(global, &backtested, out, world, arguments.write_scorebook)?;
        }
    }
    Ok(())
}

/// A run that one process has made whole, as with `--shard 1/1`: it is checked and stays as it is.
fn nothing_to_join(global: &Global, folder: &Path, manifest: Manifest) -> Result<(), Failure> {
    let found = found(folder, &manifest);
    if let Some((path, words)) = found.first() {
        let command = manifest.command_for(folder);
        let words = format!("this is damaged or missing ({words}); `{command}` mends it");
        return Err(SimulateError::run(path, words).into());
    }
    let ran = Ran { id: manifest.id(), folder: folder.to_owned(), begun: Begun::Finished, manifest };
    simulated::close(global, &ran, json!({ "joined": 0 }), "a whole run: nothing to join\n");
    Ok(())
}

/// The folder that holds `shard`.
fn beside(shard: &Path) -> PathBuf {
    match shard.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}
