//! Trade gravity by Poisson pseudo-maximum-likelihood (Santos Silva & Tenreyro 2006), 2010-2016, clustered by directed pair, and
//! what its elasticities are worth after 2013.
//!
//! Rows: every ordered pair of states that trade at all, have a GDP in all seven years and a distance; a flow that the source
//! does not list is 0. GDP is the model's: per capita at purchasing power times population. Defence pacts end in 2012, and
//! that year stands for the later ones. Shared organisations are full memberships of the snapshot.

use std::collections::{BTreeMap, BTreeSet};

use forefend_estimate::{Covariance, Family, Fit, Request, fit};
use forefend_panel::{Availability, CountryId, Fill, Month, Panel, Status, Year};

use super::columns::{of_terms, term};
use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

const TRADE: &str = "exposure/trade_itpde_pairs_2010_2016.parquet";
const DISTANCE: &str = "drivers/globalisation/cepii/dist_cepii.csv.gz";
const PACTS: &str = "exposure/alliances_cow41_defence_pairs.parquet";
/// Codes of the table of distances that are others today.
const RENAMED: [(&str, &str); 4] = [("ROM", "ROU"), ("ZAR", "COD"), ("YUG", "SRB"), ("TMP", "TLS")];
const TERMS: [&str; 7] = ["exporter", "importer", "distance", "border", "language", "pact", "organisations"];
const FIRST: i16 = 2010;
const LAST: i16 = 2016;
const LAST_PACTS: i16 = 2012;
/// Last year of the training half.
const SPLIT: i16 = 2013;
/// Standard normal quantile at 0.95.
const Z: f64 = 1.644_853_626_951_472_2;

type Pair = (CountryId, CountryId);

/// Coefficients and clustered standard errors.
///
/// # Errors
/// Those of the sources and the fit.
pub fn ppml(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let rows = rows(context)?;
    let found = fitted(&rows, LAST)?;
    let pairs: BTreeSet<Pair> = rows.iter().map(|row| row.pair).collect();
    let mut measured =
        vec![Measured::new("rows", found.n as f64), Measured::new("pairs", pairs.len() as f64)];
    for name in TERMS {
        let (coefficient, error) = term(&found, name)?;
        measured.push(Measured::new(name, coefficient));
        measured.push(Measured::new(format!("{name}, standard error"), error));
    }
    Ok(measured)
}

/// Trade of 2014-16 from figures to 2013: the share of world trade that a forecast puts on the wrong pair, for the last
/// observed trade as it was, the same moved by both GDPs through the elasticities fitted to 2013 (GDP as it came), and the
/// fitted gravity alone; and the difference of the first two with an interval over exporters.
///
/// # Errors
/// Those of the sources and the fit.
pub fn after_2013(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let rows = rows(context)?;
    let found = fitted(&rows, SPLIT)?;
    let elasticities = [term(&found, "exporter")?.0, term(&found, "importer")?.0];
    let base: BTreeMap<Pair, &Row> =
        rows.iter().filter(|row| row.year == SPLIT).map(|row| (row.pair, row)).collect();
    let mut measured = Vec::new();
    let mut differences: BTreeMap<CountryId, f64> = BTreeMap::new();
    for year in SPLIT + 1..=LAST {
        let (mut came, mut stays, mut moved, mut level) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut exporters = Vec::new();
        for row in rows.iter().filter(|row| row.year == year) {
            let Some(then) = base.get(&row.pair) else { continue };
            let growth = |k: usize| elasticities[k] * (row.terms[k] - then.terms[k]);
            exporters.push(row.pair.0);
            came.push(row.trade);
            stays.push(then.trade);
            moved.push(then.trade * libm::exp(growth(0) + growth(1)));
            let terms = TERMS.iter().zip(&row.terms);
            let sum =
                terms.map(|(name, x)| Ok(x * term(&found, name)?.0)).sum::<Result<f64, VerifyError>>()?;
            level.push(libm::exp(sum));
        }
        let (came, stays, moved) = (shares(&came), shares(&stays), shares(&moved));
        for (at, exporter) in exporters.into_iter().enumerate() {
            let worse = (moved[at] - came[at]).abs() - (stays[at] - came[at]).abs();
            *differences.entry(exporter).or_default() += 0.5 * worse / f64::from(LAST - SPLIT);
        }
        for (name, forecast) in
            [("as in 2013", &stays), ("moved by GDP", &moved), ("gravity alone", &shares(&level))]
        {
            measured.push(Measured::new(format!("{year}, {name}"), misplaced(&came, forecast)));
        }
    }
    measured.push(over_exporters("moved by GDP, minus as in 2013", &differences));
    Ok(measured)
}

/// A sum over exporters with the 90 % interval that their spread gives.
fn over_exporters(name: &str, parts: &BTreeMap<CountryId, f64>) -> Measured {
    let n = parts.len() as f64;
    let sum: f64 = parts.values().sum();
    let squares: f64 = parts.values().map(|part| (part - sum / n) * (part - sum / n)).sum();
    let half = Z * (n / (n - 1.0) * squares).sqrt();
    Measured::with_interval(name, sum, sum - half, sum + half)
}

/// Half of the sum of differences between two distributions.
fn misplaced(came: &[f64], forecast: &[f64]) -> f64 {
    0.5 * came.iter().zip(forecast).map(|(a, b)| (a - b).abs()).sum::<f64>()
}

fn shares(flows: &[f64]) -> Vec<f64> {
    let sum: f64 = flows.iter().sum();
    flows.iter().map(|flow| flow / sum).collect()
}

/// A pair in a year; `terms` in the order of [`TERMS`].
struct Row {
    pair: Pair,
    year: i16,
    trade: f64,
    terms: [f64; 7],
}

/// The fit on the years to `last`, with a dummy for each year but the first.
fn fitted(rows: &[Row], last: i16) -> Result<Fit, VerifyError> {
    let rows: Vec<&Row> = rows.iter().filter(|row| row.year <= last).collect();
    let mut columns: Vec<(String, Vec<f64>)> = TERMS
        .iter()
        .enumerate()
        .map(|(k, name)| ((*name).to_owned(), rows.iter().map(|row| row.terms[k]).collect()))
        .collect();
    for year in FIRST + 1..=last {
        let dummy = rows.iter().map(|row| f64::from(u8::from(row.year == year))).collect();
        columns.push((year.to_string(), dummy));
    }
    let named: Vec<(&str, &[f64])> =
        columns.iter().map(|(name, values)| (name.as_str(), values.as_slice())).collect();
    let trade: Vec<f64> = rows.iter().map(|row| row.trade).collect();
    let unit: Vec<u64> =
        rows.iter().map(|row| u64::from(row.pair.0.0) * 10_000 + u64::from(row.pair.1.0)).collect();
    let design = of_terms(&trade, &named, &unit);
    Ok(fit(&design, &Request::new(Family::Ppml).with_covariance(Covariance::Clustered))?)
}

fn rows(context: &Context<'_>) -> Result<Vec<Row>, VerifyError> {
    let panel = context.panel()?;
    let trade = trade(context, &panel)?;
    let distances = distances(context, &panel)?;
    let pacts = pacts(context)?;
    let exporters: BTreeSet<CountryId> = trade.keys().map(|(pair, _)| pair.0).collect();
    let importers: BTreeSet<CountryId> = trade.keys().map(|(pair, _)| pair.1).collect();
    let gdp = log_gdp(&panel, &exporters.intersection(&importers).copied().collect::<Vec<_>>())?;
    let members = memberships(&panel);
    let mut rows = Vec::new();
    for (&exporter, out) in &gdp {
        for (&importer, into) in &gdp {
            let pair = (exporter, importer);
            let Some(&[contiguous, language, distance]) = distances.get(&pair) else { continue };
            for year in FIRST..=LAST {
                let at = usize::from((year - FIRST).unsigned_abs());
                let smaller_first = (exporter.min(importer), exporter.max(importer));
                let pact = pacts.contains(&(smaller_first, year.min(LAST_PACTS)));
                let [ours, theirs] = [exporter, importer].map(|state| members.get(&(state, year)));
                let shared = ours.zip(theirs).map_or(0, |(a, b)| a.intersection(b).count());
                rows.push(Row {
                    pair,
                    year,
                    trade: trade.get(&(pair, year)).copied().unwrap_or(0.0),
                    terms: [
                        out[at],
                        into[at],
                        libm::log(distance),
                        contiguous,
                        language,
                        f64::from(u8::from(pact)),
                        shared as f64,
                    ],
                });
            }
        }
    }
    Ok(rows)
}

/// Organisations that each state belongs to in full, by year.
fn memberships(panel: &Panel) -> BTreeMap<(CountryId, i16), BTreeSet<&str>> {
    let mut found: BTreeMap<(CountryId, i16), BTreeSet<&str>> = BTreeMap::new();
    for spell in panel.memberships().iter().filter(|spell| spell.status == Status::Full) {
        for year in (FIRST..=LAST).filter(|&year| spell.contains(Year(year))) {
            found.entry((spell.country, year)).or_default().insert(&spell.organisation);
        }
    }
    found
}

/// Logarithm of GDP in the seven years, of the states that have it in all.
fn log_gdp(panel: &Panel, states: &[CountryId]) -> Result<BTreeMap<CountryId, Vec<f64>>, VerifyError> {
    let view = panel.as_of(Month::new(Year(2026), 11)?, Availability::Observed);
    let income = view.grid("gdppc", states, Year(FIRST), Year(LAST), Fill::None)?;
    let people = view.path("population", states, Year(FIRST), Year(LAST))?;
    let mut found = BTreeMap::new();
    for (at, &state) in states.iter().enumerate() {
        let cells = (at..income.len()).step_by(states.len());
        let logs: Vec<f64> = cells.map(|cell| libm::log(income[cell] * people[cell])).collect();
        if logs.iter().all(|log| log.is_finite()) {
            found.insert(state, logs);
        }
    }
    Ok(found)
}

fn trade(context: &Context<'_>, panel: &Panel) -> Result<BTreeMap<(Pair, i16), f64>, VerifyError> {
    let table = context.table(TRADE, &[])?;
    let (from, to) = (table.words("exporter_iso3")?, table.words("importer_iso3")?);
    let (years, values) = (table.whole::<i16>("year")?, table.numbers("usd2010_m")?);
    let state = |code: &str| panel.roster().present_day_iso3(code).map(|country| country.id);
    let rows =
        (0..table.len()).filter_map(|at| Some((((state(from[at])?, state(to[at])?), years[at]), values[at])));
    Ok(rows.collect())
}

/// Common border, common official language and kilometres of each pair of two states.
fn distances(context: &Context<'_>, panel: &Panel) -> Result<BTreeMap<Pair, [f64; 3]>, VerifyError> {
    let table = context.table(DISTANCE, &["iso_o", "iso_d", "contig", "comlang_off", "dist"])?;
    let (from, to) = (table.words("iso_o")?, table.words("iso_d")?);
    let columns = [table.numbers("contig")?, table.numbers("comlang_off")?, table.numbers("dist")?];
    let state = |code: &str| {
        let code = RENAMED.iter().find(|(old, _)| *old == code).map_or(code, |(_, today)| *today);
        panel.roster().present_day_iso3(code).map(|country| country.id)
    };
    let mut found = BTreeMap::new();
    for at in 0..table.len() {
        if let (Some(a), Some(b)) = (state(from[at]), state(to[at]))
            && a != b
        {
            found.insert((a, b), [columns[0][at], columns[1][at], columns[2][at]]);
        }
    }
    Ok(found)
}

fn pacts(context: &Context<'_>) -> Result<BTreeSet<(Pair, i16)>, VerifyError> {
    let table = context.table(PACTS, &[])?;
    let (a, b) = (table.whole::<u16>("gwno_a")?, table.whole::<u16>("gwno_b")?);
    let (years, pacts) = (table.whole::<i16>("year")?, table.numbers("defense")?);
    let rows = (0..table.len()).filter(|&at| pacts[at] == 1.0);
    Ok(rows.map(|at| ((CountryId(a[at].min(b[at])), CountryId(a[at].max(b[at]))), years[at])).collect())
}
