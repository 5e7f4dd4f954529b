//! Costs of technologies by Moore's law, with the error law of Farmer & Lafond (2016): the science is in
//! `forefend_drivers::technology`.
//!
//! Each technology has a drift and a spread of its own, from all its yearly values as of the date of the run. A draw has its own
//! course from the last observed year on, also through years before the first simulated one: figures may end long ago.

use std::sync::Arc;

use forefend_drivers::technology::{Course, ErrorLaw, Moore};

use super::{
    Calibrated, Draws, Input, Kind, Known, On, Output, Parameters, Process, Running, Turn, Workspace,
};
use crate::error::SimulateError;
use crate::luck::{Luck, Stream};

/// What `kind = "cost_curve"` reads and writes: costs as observed, after their end the last one; costs as they may be.
pub(super) const KIND: Kind = Kind {
    inputs: &[Input { name: "cost", on: On::Listed, lags: 0..=0 }],
    outputs: &[Output { name: "cost", on: On::Listed }],
    levers: &[],
    declare,
};

/// Names of what is calibrated, one value a technology.
const DRIFT: &str = "drift";
const SPREAD: &str = "spread";
const CHANGES: &str = "changes";
const LAST_YEAR: &str = "last_year";
const LAST_COST: &str = "last_cost";

/// The declared curves, the same for all draws.
#[derive(Debug)]
struct CostCurve {
    law: ErrorLaw,
    /// Fewest yearly changes to forecast from; a technology with fewer keeps its last cost.
    least: usize,
    /// Luck of a year, and of a whole draw.
    yearly: Stream,
    once: Stream,
}

fn declare(parameters: &mut Parameters<'_>) -> Result<Arc<dyn Process>, SimulateError> {
    Ok(Arc::new(CostCurve {
        law: ErrorLaw { theta: parameters.number("theta", -1.0..=1.0)? },
        least: parameters.number("least", 4.0..=100.0)? as usize,
        yearly: Stream::named(parameters.process),
        once: Stream::named(&format!("{}/parameters", parameters.process)),
    }))
}

impl Process for CostCurve {
    fn calibrate(&self, known: &Known<'_>) -> Result<Calibrated, SimulateError> {
        let years = usize::try_from(known.last.0 - known.first.0 + 1).unwrap_or_default();
        let history = known.inputs.first().copied().unwrap_or_default();
        let units = history.len() / years.max(1);
        let names = [DRIFT, SPREAD, CHANGES, LAST_YEAR, LAST_COST];
        let mut calibrated: Calibrated =
            names.iter().map(|name| ((*name).to_owned(), Vec::with_capacity(units))).collect();
        for unit in 0..units {
            let costs: Vec<f64> = (0..years).map(|year| history[year * units + unit]).collect();
            let (last, logs) = observed(&costs);
            let enough = logs.len() > self.least;
            let moore = Moore::from_logs(&logs).ok().filter(|_| enough);
            let moore = moore.unwrap_or(Moore { drift: 0.0, spread: 0.0, changes: 0 });
            let year = f64::from(known.first.0) + last as f64;
            let values = [moore.drift, moore.spread, moore.changes as f64, year, costs[last]];
            for (name, value) in names.iter().zip(values) {
                calibrated.entry((*name).to_owned()).or_default().push(value);
            }
        }
        Ok(calibrated)
    }

    fn begin(self: Arc<Self>, draws: Draws, calibrated: &Arc<Calibrated>) -> Box<dyn Running> {
        let values = |name: &str| calibrated.get(name).map_or(&[][..], Vec::as_slice);
        let curves = values(DRIFT).iter().enumerate().map(|(unit, &drift)| Curve {
            moore: Moore { drift, spread: values(SPREAD)[unit], changes: values(CHANGES)[unit] as usize },
            last: values(LAST_YEAR)[unit] as i16,
            log: libm::log(values(LAST_COST)[unit]),
        });
        Box::new(RunningCurves {
            science: Arc::clone(&self),
            draws,
            curves: curves.collect(),
            states: Vec::new(),
        })
    }
}

/// Position of the last observed cost, and the logarithms of the unbroken run of yearly costs that ends there. A path keeps
/// its last value, so a tail of equal values counts once.
fn observed(costs: &[f64]) -> (usize, Vec<f64>) {
    let mut last = costs.len().saturating_sub(1);
    while last > 0 && (costs[last].is_nan() || costs[last] == costs[last - 1]) {
        last -= 1;
    }
    let known = costs.iter().take(last + 1).rev().take_while(|cost| **cost > 0.0);
    let mut logs: Vec<f64> = known.map(|cost| libm::log(*cost)).collect();
    logs.reverse();
    (last, logs)
}

/// What is known of one technology.
#[derive(Clone)]
struct Curve {
    moore: Moore,
    last: i16,
    log: f64,
}

/// Where one technology is in one draw.
#[derive(Clone)]
struct State {
    course: Course,
    /// Year and logarithm that it has come to.
    year: i16,
    log: f64,
}

/// Curves of a set of draws.
#[derive(Clone)]
struct RunningCurves {
    science: Arc<CostCurve>,
    draws: Draws,
    curves: Vec<Curve>,
    /// By draw, then technology; empty before the first year.
    states: Vec<State>,
}

impl RunningCurves {
    fn start(&self, draw: u64, unit: u64, curve: &Curve) -> State {
        let luck = Luck::at(self.draws.chance, draw, 0, unit, self.science.once);
        let changes = curve.moore.changes as u64;
        let window: Vec<f64> = (0..=changes).map(|number| luck.normal(number)).collect();
        let spread: Vec<f64> = (1..changes).map(|number| luck.normal(changes + number)).collect();
        let course = Course::begin(curve.moore, self.science.law, &window, &spread);
        State { course, year: curve.last, log: curve.log }
    }
}

impl Running for RunningCurves {
    fn advance(&mut self, turn: &Turn<'_>, _work: &mut Workspace, out: &mut [Vec<f64>]) {
        let Some(out) = out.first_mut() else { return };
        let ids = turn.now.ids(turn.wires.inputs[0].1);
        if self.states.is_empty() {
            let of_draw = |draw| {
                let this = &*self;
                this.curves.iter().zip(ids).map(move |(curve, &unit)| this.start(draw, unit, curve))
            };
            let states: Vec<State> = self.draws.ids().flat_map(of_draw).collect();
            self.states = states;
        }
        out.clear();
        let units = self.curves.len().max(1);
        for (draw, states) in self.draws.ids().zip(self.states.chunks_mut(units)) {
            for (state, &unit) in states.iter_mut().zip(ids) {
                while state.year < turn.year.0 {
                    state.year += 1;
                    let luck =
                        Luck::at(self.draws.chance, draw, i32::from(state.year), unit, self.science.yearly);
                    state.log += state.course.advance(luck.normal(0));
                }
                out.push(libm::exp(state.log));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tail_of_equal_values_and_a_broken_run_are_left_out() {
        let nan = f64::NAN;
        let (last, logs) = observed(&[nan, 9.0, nan, 1.0, 1.0, 4.0, 4.0, 4.0]);
        assert_eq!(last, 5);
        assert_eq!(logs, vec![0.0, 0.0, libm::log(4.0)]);
        assert_eq!(observed(&[nan, nan]).1, Vec::<f64>::new());
    }
}
