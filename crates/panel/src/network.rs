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

/// Sparse, weighted links from the units of one list to those of another (or of the same) list, in
/// compressed-row form.
///
/// Row `i` lists the units whose values reach unit `i`. Positions are those of the lists of units the
/// links were aligned to; ids, not positions, are what files hold.
///
/// # Examples
/// ```
/// use forefend_panel::Adjacency;
///
/// // What happens in the second and third unit reaches the first.
/// let near = Adjacency::from_links(3, &[(0, 1, 1.0), (0, 2, 0.5)]);
/// let mut sums = [0.0; 3];
/// near.sum_over_neighbours(&[0.0, 1.0, 4.0], &mut sums);
/// assert_eq!(sums, [3.0, 0.0, 0.0]);
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(try_from = "StoredLinks", into = "StoredLinks")]
pub struct Adjacency {
    columns: usize,
    offsets: Vec<u32>,
    targets: Vec<u32>,
    weights: Vec<f64>,
    /// The same links by the unit that values come from: where it starts, then whom it reaches with what weight.
    sources: Vec<u32>,
    reached: Vec<(u32, f64)>,
}

/// Links as they are written: how many units there are, and `(row, column, weight)` of each link.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredLinks {
    rows: usize,
    columns: usize,
    links: Vec<(usize, usize, f64)>,
}

/// Most units of stored links: more than any axis may have.
const MOST_STORED: usize = 1 << 20;

impl TryFrom<StoredLinks> for Adjacency {
    type Error = String;

    fn try_from(stored: StoredLinks) -> Result<Self, String> {
        let StoredLinks { rows, columns, links } = stored;
        if rows.max(columns) > MOST_STORED {
            return Err(format!("links between {rows} and {columns} units, more than {MOST_STORED}"));
        }
        match links.iter().find(|link| link.0 >= rows || link.1 >= columns || !link.2.is_finite()) {
            Some(link) => Err(format!("{link:?} is no link between {rows} and {columns} units")),
            None => Ok(Self::between(rows, columns, &links)),
        }
    }
}

impl From<Adjacency> for StoredLinks {
    fn from(links: Adjacency) -> Self {
        let of_row = |row| links.neighbours(row).map(move |(column, weight)| (row, column, weight));
        let all = (0..links.len()).flat_map(of_row).collect();
        Self { rows: links.len(), columns: links.columns, links: all }
    }
}

impl Adjacency {
    /// A network over one list of `n` units from `(row, column, weight)` links; links are sorted, so the result
    /// does not depend on their order. Links outside `0..n` are left out, and so are links of a unit to itself.
    pub fn from_links(n: usize, links: &[(usize, usize, f64)]) -> Self {
        let others: Vec<_> = links.iter().copied().filter(|&(row, column, _)| row != column).collect();
        Self::between(n, n, &others)
    }

    /// Links between two lists: values of `columns` units reach `rows` units. Of links given twice the one of
    /// smallest weight is kept; links outside the lists are left out.
    pub fn between(rows: usize, columns: usize, links: &[(usize, usize, f64)]) -> Self {
        let mut sorted: Vec<_> =
            links.iter().copied().filter(|&(row, column, _)| row < rows && column < columns).collect();
        sorted.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
        sorted.dedup_by_key(|link| (link.0, link.1));
        let offsets = starts(rows, sorted.iter().map(|link| link.0));
        let sources = starts(columns, sorted.iter().map(|link| link.1));
        let mut by_source = sorted.clone();
        by_source.sort_by_key(|link| (link.1, link.0));
        Self {
            columns,
            offsets,
            targets: sorted.iter().map(|link| link.1 as u32).collect(),
            weights: sorted.iter().map(|link| link.2).collect(),
            sources,
            reached: by_source.iter().map(|link| (link.0 as u32, link.2)).collect(),
        }
    }

    /// The same links the other way: values of this one's rows reach its columns.
    pub fn transposed(&self) -> Self {
        let links: Vec<_> = (0..self.len())
            .flat_map(|row| self.neighbours(row).map(move |(column, weight)| (column, row, weight)))
            .collect();
        Self::between(self.columns, self.len(), &links)
    }

    /// Number of units that values come from.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Number of links.
    pub fn links(&self) -> usize {
        self.targets.len()
    }

    /// Number of units that values reach.
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

    /// Weighted sum over neighbours of `values` (length `columns()`), written to `out` (length `len()`).
    /// A missing neighbour (NaN) counts as nothing; a unit without neighbours gets 0.
    ///
    /// Design: most of what is summed is an event that few units have (who is at war?), so each value that is not zero
    /// goes to those it reaches, and the zeros cost nothing. Every sum has the same terms in the same order as if each
    /// unit asked its neighbours, and adding a zero changes no bit.
    pub fn sum_over_neighbours(&self, values: &[f64], out: &mut [f64]) {
        out.fill(0.0);
        for (chunk, values) in values.chunks(64).enumerate() {
            // Which of 64 values count, as a whole number: who is at war is hard to predict, how many of 64 less so.
            let mut counting =
                values.iter().rev().fold(0u64, |mask, &value| mask << 1 | u64::from(counts(value)));
            while counting != 0 {
                let place = counting.trailing_zeros() as usize;
                counting &= counting - 1;
                let source = chunk * 64 + place;
                let range = self.sources[source] as usize..self.sources[source + 1] as usize;
                for &(row, weight) in &self.reached[range] {
                    out[row as usize] += weight * values[place];
                }
            }
        }
    }
}

/// Neither zero nor missing.
fn counts(value: f64) -> bool {
    (value.abs().to_bits().wrapping_sub(1)) < f64::INFINITY.to_bits()
}

/// Where the links of each of `units` start when they are sorted by `numbers`, and where the last end.
fn starts(units: usize, numbers: impl Iterator<Item = usize>) -> Vec<u32> {
    let mut starts = vec![0u32; units + 1];
    numbers.for_each(|number| starts[number + 1] += 1);
    for unit in 0..units {
        starts[unit + 1] += starts[unit];
    }
    starts
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

    #[test]
    fn links_between_two_lists_run_both_ways() {
        // Units 0 and 1 belong to group 0, unit 2 to group 1, unit 3 to none.
        let groups = Adjacency::between(2, 4, &[(0, 0, 1.0), (0, 1, 1.0), (1, 2, 1.0)]);
        let mut of_groups = [0.0; 2];
        groups.sum_over_neighbours(&[1.0, 2.0, 4.0, 8.0], &mut of_groups);
        assert_eq!(of_groups, [3.0, 4.0]);
        let mut of_units = [0.0; 4];
        groups.transposed().sum_over_neighbours(&of_groups, &mut of_units);
        assert_eq!(of_units, [3.0, 3.0, 4.0, 0.0]);
        assert_eq!(groups.transposed().transposed(), groups);
    }
}
