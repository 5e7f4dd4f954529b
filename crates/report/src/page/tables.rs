//! Tables behind figures: every drawn value in numbers, each cell with its query.

use super::html::{Html, Printer};
use crate::brief::*;
use crate::figure::map;
use crate::figure::svg::escape;
use crate::number::Unit;
use std::collections::BTreeSet;
use std::fmt::Write;

type Statistic = (&'static str, fn(&Band) -> f64);

const QUANTILES: [Statistic; 6] = [
    ("p05", |b| b.p05),
    ("p25", |b| b.p25),
    ("p50", |b| b.p50),
    ("p75", |b| b.p75),
    ("p95", |b| b.p95),
    ("mean", |b| b.mean),
];

impl Printer<'_> {
    /// All years of a fan, newest first.
    pub fn fan_table(&self, fan: &Fan) -> Html {
        let shown: &[Statistic] = match fan.spread {
            Spread::Bands => &QUANTILES,
            Spread::PathOnly(_) => &QUANTILES[2..3],
            Spread::NoModel(_) => &[],
        };
        let years: BTreeSet<i32> =
            fan.observed.iter().map(|p| p.year).chain(fan.projected.iter().map(|b| b.year)).collect();
        let mut out =
            format!("<table><caption>{} ({})</caption><thead><tr>", escape(&fan.title), unit(&fan.unit));
        let _ = write!(out, r#"<th scope="col">Year</th><th scope="col">Observed</th>"#);
        for (name, _) in shown {
            let _ = write!(out, r#"<th scope="col">{}</th>"#, head(name));
        }
        out.push_str("</tr></thead><tbody>");
        for year in years.iter().rev() {
            let observed = fan.observed.iter().find(|p| p.year == *year).map_or(f64::NAN, |p| p.value);
            let query = |statistic: &str| format!("{}/{year}/{statistic}", fan.query);
            let _ = write!(out, r#"<tr><th scope="row">{year}</th>"#);
            out.push_str(&self.plain_cell(observed, &fan.unit, &query("observed")).0);
            let band = fan.projected.iter().find(|b| b.year == *year);
            for (name, value) in shown {
                out.push_str(&self.plain_cell(band.map_or(f64::NAN, value), &fan.unit, &query(name)).0);
            }
            out.push_str("</tr>");
        }
        Html(out + "</tbody></table>")
    }

    /// All countries, most probable conflict in the map's year first. What matters most stands first, since a phone shows
    /// three columns at a time.
    pub fn country_table(&self, outlook: &Outlook) -> Html {
        let year = outlook.map_year;
        let at = |c: &CountryOutlook| {
            map::at(c, year).copied().unwrap_or(CountryYear { year, conflict: f64::NAN, war: f64::NAN })
        };
        let mut countries: Vec<&CountryOutlook> = outlook.countries.iter().collect();
        let rank = |c: &CountryOutlook| Some(at(c).conflict).filter(|p| p.is_finite()).unwrap_or(-1.0);
        countries.sort_by(|a, b| rank(b).total_cmp(&rank(a)).then_with(|| a.name.cmp(&b.name)));
        let (ahead, last) = self.years_ahead();
        let heads = [
            "Country".to_owned(),
            format!("In conflict {year}"),
            format!("At war {year}"),
            format!("New conflict by {last}"),
            format!("Expected battle deaths, {ahead}–{last}"),
            "Level, last observed".to_owned(),
            "Years at peace".to_owned(),
            "Region".to_owned(),
        ];
        let heads = heads.map(|head| format!(r#"<th scope="col">{head}</th>"#)).concat();
        let mut out =
            format!("<table><caption>Outlook by country</caption><thead><tr>{heads}</tr></thead><tbody>");
        for country in countries {
            let row = at(country);
            let query = |statistic: &str| format!("{}/{year}/{statistic}", country.query);
            let _ = write!(out, r#"<tr><th scope="row">{}</th>"#, escape(&country.name));
            out.push_str(&self.plain_cell(row.conflict, &Unit::Probability, &query("conflict")).0);
            out.push_str(&self.plain_cell(row.war, &Unit::Probability, &query("war")).0);
            for q in [&country.onset_cumulative, &country.expected_deaths] {
                let (value, query) = q.as_ref().map_or((f64::NAN, ""), |q| (q.value, q.trace.as_str()));
                let unit = q.as_ref().map_or(Unit::Number, |q| q.unit.clone());
                out.push_str(&self.plain_cell(value, &unit, query).0);
            }
            let peace = country.years_at_peace.map_or("–".to_owned(), |y| y.to_string());
            let (level, region) = (level(country.level), escape(&country.region));
            let _ = write!(out, "<td>{level}</td><td>{peace}</td><td>{region}</td></tr>");
        }
        Html(out + "</tbody></table>")
    }

    /// Bins of a reliability curve.
    pub fn reliability_table(&self, curve: &ReliabilityCurve) -> Html {
        let mut out = format!(
            r#"<table><caption>{}</caption><thead><tr><th scope="col">Predicted, %</th><th scope="col">Came, %</th><th scope="col">90% interval</th><th scope="col">Forecasts</th></tr></thead><tbody>"#,
            escape(&curve.title)
        );
        for (i, bin) in curve.bins.iter().enumerate() {
            let query = format!("{}/{i}", curve.query);
            let interval = if bin.low.is_finite() && bin.high.is_finite() {
                format!("{} to {}", Unit::Share.number(bin.low), Unit::Share.number(bin.high))
            } else {
                "–".to_owned()
            };
            let _ = write!(
                out,
                "<tr>{}{}<td>{interval}</td><td>{}</td></tr>",
                self.plain_cell(bin.predicted, &Unit::Probability, &query).0,
                self.plain_cell(bin.observed, &Unit::Share, &query).0,
                Unit::Count.number(bin.n as f64)
            );
        }
        Html(out + "</tbody></table>")
    }

    /// All origins and years of a replay.
    pub fn replay_table(&self, replay: &Replay) -> Html {
        let mut out = format!(
            r#"<table><caption>{} ({})</caption><thead><tr><th scope="col">Origin</th><th scope="col">Year</th><th scope="col">Median</th><th scope="col">5%</th><th scope="col">95%</th><th scope="col">What came</th></tr></thead><tbody>"#,
            escape(&replay.title),
            unit(&replay.unit)
        );
        for (origin, band) in replay.origins.iter().flat_map(|o| o.bands.iter().map(move |b| (o.origin, b))) {
            let query = |statistic: &str| format!("{}/{origin}/{}/{statistic}", replay.query, band.year);
            let came = replay.observed.iter().find(|p| p.year == band.year).map_or(f64::NAN, |p| p.value);
            let _ = write!(out, r#"<tr><th scope="row">{origin}</th><td>{}</td>"#, band.year);
            for (value, name) in [(band.p50, "p50"), (band.p05, "p05"), (band.p95, "p95"), (came, "observed")]
            {
                out.push_str(&self.plain_cell(value, &replay.unit, &query(name)).0);
            }
            out.push_str("</tr>");
        }
        Html(out + "</tbody></table>")
    }
}

fn head(statistic: &str) -> &str {
    match statistic {
        "p05" => "5%",
        "p25" => "25%",
        "p50" => "Median",
        "p75" => "75%",
        "p95" => "95%",
        _ => "Mean",
    }
}

fn unit(unit: &Unit) -> String {
    let name = unit.name();
    if name.is_empty() { "number".to_owned() } else { escape(name) }
}

fn level(level: Option<u8>) -> &'static str {
    match level {
        Some(0) => "peace",
        Some(1) => "conflict",
        Some(2) => "war",
        _ => "no data",
    }
}
