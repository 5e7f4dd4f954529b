//! Sorting of whole numbers without comparisons, in memory that is reused.
//!
//! A thousand draws of a count sort five times faster by counting (small numbers) or by digits (large ones) than by
//! comparison, and sorting is nearly all that scoring costs.

/// Buffers for [`CountSorter::sort`].
#[derive(Debug, Default)]
pub(crate) struct CountSorter {
    tally: Vec<u32>,
    spare: Vec<u32>,
}

/// Below this many distinct values per number to sort, counting beats digits.
const COUNTING: usize = 4;

impl CountSorter {
    /// Sorts `values`, none above `largest`, ascending.
    pub(crate) fn sort(&mut self, values: &mut [u32], largest: u32) {
        if largest == 0 {
            return;
        }
        if (largest as usize) < COUNTING * values.len() {
            self.by_counting(values, largest);
        } else {
            self.by_digits(values, largest);
        }
    }

    fn by_counting(&mut self, values: &mut [u32], largest: u32) {
        self.tally.clear();
        self.tally.resize(largest as usize + 1, 0);
        for value in values.iter() {
            self.tally[*value as usize] += 1;
        }
        let mut rest = values;
        for (value, &times) in self.tally.iter().enumerate() {
            if times > 0 {
                let (run, after) = rest.split_at_mut(times as usize);
                run.fill(value as u32);
                rest = after;
            }
        }
    }

    /// Least significant digit first, a byte a pass; bytes above the largest value's are never looked at.
    fn by_digits(&mut self, values: &mut [u32], largest: u32) {
        self.spare.clear();
        self.spare.resize(values.len(), 0);
        let passes = (32 - largest.leading_zeros()).div_ceil(8);
        for pass in 0..passes {
            let shift = pass * 8;
            let mut starts = [0_u32; 256];
            for value in values.iter() {
                starts[(value >> shift & 255) as usize] += 1;
            }
            let mut before = 0;
            for start in &mut starts {
                before += std::mem::replace(start, before);
            }
            for value in values.iter() {
                let start = &mut starts[(value >> shift & 255) as usize];
                self.spare[*start as usize] = *value;
                *start += 1;
            }
            values.copy_from_slice(&self.spare);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sorts_as_the_library_does(
            mut values in prop::collection::vec(prop_oneof![Just(0), 0_u32..50, 0_u32..70_000, any::<u32>()], 0..400),
            small in any::<bool>(),
        ) {
            if small {
                values.iter_mut().for_each(|value| *value %= 97);
            }
            let mut expected = values.clone();
            expected.sort_unstable();
            let largest = values.iter().copied().max().unwrap_or(0);
            CountSorter::default().sort(&mut values, largest);
            prop_assert_eq!(values, expected);
        }
    }
}
