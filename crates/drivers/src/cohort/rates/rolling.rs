//! How the rates' intervals did from past origins.

use super::vintage::Normals;
use super::{History, ONCE, Spread, State, VitalRates, WORLD, YEARLY};
use crate::quantile::quantile;

/// One forecast and what came of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    /// Place of the country.
    pub country: usize,
    /// Years ahead.
    pub ahead: usize,
    /// 0 fertility, 1 and 2 life expectancy of women and of men, 3 migration.
    pub rate: usize,
    /// Whether the central 80 % interval held what came.
    pub covered: bool,
    /// Continuous ranked probability score.
    pub crps: f64,
    /// That of "stays as it was": the absolute change.
    pub still: f64,
    /// Width of the interval.
    pub width: f64,
}

/// Forecasts from the `known`-th year of a history, of which nothing later is seen, scored `ahead` years later. A rate that
/// is not known at the origin or later is left out. Draws run over all countries side by side.
pub fn scored(
    history: &History,
    known: usize,
    ahead: &[usize],
    draws: u64,
    normals: Normals<'_>,
) -> Vec<Scored> {
    let rates = VitalRates::fit(&history.until(known));
    let spread = Spread::own();
    let last = ahead.iter().copied().max().unwrap_or(0);
    let columns = [&history.tfr, &history.e0[0], &history.e0[1], &history.migration];
    let mut found = Vec::new();
    for country in 0..rates.countries.len() {
        let mut drawn: Vec<[Vec<f64>; 4]> = vec![Default::default(); last + 1];
        for draw in 0..draws {
            let once: [f64; ONCE] = std::array::from_fn(|k| normals(draw, Some(country), 0, k));
            let mut state: State = rates.begin(country, &spread, once);
            for (year, drawn) in drawn.iter_mut().enumerate().skip(1) {
                let world: [f64; WORLD] = std::array::from_fn(|k| normals(draw, None, year, k));
                let own: [f64; YEARLY] = std::array::from_fn(|k| normals(draw, Some(country), year, k));
                let of = rates.step(country, &spread, &mut state, world, own);
                let values = [of.tfr, of.e0[0], of.e0[1], of.migration];
                drawn.iter_mut().zip(values).for_each(|(all, value)| all.push(value));
            }
        }
        for &ahead in ahead {
            for (rate, column) in columns.iter().enumerate() {
                let of = history.of(column, country);
                let (Some(&came), Some(&was)) = (of.get(known - 1 + ahead), of.get(known - 1)) else {
                    continue;
                };
                if came.is_finite() && was.is_finite() {
                    found.push(score(country, ahead, rate, &mut drawn[ahead][rate], came, was));
                }
            }
        }
    }
    found
}

fn score(country: usize, ahead: usize, rate: usize, drawn: &mut [f64], came: f64, was: f64) -> Scored {
    drawn.sort_by(f64::total_cmp);
    let n = drawn.len() as f64;
    let [low, high] = [0.1, 0.9].map(|share| quantile(drawn, share));
    let away = drawn.iter().map(|value| (value - came).abs()).sum::<f64>() / n;
    let apart: f64 =
        drawn.iter().enumerate().map(|(k, value)| (2.0 * k as f64 - n + 1.0) * value).sum::<f64>() / (n * n);
    Scored {
        country,
        ahead,
        rate,
        covered: low <= came && came <= high,
        crps: away - apart,
        still: (came - was).abs(),
        width: high - low,
    }
}
