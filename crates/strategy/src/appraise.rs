//! Appraisal: what a portfolio changes, draw by draw on the same luck, against the reference.

mod standing;

use std::ops::{Range, RangeInclusive};

use forefend_runs::Parts;
use forefend_runs::parts::mean;
use forefend_score::quantiles;
use forefend_simulate::deployed_column;
use forefend_simulate::luck::Chance;
use serde::Serialize;

pub use self::standing::{Standing, standing};
use crate::error::StrategyError;
use crate::measure::{Measure, Measures};
use crate::outcome::{Better, Block, CountedBlock, Counting, Discounting, OutcomeAt, Totals};

/// What totals are taken over.
#[derive(Debug, Clone)]
pub struct Scope {
    /// Appraised years.
    pub years: RangeInclusive<i16>,
    /// Luck of the run: costs are drawn with it.
    pub chance: Chance,
    /// The outcome that is the cost of measures, where it is one.
    pub cost: Option<OutcomeAt>,
}

/// Totals of one scenario: every outcome, one pass over its parts for each axis that is read.
///
/// # Errors
/// When a part is missing or damaged, or does not record what an outcome reads.
pub fn totals(
    parts: &Parts,
    counting: &Counting,
    scope: &Scope,
    measures: &Measures,
) -> Result<Totals, StrategyError> {
    Ok(totals_at(parts, counting, scope, measures, &[0.0])?.remove(0))
}

/// The same at each of `rates`, yearly discount rates of later years, in the same pass.
///
/// # Errors
/// As [`totals`].
pub fn totals_at(
    parts: &Parts,
    counting: &Counting,
    scope: &Scope,
    measures: &Measures,
    rates: &[f64],
) -> Result<Vec<Totals>, StrategyError> {
    let mut totals = counting.totals_at(parts, &scope.years, rates)?;
    if let Some(at) = scope.cost {
        let draws = totals.iter().flat_map(|totals| totals.values().map(Vec::len)).max();
        let costs = cost(parts, scope, measures, (draws.unwrap_or(0), rates))?;
        totals.iter_mut().zip(costs).for_each(|(totals, cost)| {
            totals.insert(at, cost);
        });
    }
    Ok(totals)
}

/// US dollars spent on measures, one number a draw, at each of the discount rates.
fn cost(
    parts: &Parts,
    scope: &Scope,
    measures: &Measures,
    (draws, rates): (usize, &[f64]),
) -> Result<Vec<Vec<f64>>, StrategyError> {
    let mut costs = vec![vec![0.0; draws]; rates.len()];
    let columns: Vec<String> = measures.measures.iter().map(|one| deployed_column(&one.id)).collect();
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    // A block at a time, so that memory is that of a block; in each draw measure by measure, and year by year.
    let mut first = 0;
    for part in parts.blocks("world")? {
        let deployed = part.worlds(&columns)?;
        let number = deployed.iter().flat_map(|series| series.values().map(Vec::len)).max().unwrap_or(0);
        costs.iter_mut().for_each(|cost| cost.resize(cost.len().max(first + number), 0.0));
        for (measure, deployed) in measures.measures.iter().zip(&deployed) {
            let draws = first as u64..(first + number) as u64;
            let unit_cost = unit_costs(measures, measure, scope.chance, draws)?;
            for (year, amounts) in deployed.range(scope.years.clone()) {
                for (cost, rate) in costs.iter_mut().zip(rates) {
                    let weight = Discounting { rate: *rate, from: *scope.years.start() }.weight(*year);
                    let rows = cost[first..].iter_mut().zip(&unit_cost).zip(amounts);
                    rows.for_each(|((cost, unit_cost), amount)| *cost += weight * (unit_cost * amount));
                }
            }
        }
        first += number;
    }
    Ok(costs)
}

/// Every outcome of a block of draws held in memory, the first of which has the number `first`: to the bit what [`totals`] has of these
/// draws, and by year.
///
/// # Errors
/// When the block does not record what an outcome reads, or cost evidence has no value.
pub fn totals_of_block(
    (block, first): (Block<'_>, u64),
    counting: &Counting,
    scope: &Scope,
    measures: &Measures,
) -> Result<CountedBlock, StrategyError> {
    let mut counted = counting.of_block(block, &scope.years)?;
    if let Some(at) = scope.cost {
        let (total, years) = cost_of_block(
            &deployed(block, measures)?,
            (block.first_year, first..first + block.draws as u64),
            scope,
            measures,
        )?;
        counted.totals.insert(at, total);
        counted.years.insert(at, years);
    }
    Ok(counted)
}

/// Amounts deployed of each measure in a block, by draw, then simulated year.
///
/// # Errors
/// When the block does not record them.
pub fn deployed(block: Block<'_>, measures: &Measures) -> Result<Vec<Vec<f64>>, StrategyError> {
    let of = |measure: &Measure| Ok(block.recorded.column("world", &deployed_column(&measure.id))?.to_vec());
    measures.measures.iter().map(of).collect()
}

/// US dollars that `deployed` costs in the appraised years, one number a draw, and in each simulated year: year after year, a number a
/// draw.
///
/// # Errors
/// When cost evidence has no value.
pub fn cost_of_block(
    deployed: &[Vec<f64>],
    (first_year, draws): (i16, Range<u64>),
    scope: &Scope,
    measures: &Measures,
) -> Result<(Vec<f64>, Vec<f64>), StrategyError> {
    let number = (draws.end - draws.start) as usize;
    let (mut total, mut years) = (vec![0.0; number], Vec::new());
    // In each draw measure by measure, and year by year, as costs of parts are added up.
    for (measure, deployed) in measures.measures.iter().zip(deployed) {
        let unit_cost = unit_costs(measures, measure, scope.chance, draws.clone())?;
        let periods = deployed.len() / number.max(1);
        years.resize(deployed.len(), 0.0);
        for (draw, unit_cost) in unit_cost.iter().enumerate() {
            for (period, amount) in deployed[draw * periods..][..periods].iter().enumerate() {
                let cost = unit_cost * amount;
                years[period * number + draw] += cost;
                if scope.years.contains(&(first_year + period as i16)) {
                    total[draw] += cost;
                }
            }
        }
    }
    Ok((total, years))
}

/// US dollars for one unit of a measure for a year, by draw.
///
/// # Errors
/// When its cost evidence has no value.
pub(crate) fn unit_costs(
    measures: &Measures,
    measure: &Measure,
    chance: Chance,
    draws: Range<u64>,
) -> Result<Vec<f64>, StrategyError> {
    draws.map(|draw| measures.unit_cost_in_draw(measure, chance, draw)).collect()
}

/// Where quantiles of differences are taken.
pub const LEVELS: [f64; 7] = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95];

/// Distribution over draws of alternative minus reference, each pair on the same luck.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Difference {
    /// Mean difference.
    pub mean: f64,
    /// Quantiles at [`LEVELS`]: the 50, 80 and 90 % bands and the median.
    pub quantiles: [f64; 7],
    /// Share of draws in which the alternative has strictly less.
    pub share_less: f64,
    /// Share of draws in which the alternative has strictly more.
    pub share_more: f64,
    /// Half-width of the 95 % Monte Carlo interval of the mean: how far more draws could move it.
    pub monte_carlo: f64,
}

impl Difference {
    /// Share of draws that are better, and that are worse; none where neither direction is.
    pub fn shares(&self, better: Better) -> Option<[f64; 2]> {
        match better {
            Better::Less => Some([self.share_less, self.share_more]),
            Better::More => Some([self.share_more, self.share_less]),
            Better::Neither => None,
        }
    }

    /// Whether nothing differs in any draw.
    pub fn is_nothing(&self) -> bool {
        self.share_less == 0.0 && self.share_more == 0.0
    }

    /// The paired difference of two lists of totals, draw by draw.
    ///
    /// # Examples
    /// ```
    /// use forefend_strategy::appraise::Difference;
    ///
    /// // Conflict-years in three draws, each pair on the same luck.
    /// let difference = Difference::between(&[9.0, 12.0, 7.0], &[10.0, 12.0, 9.0]);
    /// assert_eq!((difference.mean, difference.quantiles[3]), (-1.0, -1.0));
    /// assert_eq!((difference.share_less, difference.share_more), (2.0 / 3.0, 0.0));
    /// ```
    pub fn between(alternative: &[f64], reference: &[f64]) -> Self {
        Self::of(&alternative.iter().zip(reference).map(|(a, r)| a - r).collect::<Vec<f64>>())
    }

    /// Of differences already taken, one a draw.
    pub fn of(differences: &[f64]) -> Self {
        let n = differences.len() as f64;
        let centre = mean(differences);
        let variance = differences.iter().map(|d| (d - centre) * (d - centre)).sum::<f64>() / n;
        let share = |test: &dyn Fn(f64) -> bool| {
            differences.iter().filter(|&&difference| test(difference)).count() as f64 / n
        };
        Self {
            mean: centre,
            quantiles: quantiles(differences, LEVELS),
            share_less: share(&|difference| difference < 0.0),
            share_more: share(&|difference| difference > 0.0),
            monte_carlo: 1.96 * (variance / n).sqrt(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Difference;

    #[test]
    fn pairs_are_compared_draw_by_draw() {
        let difference = Difference::between(&[1.0, 5.0, 9.0, 2.0], &[2.0, 5.0, 8.0, 6.0]);
        assert_eq!(difference.mean, -1.0);
        assert_eq!((difference.share_less, difference.share_more), (0.5, 0.25));
        assert_eq!(difference.quantiles[3], -0.5);
    }

    #[test]
    fn a_portfolio_against_itself_differs_by_exactly_nothing() {
        let totals = [3.0, 0.1, 7e5];
        let difference = Difference::between(&totals, &totals);
        assert_eq!((difference.mean, difference.quantiles, difference.share_less), (0.0, [0.0; 7], 0.0));
    }
}
