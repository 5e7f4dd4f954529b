//! How wide the draws are: two modes.

use super::restated::Restated;

/// Years ahead of the last known one at which [`Spread::shape`] is given; straight between them, level beyond.
pub const AHEAD: [f64; 7] = [1.0, 3.0, 7.0, 17.0, 27.0, 52.0, 77.0];

/// Factors of what draws differ from the path without luck by, in agreement with the 80 % intervals of World Population
/// Prospects 2024: by years ahead, of fertility (as a power of the ratio), life expectancy of women and of men, and migration.
/// Fitted to the median half-width of the learning half's countries of a million people.
const UN: [[f64; 4]; 7] = [
    [1.002, 1.663, 1.589, 1.413],
    [1.071, 1.611, 1.58, 1.171],
    [0.87, 1.236, 1.31, 0.987],
    [0.617, 1.024, 1.163, 1.093],
    [0.539, 0.95, 1.147, 1.088],
    [0.474, 0.847, 0.942, 1.149],
    [0.458, 0.826, 0.874, 1.14],
];
/// The place in [`AHEAD`] up to which the tested mode was tested: seven years; the vintage test reaches six.
const TESTED: usize = 2;

/// What multiplies the spread of each rate's yearly errors, and what the base year is restated by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// Of fertility.
    pub fertility: f64,
    /// Of life expectancy and the gap.
    pub mortality: f64,
    /// Of migration.
    pub migration: f64,
    /// Of the exchange of young people for older ones.
    pub exchange: f64,
    /// Standard deviations of the base year's restatement: at 85 years of women's life expectancy, and at 55.
    pub base: [Restated; 2],
    /// Factors of what draws on a published middle path differ from it by, at [`AHEAD`]: fertility, women's and men's life
    /// expectancy, migration.
    pub shape: [[f64; 4]; 7],
}

impl Spread {
    /// As the history has it: no factor, and a base year that will not be restated.
    pub fn own() -> Self {
        Self {
            fertility: 1.0,
            mortality: 1.0,
            migration: 1.0,
            exchange: 1.0,
            base: [Restated::default(); 2],
            shape: [[1.0; 4]; 7],
        }
    }

    /// No spread at all: the path without luck.
    pub fn none() -> Self {
        Self { fertility: 0.0, mortality: 0.0, migration: 0.0, exchange: 0.0, ..Self::own() }
    }

    /// Agrees with the 80 % intervals of World Population Prospects 2024.
    pub fn un() -> Self {
        let base = [Restated { tfr: 0.09, e0: 0.3, ..Restated::default() }; 2];
        Self { base, exchange: 0.0, shape: UN, ..Self::own() }
    }

    /// Tested on what came: the widths that [`super::vintage::learn`] finds on the learning half of the countries. Beyond
    /// seven years nothing was tested; there they grow as the United Nations' do. Their migrants are published by age, so the exchange is
    /// narrower.
    pub fn tested() -> Self {
        let base = [
            Restated { people: 0.0400, tfr: 0.0717, e0: 0.961, young: 0.0440, old: 0.0600 },
            Restated { people: 0.0618, tfr: 0.0702, e0: 3.321, young: 0.0620, old: 0.1900 },
        ];
        Self { fertility: 1.25, exchange: 0.28, base, ..Self::own() }.beyond_the_test()
    }

    /// The shape of the tested mode: as it is to seven years, from there on as the United Nations' widths go.
    fn beyond_the_test(mut self) -> Self {
        for (place, row) in self.shape.iter_mut().enumerate().skip(TESTED + 1) {
            *row = std::array::from_fn(|rate| UN[place][rate] / UN[TESTED][rate]);
        }
        self
    }

    /// The factors so many years ahead.
    pub fn factors(&self, years: usize) -> [f64; 4] {
        let years = years as f64;
        let next = AHEAD.iter().position(|ahead| *ahead >= years).unwrap_or(AHEAD.len() - 1);
        let before = next.saturating_sub(1);
        let width = (AHEAD[next] - AHEAD[before]).max(1.0);
        let share = ((years - AHEAD[before]) / width).clamp(0.0, 1.0);
        std::array::from_fn(|rate| {
            let (from, to) = (self.shape[before][rate], self.shape[next][rate]);
            from + share * (to - from)
        })
    }

    /// Standard deviations of the restatement of a country whose women's life expectancy is `e0`: between the two by it,
    /// as registers of births and deaths are better where lives are longer.
    pub fn restated(&self, e0: f64) -> Restated {
        let short = ((85.0 - e0) / 30.0).clamp(0.0, 1.0);
        let between =
            |of: fn(&Restated) -> f64| of(&self.base[0]) + short * (of(&self.base[1]) - of(&self.base[0]));
        Restated {
            people: between(|r| r.people),
            tfr: between(|r| r.tfr),
            e0: between(|r| r.e0),
            young: between(|r| r.young),
            old: between(|r| r.old),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_are_straight_between_the_years_given_and_level_beyond() {
        let un = Spread::un();
        assert!((un.factors(7)[0] - 0.87).abs() < 1e-12 && (un.factors(200)[0] - 0.458).abs() < 1e-12);
        assert!((un.factors(5)[0] - 0.9705).abs() < 1e-12 && (un.factors(0)[0] - 1.002).abs() < 1e-12);
        let tested = Spread::tested();
        assert!(tested.factors(7).iter().all(|factor| (factor - 1.0).abs() < 1e-12));
        assert!((tested.factors(27)[1] - 0.95 / 1.236).abs() < 1e-12);
    }

    #[test]
    fn a_longer_life_is_better_registered() {
        let spread = Spread::tested();
        let [long, short] = [spread.restated(90.0), spread.restated(40.0)];
        assert_eq!([long, short], spread.base);
        let middle = spread.restated(70.0);
        assert!(long.people < middle.people && middle.people < short.people);
    }
}
