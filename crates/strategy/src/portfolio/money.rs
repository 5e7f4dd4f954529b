//! What a portfolio may cost in a year: known before a draw is taken where nothing is decided inside futures, bounded by its limits
//! otherwise.

use forefend_estimate::Axis;
use forefend_simulate::Limits;

use super::action::Action;
use super::limit::LimitRules;
use super::{Part, Scope};
use crate::error::StrategyError;
use crate::measure::Measure;

impl Scope<'_> {
    /// US dollars a year that the reference costs, a mean over the years from [`super::Context::from`] on.
    ///
    /// # Errors
    /// A reference that decides inside futures: what it costs is then not one number.
    pub(super) fn cost_of_reference(&self) -> Result<f64, StrategyError> {
        let after = Self { part: Part::After, ..*self };
        let years = after.years(None, None)?.into_iter().filter(|stands| *stands).count().max(1) as f64;
        let mut cost = 0.0;
        for measure in &self.context.measures.measures {
            for action in self.actions(measure) {
                if action.decides() || self.limit(measure).is_some() {
                    return self.refuse(
                        &action.measure,
                        "the reference decides this inside futures, so that nothing can be at its cost; take [equal_cost] out of \
                         the other portfolios, or make this a schedule",
                    );
                }
                let stands = after.years(action.from.as_ref(), action.until.as_ref())?;
                let own = stands.iter().filter(|stands| **stands).count() as f64;
                cost += own / years * self.standing_cost(action, measure)?;
            }
        }
        Ok(cost)
    }

    /// What stands anyway must fit into its part of the money, and all that is deployed into the budget of the portfolio.
    ///
    /// # Errors
    /// A budget that is overrun, or a cost without a bound under one.
    pub(super) fn check_budget(&self) -> Result<(), StrategyError> {
        let (mut bound, mut stands) = (0.0, 0.0);
        for measure in &self.context.measures.measures {
            let mut standing = 0.0;
            for action in self.actions(measure).filter(|action| !action.decides()) {
                standing += self.standing_cost(action, measure)?;
            }
            self.check_part(measure, standing)?;
            bound += self.bound(measure, standing)?;
            stands += standing;
        }
        match &self.portfolio.yearly_budget {
            Some(budget) if bound > *budget.as_ref() * (1.0 + 1e-9) => self.refuse(
                budget,
                format!(
                    "all that is deployed may cost US$ {bound:.0} a year (US$ {stands:.0} of it stands anyway), which overruns \
                     yearly_budget = {:.0}; lower budgets or amounts, or raise it",
                    budget.as_ref()
                ),
            ),
            _ => Ok(()),
        }
    }

    /// Of a version at equal cost: what stands of a measure, US dollars a year, must fit into its part.
    fn check_part(&self, measure: &Measure, standing: f64) -> Result<(), StrategyError> {
        let limit = self.limit(measure);
        let Some((limit, part)) = limit.zip(limit.and_then(|limit| limit.rules.part_of_today)) else {
            return Ok(());
        };
        // Money cuts a measure for the world as a whole. Of countries it would cut the last in the order of their ids.
        let whole = measure.axis(self.context.world, self.context.plan)? == Axis::WORLD;
        let money = part * self.today;
        if whole || standing <= money * (1.0 + 1e-9) {
            return Ok(());
        }
        self.refuse(
            &limit.measure,
            format!(
                "what stands of `{}` costs US$ {standing:.0} a year, which overruns its part, US$ {money:.0}; lower `standing` of \
                 [equal_cost], or raise the part",
                measure.id
            ),
        )
    }

    /// The most that a measure may cost in a year under the budget of the portfolio, of which `standing` stands anyway; 0 where it
    /// has none.
    fn bound(&self, measure: &Measure, standing: f64) -> Result<f64, StrategyError> {
        let limit = self.limit(measure);
        let limited =
            limit.and_then(|limit| self.most_money(&limit.rules, measure).transpose()).transpose()?;
        match (&self.portfolio.yearly_budget, limited) {
            (None, _) => Ok(0.0),
            (Some(_), Some(limited)) => Ok(limited.max(self.beyond_limit(measure)?)),
            (Some(_), None) => Ok(standing + self.decided_cost(measure)?),
        }
    }

    /// The most that a measure may cost in a year in which its limit does not hold. Before the first year of decisions all is as in the
    /// reference.
    fn beyond_limit(&self, measure: &Measure) -> Result<f64, StrategyError> {
        let Some(limit) = self.limit(measure) else { return Ok(0.0) };
        let after = Self { part: Part::After, ..*self };
        let limited = after.years(limit.from.as_ref(), limit.until.as_ref())?;
        let mut beyond = vec![0.0; limited.len()];
        for action in self.actions(measure) {
            let decides = after.years(action.from.as_ref(), action.until.as_ref())?;
            let lag = action.lag.as_ref().map_or(Ok(0), |lag| self.whole("lag", lag, 0))? as usize;
            let Some(first) = decides.iter().position(|decides| *decides) else { continue };
            // What is decided late, or switched on, may stand for years after the last decision.
            let lingers = lag > 0 || action.trigger.is_some();
            let stands = |year: usize| if lingers { year >= first + lag } else { decides[year] };
            let years: Vec<usize> =
                (0..limited.len()).filter(|year| !limited[*year] && stands(*year)).collect();
            if years.is_empty() {
                continue;
            }
            let most = if action.decides() {
                self.most_of(action, measure)?
            } else {
                self.standing_cost(action, measure)?
            };
            years.into_iter().for_each(|year| beyond[year] += most);
        }
        Ok(beyond.into_iter().fold(0.0, f64::max))
    }

    /// A budget must be able to pay something in some year: at least the smallest amount that is wanted of a unit where amounts are whole.
    pub(super) fn check_affordable(
        &self,
        action: &Action,
        limits: Option<&Limits>,
        wanted: &[f64],
    ) -> Result<(), StrategyError> {
        let (Some(limits), Some(rule)) = (limits, &action.budget) else { return Ok(()) };
        let Some(budget) = &limits.budget else { return Ok(()) };
        let units = (wanted.len() / self.context.plan.periods().max(1)).max(1);
        let years = wanted.chunks(units).filter(|year| year.iter().any(|amount| *amount > 0.0)).count();
        let reach = budget.yearly * if budget.carry_over { years as f64 } else { 1.0 };
        let least = wanted.iter().copied().filter(|amount| *amount > 0.0).fold(f64::INFINITY, f64::min);
        let needed = if limits.whole { least * budget.unit_cost } else { 0.0 };
        if !least.is_finite() || (reach > 0.0 && reach * (1.0 + 1e-9) >= needed) {
            return Ok(());
        }
        let by = if budget.carry_over { "all its years together" } else { "a year" };
        let message = if reach > 0.0 {
            format!(
                "the budget, US$ {reach:.0} {by}, can never pay a whole `{}` of one unit, US$ {needed:.0}, so that nothing would ever stand; raise \
                 it to that, lower `amount`, or leave out `whole`",
                action.measure.as_ref()
            )
        } else {
            format!(
                "a budget of 0 pays nothing of `{}`; raise it, or take the action out",
                action.measure.as_ref()
            )
        };
        self.refuse(&rule.amount, message)
    }

    /// US dollars a year of an action that decides nothing.
    fn standing_cost(&self, action: &Action, measure: &Measure) -> Result<f64, StrategyError> {
        let amount: f64 = self.by_unit(action, measure)?.iter().sum();
        Ok(amount * self.context.measures.unit_cost(measure)?)
    }

    /// The most that actions which decide inside futures can cost a year.
    fn decided_cost(&self, measure: &Measure) -> Result<f64, StrategyError> {
        let deciding = self.actions(measure).filter(|action| action.decides());
        deciding.map(|action| self.most_of(action, measure)).sum()
    }

    /// The same of one of them.
    fn most_of(&self, action: &Action, measure: &Measure) -> Result<f64, StrategyError> {
        let limited = self.most_money(&action.limit_rules(), measure)?;
        let wanted = self.most_wanted(action, measure)?;
        match [limited, wanted].into_iter().flatten().reduce(f64::min) {
            Some(most) => Ok(most),
            None => self.refuse(
                &action.measure,
                "under a yearly_budget every action that decides needs a bound on its cost; give `budget` or `capacity`, \
                 here or in a [[limit]] that holds in all its years, or `most` here, or name its places",
            ),
        }
    }

    /// What an action costs a year where all that it may serve have all that it wants. None where it names no places and no number of
    /// them: all places together would be a bound, but none that an author means.
    fn most_wanted(&self, action: &Action, measure: &Measure) -> Result<Option<f64>, StrategyError> {
        if action.most.is_none() && !action.names_places() {
            return Ok(None);
        }
        let rules = action.limit_rules();
        let each = self.most_per_unit(&rules, measure)?.unwrap_or(f64::INFINITY);
        let most = match &rules.most {
            Some(most) => self.whole("most", most, 1)? as usize,
            None => usize::MAX,
        };
        let by_unit = self.by_unit(action, measure)?;
        let mut amounts: Vec<f64> = by_unit.into_iter().map(|amount| amount.min(each)).collect();
        amounts.sort_by(|a, b| b.total_cmp(a));
        let amount: f64 = amounts.into_iter().take(most).sum();
        Ok(Some(amount * self.context.measures.unit_cost(measure)?))
    }

    /// The most that limits let a measure cost in a year; none where they do not bound it. What a year leaves to the next counts
    /// where it is spent, so that a budget that is carried over is one of its years.
    fn most_money(&self, rules: &LimitRules, measure: &Measure) -> Result<Option<f64>, StrategyError> {
        let unit_cost = self.context.measures.unit_cost(measure)?;
        let capacity = rules.capacity.as_ref().map(|capacity| capacity.as_ref() * unit_cost);
        let budget = rules.budget.as_ref().map(|budget| *budget.amount.as_ref());
        let part = rules.part_of_today.map(|part| part * self.today);
        let spread = match (&rules.most, self.most_per_unit(rules, measure)?) {
            (Some(most), Some(each)) => Some(f64::from(self.whole("most", most, 1)?) * each * unit_cost),
            _ => None,
        };
        Ok([capacity, budget, part, spread].into_iter().flatten().reduce(f64::min))
    }
}
