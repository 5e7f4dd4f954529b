//! One country, from what the run of the whole world says of it.

use super::chart::Chart;
use super::situation::risks;
use super::{Block, Part, Table, pictures, terms};
use crate::ReportError;
use crate::brief::*;
use crate::number::{Quantity, Unit};
use crate::text::upper_first;

fn find<'a>(brief: &'a Brief, iso3: &str) -> Result<&'a CountryOutlook, ReportError> {
    let countries = &brief.outlook.countries;
    let own = |country: &&CountryOutlook| {
        country.iso3.eq_ignore_ascii_case(iso3) || country.name.eq_ignore_ascii_case(iso3)
    };
    countries.iter().find(own).ok_or_else(|| {
        let near = |name: fn(&CountryOutlook) -> &str, asked: &str| {
            let found = forefend_panel::nearest(asked, countries.iter().map(name))?.to_owned();
            countries.iter().find(|country| name(country) == found)
        };
        let nearest = near(|country| &country.iso3, &iso3.to_uppercase())
            .or_else(|| near(|country| &country.name, iso3));
        ReportError::UnknownCountry {
            code: iso3.to_owned(),
            name: nearest.map(|country| (country.iso3.clone(), country.name.clone())),
        }
    })
}

/// Whether what was asked for is the country of this code.
pub(super) fn is_called(brief: &Brief, asked: &str, code: &str) -> bool {
    find(brief, asked).is_ok_and(|own| own.iso3 == code)
}

/// The title of its report.
pub(super) fn title(brief: &Brief, iso3: &str) -> Result<String, ReportError> {
    Ok(format!("{}: outlook to {}", find(brief, iso3)?.name, brief.run.last_year))
}

/// The parts of the report: outlook, drivers, exposure, history, and what was said of it before.
pub(super) fn parts(brief: &Brief, iso3: &str) -> Result<Vec<Part>, ReportError> {
    let own = find(brief, iso3)?;
    let mut parts = vec![outlook(brief, own)];
    let Some(background) = &own.background else {
        parts[0].note(&format!(
            "This run kept nothing of its drivers, exposure and past: it was made before that was kept. `forefend assess` makes a new \
             one; `forefend country {}` has them too, and simulates anew.",
            own.iso3
        ));
        return Ok(parts);
    };
    parts.push(drivers(brief, background));
    parts.push(exposure(brief, own, background));
    parts.push(history(brief, background));
    parts.push(record(background));
    Ok(parts)
}

/// Name of a level.
fn level(brief: &Brief, number: Option<u8>) -> &str {
    let levels = brief.outlook.words.as_ref().map(|words| words.levels.as_slice()).unwrap_or_default();
    number.and_then(|number| levels.get(usize::from(number))).map_or("not known", String::as_str)
}

/// Outlook by year, and where it stands on the lists.
fn outlook(brief: &Brief, own: &CountryOutlook) -> Part {
    let mut part = Part::new("outlook", "Outlook");
    part.text(Sentence::plain(format!(
        "{}, {}: {} in {}{}.",
        own.name,
        own.region,
        level(brief, own.level),
        brief.run.first_year - 1,
        own.calm_years
            .filter(|years| *years > 0)
            .map_or_else(String::new, |years| format!(", for {years} years")),
    )));
    if let Some(words) = brief.outlook.words.as_ref() {
        let numbers = [(&words.first, &own.onset_cumulative)];
        let amounts = words.amount.iter().map(|head| (head, &own.expected_amount));
        let told = numbers.into_iter().chain(amounts).filter_map(|(head, number)| {
            let number = number.as_ref()?;
            Some(Sentence::with(format!("{}: {{0}}", verbatim(head)), vec![number.clone()]))
        });
        part.blocks.push(Block::Items(told.collect()));
        part.charts(pictures::of_country(brief, own));
    }
    for list in &brief.outlook.lists {
        let rows: Vec<RiskRow> = list.rows.iter().filter(|row| row.iso3 == own.iso3).cloned().collect();
        if !rows.is_empty() {
            part.blocks.push(Block::Table(risks(&RiskList { rows, ..list.clone() })));
        }
    }
    part
}

/// What the model reads of it, and its series.
fn drivers(brief: &Brief, background: &Background) -> Part {
    let mut part = Part::new("drivers", "Drivers");
    let event = level(brief, Some(1));
    let towards = |up: bool| -> Vec<&str> {
        let found = background.reasons.iter().filter(|reason| (reason.contribution > 0.0) == up);
        found.map(|reason| reason.text.as_str()).collect()
    };
    for (words, found) in [("raises", towards(true)), ("lowers", towards(false))] {
        if !found.is_empty() {
            part.text(Sentence::plain(format!("What {words} the odds of {event}: {}.", found.join(", "))));
        }
    }
    if !background.reasons.is_empty() {
        part.note(
            "Terms of the fitted equation, against the average country-year, the strongest first. They say what the model reads, not \
             what causes what.",
        );
    }
    let mut figures = background.drivers.clone();
    figures.extend(background.others.iter().cloned());
    match known(&figures) {
        Some(table) => {
            part.blocks.push(Block::Table(table));
            for (term, meaning) in scales(&figures) {
                part.note(&format!("{}: {meaning}", upper_first(term)));
            }
            part.note(
                "Ranks are among the simulated states with a value in the same year; 1 is the highest, and = says that another state \
                 has the same value.",
            );
        }
        None => part.note("No series of it is known."),
    }
    part
}

/// Scales on which some of these values stand and that need a word, as the glossary explains them.
fn scales(figures: &[KnownFigure]) -> impl Iterator<Item = (&'static str, &'static str)> {
    let is_read = |term: &str| figures.iter().any(|figure| figure.unit.name().contains(term));
    terms::TERMS.into_iter().filter(move |(term, _)| term.starts_with("log ") && is_read(term))
}

fn known(figures: &[KnownFigure]) -> Option<Table> {
    // A unit of many words stands beside the name, once.
    let told = |(year, quantity): (i32, Quantity)| {
        let form = if quantity.unit.long_name().is_some() { "number" } else { "bare" };
        Sentence::with(format!("{{0:{form}}} ({year})"), vec![quantity])
    };
    let row = |figure: &KnownFigure| {
        vec![
            match figure.unit.long_name() {
                Some(unit) => Sentence::plain(format!("{} ({unit})", figure.title)),
                None => Sentence::plain(&figure.title),
            },
            told((figure.year, figure.last())),
            figure.earlier().map_or_else(|| Sentence::plain("–"), told),
            Sentence::plain(figure.rank.map_or_else(|| "–".to_owned(), Rank::words)),
        ]
    };
    (!figures.is_empty()).then(|| Table {
        caption: "Known values".to_owned(),
        head: ["Series", "Last known", "Ten years before", "Rank"].map(str::to_owned).to_vec(),
        rows: figures.iter().map(row).collect(),
    })
}

/// Neighbours with their chances beside its own, and ties to states above the lowest level.
fn exposure(brief: &Brief, own: &CountryOutlook, background: &Background) -> Part {
    let mut part = Part::new("exposure", "Exposure");
    let next = brief.run.nowcast_until + 1;
    let find = |iso3: &str| brief.outlook.countries.iter().find(|country| country.iso3 == iso3);
    let row = |beside: &NextDoor| {
        let there = find(&beside.iso3);
        let year = there.and_then(|country| country.by_year.iter().find(|year| year.year == next));
        let chance = there.zip(year).map(|(country, year)| {
            let query = format!("{}/{next}/{}", country.query, level(brief, Some(1)));
            Sentence::with("{0}", vec![Quantity::new(year.chance(), Unit::Draws(brief.run.draws), query)])
        });
        let stood = Sentence::plain(level(brief, beside.level));
        vec![Sentence::plain(&beside.name), stood, chance.unwrap_or_else(|| Sentence::plain("–"))]
    };
    if background.neighbours.is_empty() {
        part.text(Sentence::plain("It has no neighbour on record."));
    } else {
        part.blocks.push(Block::Table(Table {
            caption: "Neighbours".to_owned(),
            head: vec![
                "Neighbour".to_owned(),
                format!("Level in {}", brief.run.first_year - 1),
                format!("Chance of {} in {next}", level(brief, Some(1))),
            ],
            rows: background.neighbours.iter().map(row).collect(),
        }));
        let beside = background.neighbours.iter().filter_map(|beside| find(&beside.iso3));
        let countries: Vec<&CountryOutlook> = std::iter::once(own).chain(beside).collect();
        part.charts(pictures::beside(brief, &countries));
    }
    for outbreak in brief.threats.iter().filter_map(|threat| threat.outbreak.as_ref()) {
        if let Some(told) = outbreak.on(&own.iso3, &own.name) {
            part.text(told);
            part.charts([Chart::Arrival(outbreak.marked(&own.iso3))]);
        }
    }
    let row = |tie: &KnownFigure| {
        vec![
            Sentence::plain(&tie.title),
            Sentence::with(format!("{{0:bare}} ({})", tie.year), vec![tie.last()]),
            Sentence::plain(&tie.detail),
        ]
    };
    if !background.ties.is_empty() {
        part.blocks.push(Block::Table(Table {
            caption: format!("Ties, with levels of {}", brief.run.first_year - 1),
            head: ["Tie", "Last known", "Partners"].map(str::to_owned).to_vec(),
            rows: background.ties.iter().map(row).collect(),
        }));
    }
    if brief.home.as_ref().is_none_or(|home| home.iso3 != own.iso3) {
        part.note(&format!(
            "What the futures of the run do to these ties, and what portfolios change, is told by a run with `--home {}`.",
            own.iso3
        ));
    }
    part
}

/// Years on each level.
fn history(brief: &Brief, background: &Background) -> Part {
    let mut part = Part::new("history", "History");
    let row = |spell: &Spell| {
        let years = if spell.first == spell.last {
            spell.first.to_string()
        } else {
            format!("{}–{}", spell.first, spell.last)
        };
        vec![Sentence::plain(years), Sentence::plain(level(brief, Some(spell.level)))]
    };
    match background.spells.first() {
        None => part.note("Nothing of it is observed."),
        Some(first) => part.blocks.push(Block::Table(Table {
            caption: format!("Observed levels since {}, the latest first", first.first),
            head: ["Years", "Level"].map(str::to_owned).to_vec(),
            rows: background.spells.iter().rev().map(row).collect(),
        })),
    }
    part
}

/// What was said of it before, and what came.
fn record(background: &Background) -> Part {
    let mut part = Part::new("record", "What was said before, and what came");
    let Some(lists) = &background.lists else {
        part.note("Not scored in this run: no list of an earlier year stands beside it.");
        return part;
    };
    let row = |mention: &PastMention| {
        let (from, to) = mention.years;
        let years = if from == to { to.to_string() } else { format!("{from}–{to}") };
        vec![
            Sentence::plain(format!("{}, from {}", mention.list, mention.origin)),
            Sentence::plain(years),
            Sentence::with("{0}", vec![mention.chance.clone()]),
            Sentence::plain(if mention.came { "it came" } else { "it did not come" }),
        ]
    };
    if lists.is_empty() {
        part.text(Sentence::plain("It stood on none of the lists made the same way from past years."));
        return part;
    }
    let came = lists.iter().filter(|mention| mention.came).count();
    part.text(Sentence::plain(format!(
        "It stood on {} of the lists made the same way from past years; in {came} of these cases it came.",
        lists.len()
    )));
    part.blocks.push(Block::Table(Table {
        caption: "Lists of past years that named it".to_owned(),
        head: ["List, and the last year known then", "Years asked", "Chance given", "What came"]
            .map(str::to_owned)
            .to_vec(),
        rows: lists.iter().map(row).collect(),
    }));
    part.note("By this model on series as corrected since: nobody had these lists then. What came where it stood on no list is not told.");
    part
}
