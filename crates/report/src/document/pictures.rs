//! Which figures a document shows, made from what the brief holds.

use super::chart::{Chart, CountryChances};
use super::judgements::with_interval;
use crate::brief::*;
use crate::figure::map;
use crate::number::{Quantity, Unit};

/// Ranks shown of a bump chart.
const RANKS: usize = 10;
/// Years between two columns of ranks.
const EVERY: i32 = 3;
/// Observed years before the chances of one country.
const PAST: i32 = 33;
/// Panels of small multiples.
const PANELS: usize = 12;

/// Where: the map of chances, where most is expected of what is counted, who stands highest by the chance of the worst level over
/// the years, and those side by side. None where the world tells nothing of countries.
pub fn of_countries(brief: &Brief) -> Vec<Chart> {
    let outlook = &brief.outlook;
    let Some(words) = outlook.words.as_ref().filter(|words| words.levels.len() > 1) else {
        return Vec::new();
    };
    let (year, draws) = (outlook.map_year, brief.run.draws);
    let mut charts = vec![Chart::Map(MapChart {
        title: words.map.clone(),
        head: words.chances.first().cloned().unwrap_or_default(),
        is_amount: false,
        year: Some(year),
        places: map::places(&outlook.countries, (year, draws), &words.levels[1]),
        note: format!("{}.", words.note),
    })];
    charts.extend(amounts(outlook, words));
    let worst = Level { at: words.levels.len() - 2, name: &words.levels[words.levels.len() - 1] };
    charts.push(Chart::Ranks(ranks(brief, worst)));
    let mut countries: Vec<&CountryOutlook> = outlook.countries.iter().collect();
    let chance = |country: &CountryOutlook| map::at(country, year).map_or(f64::NAN, |year| worst.of(year));
    countries.retain(|country| chance(country).is_finite());
    countries.sort_by(|a, b| chance(b).total_cmp(&chance(a)).then_with(|| a.iso3.cmp(&b.iso3)));
    countries.truncate(PANELS);
    let title = format!(
        "Chance of {} by year, the {} states where it is highest in {year}",
        worst.name,
        countries.len()
    );
    charts.push(Chart::Multiples(side_by_side(brief, worst, &countries, title)));
    charts
}

/// A level above the lowest: its place among the chances of a year, and its name, which ends their queries.
#[derive(Debug, Clone, Copy)]
struct Level<'a> {
    at: usize,
    name: &'a str,
}

impl Level<'_> {
    fn of(self, year: &CountryYear) -> f64 {
        year.chances.get(self.at).copied().unwrap_or(f64::NAN)
    }
}

/// Circles by amount; none where the world counts none or every country is silent.
fn amounts(outlook: &Outlook, words: &CountryWords) -> Option<Chart> {
    let head = words.amount.as_ref()?;
    let place = |country: &CountryOutlook| {
        Some(MapPlace {
            iso3: country.iso3.clone(),
            m49: country.m49,
            name: country.name.clone(),
            value: country.expected_amount.clone()?,
        })
    };
    let places: Vec<MapPlace> = outlook.countries.iter().filter_map(place).collect();
    (!places.is_empty()).then(|| {
        Chart::Map(MapChart {
            title: head.clone(),
            head: head.clone(),
            is_amount: true,
            year: None,
            places,
            note: "The mean over all futures; without a circle: too few futures to tell it.".to_owned(),
        })
    })
}

/// Places by the chance of a level in the year after the present, every third one from there, and the last.
fn ranks(brief: &Brief, level: Level<'_>) -> Ranks {
    let (first, last) = (brief.run.nowcast_until + 1, brief.run.last_year);
    let is_shown = |year: i32| {
        // The last year stands for the one before it, where both would be shown.
        year == last || (year >= first && (year - first) % EVERY == 0 && last - year >= EVERY)
    };
    let countries: Vec<Ranked> = brief
        .outlook
        .countries
        .iter()
        .map(|country| {
            let of_year = |year: &CountryYear| {
                let query = format!("{}/{}/{}", country.query, year.year, level.name);
                (year.year, Quantity::new(level.of(year), Unit::Draws(brief.run.draws), query))
            };
            let shown = country.by_year.iter().filter(|year| is_shown(year.year));
            Ranked {
                iso3: country.iso3.clone(),
                name: country.name.clone(),
                values: shown.map(of_year).collect(),
            }
        })
        .collect();
    let title = format!("Who stands highest by the chance of {}", level.name);
    let note = "Codes on the left are spelt out in the numbers.".to_owned();
    Ranks { note, ..Ranks::of(title, &countries, RANKS) }
}

/// Chances of several countries with the interval that the number of futures leaves.
fn side_by_side(brief: &Brief, level: Level<'_>, countries: &[&CountryOutlook], title: String) -> Multiples {
    let band = |year: &CountryYear| {
        let share = with_interval(&Quantity::new(level.of(year), Unit::Draws(brief.run.draws), ""));
        let (p05, p95) = (share.low.unwrap_or(f64::NAN), share.high.unwrap_or(f64::NAN));
        Band { p05, p95, ..Band::path(year.year, share.value) }
    };
    let fan = |country: &&CountryOutlook| Fan {
        id: country.iso3.to_lowercase(),
        title: country.name.clone(),
        unit: Unit::Draws(brief.run.draws),
        query: country.query.clone(),
        observed: Vec::new(),
        projected: country.by_year.iter().map(band).collect(),
        nowcast_until: Some(brief.run.nowcast_until),
        axis: Axis::Linear,
        spread: Spread::PathOnly("share of futures".to_owned()),
        note: String::new(),
    };
    Multiples {
        title,
        statistic: level.name.to_owned(),
        fans: countries.iter().map(fan).collect(),
        note: "Bands: what the number of futures leaves open (90%).".to_owned(),
    }
}

/// A country and those beside it, by the first level above the lowest.
pub(super) fn beside(brief: &Brief, countries: &[&CountryOutlook]) -> Option<Chart> {
    let name = brief.outlook.words.as_ref()?.levels.get(1)?;
    let title = format!("Chance of {name} by year, beside its neighbours");
    Some(Chart::Multiples(side_by_side(brief, Level { at: 0, name }, countries, title)))
}

/// The chances of one country by year.
pub(super) fn of_country(brief: &Brief, own: &CountryOutlook) -> Option<Chart> {
    let levels = &brief.outlook.words.as_ref()?.levels;
    let line = |(at, level): (usize, &String)| ChanceLine {
        level: level.clone(),
        points: own
            .by_year
            .iter()
            .map(|year| Point { year: year.year, value: year.chances.get(at).copied().unwrap_or(f64::NAN) })
            .collect(),
    };
    Some(Chart::Chances(CountryChances {
        chances: Chances {
            title: "Chances by year".to_owned(),
            observed: own.background.iter().flat_map(observed).collect(),
            lines: levels.iter().skip(1).enumerate().map(line).collect(),
            came: Vec::new(),
            note: format!(
                "Solid: {}; dashed: levels above it. Marks on the base: observed years, the higher the mark the worse.",
                levels.get(1).map_or("", String::as_str)
            ),
        },
        query: own.query.clone(),
        draws: brief.run.draws,
    }))
}

/// Observed levels by year, those that a figure has room for.
fn observed(background: &Background) -> impl Iterator<Item = Point> {
    let last = background.spells.last().map_or(i32::MIN, |spell| spell.last);
    let years =
        background.spells.iter().flat_map(|spell| (spell.first..=spell.last).map(|year| (year, spell.level)));
    years
        .filter(move |(year, _)| *year > last - PAST)
        .map(|(year, level)| Point { year, value: f64::from(level) })
}

/// How large a year of each threat can be, those that are told in deaths on one scale, and years in which several come together.
pub(super) fn of_tails(brief: &Brief) -> Vec<Chart> {
    let curves = brief.threats.iter().filter_map(|threat| threat.exceedance.clone().map(Chart::Exceedance));
    let together = Tolls::of(&brief.threats).map(Chart::Tolls);
    curves.chain(together).chain(brief.joint.clone().map(Chart::Joint)).collect()
}

/// How well stated chances matched what came, and what past looks would have said.
pub(super) fn of_record(record: &TrackRecord) -> Vec<Chart> {
    let curves = record.reliability.iter().cloned().map(Chart::Reliability);
    curves.chain(record.replay.clone().map(Chart::Replay)).collect()
}
