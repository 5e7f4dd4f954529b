//! Do drivers matter? The scores of threats with and without each driver, and with its future known against projected.
//!
//! For each driver two models are fitted and run from the same past origins and scored on the same cases: one whose threats read it
//! and one whose threats do not. Of a driver that threats read, every term with one of its variables is dropped
//! ([`Model::without_driver`]); of one that none reads, the terms of [`CANDIDATES`] are added. A third run keeps what was observed
//! of the driver after the origin in every draw, with the parameters of the first: what is lost to not knowing its future.
//! Luck is keyed by name, so that all runs share it. Differences are paired by case; intervals resample whole countries.

mod book;
mod candidates;
mod known;

use forefend_panel::{Panel, Year};
use forefend_simulate::Model;
use serde::{Deserialize, Serialize};

use self::known::Known;
use crate::compare::{Cases, PairedRow, all_of_origin, common, rows};
use crate::error::TrackError;
use crate::forecast::{Place, simulate_from};
use crate::rolling::Scoring;
use crate::settings::TrackSettings;
use crate::target::{TargetKind, Targets};
use crate::verdict::{Score, Verdict};

pub use self::book::{ABLATION, AblationBook};
pub use self::candidates::{CANDIDATES, Candidate, candidates};

/// Years ahead that are compared, each by itself.
const AHEAD: [i16; 3] = [1, 5, 10];

/// What the drivers add to the threats' scores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ablation {
    /// Origins, ascending.
    pub origins: Vec<i16>,
    /// Draws at each origin.
    pub draws: u64,
    /// Seed.
    pub seed: u64,
    /// Each driver that has variables, in the order of the world's files.
    pub drivers: Vec<DriverAblation>,
}

impl Ablation {
    /// What was found of a driver.
    pub fn driver(&self, id: &str) -> Option<&DriverAblation> {
        self.drivers.iter().find(|driver| driver.driver == id)
    }
}

/// What one driver adds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DriverAblation {
    /// Id of the driver.
    pub driver: String,
    /// Its title.
    pub title: String,
    /// Whether threats of the world read it; otherwise `terms` are candidates that were added for the test.
    pub is_read: bool,
    /// The terms that the model with it has and the one without it has not, as `equation: term`.
    pub terms: Vec<String>,
    /// Its variables whose later values were given to the third run.
    pub known: Vec<String>,
    /// The model with it (first) against that without it.
    pub with: Vec<AblationRow>,
    /// Its future known (first) against projected.
    pub future: Vec<AblationRow>,
    /// Origins from which one of its models could not be run, with the reason.
    pub left_out: Vec<String>,
}

/// One score of two models on the same cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AblationRow {
    /// Name of the target.
    pub target: String,
    /// Its title.
    pub title: String,
    /// Years ahead, first and last.
    pub years_ahead: (i16, i16),
    /// What is compared; smaller is better.
    pub score: Score,
    /// Mean of the first model.
    pub first: f64,
    /// Mean of the second.
    pub second: f64,
    /// First minus second.
    pub difference: f64,
    /// Lower end of its 90 % interval.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
    /// What it comes to for the first.
    pub verdict: Verdict,
    /// Cases.
    pub cases: usize,
    /// Blocks resampled (countries, as a rule).
    pub blocks: usize,
}

impl From<PairedRow> for AblationRow {
    fn from(row: PairedRow) -> Self {
        Self {
            target: row.target,
            title: row.title,
            years_ahead: row.years_ahead,
            score: row.score,
            first: row.first,
            second: row.second,
            difference: row.difference,
            lower: row.interval.lower,
            upper: row.interval.upper,
            verdict: row.verdict,
            cases: row.cases,
            blocks: row.blocks,
        }
    }
}

/// What is run from every origin: a model, and what of the future it is told.
struct Variant {
    model: Model,
    known: Option<Known>,
}

/// What both runs of a driver have in common.
struct Work<'a> {
    panel: &'a Panel,
    targets: Targets,
    /// Variables of value targets, with the series that settle them.
    settled: Vec<(String, String)>,
    settings: &'a TrackSettings,
    /// Told what is run, how many runs are done and how many there are.
    progress: &'a dyn Fn(&str, usize, usize),
    total: usize,
}

/// Runs and compares all drivers. `progress` is told what is run, the runs done and their number.
///
/// # Errors
/// Any [`TrackError`] of the declared model; an origin from which only a variant cannot be run is told in
/// [`DriverAblation::left_out`].
pub fn ablate(
    (model, panel): (&Model, &Panel),
    targets: &Targets,
    candidates: &[Candidate],
    settings: &TrackSettings,
    progress: &dyn Fn(&str, usize, usize),
) -> Result<Ablation, TrackError> {
    let values = targets.of_kind(TargetKind::Value);
    let settled = values.map(|one| (one.variable.as_ref().clone(), one.observed.as_ref().clone())).collect();
    let targets = of_threats(model, targets);
    let plans: Vec<(usize, Vec<&Candidate>)> = (0..model.drivers.len())
        .map(|at| (at, candidates.iter().filter(|one| one.driver == model.drivers[at].id).collect()))
        .filter(|(at, own): &(usize, Vec<_>)| {
            !own.is_empty() || !model.terms_of_driver(&model.drivers[*at].id).is_empty()
        })
        .collect();
    let total = (1 + 2 * plans.len()) * settings.origins.len();
    let work = Work { panel, targets, settled, settings, progress, total };
    let declared = Variant { model: model.clone(), known: None };
    let base = work.cases(("as declared", 0), &declared, None)?;
    let mut drivers = Vec::new();
    for (done, (at, own)) in plans.into_iter().enumerate() {
        drivers.push(work.driver((model, at), &own, &base, 1 + 2 * done)?);
    }
    Ok(Ablation {
        origins: settings.origins.iter().map(|origin| origin.0).collect(),
        draws: settings.draws,
        seed: settings.seed,
        drivers,
    })
}

/// Targets by unit of variables that threats' files declare, at the years that are compared.
fn of_threats(model: &Model, targets: &Targets) -> Targets {
    let is_of_threat =
        |name: &str| model.position(name).is_some_and(|at| model.variables[at].file.starts_with("threats/"));
    let by_unit = |kind| matches!(kind, TargetKind::Event | TargetKind::Amount);
    let mut all = targets.all.clone();
    all.retain(|target| by_unit(target.kind) && is_of_threat(target.variable.as_ref()));
    all.iter_mut().for_each(|target| target.bands = AHEAD.map(|ahead| [ahead, ahead]).to_vec());
    Targets { all }
}

impl Work<'_> {
    /// The two comparisons of one driver.
    fn driver(
        &self,
        (model, at): (&Model, usize),
        candidates: &[&Candidate],
        base: &[Cases],
        done: usize,
    ) -> Result<DriverAblation, TrackError> {
        let driver = &model.drivers[at];
        let mut terms = model.terms_of_driver(&driver.id);
        let is_read = !terms.is_empty();
        let mut left_out = Vec::new();
        let (with_model, switched) = if is_read {
            let without = Variant { model: model.without_driver(&driver.id), known: None };
            let name = format!("without {}", driver.id);
            let switched = self.cases((&name, done), &without, Some(&mut left_out))?;
            (model.clone(), switched)
        } else {
            let mut more = model.clone();
            for candidate in candidates {
                more = more
                    .with_term(&candidate.equation, &candidate.term, &candidate.place)
                    .map_err(Box::new)?;
                terms.push((candidate.equation.clone(), candidate.term.clone()));
            }
            let with = Variant { model: more, known: None };
            let name = format!("with {}", driver.id);
            let switched = self.cases((&name, done), &with, Some(&mut left_out))?;
            (with.model, switched)
        };
        let (with, without): (&[Cases], &[Cases]) =
            if is_read { (base, &switched) } else { (&switched, base) };
        let known = Known::of(&with_model, &driver.id, &self.settled);
        let names = known.names();
        let knowing = Variant { model: with_model, known: Some(known) };
        let name = format!("knowing {}", driver.id);
        let known_cases = self.cases((&name, done + 1), &knowing, Some(&mut left_out))?;
        Ok(DriverAblation {
            driver: driver.id.clone(),
            title: driver.title.clone(),
            is_read,
            terms: terms.into_iter().map(|(equation, term)| format!("{equation}: {term}")).collect(),
            known: names,
            with: self.compared(with, without)?,
            future: self.compared(&known_cases, with)?,
            left_out,
        })
    }

    /// Cases by target of a variant over all origins. With a list of what is left out an origin that fails is one of it.
    fn cases(
        &self,
        (name, done): (&str, usize),
        variant: &Variant,
        mut left_out: Option<&mut Vec<String>>,
    ) -> Result<Vec<Cases>, TrackError> {
        let scoring = Scoring::new(&variant.model, self.panel, &self.targets, self.settings)?;
        let mut all = vec![Cases::new(); self.targets.all.len()];
        for (number, &origin) in self.settings.origins.iter().enumerate() {
            let origins = self.settings.origins.len();
            (self.progress)(&format!("{name}, {origin}"), done * origins + number, self.total);
            match (self.origin(&scoring, variant, origin), &mut left_out) {
                (Ok(found), _) => {
                    all.iter_mut().zip(found).for_each(|(cases, more)| cases.extend(more));
                }
                (Err(TrackError::Origin { source, .. }), Some(told)) => {
                    told.push(format!("{name}, {origin}: {source}"));
                }
                (Err(error), _) => return Err(error),
            }
        }
        Ok(all)
    }

    /// Cases by target of one origin.
    fn origin(
        &self,
        scoring: &Scoring<'_>,
        variant: &Variant,
        origin: Year,
    ) -> Result<Vec<Cases>, TrackError> {
        let folder = tempfile::tempdir()?;
        let years = (origin, scoring.last);
        let place = Place::Folder(folder.path());
        let tell = |plan: &mut forefend_simulate::Plan| match &variant.known {
            Some(known) => known.tell(plan, self.panel),
            None => Ok(()),
        };
        simulate_from(&variant.model, self.panel, &self.targets, years, self.settings, (place, &tell))?;
        all_of_origin(scoring, &scoring.read(origin, folder.path())?)
    }

    /// Scores of the first cases against those of the second.
    fn compared(&self, first: &[Cases], second: &[Cases]) -> Result<Vec<AblationRow>, TrackError> {
        let mut found = Vec::new();
        for ((target, one), other) in self.targets.all.iter().zip(first).zip(second) {
            let (common, _) = common(target, one, other);
            for band in target.bands() {
                let rows = rows((target, ""), band, &common, self.settings.seed)?;
                found.extend(rows.into_iter().map(AblationRow::from));
            }
        }
        Ok(found)
    }
}
