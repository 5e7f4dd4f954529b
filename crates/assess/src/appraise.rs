//! Portfolios against the reference on the same luck, without the rest of the chain.

use forefend_panel::Panel;
use forefend_report::{Appraisal, Home, Principle};
use forefend_runs::{Manifest, RunWriter};
use forefend_simulate::WorldFiles;

use crate::answers::{self, Answers};
use crate::appraisal::{Compared, Gathered, HeadToHead, InCourse};
use crate::course_rows::{self, CourseRow};
use crate::error::AssessError;
use crate::ledger::Ledger;
use crate::places::{self, By, Places};
use crate::questions::Questions;
use crate::ran::{self, Ran};
use crate::scenarios::{self, Prepared};
use crate::selection::{Selection, alternatives};
use crate::{Material, Options, Progress, appraisal, principles};

/// An appraisal that has ended.
#[derive(Debug)]
pub struct Appraised {
    /// The run.
    pub ran: Ran,
    /// Paired differences from the reference with their grounds; none of a shard, whose draws are not all there are.
    pub appraisal: Option<Appraisal>,
    /// Ids of the portfolios asked for, in the order of what was typed; empty of shards that were joined.
    pub named: Vec<String>,
    /// Each portfolio under each principle; empty of a shard.
    pub principles: Vec<Principle>,
    /// Every two of the portfolios against each other; empty of a shard.
    pub head_to_head: Vec<HeadToHead>,
    /// Differences by place, where they were asked for.
    pub places: Option<Places>,
    /// Answers to what else was asked; empty of a shard.
    pub answers: Answers,
    /// Gains in each course of the world, where others are looked at too.
    pub courses: Vec<CourseRow>,
    /// What it means for the home that was asked for; none of a shard.
    pub home: Option<Home>,
}

/// What an appraisal is asked for.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// Portfolios: files, or ids of the world.
    pub portfolios: &'a [String],
    /// The first against the second, instead of each against the reference: what differences by place are of.
    pub head_to_head: bool,
    /// Differences by place too.
    pub by: Option<By>,
    /// What else is asked, each by more scenarios: of a whole run only.
    pub questions: Questions,
}

impl Asked<'_> {
    /// The option that names the portfolios.
    fn option(&self) -> &'static str {
        if self.head_to_head { "--versus" } else { "--against" }
    }

    /// Positions of the two portfolios of every difference by place, the reference being the first of all.
    fn pairs(&self, prepared: &Prepared, named: &[String]) -> Vec<(usize, usize)> {
        let at = |id: &String| prepared.portfolios.iter().position(|portfolio| portfolio.id == *id);
        match named {
            [first, second] if self.head_to_head => at(first).zip(at(second)).into_iter().collect(),
            _ => (1..prepared.portfolios.len()).map(|position| (position, 0)).collect(),
        }
    }
}

/// Simulates the reference and the portfolios asked for under every setting of `appraisal.toml`, and compares them draw by
/// draw: a run with `numbers.csv`.
///
/// # Errors
/// The first error of any layer, with its place and remedy.
///
/// # Examples
/// ```
/// use forefend_assess::{Asked, Options, Progress, Questions, appraise};
/// use forefend_panel::Year;
/// use forefend_runs::Shard;
/// use forefend_simulate::WorldFiles;
///
/// struct Quiet;
///
/// impl Progress for Quiet {
///     fn advance(&self, _stage: &str, _detail: &str, _done: u64, _total: u64) {}
/// }
///
/// let mut world = WorldFiles::new("world", forefend_world::files());
/// let panel = world.panel()?;
/// let runs = tempfile::tempdir()?;
/// let options = Options {
///     seed: 1,
///     draws: 20,
///     block: 20,
///     to: Some(Year(2028)),
///     runs: runs.path().to_owned(),
///     // The caller says who asks and when: the engine has no clock.
///     command: "an example".to_owned(),
///     created: "2026-11-28".to_owned(),
///     code: "0.1.0".to_owned(),
///     deterministic: false,
///     shard: Shard::WHOLE,
///     as_of: None,
///     home: None,
///     track: None,
/// };
///
/// let portfolios = ["withdraw".to_owned()];
/// // What would a year of delay cost?
/// let questions = Questions { delays: vec![1], ..Questions::default() };
/// let asked = Asked { portfolios: &portfolios, head_to_head: false, by: None, questions };
/// let found = appraise(&mut world, &panel, &options, asked, &Quiet)?;
/// // Paired differences from the reference, of a whole run.
/// assert!(found.appraisal.is_some());
/// assert_eq!(found.named, ["withdraw"]);
/// assert!(found.answers.later.iter().any(|row| row.outcome == "cost" && row.difference.mean > 0.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn appraise(
    world: &mut WorldFiles,
    panel: &Panel,
    options: &Options,
    asked: Asked<'_>,
    progress: &dyn Progress,
) -> Result<Appraised, AssessError> {
    Ok(appraised((world, panel), options, asked, Vec::new(), progress)?.0)
}

/// The same with what appraisals of other courses gave, and what a decision in this one is told from.
pub(crate) fn appraised(
    (world, panel): (&mut WorldFiles, &Panel),
    options: &Options,
    asked: Asked<'_>,
    courses: Vec<InCourse>,
    progress: &dyn Progress,
) -> Result<(Appraised, Option<Gathered>), AssessError> {
    progress.advance("fitting", "the declared equations", 0, 1);
    let chosen = alternatives(world, (asked.option(), asked.portfolios))?;
    let named = chosen.ids();
    let (by_place, questions) = (asked.by.is_some(), asked.questions.clone());
    let selection = Selection { alternatives: chosen, by_place, questions, ..Selection::default() };
    let prepared = Prepared::new(world, panel, options, &selection)?;
    prepared.tell_filled(panel, options, progress)?;
    prepared.check_years()?;
    prepared.check_outcomes(world)?;
    if options.home.is_some() {
        prepared.check_ahead(options)?;
    }
    let mut manifest = prepared.manifest("appraise", world, panel, options)?;
    manifest.courses = courses.iter().map(|course| (course.id.clone(), course.run.clone())).collect();
    let writer = ran::start(options, &manifest, &prepared.parameters, progress)?;
    let told = ran::told((&writer, &manifest), || {
        prepared.write_units(&writer)?;
        crate::outcomes::keep(panel, &writer)?;
        for portfolio in prepared.alternatives().iter().filter(|p| world.is_outside(p.file())) {
            writer.write(&stored(&portfolio.id), world.bytes(portfolio.file())?)?;
        }
        scenarios::run(&prepared, options, &writer, progress)?;
        if !options.shard.is_whole() {
            return Ok(None);
        }
        let summary = summarise((&prepared, courses), world, panel, options, (&manifest, &writer), progress)?;
        let places = match asked.by {
            Some(by) => {
                progress.advance("comparing", "by place", 0, 1);
                let pairs = asked.pairs(&prepared, &named);
                Some(places::places(&prepared, panel.roster(), (by, &pairs), &writer)?)
            }
            None => None,
        };
        Ok(Some((summary, places)))
    })?;
    let ran = ran::finish(writer, manifest)?;
    let Some((summary, places)) = told else {
        let (principles, head_to_head, answers) = (Vec::new(), Vec::new(), Answers::default());
        let courses = Vec::new();
        let shard = Appraised {
            ran,
            appraisal: None,
            named,
            principles,
            head_to_head,
            places: None,
            answers,
            courses,
            home: None,
        };
        return Ok((shard, None));
    };
    let Summary { appraisal, head_to_head, principles, answers, courses, gathered, home } = summary;
    let appraisal = Some(appraisal);
    let whole = Appraised { ran, appraisal, named, principles, head_to_head, places, answers, courses, home };
    Ok((whole, Some(gathered)))
}

/// Where a run keeps a portfolio that is none of its world's.
pub(crate) fn stored(id: &str) -> String {
    format!("portfolios/{id}.toml")
}

/// What is made of a whole run.
pub(crate) struct Summary {
    /// The chapter.
    pub appraisal: Appraisal,
    /// Every two alternatives against each other.
    pub head_to_head: Vec<HeadToHead>,
    /// Verdicts of principles.
    pub principles: Vec<Principle>,
    /// Answers to what else was asked.
    pub answers: Answers,
    /// Gains in each course, where there are several.
    pub courses: Vec<CourseRow>,
    /// What a decision is told from, for a run that looks at this course too.
    pub gathered: Gathered,
    /// What it means for the home that was asked for.
    pub home: Option<Home>,
}

/// Paired differences of a whole run: `numbers.csv`, the chapter, every two alternatives against each other, what principles say of
/// each, and answers to what else was asked; over the settings of this course and of `courses`.
pub(crate) fn summarise(
    (prepared, courses): (&Prepared, Vec<InCourse>),
    world: &WorldFiles,
    panel: &Panel,
    options: &Options,
    (manifest, writer): (&Manifest, &RunWriter),
    progress: &dyn Progress,
) -> Result<Summary, AssessError> {
    progress.advance("comparing", "draw by draw", 0, 1);
    writer.check_draws(manifest)?;
    let ledger = Ledger::new(writer.id());
    let material = Material::new((world, panel), prepared, &ledger, options)?;
    let parts = scenarios::reference_parts(prepared, writer);
    let mut compared = appraisal::compare(&material, &parts, writer)?;
    compared.courses = courses;
    principles::judge(&material, &mut compared, &parts, writer)?;
    let answers = answers::answers(&material, writer, &compared.reference)?;
    let courses = course_rows::rows(&material, &compared);
    let home = crate::home::home(&material, writer)?;
    writer.write("numbers.csv", ledger.csv().as_bytes())?;
    let Compared { brief: appraisal, head_to_head, principles, gathered, .. } = compared;
    Ok(Summary { appraisal, head_to_head, principles, answers, courses, gathered, home })
}
