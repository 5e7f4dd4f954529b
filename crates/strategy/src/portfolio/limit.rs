//! Limits as declared: capacity, countries and money, of one action or of all actions with a measure.

use forefend_estimate::Axis;
use forefend_simulate::{Budget, Limits};
use serde::Deserialize;
use toml::Spanned;

use super::Scope;
use crate::error::StrategyError;
use crate::measure::Measure;

/// `budget = { amount = 2e9, carry_over = true }`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BudgetRule {
    /// US dollars a year, spent at the central value of the measure's cost evidence.
    pub amount: Spanned<f64>,
    /// Whether what a year leaves is added to the next.
    #[serde(default)]
    pub carry_over: bool,
}

/// The keys that limit an amount.
#[derive(Debug, Clone, Default)]
pub struct LimitRules {
    /// Greatest total in the world in a year, in the measure's unit.
    pub capacity: Option<Spanned<f64>>,
    /// Greatest amount in one country in a year.
    pub most_per_country: Option<Spanned<f64>>,
    /// The same for one unit of whatever axis the measure has.
    pub most_per_unit: Option<Spanned<f64>>,
    /// Greatest number of countries in a year.
    pub most: Option<Spanned<i64>>,
    /// Money for a year.
    pub budget: Option<BudgetRule>,
    /// True: a country whose amount does not fit gets nothing, and the next one is tried.
    pub whole: bool,
    /// Part of what the reference costs, as money for a year, in the version of a portfolio at equal cost.
    pub part_of_today: Option<f64>,
}

/// One `[[limit]]`: what all actions of the portfolio with a measure share.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "LimitTable")]
pub struct Limit {
    /// The measure.
    pub measure: Spanned<String>,
    /// What limits it.
    pub rules: LimitRules,
    /// First year in which it holds; from the start where absent.
    pub from: Option<Spanned<i16>>,
    /// Last year; to the horizon where absent.
    pub until: Option<Spanned<i16>>,
}

/// The table as written; serde cannot flatten into a table that refuses unknown keys.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitTable {
    measure: Spanned<String>,
    capacity: Option<Spanned<f64>>,
    most_per_country: Option<Spanned<f64>>,
    most_per_unit: Option<Spanned<f64>>,
    most: Option<Spanned<i64>>,
    budget: Option<BudgetRule>,
    #[serde(default)]
    whole: bool,
    from: Option<Spanned<i16>>,
    until: Option<Spanned<i16>>,
}

impl From<LimitTable> for Limit {
    fn from(table: LimitTable) -> Self {
        let LimitTable { capacity, most_per_country, most_per_unit, most, budget, whole, .. } = table;
        let rules = LimitRules {
            capacity,
            most_per_country,
            most_per_unit,
            most,
            budget,
            whole,
            ..LimitRules::default()
        };
        Self { measure: table.measure, rules, from: table.from, until: table.until }
    }
}

impl LimitRules {
    /// Whether any limit is given.
    pub fn any(&self) -> bool {
        self.capacity.is_some()
            || self.most_per_country.is_some()
            || self.most_per_unit.is_some()
            || self.most.is_some()
            || self.budget.is_some()
            || self.part_of_today.is_some()
    }

    /// What it says, without where in the file it stands.
    pub(super) fn words(&self) -> String {
        let number = |value: &Option<Spanned<f64>>| value.as_ref().map(|value| *value.as_ref());
        let most = self.most.as_ref().map(|most| *most.as_ref());
        let budget = self.budget.as_ref().map(|budget| (*budget.amount.as_ref(), budget.carry_over));
        let each = number(&self.most_per_country).or(number(&self.most_per_unit));
        let capacity = number(&self.capacity);
        let part = self.part_of_today;
        format!("{capacity:?} {each:?} {most:?} {budget:?} {} {part:?}", self.whole)
    }
}

impl Limit {
    /// What it says, without where in the file it stands.
    pub(super) fn words(&self) -> String {
        let year = |year: &Option<Spanned<i16>>| year.as_ref().map(|year| *year.as_ref());
        format!("{} {:?} {:?}", self.rules.words(), year(&self.from), year(&self.until))
    }
}

impl Scope<'_> {
    /// The limits of `rules` for a measure, none where nothing is limited; `name` is where the table stands.
    pub(super) fn limits(
        &self,
        rules: &LimitRules,
        measure: &Measure,
        name: &Spanned<String>,
    ) -> Result<Option<Limits>, StrategyError> {
        if !rules.any() {
            return match rules.whole {
                true => self.refuse(name, "`whole` says what happens when a limit binds; give a limit too"),
                false => Ok(None),
            };
        }
        let number = |key: &str, value: &Option<Spanned<f64>>| {
            value.as_ref().map(|value| self.amount(key, value)).transpose()
        };
        let most = rules.most.as_ref().map(|most| self.whole("most", most, 1)).transpose()?;
        Ok(Some(Limits {
            capacity: number("capacity", &rules.capacity)?,
            most_per_unit: self.most_per_unit(rules, measure)?,
            most: most.map(|most| most as usize),
            budget: match (rules.part_of_today, &rules.budget) {
                (Some(part), _) => {
                    let unit_cost = self.context.measures.unit_cost(measure)?;
                    Some(Budget { yearly: part * self.today, carry_over: false, unit_cost })
                }
                (None, budget) => budget.as_ref().map(|budget| self.budget(budget, measure)).transpose()?,
            },
            whole: rules.whole,
        }))
    }

    /// The greatest amount in one unit, under the name that goes with the measure's axis.
    pub(super) fn most_per_unit(
        &self,
        rules: &LimitRules,
        measure: &Measure,
    ) -> Result<Option<f64>, StrategyError> {
        let axis = measure.axis(self.context.world, self.context.plan)?;
        let (country, unit) = (&rules.most_per_country, &rules.most_per_unit);
        if let Some(country) = country.as_ref().filter(|_| axis != Axis::UNITS) {
            let message = format!("`{}` is not by country; write most_per_unit", measure.id);
            return self.refuse(country, message);
        }
        if let (Some(_), Some(unit)) = (country, unit) {
            return self.refuse(unit, "most_per_country and most_per_unit say the same; keep one");
        }
        let name = if unit.is_some() { "most_per_unit" } else { "most_per_country" };
        country.as_ref().or(unit.as_ref()).map(|most| self.amount(name, most)).transpose()
    }

    fn budget(&self, rule: &BudgetRule, measure: &Measure) -> Result<Budget, StrategyError> {
        let yearly = self.amount("budget.amount", &rule.amount)?;
        let unit_cost = self.context.measures.unit_cost(measure)?;
        if unit_cost <= 0.0 {
            return self.refuse(
                &rule.amount,
                format!(
                    "`{}` costs nothing (measures.toml), so a budget limits nothing; use `capacity`",
                    measure.id
                ),
            );
        }
        Ok(Budget { yearly, carry_over: rule.carry_over, unit_cost })
    }
}
