//! The outlook over the members of regional organisations.

use forefend_report::{OrganisationOutlook, Unit};
use forefend_score::quantiles;

use crate::counts::Counts;
use crate::error::AssessError;
use crate::groups::{Group, groups, year};
use crate::material::Material;
use crate::telling::{Organisations, eligible};

/// A row an organisation; none where the world counts nothing of members.
pub(crate) fn outlook(
    material: &Material<'_>,
    counts: &Counts,
) -> Result<Vec<OrganisationOutlook>, AssessError> {
    let Some(told) = &material.telling().organisation else { return Ok(Vec::new()) };
    let wrong = |error| material.world.place_of(crate::telling::FILE, &told.event).wrong(error);
    let now = eligible(&material.prepared.history, told.event.as_ref(), material.anchor()).map_err(wrong)?;
    let groups = groups(material)?.into_iter().filter(|group| !group.members.is_empty());
    Ok(groups.map(|group| row(material, counts, told, (group, &now))).collect())
}

fn row(
    material: &Material<'_>,
    counts: &Counts,
    told: &Organisations,
    (group, now): (Group, &[bool]),
) -> OrganisationOutlook {
    let n = group.members.len() as f64;
    let units = &material.plan().units;
    let holds = units.iter().zip(now).filter(|(unit, holds)| **holds && group.members.contains(unit)).count();
    let (query, id) = (format!("reference/organisation/{}", group.id), told.id.as_ref());
    let share = counts.members.get(&group.id).map(|counts| {
        let shares: Vec<f64> = counts.iter().map(|count| count / n).collect();
        let [low, median, high] = quantiles(&shares, [0.05, 0.5, 0.95]);
        let query = format!("{query}/{}/{id}/p50", year(material));
        material.ledger.interval(&query, median, [low, high], Unit::Share)
    });
    let observed = format!("{query}/{}/{id}/observed", material.anchor());
    OrganisationOutlook {
        id: group.short,
        name: group.name,
        members: group.members.len() as u32,
        now: Some(material.ledger.quantity(&observed, holds as f64 / n, Unit::Share)),
        share,
        year: i32::from(year(material)),
        note: told.note.clone(),
    }
}
