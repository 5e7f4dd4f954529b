//! One key of one declared entry, changed in the text of its file: all else, comments and lines too, stays where it is.

use std::ops::Range;

use toml::de::{DeTable, DeValue};
use toml::{Spanned, Table, Value};

/// Which entry of a file: `[[variable]]` or another list, the key that names it, and its name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'a> {
    pub list: &'a str,
    pub key: &'a str,
    pub name: &'a str,
}

/// The names that the entries of two lists have in a file, each with its list.
pub(super) fn names(text: &str, lists: [&'static str; 2], key: &str) -> Vec<(&'static str, String)> {
    let Ok(table) = text.parse::<Table>() else { return Vec::new() };
    let of_list = |list: &'static str| {
        let entries = table.get(list).and_then(Value::as_array).into_iter().flatten();
        entries.filter_map(move |entry| Some((list, entry.get(key)?.as_str()?.to_owned())))
    };
    lists.into_iter().flat_map(of_list).collect()
}

/// The value that a key of an entry has, where it has one; `"parameters.scenario"` is a key inside another.
pub(super) fn value(text: &str, entry: Entry<'_>, key: &str) -> Option<Value> {
    let table: Table = text.parse().ok()?;
    let entries = table.get(entry.list)?.as_array()?;
    let named = |one: &&Value| one.get(entry.key).and_then(Value::as_str) == Some(entry.name);
    let mut at = entries.iter().find(named)?;
    for part in key.split('.') {
        at = at.get(part)?;
    }
    Some(at.clone())
}

/// The text with another value at a key. The key is added where the entry has none.
///
/// # Errors
/// Why it cannot be written there.
pub(super) fn set(text: &str, entry: Entry<'_>, key: &str, value: &Value) -> Result<String, String> {
    let table = DeTable::parse(text).map_err(|error| error.message().to_owned())?;
    let mut at = find(table.as_ref(), entry).ok_or("no such entry")?;
    let parts: Vec<&str> = key.split('.').collect();
    for (depth, part) in parts.iter().enumerate() {
        let DeValue::Table(inside) = at.as_ref() else {
            return Err(format!("`{}` has no keys inside it", parts[..depth].join(".")));
        };
        match inside.iter().find(|(name, _)| name.as_ref() == *part) {
            Some((_, found)) => at = found,
            None => return added(text, at, inside, &parts[depth..], value),
        }
    }
    let span = at.span();
    if matches!(at.as_ref(), DeValue::Table(_)) && !text[span.clone()].starts_with('{') {
        return Err(format!("`{key}` is a table of its own; name the keys inside it"));
    }
    Ok(replaced(text, span, &value.to_string()))
}

/// The text without a key.
///
/// # Errors
/// Why it cannot be taken out.
pub(super) fn unset(text: &str, entry: Entry<'_>, key: &str) -> Result<String, String> {
    let table = DeTable::parse(text).map_err(|error| error.message().to_owned())?;
    let at = find(table.as_ref(), entry).ok_or("no such entry")?;
    let DeValue::Table(inside) = at.as_ref() else { return Err("it has no keys".to_owned()) };
    let found = inside.iter().find(|(name, _)| name.as_ref() == key);
    let (name, value) = found.ok_or_else(|| format!("it has no `{key}` to take out"))?;
    if matches!(value.as_ref(), DeValue::Table(_)) && !text[value.span()].starts_with('{') {
        return Err(format!("`{key}` is a table of its own, which cannot be taken out"));
    }
    Ok(replaced(text, name.span().start..value.span().end, ""))
}

fn find<'a, 'b>(table: &'a DeTable<'b>, entry: Entry<'_>) -> Option<&'a Spanned<DeValue<'b>>> {
    let (_, list) = table.iter().find(|(name, _)| name.as_ref() == entry.list)?;
    let DeValue::Array(entries) = list.as_ref() else { return None };
    entries.iter().find(|one| {
        let DeValue::Table(inside) = one.as_ref() else { return false };
        let named = inside.iter().find(|(name, _)| name.as_ref() == entry.key);
        matches!(named.map(|(_, value)| value.as_ref()), Some(DeValue::String(name)) if name == entry.name)
    })
}

/// A key that was not there, behind the first plain one of its table.
fn added(
    text: &str,
    table: &Spanned<DeValue<'_>>,
    inside: &DeTable<'_>,
    rest: &[&str],
    value: &Value,
) -> Result<String, String> {
    let is_plain = |value: &DeValue<'_>| !matches!(value, DeValue::Table(_) | DeValue::Array(_));
    let plain =
        inside.iter().filter(|(_, value)| is_plain(value.as_ref())).map(|(_, value)| value.span().end);
    let after = plain.min().ok_or_else(|| format!("there is no place for `{}`", rest.join(".")))?;
    let inline = text[table.span()].starts_with('{');
    let before = if inline { ", " } else { "\n" };
    let (head, tail) = text.split_at(after);
    Ok(format!("{head}{before}{} = {value}{tail}", rest.join(".")))
}

/// The text with another stretch in it; as many lines as before, so that what follows keeps its number.
fn replaced(text: &str, span: Range<usize>, by: &str) -> String {
    let lines = |text: &str| text.bytes().filter(|&byte| byte == b'\n').count();
    let missing = lines(&text[span.clone()]).saturating_sub(lines(by));
    let (head, tail) = (&text[..span.start], &text[span.end..]);
    format!("{head}{by}{}{tail}", "\n".repeat(missing))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "id = \"d\"\n[[variable]] # one\nname = \"a\" # its name\nformula = \"\"\"a ~ b \\\n  + c\"\"\" # two lines\n\
                        sample = { first = 1970 }\n[variable.reasons]\nb = [\"x\", \"y\"]\n[[variable]]\nname = \"b\"\n\
                        [[process]]\nname = \"p\"\n[process.parameters]\nscenario = \"x\"\nnumbers = [1, 2]\n";
    const A: Entry<'static> = Entry { list: "variable", key: "name", name: "a" };
    const P: Entry<'static> = Entry { list: "process", key: "name", name: "p" };

    /// What a changed text says, with the number of its lines.
    fn of(text: &str, entry: Entry<'_>, key: &str) -> (Option<Value>, usize) {
        (value(text, entry, key), text.lines().count())
    }

    #[test]
    fn a_key_changes_in_its_place_and_all_else_stays() {
        let lines = TEXT.lines().count();
        let text = set(TEXT, A, "formula", &Value::from("a ~ b")).unwrap();
        assert_eq!(of(&text, A, "formula"), (Some(Value::from("a ~ b")), lines));
        assert!(text.contains("# two lines") && text.contains("# its name"));
        let text = set(TEXT, P, "parameters.scenario", &Value::from("y")).unwrap();
        assert_eq!(of(&text, P, "parameters.scenario"), (Some(Value::from("y")), lines));
        let text = set(TEXT, A, "sample.first", &Value::from(1980)).unwrap();
        assert_eq!(of(&text, A, "sample.first"), (Some(Value::from(1980)), lines));
        let text = unset(TEXT, A, "formula").unwrap();
        assert_eq!(of(&text, A, "formula"), (None, lines));
    }

    #[test]
    fn a_key_that_was_not_there_is_added_where_it_belongs() {
        for (entry, key) in [(A, "path"), (A, "sample.last"), (P, "parameters.more"), (A, "shock.scale")] {
            let text = set(TEXT, entry, key, &Value::from(3)).unwrap();
            assert_eq!(value(&text, entry, key), Some(Value::from(3)), "{text}");
            assert_eq!(value(&text, A, "reasons"), value(TEXT, A, "reasons"));
        }
    }

    #[test]
    fn what_cannot_be_written_is_told() {
        for (key, words) in [("reasons", "a table of its own"), ("name.first", "no keys inside")] {
            let error = set(TEXT, A, key, &Value::from(3)).unwrap_err();
            assert!(error.contains(words), "{error}");
        }
        assert!(unset(TEXT, A, "path").unwrap_err().contains("no `path`"));
    }
}
