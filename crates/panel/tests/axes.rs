//! Series on axes beyond country and world: what was written is read, nothing is known before its release, the order of rows
//! does not matter, and a user's own file is read with one clear error.
#![allow(clippy::unwrap_used)] // helpers of tests are no `#[test]` functions

use std::collections::BTreeMap;

use forefend_panel::{
    Availability, Axis, AxisKind, CodeSpell, Country, CountryId, Fill, Impossible, Indicator, Iso3, Kind,
    ListedUnit, Month, Panel, PanelAxis, PanelBuilder, Unit, Year,
};
use proptest::prelude::*;

const A: CountryId = CountryId(500);
const B: CountryId = CountryId(501);
const C: CountryId = CountryId(510);
const LAG: u32 = 7;

fn country(id: CountryId, name: &str, iso3: &str) -> Country {
    let spell = CodeSpell {
        first: Year(1962),
        last: None,
        name: name.into(),
        iso3: Some(Iso3::new(iso3).unwrap()),
        m49: None,
        gw: id.0,
        cow: None,
        views: None,
    };
    let (continent, region) = (String::new(), String::new());
    Country { id, name: name.into(), continent, region, capital: None, state: true, spells: vec![spell] }
}

/// Three states, an axis of every kind, and a series on each: `dyad_value`, `flow_value`, `cohort_value`, `site_value`.
fn builder() -> PanelBuilder {
    let mut builder = Panel::builder();
    for (id, name, iso3) in [(A, "Uganda", "UGA"), (B, "Kenya", "KEN"), (C, "Tanzania", "TZA")] {
        builder.add_country(country(id, name, iso3)).unwrap();
    }
    let mut cohort = PanelAxis::synthetic("cohort", AxisKind::Product);
    let list = |levels: [&str; 2]| levels.map(str::to_owned).to_vec();
    cohort.product = BTreeMap::from([
        ("age".to_owned(), list(["0-14", "15+"])),
        ("sex".to_owned(), list(["female", "male"])),
    ]);
    let mut site = PanelAxis::synthetic("site", AxisKind::Listed);
    for (id, label, country) in [("d1", "Dam", Some(A)), ("x9", "Strait", None)] {
        site.units.insert(id.into(), ListedUnit { label: label.into(), country });
    }
    let pairs = PanelAxis::synthetic("dyad", AxisKind::Pairs);
    let directed = PanelAxis::synthetic("flow", AxisKind::DirectedPairs);
    for axis in [cohort, site, pairs, directed] {
        let mut series = Indicator::synthetic(&format!("{}_value", axis.id));
        series.axis = Axis::Declared(axis.id.clone());
        series.file = format!("{}_year.parquet", axis.id);
        series.release_lag_months = LAG;
        builder.add_axis(axis).unwrap();
        builder.add_indicator(series).unwrap();
    }
    builder
}

/// Every unit with the name of its series.
fn units() -> Vec<(&'static str, Unit)> {
    let group = |country, group: &str| Unit::Group(country, group.to_owned());
    vec![
        ("dyad_value", Unit::Pair(A, B)),
        ("dyad_value", Unit::Pair(B, C)),
        ("flow_value", Unit::Pair(A, B)),
        ("flow_value", Unit::Pair(B, A)),
        ("cohort_value", group(A, "0-14/female")),
        ("cohort_value", group(C, "15+/male")),
        ("site_value", Unit::Listed("d1".to_owned())),
        ("site_value", Unit::Listed("x9".to_owned())),
    ]
}

type Row = (usize, i16, f64);

fn panel(rows: &[Row]) -> Panel {
    let mut builder = builder();
    for &(unit, year, value) in rows {
        let (series, unit) = units()[unit].clone();
        builder.set_on(&|| "test".to_owned(), series, unit, Year(year), value).unwrap();
    }
    builder.build().unwrap()
}

/// Some unit-years with values, each once, in any order.
fn rows() -> impl Strategy<Value = Vec<Row>> {
    prop::collection::btree_map((0..units().len(), 2000..2012_i16), -1e6..1e6_f64, 0..60)
        .prop_map(|rows| {
            rows.into_iter().map(|((unit, year), value)| (unit, year, value)).collect::<Vec<Row>>()
        })
        .prop_shuffle()
}

proptest! {
    #[test]
    fn what_is_written_is_read_and_the_order_of_rows_changes_nothing(rows in rows()) {
        let one = panel(&rows);
        let files = one.to_files().unwrap();
        let back = Panel::from_files(&files).unwrap();
        prop_assert_eq!(&back, &one);
        prop_assert_eq!(back.digest(), one.digest());
        let mut sorted = rows.clone();
        sorted.sort_by_key(|row| (row.1, std::cmp::Reverse(row.0)));
        let other = panel(&sorted);
        prop_assert_eq!(other.digest(), one.digest());
        prop_assert_eq!(other.to_files().unwrap(), files);
    }

    /// At any month, on whichever of the readings: a value is there from seven months after the end of its year on.
    #[test]
    fn nothing_is_seen_before_its_release(rows in rows(), months in 0..200_i32) {
        let panel = panel(&rows);
        let month = "1999-06".parse::<Month>().unwrap() + months;
        let view = panel.as_of(month, Availability::Published);
        let released = |year: i16| Year(year).last_month() + LAG as i32 <= month;
        for axis in ["dyad", "flow", "cohort", "site"] {
            let series = format!("{axis}_value");
            let due: BTreeMap<(Unit, i16), f64> = rows
                .iter()
                .filter(|row| units()[row.0].0 == series && released(row.1))
                .map(|row| ((units()[row.0].1.clone(), row.1), row.2))
                .collect();
            let seen: BTreeMap<(Unit, i16), f64> =
                view.values(&series).unwrap().map(|(unit, year, value)| ((unit.clone(), year.0), value)).collect();
            prop_assert_eq!(&seen, &due);
            prop_assert_eq!(view.last_year(&series).unwrap().map(|year| year.0), due.keys().map(|key| key.1).max());
            let on = view.units_on(axis).unwrap();
            let known: std::collections::BTreeSet<&Unit> = due.keys().map(|(unit, _)| unit).collect();
            prop_assert_eq!(on.iter().collect::<Vec<_>>(), known.into_iter().collect::<Vec<_>>());
            // Filled cells too come from nothing but what was known: the grid of the same panel without later rows.
            let kept: Vec<Row> = rows.iter().copied().filter(|row| released(row.1)).collect();
            let grid = |panel: &Panel| {
                let view = panel.as_of(month, Availability::Published);
                let all: Vec<Unit> = units().into_iter().filter(|unit| unit.0 == series).map(|unit| unit.1).collect();
                view.grid_on(&series, &all, Year(2000), Year(2011), Fill::Interpolate).unwrap()
            };
            let bits = |grid: Vec<f64>| grid.into_iter().map(f64::to_bits).collect::<Vec<_>>();
            prop_assert_eq!(bits(grid(&panel)), bits(grid(&self::panel(&kept))));
        }
    }
}

#[test]
fn a_published_path_is_read_once_its_vintage_is_out() {
    let mut builder = builder();
    let mut people = Indicator::synthetic("people");
    people.axis = Axis::Declared("cohort".into());
    people.file = "cohort_path.parquet".into();
    people.kind = Kind::Path { vintage: "2010-07".parse().unwrap() };
    builder.add_indicator(people).unwrap();
    let unit = Unit::Group(A, "15+/male".to_owned());
    for (year, value) in [(2004, 1.0), (2005, 2.0), (2020, 100.0)] {
        builder.set_on(&|| "test".to_owned(), "people", unit.clone(), Year(year), value).unwrap();
    }
    let panel = builder.build().unwrap();
    let last = |month: &str| {
        let view = panel.as_of(month.parse().unwrap(), Availability::Observed);
        view.path_on("people", std::slice::from_ref(&unit), Year(2004), Year(2020)).unwrap()[16]
    };
    assert_eq!(last("2010-07"), 100.0);
    assert_eq!(last("2010-06"), 2.0 * 2_f64.powi(15), "before, its own growth goes on");
}

/// No file of axes without an axis; the errors of what is on none.
#[test]
fn an_axis_is_declared_before_it_is_used_and_its_files_hold_nothing_else() {
    assert!(panel(&[]).to_files().unwrap().contains_key("axes.parquet"));
    let mut plain = Panel::builder();
    plain.add_state(500, "Uganda").unwrap();
    plain.add_indicator(Indicator::synthetic("x")).unwrap();
    let files = plain.build().unwrap().to_files().unwrap();
    assert!(!files.keys().any(|name| name.starts_with("axi")), "{:?}", files.keys());
    let mut builder = builder();
    let mut series = Indicator::synthetic("y");
    series.axis = Axis::Declared("dyda".into());
    assert!(builder.add_indicator(series.clone()).unwrap_err().to_string().contains("did you mean `dyad`?"));
    series.axis = Axis::Declared("dyad".into());
    series.file = "flow_year.parquet".into();
    let error = builder.add_indicator(series).unwrap_err().to_string();
    assert!(
        error.contains("flow_year.parquet holds `flow_value`") && error.contains("file of its own"),
        "{error}"
    );
    let set = |builder: &mut PanelBuilder, id: &str, unit: Unit| {
        builder.set_on(&|| "f.csv:3".to_owned(), id, unit, Year(2000), 1.0)
    };
    let error = set(&mut builder, "dyad_value", Unit::Listed("d1".into())).unwrap_err().to_string();
    assert!(error.starts_with("f.csv:3: ") && error.contains("no unit of axis `dyad`"), "{error}");
    let error = set(&mut builder, "dyad_value", Unit::Pair(A, CountryId(9))).unwrap_err().to_string();
    assert!(error.contains("GW 9") && error.contains("not in the roster"), "{error}");
    set(&mut builder, "dyad_value", Unit::Pair(B, A)).unwrap();
    let error = set(&mut builder, "dyad_value", Unit::Pair(A, B)).unwrap_err().to_string();
    assert!(error.contains("second value for GW 500-GW 501 in 2000"), "{error}");
    let panel = builder.build().unwrap();
    let view = panel.as_of("2020-12".parse().unwrap(), Availability::Observed);
    let error = view.grid("dyad_value", &[A], Year(2000), Year(2000), Fill::None).unwrap_err().to_string();
    assert!(error.contains("on the dyad axis") && error.contains("AsOf::grid_on"), "{error}");
    assert_eq!(view.units_on("dyad").unwrap(), [Unit::Pair(A, B)]);
}

#[test]
fn a_description_and_the_catalogue_tell_the_axis_its_units_and_whose_they_are() {
    let panel = panel(&[(0, 2000, 1.0), (1, 2001, 4.0), (6, 2000, 2.0), (7, 2000, 3.0)]);
    let now: Month = "2004-12".parse().unwrap();
    let catalogue = panel.catalogue(now);
    let entry = |id: &str| catalogue.indicators.iter().find(|entry| entry.id == id).unwrap();
    assert_eq!((entry("dyad_value").units, entry("dyad_value").countries), (2, 3));
    assert_eq!((entry("site_value").units, entry("site_value").countries), (2, 1));
    let axis = catalogue.axes.iter().find(|axis| axis.id == "site").unwrap();
    assert_eq!((axis.units, axis.series, axis.kind), (2, 1, AxisKind::Listed));
    let said = panel.describe("site_value", None, now).unwrap();
    let highest = &said.all_years.unwrap().highest[0];
    assert_eq!((highest.name.as_str(), highest.iso3, said.filled), ("Strait", None, 1.0));
    let said = panel.describe("dyad_value", None, now).unwrap();
    assert_eq!((said.all_years.unwrap().highest[0].name.as_str(), said.filled), ("KEN-TZA", 0.5));
    assert!(
        panel.describe("dyad_value", Some("UGA"), now).unwrap_err().to_string().contains("without a country")
    );
    let found = panel.check(&["dyad_value".to_owned()], "2010-12".parse().unwrap(), now).unwrap();
    assert!(found.iter().any(|one| one.detail.contains("ends in 2001")), "{found:?}");
}

const DECLARED: &str = r#"
[[axis]]
id = "trade"
title = "Trade from one state to another"
kind = "directed-pairs"

[[axis]]
id = "pact"
title = "Pairs of states"
kind = "pairs"

[[axis]]
id = "people"
title = "People by age"
kind = "product"
product = { age = ["0-14", "15+"] }

[[axis]]
id = "port"
title = "Ports"
kind = "listed"
units = "data/ports.csv"
"#;

/// The panel of three states with one series of the user's own on `axis`, from `csv`; or the error.
fn own(axis: &str, more: &str, csv: &str) -> Result<Panel, String> {
    let entry = format!(
        "{DECLARED}\n[[indicator]]\nid = \"own\"\naxis = \"{axis}\"\ncsv = \"data/own.csv\"\ntitle = \"Own\"\nunit = \"1\"\n\
         source = \"us\"\nlicence = \"CC0-1.0\"\nrelease_lag_months = 0\n{more}\n"
    );
    let mut files = BTreeMap::from([
        ("indicators.toml".to_owned(), entry.into_bytes()),
        ("data/own.csv".to_owned(), csv.as_bytes().to_vec()),
        ("data/ports.csv".to_owned(), b"id,label,country\nmba,Mombasa,KEN\ndar,Dar es Salaam,TZA\n".to_vec()),
    ]);
    for (name, content) in builder().build().unwrap().to_files().unwrap() {
        files.insert(format!("snapshot/{name}"), content);
    }
    Panel::from_world("world", &files, Impossible::Refuse).map_err(|error| error.to_string())
}

fn own_values(axis: &str, more: &str, csv: &str) -> Vec<(String, i16, f64)> {
    let panel = own(axis, more, csv).unwrap();
    let view = panel.as_of("2020-12".parse().unwrap(), Availability::Observed);
    let key = |unit: &Unit| panel.roster().unit_key(unit);
    view.values("own").unwrap().map(|(unit, year, value)| (key(unit), year.0, value)).collect()
}

#[test]
fn a_users_own_file_names_its_units_as_their_axis_does() {
    let found =
        |axis: &str, more: &str, csv: &str| -> Vec<(String, i16, f64)> { own_values(axis, more, csv) };
    let row = |unit: &str, year: i16, value: f64| (unit.to_owned(), year, value);
    let pairs = "country_a,country_b,year,value\nUGA,KEN,2000,1\nKenya,Uganda,2000,2\n";
    assert_eq!(found("trade", "", pairs), [row("UGA-KEN", 2000, 1.0), row("KEN-UGA", 2000, 2.0)]);
    let renamed = "o,d,y,v\nKEN,500,2001,3\nWLD,KEN,2001,9\n";
    let columns = "columns = { country_a = \"o\", country_b = \"d\", year = \"y\", value = \"v\" }";
    assert_eq!(found("pact", columns, renamed), [row("UGA-KEN", 2001, 3.0)], "the smaller number first");
    let wide = "country,age,2000,2001\nUGA,0-14,1,2\nUGA,15+,3,\n";
    let three = [row("UGA/0-14", 2000, 1.0), row("UGA/0-14", 2001, 2.0), row("UGA/15+", 2000, 3.0)];
    assert_eq!(found("people", "", wide), three);
    assert_eq!(found("port", "", "port,year,value\nmba,2000,5\n"), [row("mba", 2000, 5.0)]);
    let panel = own("port", "", "port,year,value\nmba,2000,5\n").unwrap();
    let axis = Axis::Declared("port".to_owned());
    assert_eq!(panel.unit_label(&axis, &Unit::Listed("mba".to_owned())), "Mombasa");
    assert_eq!(panel.countries_of(&axis, &Unit::Listed("mba".to_owned())), [B]);
    assert!(own("pact", columns, renamed).unwrap().notes()[0].contains("1 rows of what is no country"));
}

#[test]
fn a_mistake_in_a_users_own_file_names_file_line_and_remedy() {
    let cases: [(&str, &str, &[&str]); 12] = [
        (
            "trade",
            "country_a,year,value\nUGA,2000,1\n",
            &["own.csv:1", "no column `country_b`", "country_b = "],
        ),
        ("trade", "country_a,country_b,year,value\nUGA,UGA,2000,1\n", &["own.csv:2", "two countries"]),
        ("trade", "country_a,country_b,year,value\nUGA,Kenja,2000,1\n", &["own.csv:2", "Kenja", "`Kenya`"]),
        (
            "pact",
            "country_a,country_b,year,value\nUGA,KEN,2000,1\nKEN,UGA,2000,1\n",
            &["own.csv:3", "UGA-KEN 2000", "line 2", "directed-pairs"],
        ),
        (
            "trade",
            "country_a,country_b,year,value\nUGA,KEN,2000,1\nUGA,KEN,2000,1\n",
            &["own.csv:3", "unit-year"],
        ),
        ("people", "country,year,value\nUGA,2000,1\n", &["own.csv:1", "no column `age`"]),
        ("people", "country,age,year,value\nUGA,0-4,2000,1\n", &["own.csv:2", "did you mean `0-14`?"]),
        ("port", "port,year,value\nmbb,2000,1\n", &["own.csv:2", "no unit `mbb`", "did you mean `mba`?"]),
        ("port", "prot,year,value\nmba,2000,1\n", &["own.csv:1", "no column `port`", "did you mean `prot`?"]),
        (
            "prot",
            "port,year,value\nmba,2000,1\n",
            &["indicators.toml:26", "no axis `prot`", "did you mean `port`?"],
        ),
        ("cohort", "country,age,sex,year,value\n", &["no axis `cohort`", "[[axis]]"]),
        ("port", "port,year,value\nmba,2000,nil\n", &["own.csv:2", "not a number"]),
    ];
    for (axis, csv, words) in cases {
        let error = own(axis, "", csv).unwrap_err();
        for word in words {
            assert!(error.contains(word), "{error}: no `{word}`");
        }
    }
}
