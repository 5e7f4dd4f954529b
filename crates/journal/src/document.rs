//! A text of facts that seals itself: each field and each file beside it by its own SHA-256, and these together by one.
//!
//! One digest over all bytes would tell that something was touched; one a field tells what.

use std::collections::BTreeMap;

use forefend_panel::digest;
use serde_json::{Map, Value, json};

/// Files by name.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Digits of the seal in the name of an entry's folder.
pub(crate) const SHORT: usize = 12;

/// The text that seals `facts` and `files`, and its seal.
pub(crate) fn sealed(facts: &Map<String, Value>, files: &Files) -> (String, String) {
    let seals = seals(facts, files);
    let seal = seal_of(&seals);
    (text(facts, &seals, &seal), seal)
}

fn text(facts: &Map<String, Value>, seals: &Map<String, Value>, seal: &str) -> String {
    format!("{:#}\n", json!({ "facts": facts, "seals": seals, "seal": seal }))
}

fn seals(facts: &Map<String, Value>, files: &Files) -> Map<String, Value> {
    let of_facts = facts.iter().map(|(name, value)| (name.clone(), field_seal(name, value)));
    let of_files = files.iter().map(|(name, bytes)| (name.clone(), digest(bytes)));
    of_facts.chain(of_files).map(|(name, seal)| (name, Value::String(seal))).collect()
}

/// The name is sealed with the value, so that values cannot change places.
fn field_seal(name: &str, value: &Value) -> String {
    digest(format!("{name}={value}").as_bytes())
}

fn seal_of(seals: &Map<String, Value>) -> String {
    digest(Value::Object(seals.clone()).to_string().as_bytes())
}

/// Facts and seal of a text that is what it was when it was sealed, with its files; otherwise which field or file is not.
pub(crate) fn opened(bytes: &[u8], files: &Files) -> Result<(Map<String, Value>, String), String> {
    let read = std::str::from_utf8(bytes).ok().and_then(|text| serde_json::from_str::<Value>(text).ok());
    let parts = read.as_ref().and_then(|value| {
        let object = |name: &str| value.get(name)?.as_object();
        Some((object("facts")?, object("seals")?, value.get("seal")?.as_str()?))
    });
    let (facts, kept, seal) = parts.ok_or("its text does not read as `facts`, `seals` and `seal`")?;
    let found = seals(facts, files);
    for (name, seal) in &found {
        let what = if files.contains_key(name) { "file" } else { "field" };
        match kept.get(name) {
            Some(kept) if kept == seal => {}
            Some(_) => return Err(format!("{what} `{name}`")),
            None => return Err(format!("{what} `{name}`, which was not there")),
        }
    }
    if let Some(missing) = kept.keys().find(|name| !found.contains_key(*name)) {
        return Err(format!("`{missing}`, which is missing"));
    }
    if seal != seal_of(kept) {
        return Err("field `seal`, the digest of all others".to_owned());
    }
    // What changes no value (a blank, a key given twice) is a touch too.
    match text(facts, kept, seal).as_bytes() == bytes {
        true => Ok((facts.clone(), seal.to_owned())),
        false => Err("its text, though no value".to_owned()),
    }
}
