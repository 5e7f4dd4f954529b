//! Which states lie within 50 km of each other, by spells of years.
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use forefend_panel::{CountryId, Link, Roster, Year};

use crate::roster::Corrections;
use crate::{SourcesError, input};

const FILE: &str = "multilateral/panels/gw_mindist.csv.gz";
const FIRST: i16 = 1946;
/// Last year of the table; a link that holds then is carried on.
const LAST: i16 = 2019;
/// Kilometres between the nearest points of two states.
const NEAR: f64 = 50.0;

/// Links of weight 1 in both directions for every spell of contiguity, hand-made borders of territories and
/// microstates included.
pub(crate) fn contiguity(
    data: &Path,
    roster: &Roster,
    corrections: &Corrections,
) -> Result<Vec<Link>, SourcesError> {
    let mut near: BTreeMap<(u16, u16), BTreeSet<i16>> = BTreeMap::new();
    let select = ["gwcode1", "gwcode2", "year", "mindist"];
    input::walk_csv(data, FILE, select, |row, [a, b, year, distance]| {
        let distance: f64 = input::number(FILE, row, "mindist", distance)?;
        let year: f64 = input::number(FILE, row, "year", year)?;
        if distance > NEAR || (year as i16) < FIRST {
            return Ok(());
        }
        let a: f64 = input::number(FILE, row, "gwcode1", a)?;
        let b: f64 = input::number(FILE, row, "gwcode2", b)?;
        for code in [a, b] {
            if roster.get(CountryId(code as u16)).is_none() {
                return Err(SourcesError::UnknownCode {
                    place: format!("{FILE}, row {row}"),
                    list: "Gleditsch-Ward",
                    code: code.to_string(),
                    year: year as i16,
                });
            }
        }
        near.entry((a as u16, b as u16)).or_default().insert(year as i16);
        Ok(())
    })?;
    let mut links = Vec::new();
    for ((a, b), years) in near {
        for (first, last) in spells(&years) {
            both_ways(&mut links, a, b, first, (last < LAST).then_some(last));
        }
    }
    for border in &corrections.neighbour {
        for &b in &border.b {
            let first = [border.a, b]
                .into_iter()
                .filter_map(|code| roster.get(CountryId(code))?.spells.first())
                .map(|spell| spell.first.number())
                .fold(FIRST, i16::max);
            both_ways(&mut links, border.a, b, first, None);
        }
    }
    Ok(links)
}

fn both_ways(links: &mut Vec<Link>, a: u16, b: u16, first: i16, last: Option<i16>) {
    for (from, to) in [(a, b), (b, a)] {
        links.push(Link {
            from: CountryId(from),
            to: CountryId(to),
            first: Year(first),
            last: last.map(Year),
            weight: 1.0,
        });
    }
}

/// Runs of consecutive years.
fn spells(years: &BTreeSet<i16>) -> Vec<(i16, i16)> {
    let mut spells: Vec<(i16, i16)> = Vec::new();
    for &year in years {
        match spells.last_mut() {
            Some(spell) if spell.1 + 1 == year => spell.1 = year,
            _ => spells.push((year, year)),
        }
    }
    spells
}
