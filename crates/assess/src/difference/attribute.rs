//! The runs in between that take a difference apart: each swaps one cause after the other, in a stated order and in its reverse.
//!
//! # Design
//! A cause is swapped by what a run is made from: revised data and new data by the panel ([`Panel::revised_by`], [`Panel::extended_by`]) and the
//! date of reading, model files by the world and its switches, the question by the last year, chance by seed and draws. An older engine is
//! not in this program: what it did is the rest, between the older run and a run of its inputs made here. Two orders bracket what causes do through each other.

use std::collections::BTreeSet;
use std::path::Path;

use forefend_panel::{Month, Panel, Year};
use forefend_runs::{Manifest, Shard};
use forefend_simulate::{ENGINE, WorldFiles};

use super::causes::{self, Cause};
use super::{RunDifference, numbers};
use crate::assess::assess;
use crate::error::AssessError;
use crate::home::home_country;
use crate::kept::KeptRun;
use crate::options::Options;
use crate::progress::Progress;

/// The order in which causes are swapped; the other order is its reverse.
const ORDER: [Cause; 5] =
    [Cause::RevisedData, Cause::NewData, Cause::ModelFiles, Cause::Asked, Cause::Chance];

/// What one of two runs was made from.
#[derive(Debug)]
pub struct MadeFrom<'a> {
    /// Its run.
    pub run: &'a KeptRun,
    /// Its world, as its files are.
    pub world: &'a WorldFiles,
    /// The panel of that world.
    pub panel: &'a Panel,
    /// How a message names that world (`--old-world`).
    pub named: &'a str,
}

/// Where runs in between go, and who makes them when.
#[derive(Debug)]
pub struct Making<'a> {
    /// Folder that runs are written under.
    pub runs: &'a Path,
    /// Version of the program.
    pub code: &'a str,
    /// Date, told by the caller.
    pub created: &'a str,
}

impl RunDifference {
    /// Compares two runs, and makes the runs in between that take apart what moved: in the order revised data, new data, model files, question,
    /// chance, and in the reverse order. A run that is finished already is not made again.
    ///
    /// # Errors
    /// Worlds that are not those of the runs, runs with outcomes brought, whatever an assessment reports.
    pub fn attributed(
        (old, new): (&MadeFrom<'_>, &MadeFrom<'_>),
        making: &Making<'_>,
        progress: &dyn Progress,
    ) -> Result<Self, AssessError> {
        let between = Between::new(old, new, making)?;
        let differ = causes::causes(old.run, new.run);
        let swapped: Vec<Cause> =
            ORDER.into_iter().filter(|cause| between.differs(*cause, &differ)).collect();
        let reversed: Vec<Cause> = swapped.iter().rev().copied().collect();
        let (forward, labels) = between.path(&swapped, progress)?;
        let mut found = Self::between(old.run, new.run, &forward, None)?;
        for (step, cause) in found.steps.iter_mut().zip(&labels) {
            step.causes = vec![*cause];
        }
        if swapped.len() > 1 {
            let (backward, back) = between.path(&reversed, progress)?;
            found.set_reverse((old.run, new.run), &backward, (&labels, &back));
        }
        found.rest = between.old_code.then_some(old.run.inputs.engine);
        Ok(found)
    }

    /// The parts of each number in the reverse order, put in the order of the steps.
    fn set_reverse(
        &mut self,
        (old, new): (&KeptRun, &KeptRun),
        through: &[KeptRun],
        (labels, back): (&[Cause], &[Cause]),
    ) {
        let path = std::iter::once(old).chain(through).chain([new]);
        let tables: Vec<_> = path.map(|run| numbers(&run.brief)).collect();
        for one in &mut self.moved {
            let along: Option<Vec<f64>> =
                tables.iter().map(|table| table.get(&one.query).map(|quantity| quantity.value)).collect();
            one.reverse = along.map(|along| {
                let part = |cause: &Cause| {
                    let steps = back.iter().zip(along.windows(2)).filter(|(of, _)| *of == cause);
                    steps.map(|(_, pair)| pair[1] - pair[0]).sum()
                };
                labels.iter().map(part).collect()
            });
        }
    }
}

/// What is needed to make a run with some causes swapped.
struct Between<'a> {
    old: &'a MadeFrom<'a>,
    new: &'a MadeFrom<'a>,
    worlds: [WorldFiles; 2],
    making: &'a Making<'a>,
    /// The older run was made by another engine.
    old_code: bool,
}

impl<'a> Between<'a> {
    fn new(
        old: &'a MadeFrom<'a>,
        new: &'a MadeFrom<'a>,
        making: &'a Making<'a>,
    ) -> Result<Self, AssessError> {
        if new.run.inputs.engine != ENGINE {
            let (run, theirs) = (&new.run.brief.run.id, new.run.inputs.engine);
            return Err(wrong(format!(
                "run {run} was made by engine {theirs} and this program is engine {ENGINE}; make the later run again with this program: {}",
                new.run.manifest.command
            )));
        }
        let worlds = [checked(old)?, checked(new)?];
        Ok(Self { old, new, worlds, making, old_code: old.run.inputs.engine != ENGINE })
    }

    /// Whether a run in between can swap a cause. A first year follows from data and files and is not asked for.
    fn differs(&self, cause: Cause, differ: &[Cause]) -> bool {
        match cause {
            Cause::Asked => self.old.run.manifest.horizon != self.new.run.manifest.horizon,
            cause => differ.contains(&cause),
        }
    }

    /// The runs between the two ends that swap causes in this order, and the cause of each step.
    fn path(
        &self,
        order: &[Cause],
        progress: &dyn Progress,
    ) -> Result<(Vec<KeptRun>, Vec<Cause>), AssessError> {
        let mut labels = order.to_vec();
        let mut runs = Vec::new();
        if self.old_code {
            labels.insert(0, Cause::Code);
            if !order.is_empty() {
                runs.push(self.run(&BTreeSet::new(), progress)?);
            }
        }
        for swapped in 1..order.len() {
            runs.push(self.run(&order[..swapped].iter().copied().collect(), progress)?);
        }
        Ok((runs, labels))
    }

    /// The run in which these causes are those of the later run, and all else is as in the earlier one.
    fn run(&self, swapped: &BTreeSet<Cause>, progress: &dyn Progress) -> Result<KeptRun, AssessError> {
        let of = |cause: Cause| usize::from(swapped.contains(&cause));
        let manifests = [&self.old.run.manifest, &self.new.run.manifest];
        let panel = match (of(Cause::RevisedData), of(Cause::NewData)) {
            (0, 0) => self.old.panel.clone(),
            (1, 0) => self.old.panel.revised_by(self.new.panel),
            (0, _) => self.old.panel.extended_by(self.new.panel),
            _ => self.new.panel.clone(),
        };
        let words: Vec<&str> = swapped.iter().map(|cause| cause.words()).collect();
        let words = if words.is_empty() { "nothing".to_owned() } else { words.join(", ") };
        progress.note(&format!("a run in between, swapped: {words}"));
        let luck = manifests[of(Cause::Chance)];
        let options = Options {
            seed: luck.seed,
            draws: luck.draws,
            block: luck.block,
            deterministic: false,
            shard: Shard::WHOLE,
            as_of: Some(month(manifests[of(Cause::NewData)])?),
            to: Some(Year(manifests[of(Cause::Asked)].horizon)),
            command: format!(
                "forefend report diff {} {} --attribute",
                self.old.run.brief.run.id, self.new.run.brief.run.id
            ),
            code: self.making.code.to_owned(),
            created: self.making.created.to_owned(),
            runs: self.making.runs.to_owned(),
            home: manifests[1].home.as_deref().map(|home| home_country(&panel, home)).transpose()?,
            track: None,
        };
        let made = assess(&self.worlds[of(Cause::ModelFiles)], &panel, &options, progress)?;
        KeptRun::open(&made.run)
    }
}

fn month(manifest: &Manifest) -> Result<Month, AssessError> {
    manifest.as_of.parse::<Month>().map_err(|error| wrong(format!("the run's date of reading: {error}")))
}

fn wrong(message: String) -> AssessError {
    AssessError::Declaration { place: "--attribute".to_owned(), message }
}

/// The world of a run, switched as it was; refused where it is not the one that the run was made from.
fn checked(from: &MadeFrom<'_>) -> Result<WorldFiles, AssessError> {
    let (manifest, id) = (&from.run.manifest, &from.run.brief.run.id);
    if manifest.outcomes.is_some() {
        return Err(wrong(format!(
            "run {id} was made with --outcomes, which a run does not keep; make the runs in between yourself and give them with --through"
        )));
    }
    let world = from.world.clone().switched(&manifest.switches)?;
    let remedy = format!(
        "give the folder as it was then (the command of the run: {}; program {})",
        manifest.command, manifest.code
    );
    if world.digest() != manifest.world {
        let (had, has) = (&from.run.inputs.files, world.file_digests());
        let paths: BTreeSet<&String> = had.keys().chain(has.keys()).collect();
        let other = paths.into_iter().filter(|path| had.get(*path) != has.get(*path));
        let other: Vec<&str> = other.map(String::as_str).take(3).collect();
        let message =
            format!("not the files that run {id} was made from (other: {}); {remedy}", other.join(", "));
        return Err(AssessError::Declaration { place: from.named.to_owned(), message });
    }
    if from.panel.digest() != manifest.data {
        let message = format!("not the data that run {id} was made from; {remedy}");
        return Err(AssessError::Declaration { place: from.named.to_owned(), message });
    }
    Ok(world)
}
