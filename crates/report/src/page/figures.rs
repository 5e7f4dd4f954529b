//! Figures that the templates ask for.

use super::html::Html;
use crate::ReportError;
use crate::brief::*;
use crate::figure::{arrival, exceedance, fan, joint, map, reliability, replay, risk_matrix, tolls};
use std::cell::Cell;

/// Figures of the page. The map is drawn first since it alone can fail; the rest on demand.
#[derive(Debug)]
pub struct Figures {
    /// The world map; empty where the world tells nothing of countries.
    pub map: Html,
    /// Classes of the map: colour, label, number of countries.
    pub classes: Vec<(&'static str, &'static str, usize)>,
    /// Countries of the run without a value in the map's year.
    pub without: usize,
    /// Number of figures drawn, for ids that are unique on the page.
    drawn: Cell<usize>,
}

impl Figures {
    /// Draws the map, where the brief has words for it.
    pub fn draw(brief: &Brief) -> Result<Self, ReportError> {
        let year = brief.outlook.map_year;
        let Some(words) = &brief.outlook.words else {
            return Ok(Self {
                map: Html(String::new()),
                classes: Vec::new(),
                without: 0,
                drawn: Cell::new(0),
            });
        };
        let picture = map::map("map", &words.map, &brief.outlook.countries, (year, brief.run.draws))?;
        let (counts, without) = map::counts(&brief.outlook.countries, year);
        let classes =
            map::CLASSES.iter().zip(counts).map(|((_, paint, label), count)| (*paint, *label, count));
        Ok(Self { map: Html(picture), classes: classes.collect(), without, drawn: Cell::new(0) })
    }

    fn id(&self) -> String {
        self.drawn.set(self.drawn.get() + 1);
        format!("f{}", self.drawn.get())
    }

    /// A fan chart.
    pub fn fan(&self, f: &Fan) -> Html {
        Html(fan::fan(&self.id(), f))
    }

    /// An exceedance curve.
    pub fn exceedance(&self, curve: &Exceedance) -> Html {
        Html(exceedance::exceedance(&self.id(), curve))
    }

    /// Deaths of the world by threat, on one scale.
    pub fn tolls(&self, of: &Tolls) -> Html {
        Html(tolls::tolls(&self.id(), of))
    }

    /// An outbreak followed from its origin.
    pub fn arrival(&self, of: &ArrivalChart) -> Html {
        Html(arrival::arrival(&self.id(), of))
    }

    /// Years in which threats come together.
    pub fn joint(&self, tail: &JointTail) -> Html {
        Html(joint::joint(&self.id(), tail))
    }

    /// A reliability diagram.
    pub fn reliability(&self, curve: &ReliabilityCurve) -> Html {
        Html(reliability::reliability(&self.id(), curve))
    }

    /// Reasonable worst cases of a home; nothing where none can be scored.
    pub fn register(&self, register: &Register) -> Html {
        let matrix = register.matrix();
        Html(matrix.map(|matrix| risk_matrix::risk_matrix(&self.id(), &matrix)).unwrap_or_default())
    }

    /// A replay figure.
    pub fn replay(&self, r: &Replay) -> Html {
        Html(replay::replay(&self.id(), r))
    }
}
