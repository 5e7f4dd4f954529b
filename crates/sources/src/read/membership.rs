//! Spells of membership in 29 organisations, with later changes entered by hand.
use std::collections::BTreeMap;
use std::path::Path;

use forefend_panel::{CountryId, Membership, Roster, Status, Year};
use serde::Deserialize;

use crate::{SourcesError, input};

const FILE: &str = "multilateral/regional/organisation_membership_spells_cow_igo_v3.csv";
const CHANGES: &str = "memberships.toml";
/// Last year of the table. The table of ECCAS ends earlier although the organisation goes on.
const LAST: i16 = 2014;
const ENDS_EARLY: (&str, i16) = ("eccas", 2011);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Changes {
    #[serde(default)]
    join: Vec<Join>,
    #[serde(default)]
    leave: Vec<Leave>,
    #[serde(default)]
    wrong: Vec<Wrong>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Join {
    organisation: String,
    iso3: String,
    first: i16,
    last: Option<i16>,
    #[serde(rename = "source")]
    _source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Leave {
    organisation: String,
    iso3: String,
    last: i16,
    #[serde(rename = "source")]
    _source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wrong {
    organisation: String,
    iso3: String,
    instead: Option<String>,
    #[serde(rename = "source")]
    _source: String,
}

/// All spells: the table's, carried on after its last year, then `changes`, the text of `memberships.toml`.
pub(crate) fn memberships(
    data: &Path,
    roster: &Roster,
    changes: &str,
) -> Result<Vec<Membership>, SourcesError> {
    let mut spells = from_table(data, roster)?;
    let changes: Changes = toml::from_str(changes)
        .map_err(|error| SourcesError::Declaration { file: CHANGES, reason: error.to_string() })?;
    apply(&changes, roster, &mut spells)?;
    Ok(spells)
}

fn from_table(data: &Path, roster: &Roster) -> Result<Vec<Membership>, SourcesError> {
    let table = input::csv(data, FILE, &[])?;
    let organisations = table.words("organisation")?;
    let codes: Vec<u16> = table.whole("cow_ccode")?;
    let statuses = table.words("status")?;
    let first: Vec<i16> = table.whole("first_year")?;
    let last: Vec<i16> = table.whole("last_year")?;
    let mut spells = Vec::new();
    for at in 0..table.len() {
        let status = Status::from_word(statuses[at])
            .ok_or_else(|| table.bad_cell(at, "status", statuses[at], "`full`, `associate` or `observer`"))?;
        let open = last[at] == LAST || (organisations[at], last[at]) == ENDS_EARLY;
        // One COW number can pass from one state to another (345: Yugoslavia, then Serbia).
        let mut runs: BTreeMap<CountryId, (i16, i16)> = BTreeMap::new();
        for year in first[at].max(1946)..=last[at] {
            let country = by_cow(roster, codes[at], year).ok_or_else(|| SourcesError::UnknownCode {
                place: table.place(at),
                list: "Correlates of War",
                code: codes[at].to_string(),
                year,
            })?;
            runs.entry(country).or_insert((year, year)).1 = year;
        }
        for (country, (begin, end)) in runs {
            spells.push(Membership {
                organisation: organisations[at].to_owned(),
                country,
                first: Year(begin),
                last: (!(open && end == last[at])).then_some(Year(end)),
                status,
            });
        }
    }
    Ok(spells)
}

/// The state with a COW number in `year`, or failing that (COW counts some states late) in the nearest later
/// year, or the last to carry it.
pub(super) fn by_cow(roster: &Roster, code: u16, year: i16) -> Option<CountryId> {
    (year..=2020)
        .chain((1946..year).rev())
        .find_map(|year| roster.by_cow(code, Year(year)))
        .map(|country| country.id)
}

fn apply(changes: &Changes, roster: &Roster, spells: &mut Vec<Membership>) -> Result<(), SourcesError> {
    let stale = |what: String| SourcesError::StaleCorrection { file: CHANGES, what };
    let country = |iso3: &str| {
        let found = roster.present_day_iso3(iso3).map(|country| country.id);
        found.ok_or_else(|| stale(format!("no country of today has code {iso3}")))
    };
    for wrong in &changes.wrong {
        let id = country(&wrong.iso3)?;
        let instead = wrong
            .instead
            .as_deref()
            .map(|word| Status::from_word(word).ok_or_else(|| stale(format!("`{word}` is no status"))));
        let instead = instead.transpose()?;
        let matches = |s: &Membership| {
            s.organisation == wrong.organisation && s.country == id && s.status == Status::Full
        };
        if !spells.iter().any(matches) {
            return Err(stale(format!("{} is no full member of {}", wrong.iso3, wrong.organisation)));
        }
        match instead {
            Some(status) => spells.iter_mut().filter(|s| matches(s)).for_each(|s| s.status = status),
            None => spells.retain(|s| !matches(s)),
        }
    }
    for leave in &changes.leave {
        let id = country(&leave.iso3)?;
        let open = spells
            .iter_mut()
            .find(|s| s.organisation == leave.organisation && s.country == id && s.last.is_none());
        let spell =
            open.ok_or_else(|| stale(format!("{} has no open spell in {}", leave.iso3, leave.organisation)))?;
        spell.last = Some(Year(leave.last));
    }
    for join in &changes.join {
        let id = country(&join.iso3)?;
        let mut member = spells.iter().filter(|s| s.organisation == join.organisation && s.country == id);
        if member.any(|s| s.status == Status::Full && s.contains(Year(join.first))) {
            return Err(stale(format!("{} already is in {}", join.iso3, join.organisation)));
        }
        // A full member is no longer an observer or associate.
        let lesser = |s: &&mut Membership| {
            s.organisation == join.organisation && s.country == id && s.status != Status::Full
        };
        for spell in spells.iter_mut().filter(lesser).filter(|s| s.last.is_none()) {
            spell.last = Some(Year(join.first - 1));
        }
        spells.push(Membership {
            organisation: join.organisation.clone(),
            country: id,
            first: Year(join.first),
            last: join.last.map(Year),
            status: Status::Full,
        });
    }
    Ok(())
}
