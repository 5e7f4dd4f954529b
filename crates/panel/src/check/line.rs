//! Points on a straight line, as interpolation leaves them.
use super::{Check, Finding, Subject, shown};

/// Points that make a line suspicious: three or more between the two ends.
const POINTS: usize = 5;
/// Values are kept to seven digits, so equal steps may differ by this share of the value.
const DIGITS: f64 = 4e-7;
/// A step must exceed the rounding this many times, or rounding alone would make steps equal.
const ABOVE_ROUNDING: f64 = 500.0;

impl Subject<'_> {
    /// Runs of [`POINTS`] or more yearly values with equal steps other than 0.
    pub(super) fn straight_lines(&self, findings: &mut Vec<Finding>) {
        if self.step != 1 {
            return;
        }
        let whole = self.observed.values().flatten().all(|&(_, value)| value.fract() == 0.0);
        for (unit, stretch) in self.stretches() {
            let mut start = 0;
            while start + 2 < stretch.len() {
                let end = line_end(&stretch[start..], whole) + start;
                if end + 1 - start >= POINTS {
                    let (from, to) = (stretch[start], stretch[end]);
                    let points = end + 1 - start;
                    let detail =
                        format!("{points} points on a straight line, {} to {}", shown(from.1), shown(to.1));
                    let size = (Some(to.1), points as f64);
                    findings.push(self.finding(Check::StraightLine, unit, (from.0, to.0), size, detail));
                }
                start = end.max(start + 1);
            }
        }
    }
}

/// Position of the last point on the line that begins at the first.
fn line_end(points: &[(crate::Year, f64)], whole: bool) -> usize {
    let Some(step) = points.get(1).map(|second| second.1 - points[0].1) else { return 0 };
    let mut end = 1;
    for pair in points[1..].windows(2) {
        let next = pair[1].1 - pair[0].1;
        let rounding = (pair[1].1.abs().max(pair[0].1.abs()) * DIGITS).max(if whole { 0.5 } else { 0.0 });
        let equal = (next - step).abs() <= 2.0 * rounding && step.abs() > ABOVE_ROUNDING * rounding;
        if !equal {
            break;
        }
        end += 1;
    }
    end
}
