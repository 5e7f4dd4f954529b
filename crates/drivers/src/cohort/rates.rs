//! Rates of births, deaths and migration by country and year, with what is not known of them.
//!
//! [`VitalRates::fit`] learns from history alone. A path begins with [`VitalRates::begin`] and takes a [`VitalRates::step`] a year;
//! whoever asks brings the luck. Two modes differ in their [`Spread`] only: one that agrees with the intervals of the United
//! Nations' World Population Prospects, and one that was tested on what later came ([`Spread::tested`], the default).
//! Where a published middle path is at hand, [`Anchor`] moves the paths onto it, as bayesTFR moves its medians.

mod anchor;
pub mod exchange;
pub mod fertility;
mod fitting;
mod history;
pub mod migration;
pub mod mortality;
mod numbers;
mod restated;
pub mod rolling;
mod spread;
pub mod vintage;

pub use self::anchor::Anchor;
pub use self::history::History;
pub use self::migration::balance;
pub use self::restated::{Learned, Restated, interval_score, learns};
pub use self::spread::Spread;

/// Standard normal numbers that a country takes once a draw: paces of fertility and of mortality, means of fertility and of
/// migration, what its fertility, mortality and people are restated by, and its exchange.
pub const ONCE: usize = 8;
/// Standard normal numbers that a country takes a year: fertility, women's life expectancy, the gap, migration.
pub const YEARLY: usize = 4;
/// Standard normal numbers that the world takes a year: fertility, life expectancy.
pub const WORLD: usize = 2;

/// Fitted rates of all countries.
#[derive(Debug, Clone, PartialEq)]
pub struct VitalRates {
    /// The world's curve of fertility.
    pub fertility: fertility::Fertility,
    /// That of life expectancy, and the gap.
    pub mortality: mortality::Mortality,
    /// What migration rates have in common.
    pub migration: migration::Migration,
    /// By country, in the order of the history.
    pub countries: Vec<Country>,
}

/// One country's fits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Country {
    /// Its fertility.
    pub fertility: fertility::OfCountry,
    /// Its life expectancy.
    pub mortality: mortality::OfCountry,
    /// Its net migration.
    pub migration: migration::OfCountry,
}

/// Where a country stands in one draw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct State {
    /// Factor by which the people of the base year are restated.
    pub people: f64,
    /// Share of the people by which, in every year, young people come beyond the profile of migrants and older ones leave.
    pub exchange: f64,
    fertility: fertility::State,
    fertility_of_draw: [f64; 2],
    mortality: mortality::State,
    mortality_pace: f64,
    migration: f64,
    migration_mean: f64,
}

/// Rates of a country in a year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Year {
    /// Children a woman.
    pub tfr: f64,
    /// Life expectancy at birth in years, female and male.
    pub e0: [f64; 2],
    /// Net migrants over people, before the world is balanced.
    pub migration: f64,
}

impl VitalRates {
    /// Fits the rates to a history.
    ///
    /// A country that lacks a series keeps the world's curve, and its path is NaN where no last value is known.
    pub fn fit(history: &History) -> Self {
        let ((fertility, of_fertility), (mortality, of_mortality)) =
            rayon::join(|| fertility::fit(history), || mortality::fit(history));
        let (migration, of_migration) = migration::fit(history);
        let countries = together(of_fertility, of_mortality, of_migration);
        Self { fertility, mortality, migration, countries }
    }

    /// The same world, with countries fitted to another history: an older revision, in which the world's errors cannot be
    /// learned because it has means of five years only.
    #[must_use]
    pub fn with_countries(&self, history: &History) -> Self {
        let fertility = fertility::fit_in(&self.fertility, history);
        let mortality = mortality::fit_in(&self.mortality, history);
        let (_, migration) = migration::fit(history);
        Self { countries: together(fertility, mortality, migration), ..self.clone() }
    }

    /// A country's state in the last year known, in a draw that has the numbers `once`.
    pub fn begin(&self, country: usize, spread: &Spread, once: [f64; ONCE]) -> State {
        let of = &self.countries[country];
        let drawn = |[mean, deviation]: [f64; 2], normal: f64| mean + deviation * normal;
        let restated = spread.restated(of.mortality.last);
        State {
            people: libm::exp(restated.people * once[6]),
            exchange: of.migration.exchange.drawn(once[7], spread.exchange),
            fertility: fertility::State {
                tfr: of.fertility.last * libm::exp(restated.tfr * once[4]),
                error: of.fertility.error,
                risen: of.fertility.risen > 0.5,
            },
            fertility_of_draw: [
                drawn(of.fertility.pace, once[0]).clamp(0.1, 3.5),
                drawn(of.fertility.mean, once[2] * spread.fertility),
            ],
            mortality: mortality::State {
                women: of.mortality.last + restated.e0 * once[5],
                error: of.mortality.error,
                gap: of.mortality.gap,
            },
            mortality_pace: drawn(of.mortality.pace, once[1]).clamp(0.1, 2.5),
            migration: of.migration.last,
            migration_mean: drawn(of.migration.mean, once[3] * spread.migration),
        }
    }

    /// Takes a country into the next year. `world`: the world's numbers of that year, `own`: the country's.
    pub fn step(
        &self,
        country: usize,
        spread: &Spread,
        state: &mut State,
        world: [f64; WORLD],
        own: [f64; YEARLY],
    ) -> Year {
        let of = &self.countries[country];
        let mixed =
            |shared: f64, world: f64, own: f64| libm::sqrt(shared) * world + libm::sqrt(1.0 - shared) * own;
        let normal = mixed(self.fertility.shared, world[0], own[0]);
        self.fertility.step(
            &of.fertility,
            state.fertility_of_draw,
            &mut state.fertility,
            normal,
            spread.fertility,
        );
        let normals = [mixed(self.mortality.shared, world[1], own[1]), own[2]];
        self.mortality.step(
            &of.mortality,
            state.mortality_pace,
            &mut state.mortality,
            normals,
            spread.mortality,
        );
        state.migration = self.migration.step(
            &of.migration,
            state.migration_mean,
            state.migration,
            own[3],
            spread.migration,
        );
        Year {
            tfr: state.fertility.tfr,
            e0: [state.mortality.women, state.mortality.women - state.mortality.gap],
            migration: state.migration,
        }
    }
}

fn together(
    fertility: Vec<fertility::OfCountry>,
    mortality: Vec<mortality::OfCountry>,
    migration: Vec<migration::OfCountry>,
) -> Vec<Country> {
    let all = fertility.into_iter().zip(mortality).zip(migration);
    all.map(|((fertility, mortality), migration)| Country { fertility, mortality, migration }).collect()
}
