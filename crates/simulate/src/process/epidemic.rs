//! Pandemics: whether one begins, how bad it is, how it travels, who dies (docs/threats/pandemic.md).
//!
//! How often and how bad is a law fitted to epidemics on record ([`forefend_threats::extremes`]); how it spreads and what answers
//! it is a mechanism ([`forefend_threats::pandemic`]). The two meet in the fatality: it is chosen so that the course that nothing
//! of policy moves has the deaths that the law drew. What a lever then changes, it changes through the mechanism, at the same
//! fatality. A course is run when it begins, with the levers of that year, and its years are paid out one by one.

mod event;
mod record;
mod running;
mod settings;

use std::sync::Arc;

use self::running::RunningEpidemic;
use self::settings::Settings;
use super::{
    Calibrated, Draws, Input, Kind, Known, Moved, On, Output, Parameters, Process, Running, Turn, Workspace,
};
use crate::error::SimulateError;
use crate::luck::{Luck, Stream};
use crate::spec::LeverScale;

/// What `kind = "epidemic"` reads, writes and lets policy move. Levers of the world but the first three, which are by country.
pub(super) const KIND: Kind = Kind {
    inputs: &[
        this_year("people"),
        this_year("youth_share"),
        this_year("working_age_share"),
        this_year("dependency"),
        this_year("over_65"),
        this_year("over_80"),
        last_year("income"),
    ],
    outputs: &[
        Output { name: "deaths", on: On::Country },
        Output { name: "infected", on: On::Country },
        Output { name: "began", on: On::World },
        Output { name: "laboratory", on: On::World },
        Output { name: "deliberate", on: On::World },
    ],
    levers: &[
        Moved { name: "detection_delay", on: On::Country, scale: LeverScale::Additive },
        Moved { name: "response_delay", on: On::Country, scale: LeverScale::Additive },
        Moved { name: "distancing", on: On::Country, scale: LeverScale::Multiplier },
        Moved { name: "travel", on: On::World, scale: LeverScale::Multiplier },
        Moved { name: "vaccine_start", on: On::World, scale: LeverScale::Additive },
        Moved { name: "vaccine_capacity", on: On::World, scale: LeverScale::Multiplier },
        Moved { name: "vaccine_inequality", on: On::World, scale: LeverScale::Multiplier },
        Moved { name: "laboratory_rate", on: On::World, scale: LeverScale::Multiplier },
        Moved { name: "deliberate_rate", on: On::World, scale: LeverScale::Multiplier },
    ],
    declare,
};

const fn this_year(name: &'static str) -> Input {
    Input { name, on: On::Country, lags: 0..=0 }
}

/// Output of the year itself follows from the deaths.
const fn last_year(name: &'static str) -> Input {
    Input { name, on: On::Country, lags: 1..=1 }
}

/// The declared process, the same for all draws.
#[derive(Debug)]
struct Epidemic {
    place: String,
    /// Luck of a year, of a whole draw, and of a country's being reached.
    yearly: Stream,
    once: Stream,
    arrival: Stream,
    settings: Settings,
    record: record::Record,
}

fn declare(parameters: &mut Parameters<'_>) -> Result<Arc<dyn Process>, SimulateError> {
    let named = |what: &str| Stream::named(&format!("{}/{what}", parameters.process));
    let [yearly, once, arrival] = ["years", "parameters", "arrival"].map(named);
    Ok(Arc::new(Epidemic {
        place: parameters.place.clone(),
        yearly,
        once,
        arrival,
        record: record::Record::read(parameters)?,
        settings: Settings::read(parameters)?,
    }))
}

impl Process for Epidemic {
    fn calibrate(&self, known: &Known<'_>) -> Result<Calibrated, SimulateError> {
        self.record.calibrate(known, &self.settings, &self.place)
    }

    fn begin(self: Arc<Self>, draws: Draws, calibrated: &Arc<Calibrated>) -> Box<dyn Running> {
        Box::new(RunningEpidemic::new(self, draws, Arc::clone(calibrated)))
    }

    fn remedy(&self) -> &'static str {
        "look for a hole in the people of that country, or in its income of the year before"
    }
}
