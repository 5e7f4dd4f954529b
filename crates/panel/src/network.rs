//! Sparse networks between units: who is a neighbour of whom.
use serde::{Deserialize, Serialize};

use crate::{CountryId, Year};

/// A directed link of a network during a spell of years: what happens in `from` reaches `to`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// Where it starts.
    pub from: CountryId,
    /// Where it ends.
    pub to: CountryId,
    /// First year.
    pub first: Year,
    /// Last year; none = still there.
    pub last: Option<Year>,
    /// Weight, at least 0.
    pub weight: f64,
}

impl Link {
    /// Whether the link holds in `year`.
    pub fn contains(&self, year: Year) -> bool {
        self.first <= year && self.last.is_none_or(|last| year <= last)
    }
}

/// A sparse, weighted, directed adjacency over `n` positions in compressed-row form.
///
/// Row `i` lists the units whose values reach unit `i`. Positions are those of the list of units the
/// adjacency was aligned to; ids, not positions, are what files hold.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Adjacency {
    offsets: Vec<u32>,
    targets: Vec<u32>,
    weights: Vec<f64>,
}

impl Adjacency {
    /// Builds from `(row, column, weight)` links over `n` positions; links are sorted, so the result does
    /// not depend on their order. Links outside `0..n` are left out, and so are links of a unit to itself.
    pub fn from_links(n: usize, links: &[(usize, usize, f64)]) -> Self {
        let mut sorted: Vec<_> = links
            .iter()
            .copied()
            .filter(|&(row, column, _)| row < n && column < n && row != column)
            .collect();
        sorted.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
        sorted.dedup_by_key(|link| (link.0, link.1));
        let mut offsets = vec![0u32; n + 1];
        for &(row, _, _) in &sorted {
            offsets[row + 1] += 1;
        }
        for row in 0..n {
            offsets[row + 1] += offsets[row];
        }
        Self {
            offsets,
            targets: sorted.iter().map(|link| link.1 as u32).collect(),
            weights: sorted.iter().map(|link| link.2).collect(),
        }
    }

    /// Number of units.
    pub fn len(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// True when there are no units.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The neighbours of the unit at `row` with their weights.
    pub fn neighbours(&self, row: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let range = self.offsets[row] as usize..self.offsets[row + 1] as usize;
        self.targets[range.clone()]
            .iter()
            .map(|&target| target as usize)
            .zip(self.weights[range].iter().copied())
    }

    /// Weighted sum over neighbours of `values` (length `len()`), written to `out` (same length).
    /// A missing neighbour (NaN) counts as nothing; a unit without neighbours gets 0.
    pub fn sum_over_neighbours(&self, values: &[f64], out: &mut [f64]) {
        for (row, slot) in out.iter_mut().enumerate().take(self.len()) {
            let mut total = 0.0;
            for (target, weight) in self.neighbours(row) {
                let value = values[target];
                if !value.is_nan() {
                    total += weight * value;
                }
            }
            *slot = total;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_skip_missing_neighbours_and_order_of_links_does_not_matter() {
        let links = [(0, 1, 1.0), (0, 2, 2.0), (1, 0, 1.0), (2, 2, 1.0), (0, 9, 1.0)];
        let mut reversed = links;
        reversed.reverse();
        let a = Adjacency::from_links(3, &links);
        assert_eq!(a, Adjacency::from_links(3, &reversed));
        let mut out = [0.0; 3];
        a.sum_over_neighbours(&[5.0, f64::NAN, 7.0], &mut out);
        assert_eq!(out, [14.0, 5.0, 0.0]);
    }
}
