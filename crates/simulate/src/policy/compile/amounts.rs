//! Amounts compiled, in the order of what they say and not of where they stand in a file.

use forefend_estimate::{Axis, Program};

use super::{CompiledAction, CompiledAmount, CompiledTrigger};
use crate::error::SimulateError;
use crate::plan::Plan;
use crate::policy::amount::{Amount, ClosedLoop, Limited, PastRule};

/// Compiles amounts and numbers their states.
pub(super) struct Compiler<'a> {
    pub plan: &'a Plan,
    /// Axis of the amounts at hand, and the number of its units.
    pub axis: Axis,
    pub units: usize,
    pub actions: usize,
    pub accounts: usize,
    /// Greatest lag read so far.
    pub lag: usize,
}

impl Compiler<'_> {
    /// All schedules as one, then the closed loops, then what shares limits: each kind in the order of its content.
    pub fn amounts(&mut self, parts: &[Amount]) -> Result<Vec<CompiledAmount>, SimulateError> {
        let mut schedules: Vec<&Vec<f64>> = Vec::new();
        let (mut loops, mut limited) = (Vec::new(), Vec::new());
        for part in parts {
            match part {
                Amount::Schedule(values) => schedules.push(values),
                Amount::Limited(shared) => limited.push(shared),
                Amount::Rule { .. } | Amount::ClosedLoop(_) => loops.push(self.as_loop(part)),
            }
        }
        let mut compiled = Vec::new();
        compiled.extend(self.sum(schedules).map(CompiledAmount::Schedule));
        for one in in_order(loops) {
            compiled.push(CompiledAmount::Action(Box::new(self.action(&one)?)));
        }
        limited.sort_by_cached_key(|shared| {
            let parts = in_order(shared.parts.iter().map(|part| self.as_loop(part)).collect());
            (format!("{:?} {:?}", shared.limits, shared.holds), parts.iter().map(key).collect::<Vec<_>>())
        });
        for shared in limited {
            compiled.push(self.limited(shared)?);
        }
        Ok(compiled)
    }

    /// The sum of schedules, added in the order of their values.
    fn sum(&self, mut schedules: Vec<&Vec<f64>>) -> Option<Vec<f64>> {
        schedules.sort_by_cached_key(|values| bits(values));
        let mut schedules = schedules.into_iter();
        let mut total = schedules.next()?.clone();
        for values in schedules {
            total.iter_mut().zip(values).for_each(|(total, value)| *total += value);
        }
        Some(total)
    }

    fn limited(&mut self, shared: &Limited) -> Result<CompiledAmount, SimulateError> {
        shared.limits.check(&shared.place)?;
        if shared.parts.iter().any(|part| matches!(part, Amount::Limited(_))) {
            return Err(SimulateError::Declaration {
                place: shared.place.clone(),
                message: "limits inside limits; put them into one".to_owned(),
            });
        }
        let account = self.accounts;
        self.accounts += 1;
        let (mut schedules, mut loops) = (Vec::new(), Vec::new());
        for part in &shared.parts {
            match part {
                Amount::Schedule(values) => schedules.push(values),
                _ => loops.push(self.as_loop(part)),
            }
        }
        // The order of additions is that of amounts without limits: limits that never bind change no bit.
        let schedule = self.sum(schedules).map(|total| self.as_loop(&Amount::Schedule(total)));
        let mut actions = Vec::new();
        for one in schedule.into_iter().chain(in_order(loops)) {
            actions.push(self.action(&one)?);
        }
        Ok(CompiledAmount::Limited { actions, limits: shared.limits, holds: shared.holds.clone(), account })
    }

    /// A simpler amount as the closed loop that it is a case of.
    fn as_loop(&self, part: &Amount) -> ClosedLoop {
        let simple = |wanted: Vec<f64>, rule: Option<PastRule>| ClosedLoop {
            wanted,
            rule,
            trigger: None,
            priority: None,
            limits: None,
            lag: 0,
            ramp: 0,
        };
        match part {
            Amount::ClosedLoop(one) => (**one).clone(),
            Amount::Schedule(values) => simple(values.clone(), None),
            Amount::Rule { rule, amount, place } => {
                let units = self.units;
                let wanted = amount.iter().flat_map(|&amount| std::iter::repeat_n(amount, units)).collect();
                simple(wanted, Some(PastRule { expression: rule.clone(), place: place.clone() }))
            }
            Amount::Limited(_) => simple(Vec::new(), None),
        }
    }

    fn action(&mut self, one: &ClosedLoop) -> Result<CompiledAction, SimulateError> {
        if let Some(limits) = &one.limits {
            limits.check("limits of an action")?;
        }
        let units = self.units;
        let active = one.wanted.chunks_exact(units).map(|year| year.iter().any(|&a| a != 0.0)).collect();
        let trigger = match &one.trigger {
            None => None,
            Some(trigger) => Some(CompiledTrigger {
                start: self.past(&trigger.start, "trigger")?,
                duration: trigger.duration,
                stop: self.optional(&trigger.stop, "stop rule")?,
            }),
        };
        let state = self.actions;
        self.actions += 1;
        Ok(CompiledAction {
            state,
            units,
            wanted: one.wanted.clone(),
            active,
            rule: self.optional(&one.rule, "rule")?,
            trigger,
            priority: self.optional(&one.priority, "priority")?,
            limits: one.limits,
            // What is decided later than the horizon allows never stands, however long it takes.
            lag: one.lag.min(self.plan.periods()),
            ramp: one.ramp,
        })
    }

    fn optional(&mut self, rule: &Option<PastRule>, what: &str) -> Result<Option<Program>, SimulateError> {
        rule.as_ref().map(|rule| self.past(rule, what)).transpose()
    }

    /// Compiles a rule that may read only the draw's own past.
    fn past(&mut self, rule: &PastRule, what: &str) -> Result<Program, SimulateError> {
        let PastRule { expression, place } = rule;
        if let Some(now) = expression.references().iter().find(|r| r.minimum_lag == 0) {
            return Err(SimulateError::Declaration {
                place: place.clone(),
                message: format!(
                    "the {what} `{expression}` reads `{}` of the same year, which no government knows yet; \
                     write lag({})",
                    now.name, now.name
                ),
            });
        }
        let program = self.plan.compile(self.axis, expression, place)?;
        self.lag = self.lag.max(program.maximum_lag());
        Ok(program)
    }
}

/// Closed loops in the order of what they say, wherever they stand in a file.
fn in_order(mut loops: Vec<ClosedLoop>) -> Vec<ClosedLoop> {
    loops.sort_by_cached_key(key);
    loops
}

fn key(one: &ClosedLoop) -> (String, Vec<u64>) {
    let text = |rule: &Option<PastRule>| rule.as_ref().map(|rule| rule.expression.to_string());
    let trigger = one
        .trigger
        .as_ref()
        .map(|trigger| (trigger.start.expression.to_string(), trigger.duration, text(&trigger.stop)));
    let ClosedLoop { limits, lag, ramp, .. } = one;
    let words =
        format!("{:?} {trigger:?} {:?} {limits:?} {lag} {ramp}", text(&one.rule), text(&one.priority));
    (words, bits(&one.wanted))
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}
