//! Effect sizes and costs with where they come from and how sure they are.

use std::collections::BTreeSet;

use forefend_simulate::WorldFiles;
use forefend_simulate::name::{is_folder_name, no_folder_name};
use forefend_simulate::spec::Grade;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::error::StrategyError;

/// The standard normal quantile at 97.5 %: half the width of a central 95 % interval in standard deviations.
const NORMAL_975: f64 = 1.959_964;
/// The standard normal quantile at 75 %.
const NORMAL_75: f64 = 0.674_490;

/// What an evidence row is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Use {
    /// Enters the simulation.
    #[serde(rename = "model")]
    Model,
    /// Printed in the evidence table only.
    #[serde(rename = "shown")]
    Shown,
    /// Printed beside our own result and never calibrated to.
    #[serde(rename = "comparison only")]
    ComparisonOnly,
}

/// What `low` and `high` are, which says how a draw is taken from them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Ends {
    /// A central 95 % interval, of a normal distribution 3.92 standard deviations wide.
    #[default]
    #[serde(rename = "95%")]
    Central95,
    /// The least and the most of several estimates, none likelier than another: the standard deviation is that of a uniform
    /// distribution, the width over the square root of 12. A draw is normal with it, and may lie outside.
    #[serde(rename = "range")]
    Range,
    /// Quartiles, of a normal distribution 1.35 standard deviations wide.
    #[serde(rename = "quartiles")]
    Quartiles,
}

impl Ends {
    /// The standard deviation of an interval that is `width` wide.
    pub(crate) fn deviation(self, width: f64) -> f64 {
        match self {
            Self::Central95 => width / (2.0 * NORMAL_975),
            Self::Range => width / 12.0_f64.sqrt(),
            Self::Quartiles => width / (2.0 * NORMAL_75),
        }
    }
}

/// One row of `world/evidence/*.toml`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Stable name.
    pub id: String,
    /// Question on which sources disagree; rows of one question are printed side by side.
    pub topic: Option<String>,
    /// Measure in words.
    pub measure: String,
    /// Outcome it acts on, in words.
    pub acts_on: String,
    /// What the value is.
    pub quantity: String,
    /// Central value.
    pub value: Option<f64>,
    /// Lower end of the interval.
    pub low: Option<f64>,
    /// Upper end of the interval.
    pub high: Option<f64>,
    /// What the interval is (`95%`, `range`, `none printed`).
    #[serde(default)]
    pub interval: String,
    /// What `low` and `high` are, for a draw from them.
    #[serde(default)]
    pub ends: Ends,
    /// Standard deviation of the value, for a row given as a normal distribution.
    pub standard_deviation: Option<f64>,
    /// Of a cost: year of the dollars it is told in. Those of the base year where absent.
    pub price_year: Option<i16>,
    /// Amount beyond which more changes nothing: the edge of the data's support.
    pub saturates_at: Option<f64>,
    /// Unit of the value.
    pub unit: String,
    /// Where it was read or measured.
    pub source: String,
    /// Where in the source.
    #[serde(default)]
    pub locator: String,
    /// How it is known.
    pub how_known: String,
    /// Grade; `F6` marks an assumption.
    pub grade: Grade,
    /// Caveats.
    #[serde(default)]
    pub note: String,
    /// Counterpart of `outcomes.toml` that a published result is set beside; none where the run has no such figure.
    pub beside: Option<String>,
    /// What the row is for.
    #[serde(rename = "use")]
    pub purpose: Use,
}

impl Evidence {
    /// True for a number that no source carries.
    pub fn is_assumption(&self) -> bool {
        self.grade.is_assumption()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EvidenceFile {
    #[serde(default)]
    effect: Vec<Evidence>,
}

/// Reads every row under `evidence/`, in id order.
///
/// # Errors
/// Syntax with file and line; an id declared twice; an interval that does not hold its value.
///
/// # Examples
/// ```
/// use forefend_simulate::WorldFiles;
///
/// let world = WorldFiles::new("world", forefend_world::files());
/// let rows = forefend_strategy::evidence::load(&world)?;
/// assert!(rows.iter().all(|row| !row.source.is_empty() && row.grade.text().len() == 2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn load(world: &WorldFiles) -> Result<Vec<Evidence>, StrategyError> {
    let (mut rows, mut ids): (Vec<Evidence>, BTreeSet<String>) = (Vec::new(), BTreeSet::new());
    for path in world.under("evidence", ".toml") {
        let file: EvidenceFile = world.parse(path)?;
        for row in file.effect {
            let place = || world.at_text(path, &format!("\"{}\"", row.id));
            let declaration = |message: String| Err(StrategyError::Declaration { place: place(), message });
            if !is_folder_name(&row.id) {
                return declaration(no_folder_name("evidence", &row.id));
            }
            if !ids.insert(row.id.clone()) {
                return declaration(format!("evidence `{}` is declared twice; rename one", row.id));
            }
            if let (Some(low), Some(high)) = (row.low, row.high) {
                let value = row.value.unwrap_or(low);
                if !(low <= value && value <= high) {
                    return declaration(format!(
                        "evidence `{}`: the interval [{low}, {high}] does not hold {value}; mend it",
                        row.id
                    ));
                }
            }
            if row.is_assumption() != (row.how_known == "assumption") {
                return declaration(format!(
                    "evidence `{}`: F6 is the grade of how_known = \"assumption\" and of nothing else; mend one of the two",
                    row.id
                ));
            }
            rows.push(row);
        }
    }
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(rows)
}

/// Of a row, what is read to say where its `price_year` stands.
#[derive(Deserialize)]
struct Priced {
    id: String,
    price_year: Option<Spanned<i16>>,
}

#[derive(Deserialize)]
struct PricedFile {
    #[serde(default)]
    effect: Vec<Priced>,
}

/// Where the row called `id` says its `price_year`; none where no file does.
pub(crate) fn place_of_price_year(world: &WorldFiles, id: &str) -> Option<String> {
    world.under("evidence", ".toml").find_map(|path| {
        let file: PricedFile = world.parse(path).ok()?;
        let year = file.effect.into_iter().find(|row| row.id == id)?.price_year?;
        Some(world.at(path, year.span()))
    })
}
