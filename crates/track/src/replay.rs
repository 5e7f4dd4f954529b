//! Replay: what this engine would have said from a month of the past, scored on what came.
//!
//! A pseudo-replay on revised data. Unlike a backtest, which sees every completed year at once, a look here sees what
//! had been *published* by its month: each series' release lag has passed
//! ([`forefend_panel::Availability::Published`]). What it cannot undo is that values were corrected since, that some
//! series did not exist then ([`Input`]), and that the model was built by people who knew what came.

mod cases;
mod fan;
mod inputs;
mod names;
mod rivals;
mod rows;
mod said_of;
mod tally;

use forefend_panel::{Availability, CountryId, Month, Panel, Year};
use forefend_runs::Parts;
use forefend_simulate::Model;
use serde::{Deserialize, Serialize};

use crate::base_rate::BaseRates;
use crate::error::TrackError;
use crate::forecast::{Place, recording, run};
use crate::observed::Observed;
use crate::outcome::outcome_variable;
use crate::settings::Fingerprint;
use crate::truth::Truth;
use cases::{Known, ReplayCase, cases};
use tally::Tally;

pub use fan::{FanYear, ReplayFan};
pub use inputs::{Input, PUBLICATION, Published, publication};
pub use names::{Named, Names};
pub use rivals::{ReplayRival, published_decline};
pub use rows::{Against, ReplayRow, ReplayScore, States};
pub use said_of::{CameTrue, LookSaid, PastLooks, StateSaid, YearSaid, came_true, looks_said};

/// What a replay must be titled.
pub const TITLE: &str = "pseudo-replay on revised data";

/// Name of the pooled rows.
pub const ALL_LOOKS: &str = "all looks";

/// What to replay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplaySettings {
    /// Month whose published data the model sees.
    pub as_of: Month,
    /// Last year simulated and, where observed, scored.
    pub to: Year,
    /// Other months to look from, so that the first is no lucky pick; each looks as many years ahead.
    pub others: Vec<Month>,
    /// Simulated futures at each look.
    pub draws: u64,
    /// Seed of all luck, and of the bootstrap.
    pub seed: u64,
    /// What the scores belong to.
    pub fingerprint: Fingerprint,
}

impl ReplaySettings {
    /// Years ahead, from the year of the look.
    pub fn years_ahead(&self) -> i16 {
        self.to - self.as_of.year()
    }

    /// Every look, ascending, each once.
    pub fn looks(&self) -> Vec<Month> {
        let mut looks = self.others.clone();
        looks.push(self.as_of);
        looks.sort_unstable();
        looks.dedup();
        looks
    }
}

/// From which value of the outcome on its levels begin, as the world declares them: told of countries by name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Least {
    /// The first level above the lowest.
    pub event: f64,
    /// The worst level.
    pub worst: f64,
}

/// One look: what was said, and what came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// Month whose published data the model saw (`2008-06`).
    pub as_of: String,
    /// Last year whose outcome was published then.
    pub last_known: i16,
    /// Last year simulated.
    pub to: i16,
    /// States simulated.
    pub states: usize,
    /// Of them, at peace in the last published year and the year before.
    pub at_peace: usize,
    /// The world share.
    pub fan: ReplayFan,
    /// New conflict by name, from the first unpublished year: to four years after the look's year, and to the end.
    pub names: Vec<Names>,
}

/// A replay and its scores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Replay {
    /// [`TITLE`].
    pub title: String,
    /// World, data and code that were scored.
    pub fingerprint: Fingerprint,
    /// The month asked for.
    pub as_of: String,
    /// Draws at each look.
    pub draws: u64,
    /// Seed.
    pub seed: u64,
    /// Last year in which the outcome is observed.
    pub observed_until: i16,
    /// Series the model read, as of the month asked for.
    pub inputs: Vec<Input>,
    /// All looks, ascending.
    pub looks: Vec<Look>,
    /// Scores: each look by year ahead and over all years ahead; all looks pooled, likewise.
    pub rows: Vec<ReplayRow>,
}

impl Replay {
    /// The look asked for.
    pub fn main(&self) -> Option<&Look> {
        self.looks.iter().find(|look| look.as_of == self.as_of)
    }

    /// Rows of a look (or [`ALL_LOOKS`]) for a group of states, by year ahead; the row over all years last.
    pub fn rows_of<'a>(&'a self, look: &'a str, states: States) -> impl Iterator<Item = &'a ReplayRow> {
        self.rows.iter().filter(move |row| row.look == look && row.states == states)
    }
}

/// Looks from every month of `settings` and scores what came; `least` are the levels that names are told of. `progress` is told the number of looks done and of all.
///
/// # Errors
/// Any [`TrackError`]; one raised while looking ahead names its year.
pub fn replay(
    model: &Model,
    panel: &Panel,
    published: &[Published],
    settings: &ReplaySettings,
    least: Least,
    progress: &dyn Fn(usize, usize),
) -> Result<Replay, TrackError> {
    let variable = outcome_variable(model)?;
    let (levels, last) = Observed::read(panel, model.frame.anchor.as_ref())?;
    check(settings, last)?;
    let conflict = Truth::in_conflict(&levels, last);
    let rates = BaseRates::of(&conflict);
    let known = Known { levels: &levels, conflict: &conflict, roster: panel.roster(), rates: &rates, last };
    let months = settings.looks();
    let (mut looks, mut by_look, mut read) = (Vec::new(), Vec::new(), Vec::new());
    for (done, &month) in months.iter().enumerate() {
        progress(done, months.len());
        // What nobody can score is left to `forefend project`, except at the look asked for.
        let to = (month.year() + settings.years_ahead()).min(settings.to.max(last));
        let tally = look_ahead(model, panel, variable, (month, to), settings)?;
        if month == settings.as_of {
            let view = panel.as_of(month, Availability::Published);
            read = inputs::inputs(model, variable, &view, &tally.units, published)?;
        }
        by_look.push((month.to_string(), cases(&tally, &known)));
        looks.push(look(&tally, &known, least)?);
    }
    progress(months.len(), months.len());
    Ok(Replay {
        title: TITLE.to_owned(),
        fingerprint: settings.fingerprint.clone(),
        as_of: settings.as_of.to_string(),
        draws: settings.draws,
        seed: settings.seed,
        observed_until: last.0,
        inputs: read,
        looks,
        rows: score(&by_look, settings)?,
    })
}

/// Whether a state was at peace in `year` and in the year before; none where either is not observed.
fn at_peace(levels: &Observed, unit: CountryId, year: Year) -> Option<bool> {
    Some(levels.level(unit, year)? == 0.0 && levels.level(unit, year - 1)? == 0.0)
}

fn check(settings: &ReplaySettings, last: Year) -> Result<(), TrackError> {
    let wrong = |message: String| Err(TrackError::Settings { message });
    for month in settings.looks() {
        if month.year() >= last {
            return wrong(format!(
                "nothing is observed in the years after {month}: the outcome ends in {last}; look from an \
                 earlier month"
            ));
        }
    }
    let ahead = settings.years_ahead();
    if !(1..=40).contains(&ahead) {
        let year = settings.as_of.year();
        return wrong(format!("--to {} must be 1 to 40 years after {year}", settings.to));
    }
    if settings.draws < 1 {
        return wrong("draws must be at least 1".to_owned());
    }
    Ok(())
}

/// The production path from one month, counted; its draws are forgotten.
fn look_ahead(
    model: &Model,
    panel: &Panel,
    variable: &str,
    (month, to): (Month, Year),
    settings: &ReplaySettings,
) -> Result<Tally, TrackError> {
    let view = panel.as_of(month, Availability::Published);
    let failed = |source| TrackError::Origin { origin: month.year().0, source: Box::new(source) };
    let folder = tempfile::tempdir()?;
    let (model, luck) = (recording(model, &[variable]), (settings.seed, settings.draws));
    let anchor = run(&model, &view, to, luck, Place::Folder(folder.path())).map_err(failed)?;
    Tally::read(&Parts::at(folder.path()), variable, month, (anchor, to))
}

fn look(tally: &Tally, known: &Known<'_>, least: Least) -> Result<Look, TrackError> {
    let year = tally.as_of.year();
    let end = tally.last.min(known.last);
    let mut ends = vec![(year + 4).min(end), end];
    ends.dedup();
    let at_peace = |&&unit: &&CountryId| at_peace(known.levels, unit, tally.anchor) == Some(true);
    let names = |until| names::names(tally, known.levels, known.roster, least, until);
    Ok(Look {
        as_of: tally.as_of.to_string(),
        last_known: tally.anchor.0,
        to: tally.last.0,
        states: tally.units.len(),
        at_peace: tally.units.iter().filter(at_peace).count(),
        fan: fan::fan(tally, known.levels)?,
        names: ends.into_iter().map(names).collect(),
    })
}

fn score(
    by_look: &[(String, Vec<ReplayCase>)],
    settings: &ReplaySettings,
) -> Result<Vec<ReplayRow>, TrackError> {
    let pooled: Vec<ReplayCase> = by_look.iter().flat_map(|(_, cases)| cases.iter().copied()).collect();
    let all = (ALL_LOOKS.to_owned(), pooled);
    let ahead = settings.years_ahead();
    let mut found = Vec::new();
    for (look, cases) in by_look.iter().chain([&all]) {
        for states in [States::All, States::AtPeace] {
            let years = (0..=ahead).map(|year| (year, year));
            // The year under way at the look is shown, and left out of what is said over all years.
            for years in years.chain([(1, ahead)]) {
                found.extend(rows::row(look, states, years, cases, settings.seed)?);
            }
        }
    }
    Ok(found)
}
