//! How countries stand: the levels of one variable, and the words for them.

use serde::Deserialize;
use toml::Spanned;

use super::judged::{Change, Worst};
use super::words::Words;

/// `[country]`: the variable by which countries are told.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Country {
    /// A recorded variable by country.
    pub variable: Spanned<String>,
    /// Variable that counts whole years since the level was last above the lowest.
    pub calm_years: Option<Spanned<String>>,
    /// What is counted, in words: "armed conflict".
    pub event: String,
    /// Levels, the lowest first.
    pub level: Vec<Level>,
    /// What it costs in lives or else, by country.
    pub amount: Option<AmountOf>,
    /// Words of the map and of the table of countries.
    pub map: MapWords,
    /// Words of the page of one country.
    #[serde(default)]
    pub page: PageWords,
    /// Words of a replay.
    #[serde(default)]
    pub replay: ReplayText,
    /// Page one: the last observed year.
    pub standing: Option<Standing>,
    /// Page one: the table of the worst.
    pub worst: Option<Worst>,
    /// Page one: what changed from the year before.
    pub change: Option<Change>,
}

/// One level.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Level {
    /// Name, as a noun ("war"): in queries and in "chance of war".
    pub id: Spanned<String>,
    /// Least value of it; none of the lowest.
    pub at_least: Option<Spanned<f64>>,
    /// How a country on it stands ("at war").
    pub state: String,
}

/// `[country.amount]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AmountOf {
    /// A recorded variable by country.
    pub variable: Spanned<String>,
    /// A noun: "deaths".
    pub name: String,
    /// Head of the column of its expectation.
    pub head: Words,
}

/// `[country.map]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MapWords {
    /// What the picture is, for who does not see it.
    pub title: Words,
    /// Heading above it.
    pub heading: Words,
    /// What its probability is of.
    pub note: Words,
    /// Head of the column of the chance that the lowest level is left.
    pub first: Words,
    /// Head of the column of calm years.
    pub calm: Words,
}

/// `[country.page]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct PageWords {
    /// Heading of the series that no driver declares; "Other series" where absent.
    pub others: Option<String>,
}

/// `[country.replay]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ReplayText {
    /// What the probability is of, and what it is compared with.
    pub rivals: String,
    /// Who is listed by name.
    pub listed: String,
}

/// `[country.standing]`: how many countries stand on each level, and the toll.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Standing {
    /// Heading of the topic.
    pub title: Words,
    /// Numbers: the level's ids, `states`, `amount`; `largest` is the next key's words, or nothing.
    pub words: Words,
    /// Said where countries stand on the worst level; numbers and text: `share`, `names`.
    pub largest: Option<Words>,
    /// How many of the largest are named.
    #[serde(default = "two")]
    pub names: usize,
    /// Share of the amount above which it is said to be in few places.
    #[serde(default = "half")]
    pub share: f64,
    /// Headline above it.
    pub above: Words,
    /// Headline at or below it, and where nothing is known.
    pub below: Words,
}

fn two() -> usize {
    2
}

fn half() -> f64 {
    0.5
}

/// Levels as thresholds and names.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Levels {
    /// The variable.
    pub variable: String,
    /// Names, the lowest first.
    pub ids: Vec<String>,
    /// How a country on each stands.
    pub states: Vec<String>,
    /// Least value of every level but the lowest.
    pub at_least: Vec<f64>,
}

impl Levels {
    /// The level that a value is on, from 0; none of a missing value.
    pub fn of(&self, value: f64) -> Option<usize> {
        (!value.is_nan()).then(|| self.at_least.iter().take_while(|least| value >= **least).count())
    }

    /// Number of the worst level.
    pub fn worst(&self) -> usize {
        self.at_least.len()
    }

    /// How a country with this value stands.
    pub fn state(&self, value: f64) -> &str {
        self.of(value).map_or("not observed", |level| &self.states[level])
    }

    /// What the levels above the lowest are called.
    pub fn events(&self) -> &[String] {
        &self.ids[1..]
    }

    /// The first level above the lowest: what a chance is of where nothing more is said.
    pub fn event(&self) -> &str {
        &self.ids[1]
    }
}

impl Country {
    /// The levels, which [`check`](super::check) has found in order.
    pub fn levels(&self) -> Levels {
        Levels {
            variable: self.variable.as_ref().clone(),
            ids: self.level.iter().map(|level| level.id.as_ref().clone()).collect(),
            states: self.level.iter().map(|level| level.state.clone()).collect(),
            at_least: self
                .level
                .iter()
                .filter_map(|level| level.at_least.as_ref())
                .map(|least| *least.as_ref())
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_on_the_highest_level_that_it_reaches() {
        let texts = |all: [&str; 3]| all.map(str::to_owned).to_vec();
        let levels = Levels {
            variable: "x".to_owned(),
            ids: texts(["calm", "dry", "famine"]),
            states: texts(["calm", "in a drought", "in a famine"]),
            at_least: vec![1.0, 2.0],
        };
        let found = [0.0, 0.99, 1.0, 2.0, 9.0, f64::NAN].map(|value| levels.of(value));
        assert_eq!(found, [Some(0), Some(0), Some(1), Some(2), Some(2), None]);
        assert_eq!((levels.state(1.5), levels.state(f64::NAN)), ("in a drought", "not observed"));
        assert_eq!((levels.worst(), levels.event()), (2, "dry"));
    }
}
