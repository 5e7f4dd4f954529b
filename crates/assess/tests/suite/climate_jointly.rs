//! Climate in the joint simulation of the world that ships.

use std::collections::BTreeMap;
use std::sync::Mutex;

use forefend_panel::{Availability, Month, Year};
use forefend_simulate::memory::simulate_in_memory;
use forefend_simulate::{CompiledPolicy, Ensemble, Model, Plan, WorldFiles};
use toml::Spanned;

const DRAWS: usize = 120;
const HORIZON: Year = Year(2060);

/// Global temperature (draws x years) and that of countries from the year after the end of `as_of`, and the number of years.
fn simulated(as_of: i16, block: u64) -> (Vec<f64>, Vec<f64>, usize) {
    let world = WorldFiles::new("world", forefend_world::files());
    let panel = world.panel().unwrap();
    let mut model = Model::load(&world).unwrap().reduced_to(&["temperature_anomaly"]);
    let named = |name: &str| vec![Spanned::new(0..0, name.to_owned())];
    model.frame.record_world = named("global_temperature");
    model.frame.record_country = named("temperature_anomaly");
    model.frame.record.clear();
    let view = panel.as_of(Month::new(Year(as_of), 12).unwrap(), Availability::Observed);
    let plan = Plan::estimated(&model, &view, HORIZON).unwrap().plan;
    let ensemble = Ensemble { seed: 7, draws: DRAWS as u64, block, deterministic: false };
    let found = Mutex::new(BTreeMap::new());
    simulate_in_memory(&plan, &CompiledPolicy::default(), ensemble, &|first, recorded| {
        let world = recorded.column("world", "global_temperature")?.to_vec();
        let countries = recorded.column("country", "temperature_anomaly")?.to_vec();
        found.lock().unwrap().insert(first, (world, countries));
        Ok(())
    })
    .unwrap();
    let (mut world, mut countries) = (Vec::new(), Vec::new());
    for (of_world, of_countries) in found.into_inner().unwrap().into_values() {
        world.extend(of_world);
        countries.extend(of_countries);
    }
    let years = world.len() / DRAWS;
    (world, countries, years)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

#[test]
fn warming_goes_on_from_the_record_in_any_blocks_and_countries_follow() {
    let (world, countries, years) = simulated(2025, 50);
    assert_eq!(
        (world.clone(), countries.clone(), years),
        simulated(2025, 7),
        "the same bits in other blocks"
    );
    assert_eq!(years, 38, "2023 to 2060: countries' record ends in 2022");
    let of_year = |at: usize| -> Vec<f64> { world.chunks(years).map(|draw| draw[at]).collect() };
    // 2023 is on record: NOAA's anomaly less its mean of 1850-1900.
    assert!(of_year(0).iter().all(|value| (value - 1.4568).abs() < 1e-9));
    let (first, last) = (median(of_year(2)), median(of_year(years - 1)));
    assert!((1.1..1.8).contains(&first) && (1.5..2.7).contains(&last), "{first} {last}");
    let units = countries.len() / world.len();
    assert!(countries.iter().all(|value| value.is_finite()) && units > 150);
    let mean = countries.iter().sum::<f64>() / countries.len() as f64;
    assert!((0.8..3.5).contains(&mean), "{mean}");
}

#[test]
fn an_earlier_date_knows_nothing_of_the_record_after_it() {
    // As of 2000 nothing later is known: the first simulated year differs between draws.
    let (world, _, years) = simulated(2000, 50);
    let first: Vec<f64> = world.chunks(years).map(|draw| draw[0]).collect();
    assert!(first.iter().any(|value| value != &first[0]));
    assert!((0.4..1.4).contains(&median(first)));
}
