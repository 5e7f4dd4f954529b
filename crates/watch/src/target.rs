//! What is forecast.

use std::fmt;
use std::str::FromStr;

/// A type of violence as UCDP counts it.
///
/// # Examples
/// ```
/// use forefend_watch::Target;
///
/// assert_eq!("one-sided".parse(), Ok(Target::OneSided));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// Deaths in fighting with a state on at least one side.
    StateBased,
    /// Civilians killed by a government or an armed group.
    OneSided,
    /// Deaths in fighting between armed groups, none of them a government.
    NonState,
}

impl Target {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::StateBased, Self::OneSided, Self::NonState];

    /// Id of the monthly series, and the word on the command line.
    pub const fn id(self) -> &'static str {
        match self {
            Self::StateBased => "state-based",
            Self::OneSided => "one-sided",
            Self::NonState => "non-state",
        }
    }

    /// What is counted, in words.
    pub const fn title(self) -> &'static str {
        match self {
            Self::StateBased => "deaths in state-based conflict",
            Self::OneSided => "civilians killed in one-sided violence",
            Self::NonState => "deaths in fighting between armed groups",
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|target| target.id() == text);
        found.ok_or_else(|| {
            let near = forefend_panel::nearest(text, Self::ALL.map(Self::id));
            let near = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            format!("no such target `{text}`{near} (state-based, one-sided, non-state)")
        })
    }
}
