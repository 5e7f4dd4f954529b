//! Shares of the bins by boosted hazards: how likely is more than bin k, given that bin k is reached?
//!
//! A continuation-ratio model: ten questions a row, asked of all three types of violence together. A logistic regression answers
//! first, one fit for "anybody?" and one for all questions above; boosted trees, one set for all questions, add what it missed.

use rayon::prelude::*;

use crate::Group;
use crate::boost::{Binary, Boosted};
use crate::features::RowAt;
use crate::grid::{BINS, bin_of};
use crate::logit::{Logit, Rows};
use crate::quantised::Cuts;
use crate::rows::Known;
use crate::settings::{BoostSettings, LogitSettings};
use crate::source::Source;
use crate::terms::{READ, TERMS, terms};
use crate::thresholds::{Pair, WIDTH};

const EDGES: usize = BINS - 1;
/// Terms of the second regression: the first one's, and dummies for the edges after its first.
const UPPER: usize = TERMS + EDGES - 2;

/// Fitted hazards.
pub struct Hazards<'a> {
    sources: &'a [Source<'a>],
    base: Cuts,
    edge: Cuts,
    lower: Logit,
    upper: Logit,
    trees: Vec<Boosted>,
}

/// A row of a source and an edge that it reached.
#[derive(Clone, Copy)]
struct Reached {
    source: usize,
    row: usize,
    edge: usize,
}

/// Everything the fits read, one entry a [`Reached`].
struct Questions<'a> {
    sources: &'a [Source<'a>],
    reached: Vec<Reached>,
    happened: Vec<bool>,
    weights: Vec<f64>,
    pairs: Vec<Pair>,
}

impl<'a> Questions<'a> {
    fn ask(sources: &'a [Source<'a>]) -> Self {
        let bin = |one: &Reached| usize::from(bin_of(sources[one.source].known[one.row].deaths));
        let rows = || {
            (0..sources.len())
                .flat_map(|source| (0..sources[source].known.len()).map(move |row| (source, row)))
        };
        let reached: Vec<Reached> = (0..EDGES)
            .flat_map(|edge| rows().map(move |(source, row)| Reached { source, row, edge }))
            .filter(|one| bin(one) >= one.edge)
            .collect();
        // In units of the mean weight of the first target's rows.
        let first = &sources[0].known;
        let mean = first.iter().map(|row| f64::from(row.weight)).sum::<f64>() / first.len().max(1) as f64;
        let weight = |one: &Reached| {
            let source = &sources[one.source];
            source.weight * f64::from(source.known[one.row].weight) / mean
        };
        let pair = |one: &Reached| sources[one.source].pair(sources[one.source].known[one.row].at, one.edge);
        Self {
            sources,
            happened: reached.iter().map(|one| bin(one) > one.edge).collect(),
            weights: reached.iter().map(weight).collect(),
            pairs: reached.par_iter().map(pair).collect(),
            reached,
        }
    }

    fn row(&self, at: usize) -> &Known {
        &self.sources[self.reached[at].source].known[self.reached[at].row]
    }

    fn terms(&self, at: usize) -> [f64; TERMS] {
        let (source, row) = (&self.sources[self.reached[at].source], self.row(at).at);
        let mut read = [0.0; READ.len()];
        source.read.row(row, &mut read);
        terms(&self.pairs[at], &read, row.ahead, source.number)
    }

    /// Classes of all features, question after question: base features, number of the target, features of the edge.
    fn classes(&self, base: &Cuts, edge: &Cuts) -> Vec<u8> {
        let of_rows: Vec<Vec<u8>> =
            self.sources.iter().map(|source| base.classes(&source.base_rows())).collect();
        let width = base.features();
        let one = |(at, one): (usize, &Reached)| {
            let row = &of_rows[one.source][one.row * width..][..width];
            let number = self.sources[one.source].number as u8;
            [row, &[number], &edge.classes(&self.pairs[at].row())].concat()
        };
        self.reached.par_iter().enumerate().flat_map_iter(one).collect()
    }
}

impl<'a> Hazards<'a> {
    /// Fits to the rows of all sources. The same bits on any number of threads.
    pub fn fit(sources: &'a [Source<'a>], logit: &LogitSettings, boost: &BoostSettings, seed: u64) -> Self {
        let asked = Questions::ask(sources);
        let first = asked.reached.partition_point(|one| one.edge == 0);
        let all = asked.reached.len();
        let lower_terms: Vec<f64> = (0..first).into_par_iter().flat_map_iter(|at| asked.terms(at)).collect();
        let upper_terms: Vec<f64> = (first..all)
            .into_par_iter()
            .flat_map_iter(|at| upper(asked.terms(at), asked.reached[at].edge))
            .collect();
        let fit = |terms: &[f64], width: usize, from: usize, to: usize| {
            let (happened, weights) = (&asked.happened[from..to], &asked.weights[from..to]);
            Logit::fit(Rows { terms, width, standardised: TERMS, happened, weights }, logit.ridge)
        };
        let (lower, upper) =
            rayon::join(|| fit(&lower_terms, TERMS, 0, first), || fit(&upper_terms, UPPER, first, all));
        let mut start: Vec<f64> = lower_terms.par_chunks(TERMS).map(|row| lower.log_odds(row)).collect();
        start.par_extend(upper_terms.par_chunks(UPPER).map(|row| upper.log_odds(row)));
        let base_rows: Vec<f64> = sources.iter().flat_map(Source::base_rows).collect();
        let base = Cuts::choose(&base_rows, sources[0].base.len());
        let pair_rows: Vec<f64> = asked.pairs.iter().flat_map(Pair::row).collect();
        let edge = Cuts::choose(&pair_rows, WIDTH);
        let groups: Vec<u32> = (0..all).map(|at| asked.row(at).at.place as u32).collect();
        let classes = asked.classes(&base, &edge);
        let data = Binary {
            classes: &classes,
            features: base.features() + 1 + WIDTH,
            happened: &asked.happened,
            weights: &asked.weights,
            start: &start,
            groups: &groups,
            group_count: groups.iter().max().map_or(0, |last| *last as usize + 1),
        };
        let trees = (0..boost.repeats)
            .into_par_iter()
            .map(|repeat| Boosted::fit(data, boost, seed, repeat))
            .collect();
        Self { sources, base, edge, lower, upper, trees }
    }

    /// Shares of the bins of cells of one source, `without` a group of features.
    pub fn shares(&self, source: usize, cells: &[RowAt], without: Option<Group>) -> Vec<[f64; BINS]> {
        let source = &self.sources[source];
        let one = |at: &RowAt| {
            let (mut read, mut base) = ([0.0; READ.len()], vec![0.0; self.base.features()]);
            source.read.row_without(*at, without, &mut read);
            source.base.row_without(*at, without, &mut base);
            let base = self.base.classes(&base);
            let mut mean = [0.0; BINS];
            let asked: Vec<(f64, Vec<u8>)> = (0..EDGES)
                .map(|edge| {
                    let pair = match without {
                        Some(Group::OwnHistory) => source.thresholds.at_peace(edge),
                        _ => source.pair(*at, edge),
                    };
                    let terms = terms(&pair, &read, at.ahead, source.number);
                    let odds = match edge {
                        0 => self.lower.log_odds(&terms),
                        edge => self.upper.log_odds(&upper(terms, edge).collect::<Vec<_>>()),
                    };
                    let number = source.number as u8;
                    (odds, [&base[..], &[number], &self.edge.classes(&pair.row())].concat())
                })
                .collect();
            for trees in &self.trees {
                let mut reached = 1.0;
                for (edge, (odds, row)) in asked.iter().enumerate() {
                    let more = 1.0 / (1.0 + libm::exp(-(odds + trees.sum(row))));
                    mean[edge] += reached * (1.0 - more);
                    reached *= more;
                }
                mean[BINS - 1] += reached;
            }
            mean.map(|share| share / self.trees.len() as f64)
        };
        cells.par_iter().map(one).collect()
    }
}

/// Terms of the second regression: a dummy for each edge from the third on.
fn upper(terms: [f64; TERMS], edge: usize) -> impl Iterator<Item = f64> {
    let dummies = (2..EDGES).map(move |other| f64::from(u8::from(other == edge)));
    terms.into_iter().chain(dummies)
}
