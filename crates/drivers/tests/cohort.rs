//! The cohort engine against what must hold of any rates, and against textbook life tables.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use forefend_drivers::cohort::{
    AGES, CohortError, FEMALE, GROUPS, LifeTable, MALE, MeanTables, Migrants, Mortality, People, RATES,
    Rates, Vital, YearSchedule, advance, first_age, groups, measures, pattern, single_ages,
};
use proptest::prelude::*;

/// A Gompertz law with child mortality: rates whose level falls as `level` rises.
fn rates(level: f64) -> Rates {
    std::array::from_fn(|group| {
        let age = first_age(group) as f64;
        (0.1 * libm::exp(-0.9 * age) + 0.0003 + 0.00005 * libm::exp(0.092 * age)) * libm::exp(-level)
    })
}

fn mortality() -> [Mortality; 2] {
    let tables: Vec<Rates> = (0..12).map(|step| rates(-0.8 + 0.2 * f64::from(step))).collect();
    let mean = MeanTables::new(&tables).unwrap();
    [4, 3].map(|at| Mortality::new(&tables[at..=at], &mean, 20.0, 30.0).unwrap())
}

fn schedule(migrants: Migrants) -> YearSchedule {
    YearSchedule::new(pattern(&[2.0, 20.0, 30.0, 25.0, 15.0, 7.0, 1.0]).unwrap(), 1.05, migrants).unwrap()
}

proptest! {
    /// P(t+1) = P(t) + births - deaths + migrants, whatever the rates; nobody is ever fewer than none.
    #[test]
    fn people_are_conserved(
        groups in proptest::array::uniform32(0.0..1e7_f64),
        tfr in 0.0..9.0_f64,
        e0 in 20.0..100.0_f64,
        migrants in -5e6..5e6_f64,
        fallen in 0.0..1e6_f64,
        exchange in -0.02..0.02_f64,
        published in any::<bool>(),
    ) {
        let women: [f64; GROUPS] = std::array::from_fn(|group| groups[group]);
        let men: [f64; GROUPS] = std::array::from_fn(|group| groups[group + 11]);
        let mut people: People = [single_ages(&women).unwrap(), single_ages(&men).unwrap()];
        let base: People = std::array::from_fn(|sex| std::array::from_fn(|age| (age as f64 - 30.0) * (sex as f64 + 1.0)));
        let schedule = schedule(if published { Migrants::on(base) } else { Migrants::model() });
        let mortality = mortality();
        for _ in 0..5 {
            let before = measures(&people).population;
            let vital = Vital { tfr, e0: [e0, e0 - 4.0], net_migrants: migrants, exchange, extra_deaths: fallen, disease_deaths: 0.5 * fallen };
            let flows = advance(&mut people, &mortality, &schedule, &vital);
            let after = measures(&people).population;
            let expected = before + flows.births - flows.deaths + flows.migrants;
            prop_assert!((after - expected).abs() <= 1e-12 * (before + flows.births + flows.migrants.abs()) + 1e-6);
            prop_assert!(people.iter().flatten().all(|people| *people >= 0.0 && people.is_finite()));
            prop_assert!(flows.births >= 0.0 && flows.deaths >= 0.0);
        }
    }

    /// Single years of age keep the sum of each group.
    #[test]
    fn groups_keep_their_people(groups in proptest::array::uniform21(0.0..1e8_f64)) {
        let single = single_ages(&groups).unwrap();
        prop_assert!(single.iter().all(|people| *people >= 0.0));
        for (own, back) in groups.iter().zip(super_groups(&single)) {
            prop_assert!((own - back).abs() <= 1e-9 * own + 1e-6);
        }
    }
}

fn super_groups(single: &[f64; AGES]) -> [f64; GROUPS] {
    groups(single)
}

/// At one death rate for all ages life expectancy is one over the rate, but for the infants, who die earlier in the year.
#[test]
fn life_expectancy_at_one_rate_is_its_inverse() {
    for rate in [0.01, 0.02, 0.05] {
        let e0 = LifeTable::new(&[rate; RATES]).unwrap().e0();
        assert!((e0 - 1.0 / rate).abs() < 0.6, "{rate}: {e0}");
    }
}

/// A row of survival has the life expectancy that it was asked for.
#[test]
fn survival_has_the_life_expectancy_that_is_asked_for() {
    let mortality = mortality();
    let present = LifeTable::new(&rates(0.0)).unwrap().e0();
    for e0 in [present - 12.3, present, present + 7.7, present + 15.0] {
        let mut survival = [0.0; AGES + 1];
        mortality[FEMALE].survival(e0, &mut survival);
        let (mut lived, mut total) = (survival[0], survival[0]);
        for survive in &survival[1..AGES] {
            lived *= survive;
            total += lived;
        }
        // From 101 on nobody's survival changes any more.
        total += lived * survival[AGES] / (1.0 - survival[AGES]);
        assert!((total - e0).abs() < 0.05, "{e0}: {total}");
        assert!(survival.iter().all(|survive| (0.0..=1.0).contains(survive)));
    }
}

/// Without migrants and conflict, at two children and constant rates, a population comes to a stable age structure.
#[test]
fn ages_become_stable() {
    let (mortality, schedule) = (mortality(), schedule(Migrants::model()));
    let mut people: People = [[1e4; AGES], [1e4; AGES]];
    let vital = Vital { tfr: 3.0, e0: [70.0, 66.0], ..Vital::default() };
    let mut growth = Vec::new();
    for _ in 0..400 {
        let before = measures(&people).population;
        advance(&mut people, &mortality, &schedule, &vital);
        growth.push(measures(&people).population / before);
    }
    assert!((growth[399] - growth[380]).abs() < 1e-6 && growth[399] > 1.0);
}

#[test]
fn conflict_takes_as_many_as_it_says_and_men_of_fighting_age_most() {
    let (mortality, schedule) = (mortality(), schedule(Migrants::model()));
    let calm = Vital { tfr: 2.0, e0: [75.0, 70.0], ..Vital::default() };
    let (mut a, mut b): (People, People) = ([[1e4; AGES], [1e4; AGES]], [[1e4; AGES], [1e4; AGES]]);
    let without = advance(&mut a, &mortality, &schedule, &calm);
    let with = advance(&mut b, &mortality, &schedule, &Vital { extra_deaths: 500.0, ..calm });
    assert!((with.deaths - without.deaths - 500.0).abs() < 1e-6);
    assert!(a[MALE][30] - b[MALE][30] > 5.0 * (a[FEMALE][30] - b[FEMALE][30]));
}

#[test]
fn rates_that_cannot_be_are_told() {
    let mut negative = rates(0.0);
    negative[7] = -0.001;
    assert_eq!(LifeTable::new(&negative).err(), Some(CohortError::DeathRate { age: 30, value: -0.001 }));
    let mut immortal = rates(0.0);
    immortal[RATES - 1] = 0.0;
    assert_eq!(LifeTable::new(&immortal).err(), Some(CohortError::Immortal));
    assert!(pattern(&[0.0; 7]).is_err() && pattern(&[1.0, -1.0, 1.0, 1.0, 1.0, 1.0, 1.0]).is_err());
    assert!(YearSchedule::new(pattern(&[1.0; 7]).unwrap(), -1.0, Migrants::model()).is_err());
    let mut people = [1.0; GROUPS];
    people[3] = -2.0;
    assert_eq!(single_ages(&people).err(), Some(CohortError::People { age: 15, value: -2.0 }));
}
