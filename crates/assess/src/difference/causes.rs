//! In what two runs differ.

use forefend_runs::Manifest;
use serde::Serialize;

use crate::kept::KeptRun;

/// Why a number may have moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Years or series that were not there before, or a later date of reading.
    NewData,
    /// Values of years that were there.
    RevisedData,
    /// Files of the world, or what was switched in it.
    ModelFiles,
    /// Another version of the engine.
    Code,
    /// Another horizon or first year: another question.
    Asked,
    /// Another seed, or another number of draws.
    Chance,
}

impl Cause {
    /// The cause in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::NewData => "new data",
            Self::RevisedData => "revised data",
            Self::ModelFiles => "model files",
            Self::Code => "code",
            Self::Asked => "another question",
            Self::Chance => "chance",
        }
    }
}

/// Whether two runs have the same luck.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Luck {
    /// The same seed and number of draws: a draw of the one is paired with that of the other.
    Same,
    /// Independent draws, or other ones.
    Other,
}

impl Luck {
    pub(super) fn of(old: &Manifest, new: &Manifest) -> Self {
        let of = |run: &Manifest| (run.seed, run.draws, run.deterministic);
        if of(old) == of(new) { Self::Same } else { Self::Other }
    }
}

/// One difference of what two runs were made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InputChange {
    /// What kind of cause it is; none where by the engine's version no value can differ.
    pub cause: Option<Cause>,
    /// What differs, in words.
    pub what: String,
}

/// The causes that differ between two runs, each once, in their order.
pub(super) fn causes(old: &KeptRun, new: &KeptRun) -> Vec<Cause> {
    let mut found: Vec<Cause> = inputs(old, new).into_iter().filter_map(|change| change.cause).collect();
    found.sort();
    found.dedup();
    found
}

/// Everything that differs between what two runs were made from.
pub(super) fn inputs(old: &KeptRun, new: &KeptRun) -> Vec<InputChange> {
    let mut all = Vec::new();
    let mut add = |cause: Option<Cause>, what: String| all.push(InputChange { cause, what });
    let (before, now) = (&old.manifest, &new.manifest);
    let differs = |name: &str, before: &dyn std::fmt::Display, now: &dyn std::fmt::Display| {
        let (before, now) = (before.to_string(), now.to_string());
        (before != now).then(|| format!("{name}: {before} → {now}"))
    };
    if let Some(what) = differs("data as of", &before.as_of, &now.as_of) {
        add(Some(Cause::NewData), what);
    }
    let series = of_series(old, new);
    // Countries, networks and memberships are no series, and count in the digest of the data.
    let (beside, beside_now) = (&old.inputs.beside, &new.inputs.beside);
    if !beside.is_empty() && !beside_now.is_empty() && beside != beside_now {
        add(Some(Cause::RevisedData), "countries, axes, networks, memberships or missions".to_owned());
    } else if before.data != now.data && series.is_empty() {
        let what =
            "declarations of series, monthly series, or years that were not published by the date of reading";
        add(Some(Cause::RevisedData), what.to_owned());
    }
    series.into_iter().for_each(|(cause, what)| add(Some(cause), what));
    let files = of_files(old, new);
    if before.world != now.world && files.is_empty() {
        add(Some(Cause::ModelFiles), "tables that the world reads".to_owned());
    }
    files.into_iter().for_each(|what| add(Some(Cause::ModelFiles), what));
    if let Some(what) = differs("switched", &before.switches.options(), &now.switches.options()) {
        add(Some(Cause::ModelFiles), what);
    }
    if before.portfolios != now.portfolios {
        add(Some(Cause::ModelFiles), "portfolios that were compared".to_owned());
    }
    let (engine, engine_now) = (old.inputs.engine, new.inputs.engine);
    if let Some(what) = differs("version of the engine", &engine, &engine_now) {
        add(Some(Cause::Code), what);
    } else if let Some(what) = differs("program", &before.code, &now.code) {
        add(None, format!("{what}; of engine {engine} both, so that no value may differ by it"));
    }
    for what in differs("first year", &before.first_year, &now.first_year).into_iter().chain(differs(
        "last year",
        &before.horizon,
        &now.horizon,
    )) {
        add(Some(Cause::Asked), what);
    }
    for what in differs("seed", &before.seed, &now.seed).into_iter().chain(differs(
        "draws",
        &before.draws,
        &now.draws,
    )) {
        add(Some(Cause::Chance), what);
    }
    all
}

/// Series with years that are new, and with years whose values were revised.
fn of_series(old: &KeptRun, new: &KeptRun) -> Vec<(Cause, String)> {
    let mut found = Vec::new();
    let (before, now) = (&old.inputs.series, &new.inputs.series);
    for (id, series) in now {
        let Some(earlier) = before.get(id) else {
            found.push((Cause::NewData, format!("series `{id}` ({})", series.title)));
            continue;
        };
        let fresh = series.years.keys().filter(|year| !earlier.years.contains_key(year));
        let fresh: Vec<i16> = fresh.copied().collect();
        let gone = earlier.years.keys().filter(|year| !series.years.contains_key(year)).count();
        let touched = earlier
            .years
            .iter()
            .filter(|(year, digest)| series.years.get(year).is_some_and(|other| other != *digest));
        let revised = touched.count() + gone;
        if let (Some(first), Some(last)) = (fresh.first(), fresh.last()) {
            let years = if first == last { first.to_string() } else { format!("{first} to {last}") };
            found.push((Cause::NewData, format!("`{id}` ({}): values of {years}", series.title)));
        }
        if revised > 0 {
            let years = if revised == 1 { "year" } else { "years" };
            found.push((Cause::RevisedData, format!("`{id}` ({}): {revised} {years}", series.title)));
        }
    }
    let gone = before.iter().filter(|(id, _)| !now.contains_key(*id));
    found.extend(
        gone.map(|(id, series)| (Cause::RevisedData, format!("series `{id}` ({}) is gone", series.title))),
    );
    found
}

/// Files of the world that are new, gone or changed.
fn of_files(old: &KeptRun, new: &KeptRun) -> Vec<String> {
    let (before, now) = (&old.inputs.files, &new.inputs.files);
    let mut found = Vec::new();
    for (path, digest) in now {
        match before.get(path) {
            None => found.push(format!("{path} is new")),
            Some(other) if other != digest => found.push(format!("{path} changed")),
            Some(_) => {}
        }
    }
    found.extend(before.keys().filter(|path| !now.contains_key(*path)).map(|path| format!("{path} is gone")));
    found
}
