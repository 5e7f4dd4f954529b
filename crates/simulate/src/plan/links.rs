//! Which links hold in a simulated year.

use forefend_estimate::Axis;

use super::Plan;

impl Plan {
    /// The period of history whose links hold in a simulated period, or `lag` periods before it; none before history. The
    /// links of the last year known stay: what changes later is not known.
    pub(crate) fn period_of_links(&self, period: usize, lag: usize) -> Option<usize> {
        Some((self.launch_period + 1 + period).checked_sub(lag)?.min(self.table.periods() - 1))
    }

    /// Whether a unit has no member in a simulated period, so that nothing can be said of its members.
    pub(crate) fn is_memberless(&self, axis: Axis, row: usize, period: usize) -> bool {
        let at = self.period_of_links(period, 0).unwrap_or_default();
        self.axes.units(axis).memberless.contains(&(row, at))
    }
}
