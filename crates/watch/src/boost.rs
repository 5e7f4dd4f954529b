//! Boosted logistic trees (Friedman 2001; leaves by the second order, as in Chen & Guestrin 2016).

use rayon::prelude::*;

use crate::numbers::Numbers;
use crate::quantised::CLASSES;
use crate::settings::BoostSettings;
use crate::tree::{Tree, partition};

/// What the trees learn from.
#[derive(Debug, Clone, Copy)]
pub struct Binary<'a> {
    /// `rows x features` classes.
    pub classes: &'a [u8],
    /// Number of features.
    pub features: usize,
    /// Whether it happened.
    pub happened: &'a [bool],
    /// Weight of each row.
    pub weights: &'a [f64],
    /// Log odds that the trees add to.
    pub start: &'a [f64],
    /// Group of each row; a tree sees whole groups.
    pub groups: &'a [u32],
    /// Number of groups.
    pub group_count: usize,
}

/// Rows that are updated together by one thread.
const CHUNK: usize = 4096;

/// Trees with the value of each leaf.
#[derive(Debug)]
pub struct Boosted(Vec<(Tree, Vec<f64>)>);

impl Boosted {
    /// Sum of the leaves of a row of classes, log odds.
    pub fn sum(&self, row: &[u8]) -> f64 {
        self.0.iter().map(|(tree, values)| values[tree.leaf_of(row) as usize]).sum()
    }

    /// Fits the trees one after another; each `repeat` has luck of its own. The same bits on any number of threads.
    pub fn fit(data: Binary<'_>, settings: &BoostSettings, seed: u64, repeat: usize) -> Self {
        let rows = data.happened.len();
        let mut odds = data.start.to_vec();
        let mut slopes = vec![(0.0, 0.0); rows];
        let mut trees = Vec::with_capacity(settings.rounds);
        let mut grower = Grower::new(data, settings);
        for round in 0..settings.rounds {
            let mut numbers = Numbers::of(seed, "watch boosting", repeat * settings.rounds + round);
            let seen: Vec<bool> =
                (0..data.group_count).map(|_| numbers.uniform() < settings.country_share).collect();
            slopes.par_chunks_mut(CHUNK).enumerate().for_each(|(chunk, slopes)| {
                for (at, slope) in slopes.iter_mut().enumerate() {
                    let row = chunk * CHUNK + at;
                    if !seen[data.groups[row] as usize] {
                        continue;
                    }
                    let chance = 1.0 / (1.0 + libm::exp(-odds[row]));
                    let weight = data.weights[row];
                    *slope = (
                        weight * (f64::from(u8::from(data.happened[row])) - chance),
                        weight * chance * (1.0 - chance),
                    );
                }
            });
            let rows = (0..rows as u32).filter(|&row| seen[data.groups[row as usize] as usize]).collect();
            let (tree, values) = grower.grow(rows, &slopes, &mut odds, &mut numbers);
            odds.par_chunks_mut(CHUNK).enumerate().for_each(|(chunk, odds)| {
                // Rows that the tree saw have their leaf's value already.
                let from = chunk * CHUNK;
                let rows = data.classes[from * data.features..].chunks(data.features);
                for ((odds, row), group) in odds.iter_mut().zip(rows).zip(&data.groups[from..]) {
                    if !seen[*group as usize] {
                        *odds += values[tree.leaf_of(row) as usize];
                    }
                }
            });
            trees.push((tree, values));
        }
        Self(trees)
    }
}

/// Sums of first and second derivatives by feature (of those tried) and class.
type Histogram = Vec<[(f64, f64); CLASSES]>;

struct Waiting {
    node: u32,
    from: usize,
    to: usize,
    depth: usize,
    histogram: Option<Histogram>,
}

struct Grower<'a> {
    data: Binary<'a>,
    settings: &'a BoostSettings,
    features: Vec<u16>,
    tried: usize,
    spare: Vec<Histogram>,
}

impl<'a> Grower<'a> {
    fn new(data: Binary<'a>, settings: &'a BoostSettings) -> Self {
        let tried = (settings.feature_share * data.features as f64 + 0.5) as usize;
        Self {
            data,
            settings,
            features: (0..data.features as u16).collect(),
            tried: tried.clamp(1, data.features),
            spare: Vec::new(),
        }
    }

    /// Grows a tree on `rows` and adds the value of its leaf to the odds of each of them.
    fn grow(
        &mut self,
        mut rows: Vec<u32>,
        slopes: &[(f64, f64)],
        odds: &mut [f64],
        numbers: &mut Numbers,
    ) -> (Tree, Vec<f64>) {
        numbers.choose(&mut self.features, self.tried);
        let (mut tree, mut values, mut spare) = (Tree::default(), Vec::new(), Vec::new());
        let mut stack = vec![Waiting { node: 0, from: 0, to: rows.len(), depth: 0, histogram: None }];
        while let Some(Waiting { node, from, to, depth, histogram }) = stack.pop() {
            let (slope, curve) = total(&rows[from..to], slopes);
            let deep = depth >= self.settings.depth || curve < 2.0 * self.settings.least_leaf;
            let histogram = match (deep, histogram) {
                (true, histogram) => histogram,
                (false, Some(histogram)) => Some(histogram),
                (false, None) => Some(self.histogram(&rows[from..to], slopes)),
            };
            let best = if deep { None } else { histogram.as_ref().and_then(|h| self.best(h, slope, curve)) };
            let Some((feature, class)) = best else {
                tree.leaf(node);
                let value = self.settings.rate * slope / (curve + self.settings.ridge);
                rows[from..to].iter().for_each(|row| odds[*row as usize] += value);
                values.push(value);
                self.spare.extend(histogram);
                continue;
            };
            let data = self.data;
            let left = partition(&mut rows[from..to], &mut spare, |row| {
                data.classes[row as usize * data.features + usize::from(feature)] <= class
            });
            let (low, high) = tree.split(node, feature, class);
            let middle = from + left;
            let below = depth + 1 < self.settings.depth;
            let (of_low, of_high) = self.below(&rows, slopes, (from, middle, to), histogram, below);
            stack.push(Waiting { node: high, from: middle, to, depth: depth + 1, histogram: of_high });
            stack.push(Waiting { node: low, from, to: middle, depth: depth + 1, histogram: of_low });
        }
        (tree, values)
    }

    /// Histograms of the two sides: the smaller is counted, the other one is what is left.
    fn below(
        &mut self,
        rows: &[u32],
        slopes: &[(f64, f64)],
        (from, middle, to): (usize, usize, usize),
        histogram: Option<Histogram>,
        wanted: bool,
    ) -> (Option<Histogram>, Option<Histogram>) {
        let Some(mut rest) = histogram else { return (None, None) };
        if !wanted {
            self.spare.push(rest);
            return (None, None);
        }
        let low_is_smaller = middle - from <= to - middle;
        let smaller = if low_is_smaller { &rows[from..middle] } else { &rows[middle..to] };
        let counted = self.histogram(smaller, slopes);
        for (rest, counted) in rest.iter_mut().zip(&counted) {
            for (rest, counted) in rest.iter_mut().zip(counted) {
                rest.0 -= counted.0;
                rest.1 -= counted.1;
            }
        }
        if low_is_smaller { (Some(counted), Some(rest)) } else { (Some(rest), Some(counted)) }
    }

    fn histogram(&mut self, rows: &[u32], slopes: &[(f64, f64)]) -> Histogram {
        let mut sums = self.spare.pop().unwrap_or_else(|| vec![[(0.0, 0.0); CLASSES]; self.tried]);
        sums.iter_mut().for_each(|of| of.fill((0.0, 0.0)));
        let data = self.data;
        for &row in rows {
            let (slope, curve) = slopes[row as usize];
            let classes = &data.classes[row as usize * data.features..][..data.features];
            for (sums, &feature) in sums.iter_mut().zip(&self.features) {
                let sum = &mut sums[usize::from(classes[usize::from(feature)]) % CLASSES];
                sum.0 += slope;
                sum.1 += curve;
            }
        }
        sums
    }

    fn best(&self, histogram: &Histogram, slope: f64, curve: f64) -> Option<(u16, u8)> {
        let (ridge, least) = (self.settings.ridge, self.settings.least_leaf);
        let base = slope * slope / (curve + ridge);
        let (mut gain, mut best) = (1e-6, None);
        for (sums, &feature) in histogram.iter().zip(&self.features) {
            let mut left = (0.0, 0.0);
            for (class, sum) in sums.iter().enumerate() {
                left = (left.0 + sum.0, left.1 + sum.1);
                let right = (slope - left.0, curve - left.1);
                if left.1 < least {
                    continue;
                }
                if right.1 < least {
                    break;
                }
                let here = left.0 * left.0 / (left.1 + ridge) + right.0 * right.0 / (right.1 + ridge) - base;
                if here > gain {
                    (gain, best) = (here, Some((feature, class as u8)));
                }
            }
        }
        best
    }
}

fn total(rows: &[u32], slopes: &[(f64, f64)]) -> (f64, f64) {
    rows.iter().fold((0.0, 0.0), |(slope, curve), &row| {
        let (s, c) = slopes[row as usize];
        (slope + s, curve + c)
    })
}
