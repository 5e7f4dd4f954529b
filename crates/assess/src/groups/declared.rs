//! `organisations.toml` as written: who may do what, with how much, where, and what strengthening one buys.

use std::fmt;

use forefend_panel::Roster;
use forefend_simulate::WorldFiles;
use forefend_strategy::measure::Measures;
use serde::Deserialize;

use crate::error::AssessError;

/// The file of a world that names organisations.
pub(crate) const FILE: &str = "organisations.toml";

/// What an organisation may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(crate) enum Mandate {
    #[serde(rename = "consultation")]
    Consultation,
    #[serde(rename = "mediation")]
    Mediation,
    #[serde(rename = "election observation")]
    ElectionObservation,
    #[serde(rename = "monitoring")]
    Monitoring,
    #[serde(rename = "sanctions")]
    Sanctions,
    #[serde(rename = "suspension of members")]
    Suspension,
    #[serde(rename = "police")]
    Police,
    #[serde(rename = "troops")]
    Troops,
    /// Troops may act by force, beyond self-defence.
    #[serde(rename = "enforcement")]
    Enforcement,
    #[serde(rename = "defence of members")]
    Defence,
}

/// Where an organisation acts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Reach {
    /// Among its members alone.
    #[default]
    Members,
    /// In any state.
    World,
}

/// Most that it has had out, or could, at a time.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Capacity {
    pub troops: f64,
    pub police: f64,
    #[serde(rename = "source")]
    _source: String,
}

/// A mission that it has had out.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Deployed {
    pub name: String,
    /// ISO3 code of the host.
    pub host: String,
    pub first: i16,
    /// Open where absent.
    pub last: Option<i16>,
    /// Greatest strength; absent of observers and unarmed missions.
    pub troops: Option<f64>,
    #[serde(rename = "source")]
    _source: String,
}

/// A host that would admit no troops or police of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoAccess {
    pub host: String,
    pub first: i16,
    pub why: String,
    #[serde(rename = "source")]
    _source: String,
}

/// Who pays which part of its money.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Payer {
    pub payer: String,
    pub share: f64,
}

/// One entry of `organisations.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Organisation {
    /// Name in the panel's memberships.
    pub id: String,
    /// Short name as printed.
    pub short: String,
    /// Full name.
    pub name: String,
    /// What it may do, in a short sentence.
    #[serde(default)]
    pub summary: String,
    /// The same as a list.
    #[serde(default)]
    pub mandate: Vec<Mandate>,
    /// Where its money can go.
    #[serde(default)]
    pub reach: Reach,
    /// Measures that it can carry; any where absent.
    pub measures: Option<Vec<String>>,
    /// Most that it could have out; without limit where absent and it may send troops.
    pub capacity: Option<Capacity>,
    /// Its missions are those of the panel.
    #[serde(default)]
    pub observed: bool,
    /// Its missions by host and years.
    #[serde(default)]
    pub missions: Vec<Deployed>,
    /// Hosts that would admit no troops or police of it.
    #[serde(default)]
    pub no_access: Vec<NoAccess>,
    /// Who pays.
    #[serde(default)]
    pub burden: Vec<Payer>,
}

/// What money that strengthens an organisation buys: an `[[action]]` of a portfolio without place, time and money.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Package {
    /// Part of the money, beside those of the other packages.
    pub share: f64,
    /// Keys of the action: measure, amount, where, priority ...
    pub action: toml::Table,
}

impl Package {
    /// The measure that it buys; empty where the action names none, which reading the portfolio refuses.
    pub fn measure(&self) -> &str {
        self.action.get("measure").and_then(toml::Value::as_str).unwrap_or_default()
    }
}

impl Organisation {
    /// Whether it can carry a measure.
    pub fn carries(&self, measure: &str) -> bool {
        self.measures.as_ref().is_none_or(|measures| measures.iter().any(|own| own == measure))
    }

    /// Hosts that admit no troops or police of it in `year`.
    pub fn closed(&self, year: i16) -> impl Iterator<Item = &NoAccess> {
        self.no_access.iter().filter(move |one| one.first <= year)
    }

    /// Missions that stand in `year`, as printed.
    pub fn standing(&self, year: i16) -> Vec<String> {
        let stands = |one: &&Deployed| one.first <= year && one.last.is_none_or(|last| year <= last);
        self.missions.iter().filter(stands).map(Deployed::to_string).collect()
    }

    fn check(&self) -> Result<(), String> {
        let may = |what: Mandate| self.mandate.contains(&what);
        let (troops, police) = self.capacity.as_ref().map_or((0.0, 0.0), |own| (own.troops, own.police));
        for (amount, what, word) in [(troops, Mandate::Troops, "troops"), (police, Mandate::Police, "police")]
        {
            if !(amount >= 0.0 && amount.is_finite()) {
                return Err(format!("`{word}` of its capacity is a number from 0, not {amount}"));
            }
            if amount > 0.0 && !may(what) {
                return Err(format!(
                    "it has a capacity of {amount} {word}, and its mandate names no \"{word}\"; mend one of the two"
                ));
            }
        }
        if may(Mandate::Enforcement) && !may(Mandate::Troops) {
            return Err("enforcement needs \"troops\" in its mandate".to_owned());
        }
        if let Some(one) = self.missions.iter().find(|one| one.last.is_some_and(|last| last < one.first)) {
            return Err(format!("its mission {} ends before it begins", one.name));
        }
        let paid: f64 = self.burden.iter().map(|one| one.share).sum();
        let wrong = self.burden.iter().any(|one| !(one.share > 0.0 && one.share.is_finite()));
        if wrong || (!self.burden.is_empty() && (paid - 1.0).abs() > 1e-9) {
            return Err(format!("the shares of its `burden` are parts of 1, each above 0, and make {paid}"));
        }
        Ok(())
    }

    /// Hosts must be states of the roster.
    fn check_hosts(&self, roster: &Roster) -> Result<(), String> {
        let hosts =
            self.missions.iter().map(|one| &one.host).chain(self.no_access.iter().map(|one| &one.host));
        for host in hosts {
            if roster.present_day_iso3(host).is_none() {
                return Err(format!("no state of today has code `{host}`; write an ISO3 code"));
            }
        }
        Ok(())
    }
}

impl fmt::Display for Deployed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {} since {}", self.name, self.host, self.first)?;
        self.troops.map_or(Ok(()), |troops| write!(f, " (at most {troops} troops)"))
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OrganisationFile {
    #[serde(default)]
    organisation: Vec<Organisation>,
    #[serde(default)]
    package: Vec<Package>,
}

/// Organisations and packages of the file; none where the world has no such file.
///
/// # Errors
/// A key that nobody knows, a mandate or capacity that does not fit, a share that is none, with its place.
pub(crate) fn declared(world: &WorldFiles) -> Result<(Vec<Organisation>, Vec<Package>), AssessError> {
    if world.bytes(FILE).is_err() {
        return Ok((Vec::new(), Vec::new()));
    }
    let OrganisationFile { organisation, package } = world.parse(FILE)?;
    for one in &organisation {
        one.check().map_err(|message| refused(world, one, &message))?;
    }
    let wrong = package.iter().position(|one| !(one.share > 0.0 && one.share.is_finite()));
    if let Some(at) = wrong {
        let message = format!("[[package]] {}: `share` is a part of the money, above 0", at + 1);
        return Err(AssessError::Declaration { place: FILE.to_owned(), message });
    }
    Ok((organisation, package))
}

/// What only the panel and the measures can tell: hosts, and measures that are declared.
///
/// # Errors
/// A host or a measure that there is not, with its place.
pub(crate) fn check_known(
    world: &WorldFiles,
    organisations: &[Organisation],
    roster: &Roster,
    measures: &Measures,
) -> Result<(), AssessError> {
    for one in organisations {
        one.check_hosts(roster).map_err(|message| refused(world, one, &message))?;
        for measure in one.measures.iter().flatten() {
            if measures.get(measure).is_none() {
                let known = measures.measures.iter().map(|one| one.id.as_str());
                let near = forefend_panel::suggestion(measure, known);
                let message = format!("measures.toml declares no measure `{measure}`{near}");
                return Err(refused(world, one, &message));
            }
        }
    }
    Ok(())
}

/// An error at an organisation's entry.
fn refused(world: &WorldFiles, one: &Organisation, message: &str) -> AssessError {
    let place = world.at_text(FILE, &format!("id = \"{}\"", one.id));
    AssessError::Declaration { place, message: format!("organisation `{}`: {message}", one.id) }
}
