//! Outcomes that a user brings, laid over a small panel.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use forefend_panel::{
    Availability, CountryId, Indicator, Month, MonthlyDeclaration, MonthlySeries, Panel, Year,
};

const A: CountryId = CountryId(500);
const B: CountryId = CountryId(501);
const C: CountryId = CountryId(510);

/// Deaths of three states by year to 2022 and by month to December 2022, two types of violence.
fn panel() -> Panel {
    let mut builder = Panel::builder();
    builder
        .add_state(500, "Uganda")
        .unwrap()
        .add_state(501, "Kenya")
        .unwrap()
        .add_state(510, "Tanzania")
        .unwrap();
    for id in ["conflict_deaths", "conflict_level", "one_sided_deaths", "one_sided_event"] {
        let mut indicator = Indicator::synthetic(id);
        indicator.release_lag_months = 6;
        builder.add_indicator(indicator).unwrap();
    }
    for year in 2020..=2022 {
        for (country, deaths) in [(A, 1200.0), (B, 30.0), (C, 0.0)] {
            let level = f64::from(u8::from(deaths >= 25.0) + u8::from(deaths >= 1000.0));
            builder.set("conflict_deaths", country, Year(year), deaths).unwrap();
            builder.set("conflict_level", country, Year(year), level).unwrap();
            builder.set("one_sided_deaths", country, Year(year), 0.0).unwrap();
            builder.set("one_sided_event", country, Year(year), 0.0).unwrap();
        }
    }
    for (id, deaths) in [("state-based", [100, 2, 0]), ("one-sided", [0, 0, 0])] {
        let mut series = MonthlySeries::new(declaration(id));
        for (country, deaths) in [A, B, C].into_iter().zip(deaths) {
            series.add(country, "2022-01".parse().unwrap(), &[deaths; 12]).unwrap();
        }
        builder.add_monthly(series).unwrap();
    }
    builder.build().unwrap()
}

fn declaration(id: &str) -> MonthlyDeclaration {
    MonthlyDeclaration {
        id: id.to_owned(),
        title: id.to_owned(),
        unit: "deaths".to_owned(),
        source: "synthetic".to_owned(),
        citation: String::new(),
        url: None,
        licence: "CC0-1.0".to_owned(),
        release_lag_months: 6,
        note: String::new(),
    }
}

fn brought(csv: &str) -> Panel {
    panel().with_outcomes("somewhere/new.csv", csv.as_bytes()).unwrap_or_else(|error| panic!("{error}"))
}

fn yearly(panel: &Panel, as_of: &str, id: &str, year: i16) -> [Option<f64>; 3] {
    let view = panel.as_of(as_of.parse().unwrap(), Availability::Published);
    [A, B, C].map(|country| view.observed(id, country, Year(year)).unwrap())
}

#[test]
fn a_year_enters_deaths_and_what_is_derived_from_them() {
    let panel = brought(
        "country,year,deaths\nUganda,2023,24\nKEN,2023,1000\n*,2023,0\n".replace("KEN", "Kenya").as_str(),
    );
    assert_eq!(yearly(&panel, "2024-01", "conflict_deaths", 2023), [Some(24.0), Some(1000.0), Some(0.0)]);
    assert_eq!(yearly(&panel, "2024-01", "conflict_level", 2023), [Some(0.0), Some(2.0), Some(0.0)]);
    // In hand when the year is over, and not before; what the snapshot held keeps its lag.
    assert_eq!(yearly(&panel, "2023-11", "conflict_deaths", 2023), [None; 3]);
    assert_eq!(yearly(&panel, "2023-05", "conflict_deaths", 2022), [None; 3]);
    // The file says nothing about other violence.
    assert_eq!(yearly(&panel, "2024-12", "one_sided_deaths", 2023), [None; 3]);
    let outcomes = panel.outcomes().unwrap();
    assert_eq!((outcomes.file.as_str(), outcomes.digest.len()), ("new.csv", 64));
    assert_eq!(outcomes.added_years(), Some((Year(2023), Year(2023))));
    assert_ne!(panel.digest(), self::panel().digest());
    assert!(
        panel.notes().iter().any(|note| note.contains("`*` says 0 for 1 country-years of conflict_deaths"))
    );
}

#[test]
fn months_that_complete_a_year_make_the_year() {
    let csv =
        "country,month,deaths,one_sided\n510,2023-07,25,1000\n*,2023-01..2024-02,0,0\n500,2024-02,7.0,0\n";
    let panel = brought(csv);
    assert_eq!(yearly(&panel, "2024-03", "conflict_deaths", 2023), [Some(0.0), Some(0.0), Some(25.0)]);
    assert_eq!(yearly(&panel, "2024-03", "conflict_level", 2023), [Some(0.0), Some(0.0), Some(1.0)]);
    assert_eq!(yearly(&panel, "2024-03", "one_sided_event", 2023), [Some(0.0), Some(0.0), Some(1.0)]);
    assert_eq!(yearly(&panel, "2026-12", "conflict_deaths", 2024), [None; 3], "two months make no year");
    let month = |text: &str| text.parse::<Month>().unwrap();
    let view = panel.as_of(month("2024-06"), Availability::Observed);
    let months = view.monthly("state-based").unwrap();
    assert_eq!(months.last_month(), Some(month("2024-02")));
    assert_eq!([months.get(A, month("2024-02")), months.get(B, month("2024-02"))], [Some(7), Some(0)]);
    assert_eq!(months.get(A, month("2022-12")), Some(100), "what was known stays");
    // Holes of countries that the file names are zero by `*`, and told.
    assert!(
        panel.notes().iter().any(|note| note.contains("26 of them of countries that it names")),
        "{:?}",
        panel.notes()
    );
}

#[test]
fn what_is_known_may_be_repeated_and_not_changed() {
    let panel = brought("country,year,deaths\n500,2022,1200\n*,2023,0\n");
    assert_eq!(yearly(&panel, "2024-01", "conflict_deaths", 2023), [Some(0.0); 3]);
}

fn refused(csv: &str, wanted: &[&str]) {
    let error = panel().with_outcomes("new.csv", csv.as_bytes()).map(|_| ()).unwrap_err().to_string();
    for part in wanted {
        assert!(error.contains(part), "{error:?} does not say {part:?}");
    }
    assert!(error.starts_with("new.csv:"), "{error}");
}

#[test]
fn every_mistake_is_told_with_its_line_and_a_remedy() {
    let year = |rows: &str| format!("country,year,deaths\n{rows}");
    let month = |rows: &str| format!("country,month,deaths\n{rows}");
    let cases: [(String, &[&str]); 26] = [
        (
            year("Atlantis,2023,1\nUgnda,2023,1\n*,2023,0\n"),
            &["new.csv:2: 2 names", "`Atlantis`", "did you mean `Uganda`?"],
        ),
        (year("500,2022,1201\n*,2023,0\n"), &["new.csv:2", "1201 deaths here and 1200", "remove the row"]),
        (year("500,2023,5\n*,2022..2023,0\n"), &["new.csv:3", "`*` says 0 for", "begin at 2023"]),
        (year("500,2023,-5\n*,2023,0\n"), &["new.csv:2", "`-5` deaths are less than none"]),
        (year("500,2023,5.5\n*,2023,0\n"), &["new.csv:2", "`5.5` is no whole number"]),
        (
            year("500,2023,\"1,200\"\n*,2023,0\n"),
            &["new.csv:2", "`1,200` is no whole number", "without separators"],
        ),
        (year("500,2023,5000000000\n*,2023,0\n"), &["new.csv:2", "more than there are people"]),
        (year("500,2023,\n*,2023,0\n"), &["new.csv:2", "no number of deaths"]),
        (
            year("500,2023,5\n"),
            &["new.csv:2", "2 states have no number of deaths in 2023: Kenya, Tanzania", "`*,2023,0`"],
        ),
        (
            year("500,2023,5\n500,2023,5\n*,2023,0\n"),
            &["new.csv:3", "Uganda has 2023 already, at line 2", "remove one"],
        ),
        (year("*,2023,0\n*,2023..2024,0\n"), &["new.csv:3", "`*` has 2023 already"]),
        (year("*,2024,0\n"), &["new.csv:2", "2023 is missing", "give every year after it"]),
        (
            year("*,2022,0\n500,2022,1200\n501,2022,30\n"),
            &["new.csv:1", "nothing is newer than the panel", "2022"],
        ),
        (year("*,2023,3\n"), &["new.csv:2", "can only say 0"]),
        (year("500,2023..2024,3\n*,2023..2024,0\n"), &["new.csv:2", "a range says the same of each year"]),
        (year("500,2024..2023,0\n"), &["new.csv:2", "runs backwards"]),
        (year("500,2023.5,1\n"), &["new.csv:2", "`2023.5` is not a year"]),
        (month("500,2023-13,1\n"), &["new.csv:2", "`2023-13` is no month; write 2026-01"]),
        (month("500,2023-01-31,1\n"), &["new.csv:2", "is no month"]),
        (
            month("500,2023-02,1\n*,2023-01..2023-02,0\n500,2023-02,2\n"),
            &["new.csv:4", "Uganda has 2023-02 already, at line 2"],
        ),
        (month("500,2023-02,1\n*,2023-02,0\n"), &["new.csv:2", "2023-01 is missing"]),
        (month("*,2023-01,0\n*,2023-03,0\n"), &["new.csv:3", "2023-02 is missing"]),
        (
            "country,year,month,deaths\n500,2023,2022-01,1\n".into(),
            &["new.csv:2", "`year` says 2023, but the month is 2022-01"],
        ),
        (
            "country,month,month_id,deaths\n500,2023-01,516,1\n".into(),
            &["new.csv:2", "`month` says 2023-01 and `month_id` says 2022-12"],
        ),
        (
            "country,iso3,year,deaths\n500,Uganda,2023,1\n501,Uganda,2023,1\n".into(),
            &["new.csv:3", "of Kenya by `501`", "`Uganda` in column `iso3`"],
        ),
        (
            "country,year,onesided\n500,2023,1\n".into(),
            &["new.csv:1", "column `onesided`", "did you mean `one_sided`?"],
        ),
    ];
    for (csv, wanted) in &cases {
        refused(csv, wanted);
    }
    refused("country,year,non_state\n500,2023,1\n", &["new.csv:1", "read by month only"]);
    refused("country,month,deaths,non_state\n*,2023-01,0,0\n", &["new.csv:1", "no monthly non-state deaths"]);
    refused("country,deaths\n500,1\n", &["new.csv:1", "no column `year` or `month`"]);
    refused("year,deaths\n2023,1\n", &["new.csv:1", "no column `country`"]);
    refused("country,year,deaths\n", &["new.csv:1", "no row of a country"]);
    refused("country,year,deaths\n500,2023\n", &["new.csv:2", "2 cells where the header has 3"]);
    refused("country,year,deaths\nUSA,2023,5\n*,2023,0\n", &["unknown country `USA`"]);
}

/// A month may be written as a number beside its year, and as VIEWS numbers it.
#[test]
fn months_have_three_ways_to_be_written() {
    let csv = "country,year,month,month_id,deaths,note\nUganda,2023,1,517,4,seen\n*,2023,2023-01,517,0,\n";
    let panel = brought(csv);
    let (first, last) = panel.outcomes().unwrap().added_months().unwrap();
    assert_eq!((first.to_string(), last), ("2023-01".to_owned(), first));
    assert!(panel.outcomes().unwrap().years.is_empty());
}
