//! Weights of the pool, learned from past windows.

use forefend_panel::{Panel, Year};
use rayon::prelude::*;

use crate::forecast::AHEAD;
use crate::grid::{BINS, bin_of};
use crate::rolling::{check_known, of_window, series};
use crate::settings::{Settings, Weights};
use crate::{Target, WatchError};

/// Rounds of expectation and maximisation; weights move by less than 1e-3 after some forty.
const ROUNDS: usize = 200;
/// What the field's ignorance score adds to a bin with 1,000 draws: no component is ever infinitely wrong.
const FLOOR: f64 = 1.0 / 1011.0;

/// Weights of the components that give the best mean ignorance of the windows (expectation-maximisation for mixture weights
/// with known components, Dempster, Laird & Rubin 1977). `windows` must end before what is scored later.
///
/// # Errors
/// Those of the forecasts.
pub fn learn_weights(
    panel: &Panel,
    target: Target,
    windows: &[Year],
    settings: &Settings,
    seed: u64,
) -> Result<Weights, WatchError> {
    check_known(panel, target, windows)?;
    let said: Vec<Vec<Vec<f64>>> = windows
        .par_iter()
        .map(|&window| said_of_what_came(panel, target, window, settings, seed))
        .collect::<Result<_, _>>()?;
    let said: Vec<Vec<f64>> = said.into_iter().flatten().collect();
    if said.is_empty() {
        return Err(WatchError::Asked("no outcome is known in these windows; give earlier ones".to_owned()));
    }
    let weights = mixture(&said);
    let half_lives = settings.decayed.half_lives.len();
    // To three digits, so that a person can read and write them; the forest takes what rounding leaves.
    let rounded: Vec<f64> = weights.iter().map(|weight| libm::round(weight * 1000.0) / 1000.0).collect();
    let (decayed, boosted) = (rounded[..half_lives].to_vec(), rounded[half_lives + 1]);
    let forest = 1.0 - decayed.iter().sum::<f64>() - boosted;
    Ok(Weights { decayed, forest: libm::round(forest * 1000.0) / 1000.0, boosted })
}

/// For each cell with a known outcome: the share that each component gave to the bin that came.
fn said_of_what_came(
    panel: &Panel,
    target: Target,
    window: Year,
    settings: &Settings,
    seed: u64,
) -> Result<Vec<Vec<f64>>, WatchError> {
    // Weights are what is looked for: those at hand may be none.
    let mut settings = settings.clone();
    let parts = settings.decayed.half_lives.len();
    let even = Weights { decayed: vec![0.0; parts], forest: 0.5, boosted: 0.5 };
    settings.pool.insert(target, even);
    let made = of_window(panel, target, window, &settings, seed)?;
    let came = series(panel, target)?;
    let mut said = Vec::new();
    for place in 0..made.places.len() {
        for ahead in AHEAD.0..=AHEAD.1 {
            let cell = made.cell(place, ahead);
            if let Some(observed) = came.get(made.places[place].country, made.month(cell)) {
                let bin = usize::from(bin_of(observed));
                let share = |of: &Vec<[f64; BINS]>| of[cell][bin] + FLOOR;
                said.push(made.components.iter().map(share).collect());
            }
        }
    }
    Ok(said)
}

fn mixture(said: &[Vec<f64>]) -> Vec<f64> {
    let parts = said[0].len();
    let mut weights = vec![1.0 / parts as f64; parts];
    for _ in 0..ROUNDS {
        let mut next = vec![0.0; parts];
        for case in said {
            let total: f64 = case.iter().zip(&weights).map(|(share, weight)| share * weight).sum();
            for ((next, share), weight) in next.iter_mut().zip(case).zip(&weights) {
                *next += share * weight / total;
            }
        }
        let total: f64 = next.iter().sum();
        weights = next.into_iter().map(|weight| weight / total).collect();
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mixture_finds_the_shares_it_was_made_with() {
        // Two components; seven cases in ten are said right by the first alone.
        let said: Vec<Vec<f64>> =
            (0..1000).map(|case| if case % 10 < 7 { vec![1.0, 1e-6] } else { vec![1e-6, 1.0] }).collect();
        let weights = mixture(&said);
        assert!((weights[0] - 0.7).abs() < 1e-4, "{weights:?}");
    }
}
