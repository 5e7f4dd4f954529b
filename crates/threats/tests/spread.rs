//! The epidemic by its properties: people are conserved, an outbreak below one dies out, a cut of travel holds it up.
#![allow(clippy::unwrap_used, reason = "tests")]

use forefend_threats::epidemic::{Course, Disease, Outbreak, Travel, binomial, spread};
use forefend_threats::network::Seats;
use proptest::prelude::*;

const INFLUENZA: Disease = Disease { reproduction: 1.75, latent_days: 1.5, infectious_days: 2.1 };

/// Uniform numbers by place, day and block: SplitMix64's mixing of a counter.
fn numbers(seed: u64) -> impl Fn(usize, u32, u32) -> [f64; 4] {
    move |place, day, block| {
        let at = (place as u64) << 40 | u64::from(day) << 20 | u64::from(block) << 2;
        [0, 1, 2, 3].map(|k| {
            let mut bits =
                (seed.wrapping_mul(0xD134_2543_DE82_EF95) ^ (at + k)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            ((bits ^ (bits >> 31)) >> 12) as f64 / (1_u64 << 52) as f64 + 1e-17
        })
    }
}

/// A ring with a chord.
fn ring(people: &[i64], trips: f64) -> Travel {
    let places = people.len();
    let mut links: Vec<(usize, usize, f64)> =
        (0..places).flat_map(|at| [(at, (at + 1) % places, 10.0), ((at + 1) % places, at, 10.0)]).collect();
    links.extend([(0, places / 2, 3.0), (places / 2, 0, 3.0)]);
    Travel::new(&Seats::new(places, &links).unwrap(), people, trips).unwrap()
}

fn outbreak(days: u32) -> Outbreak {
    Outbreak { seeds: vec![(0, 20)], days, reached_at: 50 }
}

fn run(people: &[i64], trips: f64, disease: &Disease, seed: u64, cut: Option<(u32, f64)>) -> Course {
    let travel = ring(people, trips);
    spread(&travel, people, disease, &outbreak(400), numbers(seed), |epidemic, choices| {
        if let Some((day, left)) = cut
            && epidemic.day == day
        {
            choices.set_travel(&travel, 0, left);
        }
    })
    .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_place_keeps_its_people_every_day(
        people in proptest::collection::vec(30_i64..3_000_000, 5..12),
        trips in 1.0..2_000_000.0_f64,
        reproduction in 0.5..6.0_f64,
        seed in 0_u64..1_000,
    ) {
        let (travel, disease) = (ring(&people, trips), Disease { reproduction, ..INFLUENZA });
        let mut wrong = 0;
        let course = spread(&travel, &people, &disease, &outbreak(150), numbers(seed), |epidemic, choices| {
            if epidemic.day == 20 {
                choices.immunise(1, people[1] / 3);
                choices.set_travel(&travel, 2, 0.2);
                choices.set_transmission(0, 0.6);
            }
            for (place, &people) in epidemic.places.iter().zip(&people) {
                let parts = [place.susceptible, place.exposed, place.infectious, place.removed];
                wrong += usize::from(place.people() != people || parts.iter().any(|part| *part < 0));
            }
        }).unwrap();
        prop_assert_eq!(wrong, 0);
        let after: i64 = course.places.iter().map(|place| place.people()).sum();
        prop_assert_eq!(after, people.iter().sum::<i64>());
    }

    #[test]
    fn below_one_an_outbreak_dies_out(seed in 0_u64..10_000, reproduction in 0.0..0.8_f64) {
        let people = [1_000_000; 6];
        let course = run(&people, 5_000.0, &Disease { reproduction, ..INFLUENZA }, seed, None);
        prop_assert!(course.days < 400);
        let infected: i64 = course.infections.iter().flatten().sum();
        prop_assert!(infected < 2_000, "{infected}");
    }
}

#[test]
fn an_epidemic_infects_the_share_of_its_final_size() {
    let people = [2_000_000; 6];
    let course = run(&people, 50_000.0, &INFLUENZA, 3, None);
    // z = 1 - exp(-1.75 z): 0.7130.
    for place in &course.places {
        let share = place.removed as f64 / 2e6;
        assert!((share - 0.713).abs() < 0.01, "{share}");
    }
}

#[test]
fn a_cut_of_travel_holds_arrivals_up_and_a_deeper_one_more() {
    let people = [5_000_000; 8];
    let mean = |cut: Option<(u32, f64)>| {
        let days = (0..20).flat_map(|seed| {
            let course = run(&people, 3_000.0, &INFLUENZA, seed, cut);
            (1..8).map(move |place| f64::from(course.first_case[place].unwrap_or(400)))
        });
        days.sum::<f64>() / 140.0
    };
    let [free, half, most] = [None, Some((5, 0.5)), Some((5, 0.05))].map(mean);
    assert!(free + 1.0 < half && half + 3.0 < most, "{free} {half} {most}");
}

#[test]
fn the_same_numbers_give_the_same_epidemic() {
    let people = [5_000_000; 8];
    let once = || run(&people, 3_000.0, &INFLUENZA, 11, Some((40, 0.5)));
    assert_eq!(once(), once());
}

#[test]
fn immune_people_are_not_infected() {
    let people = [1_000_000; 6];
    let travel = ring(&people, 3_000.0);
    let course = spread(&travel, &people, &INFLUENZA, &outbreak(300), numbers(1), |epidemic, choices| {
        if epidemic.day == 0 {
            (1..6).for_each(|place| choices.immunise(place, 600_000));
        }
    })
    .unwrap();
    assert!(course.infections[0][0] > 600_000);
    // 1.75 x 0.4 < 1: nobody's outbreak takes off.
    assert!(course.infections[0][1..].iter().all(|infected| *infected < 20_000), "{:?}", course.infections);
}

#[test]
fn drawn_numbers_have_the_mean_and_spread_of_a_binomial() {
    let luck = numbers(5);
    for (trials, chance) in [(3, 0.2), (40, 0.15), (50, 0.8), (1_000, 0.004), (1_000, 0.3), (5_000_000, 0.1)]
    {
        let draws: Vec<f64> = (0..20_000)
            .map(|at| binomial(trials, chance, luck(0, at, 0)[0]))
            .inspect(|number| assert!((0..=trials).contains(number)))
            .map(|number| number as f64)
            .collect();
        let mean = draws.iter().sum::<f64>() / 20_000.0;
        let variance = draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 20_000.0;
        let (of_mean, of_variance) = (trials as f64 * chance, trials as f64 * chance * (1.0 - chance));
        assert!((mean - of_mean).abs() < 4.0 * (of_variance / 20_000.0).sqrt(), "{trials} {chance}: {mean}");
        assert!((variance / of_variance - 1.0).abs() < 0.05, "{trials} {chance}: {variance}");
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let people = [1_000; 6];
    let travel = ring(&people, 10.0);
    let free = |_: &_, _: &mut _| {};
    let refused = |people: &[i64], disease: &Disease, seeds: Vec<(usize, i64)>| {
        let outbreak = Outbreak { seeds, days: 10, reached_at: 1 };
        spread(&travel, people, disease, &outbreak, numbers(1), free).unwrap_err().to_string()
    };
    assert_eq!(refused(&[1; 3], &INFLUENZA, vec![]), "people: 3 numbers, but the network has 6 places");
    let message = "5000 people infected in place 1: no place of the network has as many";
    assert_eq!(refused(&people, &INFLUENZA, vec![(1, 5_000)]), message);
    let never = Disease { latent_days: 0.0, ..INFLUENZA };
    assert_eq!(refused(&people, &never, vec![]), "latent days is 0: it has to be above 0");
}
