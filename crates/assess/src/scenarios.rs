//! The simulations of an assessment: the reference once, each alternative under each setting.

mod notes;
mod stored;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use forefend_panel::{AsOf, CountryId, Panel};
use forefend_runs::{Parts, RunWriter, Scenario, parameters_from, parameters_text, simulate_scenarios};
use forefend_simulate::memory::Branch;
use forefend_simulate::{CompiledPolicy, Ensemble, Fitted, History, Model, Plan, WorldFiles};
use forefend_strategy::commissioner::{self, Commissioner};
use forefend_strategy::measure::{Measures, Setting};
use forefend_strategy::outcome::{self, Counting, OutcomeAt, Outcomes};
use forefend_strategy::portfolio::{self, Context, Portfolio, ShortBudget};
use forefend_strategy::principle::{self, Principle};
use forefend_strategy::setting::{self, Appraisal};

pub(crate) use self::stored::units_file;
use crate::error::AssessError;
use crate::home_file::HomeFile;
use crate::questions::Variant;
use crate::selection::{self, Selection};
use crate::telling::Telling;
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
    /// The same, of which an alternative records what outcomes are counted from: nothing else of it is read.
    pub plan_of_others: Plan,
    /// Measures and evidence.
    pub measures: Measures,
    /// The reference first, then the alternatives that are simulated.
    pub portfolios: Vec<Portfolio>,
    /// What portfolios are compared by.
    pub outcomes: Outcomes,
    /// The same, made ready to be counted.
    pub counting: Counting,
    /// Principles in file order.
    pub principles: Vec<Principle>,
    /// Years and settings of the appraisal.
    pub appraisal: Appraisal,
    /// The outcomes of its break-even questions, in file order.
    pub break_even: Vec<OutcomeAt>,
    /// Who judges portfolios, by id.
    pub commissioners: Vec<Commissioner>,
    /// Budgets of portfolios that are short in some years only.
    pub(crate) short: Vec<ShortBudget>,
    /// What is simulated beside every alternative under every setting, for questions that were asked.
    pub(crate) variants: Vec<Variant>,
    /// The compiled policy of every scenario, by its name ([`scenario`]).
    pub policies: BTreeMap<String, CompiledPolicy>,
    /// The country of the user's own, and what is told of it; none where none was asked for.
    pub home: Option<(CountryId, HomeFile)>,
    /// What the world's report tells.
    pub(crate) telling: Telling,
    /// The text of `parameters.json`: what `fitted` was read from.
    pub parameters: String,
}

impl Prepared {
    /// Reads and fits everything that `world` declares on what the panel shows, as far as `selection` asks for it.
    ///
    /// # Errors
    /// The first mistake in the world, or what the panel cannot give.
    pub fn new(
        world: &WorldFiles,
        panel: &Panel,
        options: &Options,
        selection: &Selection<'_>,
    ) -> Result<Self, AssessError> {
        let (mut model, outcomes) = selection::model(world)?;
        let telling = Telling::load(world)?;
        telling.record(&mut model);
        let principles = principle::load(world, &outcomes)?;
        principle::record(&principles, &mut model)?;
        let home = match options.home {
            Some(home) => Some((home, HomeFile::load(world, &model, panel)?)),
            None => None,
        };
        home.iter().for_each(|(_, file)| file.record(&mut model));
        if let Some(id) = selection.driver {
            selection::record_only(&mut model, id)?;
        }
        if let Some(names) = selection.by_country {
            selection::record_only_by_country(&mut model, names);
        }
        if selection.by_place {
            outcomes.record_by_country(&mut model);
        }
        model.check_indicators(world, panel)?;
        let as_of = options.as_of(&model, panel)?;
        let horizon = options.horizon(&model)?;
        let history = History::build(&model, &as_of, horizon)?;
        let parameters = match selection.parameters {
            Some(stored) => stored.to_owned(),
            None => parameters_text(&Fitted::estimate(&model, &history, &as_of)?),
        };
        // Every run is made with what its parameters.json says, so that a stored one gives the same bits.
        let fitted = parameters_from(&parameters, Path::new("parameters.json"))?;
        let plan = Plan::with(&model, &history, &fitted)?;
        home.iter().try_for_each(|(home, _)| simulated(panel, &plan, *home))?;
        let measures = Measures::load(world)?;
        let declared = portfolio::load(world)?;
        outcomes.check_counterparts(world, &declared, &measures.evidence)?;
        let appraisal = setting::load(world)?;
        let break_even = appraisal.check(world, &measures, &outcomes)?;
        let known =
            commissioner::Known { outcomes: &outcomes, appraisal: &appraisal, principles: &principles };
        let commissioners = commissioner::load(world, known)?;
        let portfolios = selection.portfolios(declared)?;
        let variants = selection.questions.variants(&portfolios, &appraisal, plan.horizon.0)?;
        let counting = Counting::new(&outcomes, &history, as_of.roster(), world)?;
        let by_place = selection.by_place || principle::reads_places(&principles);
        let of_home = home.as_ref().map(|(_, file)| file.variables()).unwrap_or_default();
        let read = |axis: &str, name: &str| {
            counting.reads(axis, name, by_place)
                || principle::reads(&principles, axis, name)
                || (axis == "country" && of_home.contains(name))
        };
        let mut prepared = Self {
            plan_of_others: plan.recording(&read),
            counting,
            principles,
            portfolios,
            model,
            history,
            fitted,
            plan,
            measures,
            outcomes,
            appraisal,
            break_even,
            commissioners,
            short: Vec::new(),
            variants,
            policies: BTreeMap::new(),
            home,
            telling,
            parameters,
        };
        prepared.policies = prepared.compiled(world, &as_of)?;
        prepared.short = prepared.short_budgets(world, &as_of)?;
        Ok(prepared)
    }

    /// Every policy, before anything is written, so that a mistake leaves no trace. That of the reference is the same under
    /// every setting, and checked under all.
    fn compiled(
        &self,
        world: &WorldFiles,
        as_of: &AsOf<'_>,
    ) -> Result<BTreeMap<String, CompiledPolicy>, AssessError> {
        let (measures, plan, from) = (&self.measures, &self.plan, self.appraisal.from);
        let context = Context { world, measures, as_of, plan, from };
        let mut policies = BTreeMap::new();
        for portfolio in &self.portfolios {
            for setting in &self.appraisal.setting {
                let policy = portfolio::policy(context, portfolio, self.reference(), setting)?;
                let mut compiled = policy.compile(plan)?;
                if portfolio.id != self.reference().id && !self.principles.is_empty() {
                    compiled = compiled.marked(principle::marks(measures));
                }
                policies.entry(self.name_of(portfolio, setting)).or_insert(compiled);
            }
        }
        for variant in &self.variants {
            let context = Context { from: variant.from, ..context };
            let policy = portfolio::policy(context, &variant.portfolio, self.reference(), &variant.setting)?;
            policies.insert(variant.name(), policy.compile(plan)?);
        }
        Ok(policies)
    }

    /// Budgets that are short in some years, of every portfolio.
    fn short_budgets(&self, world: &WorldFiles, as_of: &AsOf<'_>) -> Result<Vec<ShortBudget>, AssessError> {
        let (measures, plan, from) = (&self.measures, &self.plan, self.appraisal.from);
        let context = Context { world, measures, as_of, plan, from };
        let mut found = Vec::new();
        for portfolio in &self.portfolios {
            found.extend(portfolio::short_budgets(context, portfolio, self.reference())?);
        }
        Ok(found)
    }

    /// Names of all scenarios: the reference, every alternative under every setting, and what questions ask for.
    fn names(&self) -> Vec<String> {
        let settings = &self.appraisal.setting;
        let alternatives = self.alternatives().iter();
        let alternatives =
            alternatives.flat_map(|own| settings.iter().map(move |setting| own.scenario(setting)));
        let variants = self.variants.iter().map(Variant::name);
        std::iter::once(self.reference().id.clone()).chain(alternatives).chain(variants).collect()
    }

    /// The scenario of a portfolio under a setting.
    fn name_of(&self, portfolio: &Portfolio, setting: &Setting) -> String {
        match portfolio.id == self.reference().id {
            true => portfolio.id.clone(),
            false => portfolio.scenario(setting),
        }
    }

    /// The reference portfolio.
    pub fn reference(&self) -> &Portfolio {
        &self.portfolios[0]
    }

    /// The alternatives.
    pub fn alternatives(&self) -> &[Portfolio] {
        &self.portfolios[1..]
    }

    /// There must be a year in which portfolios are compared.
    pub fn check_years(&self) -> Result<(), AssessError> {
        if self.appraisal.from <= self.plan.horizon.0 {
            return Ok(());
        }
        Err(AssessError::Declaration {
            place: "--to".to_owned(),
            message: format!(
                "portfolios are compared from {} on (appraisal.toml), after the last year {}; choose a later year",
                self.appraisal.from, self.plan.horizon
            ),
        })
    }

    /// A report looks ahead: at least one year after the run's date must be simulated.
    pub fn check_ahead(&self, options: &Options) -> Result<(), AssessError> {
        let present = options.month(&self.model)?.year();
        if self.plan.horizon > present {
            return Ok(());
        }
        Err(AssessError::Declaration {
            place: "--to".to_owned(),
            message: format!(
                "a report looks ahead from {present}, and the last year is {}; choose a later year",
                self.plan.horizon
            ),
        })
    }

    /// An appraisal compares outcomes, so one must be declared: said before a year is simulated.
    pub fn check_outcomes(&self, world: &WorldFiles) -> Result<(), AssessError> {
        if !self.outcomes.is_empty() {
            return Ok(());
        }
        Err(AssessError::Declaration {
            place: world.at(outcome::PATH, 0..0),
            message: "portfolios are compared by outcomes, and none is declared; add an [[outcome]] here, or to the file of a \
                      driver or threat"
                .to_owned(),
        })
    }

    /// First and last appraised year.
    pub fn years(&self) -> std::ops::RangeInclusive<i16> {
        self.appraisal.from..=self.plan.horizon.0
    }
}

/// A home must be among the states that are simulated.
fn simulated(panel: &Panel, plan: &Plan, home: CountryId) -> Result<(), AssessError> {
    if plan.units.contains(&home) {
        return Ok(());
    }
    let key = panel.roster().key(home);
    Err(AssessError::Declaration {
        place: format!("--home {key}"),
        message: "this state is not among those that are simulated; give another".to_owned(),
    })
}

/// Simulates the reference, and beside it every alternative under every setting.
///
/// # Errors
/// Whatever the simulation reports.
pub fn run(
    prepared: &Prepared,
    options: &Options,
    writer: &RunWriter,
    progress: &dyn Progress,
) -> Result<(), AssessError> {
    let (seed, draws, block, shard) = (options.seed, options.draws, writer.block(), options.shard);
    let deterministic = options.deterministic;
    let ensemble = Ensemble { seed, draws, block, deterministic };
    let names = prepared.names();
    let folders: Vec<PathBuf> = names.iter().map(|name| writer.scenario(name)).collect();
    let mut scenarios = Vec::new();
    for (number, (name, folder)) in names.iter().zip(&folders).enumerate() {
        let plan = if number == 0 { &prepared.plan } else { &prepared.plan_of_others };
        let branch = Branch { plan, policy: &prepared.policies[name] };
        scenarios.push(Scenario { branch, folder });
    }
    let total = names.len() as u64 * shard.draws(ensemble);
    let title = prepared.reference().title.as_str();
    let label = match prepared.alternatives().len() {
        0 => title.to_owned(),
        1 => format!("{title} and 1 alternative"),
        number => format!("{title} and {number} alternatives"),
    };
    let tell = |draws: u64| progress.advance("simulating", &label, draws, total);
    simulate_scenarios(&scenarios, ensemble, shard, &tell)?;
    Ok(())
}

/// The parts of the reference scenario.
pub fn reference_parts(prepared: &Prepared, writer: &RunWriter) -> Parts {
    Parts::at(&writer.scenario(&prepared.reference().id))
}
