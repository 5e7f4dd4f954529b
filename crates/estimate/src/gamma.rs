//! Derivatives of the logarithm of the gamma function.

/// Argument from which the asymptotic series is used; below it the recurrence raises the argument.
const ASYMPTOTIC: f64 = 12.0;

/// First derivative of log gamma at x > 0: recurrence, then the asymptotic series (Abramowitz & Stegun 6.3.18), to
/// about 1e-15 relative away from its root.
pub(crate) fn digamma(mut x: f64) -> f64 {
    let mut shift = 0.0;
    while x < ASYMPTOTIC {
        shift -= 1.0 / x;
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    let tail = square
        * (1.0 / 12.0
            - square
                * (1.0 / 120.0
                    - square
                        * (1.0 / 252.0
                            - square * (1.0 / 240.0 - square * (1.0 / 132.0 - square * 691.0 / 32_760.0)))));
    shift + libm::log(x) - 0.5 / x - tail
}

/// Second derivative of log gamma at x > 0 (Abramowitz & Stegun 6.4.12).
pub(crate) fn trigamma(mut x: f64) -> f64 {
    let mut shift = 0.0;
    while x < ASYMPTOTIC {
        shift += 1.0 / (x * x);
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    let tail = square
        * (1.0 / 6.0
            - square
                * (1.0 / 30.0
                    - square
                        * (1.0 / 42.0
                            - square * (1.0 / 30.0 - square * (5.0 / 66.0 - square * 691.0 / 2_730.0)))));
    shift + (1.0 + 0.5 / x + tail) / x
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `scipy.special.digamma` and `polygamma(1, x)`, scipy 1.17.1.
    #[test]
    fn against_scipy() {
        for (x, first, second) in [
            (0.05, -20.49784499129987, 401.53235734211506),
            (1.0, -0.577_215_664_901_532_9, 1.644_934_066_848_226_4),
            (7.5, 1.9467574842460866, 0.1426158966967038),
            (1e4, 9.21029037114285, 0.00010000500016666666),
        ] {
            assert!((digamma(x) - first).abs() < 4e-15 * first.abs(), "digamma({x}) = {}", digamma(x));
            assert!((trigamma(x) - second).abs() < 4e-15 * second, "trigamma({x}) = {}", trigamma(x));
        }
    }
}
