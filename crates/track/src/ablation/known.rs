//! What was observed of a driver after an origin, given to a plan.

use forefend_panel::{Fill, Panel, Year};
use forefend_simulate::spec::Axis;
use forefend_simulate::{Model, Plan};

use crate::error::TrackError;
use crate::observed::complete;

/// Variables of a driver with the series that hold their values.
pub(super) struct Known {
    /// Variable, series, and whether it is one of the world.
    series: Vec<(String, String, bool)>,
}

impl Known {
    /// The variables of the driver, by country or of the world, that a series of the panel holds: their own, or that of a target
    /// which is about them (`settled`: variable and series).
    pub fn of(model: &Model, driver: &str, settled: &[(String, String)]) -> Self {
        let own = model.variables_of_driver(driver);
        let mut series = Vec::new();
        for declared in model.variables.iter().filter(|one| own.contains(one.name())) {
            let of_world = declared.spec.axis == Axis::World;
            if !of_world && declared.spec.axis != Axis::Country {
                continue;
            }
            let of_target = || settled.iter().find(|(name, _)| name == declared.name());
            let indicator = declared.spec.indicator.as_ref().map(|indicator| indicator.as_ref().clone());
            let indicator = indicator.or_else(|| of_target().map(|(_, series)| series.clone()));
            series.extend(indicator.map(|indicator| (declared.name().to_owned(), indicator, of_world)));
        }
        Self { series }
    }

    /// Names of the variables.
    pub fn names(&self) -> Vec<String> {
        self.series.iter().map(|(name, ..)| name.clone()).collect()
    }

    /// Gives the plan what came; a year without a value stays with the model.
    pub fn tell(&self, plan: &mut Plan, panel: &Panel) -> Result<(), TrackError> {
        for (variable, indicator, of_world) in &self.series {
            let (view, _) = complete(panel, indicator)?;
            let (first, last) = (plan.first, plan.horizon);
            let values = if *of_world {
                let mut values = vec![f64::NAN; Year::count(first, last)];
                for (year, value) in view.world_series(indicator) {
                    let at = usize::try_from(year - first).ok();
                    if let Some(slot) = at.and_then(|at| values.get_mut(at)) {
                        *slot = value;
                    }
                }
                values
            } else {
                view.grid(indicator, &plan.units, first, last, Fill::None)?
            };
            plan.know(variable, &values);
        }
        Ok(())
    }
}
