//! A delay: which value of a variable arrives in a year, for all who read it.
//!
//! Every row has a clock of its own for the variable. Without policy the clock shows the calendar year. Policy sets a
//! delay of d years; the clock then shows the year t - d, and the value of that year is what arrives. A delay that grows
//! faster than the calendar would turn the clock back, so it sets in by at most one year a year: until then the clock
//! stands still and nothing new arrives. A delay that shrinks does not hurry the clock: what is lost is lost. So every
//! value arrives once and in order, and more delay makes nothing earlier. Only a path, which is known beforehand, can be
//! brought forward; those years won are counted apart from the years lost.

use std::sync::Arc;

use forefend_estimate::Axis;

use super::{Draws, Process, Running, Target, Turn, Workspace, widen};
use crate::equation::Calibrated;
use crate::luck::{Luck, Stream};
use crate::spec::LeverScale;

/// What others see of a variable that policy can delay.
#[derive(Debug)]
pub(crate) struct Delay {
    /// The variable's own column, which levers name.
    pub of: usize,
    /// Its axis.
    pub axis: Axis,
    /// Years of its past that are read, besides the current one.
    pub deepest: usize,
    /// Luck by which a delay becomes a whole number of years; none where values between years are linear.
    pub whole: Option<Stream>,
    /// Value in a year in which nothing arrives; the value there was where absent.
    pub meanwhile: Option<f64>,
    /// A path's values, year-major from the first simulated year on: known beforehand. Empty of any other variable.
    pub known: Vec<f64>,
}

/// The clocks of a set of draws.
#[derive(Clone)]
struct RunningDelay {
    delay: Arc<Delay>,
    draws: Draws,
    /// Years lost and years won in each row; empty while nothing has moved them.
    moved: Vec<Moved>,
}

/// How far a row's clock has moved, in years.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Moved {
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

impl Process for Delay {
    fn reads(&self) -> Vec<(usize, usize)> {
        (0..=self.deepest).map(|lag| (self.of, lag)).collect()
    }

    fn begin(self: Arc<Self>, draws: Draws, _calibrated: &Arc<Calibrated>) -> Box<dyn Running> {
        Box::new(RunningDelay { delay: self, draws, moved: Vec::new() })
    }

    fn remedy(&self) -> &'static str {
        "a delay holds the value before the first simulated year, and there is none; give it `history`, or its lever \
         `meanwhile`"
    }
}

impl Running for RunningDelay {
    /// The values that arrive in this period, one a row; one a unit, its own, while nothing has delayed it.
    fn advance(&mut self, turn: &Turn<'_>, _work: &mut Workspace, out: &mut [Vec<f64>]) {
        let delay = Arc::clone(&self.delay);
        let out = &mut out[0];
        let ids = turn.now.ids(delay.axis);
        out.clear();
        out.extend_from_slice(turn.now.column(delay.of, 0));
        let Some(mut delays) = turn.levers.shift(Target::Variable(delay.of, LeverScale::Delay)) else {
            return;
        };
        if let Some(stream) = delay.whole {
            for (row, delay) in delays.iter_mut().enumerate() {
                // Keyed by draw and unit: the delay of all years and portfolios is made whole by the same luck.
                let (draw, unit) = (self.draws.first + (row / ids.len()) as u64, ids[row % ids.len()]);
                *delay = (*delay + Luck::at(self.draws.chance, draw, 0, unit, stream).nth(0)).floor();
            }
        }
        widen(out, delays.len());
        self.moved.resize(delays.len(), Moved::default());
        let past: Vec<&[f64]> = (0..=delay.deepest).map(|lag| turn.now.column(delay.of, lag)).collect();
        for (row, (years, moved)) in delays.iter().zip(&mut self.moved).enumerate() {
            let stood = moved.advance(*years);
            let behind = moved.lost - moved.won;
            let own = |lag: usize| {
                let values = past[lag];
                values[if values.len() == ids.len() { row % ids.len() } else { row }]
            };
            let ahead = |years: usize| {
                let last = delay.known.len() / ids.len() - 1;
                delay.known[(turn.period + years).min(last) * ids.len() + row % ids.len()]
            };
            match delay.meanwhile.filter(|_| stood) {
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
