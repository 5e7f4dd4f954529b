//! Series that end earlier than they should.
use super::{Check, Finding, Subject, counted};
use crate::{Month, Unit, Year};

/// Years by which a country may lag behind the indicator's last year.
const LAG: i16 = 2;

impl Subject<'_> {
    /// The indicator against its release lag, and each state of today against the indicator.
    pub(super) fn ends_early(&self, as_of: Month, findings: &mut Vec<Finding>) {
        let ends = self.observed.values().filter_map(|values| values.last().map(|&(year, _)| year));
        let Some(last) = ends.max() else { return };
        let lag = self.indicator.release_lag();
        // A series that is not yearly is due one step after its last value.
        let due = (as_of - lag).last_complete_year().min(self.indicator.last_observable());
        if last + self.step <= due {
            let detail = format!(
                "ends in {last}; published {} after the end of a year, {due} should be known by {as_of}",
                counted(i64::from(lag), "month")
            );
            findings.push(Finding {
                check: Check::EndsEarly,
                indicator: self.indicator.id.clone(),
                country: None,
                iso3: None,
                first: last + 1,
                last: due,
                value: None,
                // Ahead of single countries.
                size: 1000.0 + f64::from(due - last),
                detail,
            });
        }
        for (&unit, values) in &self.observed {
            let Some(&(end, value)) = values.last() else { continue };
            // A pact may be over and a plant be shut: only of a state is a value owed for every year.
            let Unit::Country(country) = unit else { continue };
            let exists = self.panel.roster().get(*country).is_some_and(|country| country.exists(last));
            if exists && last - end > LAG.max(self.step) {
                let years: (Year, Year) = (end + 1, last);
                let detail = format!("ends in {end}, the indicator in {last}");
                let size = (Some(value), f64::from(last - end));
                findings.push(self.finding(Check::EndsEarly, unit, years, size, detail));
            }
        }
    }
}
