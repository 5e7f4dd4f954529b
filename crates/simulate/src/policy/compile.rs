//! A policy with its names resolved, in an order that does not depend on the order of files.

mod amounts;

use forefend_estimate::Program;

use self::amounts::Compiler;
use super::combine::Combine;
use super::effect::Effect;
use super::limits::Limits;
use super::{Deployment, Policy};
use crate::error::{SimulateError, suggestion};
use crate::plan::Plan;
use crate::spec::{Lever, LeverScale};

/// An amount ready to run.
#[derive(Debug, Clone)]
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

/// A closed loop ready to run.
#[derive(Debug, Clone)]
pub(crate) struct CompiledAction {
    /// Number of its state in the block.
    pub state: usize,
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

#[derive(Debug, Clone)]
pub(crate) struct CompiledTrigger {
    pub start: Program,
    pub duration: Option<u32>,
    pub stop: Option<Program>,
}

#[derive(Debug, Clone)]
pub(crate) struct CompiledDeployment {
    pub measure: String,
    pub amount: Vec<CompiledAmount>,
    pub reference: Vec<CompiledAmount>,
}

/// An effect with the deployment whose amounts it reads.
#[derive(Debug, Clone)]
pub(crate) struct CompiledEffect {
    pub effect: Effect,
    pub deployment: usize,
}

/// A lever with everything that moves it.
#[derive(Debug, Clone)]
pub(crate) struct CompiledLever {
    name: String,
    pub variable: usize,
    pub scale: LeverScale,
    pub bounds: [f64; 2],
    pub combine: Combine,
    /// By evidence, then measure.
    pub effects: Vec<CompiledEffect>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct CompiledPolicy {
    /// By measure.
    pub deployments: Vec<CompiledDeployment>,
    /// By name.
    pub levers: Vec<CompiledLever>,
    /// Number of closed loops.
    pub actions: usize,
    /// Number of shared limits.
    pub accounts: usize,
    /// Periods of past that the rules read, the current one included.
    pub depth: usize,
}

impl CompiledPolicy {
    pub fn compile(policy: &Policy, plan: &Plan) -> Result<Self, SimulateError> {
        let mut compiler = Compiler { plan, actions: 0, accounts: 0, lag: 0 };
        let mut sorted: Vec<&Deployment> = policy.deployments.iter().collect();
        sorted.sort_by(|a, b| a.measure.cmp(&b.measure));
        let mut deployments = Vec::new();
        for deployment in sorted {
            deployments.push(CompiledDeployment {
                measure: deployment.measure.clone(),
                amount: compiler.amounts(&deployment.amount)?,
                reference: compiler.amounts(&deployment.reference)?,
            });
        }
        let levers = levers(policy, plan, &deployments)?;
        let Compiler { actions, accounts, lag, .. } = compiler;
        Ok(Self { deployments, levers, actions, accounts, depth: 1 + lag })
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
    for effect in sorted {
        let (variable, lever) = known_lever(plan, effect)?;
        let Some(deployment) = deployments.iter().position(|d| d.measure == effect.measure) else { continue };
        let compiled = CompiledEffect { effect: effect.clone(), deployment };
        match levers.last_mut().filter(|last| last.name == effect.lever) {
            Some(last) => last.effects.push(compiled),
            None => levers.push(CompiledLever {
                name: effect.lever.clone(),
                variable,
                scale: lever.scale,
                bounds: lever.bounds,
                combine: lever.combine,
                effects: vec![compiled],
            }),
        }
    }
    Ok(levers)
}

fn known_lever<'a>(plan: &'a Plan, effect: &Effect) -> Result<(usize, &'a Lever), SimulateError> {
    plan.levers().find(|(_, lever)| lever.name.as_ref() == &effect.lever).ok_or_else(|| {
        SimulateError::Unknown {
            place: format!("effect `{}`", effect.evidence),
            what: "lever",
            name: effect.lever.clone(),
            suggestion: suggestion(&effect.lever, plan.levers().map(|(_, l)| l.name.as_ref().as_str())),
        }
    })
}
