//! What it all means for one country: harm at home by cause, exposure to others, what portfolios change there and cost it, and
//! what it can do alone. What is told is declared in `home.toml`; every figure is of the run or observed, and says which.

mod acts;
mod exposures;
mod futures;
mod output;
mod portfolios;
pub(crate) mod register;
mod risks;
mod summary;
mod territories;

use std::collections::{BTreeMap, BTreeSet};

use forefend_panel::{CountryId, Panel, PanelError};
use forefend_report::{Home, Quantity, Unit};
use forefend_runs::RunWriter;

use crate::error::AssessError;
use crate::home_file::HomeFile;
use crate::material::Material;
use crate::ties::Partners;
use crate::{names, scenarios};
use futures::Around;

/// The country that `home` names: an ISO code of three letters, or a name.
///
/// # Errors
/// Nothing is called so, with the nearest name; a territory; a state that is no more.
///
/// # Examples
/// ```
/// use forefend_assess::home_country;
/// use forefend_simulate::WorldFiles;
///
/// let panel = WorldFiles::new("world", forefend_world::files()).panel()?;
/// assert_eq!(home_country(&panel, "UGA")?, home_country(&panel, "Uganda")?);
/// assert!(home_country(&panel, "Yugoslavia").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn home_country(panel: &Panel, home: &str) -> Result<CountryId, AssessError> {
    let wrong = |message: String| AssessError::Declaration { place: format!("--home {home}"), message };
    if let Some((name, state)) = territories::territory(home) {
        return Err(wrong(format!(
            "{name} is a territory and no state; give the state that it belongs to, {state}"
        )));
    }
    let remedy = "give the ISO code of a state of today, such as UGA";
    let found = panel.roster().find(home).map_err(|error| {
        wrong(match error {
            // A name that is asked about is the remedy.
            PanelError::UnknownCountry { suggestion, .. } if suggestion.ends_with('?') => {
                format!("no state is called so{suggestion}")
            }
            PanelError::UnknownCountry { suggestion, .. } => {
                format!("no state is called so{suggestion}; {remedy}")
            }
            other => other.to_string(),
        })
    })?;
    match (found.state, found.is_present_day()) {
        (true, true) => Ok(found.id),
        (false, _) => Err(wrong(format!("{} is a territory and no state; {remedy}", found.name))),
        (true, false) => Err(wrong(format!("{} is a state that is no more; {remedy}", found.name))),
    }
}

/// What a home is told from.
struct Ground<'a> {
    material: &'a Material<'a>,
    file: &'a HomeFile,
    home: CountryId,
    iso3: String,
    /// What countries are told by, in words ("armed conflict").
    event: &'a str,
    /// States above the lowest level in the last year observed.
    in_conflict: BTreeSet<CountryId>,
    /// First year after the present, last simulated year, and the year of single numbers.
    next: i16,
    horizon: i16,
    ahead: i16,
    /// First and last appraised year.
    appraised: (i16, i16),
}

impl Ground<'_> {
    fn query(&self, query: &str) -> String {
        format!("home/{}/{query}", self.iso3)
    }

    fn quantity(&self, query: &str, value: f64, unit: Unit) -> Quantity {
        self.material.ledger.quantity(&self.query(query), value, unit)
    }

    fn interval(&self, query: &str, value: f64, ends: [f64; 2], unit: Unit) -> Quantity {
        self.material.ledger.interval(&self.query(query), value, ends, unit)
    }

    /// The last of so many years after the present, as far as they are simulated.
    fn until(&self, years: i16) -> i16 {
        (self.next + years - 1).min(self.horizon)
    }

    /// Values of a variable by country in the last year observed.
    fn last_known(&self, variable: &str) -> BTreeMap<CountryId, f64> {
        self.material.last_known(variable)
    }
}

/// The report's unit for a word of the file.
pub(crate) fn unit(word: &str) -> Unit {
    match word {
        "share" => Unit::Share,
        "points" => Unit::Points,
        "people" => Unit::People,
        "deaths" => Unit::Deaths,
        "" => Unit::Number,
        other => Unit::Other(other.to_owned()),
    }
}

/// Home's page; none where no home was asked for.
///
/// # Errors
/// Whatever the panel or a part of the run reports.
pub(crate) fn home(material: &Material<'_>, writer: &RunWriter) -> Result<Option<Home>, AssessError> {
    let prepared = material.prepared;
    let Some((home, file)) = &prepared.home else { return Ok(None) };
    let country = material.telling().country.as_ref();
    let levels = country.map(|country| country.levels());
    let level =
        levels.as_ref().and_then(|levels| Some((levels.variable.as_str(), *levels.at_least.first()?)));
    let in_conflict = level.map(|(variable, least)| {
        let known = material.last_known(variable);
        known.into_iter().filter(|(_, value)| *value >= least).map(|(state, _)| state).collect()
    });
    let (next, horizon) = (material.present + 1, material.clock.horizon);
    let years = prepared.years();
    let ground = Ground {
        material,
        file,
        home: *home,
        iso3: names::iso3(material.panel, *home),
        event: country.map(|country| country.event.as_str()).unwrap_or_default(),
        in_conflict: in_conflict.unwrap_or_default(),
        next,
        horizon,
        ahead: material.ahead(),
        appraised: (*years.start(), *years.end()),
    };
    let partners: Vec<Partners> = file
        .tie
        .iter()
        .map(|tie| Partners::of(&material.as_of, tie, ground.home))
        .collect::<Result<_, _>>()?;
    let next_door = exposures::next_door(&ground);
    let around = level.map(|level| Around {
        level,
        year: ground.ahead,
        ties: partners.iter().map(|partners| &partners.weights).collect(),
        sums: file.neighbour.iter().map(|one| (one.variable.as_ref().as_str(), &next_door)).collect(),
    });
    let parts = scenarios::reference_parts(prepared, writer);
    let (at_home, drawn) = futures::read(&parts, *home, &file.variables(), around.as_ref())?;
    let risks = risks::risks(&ground, &at_home);
    let compared = !prepared.alternatives().is_empty();
    let (portfolios, cost_notes) = match compared {
        true => portfolios::portfolios(&ground, (&at_home, &parts), writer)?,
        false => (Vec::new(), Vec::new()),
    };
    let setting = prepared.appraisal.setting.first().filter(|_| compared);
    let mut page = Home {
        iso3: ground.iso3.clone(),
        name: names::name(material.panel, *home),
        window: (i32::from(next), i32::from(ground.until(risks::WINDOW))),
        years: (i32::from(ground.appraised.0), i32::from(ground.appraised.1)),
        horizon: i32::from(horizon),
        summary: Vec::new(),
        register: risks::register(&ground, &at_home, &risks),
        exposures: exposures::exposures(&ground, &partners, &next_door, &drawn)?,
        changes: file.change.iter().map(|change| change.title.clone()).collect(),
        setting: setting.map(|setting| setting.title.clone()).unwrap_or_default(),
        portfolios,
        cost_notes,
        acts: acts::acts(&ground)?,
        risks,
    };
    page.summary = summary::summary(&ground, &page);
    Ok(Some(page))
}
