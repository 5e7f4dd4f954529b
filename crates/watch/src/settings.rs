//! What a forecast is made by: declared in `world/watch.toml`, learned on windows before 2018 only.

use std::collections::BTreeMap;

use forefend_panel::{Month, Year, nearest_key};
use serde::{Deserialize, Serialize};

use crate::{Feature, Target, WarSettings, WatchError};

/// Path of the file inside a world.
pub const FILE: &str = "watch.toml";

/// All settings.
///
/// # Examples
/// ```
/// use forefend_watch::{Settings, Target};
///
/// let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../world/watch.toml"));
/// let settings = Settings::parse("world/watch.toml", text)?;
/// let weights = settings.weights(Target::StateBased)?;
/// let sum = weights.decayed.iter().sum::<f64>() + weights.forest + weights.boosted;
/// assert!((sum - 1.0).abs() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// How they came about.
    pub learned: Learned,
    /// Which months a model learns from.
    pub rows: RowSettings,
    /// Features, by name.
    pub features: Vec<Feature>,
    /// The country's own past, decayed.
    pub decayed: DecayedSettings,
    /// The distributional forest.
    pub forest: ForestSettings,
    /// The logistic regression that the boosting starts from.
    pub logit: LogitSettings,
    /// The boosted hazards of bins.
    pub boost: BoostSettings,
    /// What gives the pooled distribution its shape within a bin.
    pub shape: Shape,
    /// Weights of the pool by target.
    pub pool: BTreeMap<Target, Weights>,
    /// How countries at war are forecast, by target; a target without it forecasts them as all others.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub war: BTreeMap<Target, WarSettings>,
}

/// Where the settings come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Learned {
    /// First window that was scored to choose them.
    pub first_window: Year,
    /// Last window that was scored to choose them.
    pub last_window: Year,
    /// The rule, in words.
    pub rule: String,
}

/// Rows that a model learns from: one for each country and month, each looking a number of months ahead that walks through
/// all of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowSettings {
    /// First month from which a row looks ahead.
    pub from: Month,
    /// A country is active where anybody died in the last so many months.
    pub active_months: usize,
    /// Of rows of countries that are not active one in so many is kept, and weighs as many.
    pub quiet_one_in: u32,
    /// Rows that look ahead from each month of an active country.
    #[serde(default = "one")]
    pub active_rows: usize,
}

fn one() -> usize {
    1
}

/// Half-lives of the decayed distributions of a country's own past, months; a component of the pool each.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecayedSettings {
    /// Half-lives, months.
    pub half_lives: Vec<f64>,
}

/// How a split of the forest is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Split {
    /// Least entropy of the bins.
    Entropy,
    /// Least squared error of `ln(1 + deaths)`.
    Variance,
}

/// The forest (Breiman 2001; leaves keep the whole distribution: Meinshausen 2006).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForestSettings {
    /// Number of trees.
    pub trees: usize,
    /// Greatest depth.
    pub depth: usize,
    /// Least weight of a leaf.
    pub least_leaf: u32,
    /// Features tried at a split.
    pub tried: usize,
    /// Share of the rows that a tree sees, drawn without replacement.
    pub share: f64,
    /// How a split is chosen.
    pub split: Split,
}

/// The logistic regression of the hazards.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogitSettings {
    /// Ridge penalty on standardised coefficients.
    pub ridge: f64,
}

/// Weights of the distributions whose mean gives the shape within a bin; they add up to 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shape {
    /// One for each half-life.
    pub decayed: Vec<f64>,
    /// The forest.
    pub forest: f64,
}

/// The boosted logistic trees (Friedman 2001, with second-order leaves).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoostSettings {
    /// Number of trees.
    pub rounds: usize,
    /// Greatest depth.
    pub depth: usize,
    /// Share of a leaf's value that is added.
    pub rate: f64,
    /// Ridge penalty on a leaf's value.
    pub ridge: f64,
    /// Least sum of second derivatives of a leaf.
    pub least_leaf: f64,
    /// Share of the features that a tree tries.
    pub feature_share: f64,
    /// Share of the countries that a tree sees.
    pub country_share: f64,
    /// Sets of trees with luck of their own; their forecasts are averaged.
    pub repeats: usize,
    /// Weight of each target's rows: hazards of all of them are learned together.
    pub target_weights: BTreeMap<Target, f64>,
}

/// Weights of the linear pool; they add up to 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// One for each half-life.
    pub decayed: Vec<f64>,
    /// The forest.
    pub forest: f64,
    /// The boosted hazards.
    pub boosted: f64,
}

impl Settings {
    /// Reads the file; `place` is how messages name it.
    ///
    /// # Errors
    /// [`WatchError::Settings`] with the line.
    pub fn parse(place: &str, text: &str) -> Result<Self, WatchError> {
        let settings: Self = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| 1 + text[..span.start].matches('\n').count());
            WatchError::Settings { place: format!("{place}:{line}"), message: nearest_key(error.message()) }
        })?;
        settings.check().map_err(|message| WatchError::Settings { place: place.to_owned(), message })?;
        Ok(settings)
    }

    /// SHA-256 over what the file means: comments and layout do not count, every number does.
    pub fn hash(&self) -> String {
        let text = toml::to_string(self).unwrap_or_else(|_| format!("{self:?}"));
        forefend_panel::digest(text.as_bytes())
    }

    /// Weights for a target.
    ///
    /// # Errors
    /// [`WatchError::Settings`] for a target without weights.
    pub fn weights(&self, target: Target) -> Result<&Weights, WatchError> {
        self.pool.get(&target).ok_or_else(|| WatchError::Settings {
            place: FILE.to_owned(),
            message: format!(
                "no weights for {target}; add [pool.{target}] (`forefend watch --learn` prints them)"
            ),
        })
    }

    fn check(&self) -> Result<(), String> {
        let share = |what: &str, value: f64| match value > 0.0 && value <= 1.0 {
            true => Ok(()),
            false => Err(format!("{what} is {value}; a share lies above 0 and up to 1")),
        };
        share("forest.share", self.forest.share)?;
        share("boost.feature_share", self.boost.feature_share)?;
        share("boost.country_share", self.boost.country_share)?;
        let whole = [
            ("features", self.features.len()),
            ("forest.trees", self.forest.trees),
            ("forest.tried", self.forest.tried),
            ("boost.rounds", self.boost.rounds),
            ("boost.repeats", self.boost.repeats),
            ("decayed.half_lives", self.decayed.half_lives.len()),
            ("rows.quiet_one_in", self.rows.quiet_one_in as usize),
            ("rows.active_rows", self.rows.active_rows),
        ];
        if let Some((what, _)) = whole.iter().find(|(_, number)| *number == 0) {
            return Err(format!("{what} is empty; at least one is needed"));
        }
        if self.decayed.half_lives.iter().any(|months| !(*months > 0.0 && months.is_finite())) {
            return Err("decayed.half_lives are months above 0".to_owned());
        }
        let targets = self.boost.target_weights.values();
        if targets.len() != Target::ALL.len()
            || targets.clone().any(|weight| !(*weight > 0.0 && weight.is_finite()))
        {
            return Err(
                "boost.target_weights has a number above 0 for state-based, one-sided and non-state each"
                    .to_owned(),
            );
        }
        self.add_up("shape", &self.shape.decayed, &[self.shape.forest])?;
        let ridge = [self.logit.ridge, self.boost.ridge, self.boost.least_leaf, self.boost.rate];
        if ridge.iter().any(|value| !(*value > 0.0 && value.is_finite())) {
            return Err(
                "logit.ridge, boost.ridge, boost.least_leaf and boost.rate are numbers above 0".to_owned()
            );
        }
        for (target, weights) in &self.pool {
            let rest = [weights.forest, weights.boosted];
            self.add_up(&format!("pool.{target}"), &weights.decayed, &rest)?;
        }
        for (target, war) in &self.war {
            war.check(&format!("war.{target}"), self.decayed.half_lives.len())?;
        }
        Ok(())
    }

    fn add_up(&self, what: &str, decayed: &[f64], rest: &[f64]) -> Result<(), String> {
        let half_lives = self.decayed.half_lives.len();
        if decayed.len() != half_lives {
            return Err(format!(
                "{what}.decayed has {} weights for {half_lives} half-lives; give one each",
                decayed.len()
            ));
        }
        let all = || decayed.iter().chain(rest);
        let sum: f64 = all().sum();
        if all().any(|weight| weight.is_nan() || *weight < 0.0) || (sum - 1.0).abs() > 1e-6 {
            return Err(format!(
                "the weights of {what} add up to {sum}; they must be 0 or more and add up to 1"
            ));
        }
        Ok(())
    }
}
