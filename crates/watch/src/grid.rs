//! The numbers of deaths that a forecast distinguishes, and the bins it is scored by.
//!
//! Every number to 60, then steps of 3 % to 200,000. The bins are those of the VIEWS Prediction Challenge; no value of the grid
//! lies across an edge from the number it stands for, so that shares of bins stay exact.

use forefend_score::VIEWS_EDGES;

/// Number of bins: 0, 1-2, 3-5, 6-10, 11-25, 26-50, 51-100, 101-250, 251-500, 501-1,000, more.
pub const BINS: usize = 11;

/// The grid of values, ascending from 0.
///
/// # Examples
/// ```
/// use forefend_watch::{BINS, Grid, bin_of};
///
/// let grid = Grid::new();
/// // Every number to 60 has a place of its own.
/// assert_eq!(grid.values()[grid.place(57)], 57);
/// // One half on no death, one half on 57: the first bin and that of 51 to 100.
/// let mut shares = vec![0.0; grid.len()];
/// (shares[0], shares[grid.place(57)]) = (0.5, 0.5);
/// let bins: [f64; BINS] = grid.shares_of_bins(&shares);
/// assert_eq!((bins[0], bins[usize::from(bin_of(57))]), (0.5, 0.5));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    values: Vec<u32>,
    bins: Vec<u8>,
}

impl Default for Grid {
    fn default() -> Self {
        Self::new()
    }
}

impl Grid {
    /// The grid of every forecast.
    pub fn new() -> Self {
        let mut values: Vec<u32> = (0..=60).chain([100, 250, 500, 1000]).collect();
        let mut value = 60.0;
        while value < 2e5 {
            value *= 1.03;
            values.push(libm::round(value) as u32);
        }
        values.sort_unstable();
        values.dedup();
        let bins = values.iter().map(|&value| bin_of(value)).collect();
        Self { values, bins }
    }

    /// Number of values.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Never: the grid begins with 0.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The values, deaths in a month.
    pub fn values(&self) -> &[u32] {
        &self.values
    }

    /// Bin of each value.
    pub fn bins(&self) -> &[u8] {
        &self.bins
    }

    /// Place of the value nearest to `deaths` within its bin; what lies beyond the grid takes its last place.
    pub fn place(&self, deaths: u32) -> usize {
        let above = self.values.partition_point(|&value| value < deaths).min(self.values.len() - 1);
        let Some(below) = above.checked_sub(1) else { return above };
        let nearer = deaths.abs_diff(self.values[below]) < deaths.abs_diff(self.values[above]);
        if nearer && self.bins[below] == bin_of(deaths) { below } else { above }
    }

    /// Share of each bin under the distribution `shares` (one for each value).
    pub fn shares_of_bins(&self, shares: &[f64]) -> [f64; BINS] {
        let mut of = [0.0; BINS];
        for (share, &bin) in shares.iter().zip(&self.bins) {
            of[usize::from(bin)] += share;
        }
        of
    }
}

/// The bin that holds a number of deaths.
pub fn bin_of(deaths: u32) -> u8 {
    // The edges lie on halves: 0.5, 2.5, ...; none of 0 and infinity is an edge here.
    let inner = VIEWS_EDGES.iter().filter(|edge| **edge > 0.0 && edge.is_finite());
    inner.take_while(|edge| f64::from(deaths) > **edge).count() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_are_those_of_the_challenge_and_no_value_crosses_an_edge() {
        let grid = Grid::new();
        for (deaths, bin) in [
            (0, 0),
            (1, 1),
            (2, 1),
            (3, 2),
            (5, 2),
            (6, 3),
            (25, 4),
            (26, 5),
            (250, 7),
            (251, 8),
            (1000, 9),
            (1001, 10),
        ] {
            assert_eq!(bin_of(deaths), bin, "{deaths}");
        }
        for deaths in (0..3000).chain([40_000, 124_427]) {
            let value = grid.values()[grid.place(deaths)];
            assert_eq!(bin_of(value), bin_of(deaths), "{deaths} became {value}");
            assert!(f64::from(value.abs_diff(deaths)) <= 0.03 * f64::from(deaths), "{deaths} became {value}");
        }
    }
}
