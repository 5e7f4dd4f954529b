//! How much of a country's armed conflict is between states (UCDP dyads from 1989, UCDP/PRIO Armed Conflict before).
//!
//! The sources count by pair of enemies and by conflict; here deaths are laid on territories, so that those between
//! states and the others add up to `conflict_deaths`.
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use forefend_panel::{CountryId, Table, Year};
use serde::Deserialize;

use super::{Reader, Target, conflict, ged};
use crate::{SourceTable, SourcesError, country_year_panel, input};

pub(super) const READER: Reader = Reader {
    title: "interstate conflict",
    provides: &["conflict_deaths_interstate", "conflict_mainly_interstate"],
    read,
};

/// Deaths by pair of enemies and year.
const PAIRS: &str = "conflict/ucdp_26_1/dyad_year_1946_2025.parquet";
/// An older release of the same, which says where a pair fought; it ends in 2022.
const PLACES: &str = "conflict/BattleDeaths_v25_1.csv";
const LATER_PLACES: &str = "read/places_of_battle.toml";
const CONFLICTS: &str = "multilateral/panels/ps_ucdp_acd.csv.gz";
/// `type_of_conflict` of a conflict between states in the older list, and its last year.
const BETWEEN_STATES: u8 = 2;
const LAST_OF_PLACES: Year = Year::new(2022);
/// Deaths below which the Uppsala Conflict Data Program counts no conflict.
const LEAST_DEATHS: f64 = 25.0;
/// Most deaths of a conflict of intensity level 1 in a year.
const MOST_MINOR: f64 = 999.0;

/// The war between Iran and Iraq, where the list cannot tell: mainly between states, from general knowledge.
const IRAN_IRAQ: ([CountryId; 2], [Year; 2]) =
    ([CountryId::new(630), CountryId::new(645)], [Year::new(1980), Year::new(1988)]);

type Cells = BTreeMap<(CountryId, Year), f64>;

fn read(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let panel = country_year_panel(data)?;
    before_1989(&panel, &parties(data)?, target)?;
    let covered = conflict::covered(&panel);
    let mut rows = ged::by_year(data)?;
    rows.retain(|row| covered.contains(&row.country));
    let all: Cells = rows.iter().map(|row| ((row.country, row.year), row.state_based)).collect();
    let between = deaths_between_states(data, &all)?;
    let mut total = (0.0, 0.0);
    for row in &rows {
        let own = between.get(&(row.country, row.year)).copied().unwrap_or(0.0);
        let mainly = row.state_based >= LEAST_DEATHS && own > row.state_based / 2.0;
        total = (total.0 + own, total.1 + if mainly { 0.0 } else { own });
        let place = || row.place.clone();
        target.put(&place, "conflict_deaths_interstate", row.country, row.year, own)?;
        let mainly = f64::from(u8::from(mainly));
        target.put(&place, "conflict_mainly_interstate", row.country, row.year, mainly)?;
    }
    target.note(format!(
        "conflict_deaths_interstate: {:.0} deaths since 1989, {:.1} % of them where most deaths are of conflicts within states",
        total.0,
        100.0 * total.1 / total.0
    ));
    Ok(())
}

/// Before 1989 deaths are not known by pair: the list of armed conflicts says which kind can have caused most of them.
fn before_1989(
    panel: &SourceTable,
    listed: &BTreeMap<(CountryId, Year), Involved>,
    target: &mut Target,
) -> Result<(), SourcesError> {
    let (sides, [first, last]) = IRAN_IRAQ;
    let mut unknown = 0;
    for (at, deaths) in panel.column("best")?.into_iter().enumerate() {
        let (country, year) = panel.keys()[at];
        if deaths.is_nan() || year >= ged::FIRST {
            continue;
        }
        let general = sides.contains(&country) && (first..=last).contains(&year);
        let mainly = match listed.get(&(country, year)) {
            _ if general => Some(deaths >= LEAST_DEATHS),
            Some(own) => own.mainly_between_states(deaths),
            None => Some(false),
        };
        unknown += usize::from(mainly.is_none());
        let value = mainly.map_or(f64::NAN, |mainly| f64::from(u8::from(mainly)));
        target.put(&|| panel.place(at), "conflict_mainly_interstate", country, year, value)?;
    }
    target.note(format!("conflict_mainly_interstate is not known in {unknown} country-years before 1989"));
    Ok(())
}

/// Deaths of pairs of states on each territory: those of a pair are shared equally among its places of battle that
/// belong to a party, none getting more than all its deaths of that year; what is left goes to its other places. Where
/// no list says where a pair fought, its places are the parties' territories.
fn deaths_between_states(data: &Path, all: &Cells) -> Result<Cells, SourcesError> {
    let table = input::parquet(data, PAIRS)?;
    let (pairs, years): (Vec<u32>, Vec<i16>) = (table.whole("dyad_id")?, table.whole("year")?);
    let (kinds, deaths) = (table.words("type")?, table.numbers("ged_deaths")?);
    let sides = [table.texts("gwno_a")?, table.texts("gwno_b")?];
    let mut places = places(data)?;
    let (mut between, mut seen) = (Cells::new(), BTreeSet::new());
    for at in 0..table.len() {
        let year = Year(years[at]);
        if !seen.insert((pairs[at], year)) {
            let what = format!("pair {} has a second row for {year}", pairs[at]);
            return Err(SourcesError::Contradiction { place: table.place(at), what });
        }
        // A pair without sides did not reach 25 deaths in that year: no armed conflict between states.
        let stated = sides.iter().all(|side| side[at].is_some());
        if kinds[at] != "interstate" || year < ged::FIRST || !stated {
            continue;
        }
        let mut parties = countries(&table, at, "gwno_a", sides[0][at])?;
        parties.extend(countries(&table, at, "gwno_b", sides[1][at])?);
        let places = places.remove(&(pairs[at], year)).unwrap_or_else(|| parties.clone());
        let mut left = deaths[at];
        for own in [true, false] {
            let places: Vec<_> = places.iter().filter(|place| parties.contains(place) == own).collect();
            left = shared_out(left, &places, year, all, &mut between);
        }
    }
    if let Some((pair, year)) = places.into_keys().find(|(_, year)| *year > LAST_OF_PLACES) {
        let what = format!("pair {pair} is no armed conflict between states in {year}");
        return Err(SourcesError::StaleCorrection { file: LATER_PLACES, what });
    }
    Ok(between)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LaterPlaces {
    pair: Vec<LaterPlace>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LaterPlace {
    dyad: u32,
    years: Vec<i16>,
    places: Vec<u16>,
}

/// Where a pair of states fought in a year: the older list to 2022, then what is entered by hand.
fn places(data: &Path) -> Result<BTreeMap<(u32, Year), BTreeSet<CountryId>>, SourcesError> {
    let table = input::csv(data, PLACES, &["dyad_id", "year", "type_of_conflict", "gwno_battle"])?;
    let (pairs, years): (Vec<u32>, Vec<i16>) = (table.whole("dyad_id")?, table.whole("year")?);
    let (kinds, battles) = (table.whole::<u8>("type_of_conflict")?, table.texts("gwno_battle")?);
    let mut places = BTreeMap::new();
    for at in 0..table.len() {
        let (key, battle) =
            ((pairs[at], Year(years[at])), countries(&table, at, "gwno_battle", battles[at])?);
        if kinds[at] == BETWEEN_STATES && places.insert(key, battle).is_some() {
            let what = format!("pair {} has a second row for {}", key.0, key.1);
            return Err(SourcesError::Contradiction { place: table.place(at), what });
        }
    }
    let later: LaterPlaces = toml::from_str(include_str!("places_of_battle.toml"))
        .map_err(|error| SourcesError::Declaration { file: LATER_PLACES, reason: error.to_string() })?;
    for entry in &later.pair {
        for &year in &entry.years {
            let battle = entry.places.iter().map(|&gw| CountryId(gw)).collect();
            if Year(year) <= LAST_OF_PLACES || places.insert((entry.dyad, Year(year)), battle).is_some() {
                let what = format!("pair {} has places of battle in {year} already", entry.dyad);
                return Err(SourcesError::StaleCorrection { file: LATER_PLACES, what });
            }
        }
    }
    Ok(places)
}

/// Shares `deaths` equally among `places`, none above all its deaths; gives what did not fit.
fn shared_out(mut deaths: f64, places: &[&CountryId], year: Year, all: &Cells, between: &mut Cells) -> f64 {
    let key = |place: &CountryId| (*place, year);
    let room = |between: &Cells, place: &CountryId| {
        let all = all.get(&key(place)).copied().unwrap_or(0.0);
        (all - between.get(&key(place)).copied().unwrap_or(0.0)).max(0.0)
    };
    // The fullest first: what it cannot take is shared by those after it.
    let mut places: Vec<&CountryId> = places.to_vec();
    places.sort_by(|a, b| room(between, a).total_cmp(&room(between, b)).then(a.cmp(b)));
    for (passed, place) in places.iter().enumerate() {
        let share = (deaths / (places.len() - passed) as f64).min(room(between, place));
        *between.entry(key(place)).or_default() += share;
        deaths -= share;
    }
    deaths
}

/// What the list of armed conflicts says of one country in one year.
#[derive(Debug, Default)]
struct Involved {
    /// Conflicts with another state: how many, and whether one was a war.
    between: (u32, bool),
    /// Conflicts of its government with rebels at home: how many, and whether one was a war.
    within: (u32, bool),
}

impl Involved {
    /// Whether most of `all` deaths are of conflicts between states; none where the list cannot tell. It says which
    /// conflicts passed 1,000 deaths and no more: with both kinds, one decides only where the other is too small.
    fn mainly_between_states(&self, all: f64) -> Option<bool> {
        let small = |(number, war): (u32, bool)| !war && f64::from(number) * MOST_MINOR < all / 2.0;
        match (self.between.0 > 0 && all >= LEAST_DEATHS, self.within.0 > 0) {
            (false, _) => Some(false),
            (true, false) => Some(true),
            (true, true) if small(self.within) => Some(true),
            (true, true) if small(self.between) => Some(false),
            (true, true) => None,
        }
    }
}

/// Countries in conflicts of the UCDP/PRIO list, on the first and second side (not their supporters).
fn parties(data: &Path) -> Result<BTreeMap<(CountryId, Year), Involved>, SourcesError> {
    let select = ["conflict_id", "year", "gwno_a", "gwno_b", "intensity_level", "type_of_conflict"];
    let table = input::csv(data, CONFLICTS, &select)?;
    let (ids, years) = (table.numbers("conflict_id")?, table.numbers("year")?);
    let (sides, levels) =
        ([table.texts("gwno_a")?, table.texts("gwno_b")?], table.numbers("intensity_level")?);
    let kinds = table.words("type_of_conflict")?;
    let (mut seen, mut found) = (BTreeSet::new(), BTreeMap::<_, Involved>::new());
    for at in 0..table.len() {
        let between = kinds[at] == "interstate";
        let sides = if between { &sides[..] } else { &sides[..1] };
        for (side, column) in sides.iter().zip(["gwno_a", "gwno_b"]) {
            for country in countries(&table, at, column, side[at])? {
                let year = Year(years[at] as i16);
                // The file lists some conflict-years twice.
                if seen.insert((country, year, ids[at] as i64)) {
                    let own = found.entry((country, year)).or_default();
                    let own = if between { &mut own.between } else { &mut own.within };
                    *own = (own.0 + 1, own.1 || levels[at] == 2.0);
                }
            }
        }
    }
    Ok(found)
}

/// The countries of a cell of Gleditsch-Ward numbers: `645, 690`.
fn countries(
    table: &Table,
    at: usize,
    column: &str,
    cell: Option<&str>,
) -> Result<BTreeSet<CountryId>, SourcesError> {
    let cell = cell.unwrap_or_default();
    let parsed = cell.split([',', ';']).map(str::trim).filter(|number| !number.is_empty());
    let bad = || table.bad_cell(at, column, cell, "Gleditsch-Ward numbers with commas between them");
    // Some files write their whole numbers as `750.0`.
    let whole = parsed.map(|number| number.strip_suffix(".0").unwrap_or(number).parse());
    whole.map(|number| number.map(ged::holder).map_err(|_| bad().into())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deaths_are_shared_by_the_parties_up_to_what_each_territory_lost() {
        let [ukraine, russia, poland] = [CountryId(369), CountryId(365), CountryId(290)];
        let year = Year(2022);
        let all = Cells::from([((ukraine, year), 91_485.0), ((russia, year), 67.0), ((poland, year), 2.0)]);
        let mut between = Cells::new();
        let left = shared_out(91_502.0, &[&ukraine, &russia], year, &all, &mut between);
        assert_eq!((between[&(russia, year)], between[&(ukraine, year)], left), (67.0, 91_435.0, 0.0));
        // A second pair finds only what is left there: 50 of Ukraine, the rest nowhere.
        let left = shared_out(70.0, &[&ukraine, &russia], year, &all, &mut between);
        assert_eq!((between[&(ukraine, year)], left), (91_485.0, 20.0));
    }

    #[test]
    fn where_both_kinds_are_listed_the_smaller_must_be_too_small_to_matter() {
        let involved = |between, within| Involved { between, within };
        assert_eq!(involved((1, false), (0, false)).mainly_between_states(24.0), Some(false), "no conflict");
        assert_eq!(involved((1, true), (2, false)).mainly_between_states(5_000.0), Some(true));
        assert_eq!(involved((1, true), (3, false)).mainly_between_states(5_000.0), None);
        assert_eq!(involved((1, false), (1, true)).mainly_between_states(5_000.0), Some(false));
        assert_eq!(involved((1, true), (1, true)).mainly_between_states(50_000.0), None);
    }
}
