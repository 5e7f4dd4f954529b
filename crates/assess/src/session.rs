//! What-ifs answered from memory: a world fitted once, its reference laid down once, and then one portfolio after the other
//! against it on the same luck.
//!
//! A [`Session`] holds what [`appraise`](crate::appraise) reads again each time. An answer to so many draws is, to the bit, what
//! `appraise` writes for them; with more draws it goes on from those it has. There is no clock here, and no file is read or written.

mod answer;
mod inquiry;
mod laid;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use forefend_panel::{AsOf, Month, Panel, Year};
use forefend_runs::Shard;
use forefend_simulate::memory::Followed;
use forefend_simulate::{CompiledPolicy, WorldFiles};
use forefend_strategy::appraise::Scope;
use forefend_strategy::measure::Measures;
use forefend_strategy::portfolio::{self, Context, Portfolio};
use rayon::prelude::*;

pub use self::answer::{Band, OutcomeChange, PrincipleAtOnce, ShortOfMoney, WhatIf, YearOfOutcome};
pub use self::inquiry::{EffectChange, Inquiry, Question, UNNAMED};
use self::laid::{Laid, OfBlock};
use crate::acting::Reach;
use crate::error::AssessError;
use crate::scenarios::Prepared;
use crate::selection::{Alternatives, Selection};
use crate::{Options, Progress};

/// What a session is opened with.
#[derive(Debug, Clone)]
pub struct SessionOptions {
    /// Seed of all luck.
    pub seed: u64,
    /// Every draw is its mean: a mode for tests.
    pub deterministic: bool,
    /// Month to read the panel as of; the world's own where absent.
    pub as_of: Option<Month>,
    /// Last simulated year; the world's own where absent.
    pub to: Option<Year>,
    /// Most bytes that the reference may take in memory; draws for which there is no room are computed again each time.
    pub memory: u64,
}

impl Default for SessionOptions {
    fn default() -> Self {
        Self { seed: 1, deterministic: false, as_of: None, to: None, memory: 4_000_000_000 }
    }
}

impl SessionOptions {
    /// As the options of a run that is never written.
    fn of_run(&self) -> Options {
        Options {
            seed: self.seed,
            draws: 0,
            block: 1,
            deterministic: self.deterministic,
            shard: Shard::WHOLE,
            as_of: self.as_of,
            to: self.to,
            command: String::new(),
            code: String::new(),
            created: String::new(),
            runs: std::path::PathBuf::new(),
            home: None,
            track: None,
        }
    }
}

/// A world made ready for what-ifs; threads may ask at the same time.
#[derive(Debug)]
pub struct Session {
    world: WorldFiles,
    panel: Arc<Panel>,
    options: Options,
    prepared: Prepared,
    /// The policy of the reference.
    policy: CompiledPolicy,
    /// By outcome: the levers that reach it, in the very year and in any; none of the cost.
    reaches: Vec<Option<[Reach; 2]>>,
    laid: Laid,
}

impl Session {
    /// Reads and fits everything that `world` declares on what the panel shows. No draw is taken yet: see [`Session::lay`].
    ///
    /// # Errors
    /// The first mistake in the world, or what the panel cannot give; a last year before portfolios may differ.
    ///
    /// # Examples
    /// ```
    /// use std::sync::Arc;
    /// use std::sync::atomic::AtomicBool;
    ///
    /// use forefend_assess::{Progress, Question, Session, SessionOptions};
    /// use forefend_panel::Year;
    /// use forefend_simulate::WorldFiles;
    ///
    /// struct Quiet;
    ///
    /// impl Progress for Quiet {
    ///     fn advance(&self, _stage: &str, _detail: &str, _done: u64, _total: u64) {}
    /// }
    ///
    /// let world = WorldFiles::new("world", forefend_world::files());
    /// let panel = Arc::new(world.panel()?);
    /// let options = SessionOptions { to: Some(Year(2028)), ..SessionOptions::default() };
    /// let session = Session::open(world, panel, &options, &Quiet)?;
    ///
    /// // A portfolio as its file says it; a mistake is told with its line.
    /// let toml = "id = \"none\"\ntitle = \"No missions\"\nsummary = \"All end.\"\nrole = \"alternative\"\n";
    /// let mut inquiry = session.ask(&Question::of(toml))?;
    /// let go_on = AtomicBool::new(false);
    /// let first = session.answer(&mut inquiry, 10, &go_on)?.expect("nobody cancelled it");
    /// // More draws go on from those that are there.
    /// let refined = session.answer(&mut inquiry, 20, &go_on)?.expect("nobody cancelled it");
    /// assert_eq!((first.draws, refined.draws), (10, 20));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open(
        world: WorldFiles,
        panel: Arc<Panel>,
        options: &SessionOptions,
        progress: &dyn Progress,
    ) -> Result<Self, AssessError> {
        progress.advance("fitting", "the declared equations", 0, 1);
        let run = options.of_run();
        // What countries have of outcomes is recorded too, which changes no value.
        let selection = Selection {
            alternatives: Alternatives::Given(Vec::new()),
            by_place: true,
            ..Selection::default()
        };
        let prepared = Prepared::new(&world, &panel, &run, &selection)?;
        prepared.check_years()?;
        prepared.check_outcomes(&world)?;
        let policy = prepared.policies.get(&prepared.reference().id).cloned().unwrap_or_default();
        let reach = |(_, outcome): (_, &forefend_strategy::outcome::Outcome)| {
            let model = &prepared.model;
            (!outcome.is_cost()).then(|| [Reach::of(model, outcome), Reach::in_time(model, outcome)])
        };
        let reaches = prepared.outcomes.iter().map(reach).collect();
        // What rules of the world's portfolios read is kept too: those of others will hardly read more.
        let mut known = declared(&world, &panel, &run, &prepared)?;
        known.push(policy.clone());
        let laid = Laid::new(options.memory, Followed::of(&prepared.plan_of_others, &known));
        Ok(Self { world, panel, options: run, prepared, policy, reaches, laid })
    }

    /// The reference portfolio.
    pub fn reference(&self) -> &Portfolio {
        self.prepared.reference()
    }

    /// The ids of the settings of the world, the leading one first.
    pub fn settings(&self) -> impl Iterator<Item = &str> {
        self.prepared.appraisal.setting.iter().map(|setting| setting.id.as_str())
    }

    /// The measures that a portfolio can be composed of, with their evidence.
    pub fn measures(&self) -> &Measures {
        &self.prepared.measures
    }

    /// First and last appraised year.
    pub fn years(&self) -> std::ops::RangeInclusive<i16> {
        self.prepared.years()
    }

    /// The world as it was opened.
    pub fn world(&self) -> &WorldFiles {
        &self.world
    }

    /// The panel that it reads.
    pub fn panel(&self) -> &Arc<Panel> {
        &self.panel
    }

    /// Lays the reference down for the draws `0..draws`, on the threads of the current rayon pool: what-ifs of these draws then cost
    /// themselves alone. False where `cancel` was set before all was laid; what is laid stays.
    ///
    /// # Errors
    /// Whatever the simulation reports.
    pub fn lay(&self, draws: u64, cancel: &AtomicBool) -> Result<bool, AssessError> {
        let blocks: Vec<usize> = (0..laid::blocks(draws)).collect();
        let done: Vec<bool> = blocks
            .par_iter()
            .map(|block| match cancel.load(Ordering::Relaxed) {
                true => Ok(false),
                false => self.laid.block(self, *block).map(|_| true),
            })
            .collect::<Result<_, AssessError>>()?;
        Ok(done.into_iter().all(|done| done))
    }

    /// Draws for which the reference is laid down, and the bytes that it takes.
    pub fn laid(&self) -> (u64, u64) {
        self.laid.size()
    }

    /// Reads and compiles a question; nothing is simulated.
    ///
    /// # Errors
    /// What is wrong in the portfolio, with its line and a remedy; a setting, a row of evidence or a country that is not there.
    pub fn ask(&self, question: &Question) -> Result<Inquiry, AssessError> {
        inquiry::inquiry(self, question)
    }

    /// The answer to `inquiry` on the draws `0..draws`, on the threads of the current rayon pool: those it has not yet are simulated.
    /// None where `cancel` was set before it was done; what was simulated stays with the inquiry.
    ///
    /// # Errors
    /// Whatever the simulation reports.
    pub fn answer(
        &self,
        inquiry: &mut Inquiry,
        draws: u64,
        cancel: &AtomicBool,
    ) -> Result<Option<WhatIf>, AssessError> {
        let draws = draws.max(1);
        let asked = self.laid.asked(self, inquiry);
        let of_block = |block: usize| match cancel.load(Ordering::Relaxed) {
            true => None,
            false => Some(self.laid.counted(self, &asked, block).map(|found| (block, found))),
        };
        // One after the other as threads are free, so that little is lost where the rest is cancelled.
        let missing = (inquiry.blocks.len()..laid::blocks(draws)).par_bridge();
        let found: Vec<(usize, OfBlock)> =
            missing.filter_map(of_block).collect::<Result<_, AssessError>>()?;
        inquiry.blocks.extend(laid::in_order(inquiry.blocks.len(), found));
        if inquiry.blocks.len() < laid::blocks(draws) || cancel.load(Ordering::Relaxed) {
            return Ok(None);
        }
        Ok(Some(answer::answer(self, inquiry, draws)))
    }

    /// Asks and answers at once: see [`Session::ask`] and [`Session::answer`].
    ///
    /// # Errors
    /// Those of both.
    pub fn what_if(
        &self,
        question: &Question,
        draws: u64,
        cancel: &AtomicBool,
    ) -> Result<Option<WhatIf>, AssessError> {
        let mut inquiry = self.ask(question)?;
        self.answer(&mut inquiry, draws, cancel)
    }

    /// What totals are taken over.
    fn scope(&self) -> Scope {
        let (years, cost) = (self.prepared.years(), self.prepared.outcomes.cost());
        Scope { years, chance: self.options.chance(), cost }
    }
}

/// What turning a portfolio of `world` into a policy reads.
fn context<'a>(
    prepared: &'a Prepared,
    (world, measures): (&'a WorldFiles, &'a Measures),
    as_of: &'a AsOf<'a>,
) -> Context<'a> {
    let (plan, from) = (&prepared.plan, prepared.appraisal.from);
    Context { world, measures, as_of, plan, from }
}

/// The policies of all portfolios that a world declares, under each of its settings.
fn declared(
    world: &WorldFiles,
    panel: &Panel,
    options: &Options,
    prepared: &Prepared,
) -> Result<Vec<CompiledPolicy>, AssessError> {
    let as_of = options.as_of(&prepared.model, panel)?;
    let context = context(prepared, (world, &prepared.measures), &as_of);
    let portfolios = portfolio::load(world)?;
    // Effects that are off under one setting may read what the others do not.
    let all = prepared
        .appraisal
        .setting
        .iter()
        .flat_map(|setting| portfolios.iter().map(move |one| (one, setting)));
    let compiled = |(one, setting)| {
        let policy = portfolio::policy(context, one, prepared.reference(), setting)?;
        Ok(policy.compile(&prepared.plan)?)
    };
    all.map(compiled).collect()
}
