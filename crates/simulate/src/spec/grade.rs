//! How well the ground of a link is known: the grades of evidence, checked when a world is read.

use serde::{Deserialize, Serialize};

/// The grade of an assumption.
const ASSUMPTION: &str = "F6";

/// A letter for the source (A reliable to F cannot be judged) and a number for the information (1 confirmed to 6 cannot be judged),
/// after the Admiralty system; `F6` is an assumption. The legend stands at the head of `world/evidence/measures.toml`.
///
/// # Examples
/// ```
/// use forefend_simulate::spec::Grade;
///
/// let grade = Grade::try_from("B2".to_owned())?;
/// assert!(grade.fits("fitted").is_ok() && grade.fits("assumption").is_err());
/// assert!(Grade::try_from("G7".to_owned()).is_err());
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Grade(String);

impl Grade {
    /// The grade as written.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Whether it is that of an assumption.
    pub fn is_assumption(&self) -> bool {
        self.0 == ASSUMPTION
    }

    /// An assumption is graded `F6`, and what was fitted, follows by definition or was read is not.
    ///
    /// # Errors
    /// What does not fit, with the remedy.
    pub fn fits(&self, source: &str) -> Result<(), String> {
        match (source == "assumption", self.is_assumption()) {
            (true, false) => {
                Err(format!("an assumption is graded F6, not {}; say so, or name the source", self.0))
            }
            (false, true) => Err(format!(
                "F6 is the grade of `source = \"assumption\"`, not of `{source}`; mend one of the two"
            )),
            _ => Ok(()),
        }
    }
}

impl TryFrom<String> for Grade {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.as_bytes() {
            [b'A'..=b'F', b'1'..=b'6'] => Ok(Self(text)),
            _ => Err(format!(
                "`{text}` is no grade; a letter from A to F and a number from 1 to 6: \"B2\", \"F6\""
            )),
        }
    }
}

impl From<Grade> for String {
    fn from(grade: Grade) -> Self {
        grade.0
    }
}
