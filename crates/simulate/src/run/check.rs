//! Which parts a run must hold, and which of them it does.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::error::SimulateError;
use crate::parts::{Parts, rows_of};
use crate::record::part_path;
use crate::run::manifest::Manifest;

/// A part that a run must hold.
#[derive(Debug)]
pub(crate) struct Expected<'a> {
    pub scenario: &'a str,
    pub axis: &'a str,
    pub block: Range<u64>,
    pub path: PathBuf,
}

/// Every part that the shard of `manifest` holds when it is complete, below `folder`.
pub(crate) fn expected<'a>(folder: &Path, manifest: &'a Manifest) -> Vec<Expected<'a>> {
    let (scenarios, blocks) = manifest.holds();
    let mut parts = Vec::new();
    for scenario in scenarios {
        for block in &blocks {
            for table in &manifest.tables {
                let path = part_path(&folder.join(scenario), &table.axis, block.start);
                parts.push(Expected { scenario, axis: &table.axis, block: block.clone(), path });
            }
        }
    }
    parts
}

/// Rows of one draw on `axis`, where all scenarios have as many.
fn rows_of_a_draw(manifest: &Manifest, axis: &str) -> Option<u64> {
    let units = manifest.tables.iter().find(|table| table.axis == axis).map_or(0, |table| table.units);
    let years = (i64::from(manifest.horizon) - i64::from(manifest.first_year) + 1).max(0) as u64;
    (units > 0).then_some(units * years)
}

/// Checks that the parts below `folder` are those that `manifest` names, with all their rows, and no others.
pub(crate) fn check_draws(folder: &Path, manifest: &Manifest) -> Result<(), SimulateError> {
    let (scenarios, blocks) = manifest.holds();
    let mut rows = RowsOfADraw::default();
    // A table without variables has a part only where a measure is deployed.
    let has_variables =
        |axis: &str| manifest.tables.iter().any(|t| t.axis == axis && !t.variables.is_empty());
    for part in expected(folder, manifest).iter().filter(|part| has_variables(part.axis)) {
        rows.check(part, manifest)?;
    }
    for scenario in scenarios {
        for axis in manifest.tables.iter().map(|table| &table.axis).filter(|axis| has_variables(axis)) {
            let found = Parts::at(&folder.join(scenario)).blocks(axis)?.len();
            if found > blocks.len() {
                let (draws, wanted) = (manifest.draws, blocks.len());
                let words = format!(
                    "draws do not add up: {found} parts of the axis `{axis}` in `{scenario}`, where {draws} draws \
                     have {wanted}; delete the folder and run `{}`",
                    manifest.command_of_shard()
                );
                return Err(SimulateError::run(folder, words));
            }
        }
    }
    Ok(())
}

/// Draws, summed over scenarios, that the run in `folder` still lacks, and all draws it needs.
pub fn missing_draws(folder: &Path, manifest: &Manifest) -> (u64, u64) {
    let mut blocks: BTreeMap<(&str, u64), (u64, bool)> = BTreeMap::new();
    for part in expected(folder, manifest) {
        let draws = part.block.end - part.block.start;
        let block = blocks.entry((part.scenario, part.block.start)).or_insert((draws, true));
        let wanted = rows_of_a_draw(manifest, part.axis).map(|rows| rows * draws);
        block.1 &= rows_of(&part.path).is_ok_and(|rows| wanted.map_or(rows > 0, |wanted| rows == wanted));
    }
    let sum = |complete: &dyn Fn(bool) -> bool| {
        blocks.values().filter(|(_, whole)| complete(*whole)).map(|(draws, _)| draws).sum()
    };
    (sum(&|whole| !whole), sum(&|_| true))
}

/// Rows of a draw by scenario and axis, as far as they are known: every part of a table must agree.
#[derive(Debug, Default)]
pub(crate) struct RowsOfADraw(BTreeMap<(String, String), u64>);

impl RowsOfADraw {
    /// Checks the footer and the number of rows of one part.
    pub fn check(&mut self, part: &Expected<'_>, manifest: &Manifest) -> Result<(), SimulateError> {
        let damaged = |words: String| {
            let command = manifest.command_of_shard();
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
