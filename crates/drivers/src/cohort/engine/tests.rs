use proptest::prelude::*;

use super::super::fertility::pattern;
use super::*;

/// A year as it reads in a paper: one draw, every step by itself, from a table of the old people to one of the new.
fn plainly(
    people: &People,
    survival: &SideSurvival<1>,
    schedule: &YearSchedule,
    vital: &Vital,
) -> (People, Flows) {
    let total: f64 = people.as_flattened().iter().sum();
    let mut next: People = [[0.0; AGES]; 2];
    let mut flows = Flows { births: 0.0, deaths: 0.0, migrants: 0.0 };
    for sex in [FEMALE, MALE] {
        let spread = schedule.migrants.spread(sex, (&[*vital], &[total]));
        let moved: Vec<f64> = (0..AGES).map(|age| spread.of(age, &[people[sex][age]])[0]).collect();
        let survives = |age: usize| {
            let (half, [survive]) = (0.5 * moved[age], survival[sex][age + 1]);
            ((people[sex][age] + half) * survive + half * 0.5 * (1.0 + survive)).max(0.0)
        };
        let survivors: Vec<f64> = (0..AGES).map(survives).collect();
        next[sex][1..].copy_from_slice(&survivors[..AGES - 1]);
        next[sex][AGES - 1] += survivors[AGES - 1];
        let (came, left) = (moved.iter().sum::<f64>(), survivors.iter().sum::<f64>());
        flows.migrants += came;
        flows.deaths += people[sex].iter().sum::<f64>() + came - left;
    }
    let mothers = YOUNGEST..YOUNGEST + SPAN;
    let women = people[FEMALE][mothers.clone()].iter().zip(&next[FEMALE][mothers]);
    let born = schedule.fertility.iter().zip(women).map(|(share, (a, b))| share * (a + b));
    flows.births = 0.5 * vital.tfr.max(0.0) * born.sum::<f64>();
    let boys = schedule.sex_ratio / (1.0 + schedule.sex_ratio);
    for (sex, share) in [(FEMALE, 1.0 - boys), (MALE, boys)] {
        let born = flows.births * share;
        next[sex][0] = born * survival[sex][0][0];
        flows.deaths += born - next[sex][0];
    }
    (next, flows)
}

/// Bits of what a year comes to.
fn bits(people: &People, flows: &Flows) -> Vec<u64> {
    let flows = [flows.births, flows.deaths, flows.migrants];
    people.as_flattened().iter().chain(&flows).map(|value| value.to_bits()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// People are taken on in their place and in one pass, draws side by side: the same bits as each by itself and step by step.
    #[test]
    fn one_pass_in_place_has_the_bits_of_plain_steps(
        people in prop::collection::vec(0.0..1e6_f64, 3 * 2 * AGES),
        survive in prop::collection::vec(0.0..1.0_f64, 3 * 2 * (AGES + 1)),
        rates in prop::collection::vec((0.0..8.0_f64, -1e7..1e6_f64, -0.02..0.02_f64), 3),
        published in any::<bool>(),
    ) {
        let base: People = std::array::from_fn(|sex| std::array::from_fn(|age| age as f64 - 40.0 * sex as f64));
        let migrants = if published { Migrants::on(base) } else { Migrants::model() };
        let births = pattern(&[2.0, 20.0, 30.0, 25.0, 15.0, 7.0, 1.0]).unwrap();
        let schedule = YearSchedule::new(births, 1.05, migrants).unwrap();
        let vital: [Vital; 3] = std::array::from_fn(|lane| {
            let (tfr, net_migrants, exchange) = rates[lane];
            Vital { tfr, net_migrants, exchange, ..Vital::default() }
        });
        let of_lane = |lane: usize| -> People {
            std::array::from_fn(|sex| std::array::from_fn(|age| people[(lane * 2 + sex) * AGES + age]))
        };
        let survive = |lane: usize, sex: usize, age: usize| survive[(lane * 2 + sex) * (AGES + 1) + age];
        let mut side: Side<3> = std::array::from_fn(|sex| {
            std::array::from_fn(|age| std::array::from_fn(|lane| of_lane(lane)[sex][age]))
        });
        let survival: SideSurvival<3> = std::array::from_fn(|sex| {
            std::array::from_fn(|age| std::array::from_fn(|lane| survive(lane, sex, age)))
        });
        let totals = std::array::from_fn(|lane| of_lane(lane).as_flattened().iter().sum());
        let flows = advance_side(&mut side, &survival, &schedule, (&vital, &totals));
        for lane in 0..3 {
            let survival = survival.map(|ages| ages.map(|survive| [survive[lane]]));
            let (next, expected) = plainly(&of_lane(lane), &survival, &schedule, &vital[lane]);
            let found = side.map(|ages| ages.map(|people| people[lane]));
            prop_assert_eq!(bits(&found, &flows[lane]), bits(&next, &expected));
        }
    }
}
