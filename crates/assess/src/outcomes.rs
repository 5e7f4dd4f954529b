//! Outcomes that a user brings, in a run: whether they can act in it, where it keeps them, and what its pages say of them.

use std::path::Path;

use forefend_panel::digest;
use forefend_panel::{AsOf, Availability, Month, Outcomes, Panel, Year};
use forefend_runs::Brought;
use forefend_runs::{Manifest, RunWriter};
use forefend_simulate::SimulateError;

use crate::Progress;
use crate::error::AssessError;

/// Where a run keeps the file.
pub const FILE: &str = "outcomes.csv";

/// Checks that the years brought can act in a run as of `as_of`, and tells what of the file cannot.
///
/// # Errors
/// When the file completes no year: the yearly model could read nothing of it.
pub(crate) fn check(panel: &Panel, as_of: &AsOf<'_>, progress: &dyn Progress) -> Result<(), AssessError> {
    let Some(outcomes) = panel.outcomes() else { return Ok(()) };
    complete_year(outcomes)?;
    let file = &outcomes.file;
    for (id, (first, last)) in &outcomes.years {
        let known = as_of.last_year(id)?.unwrap_or(Year(i16::MIN));
        if known < *last {
            let unused = (*first).max(known.max(Year(0)) + 1);
            progress.note(&format!(
                "{file}: {id} of {} is not used: it is later than what is known at the end of {}; a later --as-of uses it",
                span(unused, *last),
                as_of.month()
            ));
        }
    }
    if let (Some((_, months)), Some((_, years))) = (outcomes.added_months(), outcomes.added_years())
        && months > years.last_month()
    {
        progress.note(&format!(
            "{file}: months from {} to {months} make no complete year and are not used here; `forefend watch` reads months",
            years.last_month() + 1
        ));
    }
    Ok(())
}

/// Checks that the file completes a year at all.
///
/// # Errors
/// [`AssessError::Declaration`] at `--outcomes`.
pub(crate) fn complete_year(outcomes: &Outcomes) -> Result<(), AssessError> {
    match (outcomes.added_years(), outcomes.added_months()) {
        (None, Some((first, last))) => Err(AssessError::Declaration {
            place: "--outcomes".to_owned(),
            message: format!(
                "{} holds months from {first} to {last}, which complete no year, and this verb reads years; give months to {}, \
                 or use the file with `forefend watch`",
                outcomes.file,
                end_of_year(last)
            ),
        }),
        _ => Ok(()),
    }
}

fn end_of_year(month: Month) -> Month {
    month.year().last_month()
}

fn span(first: Year, last: Year) -> String {
    if first == last { first.to_string() } else { format!("{first}-{last}") }
}

/// What the manifest of a run says of the file.
pub(crate) fn brought(panel: &Panel) -> Option<Brought> {
    let outcomes = panel.outcomes()?;
    Some(Brought { file: outcomes.file.clone(), sha256: outcomes.digest.clone() })
}

/// The panel of a run that has outcomes: `panel` with the file that the run keeps in `folder`.
///
/// # Errors
/// When the file is missing or another than the manifest names; those of [`Panel::with_outcomes`].
pub fn of_run(panel: Panel, manifest: &Manifest, folder: &Path) -> Result<Panel, AssessError> {
    let Some(brought) = &manifest.outcomes else { return Ok(panel) };
    let path = folder.join(FILE);
    let content = std::fs::read(&path)
        .map_err(|error| SimulateError::run(&path, format!("cannot read ({error}); make the run again")))?;
    if digest(&content) != brought.sha256 {
        let words = "is not the file that the run was made with; make the run again";
        return Err(SimulateError::run(&path, words).into());
    }
    Ok(panel.with_outcomes(&brought.file, &content)?)
}

/// Keeps the file in the run.
pub(crate) fn keep(panel: &Panel, writer: &RunWriter) -> Result<(), AssessError> {
    match panel.outcomes() {
        Some(outcomes) => Ok(writer.write(FILE, &outcomes.content)?),
        None => Ok(()),
    }
}

/// "; 2023-2025 from outcomes.csv (SHA-256 1234abcd5678), brought by the user": what is to be said of a series, empty where
/// nothing was brought.
pub(crate) fn words(panel: &Panel, id: &str, month: Month) -> String {
    let brought = panel.outcomes().and_then(|outcomes| Some((outcomes, outcomes.years.get(id)?)));
    let Some((outcomes, (first, last))) = brought else { return String::new() };
    let known = panel.as_of(month, Availability::Published).last_year(id).ok().flatten();
    let used =
        if known.is_some_and(|known| known >= *last) { "" } else { ", in part later than this run sees" };
    format!("; {} from {}, brought by the user{used}", span(*first, *last), outcomes.name())
}
