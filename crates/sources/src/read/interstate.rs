//! How much of a country's armed conflict is between states (UCDP Battle-Related Deaths, UCDP/PRIO Armed Conflict).
//!
//! The sources count by pair of enemies and by conflict; here deaths are laid on territories, so that those between
//! states and the others add up to `conflict_deaths`.
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use forefend_panel::{CountryId, Table, Year};

use super::{Reader, Target};
use crate::{SourcesError, country_year_panel, input};

pub(super) const READER: Reader = Reader {
    title: "interstate conflict",
    provides: &["conflict_deaths_interstate", "conflict_mainly_interstate"],
    read,
};

const DEATHS: &str = "conflict/BattleDeaths_v25_1.csv";
const CONFLICTS: &str = "multilateral/panels/ps_ucdp_acd.csv.gz";
/// First year of the table of battle deaths by pair.
const FIRST_OF_PAIRS: Year = Year::new(1989);
/// `type_of_conflict` of a conflict between states.
const BETWEEN_STATES: f64 = 2.0;
/// Deaths below which the Uppsala Conflict Data Program counts no conflict.
const LEAST_DEATHS: f64 = 25.0;
/// Most deaths of a conflict of intensity level 1 in a year.
const MOST_MINOR: f64 = 999.0;

/// The war between Iran and Iraq, where the list cannot tell: mainly between states, from general knowledge.
const IRAN_IRAQ: ([CountryId; 2], [Year; 2]) =
    ([CountryId::new(630), CountryId::new(645)], [Year::new(1980), Year::new(1988)]);

type Cells = BTreeMap<(CountryId, Year), f64>;

fn read(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let table = country_year_panel(data)?;
    let deaths = table.column("best")?;
    let all: Cells =
        table.keys().iter().copied().zip(deaths).filter(|(_, deaths)| !deaths.is_nan()).collect();
    let between = deaths_between_states(data, &all)?;
    let before = parties(data)?;
    let (mut total, mut unknown) = ((0.0, 0.0), 0);
    for (at, &(country, year)) in table.keys().iter().enumerate() {
        let Some(&all) = all.get(&(country, year)) else { continue };
        let place = || table.place(at);
        let mainly = if year < FIRST_OF_PAIRS {
            let listed =
                || before.get(&(country, year)).map_or(Some(false), |own| own.mainly_between_states(all));
            let (sides, [first, last]) = IRAN_IRAQ;
            let general = sides.contains(&country) && (first..=last).contains(&year);
            if general { Some(all >= LEAST_DEATHS) } else { listed() }
        } else {
            let own = between.get(&(country, year)).copied().unwrap_or(0.0);
            target.put(&place, "conflict_deaths_interstate", country, year, own)?;
            let mainly = all >= LEAST_DEATHS && own > all / 2.0;
            total = (total.0 + own, total.1 + if mainly { 0.0 } else { own });
            Some(mainly)
        };
        let value = mainly.map_or(f64::NAN, |mainly| f64::from(u8::from(mainly)));
        unknown += usize::from(mainly.is_none());
        target.put(&place, "conflict_mainly_interstate", country, year, value)?;
    }
    target.note(format!(
        "conflict_deaths_interstate: {:.0} deaths since 1989, {:.1} % of them where most deaths are of conflicts within \
         states; conflict_mainly_interstate is not known in {unknown} country-years before 1989",
        total.0,
        100.0 * total.1 / total.0
    ));
    Ok(())
}

/// Deaths of pairs of states on each territory: those of a pair are shared equally among its places of battle that
/// belong to a party, none getting more than all its deaths of that year; what is left goes to its other places.
fn deaths_between_states(data: &Path, all: &Cells) -> Result<Cells, SourcesError> {
    let select = ["year", "bd_best", "type_of_conflict", "gwno_loc", "gwno_battle"];
    let table = input::csv(data, DEATHS, &select)?;
    let (years, deaths): (Vec<i16>, _) = (table.whole("year")?, table.numbers("bd_best")?);
    let kinds = table.numbers("type_of_conflict")?;
    let (parties, places) = (table.texts("gwno_loc")?, table.texts("gwno_battle")?);
    let mut between = Cells::new();
    for at in (0..table.len()).filter(|&at| kinds[at] == BETWEEN_STATES) {
        let parties = countries(&table, at, "gwno_loc", parties[at])?;
        let places = countries(&table, at, "gwno_battle", places[at])?;
        let mut left = deaths[at];
        for own in [true, false] {
            let places: Vec<_> = places.iter().filter(|place| parties.contains(place) == own).collect();
            left = shared_out(left, &places, Year(years[at]), all, &mut between);
        }
    }
    Ok(between)
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

/// The Gleditsch-Ward numbers of a cell: `645, 690`.
fn countries(
    table: &Table,
    at: usize,
    column: &str,
    cell: Option<&str>,
) -> Result<BTreeSet<CountryId>, SourcesError> {
    let cell = cell.unwrap_or_default();
    let parsed = cell.split(',').map(str::trim).filter(|number| !number.is_empty()).map(str::parse::<f64>);
    let bad = || table.bad_cell(at, column, cell, "Gleditsch-Ward numbers with commas between them");
    let numbers = parsed.collect::<Result<Vec<_>, _>>().map_err(|_| bad())?;
    Ok(numbers.into_iter().map(|number| CountryId(number as u16)).collect())
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
