//! Who is infected and who dies, by age.

/// Age groups of contacts: 0-14, 15-24, 25-64, 65 and over.
pub const MIXING: usize = 4;
/// Age groups of deaths: as [`MIXING`], the last one split into 65-79 and 80 and over.
pub const BANDS: usize = 5;

/// Contacts a day that a person of an age (row) has with people of another (column).
pub type Contacts = [[f64; MIXING]; MIXING];

/// Force of infection by age in a growing epidemic, and the growth per contact: the right eigenvector (its greatest entry 1) and
/// the largest eigenvalue of the contact matrix. A person of age a is infected in proportion to the sum over b of contacts with
/// b times the share infectious in b (Diekmann, Heesterbeek & Metz 1990).
pub fn exposure(contacts: &Contacts) -> ([f64; MIXING], f64) {
    let mut force = [1.0; MIXING];
    let mut growth = 0.0;
    for _ in 0..60 {
        let next: [f64; MIXING] =
            std::array::from_fn(|a| contacts[a].iter().zip(&force).map(|(met, share)| met * share).sum());
        growth = next.iter().copied().fold(0.0, f64::max);
        if growth <= 0.0 {
            return ([1.0; MIXING], 0.0);
        }
        force = next.map(|entry| entry / growth);
    }
    (force, growth)
}

/// Share infected of each age group when `overall` of all people are: 1 - exp(-h f) with one h for all ages and the force f of
/// [`exposure`]. `shares` are those of the age groups among the people; they add up to 1.
pub fn attack(shares: &[f64; MIXING], force: &[f64; MIXING], overall: f64) -> [f64; MIXING] {
    let overall = overall.clamp(0.0, 1.0 - 1e-9);
    let infected = |h: f64| force.map(|f| -libm::expm1(-h * f));
    let excess = |h: f64| infected(h).iter().zip(shares).map(|(z, n)| z * n).sum::<f64>() - overall;
    let mean: f64 = shares.iter().zip(force).map(|(n, f)| n * f).sum();
    if overall <= 0.0 || mean <= 0.0 {
        return [0.0; MIXING];
    }
    // Newton from below: the sum is concave in h, so that it never overshoots.
    let mut h = overall / mean;
    for _ in 0..40 {
        let slope: f64 = shares.iter().zip(force).map(|(n, f)| n * f * libm::exp(-h * f)).sum();
        let step = excess(h) / slope.max(1e-300);
        h -= step;
        if step.abs() < 1e-12 * h {
            break;
        }
    }
    infected(h)
}

/// What decides the deaths of one place: people infected by age group, and how deadly an infection is there against elsewhere.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Infected {
    /// Persons infected.
    pub persons: [f64; BANDS],
    /// Multiplies fatality.
    pub deadlier: f64,
}

/// Deaths of a place where a share `level` times `pattern` of the infected die, by age group, and never more than all.
pub fn deaths(infected: &Infected, pattern: &[f64; BANDS], level: f64) -> f64 {
    let of_band = |(persons, pattern): (&f64, &f64)| persons * (level * infected.deadlier * pattern).min(1.0);
    infected.persons.iter().zip(pattern).map(of_band).sum()
}

/// The level of fatality at which `target` people die in all places together, by bisection; where even the death of all infected
/// is fewer, the level at which everybody dies.
pub fn level_for(places: &[Infected], pattern: &[f64; BANDS], target: f64) -> f64 {
    let total = |level: f64| places.iter().map(|place| deaths(place, pattern, level)).sum::<f64>();
    let linear: f64 = total(1e-9) * 1e9;
    if target <= 0.0 || linear <= 0.0 {
        return 0.0;
    }
    // No one dies twice: the true level is at least the one without that bound.
    let mut low = target / linear;
    let mut high = low;
    while total(high) < target * (1.0 - 1e-12) {
        (low, high) = (high, high * 4.0);
        if high > 1e12 * low.max(1e-12) || !high.is_finite() || high > 1e15 {
            return high.min(1e15);
        }
    }
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        (low, high) = if total(middle) < target { (middle, high) } else { (low, middle) };
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTACTS: Contacts =
        [[5.0, 1.0, 4.0, 0.5], [1.5, 6.0, 4.0, 0.4], [1.5, 1.5, 7.0, 0.6], [0.7, 0.6, 4.0, 1.8]];
    const SHARES: [f64; MIXING] = [0.25, 0.16, 0.5, 0.09];

    #[test]
    fn exposure_is_the_eigenvector_of_contacts() {
        let (force, growth) = exposure(&CONTACTS);
        for a in 0..MIXING {
            let sum: f64 = (0..MIXING).map(|b| CONTACTS[a][b] * force[b]).sum();
            assert!((sum - growth * force[a]).abs() < 1e-9 * growth);
        }
        assert_eq!(exposure(&[[2.0; MIXING]; MIXING]), ([1.0; MIXING], 8.0));
    }

    #[test]
    fn shares_infected_by_age_add_up() {
        let (force, _) = exposure(&CONTACTS);
        for overall in [0.0, 1e-6, 0.1, 0.5, 0.9, 0.999] {
            let attack = attack(&SHARES, &force, overall);
            let sum: f64 = attack.iter().zip(&SHARES).map(|(z, n)| z * n).sum();
            assert!((sum - overall).abs() < 1e-9, "{overall}: {sum}");
            assert!(attack.iter().all(|z| (0.0..=1.0).contains(z)));
        }
    }

    #[test]
    fn the_level_of_fatality_gives_the_deaths_asked_for_and_nobody_dies_twice() {
        let pattern = [1e-5, 5e-5, 1e-3, 2e-2, 8e-2];
        let place = |scale: f64, deadlier: f64| Infected {
            persons: [300.0, 200.0, 500.0, 80.0, 20.0].map(|n| n * scale),
            deadlier,
        };
        let places = [place(1e3, 1.0), place(2e4, 1.7)];
        let most: f64 = places.iter().map(|place| place.persons.iter().sum::<f64>()).sum();
        for target in [1.0, 1e4, 1e6, 1e7] {
            let level = level_for(&places, &pattern, target);
            let dead: f64 = places.iter().map(|place| deaths(place, &pattern, level)).sum();
            assert!((dead / target - 1.0).abs() < 1e-9, "{target}: {dead}");
        }
        let level = level_for(&places, &pattern, 10.0 * most);
        let dead: f64 = places.iter().map(|place| deaths(place, &pattern, level)).sum();
        assert!((dead - most).abs() < 1e-6 * most);
        assert_eq!(level_for(&places, &pattern, 0.0), 0.0);
    }
}
