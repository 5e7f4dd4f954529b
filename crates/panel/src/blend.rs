//! Panels between two releases of the same data: revisions without new years, and new years without revisions.
use std::collections::BTreeSet;

use crate::panel::Panel;
use crate::series::Series;
use crate::{Axis, Indicator, Unit, Year};

impl Panel {
    /// `newer` without the years of a series in which this panel has no value of it: what was revised, and nothing that is new. Countries, axes,
    /// networks, memberships, missions and declarations are those of `newer`; monthly series and outcomes brought stay.
    ///
    /// # Examples
    /// ```
    /// use forefend_panel::{CountryId, Indicator, Panel, PanelError, Year};
    ///
    /// let release = |values: &[(i16, f64)]| -> Result<Panel, PanelError> {
    ///     let mut builder = Panel::builder();
    ///     builder.add_state(500, "Uganda")?.add_indicator(Indicator::synthetic("people"))?;
    ///     for &(year, value) in values {
    ///         builder.set("people", CountryId(500), Year(year), value)?;
    ///     }
    ///     builder.build()
    /// };
    /// let (old, new) = (release(&[(2000, 10.0)])?, release(&[(2000, 11.0), (2001, 12.0)])?);
    /// assert_eq!(old.revised_by(&new), release(&[(2000, 11.0)])?);
    /// assert_eq!(old.extended_by(&new), release(&[(2000, 10.0), (2001, 12.0)])?);
    /// # Ok::<(), PanelError>(())
    /// ```
    #[must_use]
    pub fn revised_by(&self, newer: &Self) -> Self {
        let mut panel = newer.clone();
        for (id, series) in &mut panel.series {
            let had = self.series.get(id).map(years).unwrap_or_default();
            for own in series.by_unit.values_mut() {
                own.retain(|year, _| had.contains(year));
            }
            series.by_unit.retain(|_, own| !own.is_empty());
        }
        panel.monthly.clone_from(&self.monthly);
        panel.outcomes.clone_from(&self.outcomes);
        panel
    }

    /// This panel with the years of each series of `newer` in which it has no value of it, and with series that it does not have: what is new,
    /// and nothing that was revised. Values of countries and axes that only `newer` has are left out: they come with its list of countries.
    #[must_use]
    pub fn extended_by(&self, newer: &Self) -> Self {
        let mut panel = self.clone();
        for (id, theirs) in &newer.series {
            let Some(declared) = newer.indicators.get(id) else { continue };
            let own = panel.indicators.entry(id.clone()).or_insert_with(|| declared.clone());
            if own.axis != declared.axis || !self.has_axis(declared) {
                continue;
            }
            let had = self.series.get(id).map(years).unwrap_or_default();
            let series = panel.series.entry(id.clone()).or_default();
            for (unit, year, value) in theirs.iter() {
                if !had.contains(&year) && self.has_countries(unit) {
                    series.insert(unit.clone(), year, value);
                }
            }
        }
        panel.monthly.clone_from(&newer.monthly);
        panel.outcomes.clone_from(&newer.outcomes);
        panel
    }

    fn has_axis(&self, indicator: &Indicator) -> bool {
        match &indicator.axis {
            Axis::Declared(axis) => self.axes.contains_key(axis),
            _ => true,
        }
    }

    fn has_countries(&self, unit: &Unit) -> bool {
        unit.countries().all(|country| self.roster.get(country).is_some())
    }
}

/// The years in which any unit has a value.
fn years(series: &Series) -> BTreeSet<Year> {
    series.by_unit.values().flat_map(|own| own.keys().copied()).collect()
}
