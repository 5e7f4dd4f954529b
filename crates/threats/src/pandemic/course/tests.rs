mod plain;

use super::*;

const PATHOGEN: Pathogen = Pathogen { reproduction: 2.5, latent: 4.0, infectious: 5.0 };

/// A ring of places; travellers go to both neighbours.
fn ring(number: usize) -> Places {
    let arrivals = |place: usize| vec![((place + 1) % number, 500.0), ((place + number - 1) % number, 500.0)];
    Places {
        people: (0..number).map(|place| 1e6 * (1 + place % 5) as f64).collect(),
        contacts: vec![1.0; number],
        income: (0..number).map(|place| 1000.0 * (1 + place) as f64).collect(),
        arrivals: (0..number).map(arrivals).collect(),
        background: 1e-5,
    }
}

fn none(number: usize) -> Answer {
    Answer {
        detected: 1e9,
        response_delay: vec![0.0; number],
        leaves: vec![1.0; number],
        trigger: 0.0,
        travel: 1.0,
        vaccine_day: 1e9,
        vaccine_capacity: 0.0,
        vaccine_inequality: 1.0,
        vaccine_efficacy: 0.8,
        vaccine_coverage: 0.8,
    }
}

fn beginning(number: usize) -> Beginning {
    Beginning { place: 0, day: 100, thresholds: vec![1.0; number] }
}

fn total(infections: &Infections) -> f64 {
    infections.iter().flatten().sum()
}

fn answered(change: impl FnOnce(&mut Answer)) -> f64 {
    let mut answer = Answer {
        detected: 30.0,
        leaves: vec![0.55; 12],
        vaccine_day: 200.0,
        vaccine_capacity: 0.002,
        ..none(12)
    };
    answer.response_delay = vec![14.0; 12];
    change(&mut answer);
    total(&run(&ring(12), &PATHOGEN, &answer, &beginning(12)))
}

/// z = 1 - exp(-R0 z), by bisection.
fn final_size(reproduction: f64) -> f64 {
    let (mut low, mut high) = (1e-9, 1.0);
    for _ in 0..200 {
        let z = 0.5 * (low + high);
        (low, high) = if z < 1.0 - libm::exp(-reproduction * z) { (z, high) } else { (low, z) };
    }
    low
}

#[test]
fn unanswered_it_ends_at_the_final_size_in_every_place() {
    let places = ring(12);
    let infections = run(&places, &PATHOGEN, &none(12), &beginning(12));
    for (infected, people) in infections.iter().zip(&places.people) {
        let share = infected.iter().sum::<f64>() / people;
        assert!((share - final_size(2.5)).abs() < 1e-4, "{share}");
    }
}

#[test]
fn below_one_it_dies_out() {
    let pathogen = Pathogen { reproduction: 0.9, ..PATHOGEN };
    let infections = run(&ring(12), &pathogen, &none(12), &beginning(12));
    assert!(total(&infections) < 300.0, "{}", total(&infections));
    assert!(infections[1..].iter().flatten().all(|infected| *infected == 0.0));
}

#[test]
fn known_at_once_and_fully_answered_it_does_not_spread() {
    let stopped = answered(|answer| {
        (answer.detected, answer.response_delay) = (0.0, vec![0.0; 12]);
        answer.leaves = vec![0.0; 12];
    });
    assert!(stopped < 10.0, "{stopped}");
}

#[test]
fn more_of_an_answer_never_helps_it() {
    let reference = answered(|_| ());
    assert!(answered(|answer| answer.detected = 10.0) <= reference);
    assert!(answered(|answer| answer.response_delay = vec![0.0; 12]) <= reference);
    assert!(answered(|answer| answer.leaves = vec![0.45; 12]) < reference);
    assert!(answered(|answer| answer.travel = 0.1) <= reference);
    assert!(answered(|answer| answer.vaccine_day = 100.0) < reference);
    assert!(answered(|answer| answer.vaccine_capacity = 0.004) < reference);
}

/// At the growth rate of an early COVID-19, three weeks' delay multiplies what the first two months see more than tenfold, as
/// Lai et al. 2020 find for China (one, two, three weeks earlier: 66, 86, 95 % fewer cases).
#[test]
fn weeks_earlier_have_the_size_that_lai_found() {
    let pathogen = Pathogen { reproduction: 3.2, latent: 3.0, infectious: 5.0 };
    let of_delay = |days: f64| {
        let mut answer = Answer { detected: 60.0 - days, leaves: vec![0.2], ..none(1) };
        answer.response_delay = vec![0.0];
        total(&run(
            &Places {
                background: 0.0,
                people: vec![1.4e9],
                contacts: vec![1.0],
                income: vec![1.0],
                arrivals: vec![vec![]].into(),
            },
            &pathogen,
            &answer,
            &beginning(1),
        ))
    };
    let fewer = [7.0, 14.0, 21.0].map(|days| 1.0 - of_delay(days) / of_delay(0.0));
    for (fewer, published) in fewer.iter().zip([0.66, 0.86, 0.95]) {
        assert!((fewer - published).abs() < 0.08, "{fewer} against {published}");
    }
}

#[test]
fn nobody_is_infected_twice_or_lost() {
    let places = ring(12);
    let mut answer = Answer { vaccine_day: 60.0, vaccine_capacity: 0.01, ..none(12) };
    answer.vaccine_inequality = 2.0;
    let infections = run(&places, &PATHOGEN, &answer, &beginning(12));
    for (infected, people) in infections.iter().zip(&places.people) {
        assert!(infected.iter().all(|number| *number >= 0.0));
        assert!(infected.iter().sum::<f64>() <= *people);
    }
}

/// Places side by side have the bits of one place after the other, a day at a time.
#[test]
fn all_places_at_once_have_the_bits_of_one_after_the_other() {
    let mut places = ring(12);
    places.people[3] = 0.2;
    places.contacts = (0..12).map(|place| 0.3 + 0.1 * place as f64).collect();
    for case in 0..48 {
        let mut answer = Answer {
            detected: f64::from(case) * 3.5,
            trigger: 1e-4 * f64::from(case % 3),
            travel: 0.25 * f64::from(case % 5),
            vaccine_day: 40.0 + 17.0 * f64::from(case % 7),
            vaccine_capacity: 0.004 * f64::from(case % 4),
            vaccine_inequality: 0.5 * f64::from(case % 6),
            vaccine_coverage: [0.3, 0.75, 1.0][case as usize % 3],
            ..none(12)
        };
        answer.response_delay = (0..12).map(|place| 5.0 * f64::from(place)).collect();
        answer.leaves = (0..12).map(|place| 0.3 + 0.05 * f64::from(place)).collect();
        let pathogen = Pathogen { reproduction: 1.2 + 0.1 * f64::from(case), ..PATHOGEN };
        let place = case as usize % 12;
        let thresholds = (0..12).map(|place| 0.1 * f64::from(place)).collect();
        let beginning = Beginning { place, day: 7 * case as usize, thresholds };
        let [ours, plain] = [run, plain::plainly].map(|run| run(&places, &pathogen, &answer, &beginning));
        let bits = |of: &Infections| of.iter().flatten().map(|n| n.to_bits()).collect::<Vec<u64>>();
        assert_eq!(bits(&ours), bits(&plain), "case {case}");
    }
}
