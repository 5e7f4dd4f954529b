//! What a world's report tells, as its files declare it: `report.toml`, and what the files of threats and drivers add.
//!
//! Rust knows kinds of figures, lists and judgements, and when each may be printed; which variable each is about, and in which
//! words, stands in the world. A world that declares nothing is told nothing but what the engine knows of itself.

mod chance;
mod check;
mod country;
mod entries;
mod events;
mod judged;
mod load;
mod words;

pub(crate) use chance::{Chance, Exceedance, Joint, Measured, Outbreak};
pub(crate) use check::{Known, check, check_country};
pub(crate) use country::{Country, Levels, Standing};
pub(crate) use entries::{
    Came, Course, Exceeds, Fan, Head, List, Number, OneOf, Organisations, Range, Scale, With, Years,
};
pub(crate) use events::{Compiled, eligible, past};
pub(crate) use judged::{Change, Limit, Record, Replayed, Sealed, When};
pub(crate) use words::{Clock, Part, Words};

use forefend_simulate::WorldFiles;
use serde::Deserialize;

use crate::error::AssessError;

use judged::{OfElement, Summary, Warning};

/// The file of a world.
pub(crate) const FILE: &str = "report.toml";

/// Everything that a world declares of its report.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Telling {
    /// Title of the report; "Outlook to" the last year where absent.
    pub title: Option<Words>,
    /// One line under it.
    pub subtitle: Option<Words>,
    /// To when outcomes are known.
    pub known: Option<Words>,
    /// Why years that have passed are simulated.
    pub unobserved: Option<Words>,
    /// The sentence that opens the outlook.
    pub summary: Option<Summary>,
    /// How countries stand.
    pub country: Option<Country>,
    /// What members of organisations are counted by.
    pub organisation: Option<Organisations>,
    /// Figures.
    pub fan: Vec<Fan>,
    /// Lists.
    pub list: Vec<List>,
    /// Numbers that stand for a threat.
    pub number: Vec<Number>,
    /// Numbers of the warning.
    pub warning: Vec<Warning>,
    /// What is said of elements of the mission that no measure names.
    pub element: Vec<OfElement>,
    /// What of the track record is told in words.
    pub record: Option<Record>,
    /// Targets whose ranges are judged.
    pub range: Vec<Range>,
    /// Words of what was held out and opened once.
    pub sealed: Option<Sealed>,
    /// Limits of the world's data and model.
    pub limit: Vec<Limit>,
    /// Whether years in which several threats' events come together are counted.
    pub joint: Option<Joint>,
    /// An outbreak that is followed by the travel network.
    pub outbreak: Option<Outbreak>,
    /// Events whose chance is told, of the threats' own files.
    #[serde(skip)]
    pub chance: Vec<Chance>,
    /// How large a year of a threat can be, of its own file.
    #[serde(skip)]
    pub exceedance: Vec<Exceedance>,
}

impl Telling {
    /// How the world tells of countries, which `what` needs.
    ///
    /// # Errors
    /// A world that declares nothing of it.
    pub fn country(&self, world: &WorldFiles, what: &str) -> Result<&Country, AssessError> {
        self.country.as_ref().ok_or_else(|| AssessError::Declaration {
            place: world.at(FILE, 0..0),
            message: format!(
                "{what} tells the levels of one variable; declare [country] with its [[country.level]] (docs/report.md)"
            ),
        })
    }

    /// Expressions of the world that no variable holds: those of figures in the order of their entries, then those of chances.
    pub fn expressions(&self) -> impl Iterator<Item = &str> {
        let of_fans = self.fan.iter().filter_map(|fan| fan.expression.as_ref());
        let of_chances = self.measured().filter_map(|one| one.expression);
        of_fans.chain(of_chances).map(|text| text.as_ref().as_str())
    }

    /// What chances and exceedance curves are read from, in the order of their entries.
    pub fn measured(&self) -> impl Iterator<Item = Measured<'_>> {
        let of_curves = self.exceedance.iter().map(Exceedance::measured);
        self.chance.iter().map(Chance::measured).chain(of_curves)
    }
}
