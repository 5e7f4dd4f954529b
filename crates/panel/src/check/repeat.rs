//! The same value year after year, as carrying forward leaves it.
use super::{Check, Finding, Subject, shown};

/// Equal values in a row that are suspicious.
const RUN: usize = 5;
/// Share of equal neighbours from which equal values are the nature of an indicator (levels, statutes).
const USUAL: f64 = 0.25;

impl Subject<'_> {
    /// Runs of [`RUN`] or more equal values other than 0 and the bounds.
    pub(super) fn repeats(&self, findings: &mut Vec<Finding>) {
        let ordinary = |value: f64| {
            value != 0.0
                && Some(value) != self.indicator.bounds.lower
                && Some(value) != self.indicator.bounds.upper
        };
        let (mut pairs, mut equal) = (0usize, 0usize);
        for (_, stretch) in self.stretches() {
            for pair in stretch.windows(2).filter(|pair| ordinary(pair[0].1)) {
                pairs += 1;
                equal += usize::from(pair[0].1 == pair[1].1);
            }
        }
        if equal as f64 > USUAL * pairs as f64 {
            return;
        }
        for (unit, stretch) in self.stretches() {
            for run in stretch.chunk_by(|a, b| a.1 == b.1) {
                if let (Some(first), Some(last)) = (run.first(), run.last())
                    && run.len() >= RUN
                    && ordinary(last.1)
                {
                    let detail = format!("{} in {} values in a row", shown(last.1), run.len());
                    let size = (Some(last.1), run.len() as f64);
                    findings.push(self.finding(Check::Repeated, unit, (first.0, last.0), size, detail));
                }
            }
        }
    }
}
