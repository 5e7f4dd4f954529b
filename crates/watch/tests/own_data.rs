//! Deaths from a file of one's own.
#![allow(clippy::unwrap_used)] // helpers of tests are no `#[test]` functions

mod support;

use forefend_panel::{CountryId, Month};
use forefend_watch::{Target, replace_deaths};

fn read(text: &str) -> Result<(forefend_panel::Panel, Vec<Target>), String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deaths.csv");
    std::fs::write(&file, text).unwrap();
    let mut panel = support::plain();
    let read = replace_deaths(&mut panel, &file, Target::StateBased).map_err(|error| error.to_string())?;
    Ok((panel, read))
}

#[test]
fn a_file_takes_the_place_of_the_snapshot_for_what_it_has() {
    let (panel, targets) =
        read("month_id,country_id,outcome,one_sided\n300,2,7,0\n301,2,0,4\n301,1,9,1\n").unwrap();
    assert_eq!(targets, [Target::StateBased, Target::OneSided]);
    let of = |id: &str| panel.monthly().find(|series| series.declaration().id == id).unwrap();
    // VIEWS 2 is the second country, GW 101.
    let get = |id: &str, gw: u16, month: i32| of(id).get(CountryId(gw), Month::from_views_id(month));
    assert_eq!((get("state-based", 101, 300), get("state-based", 101, 301)), (Some(7), Some(0)));
    assert_eq!((get("state-based", 100, 300), get("one-sided", 101, 301)), (None, Some(4)));
    assert_eq!(get("non-state", 100, 300), Some(support::deaths(100, 300 - 109, Target::NonState)));
}

#[test]
fn each_mistake_is_named_with_its_row() {
    for (text, needles) in [
        ("month_id,country_id,deaths\n300,2,7\n", &["`outcome` or `state_based`", "deaths"][..]),
        ("month_id,country_id,outcome\n300,2,7\n300,2,8\n", &["deaths.csv:3", "second row", "2004-12"]),
        ("month_id,country_id,outcome\n300,2,7\n302,2,8\n", &["no row between 2004-12 and 2005-02"]),
        ("month_id,country_id,outcome\n300,999,7\n", &["deaths.csv:2", "999"]),
        ("month_id,country_id,outcome\n300,2,-7\n", &["deaths.csv:2", "-7"]),
        ("month_id,country_id,outcome\n300,2,0.5\n", &["deaths.csv:2", "0.5"]),
        ("month_id,country_id,outcome\n0,2,1\n", &["deaths.csv:2", "month_id 0"]),
        ("month_id,unit,outcome\n300,2,1\n", &["country_id"]),
    ] {
        let error = read(text).unwrap_err();
        assert!(error.contains("deaths.csv"), "{error}");
        for needle in needles {
            assert!(error.contains(needle), "{error} lacks {needle}");
        }
    }
    let mut panel = support::plain();
    let absent = replace_deaths(&mut panel, "nowhere.csv".as_ref(), Target::NonState).unwrap_err();
    assert!(absent.to_string().contains("nowhere.csv"), "{absent}");
}
