//! Appraisal: what a portfolio changes, draw by draw on the same luck, against the reference.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use forefend_panel::CountryId;
use forefend_runs::Parts;
use forefend_runs::parts::mean;
use forefend_score::quantiles;
use forefend_simulate::deployed_column;
use forefend_simulate::luck::Chance;
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
    /// Refugees at the end of a year, mean over the appraised years.
    Refugees,
    /// People displaced inside their country at the end of a year, mean over the appraised years.
    InternallyDisplaced,
    /// US dollars spent on measures.
    Cost,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 7] = [
        Self::ConflictYears,
        Self::WarYears,
        Self::BattleDeaths,
        Self::ConflictYearsPoorest,
        Self::Refugees,
        Self::InternallyDisplaced,
        Self::Cost,
    ];

    /// Outcomes that a country or region has of its own; measures are paid for the world as a whole.
    pub const BY_PLACE: [Self; 5] =
        [Self::ConflictYears, Self::WarYears, Self::BattleDeaths, Self::Refugees, Self::InternallyDisplaced];

    /// Words for a table.
    pub fn title(self) -> &'static str {
        match self {
            Self::ConflictYears => "Conflict-years",
            Self::WarYears => "War-years",
            Self::BattleDeaths => "Battle deaths",
            Self::ConflictYearsPoorest => "Conflict-years, poorest quarter of countries",
            Self::Refugees => "Refugees, yearly mean",
            Self::InternallyDisplaced => "Internally displaced, yearly mean",
            Self::Cost => "Cost",
        }
    }

    /// The world variable that holds the outcome year by year; none of what is added up from countries. A world that does
    /// not record it has no such outcome.
    pub fn world_variable(self) -> Option<&'static str> {
        match self {
            Self::Refugees => Some("world_refugees"),
            Self::InternallyDisplaced => Some("world_internally_displaced"),
            _ => None,
        }
    }

    /// The variable by country that the outcome of a place is added up from; none of [`Outcome::Cost`].
    pub fn country_variable(self) -> Option<&'static str> {
        match self {
            Self::ConflictYears | Self::WarYears | Self::ConflictYearsPoorest => Some("conflict"),
            Self::BattleDeaths => Some("deaths"),
            Self::Refugees => Some("refugees"),
            Self::InternallyDisplaced => Some("internally_displaced"),
            Self::Cost => None,
        }
    }

    /// What a value of that variable in one country and year counts for.
    fn counted(self, value: f64) -> f64 {
        match self {
            Self::ConflictYears | Self::ConflictYearsPoorest => f64::from(u8::from(value > 0.0)),
            Self::WarYears => f64::from(u8::from(value > 1.0)),
            _ => value,
        }
    }

    /// Unit of the total over the appraised years.
    pub fn unit(self) -> &'static str {
        match self {
            Self::ConflictYears | Self::WarYears | Self::ConflictYearsPoorest => "country-years",
            Self::BattleDeaths => "deaths",
            Self::Refugees | Self::InternallyDisplaced => "people",
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
            Self::Refugees => "refugees",
            Self::InternallyDisplaced => "internally_displaced",
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
    /// Outcomes with a world variable ([`Outcome::world_variable`]) that the run records.
    pub displaced: Vec<Outcome>,
    /// Luck of the run: costs are drawn with it.
    pub chance: Chance,
}

/// Totals of one scenario, in one pass over its parts. The run must record `conflict` (0, 1, 2) and
/// `deaths` by country.
///
/// # Errors
/// When a part is missing or damaged.
pub fn totals(parts: &Parts, scope: &Scope, measures: &Measures) -> Result<Totals, StrategyError> {
    let mut totals = Totals::new();
    let mut rows: Vec<[f64; 4]> = Vec::new();
    parts.countries(&READ, &mut |row| {
        let draw = row.draw as usize;
        if draw >= rows.len() {
            rows.resize(draw + 1, [0.0; 4]);
        }
        if scope.years.contains(&row.year) {
            let conflict = Outcome::ConflictYears.counted(row.values[0]);
            rows[draw][0] += conflict;
            rows[draw][1] += Outcome::WarYears.counted(row.values[0]);
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
    for &outcome in &scope.displaced {
        if let Some(variable) = outcome.world_variable() {
            totals.insert(outcome, yearly_mean(parts, variable, &scope.years, rows.len())?);
        }
    }
    Ok(totals)
}

/// Mean of a world variable over `years`, one a draw.
fn yearly_mean(
    parts: &Parts,
    variable: &str,
    years: &RangeInclusive<i16>,
    draws: usize,
) -> Result<Vec<f64>, StrategyError> {
    let mut sums = vec![0.0; draws];
    for (_, values) in parts.world(variable)?.range(years.clone()) {
        sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
    }
    let n = years.clone().count().max(1) as f64;
    sums.iter_mut().for_each(|sum| *sum /= n);
    Ok(sums)
}

/// Totals of one outcome by place, one list a place with a number a draw, in draw order: what [`totals`] gives, for the
/// countries that `place` puts into each of `places` groups. Memory is places x draws numbers.
///
/// # Errors
/// When a part is missing or damaged, or does not record the outcome by country.
pub fn totals_by_place(
    parts: &Parts,
    years: &RangeInclusive<i16>,
    outcome: Outcome,
    (place, places): (&dyn Fn(CountryId) -> Option<usize>, usize),
) -> Result<Vec<Vec<f64>>, StrategyError> {
    let mut totals = vec![Vec::new(); places];
    let Some(variable) = outcome.country_variable() else { return Ok(totals) };
    let weight = match outcome.world_variable() {
        Some(_) => 1.0 / years.clone().count().max(1) as f64,
        None => 1.0,
    };
    parts.countries(&[variable], &mut |row| {
        let draw = row.draw as usize;
        if totals.first().is_some_and(|first| draw >= first.len()) {
            totals.iter_mut().for_each(|one: &mut Vec<f64>| one.resize(draw + 1, 0.0));
        }
        if let Some(at) = place(CountryId(row.country)).filter(|_| years.contains(&row.year)) {
            totals[at][draw] += weight * outcome.counted(row.values[0]);
        }
    })?;
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
    ///
    /// # Examples
    /// ```
    /// use forefend_strategy::appraise::Difference;
    ///
    /// // Conflict-years in three draws, each pair on the same luck.
    /// let difference = Difference::between(&[9.0, 12.0, 7.0], &[10.0, 12.0, 9.0]);
    /// assert_eq!((difference.mean, difference.quantiles[2]), (-1.0, -1.0));
    /// assert_eq!((difference.share_less, difference.share_more), (2.0 / 3.0, 0.0));
    /// ```
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
