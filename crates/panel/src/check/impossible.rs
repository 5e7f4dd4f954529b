//! Values that cannot be.
use super::{Check, Finding, Subject, shown};
use crate::{Bounds, Indicator, Kind, Month};

impl Subject<'_> {
    /// Values outside the declared bounds, or outside those that the unit implies where none are declared.
    /// Projections are looked at too.
    pub(super) fn impossible(&self, now: Month, findings: &mut Vec<Finding>) {
        let observed = matches!(self.indicator.kind, Kind::Observed);
        for (unit, year, value) in self.series.iter().filter(|&(_, year, _)| observed && year > now.year()) {
            let size = f64::from(year.0 - now.year().0);
            let detail = format!("{} in a year that has not come", shown(value));
            findings.push(self.finding(Check::Impossible, unit, (year, year), (Some(value), size), detail));
        }
        let bounds = possible(self.indicator);
        let distance = |value: f64| (value - bounds.clamp(value)).abs();
        for (unit, year, value) in self.series.iter().filter(|&(_, _, value)| !bounds.allow(value)) {
            let size = if value.is_finite() { distance(value) } else { f64::INFINITY };
            let detail = format!("{}, possible is {}", shown(value), bounds.words());
            findings.push(self.finding(Check::Impossible, unit, (year, year), (Some(value), size), detail));
        }
    }
}

/// The declared bounds; where one is not declared, 0 below a count or a share and 1 above a share. A share of
/// GDP may exceed 1, because flows are gross.
fn possible(indicator: &Indicator) -> Bounds {
    let unit = indicator.unit.to_lowercase();
    let share = unit.starts_with("share");
    let counted = ["persons", "people", "deaths", "troops", "number of", "count"];
    let count = counted.iter().any(|word| unit.starts_with(word));
    Bounds {
        lower: indicator.bounds.lower.or((share || count).then_some(0.0)),
        upper: indicator.bounds.upper.or((share && !unit.contains("gdp")).then_some(1.0)),
    }
}
