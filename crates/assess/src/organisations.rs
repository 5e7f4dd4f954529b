//! The outlook over the members of regional organisations.

use std::collections::BTreeSet;

use forefend_panel::{CountryId, Panel, Year};
use forefend_report::{OrganisationOutlook, Unit};
use forefend_score::quantiles;
use forefend_simulate::WorldFiles;
use serde::Deserialize;

use crate::Material;
use crate::countries::{Statistics, standings};
use crate::error::AssessError;

/// The file of a world that names organisations.
const FILE: &str = "organisations.toml";

/// Year of the outlook over members: the year of the map.
pub(crate) fn year(material: &Material<'_>) -> i16 {
    material.ahead()
}

/// One entry of `organisations.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Organisation {
    /// Name in the panel's memberships.
    id: String,
    /// Short name as printed.
    short: String,
    /// Full name.
    name: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OrganisationFile {
    #[serde(default)]
    organisation: Vec<Organisation>,
}

/// An organisation with its simulated members in the present year.
#[derive(Debug)]
pub(crate) struct Group {
    pub id: String,
    short: String,
    name: String,
    pub members: BTreeSet<CountryId>,
}

fn read(world: &WorldFiles) -> Result<Vec<Organisation>, AssessError> {
    let OrganisationFile { organisation } = world.parse(FILE)?;
    Ok(organisation)
}

/// Whether `organisations.toml` is there and names what the panel knows: said before a year is simulated.
pub(crate) fn check(world: &WorldFiles, panel: &Panel) -> Result<(), AssessError> {
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

/// The organisations of `organisations.toml` with the members that are simulated.
pub(crate) fn groups(material: &Material<'_>) -> Result<Vec<Group>, AssessError> {
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

pub(crate) fn outlook(
    material: &Material<'_>,
    statistics: &Statistics,
) -> Result<Vec<OrganisationOutlook>, AssessError> {
    let standings = standings(material);
    let units = &material.plan().units;
    let rows = groups(material)?.into_iter().filter(|group| !group.members.is_empty()).map(|group| {
        let n = group.members.len() as f64;
        let member = |position: &usize| group.members.contains(&units[*position]);
        let now = (0..units.len()).filter(member).filter(|&p| standings[p].level > 0.0).count() as f64 / n;
        let query = format!("reference/organisation/{}", group.id);
        let share = statistics.members.get(&group.id).map(|counts| {
            let shares: Vec<f64> = counts.iter().map(|count| count / n).collect();
            let [low, median, high] = quantiles(&shares, [0.05, 0.5, 0.95]);
            let query = format!("{query}/{}/share_in_conflict/p50", year(material));
            material.ledger.interval(&query, median, [low, high], Unit::Share)
        });
        let observed = format!("{query}/{}/share_in_conflict/observed", material.anchor());
        OrganisationOutlook {
            id: group.short,
            name: group.name,
            members: group.members.len() as u32,
            now: Some(material.ledger.quantity(&observed, now, Unit::Share)),
            share_in_conflict: share,
            year: i32::from(year(material)),
            note: "Members as coded by the Correlates of War project to 2014; later changes from general \
                   knowledge."
                .to_owned(),
        }
    });
    Ok(rows.collect())
}
