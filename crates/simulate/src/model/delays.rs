//! By how much policy can delay a variable, or bring it forward.

use super::Declared;
use crate::spec::{Lever, LeverScale};

impl Declared {
    /// Its levers of scale `delay`.
    pub(crate) fn delays(&self) -> impl Iterator<Item = &Lever> {
        self.spec.lever.iter().filter(|lever| lever.scale == LeverScale::Delay)
    }

    /// Years beyond the horizon that a path is read for levers that bring it forward.
    pub(crate) fn years_ahead(&self) -> i16 {
        let ahead: f64 = self.delays().map(|lever| -lever.bounds[0]).sum();
        ahead.clamp(0.0, 200.0).ceil() as i16
    }
}
