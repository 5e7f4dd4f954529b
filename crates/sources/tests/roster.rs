//! States appear, split and vanish; codes move with them.
#![allow(clippy::unwrap_used, dead_code)] // helpers of tests are no `#[test]` functions

mod support;

use forefend_panel::{CountryId, Panel, Roster, Year};

fn roster() -> Roster {
    Panel::read_dir(&support::root().join("world/snapshot")).unwrap().roster().clone()
}

fn id(country: Option<&forefend_panel::Country>) -> Option<u16> {
    country.map(|country| country.id.gw())
}

fn name(roster: &Roster, gw: u16, year: i16) -> String {
    roster.get(CountryId(gw)).and_then(|country| country.spell(Year(year))).unwrap().name.clone()
}

#[test]
fn soviet_union_and_russia_are_one_state_with_two_names() {
    let roster = roster();
    assert_eq!(name(&roster, 365, 1991), "Soviet Union");
    assert_eq!(name(&roster, 365, 1992), "Russia");
    assert_eq!(id(roster.by_m49(810, Year(1980))), Some(365));
    assert_eq!(id(roster.by_m49(643, Year(2000))), Some(365));
    assert_eq!(id(roster.by_m49(643, Year(1980))), None);
    assert_eq!(id(roster.by_gw(369, Year(1990))), None);
    assert_eq!(id(roster.by_iso3("ukr", Year(1991))), Some(369));
}

#[test]
fn yugoslavia_leaves_its_cow_number_to_serbia() {
    let roster = roster();
    assert_eq!(id(roster.by_cow(345, Year(2005))), Some(345));
    assert_eq!(id(roster.by_cow(345, Year(2006))), Some(340));
    assert_eq!(id(roster.by_cow(345, Year(2020))), Some(340));
    assert_eq!(id(roster.by_gw(345, Year(2007))), None);
    assert_eq!(name(&roster, 345, 2004), "Serbia and Montenegro");
    assert_eq!(id(roster.by_iso3("MNE", Year(2006))), Some(341));
    assert_eq!(id(roster.by_gw(347, Year(2007))), None);
    assert_eq!(id(roster.by_iso3("XKX", Year(2008))), Some(347));
}

#[test]
fn sudan_gets_new_numbers_when_south_sudan_leaves() {
    let roster = roster();
    assert_eq!(id(roster.by_views(59, Year(2010))), Some(625));
    assert_eq!(id(roster.by_views(59, Year(2011))), None);
    assert_eq!(id(roster.by_views(245, Year(2011))), Some(625));
    assert_eq!(id(roster.by_views(246, Year(2011))), Some(626));
    assert_eq!(id(roster.by_views(246, Year(2010))), None);
    assert_eq!(id(roster.by_cow(626, Year(2012))), Some(626));
    assert_eq!(id(roster.by_m49(736, Year(2005))), Some(625));
    assert_eq!(id(roster.by_m49(729, Year(2015))), Some(625));
}

#[test]
fn germany_is_cow_260_then_255() {
    let roster = roster();
    assert_eq!(id(roster.by_cow(260, Year(1989))), Some(260));
    assert_eq!(id(roster.by_cow(255, Year(1989))), None);
    assert_eq!(id(roster.by_cow(255, Year(1990))), Some(260));
    assert_eq!(id(roster.by_cow(260, Year(1990))), None);
    assert_eq!(name(&roster, 260, 1989), "West Germany");
    assert_eq!(id(roster.by_iso3("DDR", Year(1989))), Some(265));
    assert!(!roster.get(CountryId(265)).unwrap().exists(Year(1991)));
}

#[test]
fn czechoslovakia_yemen_vietnam_and_zanzibar() {
    let roster = roster();
    assert_eq!(id(roster.by_iso3("CSK", Year(1992))), Some(315));
    assert_eq!(id(roster.by_iso3("CZE", Year(1992))), None);
    assert_eq!(id(roster.by_iso3("SVK", Year(1993))), Some(317));
    assert_eq!(id(roster.by_cow(678, Year(1989))), Some(678));
    assert_eq!(id(roster.by_cow(679, Year(1990))), Some(678));
    assert_eq!(id(roster.by_cow(680, Year(1989))), Some(680));
    assert!(!roster.get(CountryId(680)).unwrap().exists(Year(1991)));
    assert_eq!(id(roster.by_gw(817, Year(1975))), Some(817));
    assert_eq!(id(roster.by_gw(817, Year(1976))), None);
    assert_eq!(id(roster.by_gw(511, Year(1964))), Some(511));
}

/// COW and Gleditsch-Ward number the Pacific differently: COW 970 is Nauru, GW 970 is Kiribati.
#[test]
fn pacific_microstates_do_not_swap() {
    let roster = roster();
    assert_eq!(id(roster.by_cow(970, Year(2010))), Some(971));
    assert_eq!(id(roster.by_iso3("KIR", Year(2010))), Some(970));
    assert_eq!(id(roster.by_views(178, Year(2010))), Some(971));
}

#[test]
fn the_roster_counts_states_and_not_territories() {
    let roster = roster();
    assert_eq!(roster.existing(Year(2022)).len(), 195); // 193 UN members, Kosovo, Taiwan
    let palestine = roster.find("PSE").unwrap();
    assert_eq!((palestine.id, palestine.state), (CountryId(699), false));
    assert!(!roster.existing(Year(2022)).contains(&palestine.id));
    for country in roster.iter() {
        let mut years: Vec<_> = country.spells.iter().map(|spell| (spell.first, spell.last)).collect();
        years.sort();
        for pair in years.windows(2) {
            assert_eq!(pair[0].1, Some(pair[1].0 - 1), "{}: spells must meet", country.name);
        }
        assert!(!country.continent.is_empty() && country.capital.is_some(), "{}", country.name);
    }
    // No code means two states at once.
    for year in Year::range(Year(1946), Year(2024)) {
        for unit in roster.existing(year) {
            let country = roster.get(unit).unwrap();
            let spell = country.spell(year).unwrap();
            let unique = |found: Option<u16>| found.is_none() || found == Some(unit.gw());
            assert!(
                unique(spell.iso3.and_then(|code| id(roster.by_iso3(code.as_str(), year)))),
                "{year} {unit}"
            );
            assert!(unique(spell.views.and_then(|code| id(roster.by_views(code, year)))), "{year} {unit}");
        }
    }
    assert_eq!(roster.find("Sudann").unwrap_err().to_string().matches("did you mean `Sudan`").count(), 1);
}
