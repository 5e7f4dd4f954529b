//! Dollars of one year: the deflator that costs are brought to it by.

use std::collections::BTreeMap;

use forefend_simulate::WorldFiles;
use serde::Deserialize;

use crate::error::StrategyError;

/// The file that declares it.
const PATH: &str = "deflator.toml";

/// Price levels by year.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deflator {
    /// Year whose dollars every cost is told in.
    pub base: i16,
    /// Where the rise of prices was read.
    pub source: String,
    /// First year of `rise`.
    pub first: i16,
    /// Rise of prices from the year before, in percent, year by year.
    pub rise: Vec<f64>,
    /// Price level of every year from the one before `first` on, that year being 1.
    #[serde(skip)]
    level: BTreeMap<i16, f64>,
}

impl Deflator {
    /// Reads `deflator.toml`. A world without it tells costs as they are written.
    ///
    /// # Errors
    /// Syntax with file and line; a base year outside the series; a rise that is no number above -100.
    ///
    /// # Examples
    /// ```
    /// use forefend_simulate::WorldFiles;
    /// use forefend_strategy::deflator::Deflator;
    ///
    /// let world = WorldFiles::new("world", forefend_world::files());
    /// let deflator = Deflator::load(&world)?;
    /// // A dollar of the base year is a dollar; an earlier one bought more.
    /// assert_eq!(deflator.to_base(deflator.base), Some(1.0));
    /// assert!(deflator.to_base(2005).is_some_and(|factor| factor > 1.4));
    /// assert_eq!(deflator.to_base(1800), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn load(world: &WorldFiles) -> Result<Self, StrategyError> {
        if world.text(PATH).is_err() {
            return Ok(Self::default());
        }
        let mut read: Self = world.parse(PATH)?;
        let refuse =
            |message: String| Err(StrategyError::Declaration { place: world.at(PATH, 0..0), message });
        if let Some(rise) = read.rise.iter().find(|rise| !(rise.is_finite() && **rise > -100.0)) {
            return refuse(format!("a rise of {rise} % leaves no price; give one above -100"));
        }
        let mut level = 1.0;
        read.level.insert(read.first - 1, level);
        for (year, rise) in (read.first..).zip(&read.rise) {
            level *= 1.0 + rise / 100.0;
            read.level.insert(year, level);
        }
        match read.level.contains_key(&read.base) {
            true => Ok(read),
            false => refuse(format!("base = {} lies outside the series; choose a year of it", read.base)),
        }
    }

    /// What a dollar of `year` is in dollars of the base year; none for a year outside the series.
    pub fn to_base(&self, year: i16) -> Option<f64> {
        if year == self.base {
            return Some(1.0);
        }
        Some(self.level.get(&self.base)? / self.level.get(&year)?)
    }

    /// What to do about a year outside the series, for a message.
    pub(crate) fn remedy(&self, year: i16) -> String {
        let (Some(first), Some(last)) = (self.level.keys().next(), self.level.keys().last()) else {
            return "there is no deflator.toml: add it with that year, or leave price_year out".to_owned();
        };
        let (which, near) = if year < *first { ("first", first) } else { ("last", last) };
        format!("use {near}, the {which} year that deflator.toml has, or add {year} there")
    }
}
