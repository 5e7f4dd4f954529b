//! Shocks that countries of a region share, and shocks of two variables that go together.

use std::sync::Mutex;

use forefend_estimate::Axis;
use forefend_panel::{Availability, Country, CountryId, Indicator, Month, Panel, PanelBuilder, Year};
use forefend_simulate::luck::{Luck, Stream};
use forefend_simulate::memory::simulate_in_memory;
use forefend_simulate::{
    CompiledPolicy, Ensemble, Estimated, Model, Plan, Policy, SimulateError, WorldFiles,
};

use crate::branches::{in_two_units, same_alone_and_after_the_first, same_alone_and_together};
use crate::common::shifted;

const STATES: u16 = 40;
const REGIONS: u16 = 5;
const FIRST: i16 = 1930;
const LAST: i16 = 2009;
/// True standard deviations of the shocks of the world, of a region and of a country, and the correlation of world shocks.
const TRUE: [f64; 3] = [1.0, 0.8, 1.5];
const RHO: f64 = 0.7;

const FRAME: &str = "anchor = \"first\"\nas_of = \"2009-12\"\nhistory_from = 1930\nhorizon = 2012\n\
                     record_country = [\"first\", \"second\"]\nrecord_world = []\n";
const LINKS: &str = "[[correlation]]\nid = \"together\"\ntitle = \"x\"\nbetween = [\"second\", \"first\"]\n";

fn variable(name: &str, more: &str) -> String {
    format!(
        "[[variable]]\nname = \"{name}\"\ntitle = \"{name}\"\nunit = \"u\"\nkind = \"equation\"\nfamily = \"linear\"\n\
         indicator = \"{name}\"\nformula = \"{name} ~ 1\"\ncovariance = \"none\"\ncommon_shock = true\n{more}"
    )
}

fn world(more: &str, links: &str) -> WorldFiles {
    let variables = format!("{}{}", variable("first", more), variable("second", ""));
    let driver = forefend_fixtures::driver("two", &variables);
    forefend_fixtures::world(&[
        ("simulation.toml", FRAME),
        ("drivers/two.toml", &driver),
        ("links.toml", links),
    ])
}

/// Two series: shocks of the world, of the region and of the country; those of the world go together.
fn panel() -> Panel {
    let mut builder: PanelBuilder = Panel::builder();
    for name in ["first", "second"] {
        builder.add_indicator(Indicator::synthetic(name)).unwrap();
    }
    for unit in 1..=STATES {
        builder.add_state(unit, &format!("State {unit}")).unwrap();
    }
    let mut other = Panel::builder();
    for name in ["first", "second"] {
        other.add_indicator(Indicator::synthetic(name)).unwrap();
    }
    for country in builder.build().unwrap().roster().iter() {
        let region = format!("Region {}", country.id.0 % REGIONS);
        let mut spells = country.spells.clone();
        spells.iter_mut().for_each(|spell| spell.first = Year(1900));
        other.add_country(Country { region, spells, ..country.clone() }).unwrap();
    }
    for year in FIRST..=LAST {
        let luck = |unit: u16, stream: &str| {
            Luck::at(11, 0, i32::from(year), u64::from(unit), Stream::named(stream)).normal(0)
        };
        let (a, e) = (luck(0, "a"), luck(0, "e"));
        let shocks = [a, RHO * a + (1.0 - RHO * RHO).sqrt() * e];
        for unit in 1..=STATES {
            for (name, shock) in ["first", "second"].into_iter().zip(shocks) {
                let region = luck(1000 + unit % REGIONS, name);
                let value = TRUE[0] * shock + TRUE[1] * region + TRUE[2] * luck(unit, name);
                other.set(name, CountryId(unit), Year(year), value).unwrap();
            }
        }
    }
    other.build().unwrap()
}

fn estimated(world: &WorldFiles, panel: &Panel) -> Result<Estimated, SimulateError> {
    let view = panel.as_of(Month::new(Year(LAST), 12).unwrap(), Availability::Observed);
    Plan::estimated(&Model::load(world)?, &view, Year(2012))
}

/// Values of one variable by draw, year and country.
fn simulated(plan: &Plan, name: &str, (draws, block): (u64, u64)) -> Vec<f64> {
    let ensemble = Ensemble { seed: 1, draws, block, deterministic: false };
    let found = Mutex::new(std::collections::BTreeMap::new());
    simulate_in_memory(plan, &CompiledPolicy::default(), ensemble, &|first, recorded| {
        found.lock().unwrap().insert(first, recorded.column("country", name)?.to_vec());
        Ok(())
    })
    .unwrap();
    found.into_inner().unwrap().into_values().flatten().collect()
}

/// Means over countries, by draw and year.
fn yearly(values: &[f64]) -> Vec<f64> {
    values.chunks_exact(usize::from(STATES)).map(|all| all.iter().sum::<f64>() / all.len() as f64).collect()
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
    let (ma, mb) = (mean(a), mean(b));
    let sum = |f: &dyn Fn(f64, f64) -> f64| a.iter().zip(b).map(|(x, y)| f(x - ma, y - mb)).sum::<f64>();
    sum(&|x, y| x * y) / (sum(&|x, _| x * x) * sum(&|_, y| y * y)).sqrt()
}

#[test]
fn shocks_of_the_world_regions_and_countries_come_out_as_they_went_in() {
    let panel = panel();
    let plan = estimated(&world("common_shock_by = \"region\"\n", ""), &panel).unwrap().plan;
    let values = simulated(&plan, "first", (3000, 100));
    let column = |unit: usize| -> Vec<f64> {
        values.iter().skip(unit).step_by(usize::from(STATES)).copied().collect()
    };
    // States 1 and 6 are of one region, 1 and 2 of two: shares of the variance 1 + 0.64 + 2.25 that are common.
    let variance = TRUE.iter().map(|sd| sd * sd).sum::<f64>();
    let of_region = correlation(&column(0), &column(5)) - (1.0 + 0.64) / variance;
    let of_world = correlation(&column(0), &column(1)) - 1.0 / variance;
    // Two shocks of 80 years and five regions: their own sampling is the error.
    assert!(of_region.abs() < 0.08 && of_world.abs() < 0.08, "{of_region} {of_world}");
    let spread = values.iter().map(|x| x * x).sum::<f64>() / values.len() as f64;
    assert!((spread / variance - 1.0).abs() < 0.15, "{spread} for {variance}");
    // Without regions the same countries have only the world in common.
    let plain = estimated(&world("", ""), &panel).unwrap().plan;
    let values = simulated(&plain, "first", (3000, 100));
    let column = |unit: usize| -> Vec<f64> {
        values.iter().skip(unit).step_by(usize::from(STATES)).copied().collect()
    };
    let (near, far) = (correlation(&column(0), &column(5)), correlation(&column(0), &column(1)));
    assert!((near - far).abs() < 0.03, "{near} {far}");
}

#[test]
fn correlated_shocks_come_out_correlated_and_each_alone_as_without() {
    let panel = panel();
    let together = estimated(&world("", LINKS), &panel).unwrap();
    let fitted = &together.fitted.correlations["together"];
    // A mean of forty countries holds some of what regions and countries have of their own, which goes together with nothing.
    let seen = RHO / (1.0 + TRUE[1] * TRUE[1] / f64::from(REGIONS) + TRUE[2] * TRUE[2] / f64::from(STATES));
    assert!((fitted.raw.unwrap() - seen).abs() < 0.12 && fitted.value < fitted.raw.unwrap(), "{fitted:?}");
    let apart = estimated(&world("", ""), &panel).unwrap();
    let luck = (4000, 250);
    let [a, b] = ["first", "second"].map(|name| yearly(&simulated(&together.plan, name, luck)));
    let found = correlation(&a, &b);
    assert!((found - fitted.value).abs() < 0.08, "{found} for {}", fitted.value);
    let [c, mut d] = ["first", "second"].map(|name| yearly(&simulated(&apart.plan, name, luck)));
    assert!(correlation(&c, &d).abs() < 0.03);
    assert_eq!(a, c, "the first by name keeps its luck to the bit");
    // The second has other luck and the same distribution: the largest gap of two samples of 12,000 is below 0.025.
    let mut b = b;
    b.sort_by(f64::total_cmp);
    d.sort_by(f64::total_cmp);
    let gap = (0..100).map(|q| {
        let x = d[d.len() * q / 100];
        (b.partition_point(|y| *y <= x) as f64 / b.len() as f64 - q as f64 / 100.0).abs()
    });
    assert!(gap.fold(0.0, f64::max) < 0.025);
}

#[test]
fn correlated_and_regional_shocks_have_the_same_bits_in_any_block() {
    let panel = panel();
    let plan = estimated(&world("common_shock_by = \"continent\"\n", LINKS), &panel).unwrap().plan;
    let regional = estimated(&world("common_shock_by = \"region\"\n", LINKS), &panel).unwrap().plan;
    for plan in [plan, regional] {
        let whole = simulated(&plan, "second", (60, 60));
        let first = simulated(&plan, "first", (60, 60));
        for block in [1, 7, 32] {
            assert_eq!(simulated(&plan, "second", (60, block)), whole);
            assert_eq!(simulated(&plan, "first", (60, block)), first);
        }
    }
}

#[test]
fn a_declared_correlation_is_taken_as_it_is_and_one_switched_off_changes_no_bit() {
    let panel = panel();
    let declared = format!("{LINKS}value = -0.4\nsource = \"assumption\"\n");
    let fitted = estimated(&world("", &declared), &panel).unwrap().fitted;
    assert_eq!(fitted.correlations["together"].value, -0.4);
    let weights: Vec<f64> =
        fitted.equations["second"].common_luck.iter().map(|(_, weight)| *weight).collect();
    assert!(weights[0] == -0.4 && (weights[1] - 0.84f64.sqrt()).abs() < 1e-15, "{weights:?}");
    let off = estimated(&world("", &format!("{LINKS}on = false\n")), &panel).unwrap();
    assert_eq!(off.fitted, estimated(&world("", ""), &panel).unwrap().fitted);
}

#[test]
fn correlations_that_make_no_sense_are_refused() {
    let panel = panel();
    let of = |links: &str| estimated(&world("", links), &panel).unwrap_err().to_string();
    for (links, words) in [
        (LINKS.replace("\"first\"", "\"frist\""), "did you mean `first`?"),
        (LINKS.replace("\"first\"", "\"second\""), "goes with itself"),
        (format!("{LINKS}value = 1.0\nsource = \"x\"\n"), "between -1 and 1"),
        (format!("{LINKS}value = 0.5\n"), "needs a `source`"),
        (format!("{LINKS}{}", LINKS.replace("together", "again")), "correlated twice"),
        (format!("{LINKS}{LINKS}"), "is declared twice"),
    ] {
        let message = of(&links);
        assert!(message.contains(words) && message.contains("world/links.toml:"), "{message}");
    }
    let bare = world("", LINKS).with(
        "drivers/two.toml",
        forefend_fixtures::driver(
            "two",
            &(variable("first", "").replace("common_shock = true\n", "") + &variable("second", "")),
        )
        .as_bytes(),
    );
    assert!(Model::load(&bare).unwrap_err().to_string().contains("no common shock"));
    let by = world("common_shock_by = \"region\"\n", "");
    let text = by.text("drivers/two.toml").unwrap().replace("common_shock = true\n", "");
    let error = Model::load(&by.with("drivers/two.toml", text.as_bytes())).unwrap_err().to_string();
    assert!(error.contains("`common_shock_by` would do nothing here"), "{error}");
}

#[test]
fn an_offset_is_added_to_the_mean_and_changes_no_fit() {
    let panel = panel();
    let (plain, moved) = (world("", ""), world("offset = \"2 + 0.5 * lag(second)\"\n", ""));
    let (plain, moved) = (estimated(&plain, &panel).unwrap(), estimated(&moved, &panel).unwrap());
    assert_eq!(plain.fitted, moved.fitted);
    let values = |plan: &Plan, name: &str| simulated(plan, name, (40, 40));
    let (first, second, with) =
        (values(&plain.plan, "first"), values(&plain.plan, "second"), values(&moved.plan, "first"));
    let states = usize::from(STATES);
    // The second simulated year of a draw of three reads the first.
    for draw in 0..40 {
        for unit in 0..states {
            let at = |year: usize| (draw * 3 + year) * states + unit;
            let difference = with[at(1)] - first[at(1)];
            assert!((difference - 2.0 - 0.5 * second[at(0)]).abs() < 1e-12);
        }
    }
    let error = Model::load(&world("offset = \"secnd\"\n", "")).unwrap_err().to_string();
    assert!(error.contains("did you mean `second`?"), "{error}");
}

/// What belongs to countries by their place must not be that of others where a step is computed of some countries alone.
#[test]
fn a_country_keeps_the_shock_of_its_region_where_a_branch_moves_few_countries() {
    let shared = variable("first", "common_shock_by = \"region\"\n").replace("first ~ 1", "first ~ second");
    let lever =
        "[[variable.lever]]\nname = \"push\"\ntitle = \"x\"\nscale = \"additive\"\nbounds = [-5, 5]\n";
    let driver = forefend_fixtures::driver("two", &format!("{}{lever}{shared}", variable("second", "")));
    let world = forefend_fixtures::world(&[
        ("simulation.toml", FRAME),
        ("drivers/two.toml", &driver),
        ("links.toml", ""),
    ]);
    let plan = estimated(&world, &panel()).unwrap().plan;
    let (units, years) = (usize::from(STATES), plan.periods());
    let everywhere = shifted("push", (Axis::UNITS, units), years, 2.0);
    let compiled = |policy: Policy| policy.compile(&plan).unwrap();
    let policies =
        [CompiledPolicy::default(), compiled(in_two_units(everywhere.clone(), units)), compiled(everywhere)];
    assert!(same_alone_and_together(&plan, &policies));
    assert!(same_alone_and_after_the_first(&plan, &policies));
}
