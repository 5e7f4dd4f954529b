//! Variables on an axis that is one of the panel: a series gives what a file of the world would.

use std::collections::BTreeMap;

use forefend_panel::{
    Availability, Axis, AxisKind, CountryId, Indicator, ListedUnit, Panel, PanelAxis, Unit, Year,
};
use forefend_simulate::{History, Model, SimulateError, WorldFiles};

use crate::common::{DRIVER, SIMULATION, THREAT, as_of, panel_builder};

/// Trade of pairs by year: of neighbours 1-2 and 2-3 with a hole, of 1-3, who are none, and later than the view.
const TRADE: [(u16, u16, i16, f64); 6] = [
    (1, 2, 1990, 10.0),
    (1, 2, 1994, 50.0),
    (2, 3, 1991, 7.0),
    (1, 3, 1990, 3.0),
    (1, 3, 1991, 4.0),
    (2, 3, 2003, 1e9),
];

fn panel() -> Panel {
    let mut builder = panel_builder(None);
    let mut axes = vec![PanelAxis::synthetic("dyad", AxisKind::Pairs)];
    let mut cohort = PanelAxis::synthetic("cohort", AxisKind::Product);
    cohort.product = BTreeMap::from([("age".to_owned(), vec!["0-14".to_owned(), "15+".to_owned()])]);
    axes.push(cohort);
    axes.push(PanelAxis::synthetic("site", AxisKind::Listed));
    for axis in axes {
        let mut series = Indicator::synthetic(&format!("of_{}", axis.id));
        series.axis = Axis::Declared(axis.id.clone());
        series.file = format!("{}.parquet", axis.id);
        series.release_lag_months = 12;
        builder.add_axis(axis).unwrap().add_indicator(series).unwrap();
    }
    let test = String::new;
    for (a, b, year, value) in TRADE {
        // Whichever is named first.
        let pair = Unit::Pair(CountryId(b), CountryId(a));
        builder.set_on(&test, "of_dyad", pair, Year(year), value).unwrap();
    }
    for (age, value) in [("0-14", 1.0), ("15+", 2.0)] {
        builder.set_on(&test, "of_cohort", Unit::Group(CountryId(3), age.into()), Year(1995), value).unwrap();
    }
    for (id, country) in [("dam", Some(CountryId(3))), ("strait", None)] {
        builder.add_unit("site", id, ListedUnit { label: id.to_uppercase(), country }).unwrap();
        builder.set_on(&test, "of_site", Unit::Listed(id.into()), Year(1995), 5.0).unwrap();
    }
    builder.build().unwrap()
}

const TRADE_BY: &str = r#"
id = "elsewhere"
title = "Elsewhere"
status = "modelled"
why = "synthetic"
[[variable]]
name = "trade"
title = "Trade"
unit = "dollars"
axis = "border"
kind = "path"
"#;

fn world(axes: &str, driver: &str) -> WorldFiles {
    let rows: String = TRADE
        .iter()
        .filter(|row| (row.0, row.1) != (1, 3))
        .map(|(a, b, y, v)| format!("gw{a}-gw{b},{y},{v}\n"))
        .collect();
    let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
    let files = [
        file("simulation.toml", SIMULATION),
        file("drivers/growth.toml", DRIVER),
        file("drivers/elsewhere.toml", driver),
        file("threats/conflict.toml", THREAT),
        file("axes.toml", axes),
        file("axes/trade.csv", &format!("border,year,value\n{rows}")),
    ];
    WorldFiles::new("world", files)
}

fn history(world: &WorldFiles, panel: &Panel) -> Result<History, SimulateError> {
    let model = Model::load(world)?;
    model.check_indicators(world, panel)?;
    History::build(&model, &as_of(panel, 2000), Year(2010))
}

/// The path of the only variable on the axis, by the labels of its units.
fn path(history: &History, axis: &str, variable: &str) -> BTreeMap<String, Vec<u64>> {
    let list = history.axes.units(history.axes.find(axis).unwrap());
    let values = &history.paths[variable];
    let of = |unit: usize| values.iter().skip(unit).step_by(list.ids.len()).map(|v| v.to_bits()).collect();
    list.labels.iter().enumerate().map(|(unit, label)| (label.clone(), of(unit))).collect()
}

const LINKED: &str =
    "[[axis]]\nid = \"border\"\ntitle = \"Neighbours\"\npairs = { linked_by = \"borders\" }\n";

#[test]
fn a_series_gives_the_values_of_a_file_to_the_bit_and_what_it_has_of_others_is_told() {
    let panel = panel();
    let of_file = world(LINKED, &format!("{TRADE_BY}values = \"axes/trade.csv\"\n"));
    let of_series =
        world(&format!("{LINKED}panel = \"dyad\"\n"), &format!("{TRADE_BY}indicator = \"of_dyad\"\n"));
    let (file, series) = (history(&of_file, &panel).unwrap(), history(&of_series, &panel).unwrap());
    let by_series = path(&series, "border", "trade");
    assert_eq!(by_series, path(&file, "border", "trade"));
    assert_eq!(by_series["gw1-gw2"].iter().filter(|bits| f64::from_bits(**bits) == 30.0).count(), 1, "1992");
    assert!(file.left_out.is_empty());
    let told = series.left_out[0].to_string();
    let words =
        ["drivers/elsewhere.toml:7", "`of_dyad` has 2 values of 1 units that axis `border`", ": gw1-gw3"];
    words.iter().for_each(|word| assert!(told.contains(word), "{told}: no `{word}`"));
    assert_eq!(series.filled.len(), file.filled.len());
    let stored: History = serde_json::from_str(&serde_json::to_string(&series).unwrap()).unwrap();
    let units = |history: &History| history.axes.lists[2].panel.clone();
    assert!(units(&series).is_some());
    assert_eq!(
        (&stored.left_out, units(&stored)),
        (&series.left_out, units(&series)),
        "what is stored is all"
    );
}

/// Units of an axis that says nothing else are those with a value by then, with links to their countries.
#[test]
fn an_axis_of_the_panel_alone_has_its_units_and_their_countries() {
    let panel = panel();
    let axes = "[[axis]]\nid = \"dyad\"\ntitle = \"Pairs\"\npanel = \"dyad\"\n[[axis]]\nid = \"age\"\ntitle = \"Ages\"\n\
                panel = \"cohort\"\n[[axis]]\nid = \"site\"\ntitle = \"Sites\"\npanel = \"site\"\n";
    let variable = |name: &str, axis: &str, more: &str| {
        format!("[[variable]]\nname = \"{name}\"\ntitle = \"t\"\nunit = \"1\"\naxis = \"{axis}\"\n{more}\n")
    };
    let path = |series: &str| format!("kind = \"path\"\nindicator = \"{series}\"");
    let head = TRADE_BY.split("[[variable]]").next().unwrap();
    let sum = |text: &str| format!("kind = \"identity\"\nexpression = \"{text}\"");
    let driver = [
        head.to_owned(),
        variable("trade", "dyad", &path("of_dyad")),
        variable("people_of", "age", &path("of_cohort")),
        variable("yield_of", "site", &path("of_site")),
        variable("of_first", "country", &sum("total(trade, dyad_a)")),
        variable("of_ages", "country", &sum("total(people_of, age)")),
        variable("of_sites", "country", &sum("total(yield_of, site)")),
    ];
    let world = world(axes, &driver.concat());
    let found = history(&world, &panel).unwrap();
    let labels = |axis: &str| found.axes.units(found.axes.find(axis).unwrap()).labels.clone();
    assert_eq!(labels("dyad"), ["gw1-gw2", "gw1-gw3", "gw2-gw3"]);
    assert_eq!(
        (labels("age"), labels("site")),
        (vec!["gw3/0-14".into(), "gw3/15+".into()], vec!["DAM".into(), "STRAIT".into()])
    );
    let at = |name: &str, year: i16| {
        let column = found.table.column(name).unwrap();
        column[(year - 1960) as usize * 12..][..3].to_vec()
    };
    assert_eq!(at("of_first", 1991), [20.0 + 4.0, 7.0, 0.0]);
    assert_eq!((at("of_ages", 1995), at("of_sites", 1995)), (vec![0.0, 0.0, 3.0], vec![0.0, 0.0, 5.0]));
    // By the date of the view nothing had been published of 1995: not even the units are there.
    let model = Model::load(&world).unwrap();
    let early = panel.as_of("1996-11".parse().unwrap(), Availability::Published);
    let error =
        History::build(&model, &early, Year(2010)).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(error.contains("axis `age` has no unit as of 1996-11"), "{error}");
}

#[test]
fn an_axis_that_is_not_the_panels_is_told_with_its_place() {
    let panel = panel();
    let indicator = format!("{TRADE_BY}indicator = \"of_dyad\"\n");
    let cases = [
        (LINKED.to_owned(), "elsewhere.toml:7", "say `panel = \"AXIS\"` of this axis in axes.toml"),
        (
            format!("{LINKED}panel = \"dyda\"\n"),
            "elsewhere.toml:7",
            "is on axis `dyad`, the variable on `dyda`",
        ),
        (
            format!("{LINKED}panel = \"site\"\n"),
            "elsewhere.toml:7",
            "is on axis `dyad`, the variable on `site`",
        ),
    ];
    for (axes, place, words) in cases {
        let error =
            history(&world(&axes, &indicator), &panel).err().map(|e| e.to_string()).unwrap_or_default();
        assert!(error.contains(place) && error.contains(words), "{error}: no `{words}`");
    }
    let both = format!("{indicator}values = \"axes/trade.csv\"\n");
    let error =
        history(&world(&format!("{LINKED}panel = \"dyad\"\n"), &both), &panel).err().unwrap().to_string();
    assert!(error.contains("remove one"), "{error}");
    let wrong = format!("{LINKED}panel = \"cohort\"\n");
    let error = history(&world(&wrong, &format!("{TRADE_BY}indicator = \"of_cohort\"\n")), &panel);
    let error = error.err().unwrap().to_string();
    assert!(
        error.contains("axes.toml:5") && error.contains("made of pairs and the panel's `cohort` of product"),
        "{error}"
    );
}
