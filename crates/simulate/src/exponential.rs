//! The exponential function over a column of log odds, several at a time.
//!
//! Design: `libm::exp` is scalar and took a third of the time of a conflict model. This is the same function by the
//! textbook method (Cody & Waite 1980, "Software manual for the elementary functions", chapter 6): x = k ln 2 + r with
//! |r| <= ln 2 / 2, a polynomial for exp(r), and k added to the exponent. It uses only additions, multiplications and
//! shifts of whole words, so that the compiler computes two or more at a time, and every processor gives the same bits.

/// log2(e).
const LOG2_E: f64 = std::f64::consts::LOG2_E;
/// ln 2 in two parts, the first with so few bits that k times it is exact.
const LN_2: [f64; 2] = [6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10];
/// 1.5 x 2^52: adding it rounds to a whole number, which then stands in the lowest bits.
const ROUND: f64 = 6_755_399_441_055_744.0;
/// Beyond this log odds the probability is 0 or 1 to the last bit.
const FARTHEST: f64 = 700.0;
/// 1 / n! for n = 0, 1, ... 13: the rest of the series is below 1e-17 for |r| <= ln 2 / 2.
const TAYLOR: [f64; 14] = [
    1.0,
    1.0,
    1.0 / 2.0,
    1.0 / 6.0,
    1.0 / 24.0,
    1.0 / 120.0,
    1.0 / 720.0,
    1.0 / 5_040.0,
    1.0 / 40_320.0,
    1.0 / 362_880.0,
    1.0 / 3_628_800.0,
    1.0 / 39_916_800.0,
    1.0 / 479_001_600.0,
    1.0 / 6_227_020_800.0,
];

/// Replaces log odds by odds. Arguments beyond 700 on either side count as 700; a missing value stays missing. Error
/// below 2 units in the last place.
pub(crate) fn odds(log_odds: &mut [f64]) {
    for value in log_odds {
        *value = exp(*value);
    }
}

#[inline(always)]
fn exp(x: f64) -> f64 {
    let x = x.clamp(-FARTHEST, FARTHEST);
    let shifted = x * LOG2_E + ROUND;
    let k = shifted - ROUND;
    let r = (x - k * LN_2[0]) - k * LN_2[1];
    // Pairs first (Estrin), so that the multiplications need not wait for each other.
    let (r2, t) = (r * r, TAYLOR);
    let r4 = r2 * r2;
    let r8 = r4 * r4;
    let pair = |n: usize| t[n] + t[n + 1] * r;
    let low = (pair(0) + pair(2) * r2) + (pair(4) + pair(6) * r2) * r4;
    let high = (pair(8) + pair(10) * r2) + pair(12) * r4;
    let power = f64::from_bits(shifted.to_bits().wrapping_add(1023) << 52);
    (low + high * r8) * power
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::odds;

    fn one(x: f64) -> f64 {
        let mut column = [x];
        odds(&mut column);
        column[0]
    }

    #[test]
    fn exact_and_extreme_arguments() {
        assert_eq!(one(0.0), 1.0);
        assert_eq!(one(-0.0), 1.0);
        assert_eq!(one(f64::INFINITY), one(700.0));
        assert_eq!(one(f64::NEG_INFINITY), one(-700.0));
        assert!(one(f64::NAN).is_nan());
    }

    proptest! {
        #[test]
        fn agrees_with_libm_to_two_units_in_the_last_place(x in -700.0..700.0f64) {
            let (own, theirs) = (one(x), libm::exp(x));
            prop_assert!((own - theirs).abs() <= 2.0 * f64::EPSILON * theirs, "{x}: {own} {theirs}");
        }

        #[test]
        fn rises(x in -30.0..30.0f64, step in 1e-12..1.0f64) {
            prop_assert!(one(x + step) >= one(x));
        }
    }
}
