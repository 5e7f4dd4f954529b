//! The committed snapshot against figures taken from the sources by other software.
#![allow(clippy::unwrap_used, clippy::panic, dead_code)] // helpers of tests are no `#[test]` functions

mod support;

use forefend_panel::{AsOf, Availability, CountryId, Fill, Kind, Month, Panel, Unit, Year};

fn panel() -> Panel {
    Panel::read_dir(&support::root().join("world/snapshot")).unwrap()
}

fn end_of_2025() -> Month {
    "2025-12".parse().unwrap()
}

/// Years are the sums of their months, and a month without a row is zero in a state that exists.
#[test]
fn months_add_up_to_years_from_1989_to_december_2025() {
    let panel = panel();
    let view = panel.as_of(end_of_2025(), Availability::Observed);
    for (id, year) in [("state-based", "conflict_deaths"), ("one-sided", "one_sided_deaths")] {
        let months = view.monthly(id).unwrap();
        assert_eq!(months.last_month(), Some(end_of_2025()));
        for country in panel.roster().iter() {
            for at in Year::range(Year(1989), Year(2025)) {
                let Some(deaths) = view.observed(year, country.id, at).unwrap() else { continue };
                let sum: u32 =
                    (0..12).filter_map(|month| months.get(country.id, at.first_month() + month)).sum();
                assert_eq!(f64::from(sum), deaths, "{id} of {} in {at}", country.name);
            }
        }
    }
    let months = view.monthly("state-based").unwrap();
    assert_eq!(months.get(CountryId(626), "2010-12".parse().unwrap()), None);
    assert_eq!(months.get(CountryId(200), "2025-12".parse().unwrap()), Some(0));
}

fn near(value: f64, golden: f64) {
    assert!((value - golden).abs() <= 1e-6 * golden.abs(), "{value} is not {golden}");
}

/// Golden numbers: pandas on the source files, e.g. of `conflict/ucdp_26_1/country_year_1946_2025.parquet`
/// `d.loc[(d.gwno == 369) & (d.year == 2022), "sb_deaths"]`; of `conflict/country_year_panel.parquet` before 1989.
#[test]
fn values_are_those_of_the_sources() {
    let panel = panel();
    let view = panel.as_of(end_of_2025(), Availability::Observed);
    for (id, gw, year, golden) in [
        ("conflict_deaths", 369, 2022, 99472.0),
        ("conflict_deaths", 626, 1987, 518.4945),
        ("conflict_level", 530, 2021, 2.0),
        // The state of the time: Israel with Gaza, Sudan whole, Bosnia's war from its first year, Yugoslavia's as Serbia's.
        ("conflict_deaths", 666, 2014, 2409.0),
        ("conflict_deaths", 625, 2003, 2008.0),
        ("conflict_level", 346, 1992, 2.0),
        ("conflict_deaths", 340, 1991, 3022.0),
        ("conflict_mainly_interstate", 369, 2025, 1.0),
        ("conflict_mainly_interstate", 630, 2025, 1.0),
        ("conflict_mainly_interstate", 630, 2023, 0.0),
        ("gdppc", 2, 2023, 74131.23568884704),
        ("gdppc_growth", 620, 2011, -0.6758546916390937),
        ("polyarchy", 500, 2022, 0.279),
        ("postsecondary_share", 500, 2020, 0.03579900969606268),
        ("exports_gdp", 500, 2019, 0.1710906),
        ("internet_share", 500, 2022, 0.111246),
        ("trade_gdp", 500, 2022, 0.3450531),
        // Goods alone.
        ("trade_gdp", 475, 2022, 0.1907813),
        ("fdi_gdp", 500, 2022, 0.0648148),
        ("migrants_share", 500, 2020, 0.05313608),
        ("poverty_300", 500, 2019, 0.598),
        ("poverty_420", 500, 2019, 0.763),
        ("poverty_830", 500, 2019, 0.936),
        ("survey_gini", 500, 2019, 0.427),
        // The source's "Korea" is the Republic, "Congo-Kinshasa" the Democratic Republic.
        ("gini", 732, 2012, 0.317),
        ("gini", 490, 2012, 0.44),
        ("coup_attempts", 432, 2021, 1.0),
        ("regime", 310, 2025, 1.0),
        ("internally_displaced", 100, 2025, 7157716.0),
        ("internally_displaced_idmc", 750, 2025, 530_000.0),
        // `os_deaths`, and the list of onsets as it is.
        ("one_sided_deaths", 517, 1994, 770_581.0),
        ("one_sided_event", 517, 1994, 1.0),
        ("mass_killing_onset", 517, 1994, 1.0),
        ("mass_killing_onset", 517, 1995, 0.0),
        ("mass_killing_ongoing", 517, 1995, 1.0),
        // Serbia keeps the past that the list gives to its number.
        ("mass_killing_onset", 340, 1998, 1.0),
        ("new_regime", 432, 2021, 1.0),
        // Above the mean of 1951-1980, both in hundredths.
        ("temperature_anomaly", 700, 2022, 1.99),
        ("temperature_anomaly", 385, 1990, 1.77),
    ] {
        let value = view.observed(id, CountryId(gw), Year(year)).unwrap();
        near(value.unwrap_or_else(|| panic!("{id} of GW {gw} in {year} is missing")), golden);
    }
    let today: Vec<CountryId> = panel.roster().iter().map(|country| country.id).collect();
    let row = |id: &str| view.grid(id, &today, Year(2022), Year(2022), Fill::None).unwrap();
    let deaths: f64 = row("conflict_deaths").into_iter().filter(|deaths| !deaths.is_nan()).sum();
    near(deaths, 285_324.0);
    let levels = view.grid("conflict_level", &today, Year(2025), Year(2025), Fill::None).unwrap();
    assert_eq!([0.0, 1.0, 2.0].map(|level| levels.iter().filter(|&&l| l == level).count()), [140, 19, 15]);
    // UNHCR lists no zeros: Mexico has been listed since 1975 at the latest, and nobody had fled from it then.
    assert_eq!(view.observed("refugees", CountryId(70), Year(1976)).unwrap(), Some(0.0));
    // Before a state entered the system, and of a territory, there is no value.
    for (gw, year) in [(626, 2005), (344, 1991), (699, 2014)] {
        assert_eq!(view.observed("conflict_deaths", CountryId(gw), Year(year)).unwrap(), None, "{gw} {year}");
    }
    near(view.world_series("global_temperature_anomaly").last().unwrap().1, 1.1755);
    near(view.world_series("global_warming").last().unwrap().1, 1.532);
}

/// pandas on the lists of plants and reactors, on the wide panel and on V-Dem: the largest scale of a plant between its years
/// (Germany and Iran in 2012), reactors whose operation had begun and not ended, per 100 people, differences of the index.
#[test]
fn technology_and_marked_changes_of_democracy_are_those_of_the_sources() {
    let panel = panel();
    let view = panel.as_of(end_of_2025(), Availability::Observed);
    for (id, gw, year, golden) in [
        ("enrichment_or_reprocessing", 630, 2012, 3.0),
        ("enrichment_or_reprocessing", 340, 1960, 1.0),
        ("enrichment_or_reprocessing", 740, 1990, 2.0),
        ("enrichment_or_reprocessing", 20, 2012, 0.0),
        ("reactors", 2, 2010, 103.0),
        ("reactors", 710, 2023, 55.0),
        ("reactors", 501, 2023, 0.0),
        ("mobile_subscriptions", 501, 2023, 1.2061204),
        ("broadband_subscriptions", 501, 2010, 0.0001651),
        ("polyarchy_fell", 310, 2014, 1.0),
        ("polyarchy_fell", 310, 2013, 0.0),
        ("polyarchy_rose", 310, 2018, 0.0),
        ("polyarchy_deviation", 501, 2024, 0.065),
    ] {
        let value = view.observed(id, CountryId(gw), Year(year)).unwrap().unwrap();
        assert!((value - golden).abs() <= 1e-3 * golden, "{id} GW {gw} {year}: {value} not {golden}");
    }
    let all = |id: &str, year: i16| -> Vec<f64> {
        view.values(id).unwrap().filter(|row| row.1 == Year(year)).map(|row| row.2).collect()
    };
    let plants = all("enrichment_or_reprocessing", 2012);
    assert_eq!(plants.iter().filter(|scale| **scale > 0.0).count(), 18);
    assert_eq!(plants.iter().sum::<f64>(), 48.0);
    assert_eq!(all("reactors", 2023).iter().sum::<f64>(), 435.0);
    assert_eq!(all("polyarchy_fell", 2024).iter().sum::<f64>(), 14.0);
    assert_eq!(view.units_on("technology").unwrap().len(), 6);
}

/// pandas on `wpp2024_pop_age5_sex_annual_1950_2100.csv.gz`: sums over age and sex.
#[test]
fn population_is_a_published_path_also_for_states_younger_than_it() {
    let panel = panel();
    let path = |text: &str, id, gw, year| {
        let view = panel.as_of(text.parse().unwrap(), Availability::Observed);
        view.path(id, &[CountryId(gw)], Year(year), Year(year)).unwrap()[0]
    };
    near(path("2024-12", "population", 500, 2040), 72_020_425.0);
    near(path("2024-12", "youth_share", 500, 2040), 0.3166238135977977);
    near(path("2024-12", "population", 626, 1960), 2_931_569.0);
    // Before the publication Uganda's growth of 2007-12 is all there is to go by.
    let before = path("2012-12", "population", 500, 2040);
    assert!((before / 72_020_425.0 - 1.0).abs() > 0.01, "{before} is the projection of 2024");
    assert!(matches!(panel.indicator("population").unwrap().kind, Kind::Path { .. }));
}

#[test]
fn nothing_ends_later_than_its_source_observes() {
    let panel = panel();
    let view = panel.as_of(end_of_2025(), Availability::Observed);
    for (id, last) in [
        ("conflict_deaths", 2025),
        ("conflict_level", 2025),
        ("conflict_mainly_interstate", 2025),
        ("one_sided_deaths", 2025),
        ("refugees", 2025),
        ("regime", 2025),
        ("coup_attempts", 2025),
        ("new_regime", 2023),
        ("gdppc", 2025),
        ("gdppc_growth", 2025),
        ("polyarchy", 2024),
        ("postsecondary_share", 2020),
        ("population", 2024),
        ("peacekeeping_troops", 2024),
    ] {
        assert_eq!(view.last_year(id).unwrap(), Some(Year(last)), "{id}");
    }
    // Carried values of the source (Cuba) and a wrong unit (Venezuela) are not observations.
    assert_eq!(view.observed("gdppc", CountryId(40), Year(2019)).unwrap(), None);
    assert_eq!(view.observed("gdppc", CountryId(101), Year(2015)).unwrap(), None);
    // The estimate of 2020 must not tell a view of 2019 where education went after 2015.
    let share = |text: &str| {
        let view = panel.as_of(text.parse().unwrap(), Availability::Observed);
        let units = [CountryId(500)];
        view.grid("postsecondary_share", &units, Year(2018), Year(2018), Fill::Interpolate).unwrap()[0]
    };
    assert!(share("2019-12").is_nan());
    near(share("2020-12"), 0.033_595_660_268_604_79);
}

/// pandas on `geopko_FrontMap_v.2.3.csv` after `drop_duplicates(["mission", "year", "country", "location"])`.
#[test]
fn peacekeepers_count_once_a_location() {
    let panel = panel();
    let view = panel.as_of(end_of_2025(), Availability::Observed);
    let troops = |gw, year| view.observed("peacekeeping_troops", CountryId(gw), Year(year)).unwrap();
    assert_eq!(troops(432, 2017), Some(16980.0)); // the ready-made total says 51,279
    assert_eq!(troops(490, 2010), Some(18790.0)); // MONUC became MONUSCO in July
    assert_eq!(troops(609, 2024), Some(35.0)); // Western Sahara
    assert_eq!(troops(2, 2010), Some(0.0));
    assert_eq!(troops(660, 2016), None); // no map of UNIFIL in that year
    let names: Vec<&str> = view.missions(Year(2030)).map(|mission| mission.name.as_str()).collect();
    assert!(names.contains(&"MINUSCA") && names.contains(&"UNMISS") && !names.contains(&"MONUC"));
}

fn members(view: &AsOf, organisation: &str, year: i16) -> usize {
    view.members(organisation, Year(year)).len()
}

/// Sizes published by the organisations themselves.
#[test]
fn memberships_follow_later_changes() {
    let panel = panel();
    let view = panel.as_of(end_of_2025(), Availability::Observed);
    for (organisation, year, size) in [
        ("un", 2020, 193),
        ("eu", 2018, 28),
        ("eu", 2022, 27),
        ("nato", 2016, 28),
        ("nato", 2024, 32),
        ("au", 2023, 54), // 55 with the Sahrawi republic, which has no number as a state
        ("asean", 2024, 10),
        ("asean", 2025, 11),
        ("ecowas", 2024, 15),
        ("ecowas", 2025, 12),
        ("eac", 2024, 8),
        ("sco", 2024, 10),
        ("eccas", 2020, 11),
        ("mercosur", 2023, 5),
    ] {
        assert_eq!(members(&view, organisation, year), size, "{organisation} in {year}");
    }
    let serbia = CountryId(340);
    assert!(view.members("un", Year(2010)).contains(&serbia));
    assert!(view.members("un", Year(2003)).contains(&CountryId(345)));
}

#[test]
fn neighbours_follow_the_map() {
    let panel = panel();
    let view = panel.as_of(end_of_2025(), Availability::Observed);
    let today: Vec<CountryId> = panel.roster().iter().map(|country| country.id).collect();
    let around = |gw: u16, year| {
        let row = today.iter().position(|unit| unit.gw() == gw).unwrap();
        let adjacency = view.adjacency("contiguity", &today, Year(year));
        adjacency.neighbours(row).map(|(at, _)| today[at].gw()).collect::<Vec<_>>()
    };
    assert_eq!(around(500, 2005), [490, 501, 510, 517, 625]);
    assert_eq!(around(500, 2024), [490, 501, 510, 517, 626]);
    assert_eq!(around(265, 1980), [260, 290, 315, 390]);
    assert!(around(265, 1995).is_empty());
    assert_eq!(around(609, 2024), [435, 600, 615]);
    let adjacency = view.adjacency("contiguity", &today, Year(2024));
    for row in 0..today.len() {
        for (at, _) in adjacency.neighbours(row) {
            assert!(
                adjacency.neighbours(at).any(|(back, _)| back == row),
                "{} and {}",
                today[row],
                today[at]
            );
        }
    }
}

#[test]
fn the_snapshot_is_small_and_share_alike_lies_apart() {
    let folder = support::root().join("world/snapshot");
    let sizes: Vec<u64> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().metadata().unwrap().len()).collect();
    assert!(sizes.iter().sum::<u64>() <= 6_000_000 && sizes.iter().all(|&size| size <= 2_000_000));
    let panel = panel();
    for indicator in panel.indicators() {
        let apart = ["cc_by_sa", "odbl", "gpl"].iter().any(|licence| indicator.file.contains(licence));
        assert_eq!(apart, indicator.share_alike, "{}", indicator.id);
        assert!(!indicator.licence.is_empty() && !indicator.citation.is_empty(), "{}", indicator.id);
    }
    let notice = std::fs::read_to_string(folder.join("NOTICE-cc-by-sa.md")).unwrap();
    let sources = std::fs::read_to_string(folder.join("SOURCES.md")).unwrap();
    assert!(notice.contains("polyarchy") && !notice.contains("pair_air_seats"));
    let open_database = std::fs::read_to_string(folder.join("NOTICE-odbl.md")).unwrap();
    assert!(
        open_database.contains("`reactors`")
            && open_database.contains("`pair_air_seats` in `flight_pair_odbl.parquet`")
    );
    let gpl = std::fs::read_to_string(folder.join("NOTICE-gpl-2.0.md")).unwrap();
    assert!(gpl.contains("`rivalries`") && gpl.contains("GNU GENERAL PUBLIC LICENSE"));
    assert!(sources.contains("ACLED") && sources.contains("deaths in December 2025"));
    assert!(panel.indicators().all(|indicator| sources.contains(&format!("`{}`", indicator.id))));
}

/// Golden number: pandas on `driver_panel_wide_1950_2025.csv.gz`. The goalposts of the reader are those of the driver.
#[test]
fn openness_is_the_mean_of_its_four_arms_as_the_driver_computes_them() {
    let panel = panel();
    let view = panel.as_of(end_of_2025(), Availability::Observed);
    let [uganda, nigeria] = [500, 475].map(CountryId);
    near(view.observed("openness", uganda, Year(2020)).unwrap().unwrap(), 0.3056494805744913);
    assert_eq!(view.observed("openness", nigeria, Year(1989)).unwrap(), None);
    let driver = std::fs::read_to_string(support::root().join("world/drivers/globalisation.toml")).unwrap();
    for arm in [
        "(log(trade_gdp) - log(0.1)) / (log(4) - log(0.1))",
        "min(log1p(100 * fdi_gdp) / log1p(50), 1)",
        "mean(investment_year, 5)",
        "(log(migrants_share) - log(0.005)) / (log(1) - log(0.005))",
        "(trade_arm + investment_arm + people_arm + internet_share) / 4",
    ] {
        assert!(driver.contains(arm), "{arm}");
    }
}

#[test]
fn pairs_have_their_years_and_what_is_small_is_nothing() {
    let panel = panel();
    let view = panel.as_of(end_of_2025(), Availability::Observed);
    let at = |id: &str, a: u16, b: u16, year: i16| {
        let pair = [Unit::Pair(CountryId(a), CountryId(b))];
        view.grid_on(id, &pair, Year(year), Year(year), Fill::None).unwrap()[0]
    };
    assert_eq!(at("pair_trade", 2, 20, 2016), 237000.0);
    assert_eq!(at("pair_aid", 2, 500, 2024), 586.0);
    assert_eq!(at("pair_remittances", 2, 70, 2021), 52600.0);
    assert_eq!(at("pair_air_seats", 2, 20, 2014), 40400.0);
    assert!(view.indicator("pair_air_seats").unwrap().share_alike);
}
