//! A distributional forest: the forecast of a row is the mean, over trees, of the outcomes of its leaf (quantile regression
//! forest, Meinshausen 2006, on trees of random splits, Breiman 2001).

use rayon::prelude::*;

use crate::grid::{BINS, Grid, bin_of};
use crate::numbers::Numbers;
use crate::quantised::CLASSES;
use crate::settings::{ForestSettings, Split};
use crate::tree::{Tree, partition};

/// What the forest learns from: classes of features row by row, deaths and weights.
#[derive(Debug, Clone, Copy)]
pub struct Sample<'a> {
    /// `rows x features` classes.
    pub classes: &'a [u8],
    /// Number of features.
    pub features: usize,
    /// Deaths of each row.
    pub deaths: &'a [u32],
    /// Weight of each row.
    pub weights: &'a [u32],
}

impl Sample<'_> {
    fn class(&self, row: u32, feature: u16) -> u8 {
        self.classes[row as usize * self.features + usize::from(feature)]
    }
}

/// A tree, and the shares of grid values in each leaf.
struct Grown {
    tree: Tree,
    starts: Vec<u32>,
    shares: Vec<(u16, f32)>,
}

/// Grows the forest and forecasts `asked` (rows of classes): shares of the grid's values, row after row. The same bits on any
/// number of threads.
pub fn forecast(
    sample: Sample<'_>,
    asked: &[u8],
    grid: &Grid,
    settings: &ForestSettings,
    seed: u64,
) -> Vec<f64> {
    let shared = Shared::new(sample, grid);
    let trees: Vec<Grown> = (0..settings.trees)
        .into_par_iter()
        .map(|tree| Grower::new(&shared, settings, Numbers::of(seed, "watch forest", tree)).grow())
        .collect();
    let mut out = vec![0.0; asked.len() / sample.features * grid.len()];
    out.par_chunks_mut(grid.len()).zip(asked.par_chunks(sample.features)).for_each(|(out, row)| {
        for grown in &trees {
            let leaf = grown.tree.leaf_of(row) as usize;
            for &(place, share) in &grown.shares[grown.starts[leaf] as usize..grown.starts[leaf + 1] as usize]
            {
                out[usize::from(place)] += f64::from(share);
            }
        }
        out.iter_mut().for_each(|share| *share /= settings.trees as f64);
    });
    out
}

/// What all trees read.
struct Shared<'a> {
    sample: Sample<'a>,
    bins: Vec<u8>,
    logs: Vec<f64>,
    places: Vec<u16>,
    /// `x ln x` of every weight a node can have.
    entropy: Vec<f64>,
}

impl<'a> Shared<'a> {
    fn new(sample: Sample<'a>, grid: &Grid) -> Self {
        let all: u32 = sample.weights.iter().sum();
        let entropy = |weight: u32| match weight {
            0 => 0.0,
            weight => f64::from(weight) * libm::log(f64::from(weight)),
        };
        Self {
            sample,
            bins: sample.deaths.iter().map(|deaths| bin_of(*deaths)).collect(),
            logs: sample.deaths.iter().map(|deaths| libm::log1p(f64::from(*deaths))).collect(),
            places: sample.deaths.iter().map(|deaths| grid.place(*deaths) as u16).collect(),
            entropy: (0..=all).map(entropy).collect(),
        }
    }
}

/// The best split so far.
#[derive(Clone, Copy)]
struct Best {
    gain: f64,
    feature: u16,
    class: u8,
}

struct Grower<'a> {
    shared: &'a Shared<'a>,
    settings: &'a ForestSettings,
    numbers: Numbers,
    features: Vec<u16>,
    /// Weight by tried feature, class and bin.
    weights: Vec<[[u32; BINS]; CLASSES]>,
    /// Sum of weighted logs by tried feature and class.
    sums: Vec<[f64; CLASSES]>,
    occupied: Vec<u64>,
    grown: Grown,
}

impl<'a> Grower<'a> {
    fn new(shared: &'a Shared<'a>, settings: &'a ForestSettings, numbers: Numbers) -> Self {
        let tried = settings.tried.min(shared.sample.features);
        Self {
            shared,
            settings,
            numbers,
            features: (0..shared.sample.features as u16).collect(),
            weights: vec![[[0; BINS]; CLASSES]; tried],
            sums: vec![[0.0; CLASSES]; tried],
            occupied: vec![0; tried],
            grown: Grown { tree: Tree::default(), starts: vec![0], shares: Vec::new() },
        }
    }

    fn grow(mut self) -> Grown {
        let all = 0..self.shared.sample.deaths.len() as u32;
        let mut rows: Vec<u32> = all.filter(|_| self.numbers.uniform() < self.settings.share).collect();
        let mut spare = Vec::new();
        let mut stack = vec![(0, 0, rows.len(), 0)];
        while let Some((node, from, to, depth)) = stack.pop() {
            let best = if depth < self.settings.depth { self.split(&rows[from..to]) } else { None };
            let Some(best) = best else {
                self.grown.tree.leaf(node);
                self.leaf(&rows[from..to]);
                continue;
            };
            let sample = self.shared.sample;
            let left = partition(&mut rows[from..to], &mut spare, |row| {
                sample.class(row, best.feature) <= best.class
            });
            let (low, high) = self.grown.tree.split(node, best.feature, best.class);
            stack.push((high, from + left, to, depth + 1));
            stack.push((low, from, from + left, depth + 1));
        }
        self.grown
    }

    fn leaf(&mut self, rows: &[u32]) {
        let weight = |row: u32| self.shared.sample.weights[row as usize];
        let total = rows.iter().map(|&row| weight(row)).sum::<u32>() as f32;
        let mut found: Vec<(u16, u32)> =
            rows.iter().map(|&row| (self.shared.places[row as usize], weight(row))).collect();
        found.sort_unstable();
        for group in found.chunk_by(|a, b| a.0 == b.0) {
            let weight: u32 = group.iter().map(|(_, weight)| weight).sum();
            self.grown.shares.push((group[0].0, weight as f32 / total));
        }
        self.grown.starts.push(self.grown.shares.len() as u32);
    }

    /// The best split of a node among features drawn at random; none where the node is pure or too light.
    fn split(&mut self, rows: &[u32]) -> Option<Best> {
        let (sample, shared) = (self.shared.sample, self.shared);
        let mut total = [0_u32; BINS];
        for &row in rows {
            total[usize::from(shared.bins[row as usize])] += sample.weights[row as usize];
        }
        let weight: u32 = total.iter().sum();
        let pure = match self.settings.split {
            Split::Entropy => total.contains(&weight),
            Split::Variance => {
                rows.windows(2).all(|two| shared.logs[two[0] as usize] == shared.logs[two[1] as usize])
            }
        };
        if pure || weight < 2 * self.settings.least_leaf {
            return None;
        }
        let tried = self.weights.len();
        self.numbers.choose(&mut self.features, tried);
        self.fill(rows);
        let mut best = Best { gain: 1e-9, feature: 0, class: 0 };
        let mut found = false;
        for at in 0..tried {
            let better = match self.settings.split {
                Split::Entropy => self.by_entropy(at, &total, weight, &mut best),
                Split::Variance => self.by_variance(at, weight, &mut best),
            };
            if better {
                best.feature = self.features[at];
                found = true;
            }
        }
        found.then_some(best)
    }

    fn fill(&mut self, rows: &[u32]) {
        let (sample, shared) = (self.shared.sample, self.shared);
        for (weights, occupied) in self.weights.iter_mut().zip(&mut self.occupied) {
            for class in Occupied(*occupied) {
                weights[class] = [0; BINS];
            }
            *occupied = 0;
        }
        let variance = self.settings.split == Split::Variance;
        if variance {
            self.sums.iter_mut().for_each(|sums| sums.fill(0.0));
        }
        for &row in rows {
            let classes = &sample.classes[row as usize * sample.features..][..sample.features];
            let (weight, bin) = (sample.weights[row as usize], usize::from(shared.bins[row as usize]));
            for (at, &feature) in self.features[..self.weights.len()].iter().enumerate() {
                let class = usize::from(classes[usize::from(feature)]);
                self.weights[at][class][bin] += weight;
                self.occupied[at] |= 1 << class;
                if variance {
                    self.sums[at][class] += f64::from(weight) * shared.logs[row as usize];
                }
            }
        }
    }

    fn by_entropy(&self, at: usize, total: &[u32; BINS], weight: u32, best: &mut Best) -> bool {
        let table = &self.shared.entropy;
        let term = |weight: u32| table[weight as usize];
        let base: f64 = total.iter().map(|&weight| term(weight)).sum::<f64>() - term(weight);
        let (mut left, mut light, mut better) = ([0_u32; BINS], 0, false);
        for class in Occupied(self.occupied[at]) {
            for (left, here) in left.iter_mut().zip(&self.weights[at][class]) {
                *left += here;
            }
            light = left.iter().sum::<u32>();
            if light < self.settings.least_leaf {
                continue;
            }
            if weight - light < self.settings.least_leaf {
                break;
            }
            let mut gain = -term(light) - term(weight - light) - base;
            for (left, total) in left.iter().zip(total) {
                gain += term(*left) + term(total - left);
            }
            if gain > best.gain {
                (best.gain, best.class, better) = (gain, class as u8, true);
            }
        }
        debug_assert!(light <= weight);
        better
    }

    fn by_variance(&self, at: usize, weight: u32, best: &mut Best) -> bool {
        let all: f64 = Occupied(self.occupied[at]).map(|class| self.sums[at][class]).sum();
        let base = all * all / f64::from(weight);
        let (mut left, mut light, mut better) = (0.0, 0, false);
        for class in Occupied(self.occupied[at]) {
            left += self.sums[at][class];
            light += self.weights[at][class].iter().sum::<u32>();
            if light < self.settings.least_leaf {
                continue;
            }
            if weight - light < self.settings.least_leaf {
                break;
            }
            let right = all - left;
            let gain = left * left / f64::from(light) + right * right / f64::from(weight - light) - base;
            if gain > best.gain {
                (best.gain, best.class, better) = (gain, class as u8, true);
            }
        }
        better
    }
}

/// The places of the bits set, ascending.
struct Occupied(u64);

impl Iterator for Occupied {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        if self.0 == 0 {
            return None;
        }
        let at = self.0.trailing_zeros() as usize;
        self.0 &= self.0 - 1;
        Some(at)
    }
}
