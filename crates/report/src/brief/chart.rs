//! Plain data of figures that compare several risks, countries or places.

use serde::{Deserialize, Serialize};

use super::{Fan, Register, RegisterRow};
use crate::number::{Quantity, null_is_nan};

/// Risks by likelihood and impact, each with an interval.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RiskMatrix {
    /// Title as printed.
    pub title: String,
    /// Risks in the order of their marks.
    pub risks: Vec<MatrixRisk>,
    /// One line under the figure.
    pub note: String,
}

/// One risk of a matrix.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MatrixRisk {
    /// One or two characters that stand beside its mark.
    pub mark: String,
    /// The risk as printed.
    pub title: String,
    /// Probability with interval.
    pub likelihood: Quantity,
    /// Deaths with interval.
    pub impact: Quantity,
}

/// Countries ranked by one value, year after year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ranks {
    /// Title as printed.
    pub title: String,
    /// Number of ranks shown.
    pub top: usize,
    /// Countries that are among the first in any year.
    pub lines: Vec<RankLine>,
    /// One line under the figure.
    pub note: String,
}

/// One country with what it is ranked by.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// ISO 3166-1 alpha-3 code.
    pub iso3: String,
    /// Name as printed.
    pub name: String,
    /// Value by year.
    pub values: Vec<(i32, Quantity)>,
}

/// The ranks of one country.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RankLine {
    /// ISO 3166-1 alpha-3 code.
    pub iso3: String,
    /// Name as printed.
    pub name: String,
    /// By year, in order.
    pub places: Vec<RankPlace>,
}

/// One country in one year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RankPlace {
    /// Calendar year.
    pub year: i32,
    /// Place from 1 on; of equal values the one that stood higher in the year before stands higher.
    pub place: usize,
    /// Whether another country has the same value.
    pub shared: bool,
    /// What it is ranked by.
    pub value: Quantity,
}

/// One variable of several countries, in panels on one scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Multiples {
    /// Title as printed.
    pub title: String,
    /// Last part of a number's query, `<prefix>/<year>/<statistic>`: "p50" of fans, the level of chances.
    pub statistic: String,
    /// One panel each; the title of a fan is the country's name. All have one unit.
    pub fans: Vec<Fan>,
    /// One line under the figure.
    pub note: String,
}

/// When something was first reported where, against how far the place is from its origin.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArrivalChart {
    /// Title as printed.
    pub title: String,
    /// What distance is measured in: "effective distance".
    pub distance: String,
    /// Places, any order.
    pub places: Vec<ArrivalPlace>,
    /// Slope (days a unit of distance) and intercept (days) of the fitted line; none where none is fitted.
    pub line: Option<(f64, f64)>,
    /// Code of the place that stands out; none where none does.
    #[serde(default)]
    pub marked: Option<String>,
    /// Query prefix, where the days are those of a run: `<prefix>/<iso3>/days`; empty where they are of a file.
    #[serde(default)]
    pub query: String,
    /// One line under the figure.
    pub note: String,
}

/// One place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArrivalPlace {
    /// ISO 3166-1 alpha-3 code.
    pub iso3: String,
    /// Name as printed.
    pub name: String,
    /// Distance from the origin.
    #[serde(deserialize_with = "null_is_nan")]
    pub distance: f64,
    /// Days from day zero to the first report.
    #[serde(deserialize_with = "null_is_nan")]
    pub days: f64,
    /// The middle 90 % of them, where they were drawn.
    #[serde(default)]
    pub between: Option<(f64, f64)>,
}

impl Ranks {
    /// Ranks of `countries` by value, the highest first; kept are those that are among
    /// the first `top` in any year. A value that is not a number stands in no year.
    pub fn of(title: impl Into<String>, countries: &[Ranked], top: usize) -> Self {
        let mut years: Vec<i32> =
            countries.iter().flat_map(|one| &one.values).map(|(year, _)| *year).collect();
        years.sort_unstable();
        years.dedup();
        let mut order: Vec<usize> = (0..countries.len()).collect();
        order.sort_by(|a, b| countries[*a].name.cmp(&countries[*b].name));
        let mut lines: Vec<RankLine> = countries
            .iter()
            .map(|one| RankLine { iso3: one.iso3.clone(), name: one.name.clone(), places: Vec::new() })
            .collect();
        for year in years {
            let in_year = |at: usize| countries[at].values.iter().find(|(other, _)| *other == year);
            let value = |at: usize| in_year(at).map_or(f64::NAN, |(_, quantity)| quantity.value);
            // A stable sort: equal values keep the order of the year before.
            let key = |at: &usize| if value(*at).is_nan() { f64::NEG_INFINITY } else { value(*at) };
            order.sort_by(|a, b| key(b).total_cmp(&key(a)));
            for (place, at) in order.iter().enumerate() {
                let Some((_, quantity)) = in_year(*at).filter(|(_, quantity)| !quantity.value.is_nan())
                else {
                    continue;
                };
                let same = |other: Option<&usize>| other.is_some_and(|other| value(*other) == quantity.value);
                let shared =
                    same(order.get(place + 1)) || place.checked_sub(1).is_some_and(|at| same(order.get(at)));
                lines[*at].places.push(RankPlace { year, place: place + 1, shared, value: quantity.clone() });
            }
        }
        lines.retain(|line| line.places.iter().any(|place| place.place <= top));
        lines.sort_by_key(|line| line.places.first().map(|place| (place.year, place.place)));
        Self { title: title.into(), top, lines, note: String::new() }
    }

    /// The years shown, in order.
    pub fn years(&self) -> Vec<i32> {
        let mut years: Vec<i32> =
            self.lines.iter().flat_map(|line| &line.places).map(|place| place.year).collect();
        years.sort_unstable();
        years.dedup();
        years
    }
}

/// A value by country on a map of the world.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MapChart {
    /// Title as printed.
    pub title: String,
    /// Head of the column of values.
    pub head: String,
    /// Whether it is an amount, drawn as circles; else a chance, drawn in shades.
    pub is_amount: bool,
    /// Calendar year of the values; none of amounts over several years.
    pub year: Option<i32>,
    /// Countries with a value, any order.
    pub places: Vec<MapPlace>,
    /// One line under the figure.
    pub note: String,
}

/// One country of a map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MapPlace {
    /// ISO 3166-1 alpha-3 code; `XKX` for Kosovo.
    pub iso3: String,
    /// UN M49 code; 0 where there is none.
    pub m49: u16,
    /// Name as printed.
    pub name: String,
    /// The value.
    pub value: Quantity,
}

impl Register {
    /// Its reasonable worst cases by likelihood and impact; none where none can be scored.
    pub fn matrix(&self) -> Option<RiskMatrix> {
        let risk = |row: &RegisterRow| MatrixRisk {
            mark: row.letter.to_string(),
            title: row.title.clone(),
            likelihood: row.worst.chance.clone(),
            impact: row.worst.deaths.clone(),
        };
        (!self.rows.is_empty()).then(|| RiskMatrix {
            title: "Reasonable worst cases: likelihood and impact".to_owned(),
            risks: self.rows.iter().map(risk).collect(),
            note: "Deaths in steps of the register; above 1,000 the scale is logarithmic.".to_owned(),
        })
    }
}
