//! The simulations of an assessment: the reference once, each alternative under each setting.

use std::path::Path;

use forefend_panel::Panel;
use forefend_simulate::{
    Ensemble, Fitted, History, Manifest, Model, Parts, Plan, RunWriter, WorldFiles, simulate,
};
use forefend_strategy::measure::{Measures, Setting};
use forefend_strategy::portfolio::{self, Context, Portfolio};
use forefend_strategy::principle::{self, Principle};
use forefend_strategy::setting::{self, Appraisal};

use crate::error::AssessError;
use crate::{Options, Progress};

/// Everything read, fitted and compiled before a draw is taken.
#[derive(Debug)]
pub struct Prepared {
    /// The declared model.
    pub model: Model,
    /// History as of the run's date.
    pub history: History,
    /// Fitted equations.
    pub fitted: Fitted,
    /// The compiled model.
    pub plan: Plan,
    /// Measures and evidence.
    pub measures: Measures,
    /// The reference first, then the alternatives.
    pub portfolios: Vec<Portfolio>,
    /// Principles in file order.
    pub principles: Vec<Principle>,
    /// Years and settings of the appraisal.
    pub appraisal: Appraisal,
}

impl Prepared {
    /// Reads and fits everything that `world` declares on what the panel shows.
    ///
    /// # Errors
    /// The first mistake in the world, or what the panel cannot give.
    pub fn new(world: &WorldFiles, panel: &Panel, options: &Options) -> Result<Self, AssessError> {
        let model = Model::load(world)?;
        model.check_indicators(world, panel)?;
        let as_of = options.as_of(&model, panel)?;
        let horizon = options.horizon(&model)?;
        let history = History::build(&model, &as_of, horizon)?;
        let fitted = Fitted::estimate(&model, &history, &as_of)?;
        let plan = Plan::new(&model, &history, &fitted, horizon)?;
        let prepared = Self {
            model,
            history,
            fitted,
            plan,
            measures: Measures::load(world)?,
            portfolios: portfolio::load(world)?,
            principles: principle::load(world)?,
            appraisal: setting::load(world)?,
        };
        // Every policy is compiled once before anything is written, so that a mistake leaves no trace.
        let context = Context { world, measures: &prepared.measures, as_of: &as_of, plan: &prepared.plan };
        for portfolio in &prepared.portfolios {
            let setting = &prepared.appraisal.setting[0];
            portfolio::policy(context, portfolio, prepared.reference(), setting)?.check(&prepared.plan)?;
        }
        Ok(prepared)
    }

    /// The reference portfolio.
    pub fn reference(&self) -> &Portfolio {
        &self.portfolios[0]
    }

    /// The alternatives.
    pub fn alternatives(&self) -> &[Portfolio] {
        &self.portfolios[1..]
    }

    /// First and last appraised year.
    pub fn years(&self) -> std::ops::RangeInclusive<i16> {
        self.appraisal.from..=self.plan.horizon.0
    }

    /// The manifest of this run; `track` says whether it holds a track record.
    pub fn manifest(&self, world: &WorldFiles, panel: &Panel, options: &Options, track: bool) -> Manifest {
        let parameters = self.parameters();
        Manifest {
            world: world.digest(),
            data: panel.digest(),
            code: options.code.clone(),
            as_of: options.as_of_text(&self.model),
            seed: options.seed,
            draws: options.draws,
            block: options.block,
            first_year: self.plan.first.0,
            horizon: self.plan.horizon.0,
            parameters: forefend_simulate::run::digest(parameters.as_bytes()),
            command: options.command.clone(),
            track,
        }
    }

    /// The fitted parameters as stored in the run.
    pub fn parameters(&self) -> String {
        serde_json::to_string_pretty(&self.fitted).unwrap_or_default()
    }
}

/// Folder of an alternative under a setting; the reference is the same under all of them.
pub fn scenario(portfolio: &Portfolio, setting: &Setting) -> String {
    format!("{}@{}", portfolio.id, setting.id)
}

/// Simulates the reference, then every alternative under every setting.
///
/// # Errors
/// Whatever a policy or the simulation reports.
pub fn run(
    prepared: &Prepared,
    world: &WorldFiles,
    panel: &Panel,
    options: &Options,
    writer: &RunWriter,
    progress: &dyn Progress,
) -> Result<(), AssessError> {
    let as_of = options.as_of(&prepared.model, panel)?;
    let context = Context { world, measures: &prepared.measures, as_of: &as_of, plan: &prepared.plan };
    let ensemble =
        Ensemble { seed: options.seed, draws: options.draws, block: options.block, deterministic: false };
    let settings = &prepared.appraisal.setting;
    let total = (1 + prepared.alternatives().len() * settings.len()) as u64 * options.draws;
    let mut before = 0;
    let mut one = |portfolio: &Portfolio, setting: &Setting, folder: &Path| -> Result<(), AssessError> {
        let policy = portfolio::policy(context, portfolio, prepared.reference(), setting)?;
        let label = portfolio.title.as_str();
        let tell = |draws: u64| progress.advance("simulating", label, before + draws, total);
        simulate(&prepared.plan, &policy, ensemble, folder, &tell)?;
        before += options.draws;
        Ok(())
    };
    one(prepared.reference(), &settings[0], &writer.scenario(&prepared.reference().id))?;
    for alternative in prepared.alternatives() {
        for setting in settings {
            one(alternative, setting, &writer.scenario(&scenario(alternative, setting)))?;
        }
    }
    Ok(())
}

/// The parts of the reference scenario.
pub fn reference_parts(prepared: &Prepared, writer: &RunWriter) -> Parts {
    Parts::at(&writer.scenario(&prepared.reference().id))
}
