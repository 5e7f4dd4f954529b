//! Levers: what policy can move, on which scale, how far.

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::Combine;

/// How a lever moves what it acts on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LeverScale {
    /// Added to the log odds of every class above the reference class; inside a declared process, to the log odds of an
    /// event.
    #[serde(rename = "log-hazard")]
    LogHazard,
    /// Added to the value of a linear equation, or to an input of a declared process.
    #[serde(rename = "additive")]
    Additive,
    /// The value of an identity, or an input of a declared process, is multiplied by the exponential of the shift.
    #[serde(rename = "multiplier")]
    Multiplier,
    /// The date at which values of a path, identity or equation arrive moves by the shift, in years. All that reads the
    /// variable sees it late; its own text goes on as if nothing had delayed it. A year in which the delay grows by one is
    /// a year in which nothing arrives; what is lost is not made up for, so every value arrives once and in order, and
    /// more delay never makes anything earlier. Bounds are `[0, MOST]`; only a path, which is known beforehand, may also
    /// be brought forward (`[-MOST, MOST]`).
    #[serde(rename = "delay")]
    Delay,
}

impl LeverScale {
    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            Self::LogHazard => "log-hazard",
            Self::Additive => "additive",
            Self::Multiplier => "multiplier",
            Self::Delay => "delay",
        }
    }
}

/// Something that policy can move. Shifts of several measures combine; the total is clamped to `bounds`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lever {
    /// Stable name, unique in the model.
    pub name: Spanned<String>,
    /// Words for a table.
    pub title: String,
    /// Of a declared process, where it must stand: what inside it the shift moves.
    pub input: Option<Spanned<String>>,
    /// How the shift enters.
    pub scale: LeverScale,
    /// Smallest and greatest total shift.
    pub bounds: [f64; 2],
    /// How the shifts of several measures become one.
    #[serde(default)]
    pub combine: Combine,
    /// How much of the shift acts on each row: an expression over the past, 0 where it does nothing. All of it everywhere
    /// where absent.
    pub weight: Option<Spanned<String>>,
    /// Of a multinomial equation with more than two classes: the one class whose log odds move.
    pub class: Option<f64>,
    /// Series that the lever stands for: it may not be a free covariate of the equation it shifts.
    #[serde(default)]
    pub moves: Vec<String>,
    /// Of a delay: whole years only; of a delay of 1.4 years two draws in five have 2 and the others 1. Always so for a
    /// multinomial equation, whose classes have nothing between them. Otherwise values are linear between years.
    #[serde(default)]
    pub whole: bool,
    /// Of a delay in whole years: the value in a year in which nothing arrives (0 for an event or an amount a year). The
    /// value that was there stays where absent, as befits a state or a level.
    pub meanwhile: Option<f64>,
}
