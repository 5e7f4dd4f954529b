//! The linear pool: shares of bins from all components, the shape within a bin from those that have one.

use crate::grid::{BINS, Grid};

/// Puts `bins` into the distribution `shape` (shares of the grid's values): within each bin the shape stays, its share becomes that of
/// `bins`. Where the shape has next to nothing in a bin, `fallback` lends it one.
pub fn with_bins(shape: &mut [f64], bins: &[f64; BINS], fallback: &[f64], grid: &Grid) {
    shape.iter_mut().zip(fallback).for_each(|(share, fallback)| *share += 1e-6 * fallback);
    let has = grid.shares_of_bins(shape);
    for (share, &bin) in shape.iter_mut().zip(grid.bins()) {
        let bin = usize::from(bin);
        *share = if has[bin] > 0.0 { *share * bins[bin] / has[bin] } else { 0.0 };
    }
}

/// Shares of bins under weights: `sum_j weight_j shares_j`.
pub fn pooled(shares: &[([f64; BINS], f64)]) -> [f64; BINS] {
    let mut out = [0.0; BINS];
    for (shares, weight) in shares {
        out.iter_mut().zip(shares).for_each(|(out, share)| *out += weight * share);
    }
    out
}

/// `draws` numbers of deaths that stand for a distribution: its quantiles at (i + 1/2) / draws, so that nothing is left to
/// luck.
///
/// # Examples
/// ```
/// use forefend_watch::{Grid, draws};
///
/// let grid = Grid::new();
/// let mut shares = vec![0.0; grid.len()];
/// (shares[0], shares[grid.place(57)]) = (0.5, 0.5);
/// let mut deaths = Vec::new();
/// draws(&shares, &grid, 4, &mut deaths);
/// assert_eq!(deaths, [0, 0, 57, 57]);
/// ```
pub fn draws(shares: &[f64], grid: &Grid, draws: usize, out: &mut Vec<u32>) {
    let total: f64 = shares.iter().sum();
    let (mut below, mut drawn) = (0.0, 0);
    for (share, &value) in shares.iter().zip(grid.values()) {
        below += share / total;
        // Half-open steps; the last value takes what rounding leaves.
        while drawn < draws && (drawn as f64 + 0.5) / draws as f64 <= below {
            out.push(value);
            drawn += 1;
        }
    }
    let last = shares.iter().rposition(|share| *share > 0.0).map_or(0, |at| grid.values()[at]);
    out.extend(std::iter::repeat_n(last, draws - drawn));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn draws_are_the_quantiles() {
        let grid = Grid::new();
        let mut shares = vec![0.0; grid.len()];
        (shares[0], shares[3], shares[70]) = (0.5, 0.25, 0.25);
        let mut out = Vec::new();
        draws(&shares, &grid, 8, &mut out);
        let high = grid.values()[70];
        assert_eq!(out, [0, 0, 0, 0, 3, 3, high, high]);
    }

    proptest! {
        #[test]
        fn bins_get_their_shares_and_draws_are_as_many_as_asked(
            shape in prop::collection::vec(0.0..1.0_f64, Grid::new().len()),
            raw in prop::collection::vec(0.001..1.0_f64, BINS),
            number in 1_usize..2000,
        ) {
            let grid = Grid::new();
            let total: f64 = raw.iter().sum();
            let bins: [f64; BINS] = std::array::from_fn(|bin| raw[bin] / total);
            let fallback = vec![1.0 / grid.len() as f64; grid.len()];
            let mut pooled = shape;
            with_bins(&mut pooled, &bins, &fallback, &grid);
            for (got, wanted) in grid.shares_of_bins(&pooled).iter().zip(bins) {
                prop_assert!((got - wanted).abs() < 1e-9);
            }
            let mut out = Vec::new();
            draws(&pooled, &grid, number, &mut out);
            prop_assert_eq!(out.len(), number);
            prop_assert!(out.windows(2).all(|pair| pair[0] <= pair[1]));
        }
    }
}
