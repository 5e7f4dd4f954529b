//! The score book of the outlook: which settings were frozen, and every look at the scored windows since.

use forefend_panel::{Year, nearest_key};
use serde::{Deserialize, Serialize};

use crate::{Target, WatchError};

/// Path of the file inside a world.
pub const BOOK: &str = "scorebook/watch.toml";

/// All of the file.
///
/// # Examples
/// ```
/// use forefend_watch::{ScoreBook, Settings, Target};
///
/// let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../world/scorebook/watch.toml"));
/// let book = ScoreBook::parse("world/scorebook/watch.toml", text)?;
/// let settings = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../world/watch.toml"));
/// let settings = Settings::parse("world/watch.toml", settings)?;
/// // The latest look at the scored years with the settings that ship.
/// let look = book.of(&settings.hash(), Target::StateBased).expect("looked at");
/// assert!((look.ign - 0.5518).abs() < 0.0001);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreBook {
    /// Settings that were frozen before a look, oldest first.
    #[serde(default)]
    pub frozen: Vec<Frozen>,
    /// Looks at scores of windows after those of learning, oldest first.
    #[serde(default)]
    pub look: Vec<Look>,
}

/// Settings that were frozen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frozen {
    /// Digest of the settings ([`Settings::hash`](crate::Settings::hash)).
    pub settings: String,
    /// Day, YYYY-MM-DD.
    pub date: String,
    /// Revision of the code that they were frozen with.
    pub code: String,
    /// First and last window that they were learned on.
    pub learned_on: [Year; 2],
    /// What was done before, in words.
    pub what: String,
}

/// One look.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Look {
    /// Digest of the settings.
    pub settings: String,
    /// Day, YYYY-MM-DD.
    pub date: String,
    /// What was scored.
    pub target: Target,
    /// First and last window.
    pub windows: [Year; 2],
    /// Mean scores.
    pub ign: f64,
    /// Mean CRPS of ln(1 + x).
    pub log1p_crps: f64,
    /// Mean CRPS.
    pub crps: f64,
    /// Mean interval score.
    pub mis: f64,
    /// Whether windows among these had been scored when the settings were chosen: not the score of a forecast.
    #[serde(default)]
    pub seen: bool,
    /// Occasion, and what it led to.
    pub what: String,
}

impl ScoreBook {
    /// Reads the file; `place` is how messages name it.
    ///
    /// # Errors
    /// [`WatchError::Settings`] with the line.
    pub fn parse(place: &str, text: &str) -> Result<Self, WatchError> {
        toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| 1 + text[..span.start].matches('\n').count());
            WatchError::Settings { place: format!("{place}:{line}"), message: nearest_key(error.message()) }
        })
    }

    /// The latest look at a target with these settings.
    pub fn of(&self, settings: &str, target: Target) -> Option<&Look> {
        self.look.iter().rev().find(|look| look.settings == settings && look.target == target)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Settings;

    /// A change of the settings without an entry in the book fails here.
    #[test]
    fn the_settings_that_ship_are_those_last_frozen() {
        let book = ScoreBook::parse(BOOK, include_str!("../../../world/scorebook/watch.toml")).unwrap();
        let settings = Settings::parse("watch.toml", include_str!("../../../world/watch.toml")).unwrap();
        let frozen = book.frozen.last().unwrap();
        assert_eq!(frozen.settings, settings.hash());
        assert_eq!(frozen.learned_on, [settings.learned.first_window, settings.learned.last_window]);
        for look in &book.look {
            let frozen = book.frozen.iter().find(|frozen| frozen.settings == look.settings).unwrap();
            assert!(look.seen || look.windows[0] > frozen.learned_on[1], "{look:?}");
        }
        assert!(
            ScoreBook::parse("book", "[[look]]\nsettings = 1").unwrap_err().to_string().contains("book:")
        );
    }
}
