//! Counter-based random numbers: luck is looked up, never consumed.
//!
//! Design: a stateful generator would make the answer depend on the order of work. Here every number is
//! a pure function of (seed, draw, period, unit, stream), so any thread, block or shard meets the same
//! luck, and two portfolios that ask for the same event meet it too (common random numbers).
//!
//! The function is Philox4x64-10 of Salmon, Moraes, Dror & Shaw (2011), "Parallel random numbers: as
//! easy as 1, 2, 3", SC'11, doi:10.1145/2063384.2063405.

const MULTIPLIERS: [u64; 2] = [0xD2E7_470E_E14C_6C93, 0xCA5A_8263_9512_1157];
const WEYL: [u64; 2] = [0x9E37_79B9_7F4A_7C15, 0xBB67_AE85_84CA_A73B];

/// One application of Philox4x64-10: 256 bits of counter under 128 bits of key.
#[inline(always)]
pub fn philox4x64(counter: [u64; 4], key: [u64; 2]) -> [u64; 4] {
    (0..10).fold(counter, |counter, number| round(counter, round_key(key, number)))
}

#[inline(always)]
fn round(c: [u64; 4], key: [u64; 2]) -> [u64; 4] {
    let (first, second) = (product(MULTIPLIERS[0], c[0]), product(MULTIPLIERS[1], c[2]));
    [second[0] ^ c[1] ^ key[0], second[1], first[0] ^ c[3] ^ key[1], first[1]]
}

/// The key of a round, from 0.
#[inline(always)]
fn round_key(key: [u64; 2], number: u64) -> [u64; 2] {
    [0, 1].map(|word| key[word].wrapping_add(WEYL[word].wrapping_mul(number)))
}

/// High and low word of a product.
#[inline(always)]
fn product(a: u64, b: u64) -> [u64; 2] {
    let both = u128::from(a) * u128::from(b);
    [(both >> 64) as u64, both as u64]
}

/// A named stream of luck; the name is hashed once (FNV-1a, 64 bits) and must stay stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stream(u64);

impl Stream {
    /// The stream called `name`.
    pub const fn named(name: &str) -> Self {
        let bytes = name.as_bytes();
        let mut hash = 0xcbf2_9ce4_8422_2325u64;
        let mut index = 0;
        while index < bytes.len() {
            hash = (hash ^ bytes[index] as u64).wrapping_mul(0x0000_0100_0000_01b3);
            index += 1;
        }
        Self(hash)
    }

    /// The hash.
    pub const fn id(self) -> u64 {
        self.0
    }
}

/// Where luck comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chance {
    /// Drawn under a seed.
    Seeded(u64),
    /// Nothing is drawn: every uniform number is 1/2 and every normal number 0. A mode for tests, in which
    /// parameters, effects and errors are their means and a class is the one in the middle of its distribution.
    Mean,
}

impl From<u64> for Chance {
    fn from(seed: u64) -> Self {
        Self::Seeded(seed)
    }
}

/// The luck of one (seed, draw, period, unit, stream).
#[derive(Debug, Clone, Copy)]
pub struct Luck {
    drawn: bool,
    key: [u64; 2],
    draw: u64,
    period: u64,
    unit: u64,
}

impl Luck {
    /// Luck for one unit (a stable id, never a position) in one period of one draw.
    /// Things that belong to the whole draw (parameters, effects) use period 0 and unit 0.
    ///
    /// # Examples
    /// ```
    /// use forefend_simulate::luck::{Luck, Stream};
    ///
    /// const OUTBREAK: Stream = Stream::named("outbreak");
    /// // Seed 1, draw 7, year 2030, unit 500: looked up, never consumed, so the order of work changes nothing.
    /// let luck = Luck::at(1, 7, 2030, 500, OUTBREAK);
    /// let (second, first) = (luck.nth(1), luck.nth(0));
    /// let again = Luck::at(1, 7, 2030, 500, OUTBREAK);
    /// assert_eq!((first, second), (again.nth(0), again.nth(1)));
    /// assert_ne!(first, Luck::at(1, 8, 2030, 500, OUTBREAK).nth(0));
    /// ```
    pub fn at(chance: impl Into<Chance>, draw: u64, period: i32, unit: u64, stream: Stream) -> Self {
        let (drawn, seed) = match chance.into() {
            Chance::Seeded(seed) => (true, seed),
            Chance::Mean => (false, 0),
        };
        Self { drawn, key: [seed, stream.0], draw, period: period as i64 as u64, unit }
    }

    /// The `k`-th uniform number of this luck, strictly inside (0, 1), with 52 random bits.
    pub fn nth(&self, k: u64) -> f64 {
        if !self.drawn {
            return 0.5;
        }
        let block = philox4x64([self.draw, self.period, self.unit, k / 4], self.key);
        uniform(block[(k % 4) as usize])
    }

    /// The `k`-th standard normal number, by inversion of [`Luck::nth`].
    pub fn normal(&self, k: u64) -> f64 {
        crate::normal::quantile(self.nth(k))
    }

    /// The standard normal numbers `4 block` to `4 block + 3`, to the same bits as one by one and at a quarter of the work.
    pub fn normals(&self, block: u64) -> [f64; 4] {
        if !self.drawn {
            return [0.0; 4];
        }
        let words = philox4x64([self.draw, self.period, self.unit, block], self.key);
        words.map(|word| crate::normal::quantile(uniform(word)))
    }
}

/// The first number of the luck of many units in one period, for one draw after the other.
///
/// Design: Philox's counter is (draw, period, unit, k). Of the twenty products of its ten rounds the four of the first
/// two mix no draw with a unit: two belong to the unit and its period, two to the draw. They are made once for each
/// instead of once for each pair, and the last product is not wanted at all, so that fifteen of twenty remain, to the
/// same bits; they bound the speed, as a processor makes one a cycle.
#[derive(Debug, Default, Clone)]
pub struct LuckOfUnits {
    /// None where nothing is drawn.
    key: Option<[u64; 2]>,
    period: i32,
    ids: Vec<u64>,
    /// What each unit gives to the words 0, 2 and 3 after the second round.
    units: Vec<[u64; 3]>,
    /// Draws looked up since all this was set, and their luck: branches of the same draws ask again.
    known: Vec<(u64, Vec<f64>)>,
    /// How many of these are known, and the one that was asked for last.
    number: usize,
    last: usize,
}

impl LuckOfUnits {
    /// Sets the period, the units and the stream; what was set before is forgotten.
    pub fn set(&mut self, chance: impl Into<Chance>, period: i32, units: &[u64], stream: Stream) {
        let key = match chance.into() {
            Chance::Seeded(seed) => Some([seed, stream.0]),
            Chance::Mean => None,
        };
        if (self.key, self.period, self.ids.as_slice()) == (key, period, units) {
            return;
        }
        (self.key, self.period, self.number) = (key, period, 0);
        self.ids.clear();
        self.ids.extend_from_slice(units);
        self.units.clear();
        let Some(key) = self.key else { return };
        let (period, second) = (period as i64 as u64, round_key(key, 1));
        self.units.extend(units.iter().map(|&unit| {
            let [high, low] = product(MULTIPLIERS[1], unit);
            let next = product(MULTIPLIERS[0], high ^ period ^ key[0]);
            [low ^ second[0], next[0] ^ second[1], next[1]]
        }));
    }

    /// The luck of every unit in `draw`: that of [`Luck::at`] and [`Luck::nth`] of each of them, for `k` = 0.
    pub fn in_draw(&mut self, draw: u64) -> &[f64] {
        // Draws are asked for in their order, by one branch after the other.
        let after = if self.last + 1 < self.number { self.last + 1 } else { 0 };
        let is = |at: &usize| self.known[*at].0 == draw;
        let known =
            Some(after).filter(|at| *at < self.number && is(at)).or_else(|| (0..self.number).find(is));
        self.last = known.unwrap_or_else(|| self.look_up(draw));
        &self.known[self.last].1
    }

    /// Looks the luck of a draw up, and says where it is kept.
    fn look_up(&mut self, draw: u64) -> usize {
        let place = self.number;
        self.number += 1;
        self.known.resize_with(self.known.len().max(self.number), Default::default);
        let (of, out) = &mut self.known[place];
        *of = draw;
        out.clear();
        out.resize(self.ids.len(), 0.5);
        let Some(key) = self.key else { return place };
        let [high, low] = product(MULTIPLIERS[0], draw);
        let own = product(MULTIPLIERS[1], high ^ key[1]);
        for (slot, unit) in out.iter_mut().zip(&self.units) {
            let mut counter = [own[0] ^ unit[0], own[1], low ^ unit[1], unit[2]];
            for number in 2..10 {
                counter = round(counter, round_key(key, number));
            }
            *slot = f64::from_bits(counter[0]);
        }
        // In a loop of its own, which the processor does several at a time.
        out.iter_mut().for_each(|slot| *slot = uniform(slot.to_bits()));
        place
    }
}

/// (m + 1/2) / 2^52 of the 52 highest bits m; the half keeps zero out, and 53 bits would round the greatest up to one.
#[inline(always)]
fn uniform(bits: u64) -> f64 {
    // As the fraction of a number from 1 to 2, which is exact, needs no conversion and is done to several at a time.
    const HALF_A_STEP_BELOW_ONE: f64 = 1.0 - f64::EPSILON / 2.0;
    f64::from_bits(bits >> 12 | 1.0f64.to_bits()) - HALF_A_STEP_BELOW_ONE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_normal_numbers_at_once_are_those_one_by_one() {
        let stream = Stream::named("four");
        for luck in [Luck::at(1, 7, 2030, 500, stream), Luck::at(Chance::Mean, 7, 2030, 500, stream)] {
            for block in 0..3 {
                let one_by_one = [0, 1, 2, 3].map(|k| luck.normal(4 * block + k));
                assert_eq!(luck.normals(block), one_by_one);
            }
        }
    }

    /// Random123 1.09, file `kat_vectors`, lines `philox4x64 10`.
    #[test]
    fn matches_the_known_answers_of_random123() {
        assert_eq!(
            philox4x64([0; 4], [0; 2]),
            [0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b]
        );
        assert_eq!(
            philox4x64([u64::MAX; 4], [u64::MAX; 2]),
            [0x87b092c3013fe90b, 0x438c3c67be8d0224, 0x9cc7d7c69cd777b6, 0xa09caebf594f0ba0]
        );
    }

    #[test]
    fn the_luck_of_many_units_is_that_of_each() {
        let (units, stream) = ([2, 700, u64::MAX], Stream::named("x"));
        let mut luck = LuckOfUnits::default();
        for (chance, period) in
            [(Chance::Seeded(9), 2031), (Chance::Mean, 2031), (Chance::Seeded(u64::MAX), -1)]
        {
            // Set again it is the same, looked up in any order.
            for draws in [[0, 5, u64::MAX], [0, 5, u64::MAX], [5, 9, 0]] {
                luck.set(chance, period, &units, stream);
                for draw in draws {
                    let one_by_one = units.map(|unit| Luck::at(chance, draw, period, unit, stream).nth(0));
                    assert_eq!(luck.in_draw(draw), one_by_one);
                }
            }
        }
    }

    #[test]
    fn every_part_of_the_key_matters_and_numbers_stay_inside_the_unit_interval() {
        let s = Stream::named("conflict");
        let base = Luck::at(1, 2, 2030, 4, s).nth(0);
        for other in [
            Luck::at(2, 2, 2030, 4, s).nth(0),
            Luck::at(1, 3, 2030, 4, s).nth(0),
            Luck::at(1, 2, 2031, 4, s).nth(0),
            Luck::at(1, 2, 2030, 5, s).nth(0),
            Luck::at(1, 2, 2030, 4, Stream::named("growth")).nth(0),
            Luck::at(1, 2, 2030, 4, s).nth(1),
        ] {
            assert_ne!(base, other);
        }
        assert!(uniform(0) > 0.0 && uniform(u64::MAX) < 1.0);
    }

    #[test]
    fn a_uniform_number_is_its_52_bits_and_a_half() {
        for bits in [0, 1 << 12, 0xfff, u64::MAX, u64::MAX - 0xfff, 0x16554d9eca36314c, 0xdb20fe9d672d0fdc] {
            assert_eq!(uniform(bits), ((bits >> 12) as f64 + 0.5) / (1u64 << 52) as f64);
        }
    }

    #[test]
    fn the_mean_and_variance_of_many_numbers_are_those_of_a_uniform() {
        let n = 100_000u64;
        let draws: Vec<f64> = (0..n).map(|d| Luck::at(7, d, 0, 0, Stream(9)).nth(0)).collect();
        let mean = draws.iter().sum::<f64>() / n as f64;
        let variance = draws.iter().map(|u| (u - mean) * (u - mean)).sum::<f64>() / n as f64;
        // Five standard errors.
        assert!((mean - 0.5).abs() < 5.0 * (1.0 / 12.0 / n as f64).sqrt());
        assert!((variance - 1.0 / 12.0).abs() < 5.0 * (1.0 / 180.0 / n as f64).sqrt());
    }
}
