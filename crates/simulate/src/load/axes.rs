//! `axes.toml` and the CSV files it names, as written.

use std::collections::{BTreeMap, BTreeSet};

use forefend_panel::CsvLines;
use serde::Deserialize;
use toml::Spanned;

use crate::axes::{LABEL, MOST_UNITS, check_product, is_label, too_many};
use crate::error::SimulateError;
use crate::model::{DeclaredAxis, DeclaredRelation, Labelled, Source};
use crate::name::{KEY_COLUMNS, is_folder_name, is_formula_name, no_folder_name, no_formula_name, shown};
use crate::world::WorldFiles;
use forefend_panel::suggestion;

/// The file that declares axes; a world may do without.
const FILE: &str = "axes.toml";
/// Most axes, and most relations, of a world.
const MOST_AXES: usize = 100;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct AxesFile {
    #[serde(default)]
    axis: Vec<AxisEntry>,
    #[serde(default)]
    relation: Vec<RelationEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AxisEntry {
    /// Stable name, used in `axis = "..."` and as the name of the relation that comes with the axis.
    id: Spanned<String>,
    /// Words for a heading.
    title: String,
    /// CSV file inside the world with a column `id` and, where wanted, `label`.
    units: Option<Spanned<String>>,
    /// Every combination of a country with one of each list.
    #[serde(default)]
    product: BTreeMap<String, Vec<String>>,
    /// Pairs of countries.
    pairs: Option<Pairs>,
    /// The organisations of the panel, with their members by year.
    #[serde(default)]
    memberships: bool,
    /// The axis of the panel that it is: series on that axis are values of its units, and those are its units where nothing
    /// else says what they are.
    panel: Option<Spanned<String>>,
}

/// Which pairs of countries are units of an axis.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pairs {
    /// Network that links the two, in either direction; every pair where absent.
    linked_by: Option<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RelationEntry {
    /// Name used in formulas.
    name: Spanned<String>,
    /// The two axes; values of the second reach the first, and back when read from the second.
    between: [Spanned<String>; 2],
    /// CSV file inside the world: a column named after each axis, and where wanted `weight`, `first`, `last`.
    links: Spanned<String>,
}

/// Reads `axes.toml` with the files it names. Nothing where the world has none.
///
/// # Errors
/// Whatever is wrong in it, with file and line.
pub(super) fn load(world: &WorldFiles) -> Result<(Vec<DeclaredAxis>, Vec<DeclaredRelation>), SimulateError> {
    let file: AxesFile = world.optional(FILE)?;
    if file.axis.len().max(file.relation.len()) > MOST_AXES {
        return Err(SimulateError::Declaration {
            place: world.at(FILE, 0..0),
            message: format!("more than {MOST_AXES} axes or relations; take some out"),
        });
    }
    let mut axes: Vec<DeclaredAxis> = Vec::new();
    let mut names: BTreeSet<String> = KEY_COLUMNS.into_iter().chain(["unit"]).map(str::to_owned).collect();
    for entry in &file.axis {
        let place = world.at(FILE, entry.id.span());
        let name = entry.id.as_ref().clone();
        if !is_folder_name(&name) {
            return Err(SimulateError::Declaration { place, message: no_folder_name("axis", &name) });
        }
        // The relations of an axis carry its name, with a side for pairs.
        let taken = [name.clone(), format!("{name}_a"), format!("{name}_b")];
        for name in taken {
            claim(&mut names, name, &place)?;
        }
        let source = source(world, entry, &place)?;
        let panel = entry.panel.as_ref().map(|axis| (axis.as_ref().clone(), world.at(FILE, axis.span())));
        axes.push(DeclaredAxis { source, panel, name, title: entry.title.clone(), place });
    }
    let mut relations = Vec::new();
    for entry in &file.relation {
        if !is_formula_name(entry.name.as_ref()) {
            return Err(SimulateError::Declaration {
                place: world.at(FILE, entry.name.span()),
                message: no_formula_name("relation", entry.name.as_ref()),
            });
        }
        claim(&mut names, entry.name.as_ref().clone(), &world.at(FILE, entry.name.span()))?;
        for axis in &entry.between {
            let known = || ["country"].into_iter().chain(axes.iter().map(|axis| axis.name.as_str()));
            if !known().any(|name| name == axis.as_ref()) {
                return Err(SimulateError::Unknown {
                    place: world.at(FILE, axis.span()),
                    what: "axis",
                    name: axis.as_ref().clone(),
                    suggestion: suggestion(axis.as_ref(), known()),
                });
            }
        }
        let between = entry.between.each_ref().map(|axis| axis.as_ref().clone());
        let [a, b] = between.each_ref().map(String::as_str);
        let [a, b] = if a == b { ["to", "from"] } else { [a, b] };
        let links = rows(world, &entry.links, &[a, b], &["weight", "first", "last"])?;
        relations.push(DeclaredRelation { name: entry.name.as_ref().clone(), between, links });
    }
    Ok((axes, relations))
}

fn claim(names: &mut BTreeSet<String>, name: String, place: &str) -> Result<(), SimulateError> {
    if names.insert(name.clone()) {
        return Ok(());
    }
    Err(SimulateError::Declaration {
        place: place.to_owned(),
        message: format!(
            "`{name}` already names an axis or relation, or a column of every run; choose another"
        ),
    })
}

fn source(world: &WorldFiles, entry: &AxisEntry, place: &str) -> Result<Source, SimulateError> {
    let given = [entry.units.is_some(), !entry.product.is_empty(), entry.pairs.is_some(), entry.memberships];
    let given = given.iter().filter(|given| **given).count();
    if given == 0 && entry.panel.is_some() {
        return Ok(Source::Panel);
    }
    if given != 1 {
        return Err(SimulateError::Declaration {
            place: place.to_owned(),
            message:
                "an axis needs exactly one of `units`, `product`, `pairs` and `memberships`, or `panel` alone"
                    .to_owned(),
        });
    }
    check_product(&entry.product, place)?;
    if let Some(file) = &entry.units {
        let listed = rows(world, file, &["id"], &["label"])?;
        if listed.is_empty() {
            return Err(SimulateError::Syntax {
                place: world.at(file.as_ref(), 0..0),
                message: "no unit is listed".to_owned(),
            });
        }
        if let Some(row) = listed.get(MOST_UNITS) {
            return Err(too_many(&row.place, entry.id.as_ref(), listed.len()));
        }
        let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
        for row in &listed {
            if let Some(label) = row.cells.iter().find(|label| !is_label(label)) {
                return Err(SimulateError::Syntax {
                    place: row.place.clone(),
                    message: format!("`{}` cannot be a label: {LABEL}", shown(label)),
                });
            }
            if let Some(other) = seen.insert(&row.cells[0], &row.place) {
                return Err(SimulateError::Duplicate {
                    place: row.place.clone(),
                    name: row.cells[0].clone(),
                    other: other.to_owned(),
                });
            }
        }
        let label = |row: &Labelled| {
            if row.cells[1].is_empty() { row.cells[0].clone() } else { row.cells[1].clone() }
        };
        return Ok(Source::Listed(listed.iter().map(|row| (row.cells[0].clone(), label(row))).collect()));
    }
    if let Some(pairs) = &entry.pairs {
        return Ok(Source::Pairs(pairs.linked_by.as_ref().map(|network| network.as_ref().clone())));
    }
    Ok(if entry.memberships {
        Source::Memberships
    } else {
        Source::Product(entry.product.values().cloned().collect())
    })
}

/// Rows of a CSV file of the world: the cells of `needed` columns (never empty), then those of `optional` ones.
///
/// # Errors
/// A missing file or column, an empty cell, a damaged row: each with file and line.
pub(crate) fn rows(
    world: &WorldFiles,
    file: &Spanned<String>,
    needed: &[&str],
    optional: &[&str],
) -> Result<Vec<Labelled>, SimulateError> {
    let path: &str = file.as_ref();
    // What is not CSV, or lies in the snapshot, would be no part of the world's digest.
    if !path.ends_with(".csv") || path.starts_with("snapshot/") {
        return Err(SimulateError::Declaration {
            place: world.at(path, 0..0),
            message: "a file that an axis names ends in .csv and lies outside snapshot/; rename or move it"
                .to_owned(),
        });
    }
    let at = |line: usize| format!("{}:{line}", world.at(path, 0..0).trim_end_matches(":1"));
    let syntax = |line: usize, message: String| SimulateError::Syntax { place: at(line), message };
    let content = world.text(path)?.trim_start_matches('\u{feff}').as_bytes();
    let mut lines = CsvLines::of(content);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).comment(Some(b'#')).from_reader(content);
    let headers = reader.headers().map_err(|error| syntax(1, error.to_string()))?.clone();
    let position = |name: &&str| headers.iter().position(|header| header == *name);
    let mut columns = Vec::new();
    for name in needed {
        let found = position(name).ok_or_else(|| {
            let found: Vec<&str> = headers.iter().collect();
            syntax(1, format!("no column `{name}` (columns: {})", found.join(", ")))
        })?;
        columns.push(Some(found));
    }
    columns.extend(optional.iter().map(position));
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| {
        let line = error.position().map_or(1, |position| position.line() as usize);
        syntax(line, error.to_string())
    })? {
        let line = lines.line(reader.position().byte(), &record);
        let cell =
            |column: &Option<usize>| column.and_then(|column| record.get(column)).unwrap_or("").to_owned();
        let cells: Vec<String> = columns.iter().map(cell).collect();
        if let Some(empty) = cells.iter().take(needed.len()).position(String::is_empty) {
            return Err(syntax(line, format!("`{}` is empty", needed[empty])));
        }
        rows.push(Labelled { place: at(line), cells });
    }
    Ok(rows)
}
