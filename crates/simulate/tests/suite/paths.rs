//! Paths whose series are short: what is filled is told, and what may not be filled is refused.

use forefend_panel::{CountryId, Indicator, Panel, Year};
use forefend_simulate::{Estimated, History, Model, Plan, SimulateError};

use crate::common::{DRIVER, SIMULATION, STATES, THREAT, as_of, panel_builder, world_with};

/// State 1 has a value a year from 1960 to 2000, state 2 ends in 1990, state 3 has one in 1970, 1980 and 2000; states
/// after `others` have the value 100 in all years.
fn panel(others: u16) -> Panel {
    let mut builder = panel_builder(None);
    builder.add_indicator(Indicator::synthetic("short")).unwrap();
    let mut set = |unit: u16, year: i16, value: f64| {
        builder.set("short", CountryId(unit), Year(year), value).unwrap();
    };
    if others > 3 {
        (1960..=2000).for_each(|year| set(1, year, f64::from(year)));
        (1960..=1990).for_each(|year| set(2, year, 7.0));
        [(1970, 10.0), (1980, 20.0), (2000, 40.0)].iter().for_each(|(year, value)| set(3, *year, *value));
    }
    (others..=STATES).for_each(|unit| (1960..=2000).for_each(|year| set(unit, year, 100.0)));
    builder.build().unwrap()
}

fn history(panel: &Panel, keys: &str) -> Result<(History, Plan), SimulateError> {
    let path = format!(
        "[[variable]]\nname = \"short\"\ntitle = \"Short\"\nunit = \"1\"\nkind = \"path\"\nindicator = \"short\"\n{keys}\n"
    );
    let world = world_with(SIMULATION, &format!("{DRIVER}{path}"), THREAT);
    let model = Model::load(&world)?;
    let view = as_of(panel, 2000);
    let Estimated { history, plan, .. } = Plan::estimated(&model, &view, Year(2010))?;
    Ok((history, plan))
}

/// The value of a state in a year, and what was told.
fn value((history, _): &(History, Plan), unit: usize, year: i16) -> f64 {
    let path = &history.paths["short"];
    path[(year - 1960) as usize * usize::from(STATES) + unit - 1]
}

fn told((history, _): &(History, Plan)) -> String {
    history.filled.iter().map(ToString::to_string).collect()
}

#[test]
fn what_is_filled_names_its_series_units_and_years() {
    let few = history(&panel(13), "path = \"frozen\"").unwrap();
    assert_eq!([value(&few, 1, 2010), value(&few, 2, 2010), value(&few, 3, 2010)], [2000.0, 7.0, 40.0]);
    assert_eq!([value(&few, 3, 1975), value(&few, 3, 1990)], [15.0, 30.0]);
    // The median of 2000, 7 and 40.
    assert_eq!(value(&few, 4, 2005), 40.0);
    let told = told(&few);
    for part in [
        "growth.toml:23",
        "`short`",
        "interpolated for gw3 in 1971-1999",
        "kept at its last value for gw2 in 1991-2010",
        "the median of the others for gw3, gw4, gw5, gw6, gw7 and 5 more in 1960-2010",
        "fill = \"none\"",
    ] {
        assert!(told.contains(part), "{told:?} does not say {part:?}");
    }
}

/// State 3 begins in 1970, state 4 has no value at all; holes after a unit's first value are no case for it.
#[test]
fn a_stand_in_comes_before_the_first_value_and_is_told() {
    let stood_in = history(&panel(13), "fill = \"interpolate\"\nstand_in = -1").unwrap();
    let found = [(3, 1969), (3, 1975), (4, 1960), (4, 2010), (2, 2010)]
        .map(|(unit, year)| value(&stood_in, unit, year));
    assert_eq!(found, [-1.0, 15.0, -1.0, -1.0, 7.0]);
    assert!(told(&stood_in).contains("at their stand-in for gw3, gw4"), "{}", told(&stood_in));
    assert!(!stood_in.0.filled[0].declared, "interpolation is not asked for by a stand-in");
    let both = history(&panel(13), "fill = \"median\"\nstand_in = -1").map(|_| ()).unwrap_err().to_string();
    assert!(both.contains("keep one"), "{both}");
}

#[test]
fn nothing_is_filled_where_that_is_said_and_nothing_is_told_where_nothing_is_filled() {
    let refused = |others: u16, keys: &str, wanted: &[&str]| {
        let error = history(&panel(others), keys).map(|_| ()).unwrap_err().to_string();
        wanted.iter().for_each(|part| assert!(error.contains(part), "{error:?} does not say {part:?}"));
    };
    let place = "growth.toml:23";
    let all = "gw1, gw2, gw3, gw4, gw5 and 7 more in 2001-2010";
    refused(4, "fill = \"none\"", &[place, "`short`", all, "path = \"frozen\""]);
    refused(5, "fill = \"none\"\npath = \"frozen\"", &[place, "no value for gw4 in 2001-2010"]);
    refused(5, "fill = \"interpolate\"", &[place, "no value for gw4 in 2001-2010", "\"median\""]);
    let kept = history(&panel(4), "fill = \"none\"\npath = \"frozen\"").unwrap();
    assert_eq!([value(&kept, 2, 2010), value(&kept, 3, 2010)], [7.0, 40.0]);
    assert!(value(&kept, 3, 1975).is_nan() && value(&kept, 3, 1969).is_nan());
    assert!(!told(&kept).contains("interpolated") && told(&kept).contains("kept at its last value for gw2"));
    assert!(kept.0.filled[0].declared);
    let inside = history(&panel(4), "fill = \"interpolate\"").unwrap();
    assert!(value(&inside, 3, 1975) == 15.0 && value(&inside, 3, 1969).is_nan());
    assert!(!told(&inside).contains("median"));
    let people = history(&panel(1), "path = \"frozen\"");
    assert!(people.is_ok_and(|ready| told(&ready).is_empty()));
}
