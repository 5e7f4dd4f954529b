//! Every cell of a file of draws, for who wants something of them that is no score.

use std::collections::BTreeMap;
use std::path::Path;

use super::CellId;
use super::cells::{Block, Order, gather_cells, stream_cells};
use crate::ScoreError;

/// What `of` makes of the draws of every cell of the file at `path`, by month and unit.
///
/// # Errors
/// A file that cannot be read, or is not what [`crate::forecast`] says a forecast must be.
pub fn each_cell<T>(path: &Path, of: &dyn Fn(&[f64]) -> T) -> Result<BTreeMap<CellId, T>, ScoreError> {
    let mut found = BTreeMap::new();
    let take = |found: &mut BTreeMap<CellId, T>, block: &Block| {
        found.extend(block.cells.iter().enumerate().map(|(at, cell)| (*cell, of(block.of(at)))));
    };
    let order = stream_cells(path, &mut |block| {
        take(&mut found, block);
        Ok(())
    })?;
    if order == Order::Apart {
        found.clear();
        gather_cells(path, &mut |block| {
            take(&mut found, block);
            Ok(())
        })?;
    }
    Ok(found)
}
