//! Limits on what can be deployed: capacity, countries, money.

use crate::error::SimulateError;

/// Money for a year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Budget {
    /// US dollars a year.
    pub yearly: f64,
    /// Whether what a year leaves is added to the next.
    pub carry_over: bool,
    /// US dollars for one unit of the measure for a year.
    pub unit_cost: f64,
}

/// Greatest amounts in a year. When they do not reach all, units (countries) are served by
/// priority, ties in the order of the units.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Limits {
    /// Greatest total in the world.
    pub capacity: Option<f64>,
    /// Greatest amount in one unit.
    pub most_per_unit: Option<f64>,
    /// Greatest number of units.
    pub most: Option<usize>,
    /// Money.
    pub budget: Option<Budget>,
    /// True: a unit whose amount does not fit gets nothing and the next one is tried. False: it gets what is left.
    pub whole: bool,
}

impl Limits {
    /// Starts a year: the total amount that capacity and the account allow. The account (US dollars) is credited
    /// with the year's money.
    pub(crate) fn open(&self, account: &mut f64) -> f64 {
        let capacity = self.capacity.unwrap_or(f64::INFINITY);
        let Some(budget) = &self.budget else { return capacity };
        *account = budget.yearly + if budget.carry_over { *account } else { 0.0 };
        if budget.unit_cost > 0.0 { capacity.min(*account / budget.unit_cost) } else { capacity }
    }

    /// Ends a year in which `total` was granted: pays for it.
    pub(crate) fn close(&self, account: &mut f64, total: f64) {
        if let Some(budget) = &self.budget {
            *account = (*account - budget.unit_cost * total).max(0.0);
        }
    }

    /// Refuses numbers that cannot be a limit.
    pub(crate) fn check(&self, place: &str) -> Result<(), SimulateError> {
        let budget = self.budget.as_ref();
        let named = [
            ("capacity", self.capacity),
            ("the greatest amount in one unit", self.most_per_unit),
            ("budget", budget.map(|budget| budget.yearly)),
            ("the cost of a unit", budget.map(|budget| budget.unit_cost)),
        ];
        match named.into_iter().find(|(_, value)| value.is_some_and(|value| value < 0.0 || value.is_nan())) {
            None => Ok(()),
            Some((name, value)) => Err(SimulateError::Declaration {
                place: place.to_owned(),
                message: format!("{name} is {}; give 0 or more", value.unwrap_or(f64::NAN)),
            }),
        }
    }
}
