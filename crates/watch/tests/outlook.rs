//! What the outlook says of an invented world whose truth is known.
#![allow(clippy::unwrap_used)] // helpers of tests are no `#[test]` functions

mod support;

use forefend_panel::{Month, MonthlySeries, Panel, PanelError, Year};
use forefend_watch::{
    Group, MadeFrom, Outlook, Settings, Standing, Target, WatchError, outlook, score_windows, window_of,
    write_forecast,
};
use support::{made, plain, settings};

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn said(panel: &Panel, as_of: &str, target: Target) -> Outlook {
    outlook(panel, month(as_of), target, &settings(), 14, 1).unwrap().1
}

#[test]
fn wars_go_on_peace_stays_and_each_says_why() {
    let said = said(&plain(), "2005-10", Target::StateBased);
    assert_eq!(said.countries.len(), 40);
    for country in &said.countries {
        let kind = country.place.country.gw() % 10 % 8;
        let (standing, deaths) = (country.standing, country.deaths_12.unwrap());
        assert_eq!(standing == Standing::Ongoing, deaths >= 25, "{country:?}");
        match kind {
            // 20 to 59 deaths a month: more than 25 in 17 of 20.
            0 => {
                assert!(country.any > 0.95 && (country.above - 0.85).abs() < 0.12, "{country:?}");
                assert!((country.mean - 39.5).abs() < 6.0, "{country:?}");
                assert_eq!(country.reasons[0].group, Group::OwnHistory);
                assert!(country.reasons[0].part > 0.3, "{country:?}");
            }
            1..=3 => assert!((country.any - 1.0 / 6.0).abs() < 0.12, "{country:?}"),
            _ => assert!(country.any < 0.02 && country.above < 0.01, "{country:?}"),
        }
        assert!(country.change.unwrap().abs() < 0.1);
        assert_eq!((country.age, country.months.len()), (Some(0), 14));
        let quantiles = country.months[0].quantiles;
        assert!(quantiles[0] <= quantiles[1] && quantiles[1] <= quantiles[2]);
    }
    let chances: Vec<f64> = said.countries.iter().map(|country| country.above).collect();
    assert!(chances.windows(2).all(|pair| pair[0] >= pair[1]), "not ranked");
}

/// The shares within a month are a distribution: the forecast's chance of any death is kept on average.
#[test]
fn chances_are_kept_on_the_invented_world() {
    let settings = settings();
    let windows: Vec<Year> = (2003..=2005).map(Year).collect();
    let scored = score_windows(&plain(), Target::StateBased, &windows, &settings, 1, 200).unwrap();
    assert_eq!(scored.len(), 3 * 12 * 40);
    let event = |at: usize| scored.iter().map(|one| one.scores[at].event).sum::<f64>() / scored.len() as f64;
    let came = scored.iter().filter(|one| one.observed >= 25).count() as f64 / scored.len() as f64;
    assert!((event(0) - came).abs() < 0.01, "said {}, came {came}", event(0));
    let ign = |at: usize| scored.iter().map(|one| one.scores[at].three.ign).sum::<f64>();
    assert!(ign(0) < ign(1) && ign(0) < ign(2) && ign(0) < ign(3), "no better than simple rivals");
}

#[test]
fn a_country_without_a_series_is_forecast_and_called_unknown() {
    let mut panel = plain();
    let old = panel.monthly().find(|series| series.declaration().id == "one-sided").unwrap();
    let mut fewer = MonthlySeries::new(old.declaration().clone());
    for (country, first, last) in old.spans().skip(1) {
        let counts: Vec<u32> = (0..=last - first).map(|at| old.get(country, first + at).unwrap()).collect();
        fewer.add(country, first, &counts).unwrap();
    }
    panel.set_monthly(fewer);
    let said = said(&panel, "2005-10", Target::OneSided);
    let unknown: Vec<_> = said.countries.iter().filter(|one| one.standing == Standing::Unknown).collect();
    assert_eq!((said.countries.len(), unknown.len()), (40, 1));
    assert_eq!((unknown[0].place.country.gw(), unknown[0].deaths_12, unknown[0].age), (100, None, None));
}

#[test]
fn what_is_written_is_the_field_s_format() {
    let panel = plain();
    let forecast = made(&panel, month("2004-10"), &settings());
    assert_eq!(window_of(&forecast), Year(2005));
    let folder = tempfile::tempdir().unwrap();
    let from = MadeFrom { settings: "abc", data: "snapshot", seed: 1 };
    // What a process that was killed left there.
    let window = folder.path().join("cm/window=Y2005");
    std::fs::create_dir_all(&window).unwrap();
    std::fs::write(window.join("forecast.parquet.4194999-0.partial"), b"half").unwrap();
    let place = write_forecast(&forecast, &from, 50, folder.path()).unwrap();
    assert!(place.ends_with("cm/window=Y2005/forecast.parquet"));
    assert_eq!(std::fs::read_dir(&window).unwrap().count(), 1, "a half-written file is still there");
    let bytes = std::fs::read(&place).unwrap();
    let table = forefend_panel::Table::from_parquet("forecast", bytes.into()).unwrap();
    assert_eq!(table.names(), ["month_id", "country_id", "draw", "outcome"]);
    assert_eq!(table.len(), 14 * 40 * 50);
    let (months, units) =
        (table.whole::<i32>("month_id").unwrap(), table.whole::<u16>("country_id").unwrap());
    let (draws, outcomes) = (table.whole::<u32>("draw").unwrap(), table.whole::<u32>("outcome").unwrap());
    // November 2004 is month_id 299; countries are numbered 1 to 40 by VIEWS here.
    for row in 0..table.len() {
        assert_eq!(months[row], 299 + (row / 2000) as i32);
        assert_eq!((units[row], draws[row]), ((row / 50 % 40) as u16 + 1, (row % 50) as u32));
    }
    // The draws are the quantiles of the forecast: their mean is its mean, up to a fiftieth.
    let grid = forefend_watch::Grid::new();
    let cell = forecast.cell(0, 1);
    let mean: f64 = forecast.of(cell).iter().zip(grid.values()).map(|(p, v)| p * f64::from(*v)).sum();
    let drawn: f64 = outcomes[..50].iter().map(|deaths| f64::from(*deaths)).sum::<f64>() / 50.0;
    assert!((drawn - mean).abs() < 0.1 * mean, "{drawn} {mean}");
}

/// Only the countries at war are forecast otherwise; with no share of the pool every bin keeps its chance, and only how far deaths go
/// within it moves.
#[test]
fn a_war_moves_its_own_country_and_what_is_asked_for() {
    let (panel, mut shape_only, mut like_others) = (plain(), settings(), settings());
    like_others.war.clear();
    let war = shape_only.war.get_mut(&Target::StateBased).unwrap();
    war.pool.decayed.fill(0.0);
    war.pool.analogues = 0.0;
    let made = |settings: &Settings| made(&panel, month("2004-10"), settings);
    let (both, with, without) = (made(&settings()), made(&shape_only), made(&like_others));
    let grid = forefend_watch::Grid::new();
    let wars: Vec<usize> = with.as_others.keys().copied().collect();
    assert_eq!(wars, [0, 8, 16, 24, 32]);
    for cell in 0..with.places.len() * with.horizon {
        let place = cell / with.horizon;
        let (here, there) = (with.of(cell), without.of(cell));
        assert_eq!(here != there, wars.contains(&place), "place {place}");
        let bins = |shares: &[f64]| grid.shares_of_bins(shares);
        let alike = |shares: &[f64]| {
            bins(shares).iter().zip(bins(there)).all(|(one, other)| (one - other).abs() < 1e-12)
        };
        assert!(alike(here));
        assert_eq!(alike(both.of(cell)), !wars.contains(&place), "place {place}");
        if let Some(others) = with.as_others.get(&place) {
            assert_eq!(&others[cell % with.horizon * grid.len()..][..grid.len()], there);
        }
    }
    assert!(without.as_others.is_empty());
}

#[test]
fn a_forecast_is_not_lost_to_another() {
    let panel = plain();
    let forecast = made(&panel, month("2004-10"), &settings());
    let folder = tempfile::tempdir().unwrap();
    let from = MadeFrom { settings: "abc", data: "snapshot", seed: 1 };
    let place = write_forecast(&forecast, &from, 50, folder.path()).unwrap();
    let notes = forefend_score::forecast::notes_of(&place);
    assert_eq!((notes["target"].as_str(), notes["as_of"].as_str()), ("state-based", "2004-10"));
    let first = std::fs::read(&place).unwrap();
    write_forecast(&forecast, &from, 50, folder.path()).unwrap();
    let other = MadeFrom { seed: 2, ..from };
    let refused = write_forecast(&forecast, &other, 50, folder.path()).unwrap_err().to_string();
    assert!(refused.contains("seed: 1, not 2") && refused.contains("--out"), "{refused}");
    assert_eq!(std::fs::read(&place).unwrap(), first);
}

#[test]
fn what_cannot_be_done_is_said() {
    let (panel, settings) = (plain(), settings());
    let fails = |as_of: &str, horizon: usize| {
        outlook(&panel, month(as_of), Target::StateBased, &settings, horizon, 1).unwrap_err()
    };
    assert!(matches!(fails("1992-03", 14), WatchError::TooEarly { .. }));
    assert!(matches!(fails("1988-01", 14), WatchError::TooEarly { rows: 0, .. }));
    let far = fails("2008-10", 14).to_string();
    assert!(far.contains("2005-12") && far.contains("--data"), "{far}");
    let late = score_windows(&panel, Target::StateBased, &[Year(2007)], &settings, 1, 50).unwrap_err();
    assert!(late.to_string().contains("2005-12"), "{late}");
    // Deaths known to an earlier month than the outlook's: older, and said so.
    let said = said(&panel, "2006-03", Target::StateBased);
    assert_eq!((said.known_to, said.countries[0].age), (month("2005-12"), Some(3)));
    let mut empty = panel.clone();
    empty.set_monthly(MonthlySeries::new(
        panel.monthly().find(|series| series.declaration().id == "one-sided").unwrap().declaration().clone(),
    ));
    let none = outlook(&empty, month("2004-10"), Target::OneSided, &settings, 14, 1);
    assert!(matches!(none, Err(WatchError::TooEarly { .. })));
    let unnamed = Panel::builder().build().unwrap();
    let none = outlook(&unnamed, month("2004-10"), Target::OneSided, &settings, 14, 1);
    assert!(matches!(none, Err(WatchError::Panel(PanelError::UnknownName { .. }))));
}

#[test]
fn settings_that_cannot_be_are_refused_with_their_line() {
    let text = include_str!("../../../world/watch.toml");
    let fails = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        Settings::parse("world/watch.toml", &text.replacen(from, to, 1)).unwrap_err().to_string()
    };
    let line = 1 + text.lines().position(|line| line.contains("\"decayed(6)\"")).unwrap();
    let feature = fails("\"decayed(6)\"", "\"decayd(6)\"");
    assert!(feature.starts_with("world/watch.toml:") && feature.contains("`decayd(6)`"), "{feature}, {line}");
    assert!(fails("forest = 0.5", "forest = 0.6").contains("shape add up to 1.1"));
    assert!(fails("trees = ", "tres = ").contains("tres"));
    assert!(fails("share = 0.63", "share = 1.63").contains("forest.share is 1.63"));
    assert!(fails("half_lives = [3.0, 6.0, 12.0]", "half_lives = [3.0]").contains("for 1 half-lives"));
}
