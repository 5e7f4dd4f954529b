//! `forefend run merge`.

use std::path::{Path, PathBuf};

use forefend_assess::{Joined, Joiner, merge};

use crate::cli::{Global, MergeArguments};
use crate::failure::Failure;
use crate::progress::Bar;
use crate::{appraise, backtest, project, simulated};

/// `forefend run merge`: the shards of a run joined into the whole.
pub fn run(global: &Global, arguments: &MergeArguments) -> Result<(), Failure> {
    let mut world = crate::input::world(arguments.world.as_deref())?;
    let panel = crate::input::panel(&world)?;
    let runs = match &arguments.out {
        Some(out) => out.join("runs"),
        None => beside(arguments.shards.first().map_or(Path::new("."), PathBuf::as_path)),
    };
    simulated::threads(arguments.threads)?;
    let bar = Bar::new(global);
    let created = crate::assess::date();
    let joiner = Joiner { code: env!("FOREFEND_CODE"), engine: env!("FOREFEND_ENGINE"), created: &created };
    let result = merge(&mut world, &panel, joiner, &arguments.shards, &runs, &bar);
    bar.finish();
    match result? {
        Joined::Projection(projection) => project::tell(global, &projection),
        Joined::Appraised(appraised) => appraise::tell(global, &appraised),
        Joined::Backtested(backtested) => {
            backtest::tell(global, &backtested);
            // Beside the folder of runs, as where the backtest is made in one piece.
            let out = arguments.out.as_deref().or(runs.parent()).unwrap_or(Path::new("."));
            backtest::write_book(global, &backtested, out, arguments.world.as_deref())?;
        }
    }
    Ok(())
}

/// The folder that holds `shard`.
fn beside(shard: &Path) -> PathBuf {
    match shard.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}
