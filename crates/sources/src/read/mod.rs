//! One small reader for each source.
mod conflict;
mod contiguity;
mod country_month;
mod demography;
mod displacement;
mod drivers;
mod dual_use;
mod economy;
mod education;
mod exposure;
pub(crate) mod ged;
mod globalisation;
mod governance;
mod interstate;
mod mass_killing;
mod membership;
mod nuclear;
mod pairs;
mod peacekeeping;
mod population;
mod poverty;
mod target;
mod technology;
mod temperature;

use std::path::Path;

use crate::SourcesError;
pub(crate) use conflict::level;
pub(crate) use contiguity::contiguity;
pub(crate) use country_month::monthly;
pub(crate) use membership::memberships;
pub(crate) use nuclear::rivalry;
pub(crate) use peacekeeping::missions;
pub(crate) use target::Target;

/// A reader of series: the indicators it provides and how it reads them.
pub(crate) struct Reader {
    /// What is being read, for progress.
    pub(crate) title: &'static str,
    /// Ids of the indicators it provides.
    pub(crate) provides: &'static [&'static str],
    /// Reads the file below the data folder into the target.
    pub(crate) read: fn(&Path, &mut Target) -> Result<(), SourcesError>,
}

/// All readers of series; the economy reads the population that was put before it.
pub(crate) const READERS: [Reader; 19] = [
    conflict::READER,
    interstate::READER,
    governance::READER,
    education::READER,
    population::READER,
    demography::READER,
    economy::READER,
    peacekeeping::READER,
    drivers::READER,
    displacement::READER,
    temperature::READER,
    mass_killing::READER,
    pairs::READER,
    globalisation::READER,
    exposure::READER,
    poverty::READER,
    technology::READER,
    dual_use::READER,
    nuclear::READER,
];
