//! Monthly series as three small files of a snapshot: what they are, which months they cover, and the counts above zero.
use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, Int32Array, StringArray, StringDictionaryBuilder, UInt16Array, UInt32Array};
use arrow::datatypes::Int16Type;
use bytes::Bytes;

use super::parquet_bytes::parquet_bytes;
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
    files.insert(SERIES.to_owned(), parquet_bytes(SERIES, declaration_columns(panel))?);
    files.insert(SPANS.to_owned(), parquet_bytes(SPANS, span_columns(panel))?);
    files.insert(COUNTS.to_owned(), parquet_bytes(COUNTS, count_columns(panel))?);
    Ok(())
}

fn declaration_columns(panel: &Panel) -> Vec<(&'static str, ArrayRef)> {
    let declared = || panel.monthly.values().map(MonthlySeries::declaration);
    let text = |of: fn(&MonthlyDeclaration) -> &str| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(declared().map(of)))
    };
    let lags = UInt32Array::from_iter_values(declared().map(|one| one.release_lag_months));
    let urls = StringArray::from_iter(declared().map(|one| one.url.as_deref()));
    vec![
        ("id", text(|one| &one.id)),
        ("title", text(|one| &one.title)),
        ("unit", text(|one| &one.unit)),
        ("source", text(|one| &one.source)),
        ("citation", text(|one| &one.citation)),
        ("url", Arc::new(urls)),
        ("licence", text(|one| &one.licence)),
        ("release_lag_months", Arc::new(lags)),
        ("note", text(|one| &one.note)),
    ]
}

fn span_columns(panel: &Panel) -> Vec<(&'static str, ArrayRef)> {
    let mut id = StringDictionaryBuilder::<Int16Type>::new();
    let (mut country, mut first, mut last) = (Vec::new(), Vec::new(), Vec::new());
    for (name, series) in &panel.monthly {
        for (unit, from, to) in series.spans() {
            id.append_value(name);
            country.push(unit.0);
            first.push(from.views_id());
            last.push(to.views_id());
        }
    }
    vec![
        ("series", Arc::new(id.finish())),
        ("country", Arc::new(UInt16Array::from(country))),
        ("first_month_id", Arc::new(Int32Array::from(first))),
        ("last_month_id", Arc::new(Int32Array::from(last))),
    ]
}

fn count_columns(panel: &Panel) -> Vec<(&'static str, ArrayRef)> {
    let mut id = StringDictionaryBuilder::<Int16Type>::new();
    let (mut country, mut month, mut count) = (Vec::new(), Vec::new(), Vec::new());
    for (name, series) in &panel.monthly {
        for (&(unit, when), &deaths) in &series.counts {
            id.append_value(name);
            country.push(unit.0);
            month.push(when.views_id());
            count.push(deaths);
        }
    }
    vec![
        ("series", Arc::new(id.finish())),
        ("country", Arc::new(UInt16Array::from(country))),
        ("month_id", Arc::new(Int32Array::from(month))),
        ("count", Arc::new(UInt32Array::from(count))),
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
