//! What views answer, on a panel small enough to check by hand.
#![allow(clippy::unwrap_used)] // helpers of tests are no `#[test]` functions

use forefend_panel::{
    Availability, CountryId, Fill, Indicator, Kind, Link, Membership, Month, Panel, PanelError, Status, Year,
};

const A: CountryId = CountryId(500);
const B: CountryId = CountryId(501);
const C: CountryId = CountryId(510);

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn panel() -> Panel {
    let mut builder = Panel::builder();
    for (unit, name) in [(A, "Uganda"), (B, "Kenya"), (C, "Tanzania")] {
        builder.add_state(unit.gw(), name).unwrap();
    }
    let mut share = Indicator::synthetic("share");
    share.release_lag_months = 6;
    share.revised = true;
    builder.add_indicator(share).unwrap();
    let mut people = Indicator::synthetic("people");
    people.kind = Kind::Path { vintage: month("2004-07") };
    builder.add_indicator(people).unwrap();
    for (unit, year, value) in [(A, 2000, 1.0), (A, 2004, 5.0), (B, 2001, 2.0), (B, 2002, 4.0)] {
        builder.set("share", unit, Year(year), value).unwrap();
    }
    for year in 1990..=2020 {
        builder.set("people", A, Year(year), f64::from(year)).unwrap();
    }
    let link = |from, to, first, last| Link {
        from,
        to,
        first: Year(first),
        last: Option::map(last, Year),
        weight: 1.0,
    };
    builder.add_network("near", vec![link(A, B, 2000, None), link(B, A, 2000, Some(2001))]).unwrap();
    let member = |country, first, status| Membership {
        organisation: "eac".into(),
        country,
        first: Year(first),
        last: None,
        status,
    };
    let members =
        vec![member(B, 2000, Status::Full), member(A, 2003, Status::Full), member(C, 2000, Status::Observer)];
    builder.add_memberships(members).unwrap();
    builder.build().unwrap()
}

fn row(values: &[f64]) -> Vec<Option<f64>> {
    values.iter().map(|value| (!value.is_nan()).then_some(*value)).collect()
}

#[test]
fn a_year_is_known_when_complete_and_published_when_its_lag_has_passed() {
    let panel = panel();
    let at = |text, availability| panel.as_of(month(text), availability);
    let known = |view: forefend_panel::AsOf| view.observed("share", A, Year(2004)).unwrap();
    assert_eq!(known(at("2004-11", Availability::Observed)), None);
    assert_eq!(known(at("2004-12", Availability::Observed)), Some(5.0));
    assert_eq!(known(at("2005-05", Availability::Published)), None);
    assert_eq!(known(at("2005-06", Availability::Published)), Some(5.0));
    assert_eq!(at("2005-05", Availability::Published).last_year("share").unwrap(), Some(Year(2002)));
    assert!(at("2005-05", Availability::Published).is_revised("share"));
    // A projection is no observation, however old the year has become since.
    let late = at("2015-12", Availability::Observed);
    assert_eq!(late.observed("people", A, Year(2005)).unwrap(), None);
    assert_eq!(late.last_year("people").unwrap(), Some(Year(2004)));
}

#[test]
fn a_line_waits_for_its_later_end() {
    let panel = panel();
    let grid = |text, fill| {
        let view = panel.as_of(month(text), Availability::Observed);
        row(&view.grid("share", &[A, B, C], Year(2000), Year(2003), fill).unwrap())
    };
    let gap = None;
    let a = |y: usize, grid: &[Option<f64>]| grid[3 * y];
    let early = grid("2003-12", Fill::Interpolate);
    assert_eq!((a(1, &early), a(2, &early)), (gap, gap));
    let complete = grid("2004-12", Fill::Interpolate);
    assert_eq!(complete[..6], [Some(1.0), gap, gap, Some(2.0), Some(2.0), gap]);
    assert_eq!(complete[9..], [Some(4.0), gap, gap]);
    // Carried forward, then the median of the countries with a value: 2003 has 4.0 (line) and 4.0 (carried).
    let median = grid("2004-12", Fill::InterpolateThenMedian);
    assert_eq!(median[..3], [Some(1.0), Some(1.0), Some(1.0)]);
    assert_eq!(median[6..9], [Some(3.0), Some(4.0), Some(3.5)]);
    assert_eq!(median[9..], [Some(4.0), Some(4.0), Some(4.0)]);
}

#[test]
fn a_path_is_the_publication_once_out_and_a_continuation_before() {
    let panel = panel();
    let path = |text, id| {
        let view = panel.as_of(month(text), Availability::Observed);
        view.path(id, &[A], Year(2002), Year(2006)).unwrap()
    };
    assert_eq!(path("2004-07", "people"), [2002.0, 2003.0, 2004.0, 2005.0, 2006.0]);
    let before = path("2004-06", "people");
    assert_eq!(before[..2], [2002.0, 2003.0]);
    // Five years' growth to 2003: (2003 / 1998)^(1/5).
    let growth = libm::pow(2003.0 / 1998.0, 0.2);
    assert!((before[4] - 2003.0 * growth * growth * growth).abs() < 1e-9);
    assert_eq!(row(&path("2003-12", "share")), [Some(1.0); 5]);
}

#[test]
fn links_and_members_are_those_of_the_year_or_of_the_last_known_one() {
    let panel = panel();
    let view = panel.as_of(month("2003-06"), Availability::Observed);
    let reaching = |year, row| {
        let adjacency = view.adjacency("near", &[A, B], Year(year));
        adjacency.neighbours(row).map(|(at, _)| at).collect::<Vec<_>>()
    };
    assert_eq!(reaching(2001, 0), [1]);
    assert_eq!(reaching(2001, 1), [0]);
    assert_eq!(reaching(2030, 0), Vec::<usize>::new());
    assert_eq!(reaching(2030, 1), [0]);
    assert_eq!(view.members("eac", Year(2030)), [B]);
    let later = panel.as_of(month("2003-12"), Availability::Observed);
    assert_eq!(later.members("eac", Year(2030)), [A, B]);
}

#[test]
fn unknown_names_are_told_with_the_nearest() {
    let panel = panel();
    let view = panel.as_of(month("2003-06"), Availability::Observed);
    let message = view.last_year("shar").unwrap_err().to_string();
    assert_eq!(message, "unknown indicator `shar`; did you mean `share`?");
    let message = panel.links("nera").unwrap_err().to_string();
    assert!(message.contains("unknown network `nera`"), "{message}");
    assert!(panel.check_organisation("eac").is_ok());
    assert!(panel.check_organisation("aec").unwrap_err().to_string().contains("organisation"));
    let message = panel.roster().find("Ugandda").unwrap_err().to_string();
    assert!(message.contains("did you mean `Uganda`?") && message.contains("ISO3"), "{message}");
    assert_eq!(panel.roster().find("uganda").unwrap().id, A);
    assert_eq!(panel.roster().find("GW 501").unwrap().id, B);
    assert!(matches!(
        view.grid("world", &[], Year(1), Year(2), Fill::None),
        Err(PanelError::UnknownName { .. })
    ));
}
