//! Delays in a simulated year: which value of a variable arrives now.
//!
//! Every row has a clock of its own for the variable. It runs as the calendar does, behind it by the years lost and ahead
//! of it by the years won (paths only). Policy sets the delay d that holds this year. Years lost grow towards d by at most
//! one a year, so the clock may stand still but never goes back; they never shrink, so it never jumps. Hence the value of
//! year t is that of t - d, held while the delay sets in; each value arrives exactly once, in order; and years lost rise
//! with every d, so that more delay makes nothing earlier.

use forefend_estimate::Frame;

use super::Runner;
use crate::luck::Luck;
use crate::plan::Delayed;
use crate::spec::LeverScale;

/// How far a row's clock has moved, in years.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Moved {
    lost: f64,
    won: f64,
}

impl Moved {
    /// Moves on by a year in which the delay is `delay`; true when the clock stood still.
    fn advance(&mut self, delay: f64) -> bool {
        let before = *self;
        self.lost = self.lost.max(delay.min(self.lost + 1.0));
        self.won = self.won.max(-delay);
        self.lost - before.lost >= 1.0 && self.won == before.won
    }
}

impl Runner<'_> {
    /// The values of a variable that arrive in this period, one a row; one a unit, its own, while nothing has delayed it.
    pub(super) fn delay(&mut self, index: usize, rule: &Delayed, out: &mut Vec<f64>) {
        let step = &self.plan.steps[index];
        let ids = self.plan.ids(step.axis);
        out.clear();
        out.extend_from_slice(self.state.column(rule.of, 0));
        let Some(mut delays) = self.deployer.shift(rule.of, LeverScale::Delay) else { return };
        if let Some(stream) = rule.whole {
            for (row, delay) in delays.iter_mut().enumerate() {
                // Keyed by draw and unit: the delay of all years and portfolios is made whole by the same luck.
                let (draw, unit) = (self.first + (row / ids.len()) as u64, ids[row % ids.len()]);
                *delay = (*delay + Luck::at(self.chance, draw, 0, unit, stream).nth(0)).floor();
            }
        }
        super::widen(out, delays.len());
        let moved = &mut self.moved[index];
        moved.resize(delays.len(), Moved::default());
        for (row, (delay, moved)) in delays.iter().zip(moved).enumerate() {
            let stood = moved.advance(*delay);
            let behind = moved.lost - moved.won;
            let own = |lag: usize| {
                let values = self.state.column(rule.of, lag);
                values[if values.len() == ids.len() { row % ids.len() } else { row }]
            };
            let ahead = |years: usize| {
                let last = rule.known.len() / ids.len() - 1;
                rule.known[(self.state.period + years).min(last) * ids.len() + row % ids.len()]
            };
            match rule.meanwhile.filter(|_| stood) {
                Some(nothing) => out[row] = nothing,
                None if behind > 0.0 => out[row] = between(behind, own),
                None if behind < 0.0 => out[row] = between(-behind, ahead),
                None => {}
            }
        }
    }
}

/// The value `years` away, linear between whole years.
fn between(years: f64, at: impl Fn(usize) -> f64) -> f64 {
    let (whole, part) = (years.floor(), years - years.floor());
    let value = at(whole as usize);
    if part == 0.0 { value } else { value + part * (at(whole as usize + 1) - value) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn clock(delays: &[f64]) -> Vec<f64> {
        let mut moved = Moved::default();
        let mut years = Vec::new();
        for (year, delay) in delays.iter().enumerate() {
            moved.advance(*delay);
            years.push(year as f64 - moved.lost + moved.won);
        }
        years
    }

    #[test]
    fn a_delay_is_held_while_it_sets_in_and_is_not_made_up_for() {
        assert_eq!(clock(&[0.0, 2.5, 2.5, 2.5, 2.5, 0.0, 0.0]), [0.0, 0.0, 0.0, 0.5, 1.5, 2.5, 3.5]);
        assert_eq!(clock(&[-2.0, -1.0, 0.0]), [2.0, 3.0, 4.0]);
        assert_eq!(clock(&[0.0; 4]), [0.0, 1.0, 2.0, 3.0]);
    }

    proptest! {
        #[test]
        fn no_clock_goes_back_or_overtakes_one_with_less_delay(
            delays in prop::collection::vec((0..256u32, 0..128u32), 1..30),
        ) {
            // In 64ths of a year, of which sums are exact.
            let years = |sixty_fourths: u32| f64::from(sixty_fourths) / 64.0;
            let less: Vec<f64> = delays.iter().map(|(delay, _)| years(*delay)).collect();
            let more: Vec<f64> = delays.iter().map(|(delay, more)| years(delay + more)).collect();
            let (less, more) = (clock(&less), clock(&more));
            prop_assert!(less.iter().zip(&more).all(|(less, more)| more <= less));
            prop_assert!(more.windows(2).all(|pair| pair[0] <= pair[1]));
            prop_assert!(more.iter().enumerate().all(|(year, clock)| *clock >= -1.0 && *clock <= year as f64));
        }
    }
}
