//! `forefend data list`, `describe` and `check`, and a user's own indicator from TOML entry to report.

mod in_a_run;

use forefend_panel::{
    Axis, CodeSpell, Country, CountryId, Indicator, Iso3, Kind, Link, Membership, Mission, Panel, Status,
    Year,
};

use crate::{forefend, text};

/// Three states, two snapshot series, and whatever `own` the world declares with `csv`.
fn small_world(own: &str, csv: &str) -> tempfile::TempDir {
    let mut builder = Panel::builder();
    for (gw, name, iso3, m49) in
        [(500, "Uganda", "UGA", 800), (501, "Kenya", "KEN", 404), (510, "Tanzania", "TZA", 834)]
    {
        builder.add_country(state(gw, name, iso3, m49)).unwrap();
    }
    let mut people = Indicator::synthetic("people");
    people.title = "Population on 1 July".into();
    people.unit = "persons".into();
    people.kind = Kind::Path { vintage: "2010-07".parse().unwrap() };
    people.release_lag_months = 12;
    let mut heat = Indicator::synthetic("heat");
    heat.title = "Warmth of the whole world, against the mean of a century".into();
    heat.unit = "degrees Celsius".into();
    heat.axis = Axis::World;
    heat.file = "world_year.parquet".into();
    builder.add_indicator(people).unwrap().add_indicator(heat).unwrap();
    for year in 1990..=2020 {
        let t = f64::from(year - 1990);
        builder.set("people", CountryId(500), Year(year), 17e6 + 6e5 * t + 1e4 * t * t).unwrap();
        builder.set("people", CountryId(501), Year(year), 23e6 + 7e5 * t + 2e4 * t * t).unwrap();
        if year <= 2012 {
            builder.set_world(&String::new, "heat", Year(year), 0.3 + 0.02 * t + 0.001 * t * t).unwrap();
        }
    }
    let (from, to, weight) = (CountryId(500), CountryId(501), 1.0);
    builder.add_network("near", vec![Link { from, to, first: Year(1963), last: None, weight }]).unwrap();
    builder
        .add_memberships(vec![Membership {
            organisation: "eac".into(),
            country: to,
            first: Year(2000),
            last: None,
            status: Status::Full,
        }])
        .unwrap();
    builder
        .add_missions(vec![Mission { country: from, year: Year(1993), name: "UNOMUR".into(), troops: None }])
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    builder.build().unwrap().write_dir(&folder.path().join("snapshot")).unwrap();
    std::fs::create_dir(folder.path().join("data")).unwrap();
    std::fs::write(folder.path().join("indicators.toml"), own).unwrap();
    std::fs::write(folder.path().join("data/rain.csv"), csv).unwrap();
    folder
}

fn state(gw: u16, name: &str, iso3: &str, m49: u16) -> Country {
    Country {
        id: CountryId(gw),
        name: name.into(),
        continent: "Africa".into(),
        region: String::new(),
        capital: None,
        state: true,
        spells: vec![CodeSpell {
            first: Year(1962),
            last: None,
            name: name.into(),
            iso3: Some(Iso3::new(iso3).unwrap()),
            m49: Some(m49),
            gw,
            cow: Some(gw),
            views: None,
        }],
    }
}

const RAIN: &str = r#"
[[indicator]]
id = "rain"
csv = "data/rain.csv"
title = "Share of districts with a drought in the year"
unit = "share of districts"
source = "Ministry of Water"
licence = "CC BY 4.0"
release_lag_months = 6
"#;

/// A share with a hole (Kenya 1995), a jump (Kenya 2005), values that cannot be (Uganda 1999), a straight
/// line (Uganda 2005-2010), one value carried on (Tanzania to 2012).
fn rain() -> String {
    let mut csv = "country,year,value\n".to_owned();
    for year in 1990..=2012 {
        let t = f64::from(year - 1990);
        let wave = 0.2 + 0.01 * ((t * 1.7) % 1.0);
        let kenya = if year >= 2005 { wave + 0.6 } else { wave };
        let uganda = if year >= 2005 { 0.2 + 0.01 * (t - 15.0) } else { wave };
        let tanzania = if year >= 2007 { 0.25 } else { wave };
        let uganda = if year == 1999 { 1.25 } else { uganda };
        if year != 1995 {
            csv.push_str(&format!("KEN,{year},{kenya:.6}\n"));
        }
        if year <= 2010 {
            csv.push_str(&format!("UGA,{year},{uganda:.6}\n"));
        }
        csv.push_str(&format!("Tanzania,{year},{tanzania:.6}\n"));
    }
    csv
}

fn data(world: &tempfile::TempDir, arguments: &[&str]) -> std::process::Output {
    let mut all = vec!["data"];
    all.extend(arguments);
    all.extend(["--as-of", "2014-03", "--world", world.path().to_str().unwrap()]);
    forefend(&all)
}

fn printed(world: &tempfile::TempDir, arguments: &[&str]) -> String {
    let output = data(world, arguments);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let printed = text(&output.stdout);
    let widest = printed.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(100) || arguments.contains(&"--json"), "wider than a terminal: {printed}");
    printed
}

#[test]
fn list_prints_a_table() {
    let world = small_world(RAIN, "country,year,value\nUGA,2011,0.5\n");
    insta::assert_snapshot!(printed(&world, &["list"]));
    let facts: serde_json::Value = serde_json::from_str(&printed(&world, &["list", "--json"])).unwrap();
    assert_eq!(facts["indicators"][2]["id"], "rain");
    assert_eq!(facts["indicators"][2]["csv"], "data/rain.csv");
    assert_eq!(facts["indicators"][2]["age"], 2.25);
    assert_eq!(facts["organisations"][0]["members"], 1);
}

#[test]
fn describe_prints_one_series() {
    let world = small_world(RAIN, "country,year,value\nUGA,2011,0.5\nKEN,2009,0.25\nKEN,2010,NA\n");
    insta::assert_snapshot!(printed(&world, &["describe", "people", "--country", "KEN"]));
    insta::assert_snapshot!(printed(&world, &["describe", "rain"]));
    insta::assert_snapshot!(printed(&world, &["describe", "heat"]));
    let facts = printed(&world, &["describe", "rain", "--country", "Uganda", "--json"]);
    let facts: serde_json::Value = serde_json::from_str(&facts).unwrap();
    assert_eq!(facts["declaration"]["source"], "Ministry of Water");
    assert_eq!(facts["country"]["values"], serde_json::json!([[2011, 0.5]]));
    assert_eq!(facts["all_years"]["median"], 0.375);
    for (arguments, wanted) in [
        (vec!["describe", "peple"], "did you mean `people`?"),
        (vec!["describe", "people", "--country", "Kenia"], "did you mean `Kenya`?"),
        (vec!["describe", "heat", "--country", "KEN"], "describe it without a country"),
        (vec!["check", "rian"], "did you mean `rain`?"),
    ] {
        let output = data(&world, &arguments);
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains(wanted), "{}", text(&output.stderr));
    }
}

#[test]
fn check_finds_what_was_planted_and_fails_on_the_impossible_only() {
    let world = small_world(RAIN, &rain());
    let output = data(&world, &["check"]);
    assert_eq!(output.status.code(), Some(4), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("1 impossible value"), "{}", text(&output.stderr));
    insta::assert_snapshot!(text(&output.stdout));
    let output = data(&world, &["check", "rain", "--json"]);
    let facts: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(facts["findings"][0]["check"], "impossible");
    assert_eq!(facts["findings"][0]["iso3"], "UGA");
    assert_eq!(facts["findings"][0]["value"], 1.25);
    // Without the impossible value the same holes and jumps are findings, and failures only when asked.
    let world = small_world(RAIN, &rain().replace("1.25", "0.25"));
    assert_eq!(data(&world, &["check"]).status.code(), Some(0));
    assert_eq!(data(&world, &["check", "--strict"]).status.code(), Some(4));
    assert_eq!(data(&world, &["check", "people", "--strict"]).status.code(), Some(0));
}

/// The error of `data list` on a world with this entry and CSV file.
fn refused(own: &str, csv: &str, code: i32, wanted: &[&str]) {
    let world = small_world(own, csv);
    let output = data(&world, &["list"]);
    let error = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{error}");
    assert_eq!(error.lines().count(), 1, "one error: {error}");
    for part in wanted {
        assert!(error.contains(part), "{error:?} does not say {part:?}");
    }
}

#[test]
fn a_mistake_in_an_own_series_is_told_with_its_line() {
    let bounded = format!("{RAIN}bounds = {{ lower = 0.0, upper = 1.0 }}\n");
    let head = "country,year,value\r\nUGA,2000,0.1\r\n\r\n";
    let row = |rows: &str| format!("{head}{rows}");
    let cases: [(&str, &[&str]); 9] = [
        ("Ugnda,2001,0.1\r\n", &["data/rain.csv:4", "unknown country `Ugnda`", "did you mean `Uganda`?"]),
        ("UGA,2001,0.2\r\n500,2000,0.3\r\n", &["rain.csv:5", "Uganda 2000", "at line 2"]),
        ("UGA,2001,1.5\r\n", &["rain.csv:4", "`rain` = 1.5", "0 to 1"]),
        ("UGA,2001,inf\r\n", &["rain.csv:4", "impossible"]),
        ("UGA,20001,0.1\r\n", &["rain.csv:4", "`20001` is not a year"]),
        ("UGA,2001,\"1,000\"\r\n", &["rain.csv:4", "`1,000` is not a number"]),
        ("UGA,2001\r\n", &["rain.csv:4", "2 cells where the header has 3"]),
        (",2001,0.1\r\n", &["rain.csv:4", "the country is empty"]),
        ("999,2001,0.1\r\n", &["rain.csv:4", "no country has this Gleditsch-Ward number"]),
    ];
    for (rows, wanted) in cases {
        refused(&bounded, &row(rows), 4, wanted);
    }
    refused(RAIN, "land;year;value\nUGA;2000;1\n", 4, &["rain.csv:1", "commas"]);
    refused(RAIN, "land,year,value\nUGA,2000,1\n", 4, &["no column `country`", "columns found: land, year"]);
    refused(RAIN, "country,year,value\nUGA,2000,\n", 4, &["no value of `rain`"]);
}

#[test]
fn a_mistake_in_the_entry_is_told_with_its_line() {
    let good = "country,year,value\nUGA,2000,0.1\n";
    refused(
        &RAIN.replace("rain.csv", "rane.csv"),
        good,
        3,
        &["indicators.toml:2", "data/rane.csv", "did you mean `data/rain.csv`?"],
    );
    refused(
        &RAIN.replace("\"rain\"", "\"people\""),
        good,
        3,
        &["indicators.toml:2", "already in the snapshot"],
    );
    refused(&RAIN.replace("\"rain\"", "\"my rain\""), good, 3, &["indicators.toml:2", "cannot be an id"]);
    refused(
        &RAIN.replace("unit =", "units ="),
        good,
        3,
        &["indicators.toml:6", "unknown field `units`; did you mean `unit`?"],
    );
    refused(&RAIN.replace("csv = \"data/rain.csv\"\n", ""), good, 3, &["no data", "csv = \"data/rain.csv\""]);
    refused(
        &format!("{RAIN}{RAIN}"),
        good,
        3,
        &["indicators.toml:11", "declared twice", "indicators.toml:2"],
    );
}

#[test]
fn codes_and_headers_can_be_named_and_a_world_series_needs_no_country() {
    let m49 = format!(
        "{RAIN}columns = {{ country = \"Land\", year = \"Jahr\", value = \"Wert\", codes = \"m49\" }}\n"
    );
    let world = small_world(&m49, "\u{feff}Jahr,Wert,Land\n2000,0.5,800\n2000,0.7,404\n");
    let facts = printed(&world, &["describe", "rain", "--country", "UGA", "--json"]);
    let facts: serde_json::Value = serde_json::from_str(&facts).unwrap();
    assert_eq!(facts["country"]["values"], serde_json::json!([[2000, 0.5]]), "M49 800 is Uganda");
    let world = small_world(&format!("{RAIN}axis = \"world\"\n"), "year,value\n2000,0.5\n2001,0.25\n");
    let facts = printed(&world, &["describe", "rain", "--json"]);
    let facts: serde_json::Value = serde_json::from_str(&facts).unwrap();
    assert_eq!((&facts["entry"]["axis"], &facts["entry"]["values"]), (&"world".into(), &2.into()));
}

/// Facts of `data describe rain` and what standard error says, for this file.
fn described(csv: &str) -> (serde_json::Value, String) {
    let world = small_world(RAIN, csv);
    let output = data(&world, &["describe", "rain", "--country", "UGA", "--json"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    (serde_json::from_slice(&output.stdout).unwrap(), text(&output.stderr))
}

#[test]
fn all_unknown_countries_of_a_file_are_told_at_once() {
    let rows = "country,year,value\nUgnda,2000,1\nKEN,2000,1\nAtlantis,2000,1\nUgnda,2001,1\nCongo,2000,1\nUK,2000,1\n";
    let wanted = [
        "rain.csv:2: 4 names are not understood",
        "`Ugnda`; did you mean `Uganda`? (lines 2, 5)",
        "`Atlantis` (line 4)",
        "`UK`",
    ];
    refused(RAIN, rows, 4, &wanted);
    refused(
        RAIN,
        "country,year,value\nAtlantis,2000,1\nAtlantis,2001,1\n",
        4,
        &["rain.csv:2", "(lines 2, 3)"],
    );
}

#[test]
fn sums_of_countries_and_words_for_no_value_are_left_out_and_counted() {
    let (facts, notes) = described(
        "country,year,value\nUGA,2000.0,0.5\nWLD,2000,1\nAFE,2000,1\nWLD,2001,1\nKEN,2000,..\nAruba,2000,1\n",
    );
    assert_eq!(facts["country"]["values"], serde_json::json!([[2000, 0.5]]), "2000.0 is a year");
    assert_eq!(facts["entry"]["values"], 1);
    let counted = "4 rows of what is no country of the panel are left out: 2 rows of World; 1 row each of Africa Eastern and \
                   Southern, Aruba";
    assert!(notes.contains(counted), "{notes}");
    assert!(notes.contains("taken for no value of `rain`: `..` 1 times"), "{notes}");
    assert!(notes.contains("`rain` has no value of 2 of 3 states: Kenya, Tanzania"), "{notes}");
    refused(
        RAIN,
        "country,year,value\nUGA,2015.5,1\n",
        4,
        &["rain.csv:2", "`2015.5` is not a year of four digits"],
    );
}

#[test]
fn years_as_columns_are_read_as_the_world_bank_writes_them() {
    let bank = "\"Data Source\",\"World Development Indicators\",\n\n\"Last Updated Date\",\"2026-07-01\",\n\n\
                \"Country Name\",\"Country Code\",\"Indicator Name\",\"2000\",\"2001 [YR2001]\",\n\
                \"Uganda\",\"UGA\",\"Rain\",\"0.5\",\"\",\n\"World\",\"WLD\",\"Rain\",\"1\",\"1\",\n\
                \"Kenya\",\"KEN\",\"Rain\",\"..\",\"0.25\",\n";
    let (facts, notes) = described(bank);
    assert_eq!(facts["country"]["values"], serde_json::json!([[2000, 0.5]]));
    assert_eq!(facts["entry"]["values"], 2);
    assert!(notes.contains("1 row of World") || notes.contains("2 rows of World"), "{notes}");
    refused(RAIN, &bank.replace("\"0.25\"", "\"1,25\""), 4, &["rain.csv:8", "`1,25` is not a number"]);
    refused(
        RAIN,
        &bank.replace("\"Country Code\"", "\"A\"").replace("\"Country Name\"", "\"B\""),
        4,
        &["rain.csv:1"],
    );
    refused(RAIN, "Country Code,2000,2000\nUGA,1,2\n", 4, &["rain.csv:1", "two columns are of 2000"]);
}

#[test]
fn two_names_of_one_row_must_agree() {
    let wanted = ["rain.csv:3", "of Uganda by `UGA`", "by `Kenya` in column `country_name`"];
    refused(RAIN, "country,country_name,year,value\nKEN,Kenya,2000,1\nUGA,Kenya,2000,1\n", 4, &wanted);
    // A name that no list has says nothing.
    let (facts, _) = described("country,country_name,year,value\nUGA,Pearl of Africa,2000,1\n");
    assert_eq!(facts["entry"]["values"], 1);
}

/// The example of docs/data.md, as a reader would copy it.
#[test]
fn the_example_of_the_documentation_works() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/data.md");
    let page = std::fs::read_to_string(page).unwrap();
    let block = |language: &str| {
        let after = page.split(&format!("```{language}\n")).nth(1).unwrap();
        after.split("```").next().unwrap().to_owned()
    };
    let world = small_world(&block("toml"), "");
    std::fs::write(world.path().join("data/infant_mortality.csv"), block("csv")).unwrap();
    let facts = printed(&world, &["describe", "infant_mortality", "--json"]);
    let facts: serde_json::Value = serde_json::from_str(&facts).unwrap();
    assert_eq!((&facts["entry"]["values"], &facts["entry"]["countries"]), (&8.into(), &2.into()));
}
