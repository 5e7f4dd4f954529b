//! The outlook: the world's figures, every country's chances by year, and the lists.

mod background;

use forefend_panel::CountryId;
use forefend_report::{CountryOutlook, CountryWords, CountryYear, Fan, Outlook, Sentence, Unit};

use crate::counts::Counts;
use crate::error::AssessError;
use crate::fans::Fans;
use crate::material::Material;
use crate::names::{iso3, name, upper_first};
use crate::telling::{Country, Levels, Part, With};

/// Least chance of any event to the horizon for which an expected amount is printed.
const LEAST_CHANCE: f64 = 0.1;

/// Where a country stood in the last observed year.
#[derive(Debug, Clone, Copy)]
struct Standing {
    level: f64,
    calm_years: Option<u32>,
}

/// Standing of every unit in the anchor year.
fn standings(material: &Material<'_>, country: &Country) -> Vec<Standing> {
    let history = &material.prepared.history;
    let units = history.units.len();
    let period = (material.anchor() - history.first.0) as usize;
    let at = |name: &str, unit: usize| {
        history.table.column(name).map_or(f64::NAN, |column| column[period * units + unit])
    };
    (0..units)
        .map(|unit| Standing {
            level: at(country.variable.as_ref(), unit),
            calm_years: country.calm_years.as_ref().map(|name| at(name.as_ref(), unit).max(0.0) as u32),
        })
        .collect()
}

pub(crate) fn outlook(material: &Material<'_>, counts: &Counts, fans: &Fans) -> Result<Outlook, AssessError> {
    let telling = material.telling();
    let countries =
        telling.country.as_ref().map(|country| countries(material, counts, country)).transpose()?;
    Ok(Outlook {
        summary: summary(material, fans),
        fans: world_fans(material, fans),
        words: telling.country.as_ref().map(|country| words(material, country)),
        countries: countries.unwrap_or_default(),
        map_year: i32::from(material.ahead()),
        lists: crate::lists::lists(material, counts)?,
    })
}

/// The sentence at the head, where the world declares one and the run records its variable.
fn summary(material: &Material<'_>, fans: &Fans) -> Vec<Sentence> {
    let told = material.telling().summary.as_ref();
    let sentence = told.and_then(|told| {
        let then = fans.quantity(material, told.variable.as_ref(), material.ahead())?;
        Some(told.words.sentence(&material.clock, &[("then", Part::Number(then))]))
    });
    sentence.into_iter().collect()
}

/// The world's figures, each with what must be known beside it.
fn world_fans(material: &Material<'_>, fans: &Fans) -> Vec<Fan> {
    let declared = material.telling().fan.iter().filter(|fan| fan.with() == With::Outlook);
    declared.filter_map(|fan| fans.get(material, fan.variable.as_ref())).collect()
}

fn words(material: &Material<'_>, country: &Country) -> CountryWords {
    let (clock, levels) = (&material.clock, country.levels());
    let head = |state: &String| format!("{} {}", upper_first(state), clock.ahead());
    CountryWords {
        map: country.map.title.text(clock),
        heading: country.map.heading.text(clock),
        note: country.map.note.text(clock),
        chances: levels.states[1..].iter().map(head).collect(),
        first: country.map.first.text(clock),
        amount: country.amount.as_ref().map(|amount| amount.head.text(clock)),
        calm: country.calm_years.as_ref().map(|_| country.map.calm.text(clock)),
        levels: levels.ids,
    }
}

fn countries(
    material: &Material<'_>,
    counts: &Counts,
    country: &Country,
) -> Result<Vec<CountryOutlook>, AssessError> {
    let (standings, levels) = (standings(material, country), country.levels());
    let units = material.plan().units.iter().enumerate().zip(background::backgrounds(material, country)?);
    let all = units.map(|((at, &unit), background)| CountryOutlook {
        background: Some(background),
        ..one(material, counts, (country, &levels), (at, unit, standings[at]))
    });
    Ok(all.collect())
}

fn one(
    material: &Material<'_>,
    counts: &Counts,
    (country, levels): (&Country, &Levels),
    (position, unit, standing): (usize, CountryId, Standing),
) -> CountryOutlook {
    let roster = material.panel.roster().get(unit);
    let code = iso3(material.panel, unit);
    let query = format!("reference/country/{code}");
    let quantity = |name: &str, value: f64, unit: Unit| {
        material.ledger.quantity(&format!("{query}/{name}"), value / counts.draws, unit)
    };
    let level = levels.of(standing.level);
    let left = counts.left[position];
    // A mean over a handful of draws in which anything happens is noise, not an expectation.
    let amount = country.amount.as_ref().filter(|_| left >= LEAST_CHANCE * counts.draws);
    CountryOutlook {
        m49: roster.and_then(|country| country.m49()).unwrap_or(0),
        name: name(material.panel, unit),
        region: roster.map_or_else(String::new, |country| country.region.clone()),
        level: level.map(|level| level as u8),
        calm_years: standing.calm_years,
        by_year: by_year(material, counts, levels, (position, &query)),
        onset_cumulative: (level == Some(0))
            .then(|| quantity(&format!("any_{}", levels.event()), left, Unit::Draws(counts.draws as u64))),
        expected_amount: amount.map(|amount| {
            let unit = crate::fans::unit(&material.prepared.model, amount.variable.as_ref());
            quantity(&format!("expected_{}", amount.name), counts.amount[position], unit)
        }),
        query: material.ledger.prefix(&query),
        background: None,
        iso3: code,
    }
}

/// The chance of every level above the lowest, by year, traced.
fn by_year(
    material: &Material<'_>,
    counts: &Counts,
    levels: &Levels,
    (position, query): (usize, &str),
) -> Vec<CountryYear> {
    let Some(first) = counts.on_level.first() else { return Vec::new() };
    let year = |&year: &i16| {
        let chance = |(of_level, id): (&std::collections::BTreeMap<i16, Vec<f64>>, &String)| {
            let chance = of_level.get(&year).map_or(f64::NAN, |counted| counted[position] / counts.draws);
            material.ledger.enter(&format!("{query}/{year}/{id}"), chance);
            chance
        };
        let chances = counts.on_level.iter().zip(levels.events()).map(chance).collect();
        CountryYear { year: i32::from(year), chances }
    };
    first.keys().map(year).collect()
}
