//! `forefend score`: any forecast in the field's own files against what came.

mod against;
mod findings;
mod groups;
mod words;

use forefend_score::forecast::{Actuals, score_forecast};
use forefend_score::{Bins, Bootstrap, CellSettings};

use crate::cli::Global;
use crate::cli::score::ScoreArguments;
use crate::failure::Failure;
use crate::score::findings::Findings;
use crate::terminal::say;

/// `forefend score`.
pub fn run(global: &Global, arguments: &ScoreArguments) -> Result<(), Failure> {
    let findings = find(arguments)?;
    if global.json {
        let text = serde_json::to_string_pretty(&findings).unwrap_or_default();
        say(&format!("{text}\n"));
    } else if !global.quiet {
        say(&words::text(&findings));
    }
    Ok(())
}

fn find(arguments: &ScoreArguments) -> Result<Findings, Failure> {
    let bins = if arguments.bins.is_empty() { Bins::views() } else { Bins::new(&arguments.bins)? };
    let settings = CellSettings {
        bins,
        threshold: arguments.threshold,
        ign_draws: arguments.ign_draws,
        ..CellSettings::default()
    };
    let bootstrap =
        Bootstrap { replicates: arguments.resamples as usize, ..Bootstrap::with_seed(arguments.seed) };
    let actuals = Actuals::read(&arguments.actuals, arguments.outcome.as_deref())?;
    let mut forecast = score_forecast(&arguments.forecasts, &actuals, &settings, arguments.common)?;
    let rival = match &arguments.against {
        None => None,
        Some(path) => {
            let mut rival = score_forecast(path, &actuals, &settings, arguments.common)?;
            against::same_cells(arguments, &mut forecast, &mut rival)?;
            Some(rival)
        }
    };
    Findings::of(arguments, &actuals, &settings, bootstrap, &forecast, rival.as_ref())
}
