//! The one promise of `AsOf`: nothing later than its month reaches any answer.
#![allow(clippy::unwrap_used)] // helpers of tests are no `#[test]` functions

use forefend_panel::{
    Availability, Axis, Bounds, CountryId, Fill, Indicator, Kind, Link, Membership, Mission, Month, Panel,
    Status, Year,
};
use proptest::prelude::*;

const UNITS: [CountryId; 4] = [CountryId(2), CountryId(20), CountryId(365), CountryId(500)];
const FIRST: i16 = 2000;
const LAST: i16 = 2016;
const LAG: u32 = 7;

/// Random material of one panel: values with gaps, links, members and missions by year.
#[derive(Debug, Clone)]
struct Material {
    values: Vec<Option<f64>>,
    links: Vec<(usize, usize, i16, Option<i16>)>,
}

fn material() -> impl Strategy<Value = Material> {
    let cells = UNITS.len() * (LAST - FIRST + 1) as usize;
    let value = prop::option::weighted(0.7, 1.0..2.0f64);
    let link = (0..UNITS.len(), 0..UNITS.len(), FIRST..=LAST, prop::option::of(0..8i16));
    (prop::collection::vec(value, cells), prop::collection::vec(link, 0..8)).prop_map(|(values, links)| {
        let links = links.into_iter().map(|(a, b, first, years)| (a, b, first, years.map(|n| first + n)));
        Material { values, links: links.collect() }
    })
}

fn indicators(vintage: Month) -> Vec<Indicator> {
    let mut lagged = Indicator::synthetic("lagged");
    lagged.release_lag_months = LAG;
    let mut path = Indicator::synthetic("path");
    path.kind = Kind::Path { vintage };
    path.bounds = Bounds { lower: Some(0.0), upper: None };
    let mut world = Indicator::synthetic("world");
    world.axis = Axis::World;
    world.release_lag_months = LAG;
    vec![lagged, path, world]
}

/// The panel of `material`; where `late` says that a year was not known, values are changed, dropped or
/// invented, links, members and missions appear, and open spells get an end.
fn panel(material: &Material, vintage: Month, late: impl Fn(i16, u32) -> bool) -> Panel {
    let mut builder = Panel::builder();
    for unit in UNITS {
        builder.add_state(unit.gw(), &unit.to_string()).unwrap();
    }
    for indicator in indicators(vintage) {
        builder.add_indicator(indicator).unwrap();
    }
    for (at, value) in material.values.iter().enumerate() {
        let unit = UNITS[at % UNITS.len()];
        let year = FIRST + (at / UNITS.len()) as i16;
        for (id, lag) in [("lagged", LAG), ("path", 0), ("world", LAG)] {
            let published = id == "path" && late(i16::MAX, 0);
            let value = match (*value, !published && late(year, lag)) {
                (value, false) => value,
                (Some(value), true) => (at % 3 != 0).then_some(value + 1000.0),
                (None, true) => Some(5000.0),
            };
            match (id, value) {
                (_, None) => {}
                ("world", Some(value)) => {
                    if at % UNITS.len() == 0 {
                        builder.set_world(&String::new, id, Year(year), value).unwrap();
                    }
                }
                (_, Some(value)) => builder.set(id, unit, Year(year), value).unwrap(),
            }
        }
    }
    let mut links = Vec::new();
    let mut members = Vec::new();
    let mut missions = Vec::new();
    for &(a, b, first, last) in &material.links {
        if late(first, 0) {
            continue;
        }
        let last = last.filter(|&last| !late(last, 0)).map(Year);
        links.push(Link { from: UNITS[a], to: UNITS[b], first: Year(first), last, weight: 1.0 });
        let status = Status::Full;
        members.push(Membership {
            organisation: "union".into(),
            country: UNITS[a],
            first: Year(first),
            last,
            status,
        });
        missions.push(Mission { country: UNITS[b], year: Year(first), name: format!("m{a}"), troops: None });
    }
    for year in (FIRST..=LAST).filter(|&year| late(year, 0)) {
        let (from, to, first) = (UNITS[0], UNITS[1], Year(year));
        links.push(Link { from, to, first, last: None, weight: 9.0 });
        members.push(Membership {
            organisation: "union".into(),
            country: UNITS[3],
            first,
            last: None,
            status: Status::Full,
        });
        missions.push(Mission { country: from, year: first, name: "late".into(), troops: Some(1.0) });
    }
    builder.add_network("near", links).unwrap();
    builder.add_memberships(members).unwrap();
    builder.add_missions(missions).unwrap();
    builder.build().unwrap()
}

/// Every answer of a view, to the last bit.
fn answers(panel: &Panel, month: Month, availability: Availability) -> Vec<String> {
    let view = panel.as_of(month, availability);
    let (first, last) = (Year(FIRST), Year(LAST + 3));
    let bits = |values: Vec<f64>| format!("{:?}", values.iter().map(|v| v.to_bits()).collect::<Vec<_>>());
    let mut all = Vec::new();
    for id in ["lagged", "path"] {
        all.push(format!("{:?}", view.last_year(id).unwrap()));
        for fill in [Fill::None, Fill::Interpolate, Fill::InterpolateThenMedian] {
            all.push(bits(view.grid(id, &UNITS, first, last, fill).unwrap()));
        }
        all.push(bits(view.path(id, &UNITS, first, last).unwrap()));
        for unit in UNITS {
            for year in Year::range(first, last) {
                all.push(format!("{:?}", view.observed(id, unit, year).unwrap().map(f64::to_bits)));
            }
        }
    }
    all.push(format!("{:?}", view.last_year("world").unwrap()));
    all.push(format!("{:?}", view.world_series("world")));
    for year in Year::range(first, last) {
        all.push(format!("{:?}", view.adjacency("near", &UNITS, year)));
        all.push(format!("{:?}", view.members("union", year)));
        all.push(format!("{:?}", view.missions(year).collect::<Vec<_>>()));
    }
    all
}

/// Months from January of year 0, counted apart from the crate's own calendar.
fn months(year: i32, month: i32) -> i32 {
    year * 12 + month
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn later_values_reach_no_answer(
        material in material(),
        year in FIRST..=LAST,
        month in 1u8..=12,
        vintage_year in FIRST..=LAST,
        published in any::<bool>(),
    ) {
        let availability = if published { Availability::Published } else { Availability::Observed };
        let view = Month::new(Year(year), month).unwrap();
        let vintage = Month::new(Year(vintage_year), 6).unwrap();
        let now = months(year.into(), month.into());
        let path_is_out = months(vintage_year.into(), 6) <= now;
        let late = |year: i16, lag: u32| {
            if year == i16::MAX {
                return path_is_out;
            }
            let lag = if published { lag as i32 } else { 0 };
            months(year.into(), 12) + lag > now
        };
        let truth = panel(&material, vintage, |year, _| year == i16::MAX && path_is_out);
        let corrupted = panel(&material, vintage, late);
        prop_assert_eq!(answers(&truth, view, availability), answers(&corrupted, view, availability));
        // The corruption is there to be seen: a view from after all of it answers otherwise.
        if now < months(LAST.into(), 1) && late(LAST, LAG) {
            let after = Month::new(Year(LAST + 2), 12).unwrap();
            prop_assert_ne!(answers(&truth, after, availability), answers(&corrupted, after, availability));
        }
    }
}
