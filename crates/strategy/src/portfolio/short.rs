//! Budgets that are short in some years only: told to who reads the appraisal, not refused.
//!
//! Known before a draw is taken is what stands whatever comes (no rule, no trigger), and the smallest amount that could be wanted at
//! all. So no year is called short that might be paid in some future.

use std::fmt;

use forefend_simulate::{Budget, Limits};

use super::action::Action;
use super::limit::{BudgetRule, Limit};
use super::{Context, Part, Portfolio, Scope};
use crate::error::StrategyError;
use crate::measure::Measure;

/// A budget that cannot pay in some years what is wanted in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortBudget {
    /// Id of the portfolio.
    pub portfolio: String,
    /// Id of the measure.
    pub measure: String,
    /// Years in which it is short, in order.
    pub years: Vec<i16>,
    /// File and line of the budget.
    pub place: String,
}

impl ShortBudget {
    /// Its years in words: "2027-2029 and 2031".
    pub fn spans(&self) -> String {
        spans(&self.years)
    }
}

/// "`fund` of `early`, 2027-2029 and 2031 (portfolios/early.toml:12)".
impl fmt::Display for ShortBudget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` of `{}`, {} ({})", self.measure, self.portfolio, self.spans(), self.place)
    }
}

/// What is wanted in one year.
#[derive(Debug, Clone, Default)]
struct Wanted {
    /// Whether the budget holds and something may be wanted: in other years it does not grow.
    counts: bool,
    /// Amounts that stand whatever comes.
    certain: Vec<f64>,
    /// The smallest amount that may be wanted of a unit; 0 where it is not known.
    least: f64,
}

/// How a budget stands in one year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    /// It pays what is known to be wanted, or nothing is wanted.
    Pays,
    /// It pays a part.
    Short,
    /// It pays nothing.
    Nothing,
}

/// Budgets of `portfolio` that are short in some of the years in which something is wanted, or that pay nothing in any. What both
/// portfolios declare in the same words is told of the reference.
///
/// # Errors
/// Those of [`policy`](super::policy).
pub fn short_budgets(
    context: Context<'_>,
    portfolio: &Portfolio,
    reference: &Portfolio,
) -> Result<Vec<ShortBudget>, StrategyError> {
    let is_reference = portfolio.id == reference.id;
    let part = if is_reference { Part::All } else { Part::After };
    let scope = Scope { context, portfolio, part, today: 0.0 };
    let mut found = Vec::new();
    for measure in &context.measures.measures {
        if is_reference || portfolio.deploys_otherwise(reference, &measure.id) {
            found.extend(scope.short(measure)?);
        }
    }
    Ok(found)
}

impl Scope<'_> {
    fn short(&self, measure: &Measure) -> Result<Vec<ShortBudget>, StrategyError> {
        let mut found = Vec::new();
        for action in self.actions(measure) {
            let limits = self.limits(&action.limit_rules(), measure, &action.measure)?;
            if let (Some(rule), Some(limits)) = (&action.budget, limits) {
                let wanted = self.wanted(action, measure, &limits)?;
                found.extend(self.told(measure, rule, &limits, &wanted)?);
            }
        }
        if let Some(limit) = self.limit(measure)
            && let Some(rule) = &limit.rules.budget
            && let Some(limits) = self.limits(&limit.rules, measure, &limit.measure)?
        {
            let wanted = self.wanted_together(limit, measure)?;
            found.extend(self.told(measure, rule, &limits, &wanted)?);
        }
        Ok(found)
    }

    /// What an action with a budget of its own wants by year, before its lag and ramp.
    fn wanted(
        &self,
        action: &Action,
        measure: &Measure,
        limits: &Limits,
    ) -> Result<Vec<Wanted>, StrategyError> {
        let amounts: Vec<f64> =
            self.by_unit(action, measure)?.into_iter().filter(|amount| *amount > 0.0).collect();
        let least = amounts.iter().copied().fold(f64::INFINITY, f64::min);
        // Another limit leaves less to be paid than is wanted: how much less, it decides inside futures.
        let others = limits.capacity.is_some() || limits.most.is_some() || limits.most_per_unit.is_some();
        let certain = if others || decides_where(action) { Vec::new() } else { amounts.clone() };
        let least = if limits.most_per_unit.is_some() { 0.0 } else { least };
        let years = self.years(action.from.as_ref(), action.until.as_ref())?;
        let of_year = |stands: bool| match stands && !amounts.is_empty() {
            true => Wanted { counts: true, certain: certain.clone(), least },
            false => Wanted::default(),
        };
        Ok(years.into_iter().map(of_year).collect())
    }

    /// What all actions with a measure may have standing by year.
    fn wanted_together(&self, limit: &Limit, measure: &Measure) -> Result<Vec<Wanted>, StrategyError> {
        let holds = self.years(limit.from.as_ref(), limit.until.as_ref())?;
        let least = |known: f64| if known.is_finite() { known } else { 0.0 };
        let mut years: Vec<Wanted> = holds
            .iter()
            .map(|holds| Wanted { counts: *holds, certain: Vec::new(), least: f64::INFINITY })
            .collect();
        for action in self.actions(measure) {
            let amounts = self.by_unit(action, measure)?;
            let smallest =
                amounts.iter().copied().filter(|amount| *amount > 0.0).fold(f64::INFINITY, f64::min);
            let has_own = action.limit_rules().any();
            let [lag, ramp] = [&action.lag, &action.ramp]
                .map(|years| years.as_ref().map_or(0, |years| usize::try_from(*years.as_ref()).unwrap_or(0)));
            let ramp = ramp.max(1);
            // Full strength is there after the lag and the ramp.
            let late = lag.saturating_add(ramp - 1);
            let own = self.years(action.from.as_ref(), action.until.as_ref())?;
            for (at, year) in years.iter_mut().enumerate() {
                let wants = |after: usize| at.checked_sub(after).is_some_and(|at| own.get(at) == Some(&true));
                let may =
                    if decides_where(action) { own.iter().take(at + 1).any(|own| *own) } else { wants(lag) };
                if may {
                    // A ramp begins with a part of the amount.
                    year.least = year.least.min(if has_own { 0.0 } else { smallest / ramp as f64 });
                }
                let stands = wants(late);
                if stands && !has_own && !decides_where(action) {
                    year.certain.extend(amounts.iter().copied().filter(|amount| *amount > 0.0));
                }
            }
        }
        let others = limit.rules.capacity.is_some()
            || limit.rules.most.is_some()
            || limit.rules.most_per_country.is_some()
            || limit.rules.most_per_unit.is_some();
        for year in &mut years {
            year.least = if others { 0.0 } else { least(year.least) };
            if others {
                year.certain.clear();
            }
        }
        Ok(years)
    }

    fn told(
        &self,
        measure: &Measure,
        rule: &BudgetRule,
        limits: &Limits,
        wanted: &[Wanted],
    ) -> Result<Option<ShortBudget>, StrategyError> {
        let Some(budget) = &limits.budget else { return Ok(None) };
        let stands = judged(budget, limits.whole, wanted);
        let first = self.context.plan.first.0;
        let short: Vec<i16> = (first..)
            .zip(&stands)
            .filter(|(_, stands)| **stands != Stands::Pays)
            .map(|(year, _)| year)
            .collect();
        let asked =
            wanted.iter().filter(|year| year.counts && !(year.certain.is_empty() && year.least <= 0.0));
        let is_some_only = short.len() < asked.count() || stands.contains(&Stands::Nothing);
        Ok((!short.is_empty() && is_some_only).then(|| ShortBudget {
            portfolio: self.portfolio.id.clone(),
            measure: measure.id.clone(),
            years: short,
            place: self.place(&rule.amount),
        }))
    }
}

/// Whether who gets it is decided inside futures.
fn decides_where(action: &Action) -> bool {
    action.rule.is_some() || action.trigger.is_some()
}

/// The budget year by year: the money there is at most, against what is wanted at least.
fn judged(budget: &Budget, whole: bool, wanted: &[Wanted]) -> Vec<Stands> {
    let mut account = 0.0;
    let year = |year: &Wanted| {
        if !year.counts {
            return Stands::Pays;
        }
        account = budget.yearly + if budget.carry_over { account } else { 0.0 };
        let at_hand = account * (1.0 + 1e-9);
        let cost: f64 = year.certain.iter().sum::<f64>() * budget.unit_cost;
        let spent: f64 = if whole {
            year.certain.iter().fold(0.0, |spent, amount| {
                let own = amount * budget.unit_cost;
                if spent + own <= at_hand { spent + own } else { spent }
            })
        } else {
            cost.min(account)
        };
        account = (account - spent).max(0.0);
        if whole && year.least * budget.unit_cost > at_hand {
            Stands::Nothing
        } else if cost > at_hand {
            Stands::Short
        } else {
            Stands::Pays
        }
    };
    wanted.iter().map(year).collect()
}

/// Years in words: "2027-2029 and 2031".
fn spans(years: &[i16]) -> String {
    let mut runs: Vec<(i16, i16)> = Vec::new();
    for &year in years {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == year => *last = year,
            _ => runs.push((year, year)),
        }
    }
    let words = |(first, last): &(i16, i16)| match first == last {
        true => first.to_string(),
        false => format!("{first}-{last}"),
    };
    let words: Vec<String> = runs.iter().map(words).collect();
    match words.as_slice() {
        [before @ .., last] if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => words.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn budget(carry_over: bool) -> Budget {
        Budget { yearly: 10.0, carry_over, unit_cost: 5.0 }
    }

    fn wanted(certain: &[f64], least: f64) -> Wanted {
        Wanted { counts: true, certain: certain.to_vec(), least }
    }

    #[test]
    fn money_carried_over_pays_a_whole_amount_every_third_year_or_second() {
        // Five units cost 25: 10, 20, 30 (5 left), 15, 25.
        let years = vec![wanted(&[5.0], 5.0); 5];
        let paid = [Stands::Nothing, Stands::Nothing, Stands::Pays, Stands::Nothing, Stands::Pays];
        assert_eq!(judged(&budget(true), true, &years), paid);
        // Where a rule decides, nothing is known to be spent: years are short until the money could be there.
        let ruled = vec![wanted(&[], 5.0); 5];
        let known = [Stands::Nothing, Stands::Nothing, Stands::Pays, Stands::Pays, Stands::Pays];
        assert_eq!(judged(&budget(true), true, &ruled), known);
    }

    #[test]
    fn more_that_stands_from_some_year_on_makes_the_years_from_there_short() {
        let years = [wanted(&[1.0, 1.0], 1.0), wanted(&[1.0, 1.0, 1.0], 1.0), Wanted::default()];
        assert_eq!(judged(&budget(false), false, &years), [Stands::Pays, Stands::Short, Stands::Pays]);
        // What the first year leaves would have paid the second.
        let saved = [wanted(&[1.0], 1.0), wanted(&[1.0, 1.0, 1.0], 1.0)];
        assert_eq!(judged(&budget(true), false, &saved), [Stands::Pays, Stands::Pays]);
        // Years in which the budget does not hold add nothing to it.
        let idle = [Wanted { counts: false, ..wanted(&[1.0], 1.0) }, wanted(&[1.0, 1.0, 1.0], 1.0)];
        assert_eq!(judged(&budget(true), false, &idle), [Stands::Pays, Stands::Short]);
    }

    #[test]
    fn years_are_told_in_runs() {
        assert_eq!(spans(&[2027, 2028, 2029, 2031, 2033, 2034]), "2027-2029, 2031 and 2033-2034");
        assert_eq!(spans(&[2030]), "2030");
        assert_eq!(spans(&[]), "");
    }
}
