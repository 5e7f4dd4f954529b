//! Errors by group, a level that moves, and stand-ins for a series that begins late.

use forefend_panel::{CountryId, Indicator, Panel, PanelBuilder, Year};
use forefend_runs::{Parts, simulate};
use forefend_simulate::luck::{Luck, Stream};
use forefend_simulate::{CompiledPolicy, Ensemble, Estimated, Model, Plan};

use crate::common::{DRIVER, FIRST, LAST, SIMULATION, STATES, THREAT, as_of, panel_builder, world_with};

const HEAD: &str = "[[variable]]\nname = \"extra\"\ntitle = \"Extra\"\nunit = \"units\"\nkind = \"equation\"\nfamily = \"linear\"\n";

/// Values of `extra` by (draw, year, country); the message of whatever fails on the way.
fn extra(panel: &Panel, year: i16, declared: &str) -> Result<Vec<(u32, i16, u16, f64)>, String> {
    let record = SIMULATION.replace("\"growth\"]", "\"growth\", \"extra\"]");
    let driver = format!("{DRIVER}{HEAD}{declared}");
    let model = Model::load(&world_with(&record, &driver, THREAT)).map_err(|error| error.to_string())?;
    let view = as_of(panel, year);
    let Estimated { plan, .. } =
        Plan::estimated(&model, &view, Year(2010)).map_err(|error| error.to_string())?;
    let folder = tempfile::tempdir().unwrap();
    let ensemble = Ensemble { seed: 1, draws: 200, block: 64, deterministic: false };
    simulate(&plan, &CompiledPolicy::default(), ensemble, folder.path(), &|_| ())
        .map_err(|error| error.to_string())?;
    let mut rows = Vec::new();
    let read = &mut |row: forefend_runs::parts::CountryRow<'_>| {
        rows.push((row.draw, row.year, row.country, row.values[0]));
    };
    Parts::at(folder.path()).countries(&["extra"], read).unwrap();
    Ok(rows)
}

/// A panel with `late`, known from the year `from` on: a common walk with steps of `size`, and noise of 0.1.
fn with_late(from: i16, size: f64) -> Panel {
    let mut builder: PanelBuilder = panel_builder(None);
    builder.add_indicator(Indicator::synthetic("late")).unwrap();
    let mut level = 0.0;
    for year in FIRST..=LAST {
        let luck = |unit: u16| Luck::at(7, 0, i32::from(year), u64::from(unit), Stream::named("late"));
        level += size * luck(0).normal(0);
        for unit in (1..=STATES).filter(|_| year >= from) {
            builder.set("late", CountryId(unit), Year(year), level + 0.1 * luck(unit).normal(1)).unwrap();
        }
    }
    builder.build().unwrap()
}

/// Small states never moved, large ones did: each goes on as its own kind.
#[test]
fn a_row_draws_the_error_of_its_own_group() {
    let declared =
        "history = \"if(people > 6.9e6, growth, 0)\"\nformula = \"extra ~ 1\"\ncovariance = \"none\"\n";
    let panel = panel_builder(None).build().unwrap();
    let spread = |declared: &str, country: u16| {
        let rows = extra(&panel, 2000, declared).unwrap();
        let values = rows.into_iter().filter(|row| row.2 == country).map(|row| row.3.abs());
        values.fold(0.0, f64::max)
    };
    // States 1 to 4 stay below 6.9 million to 2010, 7 and above are never below.
    let by =
        format!("{declared}error_by = [\"if(people > 6.9e6, 1, 0) + 1e7 * growth\", \"people > 6.9e6\"]\n");
    assert!(spread(&by, 3) < 1e-12, "the first expression has no group of thirty rows, the second has");
    assert!(spread(&by, 9) > 0.05);
    assert!(spread(declared, 3) > 0.05, "without groups everyone draws from everyone");
}

/// Large states draw one error between them: that of the first, while small states keep theirs. Each state's own distribution
/// stays, and the quantiles of a sum are the sums of the quantiles, as it is where ranks are the same.
#[test]
fn rows_of_one_number_draw_one_error_and_their_sum_has_the_whole_of_its_spread() {
    let declared = "history = \"growth\"\nformula = \"extra ~ log(people)\"\ncovariance = \"none\"\nbounds = [-0.05, 0.09]\n";
    let panel = panel_builder(None).build().unwrap();
    let of = |declared: &str, country: u16| -> Vec<f64> {
        let rows = extra(&panel, 2000, declared).unwrap();
        rows.into_iter().filter(|row| row.1 == 2010 && row.2 == country).map(|row| row.3).collect()
    };
    let shared = format!("{declared}where = \"people > 6.9e6\"\nerror_shared = \"1 + 0 * people\"\n");
    let mixed = format!("{declared}error_shared = \"people > 1.2e7\"\n");
    let sorted = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values
    };
    let (one, other) = (of(&shared, 9), of(&shared, 12));
    let both: Vec<f64> = one.iter().zip(&other).map(|(one, other)| one + other).collect();
    let quantiles = sorted(one.clone()).into_iter().zip(sorted(other)).map(|(one, other)| one + other);
    assert!(sorted(both).into_iter().zip(quantiles).all(|(sum, quantile)| (sum - quantile).abs() < 1e-12));
    assert!(sorted(one)[0] < sorted(of(&shared, 9))[199]);
    // Numbers of 0 keep every row its own.
    assert_eq!(of(&mixed, 3), of(declared, 3));
    let first = (1..=STATES).find(|state| of(&mixed, *state) != of(declared, *state)).unwrap();
    assert!(first > 4, "the first of those who share keeps its own luck, and so does every small state");
}

#[test]
fn a_level_that_has_moved_goes_on_moving_for_all_together() {
    let formula = "indicator = \"late\"\nformula = \"extra ~ 1\"\ncovariance = \"none\"\n";
    let panel = with_late(FIRST, 0.3);
    // Variance over draws of the mean over states in the last year.
    let variance = |declared: &str| {
        let mut means = vec![0.0; 200];
        for (draw, .., value) in
            extra(&panel, 2000, declared).unwrap().into_iter().filter(|row| row.1 == 2010)
        {
            means[draw as usize] += value / f64::from(STATES);
        }
        let mean = means.iter().sum::<f64>() / 200.0;
        means.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 199.0
    };
    // Ten steps of a walk with a variance of 0.09 each.
    let moving = variance(&format!("{formula}moving_level = true\n"));
    assert!((0.3..2.0).contains(&moving), "{moving}");
    assert!(variance(formula) < 0.2 * moving);
}

#[test]
fn a_series_that_has_not_begun_is_stood_in_for_and_otherwise_refused() {
    let panel = with_late(1998, 0.3);
    let declared = "indicator = \"late\"\nformula = \"extra ~ lag(extra)\"\nsample = { years = 5 }\n";
    let stood_in = format!("{declared}stand_in = 0.25\n");
    for year in [1990, 2000] {
        let rows = extra(&panel, year, &stood_in).unwrap();
        assert!(rows.iter().all(|row| row.3 == 0.25), "as of {year}");
        assert!(extra(&panel, year, declared).is_err());
    }
    let error = extra(&panel, 2000, declared).unwrap_err();
    assert!(error.contains("stand_in"), "{error}");
}

#[test]
fn keys_that_do_not_belong_are_refused() {
    let panel = panel_builder(None).build().unwrap();
    let formula = "indicator = \"growth\"\nformula = \"extra ~ 1\"\n";
    let refused = |more: &str| extra(&panel, 2000, &format!("{formula}{more}")).unwrap_err();
    assert!(refused("moving_level = true\ncommon_shock = true\n").contains("`moving_level`"));
    assert!(refused("error_by = [\"nobody\"]\n").contains("nobody"));
    assert!(refused("error_shared = \"nobody\"\n").contains("nobody"));
}
