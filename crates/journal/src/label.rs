//! What may be called a forecast: the one rule.
//!
//! An event at a horizon has *earned* the word where its sealed chances, pooled over the entries of one model, beat every rival
//! that was sealed with them, by Brier and by log score, beyond the 90 % interval clustered by country, in the band of
//! horizons that holds it. A tie earns nothing.
//!
//! What was earned belongs to a model: the digest that its entries carry (declared world of a run, settings of a monthly
//! outlook). That very model's chances are a *forecast*. A model that ships with this program after the one that earned it was made
//! by the same people for the same question, and is changed: its chances are a *projection*, and the label says which model
//! earned the word, since a score that it did not make must not pass for its own. Any other model (a world of a user's own) has earned nothing: *projection*.

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
