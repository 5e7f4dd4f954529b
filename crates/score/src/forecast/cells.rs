//! The draws of cell after cell from one Parquet file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::CellId;
use super::rows::{Row, RowReader};
use crate::ScoreError;

/// Most draws of one cell.
const MOST_DRAWS: usize = 10_000_000;
/// Most draws of a file whose cells do not stand together: all of them are held in memory.
const MOST_GATHERED: usize = 100_000_000;
/// Draws that a block holds before it is handed on: 16 MB.
const BLOCK_DRAWS: usize = 1 << 21;

/// Some cells with their draws, in the order of the file.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub(super) cells: Vec<CellId>,
    ends: Vec<usize>,
    draws: Vec<f64>,
}

impl Block {
    /// Draws of the cell at a position.
    pub(super) fn of(&self, at: usize) -> &[f64] {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.draws[start..self.ends[at]]
    }
}

/// Whether the rows of each cell stood together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// They did.
    Together,
    /// They did not: what was handed on so far is to be forgotten, and [`gather_cells`] to be called.
    Apart,
}

/// Hands the cells of a file on, block by block; in memory is one block.
pub(super) fn stream_cells(
    path: &Path,
    take: &mut dyn FnMut(&Block) -> Result<(), ScoreError>,
) -> Result<Order, ScoreError> {
    let mut reader = RowReader::open(path)?;
    let mut cells =
        Cells { path, block: Block::default(), ids: Vec::new(), seen: BTreeSet::new(), draws: None };
    let mut current: Option<CellId> = None;
    let mut rows = Vec::new();
    while reader.next(&mut rows)? {
        for run in rows.chunk_by(|a, b| a.cell == b.cell) {
            let cell = run[0].cell;
            if current != Some(cell) {
                if let Some(done) = current {
                    cells.close(done, take)?;
                }
                if cells.seen.contains(&cell) {
                    return Ok(Order::Apart);
                }
                current = Some(cell);
            }
            cells.add(run);
            if cells.ids.len() > MOST_DRAWS {
                let message =
                    format!("{cell} has more than the {MOST_DRAWS} draws that are read of one cell");
                return Err(ScoreError::bad_file(path, message));
            }
        }
    }
    if let Some(done) = current {
        cells.close(done, take)?;
    }
    cells.hand_on(take)?;
    Ok(Order::Together)
}

/// The same for a file whose rows are in another order (draw by draw, for example): all of it is held in memory.
pub(super) fn gather_cells(
    path: &Path,
    take: &mut dyn FnMut(&Block) -> Result<(), ScoreError>,
) -> Result<(), ScoreError> {
    let mut reader = RowReader::open(path)?;
    let mut all: BTreeMap<CellId, Vec<Row>> = BTreeMap::new();
    let (mut rows, mut read) = (Vec::new(), 0);
    while reader.next(&mut rows)? {
        read += rows.len();
        if read.max(reader.rows()) > MOST_GATHERED {
            let message = format!(
                "has more than {MOST_GATHERED} draws, and the rows of a cell do not stand together; sort it by month_id and {}",
                reader.unit()
            );
            return Err(ScoreError::bad_file(path, message));
        }
        for row in &rows {
            all.entry(row.cell).or_default().push(*row);
        }
    }
    let mut cells =
        Cells { path, block: Block::default(), ids: Vec::new(), seen: BTreeSet::new(), draws: None };
    for (cell, rows) in all {
        cells.add(&rows);
        cells.close(cell, take)?;
    }
    cells.hand_on(take)
}

struct Cells<'a> {
    path: &'a Path,
    block: Block,
    /// Draw numbers of the cell that is open.
    ids: Vec<i64>,
    seen: BTreeSet<CellId>,
    /// Draws of the first cell, and which it was.
    draws: Option<(usize, CellId)>,
}

impl Cells<'_> {
    fn add(&mut self, rows: &[Row]) {
        self.ids.extend(rows.iter().map(|row| row.draw));
        self.block.draws.extend(rows.iter().map(|row| row.outcome));
    }

    fn close(
        &mut self,
        cell: CellId,
        take: &mut dyn FnMut(&Block) -> Result<(), ScoreError>,
    ) -> Result<(), ScoreError> {
        let ascending = self.ids.windows(2).all(|pair| pair[0] < pair[1]);
        if !ascending {
            self.ids.sort_unstable();
            if let Some(pair) = self.ids.windows(2).find(|pair| pair[0] == pair[1]) {
                let message = format!("{cell}: draw {} stands there twice; number the draws", pair[0]);
                return Err(ScoreError::bad_file(self.path, message));
            }
        }
        let count = self.ids.len();
        let (expected, first) = *self.draws.get_or_insert((count, cell));
        if count != expected {
            let message = format!(
                "{cell} has {count} draws, but {first} has {expected}; scores depend on the number of draws, so all \
                 cells of a file need the same"
            );
            return Err(ScoreError::bad_file(self.path, message));
        }
        self.ids.clear();
        self.seen.insert(cell);
        self.block.cells.push(cell);
        self.block.ends.push(self.block.draws.len());
        if self.block.draws.len() >= BLOCK_DRAWS { self.hand_on(take) } else { Ok(()) }
    }

    fn hand_on(&mut self, take: &mut dyn FnMut(&Block) -> Result<(), ScoreError>) -> Result<(), ScoreError> {
        if !self.block.cells.is_empty() {
            take(&self.block)?;
            self.block.cells.clear();
            self.block.ends.clear();
            self.block.draws.clear();
        }
        Ok(())
    }
}
