//! Disputes and armed conflict between two states, on an axis of pairs of the panel.
//!
//! The science is [`forefend_threats::disputes`]. Its three logits are fitted on what is known as of the date of the run
//! (`record`), and every draw has its own coefficients. The table of disputes ends years before the run: each draw is moved
//! on from its last year to the first simulated one, with its own luck and with the fighting that is known since, before the
//! outlook begins. Strength and democracy are then those of the last year known.
//!
//! Who fights whom follows the level of armed conflict by country, which owns the deaths: two states fight only where a
//! territory of theirs has fighting. States that fight each other, or a common enemy, are in one war: `war` numbers it.

mod record;
mod running;

use std::sync::Arc;

use forefend_panel::Year;

use self::record::Record;
use self::running::RunningDyad;
use super::{
    Calibrated, Draws, Input, Kind, Known, Moved, On, Output, Parameters, Process, Running, Turn, Workspace,
};
use crate::error::SimulateError;
use crate::luck::Stream;
use crate::spec::LeverScale;

/// What `kind = "dyad"` reads, writes and lets policy move.
pub(super) const KIND: Kind = Kind {
    inputs: &[
        Input { name: "conflict", on: On::Country, lags: 0..=1 },
        Input { name: "population", on: On::Country, lags: 1..=1 },
        Input { name: "income", on: On::Country, lags: 1..=1 },
        Input { name: "democracy", on: On::Country, lags: 1..=1 },
    ],
    outputs: &[
        Output { name: "onset", on: On::Listed },
        Output { name: "risk", on: On::Listed },
        Output { name: "conflict", on: On::Listed },
        Output { name: "enemies", on: On::Country },
        Output { name: "war", on: On::Country },
        Output { name: "onsets", on: On::World },
        Output { name: "conflicts", on: On::World },
    ],
    levers: &[
        Moved { name: "onset", on: On::Listed, scale: LeverScale::LogHazard },
        Moved { name: "escalation", on: On::Listed, scale: LeverScale::LogHazard },
    ],
    declare,
};

/// Numbers of the inputs and levers, in the order of [`KIND`].
const CONFLICT: usize = 0;
const POPULATION: usize = 1;
const INCOME: usize = 2;
const DEMOCRACY: usize = 3;
const ONSET: usize = 0;
const ESCALATION: usize = 1;

/// The declared process, the same for all draws.
#[derive(Debug)]
struct Dyad {
    place: String,
    /// Luck of a year: onsets; a dispute that lasts and fighting; and of a whole draw.
    yearly: Stream,
    events: Stream,
    once: Stream,
    series: Series,
}

/// Ids of the series by pair.
#[derive(Debug)]
struct Series {
    onset: String,
    contiguous: String,
    major: String,
    pact: String,
    conflict: String,
}

fn declare(parameters: &mut Parameters<'_>) -> Result<Arc<dyn Process>, SimulateError> {
    let name = parameters.process;
    Ok(Arc::new(Dyad {
        place: parameters.place.clone(),
        yearly: Stream::named(name),
        events: Stream::named(&format!("{name}/events")),
        once: Stream::named(&format!("{name}/parameters")),
        series: Series {
            onset: parameters.text("onset_series")?.to_owned(),
            contiguous: parameters.text("contiguous_series")?.to_owned(),
            major: parameters.text("major_power_series")?.to_owned(),
            pact: parameters.text("defence_pact_series")?.to_owned(),
            conflict: parameters.text("conflict_series")?.to_owned(),
        },
    }))
}

impl Process for Dyad {
    fn calibrate(&self, known: &Known<'_>) -> Result<Calibrated, SimulateError> {
        let record = Record::read(&self.series, known)?;
        record.calibrated().map_err(|message| SimulateError::Declaration {
            place: self.place.clone(),
            message: format!("{message} as of {}; give a later date", Year(known.last.0)),
        })
    }

    fn begin(self: Arc<Self>, draws: Draws, calibrated: &Arc<Calibrated>) -> Box<dyn Running> {
        Box::new(RunningDyad::new(self, draws, calibrated))
    }

    fn remedy(&self) -> &'static str {
        "look for a hole in population, income or democracy of a state of the pair"
    }
}

impl Running for RunningDyad {
    fn advance(&mut self, turn: &Turn<'_>, work: &mut Workspace, out: &mut [Vec<f64>]) {
        self.year(turn, work, out);
    }
}
