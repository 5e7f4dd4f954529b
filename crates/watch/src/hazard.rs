//! Shares of the bins by boosted hazards: how likely is more than bin k, given that bin k is reached?
//!
//! A continuation-ratio model: ten questions a row. A logistic regression answers first, one fit for "anybody?" and one for all
//! questions above; boosted trees, one set for all questions, add what it missed.

use rayon::prelude::*;

use crate::Group;
use crate::boost::{Binary, Boosted};
use crate::features::{Features, RowAt};
use crate::grid::{BINS, bin_of};
use crate::logit::{Logit, Rows};
use crate::quantised::Cuts;
use crate::rows::Known;
use crate::settings::{BoostSettings, LogitSettings};
use crate::terms::{READ, TERMS, terms};
use crate::thresholds::{Pair, Thresholds, WIDTH};

const EDGES: usize = BINS - 1;
/// Terms of the second regression: the first one's, and dummies for the edges after its first.
const UPPER: usize = TERMS + EDGES - 2;

/// What the hazards are asked about: cells, and which group of features stands at peace, if any.
pub struct Cells<'a> {
    /// The cells.
    pub at: &'a [RowAt],
    /// Classes of the base features, cell after cell.
    pub classes: &'a [u8],
    /// The group left out.
    pub without: Option<Group>,
}

/// Fitted hazards.
pub struct Hazards<'a> {
    thresholds: Thresholds,
    read: Features<'a>,
    cuts: Cuts,
    lower: Logit,
    upper: Logit,
    trees: Boosted,
}

/// A row and an edge that it reached.
#[derive(Clone, Copy)]
struct Reached {
    row: usize,
    edge: usize,
}

impl<'a> Hazards<'a> {
    /// Fits to the rows; `classes` are those of their base features and `read` the features of [`READ`]. The same bits on any number of
    /// threads.
    pub fn fit(
        thresholds: Thresholds,
        read: Features<'a>,
        rows: &[Known],
        classes: &[u8],
        (logit, boost): (&LogitSettings, &BoostSettings),
        seed: u64,
    ) -> Self {
        debug_assert_eq!(read.len(), READ.len());
        let mean = rows.iter().map(|row| f64::from(row.weight)).sum::<f64>() / rows.len() as f64;
        let reached: Vec<Reached> = (0..EDGES)
            .flat_map(|edge| (0..rows.len()).map(move |row| Reached { row, edge }))
            .filter(|one| usize::from(bin_of(rows[one.row].deaths)) >= one.edge)
            .collect();
        let happened: Vec<bool> =
            reached.iter().map(|one| usize::from(bin_of(rows[one.row].deaths)) > one.edge).collect();
        let weights: Vec<f64> = reached.iter().map(|one| f64::from(rows[one.row].weight) / mean).collect();
        let of_row = read.rows(&rows.iter().map(|row| row.at).collect::<Vec<_>>());
        let pairs: Vec<Pair> = reached
            .par_iter()
            .map(|one| thresholds.pair(rows[one.row].at, one.edge, read.same_month(rows[one.row].at)))
            .collect();
        let term = |at: usize| {
            let one = reached[at];
            terms(&pairs[at], &of_row[one.row * READ.len()..][..READ.len()], rows[one.row].at.ahead)
        };
        let first = reached.partition_point(|one| one.edge == 0);
        let lower_terms: Vec<f64> = (0..first).into_par_iter().flat_map_iter(term).collect();
        let upper_terms: Vec<f64> = (first..reached.len())
            .into_par_iter()
            .flat_map_iter(|at| upper(term(at), reached[at].edge))
            .collect();
        let fit = |terms: &[f64], width: usize, from: usize, to: usize| {
            let (happened, weights) = (&happened[from..to], &weights[from..to]);
            Logit::fit(Rows { terms, width, standardised: TERMS, happened, weights }, logit.ridge)
        };
        let (lower, upper) = rayon::join(
            || fit(&lower_terms, TERMS, 0, first),
            || fit(&upper_terms, UPPER, first, reached.len()),
        );
        let mut start: Vec<f64> = lower_terms.par_chunks(TERMS).map(|row| lower.log_odds(row)).collect();
        start.par_extend(upper_terms.par_chunks(UPPER).map(|row| upper.log_odds(row)));
        let raw: Vec<f64> = pairs.iter().flat_map(Pair::row).collect();
        let cuts = Cuts::choose(&raw, WIDTH);
        let of_pair = cuts.classes(&raw);
        let base = read_base(classes, rows.len());
        let all: Vec<u8> = reached
            .iter()
            .enumerate()
            .flat_map(|(at, one)| {
                [&classes[one.row * base..][..base], &of_pair[at * WIDTH..][..WIDTH]].concat()
            })
            .collect();
        let groups: Vec<u32> = reached.iter().map(|one| rows[one.row].at.place as u32).collect();
        let data = Binary {
            classes: &all,
            features: base + WIDTH,
            happened: &happened,
            weights: &weights,
            start: &start,
            groups: &groups,
            group_count: groups.iter().max().map_or(0, |last| *last as usize + 1),
        };
        let trees = Boosted::fit(data, boost, seed);
        Self { thresholds, read, cuts, lower, upper, trees }
    }

    /// Shares of the bins of each cell.
    pub fn shares(&self, cells: &Cells<'_>) -> Vec<[f64; BINS]> {
        let base = read_base(cells.classes, cells.at.len());
        let one = |(at, classes): (&RowAt, &[u8])| {
            let mut read = [0.0; READ.len()];
            self.read.row_without(*at, cells.without, &mut read);
            let (mut reached, mut shares) = (1.0, [0.0; BINS]);
            for edge in 0..EDGES {
                let pair = match cells.without {
                    Some(Group::OwnHistory) => self.thresholds.at_peace(edge),
                    _ => self.thresholds.pair(*at, edge, self.read.same_month(*at)),
                };
                let terms = terms(&pair, &read, at.ahead);
                let odds = match edge {
                    0 => self.lower.log_odds(&terms),
                    edge => self.upper.log_odds(&upper(terms, edge).collect::<Vec<_>>()),
                };
                let row = [classes, &self.cuts.classes(&pair.row())].concat();
                let more = 1.0 / (1.0 + libm::exp(-(odds + self.trees.sum(&row))));
                shares[edge] = reached * (1.0 - more);
                reached *= more;
            }
            shares[BINS - 1] = reached;
            shares
        };
        cells.at.par_iter().zip(cells.classes.par_chunks(base)).map(one).collect()
    }
}

fn read_base(classes: &[u8], rows: usize) -> usize {
    classes.len() / rows.max(1)
}

/// Terms of the second regression: a dummy for each edge from the third on.
fn upper(terms: [f64; TERMS], edge: usize) -> impl Iterator<Item = f64> {
    let dummies = (2..EDGES).map(move |other| f64::from(u8::from(other == edge)));
    terms.into_iter().chain(dummies)
}
