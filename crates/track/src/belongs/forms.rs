//! Declared forms by their meaning: a comment, a blank line, the order of keys, white space in a formula or another word in a
//! title are none of it; a coefficient, a prior, a bound or a term is.

use forefend_panel::ValueDigest;
use forefend_simulate::model::{DeclaredAxis, DeclaredRelation, Source};
use forefend_simulate::order::in_a_year;
use forefend_simulate::{Model, SimulateError, WorldFiles};
use toml::{Table, Value};

use crate::target::{TARGETS, Targets};

/// Keys that hold words for readers, or what only policy moves: scores are of the reference policy, under which a lever is at
/// rest.
const APART: [&str; 5] = ["title", "unit", "why", "reasons", "lever"];

/// The file that declares axes.
const AXES: &str = "axes.toml";

/// Digest of the frame, the axes and relations that are used, variables, processes, the order of their steps, and targets.
pub(super) fn digest(world: &WorldFiles, model: &Model, targets: &Targets) -> Result<String, SimulateError> {
    let mut digest = ValueDigest::default();
    let frame = &model.frame;
    digest.text(frame.anchor.as_ref());
    digest.text(&frame.history_from.to_string());
    model.axes_used().into_iter().try_for_each(|axis| enter_axis(world, axis, &mut digest))?;
    model
        .relations_used()
        .into_iter()
        .try_for_each(|relation| enter_relation(world, relation, &mut digest))?;
    // A process may stand in another file than the variables that it writes.
    let variables = model.variables.iter().map(|one| (&one.file, ["variable", "name", one.name()]));
    let processes = model.processes.iter().map(|one| (&one.file, ["process", "name", one.name()]));
    for (file, which) in variables.chain(processes) {
        let value = declared(world, file, which)?;
        digest.text(&written(&value));
        tables_in(&value, &mut |file| digest.bytes(world.bytes(file).unwrap_or_default()));
    }
    in_a_year(model)?.iter().for_each(|work| digest.text(work.name()));
    // Defaults are written out, so that a world without targets of its own is like one that declares them.
    let targets = Value::try_from(&targets.all).map_err(|error| SimulateError::Declaration {
        place: TARGETS.to_owned(),
        message: format!("cannot be written as TOML ({error}); please report this"),
    })?;
    digest.text(&written(&targets));
    Ok(digest.finish())
}

/// Enters an axis with the units that its file lists.
fn enter_axis(
    world: &WorldFiles,
    axis: &DeclaredAxis,
    digest: &mut ValueDigest,
) -> Result<(), SimulateError> {
    digest.text(&written(&declared(world, AXES, ["axis", "id", &axis.name])?));
    if let Source::Listed(units) = &axis.source {
        digest.numbers(&[units.len() as f64]);
        units.iter().flat_map(|(id, label)| [id, label]).for_each(|cell| digest.text(cell));
    }
    Ok(())
}

/// Enters a relation with the links of its file.
fn enter_relation(
    world: &WorldFiles,
    relation: &DeclaredRelation,
    digest: &mut ValueDigest,
) -> Result<(), SimulateError> {
    digest.text(&written(&declared(world, AXES, ["relation", "name", &relation.name])?));
    digest.numbers(&[relation.links.len() as f64]);
    relation.links.iter().flat_map(|link| &link.cells).for_each(|cell| digest.text(cell));
    Ok(())
}

/// The entry of list `list` in a file whose `key` is `name`, as parsed.
fn declared(world: &WorldFiles, file: &str, [list, key, name]: [&str; 3]) -> Result<Value, SimulateError> {
    let table: Table = world.parse(file)?;
    let entries = table.get(list).and_then(Value::as_array).into_iter().flatten();
    let mut named = entries.filter(|entry| entry.get(key).and_then(Value::as_str) == Some(name));
    named.next().cloned().ok_or_else(|| SimulateError::Declaration {
        place: world.at(file, 0..0),
        message: format!(
            "no [[{list}]] with {key} = \"{name}\", which the model has; read the model from these files"
        ),
    })
}

/// Digest of the variables and processes that one file declares, by their meaning: what a record of a model in a file of its own
/// belongs to.
///
/// # Errors
/// A file that is missing or no TOML.
///
/// ```
/// use forefend_simulate::WorldFiles;
/// let of = |text: &str| {
///     let world = WorldFiles::new("world", [("threats/a.toml".to_owned(), text.as_bytes().to_vec())]);
///     forefend_track::declared_in(&world, "threats/a.toml").unwrap()
/// };
/// let written = of("title = \"A\"\n[[variable]]\nname = \"a\"\nexpression = \"b + 1\"");
/// assert_eq!(written, of("title = \"Another\"\n[[variable]] # a comment\nname = \"a\"\nexpression = \"b+1\""));
/// assert_ne!(written, of("title = \"A\"\n[[variable]]\nname = \"a\"\nexpression = \"b + 2\""));
/// ```
pub fn declared_in(world: &WorldFiles, path: &str) -> Result<String, SimulateError> {
    let file: Table = world.parse(path)?;
    let mut digest = ValueDigest::default();
    for key in ["variable", "process"] {
        digest.text(&written(file.get(key).unwrap_or(&Value::Boolean(false))));
    }
    Ok(digest.finish())
}

/// The value without what is apart: keys sorted, numbers as numbers, texts without white space that parts nothing.
fn written(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Table(table) => {
            let mut keys: Vec<&String> = table.keys().filter(|key| !APART.contains(&key.as_str())).collect();
            keys.sort();
            out.push('{');
            for key in keys {
                out.push_str(&format!("{key:?}:"));
                write(&table[key], out);
                out.push(',');
            }
            out.push('}');
        }
        Value::Array(list) => {
            out.push('[');
            for one in list {
                write(one, out);
                out.push(',');
            }
            out.push(']');
        }
        Value::Integer(number) => out.push_str(&format!("{:?}", *number as f64)),
        Value::Float(number) => out.push_str(&format!("{number:?}")),
        Value::String(text) => out.push_str(&format!("{:?}", closed_up(text))),
        Value::Boolean(_) | Value::Datetime(_) => out.push_str(&value.to_string()),
    }
}

/// A text with white space only where it parts two words.
fn closed_up(text: &str) -> String {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '.';
    let mut out = String::new();
    for word in text.split_whitespace() {
        if out.ends_with(is_word) && word.starts_with(is_word) {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The tables that a value names, in whatever key.
fn tables_in(value: &Value, see: &mut dyn FnMut(&str)) {
    match value {
        Value::String(text) if text.ends_with(".csv") || text.ends_with(".parquet") => see(text),
        Value::Array(list) => list.iter().for_each(|one| tables_in(one, see)),
        Value::Table(table) => table.values().for_each(|one| tables_in(one, see)),
        _ => {}
    }
}
