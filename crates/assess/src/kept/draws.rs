//! Headline numbers by draw as one table: a column a number, named by its query, a row a draw.

use std::collections::BTreeMap;
use std::path::Path;

use forefend_panel::columns::{BadParquet, Layout, ParquetTable, Written, table_bytes};
use forefend_simulate::SimulateError;

/// Rows decoded at a time.
const BATCH: usize = 8_192;

fn failed(folder: &Path, error: &BadParquet) -> SimulateError {
    SimulateError::run(&folder.join(super::HEADLINES), format!("{error}; delete the run and make it again"))
}

/// The table; columns shorter than the longest are left out.
pub(super) fn bytes(draws: &BTreeMap<String, Vec<f64>>, folder: &Path) -> Result<Vec<u8>, SimulateError> {
    let rows = draws.values().map(Vec::len).max().unwrap_or(0);
    let mut columns = vec![Written::uint32("draw", 0..rows as u32)];
    for (query, values) in draws.iter().filter(|(_, values)| values.len() == rows) {
        columns.push(Written::doubles(query, values.clone()));
    }
    table_bytes(&columns, &Layout::default()).map_err(|error| failed(folder, &error))
}

/// The columns by name.
pub(super) fn read(bytes: &[u8], folder: &Path) -> Result<BTreeMap<String, Vec<f64>>, SimulateError> {
    let bad = |error: BadParquet| failed(folder, &error);
    let table = ParquetTable::of_bytes(bytes.to_vec().into()).map_err(bad)?;
    let names: Vec<(usize, String)> =
        table.columns().iter().enumerate().skip(1).map(|(at, column)| (at, column.name.clone())).collect();
    let wanted: Vec<usize> = names.iter().map(|(at, _)| *at).collect();
    let mut found: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    let mut batches = table.batches(&wanted, BATCH);
    while let Some(cells) = batches.next_batch().map_err(bad)? {
        for ((_, name), cells) in names.iter().zip(&cells) {
            found.entry(name.clone()).or_default().extend(cells.reals().map_err(bad)?);
        }
    }
    Ok(found)
}
