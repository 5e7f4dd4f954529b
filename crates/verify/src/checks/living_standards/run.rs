//! One origin through the engine, draws by country kept in memory.

use std::collections::BTreeMap;

use forefend_panel::{CountryId, Panel, Year};
use forefend_simulate::Model;

use super::super::from_origin::{alone, each_draw};
use crate::error::VerifyError;

const DRAWS: u64 = 500;

/// What the model said at one origin.
pub(super) struct Run {
    /// States simulated, ascending.
    pub units: Vec<CountryId>,
    origin: Year,
    /// Ascending draws by variable, then year after the origin and unit.
    draws: BTreeMap<String, Vec<Vec<f64>>>,
}

impl Run {
    /// Fits what `names` (variables by country) need of `model` on what `panel` shows as of December of the first of `years`
    /// and simulates to the second.
    ///
    /// # Errors
    /// Those of the engine.
    pub fn make<const N: usize>(
        model: &Model,
        panel: &Panel,
        (origin, horizon): (Year, Year),
        names: [&str; N],
    ) -> Result<Self, VerifyError> {
        let keep = |values: [&[f64]; N]| values.map(<[f64]>::to_vec);
        let model = alone(model, &names);
        let (units, kept) = each_draw(&model, panel, (origin, horizon), DRAWS, names, keep)?;
        let cells = Year::count(origin + 1, horizon) * units.len();
        let sorted = |name: usize, cell: usize| {
            let mut draws: Vec<f64> = kept.iter().map(|draw| draw[name][cell]).collect();
            draws.sort_by(f64::total_cmp);
            draws
        };
        let of =
            |(at, name): (usize, &str)| (name.to_owned(), (0..cells).map(|cell| sorted(at, cell)).collect());
        let draws = names.into_iter().enumerate().map(of).collect();
        Ok(Self { units, origin, draws })
    }

    /// Ascending draws of a variable in a state and year; none for a state that was not simulated.
    pub fn sorted(&self, name: &str, state: CountryId, year: Year) -> Option<&[f64]> {
        let unit = self.units.binary_search(&state).ok()?;
        let at = (year - self.origin - 1) as usize * self.units.len() + unit;
        self.draws.get(name)?.get(at).map(Vec::as_slice)
    }
}
