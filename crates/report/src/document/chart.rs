//! Figures of a document: each with its picture, its unit, how to read it, and its numbers as a table.

use serde::{Deserialize, Serialize};

use super::Table;
use crate::ReportError;
use crate::brief::*;
use crate::figure::{
    arrival, chances, dots, exceedance, joint, map, multiples, ranks, reliability, replay, risk_matrix, tolls,
};
use crate::number::{Quantity, Unit};
use crate::text::upper_first;

/// A figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chart {
    /// A value by country on a map.
    Map(MapChart),
    /// Ranks of countries by year.
    Ranks(Ranks),
    /// One variable of several countries.
    Multiples(Multiples),
    /// Risks by likelihood and impact.
    RiskMatrix(RiskMatrix),
    /// Chances of one country by year.
    Chances(CountryChances),
    /// How large a year can be.
    Exceedance(Exceedance),
    /// Events that come together.
    Joint(JointTail),
    /// Stated against observed frequency.
    Reliability(ReliabilityCurve),
    /// What would have been said, over what came.
    Replay(Replay),
    /// First reports against distance.
    Arrival(ArrivalChart),
    /// Likelihood and deaths of the world's years.
    Tolls(Tolls),
}

/// Chances of one country with the queries that they resolve to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CountryChances {
    /// What is drawn.
    pub chances: Chances,
    /// Query prefix; a chance's query is `<prefix>/<year>/<level>`.
    pub query: String,
    /// Draws of the run.
    pub draws: u64,
}

impl Chart {
    /// Title as printed.
    pub fn title(&self) -> &str {
        match self {
            Self::Map(of) => &of.title,
            Self::Ranks(of) => &of.title,
            Self::Multiples(of) => &of.title,
            Self::RiskMatrix(of) => &of.title,
            Self::Chances(of) => &of.chances.title,
            Self::Exceedance(of) => &of.title,
            Self::Joint(_) => "So many different events or more in one year",
            Self::Reliability(of) => &of.title,
            Self::Replay(of) => &of.title,
            Self::Arrival(of) => &of.title,
            Self::Tolls(of) => &of.title,
        }
    }

    /// Unit for the caption; empty where the axes name it.
    pub fn unit(&self) -> &str {
        match self {
            Self::Map(of) => of.places.first().map_or("", |place| place.value.unit.name()),
            Self::Multiples(of) => of.fans.first().map_or("", |fan| fan.unit.name()),
            Self::Chances(_) => "probability, %",
            Self::Exceedance(of) => of.unit.name(),
            Self::Joint(_) => "share of years, logarithmic",
            Self::Replay(of) => of.unit.name(),
            Self::Ranks(_)
            | Self::RiskMatrix(_)
            | Self::Reliability(_)
            | Self::Arrival(_)
            | Self::Tolls(_) => "",
        }
    }

    /// Whether it is drawn over the whole width of the page.
    pub fn is_wide(&self) -> bool {
        matches!(self, Self::Map(_))
    }

    /// How to read it, in one line.
    pub fn reading(&self) -> String {
        let (how, note) = match self {
            Self::Map(of) if of.is_amount => {
                ("The area of a circle stands for the amount.", of.note.as_str())
            }
            Self::Map(of) => ("Darker is more likely; hatched: no value.", of.note.as_str()),
            Self::Ranks(of) => (
                "1 is the highest chance. Rings: another country has the same share of futures, so that the order between them says nothing.",
                of.note.as_str(),
            ),
            Self::Multiples(of) => {
                ("All panels have the same scales. Grey ground: nowcast.", of.note.as_str())
            }
            Self::RiskMatrix(of) => (
                "Classes of the UK National Risk Register, 1 to 5 each way. Lines: 90% intervals.",
                of.note.as_str(),
            ),
            Self::Chances(of) => ("", of.chances.note.as_str()),
            Self::Exceedance(of) => {
                ("Share of years, over all futures, in which it is so large or larger.", of.note.as_str())
            }
            Self::Joint(of) => (
                "Left, blue: in the same future. Right, grey: each from a future of its own.",
                of.note.as_str(),
            ),
            Self::Reliability(_) => (
                "On the dashed line, what was given 40% came 40% of the time. Bars: 90% intervals; larger dots: more forecasts.",
                "",
            ),
            Self::Replay(of) => {
                ("Line: what came. Dashes: median from each origin. Band: 90% of futures.", of.note.as_str())
            }
            Self::Arrival(of) => ("Dashes: the fitted line.", of.note.as_str()),
            Self::Tolls(of) => (
                "Share of years, over all futures, with so many deaths of the whole world or more; both axes logarithmic.",
                of.note.as_str(),
            ),
        };
        format!("{how} {note}").trim().to_owned()
    }

    /// Its picture; `id` must be unique on the page.
    ///
    /// # Errors
    /// A damaged outline of the world.
    pub fn svg(&self, id: &str) -> Result<String, ReportError> {
        Ok(match self {
            Self::Map(of) if of.is_amount => dots::dots(id, &of.title, &of.places)?,
            Self::Map(of) => map::choropleth(id, &of.title, of.year.unwrap_or_default(), &of.places)?,
            Self::Ranks(of) => ranks::ranks(id, of),
            Self::Multiples(of) => multiples::multiples(id, of),
            Self::RiskMatrix(of) => risk_matrix::risk_matrix(id, of),
            Self::Chances(of) => chances::chances(id, &of.chances),
            Self::Exceedance(of) => exceedance::exceedance(id, of),
            Self::Joint(of) => joint::joint(id, of),
            Self::Reliability(of) => reliability::reliability(id, of),
            Self::Replay(of) => replay::replay(id, of),
            Self::Arrival(of) => arrival::arrival(id, of),
            Self::Tolls(of) => tolls::tolls(id, of),
        })
    }

    /// Its numbers.
    pub fn table(&self) -> Table {
        let (head, rows) = match self {
            Self::Map(of) => of_map(of),
            Self::Ranks(of) => of_ranks(of),
            Self::Multiples(of) => of_multiples(of),
            Self::RiskMatrix(of) => of_matrix(of),
            Self::Chances(of) => of_chances(of),
            Self::Exceedance(of) => of_exceedance(of),
            Self::Joint(of) => of_joint(of),
            Self::Reliability(of) => of_reliability(of),
            Self::Replay(of) => of_replay(of),
            Self::Arrival(of) => of_arrival(of),
            Self::Tolls(of) => of_tolls(of),
        };
        Table { caption: self.title().to_owned(), head, rows }
    }
}

type Cells = (Vec<String>, Vec<Vec<Sentence>>);

fn heads<const N: usize>(heads: [&str; N]) -> Vec<String> {
    heads.map(str::to_owned).to_vec()
}

fn number(quantity: Quantity) -> Sentence {
    Sentence::with("{0}", vec![quantity])
}

fn bare(value: f64, unit: &Unit, query: String) -> Sentence {
    Sentence::with("{0:bare}", vec![Quantity::new(value, unit.clone(), query)])
}

fn of_map(of: &MapChart) -> Cells {
    let mut places: Vec<&MapPlace> = of.places.iter().filter(|place| !place.value.value.is_nan()).collect();
    places.sort_by(|a, b| b.value.value.total_cmp(&a.value.value).then_with(|| a.name.cmp(&b.name)));
    let rows =
        places.into_iter().map(|place| vec![Sentence::plain(&place.name), number(place.value.clone())]);
    (vec!["Country".to_owned(), of.head.clone()], rows.collect())
}

fn of_ranks(of: &Ranks) -> Cells {
    let years = of.years();
    let cell = |line: &RankLine, year: i32| match line.places.iter().find(|place| place.year == year) {
        Some(place) if place.value.value.is_nan() => Sentence::plain("lower"),
        Some(place) => {
            let shared = if place.shared { "=" } else { "" };
            Sentence::with(format!("{}{shared} ({{0:bare}})", place.place), vec![place.value.clone()])
        }
        None => Sentence::plain("–"),
    };
    let row = |line: &RankLine| {
        let named = Sentence::plain(format!("{} ({})", line.name, line.iso3));
        std::iter::once(named).chain(years.iter().map(|year| cell(line, *year))).collect()
    };
    let head = std::iter::once("Country".to_owned()).chain(years.iter().map(i32::to_string));
    (head.collect(), of.lines.iter().map(row).collect())
}

fn of_multiples(of: &Multiples) -> Cells {
    let mut years: Vec<i32> = of.fans.iter().flat_map(|fan| &fan.projected).map(|band| band.year).collect();
    years.sort_unstable();
    years.dedup();
    let cell = |fan: &Fan, year: i32| {
        let band = fan.projected.iter().find(|band| band.year == year && !band.p50.is_nan());
        band.map_or_else(
            || Sentence::plain("–"),
            |band| {
                let query = format!("{}/{year}/{}", fan.query, of.statistic);
                let middle = Quantity::new(band.p50, fan.unit.clone(), query);
                number(if band.p05 < band.p95 { middle.between(band.p05, band.p95, 90) } else { middle })
            },
        )
    };
    let row = |year: &i32| {
        let cells = of.fans.iter().map(|fan| cell(fan, *year));
        std::iter::once(Sentence::plain(year.to_string())).chain(cells).collect()
    };
    let head = std::iter::once("Year".to_owned()).chain(of.fans.iter().map(|fan| fan.title.clone()));
    (head.collect(), years.iter().map(row).collect())
}

fn of_matrix(of: &RiskMatrix) -> Cells {
    let row = |risk: &MatrixRisk| {
        vec![
            Sentence::plain(format!("{} {}", risk.mark, risk.title)),
            number(risk.likelihood.clone()),
            number(risk.impact.clone()),
        ]
    };
    (heads(["Risk", "Likelihood", "Deaths"]), of.risks.iter().map(row).collect())
}

fn of_chances(of: &CountryChances) -> Cells {
    let lines = &of.chances.lines;
    let years = lines.first().map(|line| line.points.as_slice()).unwrap_or_default();
    let row = |year: i32| {
        let cells = lines.iter().map(|line| {
            let value =
                line.points.iter().find(|point| point.year == year).map_or(f64::NAN, |point| point.value);
            bare(value, &Unit::Draws(of.draws), format!("{}/{year}/{}", of.query, line.level))
        });
        std::iter::once(Sentence::plain(year.to_string())).chain(cells).collect()
    };
    let head = std::iter::once("Year".to_owned()).chain(lines.iter().map(|line| upper_first(&line.level)));
    (head.collect(), years.iter().map(|point| row(point.year)).collect())
}

fn of_exceedance(of: &Exceedance) -> Cells {
    let row = |(value, share): &(f64, f64)| {
        vec![
            Sentence::plain(of.unit.number(*value)),
            bare(*share, &Unit::Probability, format!("{}/{value}", of.query)),
        ]
    };
    (heads(["At least", "Share of years"]), of.points.iter().map(row).collect())
}

fn of_joint(of: &JointTail) -> Cells {
    let row = |row: &JointRow| {
        vec![
            Sentence::plain(format!("{} or more", row.events)),
            number(row.joint.clone()),
            number(row.apart.clone()),
        ]
    };
    (heads(["Events", "In the same future", "By chance"]), of.rows.iter().map(row).collect())
}

fn of_reliability(of: &ReliabilityCurve) -> Cells {
    let row = |(at, bin): (usize, &ReliabilityBin)| {
        let query = format!("{}/{at}", of.query);
        let came = Quantity::new(bin.observed, Unit::Share, query.clone());
        let came = if bin.low.is_finite() && bin.high.is_finite() {
            came.between(bin.low, bin.high, 90)
        } else {
            came
        };
        vec![
            bare(bin.predicted, &Unit::Probability, format!("{query}/stated")),
            number(came),
            Sentence::plain(Unit::Count.number(bin.n as f64)),
        ]
    };
    (heads(["Predicted", "Came", "Forecasts"]), of.bins.iter().enumerate().map(row).collect())
}

fn of_replay(of: &Replay) -> Cells {
    let row = |origin: &ReplayOrigin, band: &Band| {
        let query = |statistic: &str| format!("{}/{}/{}/{statistic}", of.query, origin.origin, band.year);
        let said = Quantity::new(band.p50, of.unit.clone(), query("p50")).between(band.p05, band.p95, 90);
        let came =
            of.observed.iter().find(|point| point.year == band.year).map_or(f64::NAN, |point| point.value);
        vec![
            Sentence::plain(origin.origin.to_string()),
            Sentence::plain(band.year.to_string()),
            number(said),
            bare(came, &of.unit, query("observed")),
        ]
    };
    let rows = of.origins.iter().flat_map(|origin| origin.bands.iter().map(move |band| row(origin, band)));
    (heads(["Origin", "Year", "Median", "What came"]), rows.collect())
}

fn of_arrival(of: &ArrivalChart) -> Cells {
    let mut places: Vec<&ArrivalPlace> = of.places.iter().collect();
    places.sort_by(|a, b| a.days.total_cmp(&b.days).then_with(|| a.iso3.cmp(&b.iso3)));
    let row = |place: &&ArrivalPlace| {
        let plain = |value: f64| Sentence::plain(Unit::Number.number(value));
        let days = if of.query.is_empty() { plain(place.days) } else { number(place.quantity(&of.query)) };
        vec![Sentence::plain(format!("{} ({})", place.name, place.iso3)), plain(place.distance), days]
    };
    let head = vec!["Place".to_owned(), upper_first(&of.distance), "Days".to_owned()];
    (head, places.iter().map(row).collect())
}

fn of_tolls(of: &Tolls) -> Cells {
    let row = |curve: &TollCurve, (deaths, share): &(f64, f64)| {
        vec![
            Sentence::plain(format!("{} {}", curve.mark, curve.title)),
            Sentence::plain(Unit::Deaths.number(*deaths)),
            bare(*share, &Unit::Probability, format!("{}/{deaths}", curve.query)),
        ]
    };
    let rows = of.curves.iter().flat_map(|curve| curve.points.iter().map(move |point| row(curve, point)));
    (heads(["Threat", "Deaths, at least", "Share of years"]), rows.collect())
}
