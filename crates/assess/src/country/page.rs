//! The page of a country from its futures, its past looks and its series.

mod said;
mod tables;

use std::collections::BTreeSet;

use forefend_report::{
    ChanceLine, Chances, ComesHere, CountryPage, PlainTable, Point, ReplayedSection, Unit,
};
use forefend_simulate::explain::{Reason, explain};
use forefend_simulate::spec::Family;
use forefend_track::replay::{CameTrue, LookSaid, came_true};

use super::figures::{CountrySeries, series};
use super::futures::Futures;
use super::past::{self, Seen};
use crate::error::AssessError;
use crate::material::Material;
use crate::names::{iso3, join, name};
use crate::telling::{Country, Levels};

/// First observed year of the figure of chances.
const SHOWN_FROM: i16 = 1990;
/// Reasons that a sentence names in each direction, and the least contribution to the log odds that counts.
const NAMED: usize = 3;
const LEAST: f64 = 0.05;

/// A year of the outlook.
struct OutlookYear {
    year: i16,
    /// The chance of each level above the lowest.
    chances: Vec<f64>,
    came: Option<CameTrue>,
}

/// What the parts of a page are written from.
struct Page<'a> {
    material: &'a Material<'a>,
    country: &'a Country,
    levels: Levels,
    futures: &'a Futures,
    /// Draws of a past look.
    past_draws: u64,
}

impl Page<'_> {
    /// Observed values of a country, by year up to the last observed one.
    fn observed(&self, position: usize) -> Vec<(i16, f64)> {
        let history = &self.material.prepared.history;
        let column = history.table.column(&self.futures.outcome).unwrap_or_default();
        let of_state = column.iter().skip(position).step_by(history.units.len().max(1)).copied();
        (history.first.0..=self.material.anchor()).zip(of_state).collect()
    }

    /// The value of a country in the last observed year.
    fn now(&self, position: usize) -> f64 {
        self.observed(position).last().map_or(f64::NAN, |(_, value)| *value)
    }

    /// What moves the odds of the level above the lowest; nothing where no multinomial equation gives it.
    fn reasons(&self) -> Result<Vec<Reason>, AssessError> {
        let model = &self.material.prepared.model;
        let declared = model.position(&self.futures.outcome).map(|position| &model.variables[position].spec);
        if declared.and_then(|spec| spec.family) != Some(Family::Multinomial) {
            return Ok(Vec::new());
        }
        let mut reasons = explain(model, self.material.plan(), &self.futures.outcome, 0)?;
        Ok(reasons.remove(&self.futures.unit).unwrap_or_default())
    }

    /// Unit of a chance: a share of the draws.
    fn chance(&self) -> Unit {
        Unit::Draws(self.draws() as u64)
    }

    fn draws(&self) -> usize {
        let years = self.futures.values.get(&self.futures.outcome);
        years.and_then(|years| years.values().next()).map_or(0, Vec::len)
    }
}

pub(super) fn page(
    material: &Material<'_>,
    country: &Country,
    (futures, looks): (&Futures, &[LookSaid]),
    (command, past_draws): (&str, u64),
) -> Result<CountryPage, AssessError> {
    let page = Page { material, country, levels: country.levels(), futures, past_draws };
    let (anchor, event) = (material.anchor(), page.levels.event());
    let years = outlook_years(&page, looks)?;
    let seen = past::seen(looks, futures.unit);
    let reasons = page.reasons()?;
    let (drivers, others) = all_series(&page)?;
    let roster = material.panel.roster().get(futures.unit);
    let region = roster.map_or_else(String::new, |country| format!("{}. ", country.region));
    Ok(CountryPage {
        title: name(material.panel, futures.unit),
        iso3: iso3(material.panel, futures.unit),
        subtitle: format!("{region}What is known of {event} ends in December {anchor}."),
        warning: format!(
            "Projection on present policy, from {} joint futures. Chances say how often {event} comes in these futures, not \
             that it will; what past chances were worth stands beside them.",
            page.draws()
        ),
        summary: said::summary(&page, &years, (&reasons, &seen), &others),
        chances: chances(&page, &years),
        fans: drivers.iter().chain(&others).map(|one| one.fan(material.present)).collect(),
        outbreak: comes_here(material, futures)?,
        sections: sections(&page, (&years, &reasons, &seen), (&drivers, &others))?,
        facts: vec![
            ("Command".to_owned(), command.to_owned()),
            ("Data as of".to_owned(), material.as_of.month().to_string()),
            ("Futures".to_owned(), page.draws().to_string()),
        ],
    })
}

/// The outbreak that the world declares, and when it is here; none where no flights lead here.
fn comes_here(material: &Material<'_>, futures: &Futures) -> Result<Option<ComesHere>, AssessError> {
    let Some(outbreak) = crate::arrival::outbreak(material)? else { return Ok(None) };
    let code = iso3(material.panel, futures.unit);
    let said = outbreak.on(&code, &name(material.panel, futures.unit));
    let said = said.and_then(|sentence| sentence.text().ok());
    Ok(said.map(|said| ComesHere { said, chart: outbreak.marked(&code) }))
}

/// The series that drivers declare, and those of other files than that of the levels.
fn all_series<'a>(page: &Page<'a>) -> Result<(Vec<CountrySeries<'a>>, Vec<CountrySeries<'a>>), AssessError> {
    let model = &page.material.prepared.model;
    let variables = model.drivers.iter().flat_map(|driver| &driver.variable);
    let of_drivers: BTreeSet<&str> = variables.map(|variable| variable.name.as_ref().as_str()).collect();
    let file_of = |name: &str| model.position(name).map(|position| model.variables[position].file.as_str());
    let own = file_of(&page.futures.outcome);
    let drivers = series(page.material, page.futures, |name| of_drivers.contains(name))?;
    let others =
        series(page.material, page.futures, |name| !of_drivers.contains(name) && file_of(name) != own)?;
    Ok((drivers, others))
}

fn sections(
    page: &Page<'_>,
    (years, reasons, seen): (&[OutlookYear], &[Reason], &[Seen]),
    (drivers, others): (&[CountrySeries<'_>], &[CountrySeries<'_>]),
) -> Result<Vec<ReplayedSection>, AssessError> {
    let material = page.material;
    let mut sections = vec![
        section("years", "Year by year", "", tables::by_year(page, years)),
        section("why", "Why", &tables::why_words(page.levels.event()), tables::why(reasons)),
        section(
            "past",
            "What was said before, and what came",
            "",
            past::table(seen, &page.levels, page.past_draws),
        ),
        section("neighbours", "Neighbours", "", tables::neighbours(page)),
        section("drivers", "Drivers", "", tables::of_series(material, "Drivers", drivers)),
    ];
    if !others.is_empty() {
        let title = page.country.page.others.as_deref().unwrap_or("Other series");
        sections.push(section("people", title, "", tables::of_series(material, "Other series", others)));
    }
    sections.push(section("ages", "How old the data are", "", tables::ages(material, page.futures)?));
    Ok(sections)
}

fn section(id: &str, title: &str, text: &str, table: PlainTable) -> ReplayedSection {
    ReplayedSection { id: id.to_owned(), title: title.to_owned(), text: text.to_owned(), tables: vec![table] }
}

fn outlook_years(page: &Page<'_>, looks: &[LookSaid]) -> Result<Vec<OutlookYear>, AssessError> {
    let anchor = page.material.anchor();
    let year = |(year, draws): (i16, &Vec<f64>)| {
        let at_least = page.levels.at_least.iter();
        let chances: Vec<f64> = at_least.map(|least| Futures::share(draws, *least)).collect();
        let came = came_true(looks, (chances[0], year - anchor), 1)?;
        Ok(OutlookYear { year, chances, came })
    };
    page.futures.years(anchor).map(year).collect()
}

fn chances(page: &Page<'_>, years: &[OutlookYear]) -> Chances {
    let levels = &page.levels;
    let point = |year: i16, value: f64| Point { year: i32::from(year), value };
    let came = |of: &OutlookYear| {
        let interval = of.came?.interval?;
        Some((i32::from(of.year), interval.lower, interval.upper))
    };
    let line = |(at, level): (usize, &String)| ChanceLine {
        level: level.clone(),
        points: years.iter().map(|of| point(of.year, of.chances[at])).collect(),
    };
    let marks = ["low", "high"].into_iter().zip(&levels.states[1..]);
    let marks: Vec<String> = marks.map(|(height, state)| format!("{state} ({height})")).collect();
    Chances {
        title: format!("Chance of {} by year", join(levels.events())),
        observed: page
            .observed(page.futures.position)
            .into_iter()
            .filter(|(year, _)| *year >= SHOWN_FROM)
            .map(|(year, value)| point(year, levels.of(value).map_or(f64::NAN, |level| level as f64)))
            .collect(),
        lines: levels.events().iter().enumerate().map(line).collect(),
        came: years.iter().filter_map(came).collect(),
        note: format!("Marks on the base: years {}.", marks.join(" and ")),
    }
}
