//! Appraisal: what a portfolio changes, draw by draw on the same luck, against the reference.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use forefend_panel::CountryId;
use forefend_score::quantiles;
use forefend_simulate::luck::Chance;
use forefend_simulate::parts::mean;
use forefend_simulate::{Parts, deployed_column};
use serde::{Deserialize, Serialize};

use crate::error::StrategyError;
use crate::measure::Measures;

/// An outcome by which portfolios are compared; less is better for each of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Country-years with 25 or more battle deaths.
    ConflictYears,
    /// Country-years with 1,000 or more battle deaths.
    WarYears,
    /// Battle deaths.
    BattleDeaths,
    /// Country-years in conflict among the poorest quarter of countries at the outset.
    ConflictYearsPoorest,
    /// US dollars spent on measures.
    Cost,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 5] =
        [Self::ConflictYears, Self::WarYears, Self::BattleDeaths, Self::ConflictYearsPoorest, Self::Cost];

    /// Words for a table.
    pub fn title(self) -> &'static str {
        match self {
            Self::ConflictYears => "Conflict-years",
            Self::WarYears => "War-years",
            Self::BattleDeaths => "Battle deaths",
            Self::ConflictYearsPoorest => "Conflict-years, poorest quarter of countries",
            Self::Cost => "Cost",
        }
    }

    /// Unit of the total over the appraised years.
    pub fn unit(self) -> &'static str {
        match self {
            Self::ConflictYears | Self::WarYears | Self::ConflictYearsPoorest => "country-years",
            Self::BattleDeaths => "deaths",
            Self::Cost => "US$",
        }
    }

    /// Name in files and queries.
    pub fn id(self) -> &'static str {
        match self {
            Self::ConflictYears => "conflict_years",
            Self::WarYears => "war_years",
            Self::BattleDeaths => "battle_deaths",
            Self::ConflictYearsPoorest => "conflict_years_poorest",
            Self::Cost => "cost",
        }
    }
}

/// Variables by country that totals are taken of.
pub const READ: [&str; 2] = ["conflict", "deaths"];

/// Totals over the appraised years by outcome, one a draw, in draw order.
pub type Totals = BTreeMap<Outcome, Vec<f64>>;

/// What totals are taken over.
#[derive(Debug, Clone)]
pub struct Scope {
    /// Appraised years.
    pub years: RangeInclusive<i16>,
    /// The poorest quarter of countries at the outset.
    pub poorest: BTreeSet<CountryId>,
    /// Luck of the run: costs are drawn with it.
    pub chance: Chance,
}

/// Totals of one scenario, in one pass over its parts. The run must record `conflict` (0, 1, 2) and
/// `deaths` by country.
///
/// # Errors
/// When a part is missing or damaged.
pub fn totals(parts: &Parts, scope: &Scope, measures: &Measures) -> Result<Totals, StrategyError> {
    let mut totals: Totals = Outcome::ALL.iter().map(|&outcome| (outcome, Vec::new())).collect();
    let mut rows: Vec<[f64; 4]> = Vec::new();
    parts.countries(&READ, &mut |row| {
        let draw = row.draw as usize;
        if draw >= rows.len() {
            rows.resize(draw + 1, [0.0; 4]);
        }
        if scope.years.contains(&row.year) {
            let conflict = f64::from(u8::from(row.values[0] > 0.0));
            rows[draw][0] += conflict;
            rows[draw][1] += f64::from(u8::from(row.values[0] > 1.0));
            rows[draw][2] += row.values[1];
            if scope.poorest.contains(&CountryId(row.country)) {
                rows[draw][3] += conflict;
            }
        }
    })?;
    let mut cost = vec![0.0; rows.len()];
    for measure in &measures.measures {
        let draws = 0..cost.len() as u64;
        let unit_cost: Vec<f64> = draws
            .map(|draw| measures.unit_cost_in_draw(measure, scope.chance, draw))
            .collect::<Result<_, _>>()?;
        for (_, amounts) in parts.world(&deployed_column(&measure.id))?.range(scope.years.clone()) {
            let rows = cost.iter_mut().zip(&unit_cost).zip(amounts);
            rows.for_each(|((cost, unit_cost), amount)| *cost += unit_cost * amount);
        }
    }
    let columns =
        [Outcome::ConflictYears, Outcome::WarYears, Outcome::BattleDeaths, Outcome::ConflictYearsPoorest];
    for (column, outcome) in columns.into_iter().enumerate() {
        totals.insert(outcome, rows.iter().map(|row| row[column]).collect());
    }
    totals.insert(Outcome::Cost, cost);
    Ok(totals)
}

/// Distribution over draws of alternative minus reference, each pair on the same luck.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Difference {
    /// Mean difference.
    pub mean: f64,
    /// Quantiles at 5, 25, 50, 75 and 95 %.
    pub quantiles: [f64; 5],
    /// Share of draws in which the alternative has strictly less.
    pub share_less: f64,
    /// Share of draws in which the alternative has strictly more.
    pub share_more: f64,
    /// Half-width of the 95 % Monte Carlo interval of the mean: how far more draws could move it.
    pub monte_carlo: f64,
}

impl Difference {
    /// The paired difference of two lists of totals, draw by draw.
    pub fn between(alternative: &[f64], reference: &[f64]) -> Self {
        let differences: Vec<f64> = alternative.iter().zip(reference).map(|(a, r)| a - r).collect();
        let n = differences.len() as f64;
        let centre = mean(&differences);
        let variance = differences.iter().map(|d| (d - centre) * (d - centre)).sum::<f64>() / n;
        let share = |test: &dyn Fn(f64) -> bool| {
            differences.iter().filter(|&&difference| test(difference)).count() as f64 / n
        };
        Self {
            mean: centre,
            quantiles: quantiles(&differences, [0.05, 0.25, 0.5, 0.75, 0.95]),
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
        assert_eq!(difference.quantiles[2], -0.5);
    }

    #[test]
    fn a_portfolio_against_itself_differs_by_exactly_nothing() {
        let totals = [3.0, 0.1, 7e5];
        let difference = Difference::between(&totals, &totals);
        assert_eq!((difference.mean, difference.quantiles, difference.share_less), (0.0, [0.0; 5], 0.0));
    }
}
