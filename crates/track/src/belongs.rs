//! What scores belong to: the model by its meaning, its numbers, the data it reads, and the engine that computed them.
//!
//! Design: a digest of source files would make a corrected comment cost a backtest, and two branches that touch one crate would
//! part a book from both. So code counts by the version it declares ([`ENGINE`]), and everything else by what it says: forms as
//! parsed, values to the bit. Only what the scored variables read is entered: a new threat beside them leaves the book valid.

mod forms;

use std::collections::BTreeSet;

use forefend_panel::{Availability, Panel, Unit, ValueDigest};
use forefend_simulate::{ENGINE, Fitted, History, Model, WorldFiles};
use serde::{Deserialize, Serialize};

use crate::error::TrackError;
use crate::forecast::recording;
use crate::observed;
use crate::target::Targets;

pub use self::forms::declared_in;

/// What scores belong to: with any of the four different they are another model's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BelongsTo {
    /// Digest of what is declared of the scored variables and of all that they read, as parsed, with the targets.
    pub world: String,
    /// Digest of the values that these read, and of those that settle the targets.
    pub data: String,
    /// Digest of the parameters fitted at the last observed year. Looks of 2026 and before have none.
    #[serde(default)]
    pub parameters: String,
    /// Version of the engine, [`ENGINE`]; a digest of its sources in looks of 2026 and before.
    pub engine: String,
}

impl BelongsTo {
    /// What a score of `targets` made now would belong to.
    ///
    /// The world is read as of the end of the last observed year, as an origin there would read it, whatever the date of a run.
    ///
    /// # Errors
    /// Whatever a file, the panel, an expression or a fit reports.
    pub fn now(
        world: &WorldFiles,
        model: &Model,
        panel: &Panel,
        targets: &Targets,
    ) -> Result<Self, TrackError> {
        let model = recording(model, &targets.variables());
        let anchor: &str = model.frame.anchor.as_ref();
        let Some(last) = panel.coverage(anchor)?.last else {
            let message = format!("`{anchor}` has no value at all; rebuild the snapshot");
            return Err(TrackError::Settings { message });
        };
        let view = panel.as_of(last.last_month(), Availability::Observed);
        let failed = |source| TrackError::Origin { origin: last.0, source: Box::new(source) };
        let history = History::build(&model, &view, last + 1).map_err(failed)?;
        let fitted = Fitted::estimate(&model, &history, &view).map_err(failed)?;
        Ok(Self {
            world: forms::digest(world, &model, targets).map_err(Box::new)?,
            data: data(&model, panel, &history, targets)?,
            parameters: parameters(&fitted)?,
            engine: ENGINE.to_string(),
        })
    }

    /// In which of the four the two differ, in words: "world", "data", "parameters", "engine".
    pub fn differs(&self, other: &Self) -> Vec<&'static str> {
        let four = [
            ("world", self.world != other.world),
            ("data", self.data != other.data),
            ("parameters", self.parameters != other.parameters),
            ("engine", self.engine != other.engine),
        ];
        four.into_iter().filter(|(_, is)| *is).map(|(what, _)| what).collect()
    }
}

fn parameters(fitted: &Fitted) -> Result<String, TrackError> {
    let text = serde_json::to_string(fitted);
    let text = text.map_err(|error| TrackError::Settings { message: format!("parameters: {error}") })?;
    Ok(forefend_panel::digest(text.as_bytes()))
}

/// Values as the model reads them, links, the states there are, and what settles the targets.
fn data(model: &Model, panel: &Panel, history: &History, targets: &Targets) -> Result<String, TrackError> {
    let mut digest = ValueDigest::default();
    for country in panel.roster().iter() {
        digest.text(&format!("{} {}", country.id.0, country.state));
        let years = country.spells.iter().map(|spell| (spell.first, spell.last));
        digest.text(&format!("{:?}", years.collect::<Vec<_>>()));
    }
    digest.numbers(&history.units.iter().map(|unit| f64::from(unit.0)).collect::<Vec<_>>());
    // Luck goes with the units that the panel's series give an axis.
    let used: BTreeSet<&str> = model.axes_used().into_iter().map(|axis| axis.name.as_str()).collect();
    let of_panel = history.axes.lists.iter().filter(|list| list.panel.is_some());
    for list in of_panel.filter(|list| used.contains(list.name.as_str())) {
        digest.text(&format!("{} {:?}", list.name, list.ids));
    }
    for variable in &model.variables {
        digest.text(variable.name());
        // From when on a path was published is part of what an origin reads, and what is possible of what it may read.
        if let Some(indicator) = &variable.spec.indicator {
            let indicator = panel.indicator(indicator.as_ref())?;
            digest.text(&format!("{:?}", indicator.kind));
            digest.numbers(
                &[indicator.bounds.lower, indicator.bounds.upper].map(|end| end.unwrap_or(f64::NAN)),
            );
        }
        digest.numbers(history.table.column(variable.name()).unwrap_or_default());
    }
    for values in history.paths.values().chain(history.observed_elsewhere.values()) {
        digest.numbers(values);
    }
    for (name, values) in &history.observed {
        digest.text(name);
        digest.numbers(values);
    }
    for network in &model.frame.networks {
        digest.text(network.as_ref());
        for link in panel.links(network.as_ref())? {
            let last = link.last.map_or(f64::NAN, |year| f64::from(year.0));
            let ends = [link.from, link.to].map(|unit| f64::from(unit.0));
            digest.numbers(&[ends[0], ends[1], f64::from(link.first.0), last, link.weight]);
        }
    }
    let series: BTreeSet<&str> =
        targets.all.iter().flat_map(|target| target.series()).map(|s| s.as_ref().as_str()).collect();
    for series in series {
        let (view, last) = observed::complete(panel, series)?;
        digest.text(&format!("{series} {last}"));
        for (unit, year, value) in view.values(series)? {
            if let Unit::Country(country) = unit {
                digest.numbers(&[f64::from(country.0), f64::from(year.0), value]);
            } else {
                digest.text(&unit.to_string());
                digest.numbers(&[f64::from(year.0), value]);
            }
        }
    }
    Ok(digest.finish())
}
