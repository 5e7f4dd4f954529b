//! A manifest is checked before it is believed: it may have been written by anybody.
//!
//! Its names become folders, its numbers loops and memory, its command is printed for people to run. Each has one limit, the
//! same for what the program makes itself.

use std::collections::BTreeSet;

use crate::command::is_harmless;
use crate::manifest::{Manifest, TableOf};
use forefend_panel::is_hidden;
use forefend_simulate::axes::MOST_UNITS;
use forefend_simulate::name::{is_folder_name, is_formula_name, shown};
use forefend_simulate::world::YEARS;

/// Most draws of a run.
pub const MOST_DRAWS: u64 = 1_000_000;
/// Most parts of a run: each is looked at by name.
const MOST_PARTS: u64 = 2_000_000;
/// Most scenarios, tables, variables, portfolios and origins.
const MOST_NAMES: usize = 10_000;
/// Most characters of a text.
const LONGEST_TEXT: usize = 20_000;
/// Most years ahead of an origin.
const FURTHEST: i16 = 200;

impl Manifest {
    /// What is wrong with a manifest, in words.
    pub(crate) fn refusal(&self) -> Option<String> {
        self.names().or_else(|| self.texts()).or_else(|| self.numbers())
    }

    fn names(&self) -> Option<String> {
        let wrong = |key: &str, name: &str| {
            Some(format!("`{key}` holds `{}`, which is no name that a run can have", shown(name)))
        };
        if !is_folder_name(&self.verb) {
            return wrong("verb", &self.verb);
        }
        let switches = &self.switches;
        let switched = switches.scenario.iter().chain(&switches.without).chain(&switches.with);
        if let Some(id) = switched.into_iter().find(|id| !is_folder_name(id)) {
            return wrong("switches", id);
        }
        let scenario = |name: &str| match name.split_once('@') {
            Some((portfolio, setting)) => is_folder_name(portfolio) && is_folder_name(setting),
            None => is_folder_name(name),
        };
        if let Some(name) = self.scenarios.iter().find(|name| !scenario(name)) {
            return wrong("scenarios", name);
        }
        let tables = || self.tables.iter().chain(&self.tables_of_others);
        if let Some(name) = tables().map(|table| &table.axis).find(|axis| !is_folder_name(axis)) {
            return wrong("tables", name);
        }
        let mut variables = tables().flat_map(|table| &table.variables);
        if let Some(name) = variables.find(|name| !is_formula_name(name)) {
            return wrong("tables", name);
        }
        if let Some(name) = self.portfolios.keys().find(|name| !is_folder_name(name)) {
            return wrong("portfolios", name);
        }
        let lists = [
            ("scenarios", self.scenarios.iter().collect()),
            ("tables", self.tables.iter().map(|table| &table.axis).collect()),
            ("tables_of_others", self.tables_of_others.iter().map(|table| &table.axis).collect()),
        ];
        let mut lists = lists.into_iter().chain(tables().map(|t| ("tables", t.variables.iter().collect())));
        lists.find_map(|(key, list)| twice_or_too_many(key, list))
    }

    fn texts(&self) -> Option<String> {
        let hexadecimal = |text: &str| text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let digests = [("world", &self.world), ("data", &self.data), ("parameters", &self.parameters)];
        let portfolios = self.portfolios.values().filter(|of| *of != "world").map(|of| ("portfolios", of));
        let wrong = digests.into_iter().chain(portfolios).find(|(_, text)| !hexadecimal(text));
        if let Some((key, text)) = wrong {
            return Some(format!("`{key}` holds `{}`, which is no digest", shown(text)));
        }
        let texts = [("code", &self.code), ("as_of", &self.as_of), ("command", &self.command)];
        let text = |text: &str| text.len() <= LONGEST_TEXT && !text.chars().any(is_hidden);
        if let Some((key, found)) = texts.into_iter().find(|(_, found)| !text(found)) {
            return Some(format!(
                "`{key}` is `{}`, too long or with signs that cannot be seen",
                shown(found)
            ));
        }
        (!is_harmless(&self.command))
            .then(|| format!("`command` is `{}`, which does more than the program", shown(&self.command)))
    }

    fn numbers(&self) -> Option<String> {
        let outside = |key: &str, value: u64, least: u64, most: u64| {
            (!(least..=most).contains(&value))
                .then(|| format!("`{key}` is {value}, where a number from {least} to {most} belongs"))
        };
        let year = |year: i16| (YEARS[0]..=YEARS[1]).contains(&year);
        let years = (self.first_year, self.horizon);
        let ordered = years == (0, 0) || (year(years.0) && year(years.1) && years.0 <= years.1);
        let of_tables = |table: &TableOf| outside("units", table.units, 0, MOST_UNITS as u64);
        outside("draws", self.draws, 1, MOST_DRAWS)
            .or_else(|| outside("block", self.block, 1, MOST_DRAWS))
            .or_else(|| self.tables.iter().chain(&self.tables_of_others).find_map(of_tables))
            .or_else(|| (!ordered).then(|| format!("the years {}-{} cannot be simulated", years.0, years.1)))
            .or_else(|| {
                let wrong = self.origins.iter().find(|origin| !year(**origin))?;
                Some(format!("`origins` holds {wrong}, which is no year"))
            })
            .or_else(|| (self.origins.len() > MOST_NAMES).then(|| "it has too many `origins`".to_owned()))
            .or_else(|| {
                let ahead = self.years_ahead;
                (!(0..=FURTHEST).contains(&ahead)).then(|| format!("`years_ahead` is {ahead}"))
            })
            .or_else(|| self.too_many_parts())
    }

    fn too_many_parts(&self) -> Option<String> {
        let blocks = self.draws.div_ceil(self.block.max(1));
        let tables = blocks.checked_mul(self.tables.len() as u64);
        let parts = tables.and_then(|parts| parts.checked_mul(self.scenarios.len() as u64));
        let too_many = parts.is_none_or(|parts| parts > MOST_PARTS);
        too_many.then(|| format!("it has more than {MOST_PARTS} parts; give a larger --block"))
    }
}

fn twice_or_too_many(key: &str, list: Vec<&String>) -> Option<String> {
    if list.len() > MOST_NAMES {
        return Some(format!("`{key}` lists {} names, more than {MOST_NAMES}", list.len()));
    }
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let twice = list.into_iter().find(|name| !seen.insert(name.as_str()))?;
    Some(format!("`{key}` lists `{}` twice", shown(twice)))
}
