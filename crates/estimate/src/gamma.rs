//! The gamma function and its distribution: derivatives of the logarithm, and quantiles.

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

/// Share of the gamma distribution of scale 1 below `x`: the regularised lower incomplete gamma function by its power series
/// (Abramowitz & Stegun 6.5.29), whose terms are all positive.
fn gamma_below(shape: f64, x: f64) -> f64 {
    let (mut term, mut sum, mut n) = (1.0 / shape, 1.0 / shape, shape);
    while term > sum * 1e-16 {
        n += 1.0;
        term *= x / n;
        sum += term;
    }
    sum * libm::exp(shape * libm::log(x) - x - libm::lgamma(shape))
}

/// The value below which the gamma distribution of scale 1 has `share` (above 0, below 1), for a `shape` of 0.5 to some
/// hundreds: by bisection, to about 1e-14 relative.
///
/// ```
/// // Of shape 1 it is the exponential distribution, whose median is ln 2.
/// assert!((forefend_estimate::gamma_quantile(1.0, 0.5) - 2f64.ln()).abs() < 1e-13);
/// ```
pub fn gamma_quantile(shape: f64, share: f64) -> f64 {
    let (mut low, mut high) = (0.0, shape + 1.0);
    while gamma_below(shape, high) < share {
        high *= 2.0;
    }
    for _ in 0..80 {
        let middle = 0.5 * (low + high);
        if gamma_below(shape, middle) < share { low = middle } else { high = middle }
    }
    0.5 * (low + high)
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

    /// `scipy.stats.gamma.ppf`, scipy 1.17.1.
    #[test]
    fn quantiles_against_scipy() {
        for (shape, share, golden) in [
            (0.5, 0.5, 0.227468211559786),
            (0.5, 0.95, 1.920729410347062),
            (1.5, 0.95, 3.9073639516255896),
            (9.5, 0.5, 9.168826448378237),
            (100.5, 0.05, 84.59815992639226),
        ] {
            let found = gamma_quantile(shape, share);
            assert!((found - golden).abs() < 1e-12 * golden, "{shape}, {share}: {found}");
        }
    }
}
