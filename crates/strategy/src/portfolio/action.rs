//! One action of a portfolio: what it says in TOML, and the amount that the simulation reads.

use forefend_estimate::Expression;
use forefend_simulate::{Amount, ClosedLoop, PastRule, Trigger};
use serde::Deserialize;
use toml::Spanned;

use super::Scope;
use super::limit::{BudgetRule, LimitRules};
use crate::error::StrategyError;
use crate::measure::Measure;

/// One deployment of a measure. `indicator`, or any of `countries`, `regions`, `members`,
/// `units`, `where` and `trigger`, says where.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// The measure.
    pub measure: Spanned<String>,
    /// Series whose last observed values are kept as amounts by country: a standing commitment.
    pub indicator: Option<Spanned<String>>,
    /// Countries by ISO3 code; all where absent.
    #[serde(default)]
    pub countries: Vec<Spanned<String>>,
    /// Regions of the list of countries: every country of them that is simulated.
    #[serde(default)]
    pub regions: Vec<Spanned<String>>,
    /// Organisations: every member that is simulated.
    #[serde(default)]
    pub members: Vec<Spanned<String>>,
    /// Units of the measure's axis, where that is not the country; all where absent.
    #[serde(default)]
    pub units: Vec<Spanned<String>>,
    /// Rule over lagged variables of the model: wanted wherever it holds in that future.
    #[serde(rename = "where")]
    pub rule: Option<Spanned<String>>,
    /// Rule over lagged variables that switches the action on, unit by unit.
    pub trigger: Option<Spanned<String>>,
    /// Years that a triggered action stays on; until `stop` where absent.
    pub duration: Option<Spanned<i64>>,
    /// Rule over lagged variables that switches a triggered action off.
    pub stop: Option<Spanned<String>>,
    /// Amount by country and year; a factor on the series' values with `indicator`.
    pub amount: Spanned<f64>,
    /// The greater, the earlier served when limits bind, over lagged variables.
    pub priority: Option<Spanned<String>>,
    /// Greatest number of countries in a year.
    pub most: Option<Spanned<i64>>,
    /// Greatest amount of this action in one country in a year.
    pub most_per_country: Option<Spanned<f64>>,
    /// Greatest amount of this action in one unit of the measure's axis in a year.
    pub most_per_unit: Option<Spanned<f64>>,
    /// Greatest total of this action in a year.
    pub capacity: Option<Spanned<f64>>,
    /// Money of this action for a year.
    pub budget: Option<BudgetRule>,
    /// True: a country whose amount does not fit gets nothing, and the next one is tried.
    #[serde(default)]
    pub whole: bool,
    /// Years from decision to deployment.
    pub lag: Option<Spanned<i64>>,
    /// Years to full strength.
    pub ramp: Option<Spanned<i64>>,
    /// First year of decisions; from the start where absent.
    pub from: Option<Spanned<i16>>,
    /// Last year of decisions; to the horizon where absent.
    pub until: Option<Spanned<i16>>,
}

impl Action {
    /// What it says, without where in the file it stands.
    pub(super) fn words(&self) -> String {
        let text = |text: &Option<Spanned<String>>| text.as_ref().map(|text| text.as_ref().clone());
        let number = |number: &Option<Spanned<i64>>| number.as_ref().map(|number| *number.as_ref());
        let year = |year: &Option<Spanned<i16>>| year.as_ref().map(|year| *year.as_ref());
        let countries: Vec<&String> = self.countries.iter().map(AsRef::as_ref).collect();
        let [units, regions, members] = [&self.units, &self.regions, &self.members]
            .map(|names| names.iter().map(AsRef::as_ref).collect::<Vec<&String>>());
        let texts = [&self.indicator, &self.rule, &self.trigger, &self.stop, &self.priority].map(text);
        let numbers = [&self.duration, &self.lag, &self.ramp].map(number);
        format!(
            "{countries:?} {units:?} {regions:?} {members:?} {texts:?} {} {numbers:?} {} {:?} {:?}",
            self.amount.as_ref(),
            self.limit_rules().words(),
            year(&self.from),
            year(&self.until)
        )
    }

    pub(super) fn limit_rules(&self) -> LimitRules {
        LimitRules {
            capacity: self.capacity.clone(),
            most_per_country: self.most_per_country.clone(),
            most_per_unit: self.most_per_unit.clone(),
            most: self.most.clone(),
            budget: self.budget.clone(),
            whole: self.whole,
            ..LimitRules::default()
        }
    }

    /// Whether it names the places that it is about.
    pub(super) fn names_places(&self) -> bool {
        [&self.countries, &self.units, &self.regions, &self.members].iter().any(|names| !names.is_empty())
    }

    /// Whether it decides anything inside a draw.
    pub(super) fn decides(&self) -> bool {
        let rules = [&self.rule, &self.trigger, &self.stop, &self.priority];
        let numbers = [&self.duration, &self.lag, &self.ramp];
        rules.iter().any(|rule| rule.is_some())
            || numbers.iter().any(|number| number.is_some())
            || self.limit_rules().any()
            || self.whole
    }
}

impl Scope<'_> {
    /// The amount of an action; `shared` says whether the portfolio limits the measure as a whole.
    pub(super) fn action(
        &self,
        action: &Action,
        measure: &Measure,
        shared: bool,
    ) -> Result<Amount, StrategyError> {
        self.amount("amount", &action.amount)?;
        let stands = self.years(action.from.as_ref(), action.until.as_ref())?;
        let by_unit = self.by_unit(action, measure)?;
        let year = |stands: bool| by_unit.iter().map(move |amount| if stands { *amount } else { 0.0 });
        let wanted: Vec<f64> = stands.into_iter().flat_map(year).collect();
        if !action.decides() {
            return Ok(Amount::Schedule(wanted));
        }
        let limits = self.limits(&action.limit_rules(), measure, &action.measure)?;
        self.check_affordable(action, limits.as_ref(), &wanted)?;
        if let Some(priority) = action.priority.as_ref().filter(|_| limits.is_none() && !shared) {
            return self.refuse(
                priority,
                "`priority` ranks countries when a limit binds; give `most`, `capacity`, `budget` or a [[limit]]",
            );
        }
        let whole = |key: &str, value: &Option<Spanned<i64>>, least: u32| {
            value.as_ref().map(|value| self.whole(key, value, least)).transpose()
        };
        Ok(Amount::ClosedLoop(Box::new(ClosedLoop {
            wanted,
            rule: self.optional(&action.rule)?,
            trigger: self.trigger(action)?,
            priority: self.optional(&action.priority)?,
            limits,
            lag: whole("lag", &action.lag, 0)?.unwrap_or(0) as usize,
            ramp: whole("ramp", &action.ramp, 1)?.unwrap_or(1),
        })))
    }

    fn trigger(&self, action: &Action) -> Result<Option<Trigger>, StrategyError> {
        let Some(start) = &action.trigger else {
            let alone = "needs a `trigger` that it ends; use `where` or `until` otherwise";
            return match (&action.duration, &action.stop) {
                (Some(duration), _) => self.refuse(duration, format!("`duration` {alone}")),
                (None, Some(stop)) => self.refuse(stop, format!("`stop` {alone}")),
                (None, None) => Ok(None),
            };
        };
        let duration = action.duration.as_ref();
        Ok(Some(Trigger {
            start: self.past_rule(start)?,
            duration: duration.map(|years| self.whole("duration", years, 1)).transpose()?,
            stop: self.optional(&action.stop)?,
        }))
    }

    fn optional(&self, text: &Option<Spanned<String>>) -> Result<Option<PastRule>, StrategyError> {
        text.as_ref().map(|text| self.past_rule(text)).transpose()
    }

    fn past_rule(&self, text: &Spanned<String>) -> Result<PastRule, StrategyError> {
        let expression = Expression::parse(text.as_ref());
        let expression = expression.or_else(|error| self.refuse(text, error.to_string()))?;
        Ok(PastRule { expression, place: self.place(text) })
    }
}
