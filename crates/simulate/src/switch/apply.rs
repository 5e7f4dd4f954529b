//! Patches put into the texts of a world's files.

use std::collections::{BTreeMap, BTreeSet};

use forefend_estimate::Formula;
use toml::Value;

use super::LINKS;
use super::edit::{self, Entry};
use crate::error::SimulateError;
use crate::spec::Patch;
use crate::world::WorldFiles;
use forefend_panel::suggestion;

/// Files of a world that are being patched.
#[derive(Clone)]
pub(super) struct Patching<'a> {
    world: &'a WorldFiles,
    /// The file of every variable and process, by list and name.
    declared_in: BTreeMap<(&'static str, String), &'a str>,
    /// Texts changed so far.
    texts: BTreeMap<String, String>,
    /// Which switch set a key, by list, name and key; formulas changed by terms may be changed so again.
    set_by: BTreeMap<(&'static str, String, String), String>,
    by_terms: BTreeSet<(&'static str, String)>,
}

impl<'a> Patching<'a> {
    /// The world as it is, nothing patched.
    pub fn new(world: &'a WorldFiles) -> Self {
        let mut declared_in = BTreeMap::new();
        for path in ["drivers", "threats"].into_iter().flat_map(|folder| world.under(folder, ".toml")) {
            let text = world.text(path).unwrap_or_default();
            let names = edit::names(text, ["variable", "process"], "name");
            declared_in.extend(names.into_iter().map(|declared| (declared, path)));
        }
        Self {
            world,
            declared_in,
            texts: BTreeMap::new(),
            set_by: BTreeMap::new(),
            by_terms: BTreeSet::new(),
        }
    }

    /// Puts the patches of one switch (its kind and id, declared in `file`) into the texts.
    ///
    /// # Errors
    /// What a patch names and nobody declares, a patch that changes nothing, and one of what another has set.
    pub fn apply(
        &mut self,
        file: &str,
        switch: (&str, &str),
        patches: &[Patch],
    ) -> Result<(), SimulateError> {
        let place = self.world.at_text(file, &format!("\"{}\"", switch.1));
        if patches.is_empty() {
            let message = format!("{} `{}` has no patch, so it would change nothing", switch.0, switch.1);
            return Err(SimulateError::Declaration { place, message });
        }
        patches.iter().try_for_each(|patch| self.one(file, switch, patch))
    }

    fn one(&mut self, file: &str, (what, id): (&str, &str), patch: &Patch) -> Result<(), SimulateError> {
        let (list, name) = match (&patch.variable, &patch.process) {
            (Some(variable), None) => ("variable", variable),
            (None, Some(process)) => ("process", process),
            _ => {
                let place = self.world.at_text(file, &format!("\"{id}\""));
                let message =
                    format!("a patch of {what} `{id}` needs `variable` or `process`, one of the two");
                return Err(SimulateError::Declaration { place, message });
            }
        };
        let place = self.world.at(file, name.span());
        let name: &str = name.as_ref();
        let refuse = |message: String| {
            let message = format!("{what} `{id}`, patch of `{name}`: {message}");
            SimulateError::Declaration { place: place.clone(), message }
        };
        let Some(path) = self.declared_in.get(&(list, name.to_owned())).copied() else {
            let known = self.declared_in.keys().filter(|(of, _)| *of == list).map(|(_, name)| name.as_str());
            return Err(SimulateError::Unknown {
                place: place.clone(),
                what: list,
                name: crate::name::shown(name),
                suggestion: suggestion(name, known),
            });
        };
        let changes = patch.set.len() + patch.unset.len() + patch.without.len() + patch.with.len();
        if changes == 0 {
            return Err(refuse("it says nothing; give `set`, `unset`, `without` or `with`".to_owned()));
        }
        let entry = Entry { list, key: "name", name };
        let mut text = self.text(path);
        for (key, value) in &patch.set {
            self.claim((list, name, key), id).map_err(&refuse)?;
            if edit::value(&text, entry, key).as_ref() == Some(value) {
                return Err(refuse(format!(
                    "`{key}` has that value already, so nothing would change; take it out"
                )));
            }
            text = edit::set(&text, entry, key, value).map_err(&refuse)?;
        }
        for key in &patch.unset {
            self.claim((list, name, key), id).map_err(&refuse)?;
            text = edit::unset(&text, entry, key).map_err(&refuse)?;
        }
        if !(patch.without.is_empty() && patch.with.is_empty()) {
            self.claim_terms((list, name)).map_err(&refuse)?;
            let formula = terms(&text, entry, patch).map_err(&refuse)?;
            text = edit::set(&text, entry, "formula", &Value::from(formula)).map_err(&refuse)?;
        }
        if let Err(error) = text.parse::<toml::Table>() {
            return Err(refuse(format!("the file no longer parses ({}); give another key", error.message())));
        }
        self.texts.insert(path.to_owned(), text);
        Ok(())
    }

    /// Says in `links.toml` that a link or correlation is on or off.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn turn(&mut self, list: &str, id: &str, on: bool) -> Result<(), SimulateError> {
        let text = self.text(LINKS);
        let turned = edit::set(&text, Entry { list, key: "id", name: id }, "on", &Value::from(on));
        let place = || self.world.at_text(LINKS, &format!("\"{id}\""));
        let turned = turned.map_err(|message| SimulateError::Declaration { place: place(), message })?;
        self.texts.insert(LINKS.to_owned(), turned);
        Ok(())
    }

    /// The files that have changed, with their texts.
    pub fn finish(self) -> BTreeMap<String, String> {
        self.texts
    }

    fn text(&self, path: &str) -> String {
        let own = || self.world.text(path).unwrap_or_default().to_owned();
        self.texts.get(path).cloned().unwrap_or_else(own)
    }

    /// One key is set by one switch.
    fn claim(&mut self, (list, name, key): (&'static str, &str, &str), id: &str) -> Result<(), String> {
        let by_terms = key == "formula" && self.by_terms.contains(&(list, name.to_owned()));
        let other = self.set_by.insert((list, name.to_owned(), key.to_owned()), id.to_owned());
        match other.or_else(|| by_terms.then(|| "another".to_owned())) {
            Some(other) => Err(format!("`{key}` is set by `{other}` too; switch one of the two")),
            None => Ok(()),
        }
    }

    fn claim_terms(&mut self, (list, name): (&'static str, &str)) -> Result<(), String> {
        self.by_terms.insert((list, name.to_owned()));
        match self.set_by.get(&(list, name.to_owned(), "formula".to_owned())) {
            Some(other) => Err(format!("its formula is set by `{other}`; switch one of the two")),
            None => Ok(()),
        }
    }
}

/// The formula of an entry without some terms and with others.
fn terms(text: &str, entry: Entry<'_>, patch: &Patch) -> Result<String, String> {
    let of_entry = edit::value(text, entry, "formula");
    let of_entry = of_entry.as_ref().and_then(Value::as_str);
    let of_entry = of_entry.ok_or("it has no formula whose terms could change; use `set`")?;
    let mut formula = Formula::parse(of_entry).map_err(|error| error.to_string())?;
    for name in &patch.without {
        let less = formula.without(&|read| read == name);
        if less == formula {
            return Err(format!(
                "no term of its formula reads `{name}`, so nothing would change; take it out"
            ));
        }
        formula = less;
    }
    for term in &patch.with {
        let more =
            Formula::parse(&format!("{formula} + {term}")).map_err(|error| format!("`{term}`: {error}"))?;
        if more.number_of_terms() == formula.number_of_terms() {
            return Err(format!("its formula has the term `{term}` already; take it out"));
        }
        formula = more;
    }
    Ok(formula.to_string())
}
