//! One of several processes that share the work of a run.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use forefend_simulate::Ensemble;
use serde::{Deserialize, Serialize};

/// Most shards of a run: more than anyone has machines.
const MOST_SHARDS: u64 = 100_000;

/// Shard `index` of `count`, counted from 1.
///
/// # Examples
/// ```
/// use forefend_runs::Shard;
///
/// let shard = Shard::new(2, 3)?;
/// // The second third of ten blocks.
/// assert_eq!(shard.range(10), 3..6);
/// assert!(Shard::new(4, 3).is_err());
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "Numbers")]
pub struct Shard {
    /// From 1 to `count`.
    pub index: u64,
    /// Number of shards.
    pub count: u64,
}

/// A shard as it stands in a file, before it is believed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Numbers {
    index: u64,
    count: u64,
}

impl TryFrom<Numbers> for Shard {
    type Error = String;

    fn try_from(Numbers { index, count }: Numbers) -> Result<Self, String> {
        Self::new(index, count)
    }
}

impl Shard {
    /// The whole run in one process.
    pub const WHOLE: Self = Self { index: 1, count: 1 };

    /// Shard `index` of `count`.
    ///
    /// # Errors
    /// In words, when `index` does not lie between 1 and `count`, or there are more than 100,000.
    pub fn new(index: u64, count: u64) -> Result<Self, String> {
        if count > MOST_SHARDS {
            return Err(format!("{count} shards are more than a run may have ({MOST_SHARDS}); make fewer"));
        }
        if index == 0 || index > count {
            return Err(format!("shard {index} of {count} does not exist; shards count from 1 to {count}"));
        }
        Ok(Self { index, count })
    }

    /// Whether there is only this one.
    pub fn is_whole(self) -> bool {
        self.count == 1
    }

    /// The shard's part of `of` things, as a contiguous range; the ranges of all shards follow each other, cover
    /// everything and differ in length by one at most. With more shards than things some are empty.
    pub fn range(self, of: u64) -> Range<u64> {
        let edge = |index: u64| (u128::from(index) * u128::from(of) / u128::from(self.count)) as u64;
        edge(self.index - 1)..edge(self.index)
    }

    /// The blocks of draws of this shard.
    pub fn blocks(self, ensemble: Ensemble) -> Vec<Range<u64>> {
        let all = ensemble.blocks();
        let mine = self.range(all.len() as u64);
        all[mine.start as usize..mine.end as usize].to_vec()
    }

    /// Draws of this shard.
    pub fn draws(self, ensemble: Ensemble) -> u64 {
        self.blocks(ensemble).iter().map(|block| block.end - block.start).sum()
    }
}

impl Default for Shard {
    fn default() -> Self {
        Self::WHOLE
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.index, self.count)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('/').and_then(|(i, n)| Some((i.parse().ok()?, n.parse().ok()?)));
        let (index, count) =
            parts.ok_or_else(|| format!("`{text}` is no shard; write one like 2/5, counted from 1"))?;
        Self::new(index, count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn shards_follow_each_other_and_cover_everything(of in 0u64..500, count in 1u64..40) {
            let mut next = 0;
            for index in 1..=count {
                let range = Shard { index, count }.range(of);
                prop_assert_eq!(range.start, next);
                prop_assert!(range.end - range.start <= of / count + 1);
                next = range.end;
            }
            prop_assert_eq!(next, of);
        }
    }

    #[test]
    fn a_shard_that_does_not_exist_is_refused() {
        assert_eq!("2/5".parse::<Shard>(), Ok(Shard { index: 2, count: 5 }));
        for text in ["0/5", "6/5", "2", "a/b", "-1/5", "1/0", "0/0", "1/1000000000000", ""] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
        assert_eq!(Shard { index: 2, count: 5 }.to_string(), "2/5");
        let read = |text: &str| serde_json::from_str::<Shard>(text);
        assert_eq!(read(r#"{"index":2,"count":5}"#).ok(), Some(Shard { index: 2, count: 5 }));
        for (index, count) in [(0_u64, 0_u64), (0, 3), (4, 3), (1, 1_000_000_000_000), (u64::MAX, u64::MAX)] {
            assert!(read(&format!(r#"{{"index":{index},"count":{count}}}"#)).is_err(), "{index} of {count}");
        }
    }
}
