//! The crate's own random numbers, for resampling only.
//!
//! SplitMix64 (Steele, Lea & Flood 2014): one 64-bit state advanced by the odd constant 0x9E3779B97F4A7C15 and mixed by two
//! multiply-xorshift rounds. Chosen because it is ten lines, passes the usual test batteries at the few million numbers
//! a bootstrap needs, and gives the same bits everywhere; the engine's counter-based luck lives in `simulate`, and a score
//! must not depend on the simulator.

/// A SplitMix64 generator.
#[derive(Debug, Clone)]
pub struct SplitMix64 {
    state: u64,
}

impl SplitMix64 {
    /// A generator whose numbers depend on `seed` alone.
    #[inline]
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// The next 64 bits.
    #[inline]
    pub fn next_bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// A whole number from 0 to `bound - 1`, each equally likely (Lemire 2019, with rejection); 0 where `bound` is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        if bound == 0 {
            return 0;
        }
        let reject_below = bound.wrapping_neg() % bound;
        loop {
            let product = u128::from(self.next_bits()) * u128::from(bound);
            if (product as u64) >= reject_below {
                return (product >> 64) as u64;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_answers() {
        // The published reference implementation (prng.di.unimi.it/splitmix64.c), seed 1234567.
        let mut generator = SplitMix64::new(1_234_567);
        let first: Vec<u64> = (0..3).map(|_| generator.next_bits()).collect();
        assert_eq!(first, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn bounded_numbers_are_even() {
        let mut generator = SplitMix64::new(7);
        let mut counts = [0_u32; 3];
        for _ in 0..30_000 {
            counts[generator.below(3) as usize] += 1;
        }
        // Standard deviation of a count is 82; five of them.
        assert!(counts.iter().all(|count| count.abs_diff(10_000) < 410), "{counts:?}");
    }
}
