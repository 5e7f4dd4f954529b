//! Regional organisations with their members.

use std::collections::BTreeSet;

use forefend_panel::{CountryId, Panel, Year};
use forefend_simulate::WorldFiles;
use serde::Deserialize;

use crate::error::AssessError;
use crate::material::Material;
use crate::telling::Telling;

/// The file of a world that names organisations.
pub(crate) const FILE: &str = "organisations.toml";

/// Year of the outlook over members: the year of the map.
pub(crate) fn year(material: &Material<'_>) -> i16 {
    material.ahead()
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
    /// What it may do, in a short sentence: words for a reader, nothing is computed from them.
    #[serde(default)]
    #[allow(dead_code, reason = "words for whoever reads or edits the file")]
    mandate: String,
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

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OrganisationFile {
    #[serde(default)]
    organisation: Vec<Organisation>,
    #[serde(default)]
    package: Vec<Package>,
}

/// An organisation with its simulated members in the present year.
#[derive(Debug)]
pub(crate) struct Group {
    pub id: String,
    pub short: String,
    pub name: String,
    pub members: BTreeSet<CountryId>,
}

/// The entries of the file; none where the world has no such file.
fn read(world: &WorldFiles) -> Result<Vec<Organisation>, AssessError> {
    Ok(declared(world)?.0)
}

/// Organisations and packages of the file; none where the world has no such file.
pub(crate) fn declared(world: &WorldFiles) -> Result<(Vec<Organisation>, Vec<Package>), AssessError> {
    if world.bytes(FILE).is_err() {
        return Ok((Vec::new(), Vec::new()));
    }
    let OrganisationFile { organisation, package } = world.parse(FILE)?;
    let wrong = package.iter().position(|one| !(one.share > 0.0 && one.share.is_finite()));
    if let Some(at) = wrong {
        let message = format!("[[package]] {}: `share` is a part of the money, above 0", at + 1);
        return Err(AssessError::Declaration { place: FILE.to_owned(), message });
    }
    Ok((organisation, package))
}

/// Whether `organisations.toml` is there where the report tells of members, and names what the panel knows: said before a year is simulated.
pub(crate) fn check(world: &WorldFiles, panel: &Panel, telling: &Telling) -> Result<(), AssessError> {
    if telling.organisation.is_some() {
        world.bytes(FILE)?;
    }
    let organisation = read(world)?;
    for (at, one) in organisation.iter().enumerate() {
        let refuse = |message: String| {
            let place = world.at_text(FILE, &format!("\"{}\"", one.id));
            Err(AssessError::Declaration { place, message })
        };
        if let Err(error) = panel.check_organisation(&one.id) {
            return refuse(error.to_string());
        }
        if organisation[..at].iter().any(|other| other.id == one.id) {
            return refuse(format!("organisation `{}` is listed twice; take one out", one.id));
        }
    }
    Ok(())
}

/// The organisations of `organisations.toml` with the members that are simulated; none where the world counts nothing of them.
pub(crate) fn groups(material: &Material<'_>) -> Result<Vec<Group>, AssessError> {
    if material.telling().organisation.is_none() {
        return Ok(Vec::new());
    }
    let organisation = read(material.world)?;
    let units: BTreeSet<CountryId> = material.plan().units.iter().copied().collect();
    let mut groups = Vec::new();
    for one in organisation {
        material.panel.check_organisation(&one.id)?;
        let members = material.as_of.members(&one.id, Year(material.present));
        groups.push(Group {
            id: one.id,
            short: one.short,
            name: one.name,
            members: members.into_iter().filter(|member| units.contains(member)).collect(),
        });
    }
    Ok(groups)
}
