//! How often rare events happen and how bad they are: a heavy tail over a threshold, and the metastatistical law of the worst
//! of a year (Marani, Katul, Pan & Parolari 2021, PNAS 118:e2105482118).
//!
//! Sizes of single events over a threshold follow a generalised Pareto law, whose shape and scale are fitted elsewhere; how many
//! events a year has is counted. The worst of a year is then below x with the mean over years of F(x) to the power of the
//! year's number of events. No event is greater than a greatest one, which has
//! the chance of all beyond it: a tail exponent below 1 has no mean otherwise.

/// A generalised Pareto law over a threshold, with a greatest size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tail {
    /// Shape xi; above 0 the tail is heavy, at 1 and above it has no mean.
    pub shape: f64,
    /// Scale sigma, in the unit of the sizes.
    pub scale: f64,
    /// Sizes begin here.
    pub threshold: f64,
    /// No event is greater; those that the law has beyond are as great.
    pub greatest: f64,
}

impl Tail {
    /// Chance that an event over the threshold is greater than `size`; 1 below the threshold, 0 from the greatest on.
    ///
    /// ```
    /// let tail = forefend_threats::extremes::Tail { shape: 1.0, scale: 1.0, threshold: 0.0, greatest: f64::INFINITY };
    /// assert_eq!(tail.beyond(3.0), 0.25);
    /// ```
    pub fn beyond(&self, size: f64) -> f64 {
        if size >= self.greatest { 0.0 } else { self.uncut(size) }
    }

    /// The same without the greatest size.
    fn uncut(&self, size: f64) -> f64 {
        let over = (size - self.threshold).max(0.0) / self.scale;
        if over.is_infinite() {
            return 0.0;
        }
        match self.shape.abs() < 1e-9 {
            true => libm::exp(-over),
            false => libm::pow((1.0 + self.shape * over).max(0.0), -1.0 / self.shape),
        }
    }

    /// The size that a share `chance` (above 0, at most 1) of the events over the threshold exceed.
    pub fn exceeded_by(&self, chance: f64) -> f64 {
        let survival = chance.clamp(0.0, 1.0);
        let over = match self.shape.abs() < 1e-9 {
            true => -libm::log(survival),
            false => (libm::pow(survival, -self.shape) - 1.0) / self.shape,
        };
        (self.threshold + self.scale * over).min(self.greatest)
    }

    /// The size that a share `chance` of the events greater than `least` exceed: the law given that an event is that great.
    pub fn exceeded_beyond(&self, least: f64, chance: f64) -> f64 {
        self.exceeded_by(chance * self.beyond(least)).max(least.min(self.greatest))
    }
}

/// Chance that the worst event of a year is greater than `size`: the metastatistical law. `numbers` has the number of events
/// of each year of the record, and `over` is the share of events over the threshold of `tail`. 0 without years.
pub fn worst_of_a_year(tail: &Tail, over: f64, numbers: &[f64], size: f64) -> f64 {
    let within = 1.0 - over * tail.beyond(size);
    let years: f64 = numbers.iter().map(|number| libm::pow(within, *number)).sum();
    if numbers.is_empty() { 0.0 } else { 1.0 - years / numbers.len() as f64 }
}

/// Chance of at least one event in a year that has `rate` of them on average.
pub fn chance_of_any(rate: f64) -> f64 {
    -libm::expm1(-rate.max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As fitted to epidemics 1600-1944 (gate G4-gpd-marani2021), in deaths per mille of the world and year.
    const MARANI: Tail = Tail { shape: 1.398, scale: 0.0113, threshold: 1e-3, greatest: f64::INFINITY };

    #[test]
    fn sizes_and_chances_are_inverse() {
        let cut = Tail { greatest: 50.0, ..MARANI };
        for tail in [MARANI, cut, Tail { shape: 0.0, ..cut }] {
            for chance in [1.0, 0.5, 0.1, 0.003] {
                assert!((tail.beyond(tail.exceeded_by(chance)) - chance).abs() < 1e-12, "{tail:?} {chance}");
            }
            let given = tail.exceeded_beyond(0.1, 0.25);
            assert!((tail.beyond(given) - 0.25 * tail.beyond(0.1)).abs() < 1e-12);
        }
        assert_eq!(cut.exceeded_by(0.0), 50.0);
        assert_eq!(cut.beyond(50.0), 0.0);
    }

    /// 44 epidemics began in 1960-2018. With the shares of 1600-1944 one like that of 1918 returns after some 380 years; the
    /// paper's own window gives 400 [332, 489].
    #[test]
    fn an_epidemic_like_that_of_1918_returns_in_some_four_hundred_years() {
        let numbers: Vec<f64> = (0..59).map(|year| if year < 15 { 0.0 } else { 1.0 }).collect();
        let years = 1.0 / worst_of_a_year(&MARANI, 0.382, &numbers, 5.694);
        assert!((332.0..489.0).contains(&years), "{years}");
    }
}
