//! How much of each measure stands in a scenario.

use std::ops::RangeInclusive;

use forefend_runs::Parts;
use forefend_simulate::deployed_column;

use crate::error::StrategyError;
use crate::measure::Measures;

/// How much of a measure stands in a scenario.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// Mean over draws and years of what stands in the world, in the unit of the measure.
    pub mean: f64,
    /// Share of draws in which anything stands in any of the years.
    pub any: f64,
}

/// How much of each measure stands in the scenario of `parts` in `years`, in the order of `measures`. A block at a time, so that memory
/// is that of a block.
///
/// # Errors
/// When a part is missing, damaged, or does not record what is deployed.
pub fn standing(
    parts: &Parts,
    measures: &Measures,
    years: &RangeInclusive<i16>,
) -> Result<Vec<Standing>, StrategyError> {
    let columns: Vec<String> = measures.measures.iter().map(|one| deployed_column(&one.id)).collect();
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    // By measure: sum, values summed, draws in which it stands, draws.
    let mut counted = vec![(0.0, 0_usize, 0_usize, 0_usize); columns.len()];
    for part in parts.blocks("world")? {
        for (series, (sum, values, stands, draws)) in part.worlds(&columns)?.iter().zip(&mut counted) {
            let mut any = Vec::new();
            for (_, amounts) in series.range(years.clone()) {
                any.resize(amounts.len().max(any.len()), false);
                any.iter_mut().zip(amounts).for_each(|(any, amount)| *any |= *amount != 0.0);
                *sum += amounts.iter().sum::<f64>();
                *values += amounts.len();
            }
            *stands += any.iter().filter(|any| **any).count();
            *draws += any.len();
        }
    }
    let of = |(sum, values, stands, draws): (f64, usize, usize, usize)| Standing {
        mean: sum / values.max(1) as f64,
        any: stands as f64 / draws.max(1) as f64,
    };
    Ok(counted.into_iter().map(of).collect())
}
