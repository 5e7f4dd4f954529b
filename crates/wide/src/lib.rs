//! Loops over numbers that stand side by side, in the widest registers of the processor that runs them.
//!
//! The loop is compiled twice, for every processor and for those with AVX2, and one is chosen when it runs. Each number is
//! computed by the same operations in the same order, none fused with another, so both give the same bits. That holds for sums,
//! products, quotients, square roots and comparisons; `min` and `max` may take the other of two zeros of unlike sign.

use pulp::{Arch, NullaryFnOnce};

/// What `op` gives, run in the widest registers at hand. `op` must be marked `#[inline(always)]`, and what it calls must be inlined:
/// else it is compiled once, for every processor, and nothing is gained.
///
/// ```
/// let (mut sums, numbers) = ([0.0; 4], [[1.0, 2.0, 3.0, 4.0]; 10]);
/// forefend_wide::wide(
///     #[inline(always)]
///     || numbers.iter().for_each(|of| (0..4).for_each(|lane| sums[lane] += of[lane])),
/// );
/// assert_eq!(sums, [10.0, 20.0, 30.0, 40.0]);
/// ```
#[inline(always)]
pub fn wide<R>(op: impl FnMut() -> R) -> R {
    Arch::new().dispatch(Mutable(op))
}

/// Of a closure that may be called again the compiler makes one that is called once in a function by itself, which is never inlined.
struct Mutable<F>(F);

impl<R, F: FnMut() -> R> NullaryFnOnce for Mutable<F> {
    type Output = R;

    #[inline(always)]
    fn call(mut self) -> R {
        (self.0)()
    }
}

#[cfg(test)]
mod tests {
    use super::wide;

    #[inline(always)]
    fn sums(numbers: &[[f64; 4]]) -> [u64; 4] {
        let mut sums = [0.0; 4];
        for of in numbers {
            (0..4).for_each(|lane| sums[lane] += of[lane] * (1.0 - of[lane] / 3.0));
        }
        sums.map(f64::to_bits)
    }

    #[test]
    fn both_ways_give_the_same_bits() {
        let numbers: Vec<[f64; 4]> =
            (1..400).map(|k| std::array::from_fn(|lane| 1.0 / (3.0 * f64::from(k) + lane as f64))).collect();
        let wider = wide(
            #[inline(always)]
            || sums(&numbers),
        );
        assert_eq!(wider, sums(&numbers));
    }
}
