//! Terms that are tried for drivers which no threat reads.

use forefend_simulate::WorldFiles;
use serde::Deserialize;
use toml::Spanned;

use crate::error::TrackError;

/// The file of a world that declares them; a world without it has none.
pub const CANDIDATES: &str = "candidates.toml";

/// A term that an ablation adds to an equation, to see whether the driver would help.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Id of the driver.
    pub driver: String,
    /// Variable whose equation gets the term.
    pub equation: String,
    /// The term, as in a formula.
    pub term: String,
    /// `file:line`.
    pub place: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    candidate: Vec<Written>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    driver: String,
    equation: String,
    term: Spanned<String>,
}

/// The candidates of a world, in the order of the file.
///
/// # Errors
/// A mistake of syntax or an unknown key, with file and line.
///
/// # Examples
/// ```
/// use forefend_simulate::WorldFiles;
/// let text = "[[candidate]]\ndriver = \"trade\"\nequation = \"conflict\"\nterm = \"lag(openness)\"";
/// let world = WorldFiles::new("w", [("candidates.toml".to_owned(), text.as_bytes().to_vec())]);
/// assert_eq!(forefend_track::candidates(&world)?[0].term, "lag(openness)");
/// # Ok::<(), forefend_track::TrackError>(())
/// ```
pub fn candidates(world: &WorldFiles) -> Result<Vec<Candidate>, TrackError> {
    if world.bytes(CANDIDATES).is_err() {
        return Ok(Vec::new());
    }
    let file: File = world.parse(CANDIDATES).map_err(Box::new)?;
    let of = |written: Written| Candidate {
        place: world.at(CANDIDATES, written.term.span()),
        driver: written.driver,
        equation: written.equation,
        term: written.term.into_inner(),
    };
    Ok(file.candidate.into_iter().map(of).collect())
}
