//! A run of uniform numbers for one tree, from the engine's counter-based luck.

use forefend_simulate::luck::{Luck, Stream};

/// Numbers of tree `tree` of the stream `name`: the same whatever other trees drew.
pub struct Numbers {
    luck: Luck,
    next: u64,
}

impl Numbers {
    /// The first number of a tree comes next.
    pub fn of(seed: u64, name: &str, tree: usize) -> Self {
        Self { luck: Luck::at(seed, tree as u64, 0, 0, Stream::named(name)), next: 0 }
    }

    /// A number inside (0, 1).
    pub fn uniform(&mut self) -> f64 {
        self.next += 1;
        self.luck.nth(self.next - 1)
    }

    /// A whole number from 0 to `below` - 1.
    pub fn below(&mut self, below: usize) -> usize {
        ((self.uniform() * below as f64) as usize).min(below - 1)
    }

    /// Puts `count` different elements, drawn at random, to the front of `all`.
    pub fn choose(&mut self, all: &mut [u16], count: usize) {
        for at in 0..count {
            let other = at + self.below(all.len() - at);
            all.swap(at, other);
        }
    }
}
