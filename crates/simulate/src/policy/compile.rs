//! A policy with its names resolved, in an order that does not depend on the order of files.

mod amounts;

use forefend_estimate::{Axis, Program};

use self::amounts::Compiler;
use super::effect::Effect;
use super::limits::Limits;
use super::reach::{past_of, reach};
use super::{Deployment, Mark, Policy};
use crate::error::SimulateError;
use crate::plan::{Plan, PlannedLever};
use crate::process::Target;
use crate::spec::Combine;
use forefend_panel::suggestion;

/// An amount ready to run.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum CompiledAmount {
    /// The sum of all schedules, year-major.
    Schedule(Vec<f64>),
    Action(Box<CompiledAction>),
    Limited {
        actions: Vec<CompiledAction>,
        limits: Limits,
        holds: Vec<bool>,
        /// Number of its account in the block.
        account: usize,
    },
}

impl CompiledAmount {
    /// Its closed loops.
    fn actions(&self) -> &[CompiledAction] {
        match self {
            Self::Schedule(_) => &[],
            Self::Action(action) => std::slice::from_ref(action),
            Self::Limited { actions, .. } => actions,
        }
    }
}

/// A closed loop ready to run.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CompiledAction {
    /// Number of its state in the block.
    pub state: usize,
    /// Number of units of its axis.
    pub units: usize,
    /// Year-major over simulated years x units.
    pub wanted: Vec<f64>,
    /// Whether anything is wanted anywhere, by simulated year.
    pub active: Vec<bool>,
    pub rule: Option<Program>,
    pub trigger: Option<CompiledTrigger>,
    pub priority: Option<Program>,
    pub limits: Option<Limits>,
    pub lag: usize,
    pub ramp: u32,
}

impl CompiledAction {
    /// Columns that its rules read.
    fn reads(&self) -> impl Iterator<Item = usize> {
        let trigger =
            self.trigger.iter().flat_map(|trigger| std::iter::once(&trigger.start).chain(&trigger.stop));
        let rules = self.rule.iter().chain(&self.priority).chain(trigger);
        rules.flat_map(Program::reads).map(|(column, _)| *column)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CompiledTrigger {
    pub start: Program,
    pub duration: Option<u32>,
    pub stop: Option<Program>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CompiledDeployment {
    pub measure: String,
    pub axis: Axis,
    /// Number of units of its axis.
    pub units: usize,
    pub amount: Vec<CompiledAmount>,
    pub reference: Vec<CompiledAmount>,
}

impl CompiledDeployment {
    /// Whether the portfolio may deploy anything else than the reference; closed loops are not looked into.
    fn may_differ(&self) -> bool {
        self.amount != self.reference
    }
}

/// An effect with the deployment whose amounts it reads.
#[derive(Debug, Clone)]
pub(crate) struct CompiledEffect {
    pub effect: Effect,
    pub deployment: usize,
    /// How amounts come from another axis, with the number of its place in the block.
    pub reach: Option<(usize, Program)>,
}

/// A lever with everything that moves it.
#[derive(Debug, Clone)]
pub(crate) struct CompiledLever {
    name: String,
    pub target: Target,
    /// Number of units of the axis of what it moves.
    pub units: usize,
    pub bounds: [f64; 2],
    pub combine: Combine,
    /// How much of the shift acts on each row.
    pub weight: Option<Program>,
    /// By evidence, then measure.
    pub effects: Vec<CompiledEffect>,
}

impl CompiledLever {
    /// How its effects' amounts come from elsewhere.
    fn reaches(&self) -> impl Iterator<Item = &Program> {
        self.effects.iter().filter_map(|effect| effect.reach.as_ref()).map(|(_, program)| program)
    }

    /// All that it reads the past by: its weight and its effects' reaches.
    fn programs(&self) -> impl Iterator<Item = &Program> {
        self.weight.iter().chain(self.reaches())
    }
}

/// A policy checked and compiled against a plan ([`Policy::compile`]): what runs of that plan take. The default deploys
/// nothing and so leaves the plan as it is.
#[derive(Debug, Clone, Default)]
pub struct CompiledPolicy {
    /// By measure.
    pub(crate) deployments: Vec<CompiledDeployment>,
    /// By name.
    pub(crate) levers: Vec<CompiledLever>,
    /// Number of closed loops.
    pub(crate) actions: usize,
    /// Number of shared limits.
    pub(crate) accounts: usize,
    /// Periods of past that the rules read, the current one included.
    pub(crate) depth: usize,
    /// Columns by country, each with the deployments that it adds up.
    pub(crate) marks: Vec<(Mark, Vec<usize>)>,
}

impl Policy {
    /// Checks the policy against a plan and makes it ready to run: levers, limits, and rules that can be compiled.
    ///
    /// # Errors
    /// The first mistake, with its place: an unknown lever, limits that cannot hold, a rule that does not compile.
    ///
    /// # Examples
    /// ```
    /// use forefend_fixtures::small;
    /// use forefend_simulate::Policy;
    ///
    /// let panel = small::panel(None);
    /// let ready = small::ready(&panel, 2000);
    /// // Missions in every country until 2005, and what they do to the hazard.
    /// let policy = small::missions(&ready.plan, 2005).compile(&ready.plan)?;
    /// assert_eq!(policy.measures().count(), 1);
    /// // Nothing deployed: the fitted model itself.
    /// assert_eq!(Policy::default().compile(&ready.plan)?.measures().count(), 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn compile(&self, plan: &Plan) -> Result<CompiledPolicy, SimulateError> {
        CompiledPolicy::compile(self, plan)
    }
}

impl CompiledPolicy {
    fn compile(policy: &Policy, plan: &Plan) -> Result<Self, SimulateError> {
        let mut compiler = Compiler { plan, axis: Axis::UNITS, units: 0, actions: 0, accounts: 0, lag: 0 };
        let mut sorted: Vec<&Deployment> = policy.deployments.iter().collect();
        sorted.sort_by(|a, b| a.measure.cmp(&b.measure));
        let mut deployments = Vec::new();
        for deployment in sorted {
            (compiler.axis, compiler.units) = (deployment.axis, plan.ids(deployment.axis).len());
            deployments.push(CompiledDeployment {
                measure: deployment.measure.clone(),
                axis: compiler.axis,
                units: compiler.units,
                amount: compiler.amounts(&deployment.amount)?,
                reference: compiler.amounts(&deployment.reference)?,
            });
        }
        let levers = levers(policy, plan, &deployments)?;
        let Compiler { actions, accounts, lag, .. } = compiler;
        let of_levers = levers.iter().flat_map(CompiledLever::programs).map(Program::maximum_lag);
        let lag = of_levers.fold(lag, usize::max);
        Ok(Self { deployments, levers, actions, accounts, depth: 1 + lag, marks: Vec::new() })
    }

    /// The same policy, which also records `marks` by country. A mark without a measure that this policy deploys by country is
    /// left out: it would hold nothing but zeros.
    pub fn marked(mut self, marks: Vec<Mark>) -> Self {
        let own = |mark: Mark| {
            let is_own = |d: &CompiledDeployment| {
                d.axis == Axis::UNITS && !d.amount.is_empty() && mark.measures.contains(&d.measure)
            };
            let found =
                self.deployments.iter().enumerate().filter(|(_, d)| is_own(d)).map(|(at, _)| at).collect();
            (mark, found)
        };
        let marks: Vec<(Mark, Vec<usize>)> = marks.into_iter().map(own).collect();
        self.marks = marks.into_iter().filter(|(_, deployments)| !deployments.is_empty()).collect();
        self
    }

    /// Names of the columns by country that say what stands.
    pub fn marks(&self) -> impl Iterator<Item = &str> {
        self.marks.iter().map(|(mark, _)| mark.column.as_str())
    }

    /// Whether it does and records, to the bit, what `other` does in every draw: the same is deployed and marked, and effects differ
    /// at most where they move nothing.
    pub(crate) fn does_as(&self, other: &Self) -> bool {
        let (own, theirs) = (self.acting(), other.acting());
        self.deployments == other.deployments
            && self.marks == other.marks
            && own.len() == theirs.len()
            && own.iter().zip(theirs).all(|(own, theirs)| own.is(theirs))
    }

    /// Effects that may move something.
    fn acting(&self) -> Vec<&Effect> {
        let all = self.levers.iter().flat_map(|lever| &lever.effects);
        let moves = |own: &&CompiledEffect| {
            own.effect.discount != 1.0 && self.deployments[own.deployment].may_differ()
        };
        all.filter(moves).map(|own| &own.effect).collect()
    }

    /// Columns that its rules, the weights of its levers and the ways of its amounts read.
    pub(crate) fn reads(&self) -> impl Iterator<Item = usize> {
        let weights = self.levers.iter().filter_map(|lever| lever.weight.as_ref()).flat_map(Program::reads);
        let reaches = self.levers.iter().flat_map(CompiledLever::reaches).flat_map(past_of);
        let rules = self.closed_loops().flat_map(CompiledAction::reads);
        rules.chain(weights.map(|(column, _)| *column)).chain(reaches)
    }

    /// Its closed loops, those of the reference among them.
    pub(crate) fn closed_loops(&self) -> impl Iterator<Item = &CompiledAction> {
        let parts = self
            .deployments
            .iter()
            .flat_map(|deployment| deployment.amount.iter().chain(&deployment.reference));
        parts.flat_map(CompiledAmount::actions)
    }

    /// Names of the measures deployed, in the order in which a block records their amounts.
    pub fn measures(&self) -> impl Iterator<Item = &str> {
        self.deployments.iter().map(|deployment| deployment.measure.as_str())
    }
}

/// Levers that at least one deployed measure moves, each with its effects in a fixed order.
fn levers(
    policy: &Policy,
    plan: &Plan,
    deployments: &[CompiledDeployment],
) -> Result<Vec<CompiledLever>, SimulateError> {
    let mut sorted: Vec<&Effect> = policy.effects.iter().collect();
    sorted.sort_by_key(|effect| (&effect.lever, &effect.evidence, &effect.measure));
    let mut levers: Vec<CompiledLever> = Vec::new();
    let mut reaches = 0;
    for effect in sorted {
        let PlannedLever { target, axis, lever, weight } = known_lever(plan, effect)?;
        let Some(deployment) = deployments.iter().position(|d| d.measure == effect.measure) else { continue };
        let reach = reach(plan, effect, deployments[deployment].axis, *axis)?;
        let numbered = reach.map(|program| (reaches, program));
        reaches += usize::from(numbered.is_some());
        let compiled = CompiledEffect { effect: effect.clone(), deployment, reach: numbered };
        match levers.last_mut().filter(|last| last.name == effect.lever) {
            Some(last) => last.effects.push(compiled),
            None => levers.push(CompiledLever {
                name: effect.lever.clone(),
                target: *target,
                units: plan.ids(*axis).len(),
                bounds: lever.bounds,
                combine: lever.combine,
                weight: weight.clone(),
                effects: vec![compiled],
            }),
        }
    }
    Ok(levers)
}

fn known_lever<'a>(plan: &'a Plan, effect: &Effect) -> Result<&'a PlannedLever, SimulateError> {
    plan.levers.iter().find(|planned| planned.lever.name.as_ref() == &effect.lever).ok_or_else(|| {
        SimulateError::Unknown {
            place: format!("effect `{}`", effect.evidence),
            what: "lever",
            name: effect.lever.clone(),
            suggestion: suggestion(&effect.lever, plan.levers().map(|(_, l)| l.name.as_ref().as_str())),
        }
    })
}
