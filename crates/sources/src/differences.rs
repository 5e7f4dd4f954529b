//! Where the deaths of UCDP's events differ from those of the older panel that they replace: a page beside the snapshot.
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use forefend_panel::{CountryId, Roster, Year};

use crate::read::{ged, level};
use crate::{SourcesError, country_year_panel};

/// Differences of deaths within one level that are listed: this many, and this share of the larger number.
const LEAST: f64 = 100.0;
const LEAST_SHARE: f64 = 0.1;
/// Territories that the older panel lists apart, and the state to which UCDP counts their events.
const TERRITORIES: [(u16, u16); 2] = [(699, 666), (609, 600)];

/// One country-year in both.
struct Pair {
    country: CountryId,
    year: Year,
    old: f64,
    /// None where the country was not in the state system.
    new: Option<f64>,
}

/// The page: what the rule is, each country-year that changed its level, and the larger changes within one.
pub(crate) fn differences(data: &Path, roster: &Roster) -> Result<String, SourcesError> {
    let new: BTreeMap<(CountryId, Year), f64> =
        ged::by_year(data)?.into_iter().map(|row| ((row.country, row.year), row.state_based)).collect();
    let panel = country_year_panel(data)?;
    let deaths = panel.column("best")?;
    let old: BTreeMap<(CountryId, Year), f64> = panel
        .keys()
        .iter()
        .copied()
        .zip(deaths)
        .filter(|(key, deaths)| key.1 >= ged::FIRST && !deaths.is_nan())
        .collect();
    let pairs: Vec<Pair> = old
        .iter()
        .map(|(&(country, year), &old)| Pair { country, year, old, new: new.get(&(country, year)).copied() })
        .collect();
    let moved = |pair: &&Pair| level(pair.old) != pair.new.map_or(0.0, level);
    let larger = |pair: &&Pair| {
        let new = pair.new.unwrap_or_default();
        let change = (new - pair.old).abs();
        change >= LEAST && change >= LEAST_SHARE * new.max(pair.old)
    };
    let (levels, rest): (Vec<&Pair>, Vec<&Pair>) = pairs.iter().partition(moved);
    let within: Vec<&Pair> = rest.into_iter().filter(larger).collect();
    let mut text = String::from(INTRODUCTION);
    let _ = writeln!(
        text,
        "Of {} country-years from 1989 to {}, {} changed their level and {} more their deaths by {LEAST} and by a tenth.\n",
        pairs.len(),
        pairs.iter().map(|pair| pair.year.number()).max().unwrap_or_default(),
        levels.len(),
        within.len()
    );
    for (title, pairs) in [("Another level", levels), ("The same level, other deaths", within)] {
        let _ = writeln!(
            text,
            "## {title}\n\n| country | year | older panel | level | UCDP GED 26.1 | level | why |\n|---|---|---|---|---|---|---|"
        );
        for pair in pairs {
            row(&mut text, pair, roster, &old);
        }
        text.push('\n');
    }
    Ok(text)
}

fn row(text: &mut String, pair: &Pair, roster: &Roster, old: &BTreeMap<(CountryId, Year), f64>) {
    let name =
        roster.get(pair.country).map_or_else(|| pair.country.to_string(), |country| country.name.clone());
    let (new, new_level) = match pair.new {
        Some(new) => (format!("{new:.0}"), level(new).to_string()),
        None => ("none".to_owned(), "none".to_owned()),
    };
    let _ = writeln!(
        text,
        "| {name} | {} | {:.0} | {} | {new} | {new_level} | {} |",
        pair.year,
        pair.old,
        level(pair.old),
        reason(pair, old)
    );
}

/// What the numbers themselves say of the difference.
fn reason(pair: &Pair, old: &BTreeMap<(CountryId, Year), f64>) -> &'static str {
    let Some(new) = pair.new else {
        let territory = TERRITORIES.iter().any(|(territory, _)| *territory == pair.country.gw());
        return if territory {
            "a territory: counted to the state that held it"
        } else {
            "not yet a state: counted to the state that held the place"
        };
    };
    let near = |value: f64| (value - new).abs() <= 2.0_f64.max(0.02 * new);
    let held: f64 = TERRITORIES
        .iter()
        .filter(|(_, state)| *state == pair.country.gw())
        .filter_map(|(territory, _)| old.get(&(CountryId(*territory), pair.year)))
        .sum();
    if held > 0.0 && near(pair.old + held) {
        "with the territory that it held"
    } else if near(2.0 * pair.old) {
        "the older panel holds half"
    } else if pair.old.fract() != 0.0 && (2.0 * pair.old).fract() != 0.0 {
        "the older panel shares a state's deaths out among its successors"
    } else {
        "laid on another state, or counted anew"
    }
}

const INTRODUCTION: &str = "# Where the deaths of armed conflict changed

Written by `forefend data build`; do not edit. From 1989 the snapshot counts the deaths of UCDP GED 26.1, each on the
territory of the state that held the place at the time; `docs/data.md` says the rule and why. The older panel laid them on
today's territories. Listed here is each country-year since 1989 in which the level of armed conflict (0: fewer than 25
deaths, 1: 25 to 999, 2: 1,000 or more) differs between the two, and below it the larger differences of deaths within one level.

";
