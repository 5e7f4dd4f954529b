//! What a draw may be stored as.

/// A number that a forecast's draws are stored as.
pub trait Draw: Copy + Send + Sync {
    /// As a 64-bit number, without loss.
    fn value(self) -> f64;
    /// As a count, where it is a whole number from 0 to `i32::MAX`.
    fn count(self) -> Option<u32>;
}

impl Draw for u32 {
    fn value(self) -> f64 {
        f64::from(self)
    }
    #[inline]
    fn count(self) -> Option<u32> {
        (self <= i32::MAX as u32).then_some(self)
    }
}

impl Draw for f64 {
    fn value(self) -> f64 {
        self
    }
    #[inline]
    fn count(self) -> Option<u32> {
        // The conversion saturates and turns NaN to 0; the way back tells.
        let whole = self as i32;
        (f64::from(whole) == self && whole >= 0).then_some(whole as u32)
    }
}

impl Draw for f32 {
    fn value(self) -> f64 {
        f64::from(self)
    }
    #[inline]
    fn count(self) -> Option<u32> {
        f64::from(self).count()
    }
}
