//! How much later years count.

/// A yearly discount rate from a first year on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Discounting {
    /// Rate a year: 0 where every year counts alike.
    pub rate: f64,
    /// The year that counts in full.
    pub from: i16,
}

impl Discounting {
    /// Every year alike.
    pub const NONE: Self = Self { rate: 0.0, from: 0 };

    /// Weight of a year: (1 + rate) to the power of minus the years since the first.
    ///
    /// # Examples
    /// ```
    /// use forefend_strategy::outcome::Discounting;
    ///
    /// let discounting = Discounting { rate: 0.25, from: 2027 };
    /// assert_eq!((discounting.weight(2027), discounting.weight(2029)), (1.0, 0.64));
    /// ```
    pub fn weight(&self, year: i16) -> f64 {
        libm::pow(1.0 + self.rate, f64::from(self.from) - f64::from(year))
    }
}
