//! Changes far beyond what is usual.
use std::collections::BTreeMap;

use super::{Check, Finding, Subject, shown};
use crate::fill::median_of_sorted;
use crate::{Unit, Year};

/// How many times the median change a jump must exceed, both of the series and of the indicator.
const TIMES: f64 = 25.0;
/// Changes that a series needs for a median of its own.
const ENOUGH: usize = 8;
/// Largest over smallest value from which changes are taken on logarithms.
const WIDE: f64 = 100.0;

/// The scale on which changes are compared.
#[derive(Clone, Copy)]
enum Scale {
    Plain,
    Log,
    /// For values of which some are 0.
    LogOnePlus,
}

impl Scale {
    fn of(values: impl Iterator<Item = f64> + Clone) -> Self {
        let low = values.clone().fold(f64::INFINITY, f64::min);
        let high = values.fold(f64::NEG_INFINITY, f64::max);
        match low {
            low if low > 0.0 && high > WIDE * low => Scale::Log,
            low if low == 0.0 && high > WIDE => Scale::LogOnePlus,
            _ => Scale::Plain,
        }
    }

    fn at(self, value: f64) -> f64 {
        match self {
            Scale::Plain => value,
            Scale::Log => libm::log(value),
            Scale::LogOnePlus => libm::log1p(value),
        }
    }
}

struct Change<'a> {
    unit: &'a Unit,
    years: (Year, Year),
    values: (f64, f64),
    size: f64,
}

impl Subject<'_> {
    /// Changes between neighbouring years that exceed [`TIMES`] the median change of the series and of the
    /// indicator; years without change do not count in a median, so that rare events are no jumps.
    pub(super) fn jumps(&self, findings: &mut Vec<Finding>) {
        let finite = self.observed.values().flatten().map(|&(_, value)| value).filter(|v| v.is_finite());
        let scale = Scale::of(finite);
        let mut changes = Vec::new();
        for (unit, stretch) in self.stretches() {
            changes.extend(stretch.windows(2).map(|pair| Change {
                unit,
                years: (pair[0].0, pair[1].0),
                values: (pair[0].1, pair[1].1),
                size: (scale.at(pair[1].1) - scale.at(pair[0].1)).abs(),
            }));
        }
        changes.retain(|change| change.size.is_finite() && change.size > 0.0);
        if changes.len() < ENOUGH {
            return;
        }
        let of_indicator = median(changes.iter().map(|change| change.size));
        let mut by_unit: BTreeMap<&Unit, Vec<f64>> = BTreeMap::new();
        for change in &changes {
            by_unit.entry(change.unit).or_default().push(change.size);
        }
        let own: BTreeMap<&Unit, f64> = by_unit
            .into_iter()
            .filter(|(_, sizes)| sizes.len() >= ENOUGH)
            .map(|(unit, sizes)| (unit, median(sizes.into_iter())))
            .collect();
        for change in changes {
            let of_series = own.get(change.unit).copied().unwrap_or(of_indicator);
            let times = change.size / of_series.max(of_indicator);
            if times > TIMES {
                let detail = format!(
                    "{} to {} (series {:.0}, indicator {:.0} times its median change)",
                    shown(change.values.0),
                    shown(change.values.1),
                    change.size / of_series,
                    change.size / of_indicator
                );
                let value = (Some(change.values.1), times);
                findings.push(self.finding(Check::Jump, change.unit, change.years, value, detail));
            }
        }
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    median_of_sorted(&sorted)
}
