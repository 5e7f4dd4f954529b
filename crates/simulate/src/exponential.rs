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

/// The relative error of [`rough`] is below this.
pub(crate) const ROUGHNESS: f64 = 0.030_4;

/// The odds of one row, roughly, by a sixth of the operations. Not a number where the log odds are missing or infinite.
///
/// Schraudolph (1999), "A fast, compact approximation of the exponential function", Neural Computation 11: the bits of a
/// number, read as a whole number, are its logarithm to base 2 but for the fraction f, which stands for log2(1 + f);
/// f lies between 0 and 0.086 below it. Half of that is taken off, so that the error is the same above and below.
#[inline(always)]
pub(crate) fn rough(x: f64) -> f64 {
    /// 1.5 x 2^32 leaves 20 bits after the point; 1023 is the exponent's zero; the rest makes both errors equal.
    const SHIFT: f64 = 1.5 * (1u64 << 32) as f64 + 1023.0 - 0.043_04;
    let shifted = x.clamp(-FARTHEST, FARTHEST) * LOG2_E + SHIFT;
    f64::from_bits(shifted.to_bits() << 32) + x * 0.0
}

/// The odds of one row.
#[inline(always)]
pub(crate) fn exp(x: f64) -> f64 {
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

    use super::{ROUGHNESS, odds, rough};

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

    #[test]
    fn rough_odds_are_missing_where_they_cannot_be_told() {
        for x in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(rough(x).is_nan());
        }
    }

    /// The error is the same from one power of two to the next, so it is looked for closely in a few.
    #[test]
    fn rough_odds_keep_their_bound_on_a_grid() {
        for start in [-700.0, -20.0, -1.0, 0.0, 5.0, 698.0] {
            let worst = (0..200_000).map(|i| start + f64::from(i) * 1e-5).map(error).fold(0.0, f64::max);
            assert!(worst < ROUGHNESS && worst > 0.95 * ROUGHNESS, "{start}: {worst}");
        }
    }

    fn error(x: f64) -> f64 {
        (rough(x) / libm::exp(x) - 1.0).abs()
    }

    proptest! {
        #[test]
        fn rough_odds_keep_their_bound(x in -700.0..700.0f64) {
            prop_assert!(error(x) < ROUGHNESS);
        }

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
