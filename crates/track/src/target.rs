//! Targets: what is forecast and scored, declared in `targets.toml` of a world.
//!
//! A target names a variable of the model and the series that settles it. An *event* of a state (or of a unit of any other
//! axis) has a probability; an *amount* of a state or of the world has draws; a *share* of the world's states has draws. Rivals and scores follow
//! from the kind, so that a new threat is scored by declaring it.

mod check;

use forefend_panel::Panel;
use forefend_simulate::{Model, SimulateError, WorldFiles};
use serde::{Deserialize, Serialize};
use toml::Spanned;

use self::check::Known;
use crate::error::TrackError;
use crate::transform::Transform;

/// The file of a world that declares targets.
pub const TARGETS: &str = "targets.toml";

/// Targets of a world that declares none: conflict, war, new conflict, the world share.
const DEFAULT: &str = include_str!("target/default.toml");

/// What kind of statement is scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TargetKind {
    /// Something happens to a state, or not: Brier score, log score, AUC, average precision.
    Event,
    /// A number of a state: CRPS, plain and of log1p.
    Amount,
    /// A level of a unit that may have any sign, or bounds (a driver): CRPS and 80 % interval score, and how often the 80 % band
    /// held. `world-value` says the same of a variable of the world.
    #[serde(alias = "world-value")]
    Value,
    /// A number of the world, the sum over its states: CRPS of log1p.
    WorldAmount,
    /// A share of the world's states, between 0 and 1: interval score.
    WorldShare,
}

/// A condition on one value: all bounds that are given must hold.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bound {
    /// The value is this or more.
    pub at_least: Option<f64>,
    /// The value is this or less.
    pub at_most: Option<f64>,
    /// The value is more than this.
    pub above: Option<f64>,
}

impl Bound {
    /// Whether `value` is inside.
    pub fn holds(&self, value: f64) -> bool {
        self.at_least.is_none_or(|least| value >= least)
            && self.at_most.is_none_or(|most| value <= most)
            && self.above.is_none_or(|above| value > above)
    }

    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether no value can be inside.
    fn is_impossible(&self) -> bool {
        let Some(most) = self.at_most else { return false };
        self.at_least.is_some_and(|least| least > most) || self.above.is_some_and(|above| above >= most)
    }
}

/// A condition on a series of the panel.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The series.
    pub series: Spanned<String>,
    /// The value is this or more.
    pub at_least: Option<f64>,
    /// The value is this or less.
    pub at_most: Option<f64>,
    /// The value is more than this.
    pub above: Option<f64>,
    /// In this many years in a row, the last being the origin's; 1 where absent. Only at the origin.
    pub years: Option<i16>,
}

impl Condition {
    /// The bound alone.
    pub fn bound(&self) -> Bound {
        Bound { at_least: self.at_least, at_most: self.at_most, above: self.above }
    }
}

/// A target as an analyst writes it.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Name in files and tables.
    pub id: Spanned<String>,
    /// Title for readers.
    pub title: String,
    /// What kind of statement it is.
    pub kind: TargetKind,
    /// Variable of the model, on any axis. Of an event either its values are put to the bound below and draws are counted,
    /// or, with `probability = true`, its mean over draws is the probability.
    pub variable: Spanned<String>,
    /// Whether the variable is itself a probability.
    #[serde(default)]
    pub probability: bool,
    /// Series that settles it, on the panel's axis of the variable.
    pub observed: Spanned<String>,
    /// Event or share: a value of variable and series alike that is this or more.
    pub at_least: Option<f64>,
    /// Event or share: this or less.
    pub at_most: Option<f64>,
    /// Event or share: more than this.
    pub above: Option<f64>,
    /// Amount: what is less than this counts as nothing, in the variable and in the series.
    #[serde(default)]
    pub least: f64,
    /// Value: the scale of its rivals and scores; as it is where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transform: Option<Transform>,
    /// Value on log odds: the share that is all; 1 where absent, 100 of a share in percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub whole: Option<f64>,
    /// Event: further conditions on series, all of which must hold for it to have happened.
    #[serde(default)]
    pub and: Vec<Condition>,
    /// Event: in any of so many years after the origin; in the year itself where absent.
    pub within: Option<i16>,
    /// Event: only states of which all of this holds at the origin.
    #[serde(default)]
    pub at_origin: Vec<Condition>,
    /// Event: series by which the rival "what usually followed" sorts states (0 peace, 1, 2); the series that settles
    /// it where absent.
    pub standing: Option<Spanned<String>>,
    /// Years ahead that are scored together, both ends included.
    #[serde(default = "bands")]
    pub bands: Vec<[i16; 2]>,
    /// First origin that is scored, where the series is too short before.
    pub first_origin: Option<i16>,
}

/// Most years ahead: none is observed so far after an origin.
const FURTHEST: i16 = 200;

/// Most targets of a world.
const MOST_TARGETS: usize = 200;

fn bands() -> Vec<[i16; 2]> {
    vec![[1, 3], [4, 6], [7, 9], [10, 13]]
}

impl Target {
    /// The name.
    pub fn id(&self) -> &str {
        self.id.as_ref()
    }

    /// The bound of an event or share.
    pub fn bound(&self) -> Bound {
        Bound { at_least: self.at_least, at_most: self.at_most, above: self.above }
    }

    /// The scale of a value.
    pub fn scale(&self) -> Transform {
        self.transform.unwrap_or_default()
    }

    /// The share that is all, of a value on log odds.
    pub fn whole(&self) -> f64 {
        self.whole.unwrap_or(1.0)
    }

    /// Years ahead that are scored together: of an event within years its own window.
    pub fn bands(&self) -> Vec<(i16, i16)> {
        match self.within {
            Some(within) => vec![(1, within)],
            None => self.bands.iter().map(|band| (band[0], band[1])).collect(),
        }
    }

    /// Whether forecasts from `origin` are scored.
    pub fn scored_from(&self, origin: i16) -> bool {
        self.first_origin.is_none_or(|first| origin >= first)
    }

    /// Whether both ask the same of the same series: what differs then is the model. How a model names its variable, and
    /// which years ahead are pooled, is no part of the question.
    pub fn asks_the_same(&self, other: &Self) -> bool {
        let settled = |one: &Self| {
            (
                one.kind,
                one.observed.as_ref().clone(),
                one.bound(),
                one.least,
                one.within,
                one.scale(),
                one.whole(),
            )
        };
        settled(self) == settled(other) && self.and == other.and && self.at_origin == other.at_origin
    }

    pub(crate) fn series(&self) -> impl Iterator<Item = &Spanned<String>> {
        let conditions = self.and.iter().chain(&self.at_origin).map(|condition| &condition.series);
        [&self.observed].into_iter().chain(conditions).chain(&self.standing)
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    target: Vec<Target>,
}

/// The targets in the file of a driver or threat, whose other keys are those of the model.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct OfElement {
    id: String,
    target: Vec<Target>,
}

/// Targets of a world, checked against its model and panel.
#[derive(Debug, Clone, PartialEq)]
pub struct Targets {
    /// In the order of the file.
    pub all: Vec<Target>,
}

impl Targets {
    /// Reads `targets.toml` and the targets in the files of drivers and threats; a world without any has targets of its own model's
    /// conflict, war, new conflict, and world share, as far as the model has the variables.
    ///
    /// # Errors
    /// [`TrackError::World`] with file and line: an unknown variable or series, a bound where none belongs.
    ///
    /// # Examples
    /// ```
    /// use forefend_simulate::{Model, WorldFiles};
    /// use forefend_track::Targets;
    ///
    /// let world = WorldFiles::new("world", forefend_world::files());
    /// let targets = Targets::load(&world, &Model::load(&world)?, &world.panel()?)?;
    /// assert!(targets.all.iter().any(|target| target.id() == "mass_killing_onset" && target.probability));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn load(world: &WorldFiles, model: &Model, panel: &Panel) -> Result<Self, TrackError> {
        let own = of_elements(world)?;
        if world.bytes(TARGETS).is_err() && own.is_empty() {
            return Self::of(model, panel);
        }
        let mut all = match world.bytes(TARGETS) {
            Ok(_) => of_file(world)?,
            Err(_) => Vec::new(),
        };
        all.extend(own);
        for (at, (file, target)) in all.iter().enumerate() {
            let place = |span: std::ops::Range<usize>| world.at(file, span);
            let twice = all[..at].iter().any(|(_, other)| other.id() == target.id());
            check::check(&Known { model, panel, place: &place }, target, twice).map_err(Box::new)?;
        }
        Ok(Self { all: all.into_iter().map(|(_, target)| target).collect() })
    }

    /// The targets of a model without a file.
    ///
    /// # Errors
    /// [`TrackError::NoOutcome`] where the model has no conflict level.
    pub fn of(model: &Model, panel: &Panel) -> Result<Self, TrackError> {
        let variable = crate::outcome::outcome_variable(model)?;
        let deaths = panel.indicators().any(|indicator| indicator.id == "conflict_deaths");
        let has_deaths = deaths
            && panel.coverage("conflict_deaths")?.last.is_some()
            && crate::outcome::is_recorded(model, "deaths");
        let text =
            DEFAULT.replace("VARIABLE", variable).replace("SERIES", model.frame.anchor.as_ref().as_str());
        let parsed: Result<File, _> = toml::from_str(&text);
        let mut file = parsed.map_err(|error| TrackError::Settings { message: error.to_string() })?;
        file.target.retain(|target| has_deaths || target.kind != TargetKind::WorldAmount);
        Ok(Self { all: file.target })
    }

    /// Variables that a forecast must keep, each once, sorted.
    pub fn variables(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.all.iter().map(|target| target.variable.as_ref().as_str()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Targets of a kind.
    pub fn of_kind(&self, kind: TargetKind) -> impl Iterator<Item = &Target> {
        self.all.iter().filter(move |target| target.kind == kind)
    }
}

/// The targets of `targets.toml`, each with its file.
fn of_file(world: &WorldFiles) -> Result<Vec<(String, Target)>, TrackError> {
    let file: File = world.parse(TARGETS).map_err(Box::new)?;
    if file.target.is_empty() || file.target.len() > MOST_TARGETS {
        let message = format!(
            "{} targets; declare from 1 to {MOST_TARGETS} as [[target]], or take the file out: conflict, war and new conflict \
             are then scored",
            file.target.len()
        );
        let place = world.at(TARGETS, 0..0);
        return Err(TrackError::World(Box::new(SimulateError::Declaration { place, message })));
    }
    Ok(file.target.into_iter().map(|target| (TARGETS.to_owned(), target)).collect())
}

/// The targets that the files of threats carry, then those of drivers, each in the order of their ids.
fn of_elements(world: &WorldFiles) -> Result<Vec<(String, Target)>, TrackError> {
    let mut all = Vec::new();
    for folder in ["threats", "drivers"] {
        let mut elements = Vec::new();
        for path in world.under(folder, ".toml") {
            let element: OfElement = world.parse(path).map_err(Box::new)?;
            elements.push((element, path.to_owned()));
        }
        // Nothing must follow the names of files.
        elements.sort_by(|a, b| a.0.id.cmp(&b.0.id));
        for (element, path) in elements {
            all.extend(element.target.into_iter().map(|target| (path.clone(), target)));
        }
    }
    Ok(all)
}
