//! Features of a country at a month, by the names that the settings use.
//!
//! Each is a number known at the end of the month. Logs are `ln(1 + deaths)`.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::past::STRUCTURAL;
use crate::tables::LONG_AGO;

/// What a feature tells about, for the reasons given with a forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// The country's own past of the target.
    OwnHistory,
    /// Its past of the other types of violence.
    OtherViolence,
    /// Its neighbours, region and the world.
    Neighbours,
    /// Population, income, democracy, age.
    Structural,
    /// How far ahead, and the month of the year.
    Calendar,
}

/// One feature.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Feature {
    /// Log of deaths so many months ago: `log_deaths(0)`.
    LogDeaths(usize),
    /// Log of the sum of the last months: `sum(12)`.
    Sum(usize),
    /// Log of the highest of the last months: `highest(12)`.
    Highest(usize),
    /// Mean of the log with this half-life in months: `decayed(6)`.
    Decayed(f64),
    /// Share of months with deaths with this half-life: `months_with_deaths(12)`.
    MonthsWithDeaths(f64),
    /// Share of months with at least 25 deaths with this half-life: `months_with_25(12)`.
    MonthsWith25(f64),
    /// Months since there were at least so many deaths, at most 400: `since(25)`.
    Since(u32),
    /// `decayed(3)` minus `decayed(24)`.
    Trend,
    /// Spread of the log with a half-life of twelve months.
    Spread,
    /// The same month a year before the month forecast, log.
    SameMonth,
    /// Log of the sum of the last months of the first and second other type: `other_1(12)`; -1 where unknown.
    Other(usize, usize),
    /// Mean over neighbours of their `decayed`: `neighbours(3)`.
    Neighbours(f64),
    /// Highest `decayed(6)` among neighbours.
    NeighboursHighest,
    /// Mean `decayed(6)` of the region.
    Region,
    /// Mean `decayed(6)` of the world.
    World,
    /// Number of the region.
    RegionNumber,
    /// Months of which the target is known.
    MonthsKnown,
    /// Log of the least of the last months: `lowest(6)`.
    Lowest(usize),
    /// Median of the log over the last months: `median(12)`.
    Median(usize),
    /// Months of the present run of violence, pauses of up to six months included; 0 after longer ones.
    Episode,
    /// Times that violence began after at least 24 quiet months.
    Onsets,
    /// Log of all deaths so far.
    Total,
    /// Months since the first or second other type killed anybody: `since_other_1`; 401 where unknown.
    SinceOther(usize),
    /// Least months since deaths among neighbours; 400 without neighbours.
    NeighboursSince,
    /// Mean over neighbours of their `months_with_deaths(12)`.
    NeighboursWithDeaths,
    /// One of [`STRUCTURAL`], by its place; population and income as logs.
    Structural(usize),
    /// Months from the origin to the month forecast.
    Horizon,
    /// January 0 to December 11, of the month forecast.
    MonthOfYear,
}

impl Feature {
    /// The group it belongs to.
    pub fn group(self) -> Group {
        match self {
            Self::Other(..) | Self::SinceOther(_) => Group::OtherViolence,
            Self::Neighbours(_)
            | Self::NeighboursHighest
            | Self::NeighboursSince
            | Self::NeighboursWithDeaths
            | Self::Region
            | Self::World
            | Self::RegionNumber => Group::Neighbours,
            Self::Structural(_) => Group::Structural,
            Self::Horizon | Self::MonthOfYear => Group::Calendar,
            _ => Group::OwnHistory,
        }
    }

    /// Its value where nobody was ever killed; none for what violence does not decide.
    pub fn at_peace(self) -> Option<f64> {
        match self {
            Self::Since(_) | Self::SinceOther(_) | Self::NeighboursSince => Some(LONG_AGO),
            Self::MonthsKnown | Self::RegionNumber => None,
            _ => match self.group() {
                Group::Structural | Group::Calendar => None,
                _ => Some(0.0),
            },
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let plain = match text {
            "trend" => Some(Self::Trend),
            "spread" => Some(Self::Spread),
            "same_month" => Some(Self::SameMonth),
            "neighbours_highest" => Some(Self::NeighboursHighest),
            "region" => Some(Self::Region),
            "world" => Some(Self::World),
            "region_number" => Some(Self::RegionNumber),
            "months_known" => Some(Self::MonthsKnown),
            "episode" => Some(Self::Episode),
            "onsets" => Some(Self::Onsets),
            "total" => Some(Self::Total),
            "since_other_1" => Some(Self::SinceOther(0)),
            "since_other_2" => Some(Self::SinceOther(1)),
            "neighbours_since" => Some(Self::NeighboursSince),
            "neighbours_with_deaths" => Some(Self::NeighboursWithDeaths),
            "horizon" => Some(Self::Horizon),
            "month_of_year" => Some(Self::MonthOfYear),
            _ => STRUCTURAL.iter().position(|(id, _)| *id == text).map(Self::Structural),
        };
        if plain.is_some() {
            return plain;
        }
        let (name, number) = text.strip_suffix(')')?.split_once('(')?;
        let whole = || number.parse::<usize>().ok().filter(|number| *number <= 400);
        let window = || whole().filter(|number| *number > 0);
        let half_life = || number.parse::<f64>().ok().filter(|number| *number > 0.0 && number.is_finite());
        Some(match name {
            "log_deaths" => Self::LogDeaths(whole()?),
            "sum" => Self::Sum(window()?),
            "highest" => Self::Highest(window()?),
            "lowest" => Self::Lowest(window()?),
            "median" => Self::Median(window()?),
            "decayed" => Self::Decayed(half_life()?),
            "months_with_deaths" => Self::MonthsWithDeaths(half_life()?),
            "months_with_25" => Self::MonthsWith25(half_life()?),
            "since" => Self::Since(number.parse().ok()?),
            "other_1" => Self::Other(0, window()?),
            "other_2" => Self::Other(1, window()?),
            "neighbours" => Self::Neighbours(half_life()?),
            _ => return None,
        })
    }
}

impl fmt::Display for Feature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LogDeaths(back) => write!(f, "log_deaths({back})"),
            Self::Sum(months) => write!(f, "sum({months})"),
            Self::Highest(months) => write!(f, "highest({months})"),
            Self::Decayed(half_life) => write!(f, "decayed({half_life})"),
            Self::MonthsWithDeaths(half_life) => write!(f, "months_with_deaths({half_life})"),
            Self::MonthsWith25(half_life) => write!(f, "months_with_25({half_life})"),
            Self::Since(deaths) => write!(f, "since({deaths})"),
            Self::Trend => f.write_str("trend"),
            Self::Spread => f.write_str("spread"),
            Self::SameMonth => f.write_str("same_month"),
            Self::Other(which, months) => write!(f, "other_{}({months})", which + 1),
            Self::Neighbours(half_life) => write!(f, "neighbours({half_life})"),
            Self::NeighboursHighest => f.write_str("neighbours_highest"),
            Self::Region => f.write_str("region"),
            Self::World => f.write_str("world"),
            Self::RegionNumber => f.write_str("region_number"),
            Self::MonthsKnown => f.write_str("months_known"),
            Self::Lowest(months) => write!(f, "lowest({months})"),
            Self::Median(months) => write!(f, "median({months})"),
            Self::Episode => f.write_str("episode"),
            Self::Onsets => f.write_str("onsets"),
            Self::Total => f.write_str("total"),
            Self::SinceOther(which) => write!(f, "since_other_{}", which + 1),
            Self::NeighboursSince => f.write_str("neighbours_since"),
            Self::NeighboursWithDeaths => f.write_str("neighbours_with_deaths"),
            Self::Structural(which) => f.write_str(STRUCTURAL[*which].0),
            Self::Horizon => f.write_str("horizon"),
            Self::MonthOfYear => f.write_str("month_of_year"),
        }
    }
}

impl<'de> Deserialize<'de> for Feature {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            D::Error::custom(format!(
                "`{text}` is no feature; docs/watch.md lists them (such as `decayed(6)`)"
            ))
        })
    }
}

impl Serialize for Feature {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back_and_others_are_refused() {
        let names = [
            "log_deaths(0)",
            "sum(12)",
            "highest(36)",
            "decayed(1.5)",
            "months_with_deaths(48)",
            "months_with_25(12)",
            "since(25)",
            "trend",
            "spread",
            "same_month",
            "other_1(12)",
            "other_2(3)",
            "neighbours(3)",
            "neighbours_highest",
            "region",
            "world",
            "region_number",
            "months_known",
            "gdppc",
            "horizon",
            "month_of_year",
        ];
        for name in names {
            assert_eq!(Feature::parse(name).unwrap().to_string(), name);
        }
        for name in ["sum", "sum(0)", "sum(x)", "decayed(-1)", "gdp", "log_deaths(401)", ""] {
            assert_eq!(Feature::parse(name), None, "{name}");
        }
    }
}
