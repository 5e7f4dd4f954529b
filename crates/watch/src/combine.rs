//! From what the components say to one distribution a cell.

use std::collections::BTreeMap;

use crate::grid::{BINS, Grid};
use crate::settings::{Shape, Weights};
use crate::wars::{WarSettings, Wars};
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

/// How a country at war is forecast, and what the analogues say of it.
type War<'a> = (&'a WarSettings, &'a [f64]);

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

    /// Writes the distribution of a cell to `out`, which holds zeros.
    fn fill(&self, cell: usize, decayed: &[Vec<[f64; BINS]>], war: Option<War<'_>>, out: &mut [f64]) {
        let width = self.grid.len();
        let place = cell / self.horizon;
        let mut add = |row: &[f64], weight: f64| {
            out.iter_mut().zip(row).for_each(|(out, share)| *out += weight * share);
        };
        let of_decayed = match &war {
            None => {
                add(&self.forest[cell * width..][..width], self.shape.forest);
                &self.shape.decayed
            }
            Some((settings, analogues)) => {
                add(analogues, settings.shape.analogues);
                &settings.shape.decayed
            }
        };
        for (table, weight) in self.decayed.iter().zip(of_decayed) {
            add(&table[place * width..][..width], *weight);
        }
        let own: Vec<[f64; BINS]> = decayed.iter().map(|table| table[place]).collect();
        pool::with_bins(out, &self.pooled(&own, cell, war), self.fallback, self.grid);
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
    /// decayed past is all peace, and it is not at war.
    pub fn without(&self, cells: usize, at: usize, group: Group) -> Vec<[f64; BINS]> {
        let mut decayed = self.decayed_bins();
        let no_history = group == Group::OwnHistory;
        if no_history {
            let peace = std::array::from_fn(|bin| f64::from(u8::from(bin == 0)));
            decayed.iter_mut().for_each(|table| table.fill(peace));
        }
        let own = |cell: usize| decayed.iter().map(|table| table[cell / self.horizon]).collect::<Vec<_>>();
        let war = |cell: usize| self.analogues(cell).filter(|_| !no_history);
        (0..cells).map(|cell| self.pooled(&own(cell), (at + 1) * cells + cell, war(cell))).collect()
    }

    /// What the analogues say of a cell, if its country is at war.
    fn analogues(&self, cell: usize) -> Option<War<'_>> {
        let wars = self.wars.as_ref()?;
        let analogues = wars.of(cell / self.horizon, cell % self.horizon + 1, self.grid)?;
        Some((wars.settings, analogues))
    }

    fn pooled(&self, own: &[[f64; BINS]], row: usize, war: Option<War<'_>>) -> [f64; BINS] {
        let rest = 1.0 - war.map_or(0.0, |(settings, _)| settings.pool.sum());
        let decayed = own.iter().zip(&self.weights.decayed).map(|(bins, weight)| (*bins, rest * weight));
        let mut all: Vec<([f64; BINS], f64)> = decayed.collect();
        all.push((self.forest_bins(row), rest * self.weights.forest));
        all.push((self.boosted[row], rest * self.weights.boosted));
        if let Some((settings, analogues)) = war {
            all.extend(own.iter().copied().zip(settings.pool.decayed.iter().copied()));
            all.push((self.grid.shares_of_bins(analogues), settings.pool.analogues));
        }
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
