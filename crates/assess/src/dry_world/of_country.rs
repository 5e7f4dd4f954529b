//! The sentences that open the page of a country, each where its condition holds.

use forefend_panel::{CountryId, Indicator, Link, PanelBuilder, Year};
use forefend_track::replay::PastLooks;

use super::{Quiet, REPORT, files, options, panel};

/// A state where it never was dry, beside no other.
const OASIS: u16 = 7;

/// What the page of a state says: the dry world, with borders, and with people who moved.
fn said(unit: u16, change: impl Fn(&str, String) -> String, months: &[&str]) -> Vec<String> {
    let mut builder = PanelBuilder::from(panel());
    builder.add_state(OASIS, "Oasis").unwrap();
    builder.add_indicator(Indicator::synthetic("moved")).unwrap();
    for year in 1960..=2000 {
        for name in ["water", "heat", "loss"] {
            builder.set(name, CountryId(OASIS), Year(year), 0.0).unwrap();
        }
        for unit in 1..OASIS {
            builder.set("moved", CountryId(unit), Year(year), f64::from(unit) * 1000.0).unwrap();
        }
    }
    let link = |(from, to)| Link {
        from: CountryId(from),
        to: CountryId(to),
        first: Year(1960),
        last: None,
        weight: 1.0,
    };
    builder
        .add_network(
            "border",
            [(1, 2), (1, 4), (4, 5), (5, 1), (5, 2), (5, 6), (1, 6), (2, 6)].map(link).to_vec(),
        )
        .unwrap();
    let panel = builder.build().unwrap();
    let world = files(REPORT);
    let locusts = "id = \"locusts\"\ntitle = \"Locusts\"\nstatus = \"modelled\"\nwhy = \"w\"\nevent = \"e\"\nresolution = \"r\"\n\
                   [[variable]]\nname = \"moved\"\ntitle = \"People moved\"\nunit = \"persons\"\nkind = \"identity\"\n\
                   indicator = \"moved\"\nfill = \"none\"\nexpression = \"1000 * water\"\n";
    let world = world.with("threats/locusts.toml", locusts.as_bytes());
    let world = ["simulation.toml", "threats/drought.toml", "threats/locusts.toml"].into_iter().fold(
        world,
        |world, path| {
            let text = String::from_utf8(world.bytes(path).unwrap().to_vec()).unwrap();
            let text = text.replace("networks = []", "networks = [\"border\"]");
            world.with(path, change(path, text).as_bytes())
        },
    );
    let folder = tempfile::tempdir().unwrap();
    let months = months.iter().map(|month| month.parse().unwrap()).collect();
    let looks = PastLooks { months, years_ahead: 4, draws: 20, seed: 1 };
    let asked = (CountryId(unit), &looks);
    crate::country(&world, &panel, &options(folder.path()), asked, &Quiet).unwrap().page.summary
}

fn plain(unit: u16) -> Vec<String> {
    said(unit, |_, text| text, &[])
}

#[test]
fn how_it_stood_and_for_how_long() {
    for (unit, words) in [
        (1, "State 1 was in famine in 2000."),
        (3, "State 3 was in drought in 2000."),
        (4, "State 4 was under rain in 2000; its last drought on record was in 1999."),
        (OASIS, "Oasis was under rain in 2000, without drought on record since 1960."),
    ] {
        assert_eq!(plain(unit)[0], words);
    }
}

#[test]
fn chances_of_the_next_year_and_the_window() {
    let told = plain(1);
    let (next, window) = told[1].split_once("; ").unwrap();
    let next = next.strip_prefix("If policy stays as it is: drought in 2002 ").unwrap();
    let window = window.strip_prefix("drought in at least one year of 2002-2004 ").unwrap();
    let percent = |text: &str| text.trim_end_matches(['%', '.']).parse::<f64>().unwrap();
    let (drought, famine) = next.split_once(", famine ").unwrap();
    let (drought, famine, window) = (percent(drought), percent(famine), percent(window));
    // The events are nested: the worse within the first, and the next year within the window.
    assert!(0.0 < famine && famine < drought && drought < window && window < 100.0, "{told:?}");
}

#[test]
fn what_raises_it_and_what_lowers_it() {
    let reasons = |unit, change: fn(&str, String) -> String| {
        said(unit, change, &[]).into_iter().find(|one| one.starts_with("What raises it"))
    };
    for (unit, words) in [
        (2, "What raises it: dry the year before. What lowers it: a cool year."),
        (3, "What raises it: dry the year before. What lowers it: nothing."),
        (OASIS, "What raises it: nothing. What lowers it: rain the year before."),
    ] {
        assert_eq!(reasons(unit, |_, text| text).as_deref(), Some(words));
    }
    // A term without words is no reason.
    let mute = |_: &str, text: String| match text.find("[variable.reasons]") {
        Some(start) => {
            let end = start + text[start..].find("[[variable]]").unwrap();
            format!("{}{}", &text[..start], &text[end..])
        }
        None => text,
    };
    assert_eq!(reasons(2, mute), None);
}

#[test]
fn what_past_looks_gave_and_what_came() {
    let past = |unit, months: &[&str]| {
        said(unit, |_, text| text, months).into_iter().find(|one| one.contains("past look"))
    };
    assert_eq!(past(OASIS, &[]), None);
    let one = past(OASIS, &["1990-06"]).unwrap();
    assert!(
        one.starts_with("In 1 past look whose four years are known, the chances given add up to "),
        "{one}"
    );
    assert!(one.ends_with(" with drought; it came in 0."), "{one}");
    let two = past(2, &["1985-06", "1990-06"]).unwrap();
    assert!(two.starts_with("In 2 past looks ") && !two.ends_with("came in 0."), "{two}");
    // The four years of this look are not over.
    assert_eq!(past(2, &["1999-06"]), None);
}

#[test]
fn how_many_neighbours_were_above_the_lowest_level() {
    for (unit, words) in [
        (3, "It has no neighbour on record."),
        (5, "None of its 1 neighbours was in drought in 2000."),
        (2, "Of its 2 neighbours, 1 was in drought in 2000: State 1."),
        (6, "Of its 3 neighbours, 2 were in drought in 2000: State 1, State 2."),
    ] {
        let told = plain(unit);
        assert!(told.iter().any(|one| one == words), "{unit}: {told:?}");
        assert_eq!(told.iter().filter(|one| one.contains("neighbour")).count(), 1);
    }
}

#[test]
fn people_are_told_where_a_series_counts_them() {
    let people = |unit, change: fn(&str, String) -> String| {
        said(unit, change, &[]).into_iter().find(|one| one.starts_with("People moved"))
    };
    assert_eq!(people(2, |_, text| text).as_deref(), Some("People moved: 2,000 at the end of 2000."));
    assert_eq!(people(OASIS, |_, text| text), None, "nobody counted them there");
    let unit = |_: &str, text: String| text.replace("unit = \"persons\"", "unit = \"tents\"");
    assert_eq!(people(2, unit), None, "tents are no people");
}
