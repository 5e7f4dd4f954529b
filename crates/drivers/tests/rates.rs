//! Rates fitted to histories made by known models: what is recovered, and how often intervals hold what came.

use forefend_drivers::cohort::rates::rolling::scored;
use forefend_drivers::cohort::rates::{
    Anchor, History, ONCE, Spread, VitalRates, WORLD, YEARLY, Year, fertility,
};

/// A standard normal number of a place: Box-Muller on two numbers of splitmix64.
fn normal(draw: u64, country: Option<usize>, year: usize, k: usize) -> f64 {
    let seed = [draw, country.map_or(0, |c| c as u64 + 1), year as u64, k as u64];
    let mixed = seed.iter().fold(0x5851_f42d_4c95_7f2d_u64, |mixed, part| splitmix(mixed ^ splitmix(*part)));
    let uniform = |bits: u64| ((bits >> 11) as f64 + 0.5) / 9_007_199_254_740_992.0;
    let (a, b) = (uniform(splitmix(mixed)), uniform(splitmix(mixed ^ 1)));
    libm::sqrt(-2.0 * libm::log(a)) * libm::cos(std::f64::consts::TAU * b)
}

fn splitmix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// Histories of 74 years: fertility falls from 6.5, later or sooner, by a known double-logistic; lives lengthen.
fn made(countries: usize) -> History {
    let world = fertility::Fertility {
        parts: [0.15, 0.5, 0.35],
        floor: 1.8,
        pace: 0.14,
        carry: 0.6,
        spread: [0.02, 0.01],
        mean: 1.75,
        pull: 0.05,
        between: [0.2, 0.1],
        shared: 0.0,
    };
    let mut history = History { years: 74, ..History::default() };
    for country in 0..countries {
        let pace = 1.0 + 0.2 * normal(1, Some(country), 0, 0);
        let of = fertility::OfCountry {
            start: 6.5,
            pace: [pace, 0.0],
            mean: [1.75, 0.0],
            risen: 0.0,
            last: 6.4,
            error: 0.0,
        };
        let mut state = fertility::State { tfr: 6.4, error: 0.0, risen: false };
        let (mut women, mut rate) = (45.0 + (country % 30) as f64, 0.0);
        for year in 0..74 {
            // The fall begins in one year of the first thirty.
            if year > country % 30 {
                world.step(&of, [pace, 1.75], &mut state, normal(2, Some(country), year, 0), 1.0);
            }
            women += 0.3 + 0.2 * normal(3, Some(country), year, 0);
            rate = 0.8 * rate + 0.002 * normal(4, Some(country), year, 0);
            history.tfr.push(state.tfr);
            history.e0[0].push(women);
            history.e0[1].push(women - 5.0 + 0.1 * normal(5, Some(country), year, 0));
            history.migration.push(rate);
        }
    }
    history
}

#[test]
fn known_falls_are_recovered() {
    let rates = VitalRates::fit(&made(120));
    let world = rates.fertility;
    assert!((world.pace - 0.14).abs() < 0.02, "{world:?}");
    assert!((world.floor - 1.8).abs() < 0.4, "{world:?}");
    assert!((world.carry - 0.6).abs() <= 0.2, "{world:?}");
    assert!((rates.migration.carry - 0.8).abs() <= 0.15, "{:?}", rates.migration);
    assert!((rates.migration.spread / 0.002 - 1.0).abs() < 0.25, "{:?}", rates.migration);
    // Countries' own paces: most of what differs is found.
    let (mut with, mut square) = (0.0, 0.0);
    for (country, of) in rates.countries.iter().enumerate() {
        let made = 0.2 * normal(1, Some(country), 0, 0);
        with += made * (of.fertility.pace[0] - 1.0);
        square += made * made;
    }
    assert!((0.5..1.3).contains(&(with / square)), "{}", with / square);
}

/// Of fertility ten years ahead it is two of three here: the fit does not know how wrong its one curve is.
#[test]
fn intervals_hold_four_of_five_outcomes_of_the_model_itself() {
    let all = scored(&made(120), 60, &[5, 10], 200, &normal);
    for rate in [0, 1, 3] {
        for ahead in [5, 10] {
            let of: Vec<bool> = all
                .iter()
                .filter(|one| one.rate == rate && one.ahead == ahead)
                .map(|one| one.covered)
                .collect();
            let covered = of.iter().filter(|covered| **covered).count() as f64 / of.len() as f64;
            assert!((0.62..=0.92).contains(&covered), "rate {rate}, {ahead} years: {covered}");
        }
    }
}

#[test]
fn what_comes_after_the_origin_changes_no_forecast() {
    let history = made(40);
    let mut later = history.clone();
    for country in 0..40 {
        for year in 60..74 {
            later.tfr[country * 74 + year] *= 3.0;
            later.e0[0][country * 74 + year] = 30.0;
        }
    }
    assert_eq!(VitalRates::fit(&history.until(60)), VitalRates::fit(&later.until(60)));
}

#[test]
fn the_path_without_luck_lies_on_the_published_one() {
    let rates = VitalRates::fit(&made(30));
    let middle: Vec<Year> = (0..30 * 20)
        .map(|k| Year { tfr: 2.0 - 0.001 * f64::from(k), e0: [80.0, 75.5], migration: 0.001 })
        .collect();
    let anchor = Anchor::new(&rates, 20, &middle);
    for spread in [Spread::tested(), Spread::un(), Spread::own()] {
        for country in [0, 7, 29] {
            let still = Spread { shape: spread.shape, ..Spread::none() };
            let mut state = rates.begin(country, &still, [0.0; ONCE]);
            for year in 0..20 {
                let of = rates.step(country, &still, &mut state, [0.0; WORLD], [0.0; YEARLY]);
                let moved = anchor.moved(country, year, &still, of);
                let to = middle[country * 20 + year];
                let apart = [moved.tfr - to.tfr, moved.e0[0] - to.e0[0], moved.e0[1] - to.e0[1]];
                assert!(apart.iter().all(|apart| apart.abs() < 1e-9), "{moved:?} {to:?}");
            }
        }
    }
}

#[test]
fn fits_are_kept_as_numbers_to_the_last_bit() {
    let rates = VitalRates::fit(&made(30));
    assert_eq!(VitalRates::from_numbers(&rates.numbers()), Some(rates.clone()));
    let mut torn = rates.numbers();
    torn.remove("rates_mortality");
    assert_eq!(VitalRates::from_numbers(&torn), None);
}

#[test]
fn paths_stay_where_people_live() {
    let rates = VitalRates::fit(&made(30));
    let spread = Spread { fertility: 4.0, mortality: 4.0, migration: 4.0, ..Spread::tested() };
    for draw in 0..50 {
        let mut state = rates.begin(3, &spread, std::array::from_fn(|k| normal(draw, Some(3), 0, k)));
        for year in 1..100 {
            let world = std::array::from_fn(|k| normal(draw, None, year, k));
            let of = rates.step(
                3,
                &spread,
                &mut state,
                world,
                std::array::from_fn(|k| normal(draw, Some(3), year, k)),
            );
            assert!(
                (0.5..=9.5).contains(&of.tfr) && of.e0.iter().all(|e0| (2.0..=105.0).contains(e0)),
                "{of:?}"
            );
            assert!(of.e0[0] >= of.e0[1] && of.migration.abs() <= 0.1, "{of:?}");
        }
    }
}
