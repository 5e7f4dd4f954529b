//! What policy does to the simulation: deployments by year and country, and their effects on levers.
//!
//! Design: an effect acts on the *difference* between a portfolio's deployment and the reference
//! portfolio's, both met by the same draw. The reference path therefore is the fitted model itself,
//! doing nothing different changes nothing to the bit, and withdrawing what stands today raises the hazard.

use forefend_estimate::{Expression, Program};
use serde::Serialize;

use crate::error::{SimulateError, suggestion};
use crate::luck::{Luck, Stream};
use crate::plan::Plan;
use crate::spec::LeverScale;

/// An amount deployed, by year and country.
#[derive(Debug, Clone)]
pub enum Amount {
    /// Fixed beforehand: year-major over (first simulated year ..= horizon) x the plan's units.
    Schedule(Vec<f64>),
    /// `amount[year]` wherever the rule holds. The rule reads only that draw's own past, as a government
    /// in that world could: every reference must be lagged.
    Rule {
        /// True (1) where the measure is deployed.
        rule: Expression,
        /// Amount by simulated year.
        amount: Vec<f64>,
        /// `file:line` of the rule, for messages.
        place: String,
    },
}

/// A measure as deployed by a portfolio and by the reference.
#[derive(Debug, Clone)]
pub struct Deployment {
    /// The measure's stable name.
    pub measure: String,
    /// What the portfolio deploys (parts add up).
    pub amount: Vec<Amount>,
    /// What the reference portfolio deploys.
    pub reference: Vec<Amount>,
}

/// An effect of a measure on a lever, linear in the amount up to a saturation.
#[derive(Debug, Clone, Serialize)]
pub struct Effect {
    /// Stable name of the evidence; the draw's effect is keyed by it.
    pub evidence: String,
    /// Measure whose amount it reads.
    pub measure: String,
    /// Lever it moves.
    pub lever: String,
    /// Mean effect per unit of amount, on the lever's scale.
    pub mean: f64,
    /// Standard deviation of the effect (parameter uncertainty).
    pub standard_deviation: f64,
    /// Amount beyond which more changes nothing: the edge of the data's support.
    pub saturation: f64,
    /// Causal discount d in [0, 1]: the effect is multiplied by (1 - d).
    pub discount: f64,
}

impl Effect {
    /// The effect in one draw, keyed by (seed, draw, evidence), never by portfolio.
    pub fn in_draw(&self, seed: u64, draw: u64) -> f64 {
        let stream = Stream::named(&format!("effect/{}", self.evidence));
        let z = Luck::at(seed, draw, 0, 0, stream).normal(0);
        (1.0 - self.discount) * (self.mean + self.standard_deviation * z)
    }
}

/// A portfolio against its reference, as the simulation reads it.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// Deployments in any order.
    pub deployments: Vec<Deployment>,
    /// Effects in any order.
    pub effects: Vec<Effect>,
}

/// A part of an amount ready to run.
#[derive(Debug, Clone)]
pub(crate) enum CompiledAmount {
    Schedule(Vec<f64>),
    Rule(Program, Vec<f64>),
}

#[derive(Debug, Clone)]
pub(crate) struct CompiledDeployment {
    pub measure: String,
    pub amount: Vec<CompiledAmount>,
    pub reference: Vec<CompiledAmount>,
}

#[derive(Debug, Clone)]
pub(crate) struct CompiledEffect {
    pub effect: Effect,
    pub deployment: usize,
    pub variable: usize,
    pub scale: LeverScale,
    pub bounds: [f64; 2],
}

/// A policy with its names resolved, in an order that does not depend on the order of files.
#[derive(Debug, Clone, Default)]
pub(crate) struct CompiledPolicy {
    pub deployments: Vec<CompiledDeployment>,
    pub effects: Vec<CompiledEffect>,
    /// Periods of past that the rules read, the current one included.
    pub depth: usize,
}

impl Policy {
    /// Checks a policy against a plan without running it: levers, and rules that can be compiled.
    ///
    /// # Errors
    /// The first mistake, with its place.
    pub fn check(&self, plan: &Plan) -> Result<(), SimulateError> {
        CompiledPolicy::compile(self, plan).map(|_| ())
    }
}

impl CompiledPolicy {
    pub fn compile(policy: &Policy, plan: &Plan) -> Result<Self, SimulateError> {
        let mut deployments = Vec::new();
        for deployment in &policy.deployments {
            deployments.push(CompiledDeployment {
                measure: deployment.measure.clone(),
                amount: compile_parts(&deployment.amount, plan)?,
                reference: compile_parts(&deployment.reference, plan)?,
            });
        }
        deployments.sort_by(|a, b| a.measure.cmp(&b.measure));
        let mut effects = Vec::new();
        for effect in &policy.effects {
            let place = || format!("effect `{}`", effect.evidence);
            let found = plan.levers().find(|(_, lever)| lever.name.as_ref() == &effect.lever);
            let (variable, lever) = found.ok_or_else(|| SimulateError::Unknown {
                place: place(),
                what: "lever",
                name: effect.lever.clone(),
                suggestion: suggestion(&effect.lever, plan.levers().map(|(_, l)| l.name.as_ref().as_str())),
            })?;
            let deployment = deployments.iter().position(|d| d.measure == effect.measure);
            if let Some(deployment) = deployment {
                let (scale, bounds) = (lever.scale, lever.bounds);
                effects.push(CompiledEffect { effect: effect.clone(), deployment, variable, scale, bounds });
            }
        }
        effects.sort_by(|a, b| {
            let key = |e: &CompiledEffect| {
                (e.effect.lever.clone(), e.effect.evidence.clone(), e.effect.measure.clone())
            };
            key(a).cmp(&key(b))
        });
        let parts = deployments.iter().flat_map(|d| d.amount.iter().chain(&d.reference));
        let lags = parts.map(|part| match part {
            CompiledAmount::Rule(program, _) => program.maximum_lag(),
            CompiledAmount::Schedule(_) => 0,
        });
        let depth = 1 + lags.max().unwrap_or(0);
        Ok(Self { deployments, effects, depth })
    }
}

fn compile_parts(parts: &[Amount], plan: &Plan) -> Result<Vec<CompiledAmount>, SimulateError> {
    let mut compiled = Vec::new();
    for part in parts {
        compiled.push(match part {
            Amount::Schedule(values) => CompiledAmount::Schedule(values.clone()),
            Amount::Rule { rule, amount, place } => {
                if let Some(now) = rule.references().iter().find(|r| r.minimum_lag == 0) {
                    return Err(SimulateError::Declaration {
                        place: place.clone(),
                        message: format!(
                            "the rule `{rule}` reads `{}` of the same year, which no government knows yet; \
                             write lag({})",
                            now.name, now.name
                        ),
                    });
                }
                let program = plan.compile(rule, place)?;
                CompiledAmount::Rule(program, amount.clone())
            }
        });
    }
    Ok(compiled)
}
