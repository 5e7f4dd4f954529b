//! Tails and quantiles of the normal and Student-t distributions, for tests and intervals.

/// Probability that a standard normal value (no `freedom`) or a Student-t value with `freedom` > 0 degrees of freedom lies
/// further from 0 than `statistic`, on either side; NaN for NaN.
///
/// # Examples
/// ```
/// assert!((forefend_estimate::two_sided(1.96, None) - 0.05).abs() < 1e-4);
/// ```
pub fn two_sided(statistic: f64, freedom: Option<f64>) -> f64 {
    let size = statistic.abs();
    match freedom {
        None => libm::erfc(size / std::f64::consts::SQRT_2),
        Some(nu) => incomplete_beta(nu / (nu + size * size), 0.5 * nu, 0.5),
    }
}

/// The value that a normal or Student-t value exceeds in size with probability `outside`, strictly between 0 and 1: 1.96 for
/// 0.05 without `freedom`. By bisection on [`two_sided`], to the last bits.
///
/// # Examples
/// ```
/// assert!((forefend_estimate::critical_value(0.05, None) - 1.96).abs() < 1e-4);
/// // With ten degrees of freedom tails are heavier.
/// assert!((forefend_estimate::critical_value(0.05, Some(10.0)) - 2.228).abs() < 1e-3);
/// ```
pub fn critical_value(outside: f64, freedom: Option<f64>) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    while two_sided(high, freedom) > outside && high < 1e300 {
        high *= 2.0;
    }
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            return middle;
        }
        if two_sided(middle, freedom) > outside {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/// Regularised incomplete beta function I_x(a, b), by its continued fraction (Numerical Recipes 6.4, modified Lentz).
fn incomplete_beta(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 || x.is_nan() {
        return x;
    }
    let front = libm::exp(
        libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b) + a * libm::log(x) + b * libm::log1p(-x),
    );
    if x < (a + 1.0) / (a + b + 2.0) {
        front * continued_fraction(x, a, b) / a
    } else {
        1.0 - front * continued_fraction(1.0 - x, b, a) / b
    }
}

fn continued_fraction(x: f64, a: f64, b: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for m in 1..10_000 {
        let m = f64::from(m);
        for step in [
            m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0)),
        ] {
            d = 1.0 / away(1.0 + step * d);
            c = away(1.0 + step / c);
            fraction *= d * c;
        }
        if (d * c - 1.0).abs() < 1e-15 {
            break;
        }
    }
    fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `2 * scipy.stats.norm.sf(z)`, `2 * scipy.stats.t.sf(t, nu)`, `scipy.stats.t.isf(0.025, nu)`, scipy 1.17.1.
    #[test]
    fn against_scipy() {
        let cases = [
            (1.0, None, 0.31731050786291415),
            (5.0, None, 5.733031437583868e-07),
            (0.1, Some(1.0), 0.936548965138893),
            (2.5, Some(3.0), 0.08770664700806556),
            (1.3, Some(25.0), 0.20545972036762586),
            (8.0, Some(400.5), 1.3537113335643273e-14),
            (2.0, Some(70000.0), 0.04550412042013423),
        ];
        for (statistic, freedom, expected) in cases {
            let found = two_sided(statistic, freedom);
            assert!((found - expected).abs() < 1e-10 * expected, "{statistic} {freedom:?}: {found}");
            assert_eq!(found, two_sided(-statistic, freedom));
        }
        for (freedom, expected) in [
            (None, 1.959963984540054),
            (Some(1.0), 12.706204736174705),
            (Some(4.0), 2.7764451051977943),
            (Some(30.0), 2.042272456301238),
            (Some(100000.0), 1.95998770753461),
        ] {
            let found = critical_value(0.05, freedom);
            assert!((found - expected).abs() < 1e-10 * expected, "{freedom:?}: {found}");
        }
    }
}
