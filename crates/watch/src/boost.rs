//! Gradient boosting of trees under the log loss (Friedman 2001), with second-order leaves and splits (Chen & Guestrin 2016).
//!
//! Each round takes the gradient and the hessian of the log likelihood in every row's log odds, grows a tree that splits where the
//! gain is greatest, and moves the rows of a leaf by a Newton step, shrunk by the learning rate.

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

/// The log likelihood of rows as a function of one change of all their log odds, to the second order.
#[derive(Debug, Clone, Copy, Default)]
struct Derivatives {
    /// First derivative: weighted outcome minus weighted probability.
    gradient: f64,
    /// Second derivative with its sign turned: weighted variance of the outcome.
    hessian: f64,
}

impl Derivatives {
    fn at(log_odds: f64, happened: bool, weight: f64) -> Self {
        let probability = 1.0 / (1.0 + libm::exp(-log_odds));
        Self {
            gradient: weight * (f64::from(u8::from(happened)) - probability),
            hessian: weight * probability * (1.0 - probability),
        }
    }

    fn plus(self, other: Self) -> Self {
        Self { gradient: self.gradient + other.gradient, hessian: self.hessian + other.hessian }
    }

    fn minus(self, other: Self) -> Self {
        Self { gradient: self.gradient - other.gradient, hessian: self.hessian - other.hessian }
    }

    /// Twice what the best step of a leaf gains, under an L2 penalty on its value.
    fn score(self, ridge: f64) -> f64 {
        self.gradient * self.gradient / (self.hessian + ridge)
    }
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
        let mut log_odds = data.start.to_vec();
        let mut derivatives = vec![Derivatives::default(); rows];
        let mut trees = Vec::with_capacity(settings.rounds);
        let mut grower = Grower::new(data, settings);
        for round in 0..settings.rounds {
            let mut numbers = Numbers::of(seed, "watch boosting", repeat * settings.rounds + round);
            let seen: Vec<bool> =
                (0..data.group_count).map(|_| numbers.uniform() < settings.country_share).collect();
            derivatives.par_chunks_mut(CHUNK).enumerate().for_each(|(chunk, derivatives)| {
                for (at, of_row) in derivatives.iter_mut().enumerate() {
                    let row = chunk * CHUNK + at;
                    if seen[data.groups[row] as usize] {
                        *of_row = Derivatives::at(log_odds[row], data.happened[row], data.weights[row]);
                    }
                }
            });
            let rows = (0..rows as u32).filter(|&row| seen[data.groups[row as usize] as usize]).collect();
            let (tree, values) = grower.grow(rows, &derivatives, &mut log_odds, &mut numbers);
            log_odds.par_chunks_mut(CHUNK).enumerate().for_each(|(chunk, log_odds)| {
                // Rows that the tree saw have their leaf's value already.
                let from = chunk * CHUNK;
                let rows = data.classes[from * data.features..].chunks(data.features);
                for ((log_odds, row), group) in log_odds.iter_mut().zip(rows).zip(&data.groups[from..]) {
                    if !seen[*group as usize] {
                        *log_odds += values[tree.leaf_of(row) as usize];
                    }
                }
            });
            trees.push((tree, values));
        }
        Self(trees)
    }
}

/// Sums of derivatives by feature (of those tried) and class.
type Histogram = Vec<[Derivatives; CLASSES]>;

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

    /// Grows a tree on `rows` and adds the value of its leaf to the log odds of each of them.
    fn grow(
        &mut self,
        mut rows: Vec<u32>,
        derivatives: &[Derivatives],
        log_odds: &mut [f64],
        numbers: &mut Numbers,
    ) -> (Tree, Vec<f64>) {
        numbers.choose(&mut self.features, self.tried);
        let (mut tree, mut values, mut spare) = (Tree::default(), Vec::new(), Vec::new());
        let mut stack = vec![Waiting { node: 0, from: 0, to: rows.len(), depth: 0, histogram: None }];
        while let Some(Waiting { node, from, to, depth, histogram }) = stack.pop() {
            let sum = total(&rows[from..to], derivatives);
            let deep = depth >= self.settings.depth || sum.hessian < 2.0 * self.settings.least_leaf;
            let histogram = match (deep, histogram) {
                (true, histogram) => histogram,
                (false, Some(histogram)) => Some(histogram),
                (false, None) => Some(self.histogram(&rows[from..to], derivatives)),
            };
            let best = if deep { None } else { histogram.as_ref().and_then(|h| self.best_split(h, sum)) };
            let Some((feature, class)) = best else {
                tree.leaf(node);
                let value = self.settings.rate * sum.gradient / (sum.hessian + self.settings.ridge);
                rows[from..to].iter().for_each(|row| log_odds[*row as usize] += value);
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
            let (of_low, of_high) = self.below(derivatives, rows[from..to].split_at(left), histogram, below);
            stack.push(Waiting { node: high, from: middle, to, depth: depth + 1, histogram: of_high });
            stack.push(Waiting { node: low, from, to: middle, depth: depth + 1, histogram: of_low });
        }
        (tree, values)
    }

    /// Histograms of the two sides: the smaller is counted, the other one is what is left.
    fn below(
        &mut self,
        derivatives: &[Derivatives],
        (low, high): (&[u32], &[u32]),
        histogram: Option<Histogram>,
        wanted: bool,
    ) -> (Option<Histogram>, Option<Histogram>) {
        let Some(mut rest) = histogram else { return (None, None) };
        if !wanted {
            self.spare.push(rest);
            return (None, None);
        }
        let low_is_smaller = low.len() <= high.len();
        let smaller = if low_is_smaller { low } else { high };
        let counted = self.histogram(smaller, derivatives);
        for (rest, counted) in rest.iter_mut().zip(&counted) {
            for (rest, counted) in rest.iter_mut().zip(counted) {
                *rest = rest.minus(*counted);
            }
        }
        if low_is_smaller { (Some(counted), Some(rest)) } else { (Some(rest), Some(counted)) }
    }

    fn histogram(&mut self, rows: &[u32], derivatives: &[Derivatives]) -> Histogram {
        let mut sums =
            self.spare.pop().unwrap_or_else(|| vec![[Derivatives::default(); CLASSES]; self.tried]);
        sums.iter_mut().for_each(|of| of.fill(Derivatives::default()));
        let data = self.data;
        for &row in rows {
            let of_row = derivatives[row as usize];
            let classes = &data.classes[row as usize * data.features..][..data.features];
            for (sums, &feature) in sums.iter_mut().zip(&self.features) {
                let sum = &mut sums[usize::from(classes[usize::from(feature)]) % CLASSES];
                *sum = sum.plus(of_row);
            }
        }
        sums
    }

    /// The split of greatest gain that leaves both sides hessian enough; none where no split gains.
    fn best_split(&self, histogram: &Histogram, all: Derivatives) -> Option<(u16, u8)> {
        let (ridge, least) = (self.settings.ridge, self.settings.least_leaf);
        let unsplit = all.score(ridge);
        let (mut greatest, mut best) = (1e-6, None);
        for (sums, &feature) in histogram.iter().zip(&self.features) {
            let mut left = Derivatives::default();
            for (class, sum) in sums.iter().enumerate() {
                left = left.plus(*sum);
                let right = all.minus(left);
                if left.hessian < least {
                    continue;
                }
                if right.hessian < least {
                    break;
                }
                let gain = left.score(ridge) + right.score(ridge) - unsplit;
                if gain > greatest {
                    (greatest, best) = (gain, Some((feature, class as u8)));
                }
            }
        }
        best
    }
}

fn total(rows: &[u32], derivatives: &[Derivatives]) -> Derivatives {
    rows.iter().fold(Derivatives::default(), |sum, &row| sum.plus(derivatives[row as usize]))
}
