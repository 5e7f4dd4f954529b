//! An event of the world whose chance was elicited from experts and is never fitted.
//!
//! Each draw has its own chance a year ([`ElicitedChance`]), the same in every year and as of every date: what was asked in
//! one year is no forecast as of an earlier one. Nothing happens without a source. What the event does is not simulated.

use std::sync::Arc;

use forefend_threats::elicited::ElicitedChance;

use super::{
    Calibrated, Draws, Input, Kind, Moved, On, Output, Parameters, Process, Running, Turn, Workspace,
};
use crate::error::SimulateError;
use crate::luck::{Luck, Stream};
use crate::spec::LeverScale;

/// What `kind = "elicited_event"` reads, writes and lets policy move.
pub(super) const KIND: Kind = Kind {
    inputs: &[Input { name: "sources", on: On::World, lags: 0..=0 }],
    outputs: &[Output { name: "happens", on: On::World }],
    levers: &[Moved { name: "chance", on: On::World, scale: LeverScale::LogHazard }],
    declare,
};

/// Numbers of the ports, in the order of [`KIND`].
const SOURCES: usize = 0;
const CHANCE: usize = 0;

/// The declared event, the same for all draws.
#[derive(Debug)]
struct Event {
    /// Luck of a year, and of a whole draw.
    yearly: Stream,
    once: Stream,
    chance: ElicitedChance,
}

fn declare(parameters: &mut Parameters<'_>) -> Result<Arc<dyn Process>, SimulateError> {
    let quartiles = parameters.interval("quartiles", 1e-6..=0.9)?;
    let (asked, by) = (parameters.year("asked")?, parameters.year("by")?);
    if by <= asked {
        return Err(parameters.unusable("by", "a year after `asked`"));
    }
    Ok(Arc::new(Event {
        yearly: Stream::named(parameters.process),
        once: Stream::named(&format!("{}/parameters", parameters.process)),
        chance: ElicitedChance::from_quartiles(quartiles, f64::from(by - asked)),
    }))
}

impl Process for Event {
    fn begin(self: Arc<Self>, draws: Draws, _calibrated: &Arc<Calibrated>) -> Box<dyn Running> {
        let of_draw = |draw| self.chance.yearly(Luck::at(draws.chance, draw, 0, 0, self.once).normal(0));
        Box::new(RunningEvent {
            event: Arc::clone(&self),
            draws,
            chances: draws.ids().map(of_draw).collect(),
        })
    }
}

/// The event in a set of draws.
#[derive(Clone)]
struct RunningEvent {
    event: Arc<Event>,
    draws: Draws,
    /// Chance a year, by draw.
    chances: Vec<f64>,
}

impl Running for RunningEvent {
    fn advance(&mut self, turn: &Turn<'_>, _work: &mut Workspace, out: &mut [Vec<f64>]) {
        let [happens] = out else { return };
        happens.clear();
        let (sources, moved) = (turn.input(SOURCES, 0), turn.moved(CHANCE));
        for (draw, (id, chance)) in self.draws.ids().zip(&self.chances).enumerate() {
            let shift = moved.as_ref().map_or(0.0, |moved| moved[draw]);
            let odds = chance / (1.0 - chance) * libm::exp(shift);
            let luck = Luck::at(self.draws.chance, id, i32::from(turn.year.0), 0, self.event.yearly);
            let falls = luck.nth(0) < odds / (1.0 + odds);
            happens.push(f64::from(u8::from(falls && sources.draw(draw)[0] > 0.0)));
        }
    }
}
