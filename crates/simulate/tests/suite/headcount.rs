//! Headcounts: the last survey comes out where nothing has moved, and nothing later than the date is read.

use std::collections::BTreeMap;
use std::sync::Mutex;

use forefend_panel::{CountryId, Indicator, Panel, Year};
use forefend_simulate::memory::{Recorded, simulate_in_memory};
use forefend_simulate::{CompiledPolicy, Ensemble, Estimated, Model, Plan, WorldFiles};

use crate::common::{DRIVER, FIRST, LAST, SIMULATION, STATES, THREAT, as_of, panel_builder, world_with};

const POVERTY: &str = r#"
id = "poverty"
title = "Poverty"
status = "modelled"
why = "synthetic"
[[variable]]
name = "income"
title = "GDP per capita"
unit = "dollars"
kind = "path"
indicator = "income"
path = "frozen"
[[variable]]
name = "gini"
title = "Gini"
unit = "share"
kind = "path"
indicator = "gini"
path = "frozen"
[[process]]
name = "headcount"
title = "Headcounts"
kind = "headcount"
reads = { gdp_per_capita = "income", gini = "gini" }
writes = { below_300 = "low", below_420 = "middle", below_830 = "high" }
[[variable]]
name = "low"
title = ""
unit = "share"
kind = "process"
indicator = "poverty_300"
[[variable]]
name = "middle"
title = ""
unit = "share"
kind = "process"
indicator = "poverty_420"
[[variable]]
name = "high"
title = ""
unit = "share"
kind = "process"
indicator = "poverty_830"
"#;

/// The survey of 1990 of a state, and that of 1995; the last state has none.
fn survey(unit: u16, late: bool) -> [f64; 3] {
    let low = 0.02 * f64::from(unit) + if late { 0.05 } else { 0.0 };
    [low, low + 0.1, low + 0.3]
}

/// Income and inequality that do not move, and two surveys a state; `after` replaces what is later by other figures.
fn panel(after: Option<i16>) -> Panel {
    let mut builder = panel_builder(None);
    for name in ["income", "gini", "poverty_300", "poverty_420", "poverty_830", "survey_gini"] {
        builder.add_indicator(Indicator::synthetic(name)).unwrap();
    }
    for unit in 1..=STATES {
        let state = CountryId(unit);
        for year in FIRST..=LAST {
            let later = after.is_some_and(|after| year > after);
            builder
                .set("income", state, Year(year), if later { 9e3 } else { 3e3 + 200.0 * f64::from(unit) })
                .unwrap();
            builder.set("gini", state, Year(year), if later { 0.6 } else { 0.4 }).unwrap();
        }
        for year in [1990, 1995].into_iter().filter(|_| unit < STATES) {
            let shares = survey(unit, year == 1995 && after.is_none());
            for (name, share) in ["poverty_300", "poverty_420", "poverty_830"].into_iter().zip(shares) {
                builder.set(name, state, Year(year), share).unwrap();
            }
            builder.set("survey_gini", state, Year(year), 0.35).unwrap();
        }
    }
    builder.build().unwrap()
}

fn world() -> WorldFiles {
    let simulation = SIMULATION.replace("\"growth\"]", "\"growth\", \"low\", \"middle\", \"high\"]");
    world_with(&simulation, DRIVER, THREAT).with("drivers/poverty.toml", POVERTY.as_bytes())
}

/// Headcounts of the three lines by draw, year and state, as of the end of `year`.
fn run(panel: &Panel, year: i16, deterministic: bool, block: u64) -> [Vec<f64>; 3] {
    let model = Model::load(&world()).unwrap();
    let Estimated { plan, .. } = Plan::estimated(&model, &as_of(panel, year), Year(2010)).unwrap();
    let ensemble = Ensemble { seed: 2, draws: if deterministic { 1 } else { 40 }, block, deterministic };
    let blocks: Mutex<BTreeMap<u64, [Vec<f64>; 3]>> = Mutex::default();
    let keep = |first: u64, recorded: &Recorded| {
        let column = |name: &str| recorded.column("country", name).unwrap().to_vec();
        blocks.lock().unwrap().insert(first, ["low", "middle", "high"].map(column));
        Ok(())
    };
    simulate_in_memory(&plan, &CompiledPolicy::default(), ensemble, &keep).unwrap();
    let mut all: [Vec<f64>; 3] = Default::default();
    for block in blocks.into_inner().unwrap().into_values() {
        all.iter_mut().zip(block).for_each(|(all, block)| all.extend(block));
    }
    all
}

#[test]
fn where_nothing_moves_the_last_survey_comes_out() {
    let found = run(&panel(None), 2000, true, 1);
    let years = found[0].len() / usize::from(STATES);
    for (line, shares) in found.iter().enumerate() {
        for year in 0..years {
            for unit in 1..STATES {
                let share = shares[year * usize::from(STATES) + usize::from(unit) - 1];
                let expected = survey(unit, true)[line];
                assert!((share - expected).abs() < 1e-9, "state {unit}, line {line}: {share} not {expected}");
            }
            let imputed = shares[year * usize::from(STATES) + usize::from(STATES) - 1];
            assert!((0.0..=1.0).contains(&imputed), "a state without a survey has a number: {imputed}");
        }
    }
}

#[test]
fn draws_scatter_keep_the_order_of_lines_and_are_the_same_in_any_block() {
    let panel = panel(None);
    let (one, many) = (run(&panel, 2000, false, 40), run(&panel, 2000, false, 7));
    assert_eq!(one, many);
    let [low, middle, high] = &one;
    assert!(low.iter().zip(middle).zip(high).all(|((low, middle), high)| low <= middle && middle <= high));
    let draw = low.len() / 40;
    let last: Vec<f64> = (0..40).map(|d| low[d * draw + draw - usize::from(STATES)]).collect();
    let spread =
        last.iter().copied().fold(f64::MIN, f64::max) - last.iter().copied().fold(f64::MAX, f64::min);
    assert!(spread > 0.005, "{last:?}");
}

#[test]
fn nothing_after_the_date_is_read() {
    let (known, other) = (panel(None), panel(Some(1993)));
    assert_eq!(run(&known, 1993, false, 40), run(&other, 1993, false, 40));
}
