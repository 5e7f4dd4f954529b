//! Declared forms by their meaning: a comment, a blank line, the order of keys, white space in a formula or another word in a
//! title are none of it; a coefficient, a prior, a bound or a term is.

use std::collections::BTreeSet;

use forefend_panel::ValueDigest;
use forefend_simulate::order::{Work, in_a_year};
use forefend_simulate::{Model, SimulateError, WorldFiles};
use toml::{Table, Value};

use crate::target::{TARGETS, Targets};

/// Keys that hold words for readers, or what only policy moves: scores are of the reference policy, under which a lever is at
/// rest.
const APART: [&str; 5] = ["title", "unit", "why", "reasons", "lever"];

/// The file that declares axes.
const AXES: &str = "axes.toml";

/// Digest of the frame, axes, variables, the order of their steps, and targets.
pub(super) fn digest(world: &WorldFiles, model: &Model, targets: &Targets) -> Result<String, SimulateError> {
    let mut digest = ValueDigest::default();
    let frame = &model.frame;
    digest.text(frame.anchor.as_ref());
    digest.text(&frame.history_from.to_string());
    let mut enter = |value: &Value| {
        digest.text(&written(value));
        tables_in(value, &mut |file| digest.bytes(world.bytes(file).unwrap_or_default()));
    };
    if world.bytes(AXES).is_ok() {
        enter(&Value::Table(world.parse::<Table>(AXES)?));
    }
    let mut read = BTreeSet::new();
    for variable in &model.variables {
        let file: Table = world.parse(&variable.file)?;
        let declared = file.get("variable").and_then(Value::as_array).into_iter().flatten();
        let is_it = |one: &&Value| one.get("name").and_then(Value::as_str) == Some(variable.name());
        declared.filter(is_it).for_each(&mut enter);
        if read.insert(&variable.file) {
            file.get("process").into_iter().for_each(&mut enter);
        }
    }
    for work in in_a_year(model)? {
        digest.text(match work {
            Work::Variable(_, variable) => variable.name(),
            Work::Process(_, process) => process.name(),
        });
    }
    // Defaults are written out, so that a world without targets of its own is like one that declares them.
    let targets = Value::try_from(&targets.all).map_err(|error| SimulateError::Declaration {
        place: TARGETS.to_owned(),
        message: format!("cannot be written as TOML ({error}); please report this"),
    })?;
    digest.text(&written(&targets));
    Ok(digest.finish())
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

/// The CSV files that a value names, in whatever key.
fn tables_in(value: &Value, see: &mut dyn FnMut(&str)) {
    match value {
        Value::String(text) if text.ends_with(".csv") => see(text),
        Value::Array(list) => list.iter().for_each(|one| tables_in(one, see)),
        Value::Table(table) => table.values().for_each(|one| tables_in(one, see)),
        _ => {}
    }
}
