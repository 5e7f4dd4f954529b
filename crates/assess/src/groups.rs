//! Regional organisations with their members.

mod declared;

use std::collections::BTreeSet;

use forefend_panel::{CountryId, Panel, Year};
use forefend_simulate::WorldFiles;
use forefend_strategy::measure::Measures;

pub(crate) use self::declared::{FILE, Mandate, Organisation, Package, Payer, Reach, check_known, declared};
use crate::error::AssessError;
use crate::material::Material;
use crate::telling::Telling;

/// Year of the outlook over members: the year of the map.
pub(crate) fn year(material: &Material<'_>) -> i16 {
    material.ahead()
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

/// Whether `organisations.toml` is there where the report tells of members, and names what the panel knows: said before a year is simulated.
pub(crate) fn check(
    world: &WorldFiles,
    panel: &Panel,
    telling: &Telling,
    measures: &Measures,
) -> Result<(), AssessError> {
    if telling.organisation.is_some() {
        world.bytes(FILE)?;
    }
    let organisation = read(world)?;
    check_known(world, &organisation, panel.roster(), measures)?;
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
