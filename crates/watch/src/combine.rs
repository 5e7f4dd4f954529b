//! From what the components say to one distribution a cell.

use std::collections::BTreeMap;

use crate::grid::{BINS, Grid};
use crate::settings::{Shape, Weights};
use crate::wars::{WarShape, Wars};
use crate::{Group, pool};

/// What the components say. Cells are countries by months ahead; the forest and the boosted hazards answer for all cells, and
/// after them once more for each group of features left out.
pub struct Answers<'a> {
    /// Shares of the grid's values by country, for each half-life.
    pub decayed: Vec<Vec<f64>>,
    /// Shares of the grid's values by row.
    pub forest: Vec<f64>,
    /// Shares of the bins by row.
    pub boosted: Vec<[f64; BINS]>,
    /// The distribution of all outcomes together.
    pub fallback: &'a [f64],
    /// Months ahead.
    pub horizon: usize,
    /// The values.
    pub grid: &'a Grid,
    /// The weights.
    pub weights: &'a Weights,
    /// The shape within a bin.
    pub shape: &'a Shape,
    /// What became of wars like those of today, where the settings ask for it.
    pub wars: Option<Wars<'a>>,
}

impl Answers<'_> {
    /// The pooled distribution of each cell, shares of the grid's values: bins by the weights, within a bin the declared shape.
    pub fn shares(&self, cells: usize) -> Vec<f64> {
        let decayed = self.decayed_bins();
        let mut shares = vec![0.0; cells * self.grid.len()];
        for (cell, out) in shares.chunks_mut(self.grid.len()).enumerate() {
            self.fill(cell, &decayed, self.analogues(cell), out);
        }
        shares
    }

    /// The same of the countries at war, each as if it were not.
    pub fn as_others(&self) -> BTreeMap<usize, Vec<f64>> {
        let decayed = self.decayed_bins();
        let wars = self.wars.iter().flat_map(Wars::places);
        wars.map(|place| {
            let mut shares = vec![0.0; self.horizon * self.grid.len()];
            for (ahead, out) in shares.chunks_mut(self.grid.len()).enumerate() {
                self.fill(place * self.horizon + ahead, &decayed, None, out);
            }
            (place, shares)
        })
        .collect()
    }

    /// Writes the distribution of a cell to `out`, which holds zeros; `war` gives its bins another shape.
    fn fill(
        &self,
        cell: usize,
        decayed: &[Vec<[f64; BINS]>],
        war: Option<(&WarShape, &[f64])>,
        out: &mut [f64],
    ) {
        let width = self.grid.len();
        let place = cell / self.horizon;
        let ordinary = (&self.shape.decayed, self.shape.forest, &self.forest[cell * width..][..width]);
        let (of_decayed, weight, row) =
            war.map_or(ordinary, |(shape, row)| (&shape.decayed, shape.analogues, row));
        let mut add = |row: &[f64], weight: f64| {
            out.iter_mut().zip(row).for_each(|(out, share)| *out += weight * share);
        };
        add(row, weight);
        for (table, weight) in self.decayed.iter().zip(of_decayed) {
            add(&table[place * width..][..width], *weight);
        }
        let own: Vec<[f64; BINS]> = decayed.iter().map(|table| table[place]).collect();
        pool::with_bins(out, &self.pooled(&own, cell), self.fallback, self.grid);
    }

    /// Bins of each cell by component: decayed pasts, forest, boosted hazards.
    pub fn components(&self, cells: usize) -> Vec<Vec<[f64; BINS]>> {
        let by_cell = |table: Vec<[f64; BINS]>| (0..cells).map(|cell| table[cell / self.horizon]).collect();
        let mut components: Vec<Vec<[f64; BINS]>> = self.decayed_bins().into_iter().map(by_cell).collect();
        components.push((0..cells).map(|row| self.forest_bins(row)).collect());
        components.push(self.boosted[..cells].to_vec());
        components
    }

    /// Pooled bins of each cell with the `at`-th group of features at its reference. Without a history of its own a country's
    /// decayed past is all peace.
    pub fn without(&self, cells: usize, at: usize, group: Group) -> Vec<[f64; BINS]> {
        let mut decayed = self.decayed_bins();
        if group == Group::OwnHistory {
            let peace = std::array::from_fn(|bin| f64::from(u8::from(bin == 0)));
            decayed.iter_mut().for_each(|table| table.fill(peace));
        }
        let own = |cell: usize| decayed.iter().map(|table| table[cell / self.horizon]).collect::<Vec<_>>();
        (0..cells).map(|cell| self.pooled(&own(cell), (at + 1) * cells + cell)).collect()
    }

    /// What the analogues say of a cell, if its country is at war, and the shape that its bins take then.
    fn analogues(&self, cell: usize) -> Option<(&WarShape, &[f64])> {
        let wars = self.wars.as_ref()?;
        let analogues = wars.of(cell / self.horizon, cell % self.horizon + 1, self.grid)?;
        Some((&wars.settings.shape, analogues))
    }

    fn pooled(&self, own: &[[f64; BINS]], row: usize) -> [f64; BINS] {
        let mut all: Vec<([f64; BINS], f64)> =
            own.iter().copied().zip(self.weights.decayed.iter().copied()).collect();
        all.push((self.forest_bins(row), self.weights.forest));
        all.push((self.boosted[row], self.weights.boosted));
        pool::pooled(&all)
    }

    fn forest_bins(&self, row: usize) -> [f64; BINS] {
        self.grid.shares_of_bins(&self.forest[row * self.grid.len()..][..self.grid.len()])
    }

    fn decayed_bins(&self) -> Vec<Vec<[f64; BINS]>> {
        let of = |table: &Vec<f64>| -> Vec<[f64; BINS]> {
            table.chunks(self.grid.len()).map(|shares| self.grid.shares_of_bins(shares)).collect()
        };
        self.decayed.iter().map(of).collect()
    }
}
