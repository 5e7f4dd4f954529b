//! Best estimates outside the interval given for them.
use super::{Check, Finding, Subject, shown};

impl Subject<'_> {
    /// Compares X with `X_low` and `X_high`, where the panel holds both.
    pub(super) fn outside_interval(&self, findings: &mut Vec<Finding>) {
        let id = &self.indicator.id;
        let side = |ending: &str| self.panel.series.get(&format!("{id}_{ending}"));
        let (Some(low), Some(high)) = (side("low"), side("high")) else { return };
        for (&unit, values) in &self.observed {
            for &(year, value) in values {
                let (Some(low), Some(high)) = (low.get(unit, year), high.get(unit, year)) else { continue };
                if value < low || value > high {
                    let size = (low - value).max(value - high);
                    let detail = format!("{} is outside [{}, {}]", shown(value), shown(low), shown(high));
                    let found =
                        self.finding(Check::OutsideInterval, unit, (year, year), (Some(value), size), detail);
                    findings.push(found);
                }
            }
        }
    }
}
