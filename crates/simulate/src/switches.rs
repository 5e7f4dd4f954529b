//! What is switched in a world: links and a scenario, by their ids.

use serde::{Deserialize, Serialize};

/// What is switched in a world: nothing as it is. [`crate::WorldFiles::switched`] puts it into effect.
///
/// # Examples
/// ```
/// use forefend_simulate::Switches;
///
/// let switches = Switches { without: vec!["war_to_growth".to_owned()], ..Switches::default() };
/// assert_eq!(switches.options(), " --without-link war_to_growth");
/// assert!(Switches::default().is_empty());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Switches {
    /// The scenario chosen; the model as declared where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario: Option<String>,
    /// Links and correlations switched off.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<String>,
    /// Links and correlations switched on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<String>,
}

impl Switches {
    /// Whether nothing is switched.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The same, each link once and in the order of names: what is switched does not depend on how it was asked for.
    #[must_use]
    pub fn in_order(mut self) -> Self {
        for list in [&mut self.without, &mut self.with] {
            list.sort();
            list.dedup();
        }
        self
    }

    /// The options of a command that say so, each with a blank before it; nothing where nothing is switched.
    pub fn options(&self) -> String {
        let option = |name: &str, id: &String| format!(" --{name} {id}");
        let scenario = self.scenario.iter().map(|id| option("scenario", id));
        let without = self.without.iter().map(|id| option("without-link", id));
        let with = self.with.iter().map(|id| option("with-link", id));
        scenario.chain(without).chain(with).collect()
    }
}
