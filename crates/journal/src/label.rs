//! What may be called a forecast: the one rule.
//!
//! The word is earned for one event at one band of horizons. All sealed chances of one model in that band are pooled. They
//! must beat every rival that was sealed with them, by the Brier score and by the log score, beyond the 90 % interval over
//! countries. A tie earns nothing.
//!
//! What was earned belongs to that model, known by the digest in its entries: of the declared world of a run, or of the
//! settings of a monthly outlook. Who speaks decides what a chance is called:
//!
//! - that very model: *forecast*;
//! - a later model that ships with this program: *projection*, with the name of the earlier model that earned the word. It
//!   has the same makers and the same question, but it did not make that score;
//! - any other model, such as a world of a user's own: *projection*.

use forefend_simulate::WorldFiles;

use crate::book::SealedScore;

/// Which model speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Model<'a> {
    /// Its digest, as entries carry it.
    pub digest: &'a str,
    /// Whether it is the one that ships with this program.
    pub shipped: bool,
}

impl<'a> Model<'a> {
    /// The model of a declared world, by its digest.
    pub fn of_world(digest: &'a str) -> Self {
        let shipped = WorldFiles::new("world", forefend_world::files()).digest();
        Self { digest, shipped: digest == shipped }
    }
}

/// What a chance at some horizon may be called.
///
/// # Examples
/// ```
/// use forefend_journal::Label;
///
/// let label = Label::Changed { engine: "ab3dde1".to_owned() };
/// assert!(label.words().starts_with("projection (an earlier model, of ab3dde1"));
/// assert_eq!(Label::Forecast.words(), "forecast");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Label {
    /// This very model earned it.
    Forecast,
    /// An earlier model of this program earned it, made by this code.
    Changed {
        /// Code of the model that earned it.
        engine: String,
    },
    /// Nobody earned it.
    Projection,
}

impl Label {
    /// The words that are printed.
    pub fn words(&self) -> String {
        match self {
            Self::Forecast => "forecast".to_owned(),
            Self::Changed { engine } => {
                format!(
                    "projection (an earlier model, of {engine}, earned the word forecast here; changed since)"
                )
            }
            Self::Projection => "projection".to_owned(),
        }
    }

    /// Of an event so many periods ahead, said by `model`.
    pub fn of(sealed: &SealedScore, event: &str, ahead: i32, model: Model<'_>) -> Self {
        let Some(earned) = sealed.earned(event, ahead, model.digest) else { return Self::Projection };
        if earned.model == model.digest {
            Self::Forecast
        } else if model.shipped {
            Self::Changed { engine: earned.commit().to_owned() }
        } else {
            Self::Projection
        }
    }
}
