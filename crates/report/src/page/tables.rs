//! Tables behind figures: every drawn value in numbers, each cell with its query.

use super::html::{Html, Printer};
use crate::brief::*;
use crate::figure::map;
use crate::figure::svg::escape;
use crate::number::Unit;
use std::collections::BTreeSet;
use std::fmt::Write;

impl Printer<'_> {
    /// All years of a fan, newest first, with the ends of the bands of every report.
    pub fn fan_table(&self, fan: &Fan) -> Html {
        self.fan_table_within(fan, BandWidth::default())
    }

    /// The same with the ends of another band.
    pub fn fan_table_within(&self, fan: &Fan, width: BandWidth) -> Html {
        let mut shown = width.statistics();
        shown.retain(|(name, _)| match fan.spread {
            Spread::Bands => true,
            Spread::PathOnly(_) => *name == "p50",
            Spread::NoModel(_) => false,
        });
        let years: BTreeSet<i32> =
            fan.observed.iter().map(|p| p.year).chain(fan.projected.iter().map(|b| b.year)).collect();
        let mut out =
            format!("<table><caption>{} ({})</caption><thead><tr>", escape(&fan.title), unit(&fan.unit));
        let _ = write!(out, r#"<th scope="col">Year</th><th scope="col">Observed</th>"#);
        for (name, _) in &shown {
            let _ = write!(out, r#"<th scope="col">{}</th>"#, head(name));
        }
        out.push_str("</tr></thead><tbody>");
        for year in years.iter().rev() {
            let observed = fan.observed.iter().find(|p| p.year == *year).map_or(f64::NAN, |p| p.value);
            let query = |statistic: &str| format!("{}/{year}/{statistic}", fan.query);
            let _ = write!(out, r#"<tr><th scope="row">{year}</th>"#);
            out.push_str(&self.plain_cell(observed, &fan.unit, &query("observed")).0);
            let band = fan.projected.iter().find(|b| b.year == *year);
            for (name, value) in &shown {
                out.push_str(&self.plain_cell(band.map_or(f64::NAN, value), &fan.unit, &query(name)).0);
            }
            out.push_str("</tr>");
        }
        Html(out + "</tbody></table>")
    }

    /// All countries, the most probable in the map's year first. What matters most stands first, since a phone shows
    /// three columns at a time.
    pub fn country_table(&self, outlook: &Outlook, words: &CountryWords) -> Html {
        let year = outlook.map_year;
        let at = |c: &CountryOutlook| map::at(c, year).map_or(&[][..], |row| row.chances.as_slice()).to_vec();
        let mut countries: Vec<&CountryOutlook> = outlook.countries.iter().collect();
        let rank = |c: &CountryOutlook| at(c).first().copied().filter(|p| p.is_finite()).unwrap_or(-1.0);
        countries.sort_by(|a, b| rank(b).total_cmp(&rank(a)).then_with(|| a.name.cmp(&b.name)));
        let mut out = format!(
            "<table><caption>Outlook by country</caption><thead><tr>{}</tr></thead><tbody>",
            country_heads(words)
        );
        for country in countries {
            let query = |statistic: &str| format!("{}/{year}/{statistic}", country.query);
            let chances = at(country);
            let _ = write!(out, r#"<tr><th scope="row">{}</th>"#, escape(&country.name));
            for (position, level) in words.levels.iter().skip(1).enumerate() {
                let chance = chances.get(position).copied().unwrap_or(f64::NAN);
                out.push_str(&self.plain_cell(chance, &Unit::Draws(self.draws()), &query(level)).0);
            }
            let amount = words.amount.as_ref().map(|_| &country.expected_amount);
            for q in [Some(&country.onset_cumulative), amount].into_iter().flatten() {
                let (value, query) = q.as_ref().map_or((f64::NAN, ""), |q| (q.value, q.trace.as_str()));
                let unit = q.as_ref().map_or(Unit::Number, |q| q.unit.clone());
                out.push_str(&self.plain_cell(value, &unit, query).0);
            }
            let level = country.level.and_then(|level| words.levels.get(usize::from(level)));
            let _ =
                write!(out, "<td>{}</td>", level.map_or_else(|| "no data".to_owned(), |level| escape(level)));
            if words.calm.is_some() {
                let calm = country.calm_years.map_or("–".to_owned(), |years| years.to_string());
                let _ = write!(out, "<td>{calm}</td>");
            }
            let _ = write!(out, "<td>{}</td></tr>", escape(&country.region));
        }
        Html(out + "</tbody></table>")
    }

    /// Points of an exceedance curve.
    pub fn exceedance_table(&self, curve: &Exceedance) -> Html {
        let mut out = format!(
            r#"<table><caption>{}</caption><thead><tr><th scope="col">At least, {}</th><th scope="col">Share of years</th></tr></thead><tbody>"#,
            escape(&curve.title),
            unit(&curve.unit)
        );
        for (value, share) in &curve.points {
            let query = format!("{}/{value}", curve.query);
            let _ = write!(out, r#"<tr><th scope="row">{}</th>"#, escape(&curve.unit.number(*value)));
            out.push_str(&self.plain_cell(*share, &Unit::Probability, &query).0);
            out.push_str("</tr>");
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
        "p10" => "10%",
        "p25" => "25%",
        "p50" => "Median",
        "p75" => "75%",
        "p90" => "90%",
        "p95" => "95%",
        _ => "Mean",
    }
}

fn unit(unit: &Unit) -> String {
    let name = unit.name();
    if name.is_empty() { "number".to_owned() } else { escape(name) }
}

/// Heads of the table of countries.
fn country_heads(words: &CountryWords) -> String {
    let one = |head: &str| format!(r#"<th scope="col">{}</th>"#, escape(head));
    let heads =
        ["Country"].into_iter().chain(words.chances.iter().map(String::as_str)).chain([words.first.as_str()]);
    let heads =
        heads.chain(words.amount.as_deref()).chain(["Level, last observed"]).chain(words.calm.as_deref());
    heads.chain(["Region"]).map(one).collect()
}
