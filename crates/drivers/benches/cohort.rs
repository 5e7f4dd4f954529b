//! Speed of the cohort engine: `cargo bench -p forefend-drivers --bench cohort`. 195 countries x 75 years x 1,000 draws, each draw
//! with rates of its own, on all threads; the bar is 10 s on two cores.
//!
//! The peer is `cohort_peer.py` beside this file: the same step in numpy, vectorised over draws.

#![allow(clippy::expect_used, clippy::print_stdout, reason = "a benchmark may stop, and talks to people")]
#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::time::Instant;

use forefend_drivers::cohort::{
    AGES, MeanTables, Migrants, Mortality, People, Rates, Vital, YearSchedule, advance, first_age, measures,
    pattern,
};
use rayon::prelude::*;

const COUNTRIES: usize = 195;
const YEARS: usize = 75;
const DRAWS: usize = 1000;

fn rates(level: f64) -> Rates {
    std::array::from_fn(|group| {
        let age = first_age(group) as f64;
        (0.1 * libm::exp(-0.9 * age) + 0.0003 + 0.00005 * libm::exp(0.092 * age)) * libm::exp(-level)
    })
}

fn main() {
    let tables: Vec<Rates> = (0..12).map(|step| rates(-0.8 + 0.2 * f64::from(step))).collect();
    let mean = MeanTables::new(&tables).expect("tables");
    let begun = Instant::now();
    let country = |at: usize| {
        let table = [rates(0.01 * at as f64 - 0.5)];
        [0, 1].map(|_| Mortality::new(&table, &mean, 25.0, 35.0).expect("a table"))
    };
    let mortality: Vec<[Mortality; 2]> = (0..COUNTRIES).into_par_iter().map(country).collect();
    println!("survival by life expectancy of {COUNTRIES} countries: {:.2} s", begun.elapsed().as_secs_f64());
    let births = pattern(&[2.0, 20.0, 30.0, 25.0, 15.0, 7.0, 1.0]).expect("births");
    let schedule = YearSchedule::new(births, 1.05, Migrants::model()).expect("a schedule");
    let begun = Instant::now();
    let world: f64 = mortality
        .par_iter()
        .map(|mortality| {
            let mut all = 0.0;
            for draw in 0..DRAWS {
                let mut people: People = [[5e4; AGES], [5e4; AGES]];
                for year in 0..YEARS {
                    let off = ((draw * 31 + year * 7) % 100) as f64 / 100.0;
                    let vital = Vital {
                        tfr: 1.5 + off,
                        e0: [74.0 + 5.0 * off, 70.0 + 5.0 * off],
                        net_migrants: 1e4 * (off - 0.5),
                        ..Vital::default()
                    };
                    advance(&mut people, mortality, &schedule, &vital);
                }
                all += measures(&people).population;
            }
            all
        })
        .sum();
    let seconds = begun.elapsed().as_secs_f64();
    let nanoseconds = seconds * 1e9 / (COUNTRIES * YEARS * DRAWS) as f64;
    println!(
        "cohorts, {COUNTRIES} countries x {YEARS} years x {DRAWS} draws, {} threads",
        rayon::current_num_threads()
    );
    println!(
        "  {seconds:.2} s, {nanoseconds:.0} ns a country-year; bar 10 s ({world:.3e} people in the end)"
    );
}
