//! What an analyst declares: drivers, threats and their variables, as written in TOML.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

mod combine;
mod element;
mod grade;
mod joint;
mod lever;
mod penalty;
mod process;
mod shared;

pub use self::combine::Combine;
pub(crate) use self::combine::check_combination;
pub use self::element::{Driver, Index, Link, Status, Threat};
pub use self::grade::Grade;
pub use self::joint::{Correlation, JointLink, LinksFile, Patch, Scenario, ScenariosFile};
pub use self::lever::{Lever, LeverScale};
pub use self::penalty::Penalty;
pub use self::process::Process;
pub use self::shared::SharedBy;

/// The axis of a state column: what it has one value of.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(from = "String")]
pub enum Axis {
    /// One value a country.
    #[default]
    Country,
    /// One value for the world.
    World,
    /// One value for each unit of an axis declared in `axes.toml`.
    Declared(String),
}

impl From<String> for Axis {
    fn from(name: String) -> Self {
        match name.as_str() {
            "country" => Self::Country,
            "world" => Self::World,
            _ => Self::Declared(name),
        }
    }
}

impl Axis {
    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Self::Country => "country",
            Self::World => "world",
            Self::Declared(name) => name,
        }
    }
}

/// How a variable moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Given from outside: a published projection, or the last value kept.
    Path,
    /// An expression; nothing is fitted and no luck enters.
    Identity,
    /// A fitted mean plus a declared error.
    Equation,
    /// The probability that a multinomial equation leaves its reference class: what luck is then thrown against. Its
    /// mean over draws is a forecast without the noise of counting draws.
    Probability,
    /// An output of a declared process, which writes it ([`Process`]).
    Process,
}

/// Estimator of an equation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// Least squares.
    Linear,
    /// Multinomial logit over `classes`; the first class is the reference.
    Multinomial,
}

/// Error of a linear equation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ErrorKind {
    /// Drawn by inversion from the sorted residuals, interpolated: keeps skew and tails as they were.
    #[default]
    Empirical,
    /// Normal with the residual standard deviation.
    Normal,
    /// As empirical up to the 90 % quantile of the residuals, a generalised Pareto distribution fitted to those above
    /// it: a heavier upper tail than was seen. On the logarithm of an amount a tail of shape 0 is a power law.
    #[serde(rename = "pareto-tail")]
    ParetoTail,
}

/// How holes in a variable's history are filled before fitting and simulating.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FillRule {
    /// Leave holes.
    None,
    /// Linear inside a series.
    Interpolate,
    /// Linear inside a series, then carried forward, then the yearly median of the other units.
    #[default]
    Median,
}

/// Covariance of the estimates, from which parameters are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CovarianceRule {
    /// Inverse information.
    Classical,
    /// Sandwich, rows independent.
    Robust,
    /// Sandwich, rows of one unit dependent; on an axis of countries and lists, rows of one country.
    #[default]
    Clustered,
    /// No parameter uncertainty: every draw uses the estimates.
    None,
}

/// What continues a path after its last known value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PathRule {
    /// Of an indicator that holds published projections: the newest that was out by the date of the run, and where none was
    /// yet, the series' own recent mean growth carried on. Of any other series: its last value, kept, as `fill`
    /// allows; with `fill = "none"` years without a value are an error.
    #[default]
    Projection,
    /// The last value, kept.
    Frozen,
}

/// Rows that an equation is fitted on.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sample {
    /// First year of the response.
    pub first: Option<i16>,
    /// Last year of the response.
    pub last: Option<i16>,
    /// Indicators that must be truly observed (not filled) in that year.
    pub observed: Vec<Spanned<String>>,
    /// Least number of years with rows to fit on, where the equation has a `stand_in`.
    pub years: usize,
    /// Keep only years in which the state existed, and existed the year before; of pairs, both states.
    pub existing: bool,
    /// Years in which the weight of a row halves, counted back from the last year fitted; every row weighs the same
    /// where absent (multinomial only).
    pub half_life: Option<f64>,
    /// Years, counted back from the last one fitted, whose number of events the constant is made to meet once all other
    /// coefficients stand: for rare events whose base rate drifts (multinomial with two classes only).
    pub recalibrate: Option<i16>,
}

impl Sample {
    /// Whether it says anything.
    pub fn is_given(&self) -> bool {
        *self != Self::default()
    }
}

impl Default for Sample {
    fn default() -> Self {
        Self {
            first: None,
            last: None,
            observed: Vec::new(),
            years: 1,
            existing: true,
            half_life: None,
            recalibrate: None,
        }
    }
}

/// The form of the shock that all units of a year share in a multinomial equation: see [`crate::world_shock`].
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shock {
    /// Rows for which this expression holds have a shock of their own, apart from the others'.
    pub by: Option<Spanned<String>>,
    /// Scale of the half-normal prior of the standard deviation of what is new in a year, in log odds.
    pub scale: Option<f64>,
    /// Weights of the year before that are possible, equally likely beforehand: 0 to 1, where 1 is a random walk.
    #[serde(default)]
    pub persistence: Vec<f64>,
}

/// One variable of the joint simulation.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variable {
    /// Name used in expressions.
    pub name: Spanned<String>,
    /// Words for a heading.
    pub title: String,
    /// Unit of the value.
    pub unit: String,
    /// Axis of the column.
    #[serde(default)]
    pub axis: Axis,
    /// How it moves.
    pub kind: Kind,
    /// Indicator that holds its observed values; simulated years that are observed keep them.
    pub indicator: Option<Spanned<String>>,
    /// CSV file inside the world that holds its observed values, on an axis declared in `axes.toml`: columns named
    /// after the axis (unit), `year` and `value`.
    pub values: Option<Spanned<String>>,
    /// How holes in the history are filled.
    #[serde(default)]
    pub fill: FillRule,
    /// Expression for its history, where no indicator holds it.
    pub history: Option<Spanned<String>>,
    /// What the variable is taken to be while there is nothing to know it by, so that a run as of an early date is
    /// possible at all (without it such a run is an error). It takes the place of two things: in history, of every value
    /// that its indicator does not have and `fill` does not fill, also where the series has not begun; and of the
    /// whole equation, in every simulated year, while fewer than `sample.years` years, or not all of its `classes`, can be
    /// fitted on.
    pub stand_in: Option<f64>,
    /// Value in history where its indicator has none because the state did not exist yet (or no longer): a state of
    /// today has lags and memories that reach back before its independence. Such years are not fitted on.
    pub before_statehood: Option<f64>,
    /// The equation that a probability belongs to.
    pub of: Option<Spanned<String>>,
    /// Value before history begins, for an identity that reads its own past.
    pub initial: Option<f64>,
    /// The identity.
    pub expression: Option<Spanned<String>>,
    /// The equation, as an R-style formula.
    pub formula: Option<Spanned<String>>,
    /// Added to the linear predictor (of a multinomial equation, to that of every class but the first) in simulated years, and no
    /// part of the fit: an effect that is known from elsewhere.
    pub offset: Option<Spanned<String>>,
    /// Its estimator.
    pub family: Option<Family>,
    /// Classes of a multinomial equation, the reference class first.
    #[serde(default)]
    pub classes: Vec<f64>,
    /// What its likelihood is penalised by (multinomial only).
    pub penalty: Option<Penalty>,
    /// Error of a linear equation.
    #[serde(default)]
    pub error: ErrorKind,
    /// Expressions that give rows the number of their group, the finest first. A row draws the error of its first group
    /// with 30 fitted rows or more, or else that of all rows.
    #[serde(default)]
    pub error_by: Vec<Spanned<String>>,
    /// Expression that numbers rows (linear): those of a year that have the same number above 0 draw one error between them.
    pub error_shared: Option<Spanned<String>>,
    /// True when the error has a part common to all countries of a year: a yearly effect drawn from those
    /// observed (linear), or an autoregression of the log odds (multinomial).
    #[serde(default)]
    pub common_shock: bool,
    /// Groups of countries that have a common shock of their own, beside that of all (linear, by country).
    pub common_shock_by: Option<SharedBy>,
    /// True when the level of a linear equation moves for all units together: an autoregression of its yearly mean error,
    /// with size and persistence from their posterior.
    #[serde(default)]
    pub moving_level: bool,
    /// The form of a multinomial equation's common shock; one shock for all rows, and the default prior, where absent.
    pub shock: Option<Shock>,
    /// Bounds of a linear equation, whose empirical error is drawn from inside them, or of an identity with a
    /// lever, whose shifted value is held inside them.
    pub bounds: Option<[f64; 2]>,
    /// Where the equation applies, both in fitting and in simulating.
    #[serde(rename = "where")]
    pub condition: Option<Spanned<String>>,
    /// Value where it does not apply.
    #[serde(default)]
    pub otherwise: f64,
    /// Rows it is fitted on.
    #[serde(default)]
    pub sample: Sample,
    /// Covariance that parameters are drawn with.
    #[serde(default)]
    pub covariance: CovarianceRule,
    /// What continues a path.
    #[serde(default)]
    pub path: PathRule,
    /// What policy can move.
    #[serde(default)]
    pub lever: Vec<Lever>,
    /// Words for a term that raises, and one that lowers, the outcome: `term = ["up", "down"]`.
    #[serde(default)]
    pub reasons: BTreeMap<String, [String; 2]>,
}

/// `world/simulation.toml`: the frame that the joint simulation runs in.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frame {
    /// Indicator that decides which countries are simulated and the last observed year of the threats.
    pub anchor: Spanned<String>,
    /// Month, `YYYY-MM`, as of which the panel is read unless the command says otherwise.
    pub as_of: String,
    /// First year of history.
    pub history_from: i16,
    /// Last simulated year.
    pub horizon: i16,
    /// Network names that formulas may read.
    #[serde(default)]
    pub networks: Vec<Spanned<String>>,
    /// Variables kept in the run, by country.
    pub record_country: Vec<Spanned<String>>,
    /// Variables kept in the run, for the world.
    pub record_world: Vec<Spanned<String>>,
    /// Variables kept in the run, by the name of another axis.
    #[serde(default)]
    pub record: BTreeMap<String, Vec<Spanned<String>>>,
}

impl Frame {
    /// Keeps a variable of `axis` in the run too, once.
    pub fn keep(&mut self, axis: &Axis, name: &str) {
        let list = match axis {
            Axis::Country => &mut self.record_country,
            Axis::World => &mut self.record_world,
            Axis::Declared(axis) => self.record.entry(axis.clone()).or_default(),
        };
        if list.iter().all(|known| *known.as_ref() != name) {
            list.push(Spanned::new(0..0, name.to_owned()));
        }
    }
}
