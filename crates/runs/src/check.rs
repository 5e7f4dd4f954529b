//! Which parts a run must hold, and which of them it does.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::manifest::Manifest;
use crate::parts::{Parts, rows_of};
use crate::record::part_path;
use crate::seal;
use crate::sums::Sums;
use forefend_simulate::SimulateError;

/// A part that a run must hold.
#[derive(Debug)]
pub(crate) struct Expected<'a> {
    pub scenario: &'a str,
    pub axis: &'a str,
    pub block: Range<u64>,
    pub path: PathBuf,
}

impl Expected<'_> {
    /// Checks the part to the byte, and gives its digest; an error in words.
    pub fn check(&self, run: &str) -> Result<String, String> {
        seal::check(&self.path, &seal::name_of(run, self.scenario, self.axis, &self.block))
    }
}

/// Every part that the shard of `manifest` holds when it is complete, below `folder`.
pub(crate) fn expected<'a>(folder: &Path, manifest: &'a Manifest) -> Vec<Expected<'a>> {
    let (scenarios, blocks) = manifest.holds();
    let mut parts = Vec::new();
    for scenario in scenarios {
        for block in &blocks {
            for table in manifest.tables_of(scenario) {
                let path = part_path(&folder.join(scenario), &table.axis, block.start);
                parts.push(Expected { scenario, axis: &table.axis, block: block.clone(), path });
            }
        }
    }
    parts
}

/// The same as far as there must be any: a table without variables has parts only in scenarios where a measure is
/// deployed, and then of every block.
pub(crate) fn needed<'a>(folder: &Path, manifest: &'a Manifest) -> Vec<Expected<'a>> {
    let parts = expected(folder, manifest);
    let empty = |part: &Expected<'_>| {
        let mut tables = manifest.tables_of(part.scenario).iter();
        tables.any(|table| table.axis == part.axis && table.variables.is_empty())
    };
    let deployed: BTreeSet<(&str, &str)> = parts
        .iter()
        .filter(|part| empty(part) && part.path.exists())
        .map(|part| (part.scenario, part.axis))
        .collect();
    let is_needed = |part: &Expected<'_>| !empty(part) || deployed.contains(&(part.scenario, part.axis));
    parts.into_iter().filter(is_needed).collect()
}

/// Rows of one draw on `axis`, where all scenarios have as many.
fn rows_of_a_draw(manifest: &Manifest, axis: &str) -> Option<u64> {
    let units = manifest.tables.iter().find(|table| table.axis == axis).map_or(0, |table| table.units);
    let years = (i64::from(manifest.horizon) - i64::from(manifest.first_year) + 1).max(0) as u64;
    (units > 0).then(|| units.saturating_mul(years))
}

/// Checks that the parts below `folder` are those that `manifest` names, with all their rows, and no others.
pub(crate) fn check_draws(folder: &Path, manifest: &Manifest) -> Result<(), SimulateError> {
    let (scenarios, blocks) = manifest.holds();
    let mut rows = RowsOfADraw::default();
    for part in &needed(folder, manifest) {
        rows.check(part, manifest, folder)?;
    }
    for scenario in scenarios {
        for axis in manifest.tables.iter().map(|table| &table.axis) {
            let found = Parts::at(&folder.join(scenario)).blocks(axis)?.len();
            if found > blocks.len() {
                let (draws, wanted) = (manifest.draws, blocks.len());
                let words = format!(
                    "draws do not add up: {found} parts of the axis `{axis}` in `{scenario}`, where {draws} draws \
                     have {wanted}; delete the folder and run `{}`",
                    manifest.command_for(folder)
                );
                return Err(SimulateError::run(folder, words));
            }
        }
    }
    Ok(())
}

/// What of a run is there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Draws, summed over scenarios, that are missing or damaged.
    pub missing: u64,
    /// All draws it needs.
    pub all: u64,
    /// Parts that are there and damaged, each with why, in the order of the run.
    pub damaged: Vec<(PathBuf, String)>,
    /// Parts that are not there.
    pub absent: Vec<PathBuf>,
    /// Other files of the run that are missing or not as they were written, each with why.
    pub texts: Vec<(PathBuf, String)>,
}

impl Found {
    /// A part or text that is not as it must be, and why.
    pub fn first(&self) -> Option<(&Path, &str)> {
        let damaged = self.damaged.first().map(|(path, words)| (path.as_path(), words.as_str()));
        let absent = self.absent.first().map(|path| (path.as_path(), "it is missing"));
        let text = self.texts.first().map(|(path, words)| (path.as_path(), words.as_str()));
        damaged.or(absent).or(text)
    }
}

/// Reads every part that the run in `folder` must hold, and every text that its list names, to the byte.
pub fn found(folder: &Path, manifest: &Manifest) -> Found {
    let (mut found, run) = (Found::default(), manifest.id());
    let parts = needed(folder, manifest);
    let checked: Vec<Result<String, String>> = parts.par_iter().map(|part| part.check(&run)).collect();
    let mut blocks: BTreeMap<(&str, u64), (u64, bool)> = BTreeMap::new();
    for (part, checked) in parts.iter().zip(checked) {
        let draws = part.block.end - part.block.start;
        let block = blocks.entry((part.scenario, part.block.start)).or_insert((draws, true));
        block.1 &= checked.is_ok();
        match checked {
            Ok(_) => {}
            Err(_) if !part.path.exists() => found.absent.push(part.path.clone()),
            Err(words) => found.damaged.push((part.path.clone(), words)),
        }
    }
    for (draws, whole) in blocks.values() {
        found.all += draws;
        found.missing += if *whole { 0 } else { *draws };
    }
    let texts = Sums::read(folder).damaged(folder).into_iter();
    found.texts = texts.map(|(place, words)| (folder.join(place), words)).collect();
    found
}

/// Rows of a draw by scenario and axis, as far as they are known: every part of a table must agree.
#[derive(Debug, Default)]
pub(crate) struct RowsOfADraw(BTreeMap<(String, String), u64>);

impl RowsOfADraw {
    /// Checks the footer and the number of rows of one part of the run in `folder`.
    pub fn check(
        &mut self,
        part: &Expected<'_>,
        manifest: &Manifest,
        folder: &Path,
    ) -> Result<(), SimulateError> {
        let damaged = |words: String| {
            let command = manifest.command_for(folder);
            SimulateError::run(&part.path, format!("this part is damaged ({words}); `{command}` mends it"))
        };
        let rows = rows_of(&part.path).map_err(damaged)?;
        let draws = part.block.end - part.block.start;
        if rows == 0 || rows % draws != 0 {
            return Err(damaged(format!("{rows} rows for {draws} draws")));
        }
        let key = (part.scenario.to_owned(), part.axis.to_owned());
        let known = *self.0.entry(key).or_insert(rows_of_a_draw(manifest, part.axis).unwrap_or(rows / draws));
        if rows / draws != known {
            return Err(damaged(format!("{} rows a draw instead of {known}", rows / draws)));
        }
        Ok(())
    }
}
