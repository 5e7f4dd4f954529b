//! Income around its mean: a mixture of a log-normal and a log-logistic (Fisk) distribution of one mean and one Gini
//! coefficient.
//!
//! With Gini coefficient G the log-normal has the standard deviation of logarithms s = 2 erfinv(G) and the mean of
//! logarithms -s^2 / 2 where the mean is 1; the log-logistic has the shape 1 / G and the mean (pi G) / sin(pi G) times its
//! median (Kleiber & Kotz 2003, "Statistical Size Distributions in Economics and Actuarial Sciences", sections 4.4 and 6.4,
//! from general knowledge). The first has thin tails and the second heavy ones; surveys lie between.

/// The distribution of income in units of its mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape {
    /// Standard deviation of logarithms of the log-normal part.
    spread: f64,
    /// One over the shape of the log-logistic part: its Gini coefficient.
    gini: f64,
    /// Logarithm of mean over median of the log-logistic part.
    lift: f64,
    /// Weight of the log-normal part.
    lognormal: f64,
}

/// Gini coefficients are held inside these: nobody has measured others in a country.
const GINI: [f64; 2] = [0.05, 0.90];

impl Shape {
    /// The shape with Gini coefficient `gini` (a share, held inside 0.05 to 0.90) and weight `lognormal` (0 to 1) of the
    /// log-normal part.
    pub fn new(gini: f64, lognormal: f64) -> Self {
        let gini = gini.clamp(GINI[0], GINI[1]);
        let angle = std::f64::consts::PI * gini;
        Self { spread: 2.0 * inverse_erf(gini), gini, lift: libm::log(angle / libm::sin(angle)), lognormal }
    }

    /// Share of people whose income is below exp(`log_ratio`) times the mean.
    ///
    /// # Examples
    /// ```
    /// use forefend_drivers::poverty::Shape;
    ///
    /// // Half of the people have less than the median, which lies below the mean.
    /// let shape = Shape::new(0.4, 1.0);
    /// let sd = 0.741_614_317_187_115_9; // 2 erfinv(0.4)
    /// assert!((shape.below(-sd * sd / 2.0) - 0.5).abs() < 1e-9);
    /// assert!(shape.below(0.0) > 0.5);
    /// ```
    pub fn below(&self, log_ratio: f64) -> f64 {
        let normal = (log_ratio + 0.5 * self.spread * self.spread) / self.spread;
        let below = 0.5 * libm::erfc(-normal / std::f64::consts::SQRT_2);
        let logistic = 1.0 / (1.0 + libm::exp(-(log_ratio + self.lift) / self.gini));
        self.lognormal * below + (1.0 - self.lognormal) * logistic
    }

    /// Logarithm of income over mean below which the share `below` of people is: the inverse of [`Shape::below`], by
    /// bisection to 1e-12. Shares beyond 1e-12 of 0 or 1 give the ends of the search, -60 and 60.
    pub fn log_ratio(&self, below: f64) -> f64 {
        let (mut low, mut high) = (-60.0, 60.0);
        while high - low > 1e-12 {
            let middle = 0.5 * (low + high);
            if middle <= low || middle >= high {
                break;
            }
            if self.below(middle) < below { low = middle } else { high = middle }
        }
        0.5 * (low + high)
    }
}

/// The inverse of the error function on (0, 1): Winitzki's (2008) closed form, then Newton's method.
fn inverse_erf(value: f64) -> f64 {
    const A: f64 = 0.147;
    let log = libm::log1p(-value * value);
    let first = 2.0 / (std::f64::consts::PI * A) + 0.5 * log;
    let mut x = ((first * first - log / A).sqrt() - first).sqrt();
    for _ in 0..3 {
        let slope = std::f64::consts::FRAC_2_SQRT_PI * libm::exp(-x * x);
        x -= (libm::erf(x) - value) / slope;
    }
    x
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Shape, inverse_erf};

    /// scipy.special.erfinv.
    #[test]
    fn the_inverse_error_function_is_that_of_scipy() {
        for (value, golden) in [
            (0.05, 0.044_340_387_910_005_497),
            (0.25, 0.225_312_055_012_178_1),
            (0.5, 0.476_936_276_204_469_9),
            (0.9, 1.163_087_153_676_674_3),
        ] {
            assert!((inverse_erf(value) - golden).abs() < 1e-14, "{value}: {}", inverse_erf(value));
        }
    }

    /// Mean and Gini coefficient of the mixture's parts, by numerical integration over shares.
    #[test]
    fn each_part_has_mean_one_and_its_gini_coefficient() {
        for lognormal in [0.0, 1.0] {
            for gini in [0.25, 0.4, 0.6] {
                let shape = Shape::new(gini, lognormal);
                let n = 20_000;
                let incomes: Vec<f64> =
                    (0..n).map(|k| libm::exp(shape.log_ratio((f64::from(k) + 0.5) / f64::from(n)))).collect();
                let mean = incomes.iter().sum::<f64>() / f64::from(n);
                let mut poorer = 0.0;
                let mut lorenz = 0.0;
                for income in &incomes {
                    lorenz += (poorer + 0.5 * income) / (mean * f64::from(n) * f64::from(n));
                    poorer += income;
                }
                // A log-logistic tail converges slowly in the sum.
                assert!((mean - 1.0).abs() < 0.02, "{lognormal} {gini}: mean {mean}");
                assert!(
                    (1.0 - 2.0 * lorenz - gini).abs() < 0.01,
                    "{lognormal} {gini}: {}",
                    1.0 - 2.0 * lorenz
                );
            }
        }
    }

    proptest! {
        #[test]
        fn it_inverts_and_rises(gini in 0.15..0.7f64, weight in 0.0..1.0f64, share in 0.0005..0.9995f64, step in 0.01..2.0f64) {
            let shape = Shape::new(gini, weight);
            let at = shape.log_ratio(share);
            prop_assert!((shape.below(at) - share).abs() < 1e-9);
            prop_assert!(shape.below(at + step) > share);
        }
    }
}
