//! One origin through the engine: draws of one variable by country.

use forefend_panel::{CountryId, Panel, Year};
use forefend_simulate::Model;

use super::super::from_origin::each_draw;
use crate::error::VerifyError;

/// Draws of a forecast.
pub(super) const DRAWS: u64 = 400;

/// What the model said at one origin.
pub(super) struct Forecast {
    /// States simulated, ascending.
    pub units: Vec<CountryId>,
    origin: Year,
    /// By draw: by year from the one after the origin, then unit.
    draws: Vec<Vec<f64>>,
}

impl Forecast {
    /// Fits `model` on what `panel` shows as of December of `origin` and simulates to `horizon`: one for each of `variables`.
    pub fn make<const N: usize>(
        model: &Model,
        panel: &Panel,
        variables: [&str; N],
        origin: Year,
        horizon: Year,
    ) -> Result<[Self; N], VerifyError> {
        let keep = |values: [&[f64]; N]| values.map(<[f64]>::to_vec);
        let (units, kept) = each_draw(model, panel, (origin, horizon), DRAWS, variables, keep)?;
        let mut draws: [Vec<Vec<f64>>; N] = std::array::from_fn(|_| Vec::with_capacity(kept.len()));
        for draw in kept {
            draws.iter_mut().zip(draw).for_each(|(draws, draw)| draws.push(draw));
        }
        Ok(draws.map(|draws| Self { units: units.clone(), origin, draws }))
    }

    /// Values of the unit at `position` in `year`, one a draw.
    fn of(&self, position: usize, year: Year) -> impl Iterator<Item = f64> + '_ {
        let at = (year - self.origin - 1) as usize * self.units.len() + position;
        self.draws.iter().map(move |draw| draw[at])
    }

    /// The same, ascending.
    pub fn sorted(&self, position: usize, year: Year) -> Vec<f64> {
        let mut draws: Vec<f64> = self.of(position, year).collect();
        draws.sort_by(f64::total_cmp);
        draws
    }

    /// Their mean.
    pub fn mean(&self, position: usize, year: Year) -> f64 {
        self.of(position, year).sum::<f64>() / DRAWS as f64
    }

    /// Share of draws in which a yearly change within two years goes beyond `least`, in its direction, from the value `now`
    /// at the origin.
    pub fn chance_of_step(&self, position: usize, origin: Year, now: f64, least: f64) -> f64 {
        let beyond = |change: f64| if least < 0.0 { change < least } else { change > least };
        let pairs = self.of(position, origin + 1).zip(self.of(position, origin + 2));
        let stepped = pairs.filter(|(first, second)| beyond(first - now) || beyond(second - first));
        stepped.count() as f64 / DRAWS as f64
    }
}
