//! Years without a value inside a series.
use super::{Check, Finding, Subject, counted};
use crate::{Country, Year};

impl Subject<'_> {
    /// One finding for each gap between two values that is wider than the indicator's usual step. Years in which a state of
    /// today did not exist yet (or again) are no gap: an old panel's territories of today have values before them.
    pub(super) fn holes(&self, findings: &mut Vec<Finding>) {
        for (&unit, values) in &self.observed {
            for pair in values.windows(2).filter(|pair| pair[1].0 - pair[0].0 > self.step) {
                let years = (pair[0].0 + 1, pair[1].0 - 1);
                let countries = self.panel.countries_of(&self.indicator.axis, unit);
                let countries: Vec<&Country> =
                    countries.into_iter().filter_map(|id| self.panel.roster().get(id)).collect();
                let stateless = |year| countries.iter().any(|country| country.state && !country.exists(year));
                if Year::range(years.0, years.1).all(stateless) {
                    continue;
                }
                let missing = years.1 - years.0 + 1;
                let detail = format!("{} without a value", counted(i64::from(missing), "year"));
                let size = (None, f64::from(missing));
                findings.push(self.finding(Check::Hole, unit, years, size, detail));
            }
        }
    }
}
