//! Shares of the bins by boosted hazards: how likely is more than bin k, given that bin k is reached?
//!
//! One set of trees learns all ten questions, the bin being one more feature (a continuation-ratio model, Agresti 2010, ch. 4, with
//! trees for its odds).

use rayon::prelude::*;

use crate::boost::{Binary, Boosted};
use crate::forest::Sample;
use crate::grid::{BINS, bin_of};
use crate::settings::BoostSettings;

/// Fits the hazards and forecasts `asked` (rows of classes): shares of the bins of each. `places` is the country of each row
/// of the sample.
pub fn forecast(
    sample: Sample<'_>,
    places: &[u32],
    asked: &[u8],
    settings: &BoostSettings,
    seed: u64,
) -> Vec<[f64; BINS]> {
    let features = sample.features + 1;
    let start = start(sample);
    let mut expanded = Expanded::default();
    for bin in 0..BINS - 1 {
        for (row, &deaths) in sample.deaths.iter().enumerate() {
            let reached = usize::from(bin_of(deaths));
            if reached >= bin {
                let classes = &sample.classes[row * sample.features..][..sample.features];
                expanded.classes.extend_from_slice(classes);
                expanded.classes.push(bin as u8);
                expanded.happened.push(reached > bin);
                expanded.weights.push(f64::from(sample.weights[row]));
                expanded.start.push(start[bin]);
                expanded.groups.push(places[row]);
            }
        }
    }
    let data = Binary {
        classes: &expanded.classes,
        features,
        happened: &expanded.happened,
        weights: &expanded.weights,
        start: &expanded.start,
        groups: &expanded.groups,
        group_count: places.iter().max().map_or(0, |last| *last as usize + 1),
    };
    let trees = Boosted::fit(data, settings, seed);
    let shares = |row: &[u8]| {
        let mut with_bin = [row, &[0]].concat();
        let mut reached = 1.0;
        let mut shares = [0.0; BINS];
        for bin in 0..BINS - 1 {
            with_bin[features - 1] = bin as u8;
            let more = 1.0 / (1.0 + libm::exp(-(start[bin] + trees.sum(&with_bin))));
            shares[bin] = reached * (1.0 - more);
            reached *= more;
        }
        shares[BINS - 1] = reached;
        shares
    };
    asked.par_chunks(sample.features).map(shares).collect()
}

#[derive(Default)]
struct Expanded {
    classes: Vec<u8>,
    happened: Vec<bool>,
    weights: Vec<f64>,
    start: Vec<f64>,
    groups: Vec<u32>,
}

/// Log odds of more than each bin among all rows that reach it, kept within 0.1 and 99.9 %.
fn start(sample: Sample<'_>) -> [f64; BINS - 1] {
    let mut reached = [0.0; BINS];
    for (&deaths, &weight) in sample.deaths.iter().zip(sample.weights) {
        for reached in &mut reached[..=usize::from(bin_of(deaths))] {
            *reached += f64::from(weight);
        }
    }
    std::array::from_fn(|bin| {
        let share = if reached[bin] > 0.0 { reached[bin + 1] / reached[bin] } else { 0.5 };
        let share: f64 = share.clamp(0.001, 0.999);
        libm::log(share / (1.0 - share))
    })
}
