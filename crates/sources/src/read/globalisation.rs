//! How open a state is: trade, investment and people across its borders, and the index of the four arms that
//! `world/drivers/globalisation.toml` projects.
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use forefend_panel::{CountryId, Year};

use super::drivers::FILE;
use super::{Reader, Target};
use crate::{SourcesError, input};

pub(super) const READER: Reader =
    Reader { title: "openness", provides: &[TRADE, INVESTMENT, MIGRANTS, INVESTMENT_ARM, OPENNESS], read };

/// Exports and imports of goods and services, share of GDP.
const TRADE: &str = "trade_gdp";
/// Direct investment that crossed the border either way in the year, share of GDP.
const INVESTMENT: &str = "fdi_gdp";
/// Foreign-born residents and natives who live abroad, share of the population.
const MIGRANTS: &str = "migrants_share";
/// Arm of investment: the mean score of five years.
const INVESTMENT_ARM: &str = "investment_arm";
/// The index, where the figures of all four arms are there.
const OPENNESS: &str = "openness";

/// Goalposts of the arms (0 and 1): fixed, so that no later figure moves an earlier score. Those of
/// `world/drivers/globalisation.toml` are the same (tests/snapshot.rs compares).
const TRADE_POSTS: [f64; 2] = [0.1, 4.0];
const INVESTMENT_POST: f64 = 0.5;
const MIGRANTS_POSTS: [f64; 2] = [0.005, 1.0];
/// Below this a ratio says that GDP was converted at an official rate that nobody traded at.
const LEAST_TRADE: f64 = 0.03;
/// A state whose figures of goods and services end before this year has those of goods alone, in all years.
const ENDS_BEFORE: i16 = 2015;
/// Years whose mean is the arm of investment, and how many of them must be known.
const INVESTMENT_YEARS: i16 = 5;
const INVESTMENT_KNOWN: usize = 3;

/// Figures of one country by year.
#[derive(Default)]
struct Figures {
    trade: BTreeMap<i16, f64>,
    goods: BTreeMap<i16, f64>,
    investment: BTreeMap<i16, f64>,
    migrants: BTreeMap<i16, f64>,
    internet: BTreeMap<i16, f64>,
}

fn read(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let needed = [
        "iso3",
        "year",
        "exports_gdp",
        "imports_gdp",
        "merch_trade_gdp",
        "fdi_in",
        "fdi_out",
        "immigrants",
        "emigrants",
        "pop",
        "internet_pc",
    ];
    let table = input::csv(data, FILE, &needed)?;
    let (iso3, years) = (table.words("iso3")?, table.whole::<i16>("year")?);
    let [exports, imports, inward, outward] = [
        table.numbers("exports_gdp")?,
        table.numbers("imports_gdp")?,
        table.numbers("fdi_in")?,
        table.numbers("fdi_out")?,
    ];
    let [arrived, left, people, internet] = [
        table.numbers("immigrants")?,
        table.numbers("emigrants")?,
        table.numbers("pop")?,
        table.numbers("internet_pc")?,
    ];
    let goods = table.numbers("merch_trade_gdp")?;
    let mut countries: BTreeMap<_, Figures> = BTreeMap::new();
    let (mut outside, mut unlikely) = (BTreeSet::new(), Vec::new());
    for (at, &year) in years.iter().enumerate() {
        let Some(country) = target.today(iso3[at], &mut outside) else { continue };
        let figures = countries.entry(country).or_default();
        let trade = (exports[at] + imports[at]) / 100.0;
        if trade < LEAST_TRADE {
            unlikely.push(format!("{} {year}", iso3[at]));
        } else if !trade.is_nan() {
            figures.trade.insert(year, trade);
        }
        // A missing outward flow counts as none: few states had reported one before they invested abroad.
        let out = if outward[at].is_nan() { 0.0 } else { outward[at].abs() };
        let rows = [
            (&mut figures.goods, goods[at] / 100.0),
            (&mut figures.investment, (inward[at].abs() + out) / 100.0),
            (&mut figures.migrants, (arrived[at] + left[at]) / people[at]),
            (&mut figures.internet, internet[at] / 100.0),
        ];
        for (into, value) in rows {
            if !value.is_nan() {
                into.insert(year, value);
            }
        }
    }
    let goods_alone = goods_alone(&mut countries, target);
    let place = || FILE.to_owned();
    for (country, figures) in &countries {
        let series =
            [(TRADE, &figures.trade), (INVESTMENT, &figures.investment), (MIGRANTS, &figures.migrants)];
        for (id, values) in series {
            for (&year, &value) in values {
                target.put(&place, id, *country, Year(year), value)?;
            }
        }
        for &year in figures.investment.keys() {
            target.put(&place, INVESTMENT_ARM, *country, Year(year), investment_arm(figures, year))?;
        }
        for (&year, &trade) in &figures.trade {
            target.put(&place, OPENNESS, *country, Year(year), index(figures, year, trade))?;
        }
    }
    target.note(format!(
        "{TRADE}: years with less than {:.0} % of GDP left out, their GDP is converted at a rate that nobody traded at ({})",
        100.0 * LEAST_TRADE,
        unlikely.join(", ")
    ));
    target.note(format!("{TRADE}: goods alone for {}", goods_alone.join(", ")));
    Ok(())
}

/// Takes trade in goods where nothing is known of services lately; the names of these states.
fn goods_alone(countries: &mut BTreeMap<CountryId, Figures>, target: &Target) -> Vec<String> {
    let mut names = Vec::new();
    for (country, figures) in countries {
        let known = figures.trade.last_key_value().is_some_and(|(&year, _)| year >= ENDS_BEFORE);
        if !known && !figures.goods.is_empty() {
            figures.trade = std::mem::take(&mut figures.goods);
            figures.trade.retain(|_, share| *share >= LEAST_TRADE);
            names.extend(target.roster.get(*country).map(|country| country.name.clone()));
        }
    }
    names
}

/// The mean of the four arms in `year`, or missing.
fn index(figures: &Figures, year: i16, trade: f64) -> f64 {
    let information = figures.internet.get(&year).copied().unwrap_or(f64::NAN);
    let people = between(&figures.migrants, year).map_or(f64::NAN, |share| log_arm(share, MIGRANTS_POSTS));
    (log_arm(trade, TRADE_POSTS) + investment_arm(figures, year) + people + information) / 4.0
}

/// The mean score of five years of which three are known, or missing.
fn investment_arm(figures: &Figures, year: i16) -> f64 {
    let flows: Vec<f64> = (year - INVESTMENT_YEARS + 1..=year)
        .filter_map(|year| figures.investment.get(&year))
        .map(|flow| unit(libm::log1p(100.0 * flow) / libm::log1p(100.0 * INVESTMENT_POST)))
        .collect();
    if flows.len() < INVESTMENT_KNOWN { f64::NAN } else { flows.iter().sum::<f64>() / flows.len() as f64 }
}

/// Where a value stands between two goalposts, on a logarithm.
fn log_arm(value: f64, [low, high]: [f64; 2]) -> f64 {
    unit((libm::log(value) - libm::log(low)) / (libm::log(high) - libm::log(low)))
}

fn unit(value: f64) -> f64 {
    value.clamp(0.0, 1.0)
}

/// The straight line between the counts around `year`; none outside them.
fn between(counts: &BTreeMap<i16, f64>, year: i16) -> Option<f64> {
    let (&before, &first) = counts.range(..=year).next_back()?;
    let (&after, &last) = counts.range(year..).next()?;
    let share = if after == before { 0.0 } else { f64::from(year - before) / f64::from(after - before) };
    Some(first + share * (last - first))
}
