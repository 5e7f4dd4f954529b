//! Axes beyond country and world in a snapshot: their declarations, their listed units, and the columns of a file of values.
//! The files appear only where there is such an axis.
use std::collections::BTreeMap;

use bytes::Bytes;

use super::parquet_bytes::parquet_bytes;
use crate::columns::Written;
use crate::{
    Axis, AxisKind, CountryId, Indicator, ListedUnit, Panel, PanelAxis, PanelBuilder, PanelError, Table,
    Unit, Year,
};

/// Declarations of the axes.
const AXES: &str = "axes.parquet";
/// Units of the axes that list theirs.
const UNITS: &str = "axis_units.parquet";

/// Both.
pub(super) const FILES: [&str; 2] = [AXES, UNITS];

/// Adds the files of the panel's axes to `files`; none where it declares none.
pub(super) fn write_axes(panel: &Panel, files: &mut BTreeMap<String, Vec<u8>>) -> Result<(), PanelError> {
    if panel.axes.is_empty() {
        return Ok(());
    }
    let text = |name: &str, of: fn(&PanelAxis) -> &str| Written::text(name, panel.axes.values().map(of));
    let lists: Vec<String> =
        panel.axes.values().map(|axis| serde_json::to_string(&axis.product).unwrap_or_default()).collect();
    let columns = [
        text("id", |axis| &axis.id),
        text("title", |axis| &axis.title),
        text("kind", |axis| axis.kind.word()),
        Written::text("product", lists.iter().map(String::as_str)),
    ];
    files.insert(AXES.to_owned(), parquet_bytes(AXES, &columns)?);
    let listed: Vec<(&str, &str, &ListedUnit)> = panel
        .axes
        .values()
        .flat_map(|axis| axis.units.iter().map(|(id, unit)| (axis.id.as_str(), id.as_str(), unit)))
        .collect();
    if !listed.is_empty() {
        let columns = [
            Written::text("axis", listed.iter().map(|(axis, ..)| *axis)),
            Written::text("unit", listed.iter().map(|(_, id, _)| *id)),
            Written::text("label", listed.iter().map(|(.., unit)| unit.label.as_str())),
            Written::uint16("country", listed.iter().map(|(.., unit)| unit.country.map(|country| country.0))),
        ];
        files.insert(UNITS.to_owned(), parquet_bytes(UNITS, &columns)?);
    }
    Ok(())
}

/// Reads the axes among `files`; a snapshot without them has none.
pub(super) fn read_axes(
    files: &BTreeMap<String, Vec<u8>>,
    builder: &mut PanelBuilder,
) -> Result<(), PanelError> {
    let table = |name: &str| -> Result<Option<Table>, PanelError> {
        files.get(name).map(|content| Table::from_parquet(name, Bytes::from(content.clone()))).transpose()
    };
    let Some(declared) = table(AXES)? else { return Ok(()) };
    let (ids, titles) = (declared.words("id")?, declared.words("title")?);
    let (kinds, lists) = (declared.words("kind")?, declared.words("product")?);
    let mut axes: BTreeMap<&str, PanelAxis> = BTreeMap::new();
    for at in 0..declared.len() {
        let axis = PanelAxis {
            id: ids[at].to_owned(),
            title: titles[at].to_owned(),
            kind: AxisKind::from_word(kinds[at])
                .ok_or_else(|| declared.bad_cell(at, "kind", kinds[at], "a kind of axis"))?,
            product: serde_json::from_str(lists[at])
                .map_err(|_| declared.bad_cell(at, "product", lists[at], "lists of levels as JSON"))?,
            units: BTreeMap::new(),
        };
        axes.insert(ids[at], axis);
    }
    if let Some(listed) = table(UNITS)? {
        let (names, ids, labels) = (listed.words("axis")?, listed.words("unit")?, listed.words("label")?);
        let countries: Vec<Option<u16>> = listed.integers("country")?;
        for at in 0..listed.len() {
            let axis = axes
                .get_mut(names[at])
                .ok_or_else(|| listed.bad_cell(at, "axis", names[at], "a declared axis"))?;
            let unit = ListedUnit { label: labels[at].to_owned(), country: countries[at].map(CountryId) };
            axis.units.insert(ids[at].to_owned(), unit);
        }
    }
    axes.into_values().try_for_each(|axis| builder.add_axis(axis).map(|_| ()))
}

/// The values of `indicators`, all on one declared axis: the columns that name its units, then year and value.
pub(super) fn value_columns(panel: &Panel, indicators: &[&Indicator]) -> Vec<Written> {
    let (mut id, mut text) = (Vec::new(), Vec::new());
    let (mut a, mut b, mut year, mut value) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for indicator in indicators {
        for (unit, when, what) in panel.series.get(&indicator.id).into_iter().flat_map(|s| s.iter()) {
            id.push(indicator.id.as_str());
            match unit {
                Unit::Pair(one, other) => {
                    a.push(one.0);
                    b.push(other.0);
                }
                Unit::Group(country, group) => {
                    a.push(country.0);
                    text.push(group.as_str());
                }
                Unit::Listed(unit) => text.push(unit.as_str()),
                Unit::World | Unit::Country(_) => {}
            }
            year.push(when.0);
            value.push(what);
        }
    }
    let kind = indicators.first().and_then(|one| panel.axes.get(one.axis.word())).map(|axis| axis.kind);
    let mut columns = vec![Written::text("indicator", id)];
    match kind {
        Some(AxisKind::Product) => {
            columns.push(Written::uint16("country", a));
            columns.push(Written::text("group", text));
        }
        Some(AxisKind::Listed) => columns.push(Written::text("unit", text)),
        Some(AxisKind::Pairs | AxisKind::DirectedPairs) | None => {
            columns.push(Written::uint16("country_a", a));
            columns.push(Written::uint16("country_b", b));
        }
    }
    columns.push(Written::int16("year", year));
    columns.push(Written::double("value", value));
    columns
}

/// Reads the rows of a file of values on a declared axis.
pub(super) fn read_values(
    table: &Table,
    axis: &str,
    axes: &BTreeMap<String, Axis>,
    builder: &mut PanelBuilder,
) -> Result<(), PanelError> {
    let kind = builder.axis(axis).map(|axis| axis.kind);
    let countries = |name: &str| -> Result<Vec<u16>, PanelError> { table.whole(name) };
    let units: Vec<Unit> = match kind {
        Some(AxisKind::Product) => {
            let groups = table.words("group")?.into_iter().map(str::to_owned);
            countries("country")?
                .into_iter()
                .map(CountryId)
                .zip(groups)
                .map(|(a, b)| Unit::Group(a, b))
                .collect()
        }
        Some(AxisKind::Listed) => {
            table.words("unit")?.into_iter().map(|id| Unit::Listed(id.to_owned())).collect()
        }
        Some(AxisKind::Pairs | AxisKind::DirectedPairs) | None => {
            let pairs = countries("country_a")?.into_iter().zip(countries("country_b")?);
            pairs.map(|(a, b)| Unit::Pair(CountryId(a), CountryId(b))).collect()
        }
    };
    let ids = table.words("indicator")?;
    let (years, values) = (table.whole::<i16>("year")?, table.numbers("value")?);
    for (at, unit) in units.into_iter().enumerate() {
        if !axes.contains_key(ids[at]) {
            return Err(table.bad_cell(at, "indicator", ids[at], "a declared series"));
        }
        builder.set_on(&|| table.place(at), ids[at], unit, Year(years[at]), values[at])?;
    }
    Ok(())
}
