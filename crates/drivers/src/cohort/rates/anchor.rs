//! A published middle path that the draws scatter around.

use super::{ONCE, Spread, VitalRates, WORLD, YEARLY, Year};

/// What takes the path without luck onto a published one, by country and year, as bayesTFR moves its medians
/// (`R/tfr_median_set_new.R`): fertility by a ratio, the others by a difference.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Anchor {
    years: usize,
    /// Country-major: the path without luck and the published one.
    paths: Vec<[Year; 2]>,
}

impl Anchor {
    /// From the published path `middle`, `years` values a country from the first projected year on; where it is NaN the
    /// draws stay on their own.
    pub fn new(rates: &VitalRates, years: usize, middle: &[Year]) -> Self {
        let still = Spread::none();
        let paths = (0..rates.countries.len()).flat_map(|country| {
            let mut state = rates.begin(country, &still, [0.0; ONCE]);
            (0..years)
                .map(|year| {
                    let own = rates.step(country, &still, &mut state, [0.0; WORLD], [0.0; YEARLY]);
                    let to = middle.get(country * years + year).copied().unwrap_or(own);
                    let or = |value: f64, none: f64| if value.is_finite() { value } else { none };
                    let e0 = [0, 1].map(|sex| or(to.e0[sex], own.e0[sex]));
                    [own, Year { tfr: or(to.tfr, own.tfr), e0, migration: or(to.migration, own.migration) }]
                })
                .collect::<Vec<_>>()
        });
        Self { years, paths: paths.collect() }
    }

    /// The rates of a country in its `year`-th year (from 0), moved, and scaled by the spread's factors of that year. Beyond
    /// the published path its last move holds.
    pub fn moved(&self, country: usize, year: usize, spread: &Spread, rates: Year) -> Year {
        let place = country * self.years + year.min(self.years.saturating_sub(1));
        let Some([still, middle]) = self.paths.get(place) else { return rates };
        let [fertility, women, men, migration] = spread.factors(year + 1);
        let ratio = rates.tfr / still.tfr;
        Year {
            tfr: middle.tfr * libm::exp(fertility * libm::log(ratio)),
            e0: [
                middle.e0[0] + women * (rates.e0[0] - still.e0[0]),
                middle.e0[1] + men * (rates.e0[1] - still.e0[1]),
            ],
            migration: middle.migration + migration * (rates.migration - still.migration),
        }
    }
}
