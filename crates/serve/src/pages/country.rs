//! Countries: all of them with a search, and one on a page.

use askama::Template;
use forefend_report::document::{document, document_parts};
use forefend_report::{
    Brief, CountryOutlook, CountryWords, Html, Printer, Quantity, Template as Document, Unit,
};

use crate::asked::Asked;
use crate::frame::{Frame, Page};
use crate::problem::Problem;
use crate::workbench::Workbench;

/// The page.
pub const PAGE: Page = Page { id: "country", paths: &["/country", "/country/{iso3}"], kept: true, draw };

#[derive(Template)]
#[template(path = "countries.html")]
struct Countries<'a> {
    frame: Frame,
    print: Printer<'a>,
    words: &'a CountryWords,
    year: i32,
    search: String,
    rows: Vec<Row<'a>>,
}

/// A country with its chance in the year of the map.
struct Row<'a> {
    country: &'a CountryOutlook,
    chance: Quantity,
    level: &'a str,
}

#[derive(Template)]
#[template(path = "country.html")]
struct Country<'a> {
    frame: Frame,
    own: &'a CountryOutlook,
    before: Option<&'a CountryOutlook>,
    after: Option<&'a CountryOutlook>,
    parts: Html,
    options: String,
}

fn draw(workbench: &Workbench, asked: &Asked) -> Result<String, Problem> {
    let kept = workbench.kept()?;
    let brief = &kept.run.brief;
    match asked.named("iso3") {
        "" => all(workbench, brief, asked.value("q").unwrap_or_default()),
        iso3 => one(workbench, brief, iso3),
    }
}

fn all(workbench: &Workbench, brief: &Brief, search: &str) -> Result<String, Problem> {
    let outlook = &brief.outlook;
    let words = outlook.words.as_ref();
    let words = words.ok_or_else(|| Problem::unknown("this world tells nothing of single countries"))?;
    let wanted = search.to_lowercase();
    let fits = |country: &&CountryOutlook| {
        [&country.name, &country.iso3, &country.region]
            .iter()
            .any(|text| text.to_lowercase().contains(&wanted))
    };
    let row = |country| Row {
        country,
        chance: chance(brief, country, outlook.map_year, words),
        level: country
            .level
            .and_then(|level| words.levels.get(usize::from(level)))
            .map_or("not known", String::as_str),
    };
    let mut rows: Vec<Row<'_>> = outlook.countries.iter().filter(fits).map(row).collect();
    let key = |row: &Row<'_>| if row.chance.value.is_nan() { -1.0 } else { row.chance.value };
    rows.sort_by(|a, b| key(b).total_cmp(&key(a)).then_with(|| a.country.name.cmp(&b.country.name)));
    let page = Countries {
        frame: Frame::new(workbench, PAGE.id, None),
        print: Printer::new(&brief.run),
        words,
        year: outlook.map_year,
        search: search.to_owned(),
        rows,
    };
    page.render().map_err(Problem::failed)
}

/// The chance that the lowest level is left in a year.
fn chance(brief: &Brief, country: &CountryOutlook, year: i32, words: &CountryWords) -> Quantity {
    let found = country.by_year.iter().find(|one| one.year == year);
    let level = words.levels.get(1).map_or("", String::as_str);
    let query = format!("{}/{year}/{level}", country.query);
    Quantity::new(found.map_or(f64::NAN, |one| one.chance()), Unit::Draws(brief.run.draws), query)
}

fn one(workbench: &Workbench, brief: &Brief, iso3: &str) -> Result<String, Problem> {
    let mut told = document(brief, &Document::Country(iso3.to_owned()), None)
        .map_err(|error| Problem::unknown(error.to_string()))?;
    // How the run was made stands on the page of the report.
    told.parts.retain(|part| part.id != "annex");
    let countries = &brief.outlook.countries;
    let found = countries.iter().position(|country| country.iso3.eq_ignore_ascii_case(iso3));
    let at =
        found.ok_or_else(|| Problem::unknown(format!("`{iso3}` is no country of this run; see /country")))?;
    let mut by_name: Vec<&CountryOutlook> = countries.iter().collect();
    by_name.sort_by(|a, b| a.name.cmp(&b.name));
    let own = &countries[at];
    let place = by_name.iter().position(|country| country.iso3 == own.iso3).unwrap_or_default();
    let page = Country {
        frame: Frame::new(workbench, PAGE.id, Some(&own.name)),
        own,
        before: place.checked_sub(1).and_then(|before| by_name.get(before).copied()),
        after: by_name.get(place + 1).copied(),
        parts: document_parts(&told).map_err(Problem::failed)?,
        options: workbench.run_options(),
    };
    page.render().map_err(Problem::failed)
}
