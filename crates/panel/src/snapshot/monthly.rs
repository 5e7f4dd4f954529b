//! Monthly series as three small files of a snapshot: what they are, which months they cover, and the counts above zero.
use std::collections::BTreeMap;

use bytes::Bytes;

use super::parquet_bytes::parquet_bytes;
use crate::columns::Written;
use crate::{CountryId, Month, MonthlyDeclaration, MonthlySeries, Panel, PanelBuilder, PanelError, Table};

/// Declarations of the monthly series.
const SERIES: &str = "country_month_series.parquet";
/// First and last month by series and country: within, a month without a count had none.
const SPANS: &str = "country_month_spans.parquet";
/// Counts above zero by series, country and month.
const COUNTS: &str = "country_month.parquet";

/// All of them.
pub(super) const FILES: [&str; 3] = [SERIES, SPANS, COUNTS];

/// Adds the files of the panel's monthly series to `files`; none where it has no such series.
pub(super) fn write_monthly(panel: &Panel, files: &mut BTreeMap<String, Vec<u8>>) -> Result<(), PanelError> {
    if panel.monthly.is_empty() {
        return Ok(());
    }
    files.insert(SERIES.to_owned(), parquet_bytes(SERIES, &declaration_columns(panel))?);
    files.insert(SPANS.to_owned(), parquet_bytes(SPANS, &span_columns(panel))?);
    files.insert(COUNTS.to_owned(), parquet_bytes(COUNTS, &count_columns(panel))?);
    Ok(())
}

fn declaration_columns(panel: &Panel) -> Vec<Written> {
    let declared = || panel.monthly.values().map(MonthlySeries::declaration);
    let text = |name: &str, of: fn(&MonthlyDeclaration) -> &str| Written::text(name, declared().map(of));
    vec![
        text("id", |one| &one.id),
        text("title", |one| &one.title),
        text("unit", |one| &one.unit),
        text("source", |one| &one.source),
        text("citation", |one| &one.citation),
        Written::text("url", declared().map(|one| one.url.as_deref())),
        text("licence", |one| &one.licence),
        Written::uint32("release_lag_months", declared().map(|one| one.release_lag_months)),
        text("note", |one| &one.note),
    ]
}

fn span_columns(panel: &Panel) -> Vec<Written> {
    let spans =
        || panel.monthly.iter().flat_map(|(name, series)| series.spans().map(move |span| (name, span)));
    vec![
        Written::text("series", spans().map(|(name, _)| name.as_str())),
        Written::uint16("country", spans().map(|(_, (unit, ..))| unit.0)),
        Written::int32("first_month_id", spans().map(|(_, (_, from, _))| from.views_id())),
        Written::int32("last_month_id", spans().map(|(_, (.., to))| to.views_id())),
    ]
}

fn count_columns(panel: &Panel) -> Vec<Written> {
    let counts =
        || panel.monthly.iter().flat_map(|(name, series)| series.counts.iter().map(move |c| (name, c)));
    vec![
        Written::text("series", counts().map(|(name, _)| name.as_str())),
        Written::uint16("country", counts().map(|(_, ((unit, _), _))| unit.0)),
        Written::int32("month_id", counts().map(|(_, ((_, when), _))| when.views_id())),
        Written::uint32("count", counts().map(|(_, (_, deaths))| *deaths)),
    ]
}

/// Reads the monthly series among `files`; a snapshot without them has none.
pub(super) fn read_monthly(
    files: &BTreeMap<String, Vec<u8>>,
    builder: &mut PanelBuilder,
) -> Result<(), PanelError> {
    if !files.contains_key(SERIES) {
        return Ok(());
    }
    let table = |name: &str| -> Result<Table, PanelError> {
        let content = files.get(name).ok_or_else(|| PanelError::MissingFile { file: name.to_owned() })?;
        Table::from_parquet(name, Bytes::from(content.clone()))
    };
    let mut all: BTreeMap<String, MonthlySeries> = BTreeMap::new();
    for declared in declarations(&table(SERIES)?)? {
        all.insert(declared.id.clone(), MonthlySeries::new(declared));
    }
    read_spans(&table(SPANS)?, &mut all)?;
    read_counts(&table(COUNTS)?, &mut all)?;
    all.into_values().try_for_each(|series| builder.add_monthly(series).map(|_| ()))
}

fn declarations(table: &Table) -> Result<Vec<MonthlyDeclaration>, PanelError> {
    let text = |name: &str| -> Result<Vec<String>, PanelError> {
        Ok(table.words(name)?.into_iter().map(str::to_owned).collect())
    };
    let (id, title, unit, source) = (text("id")?, text("title")?, text("unit")?, text("source")?);
    let (citation, licence, note) = (text("citation")?, text("licence")?, text("note")?);
    let (url, lag) = (table.texts("url")?, table.whole::<u32>("release_lag_months")?);
    Ok((0..table.len())
        .map(|at| MonthlyDeclaration {
            id: id[at].clone(),
            title: title[at].clone(),
            unit: unit[at].clone(),
            source: source[at].clone(),
            citation: citation[at].clone(),
            url: url[at].map(str::to_owned),
            licence: licence[at].clone(),
            release_lag_months: lag[at],
            note: note[at].clone(),
        })
        .collect())
}

fn read_spans(table: &Table, all: &mut BTreeMap<String, MonthlySeries>) -> Result<(), PanelError> {
    let names = table.words("series")?;
    let countries: Vec<u16> = table.whole("country")?;
    let (first, last) = (table.whole::<i32>("first_month_id")?, table.whole::<i32>("last_month_id")?);
    for at in 0..table.len() {
        let series = all
            .get_mut(names[at])
            .ok_or_else(|| table.bad_cell(at, "series", names[at], "a declared monthly series"))?;
        if !(1..=last[at]).contains(&first[at]) || last[at] > 12 * 300 {
            let text = format!("{} to {}", first[at], last[at]);
            return Err(table.bad_cell(at, "last_month_id", &text, "a span of months that runs forward"));
        }
        let span = (Month::from_views_id(first[at]), Month::from_views_id(last[at]));
        if series.spans.insert(CountryId(countries[at]), span).is_some() {
            let text = countries[at].to_string();
            return Err(table.bad_cell(at, "country", &text, "a country that is not there yet"));
        }
    }
    Ok(())
}

fn read_counts(table: &Table, all: &mut BTreeMap<String, MonthlySeries>) -> Result<(), PanelError> {
    let names = table.words("series")?;
    let countries: Vec<u16> = table.whole("country")?;
    let (months, counts) = (table.whole::<i32>("month_id")?, table.whole::<u32>("count")?);
    for at in 0..table.len() {
        let series = all
            .get_mut(names[at])
            .ok_or_else(|| table.bad_cell(at, "series", names[at], "a declared monthly series"))?;
        let key = (CountryId(countries[at]), Month::from_views_id(months[at].clamp(-100_000, 100_000)));
        if series.get(key.0, key.1).is_none() {
            return Err(table.bad_cell(
                at,
                "month_id",
                &months[at].to_string(),
                "a month of the country's span",
            ));
        }
        if series.counts.insert(key, counts[at]).is_some() {
            return Err(table.bad_cell(at, "month_id", &months[at].to_string(), "a month given once"));
        }
    }
    Ok(())
}
