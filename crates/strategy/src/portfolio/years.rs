//! When an action may stand: never before it may be decided, and in some year.

use toml::Spanned;

use super::Scope;
use super::action::Action;
use crate::error::StrategyError;
use crate::measure::Measure;

impl Scope<'_> {
    /// An alternative that says in so many words that it decides before it may, or whose own decisions end by then.
    pub(super) fn check_from(&self, measure: &Measure) -> Result<(), StrategyError> {
        let limit = self.limit(measure).and_then(|limit| limit.from.as_ref());
        let own = || self.actions(measure).filter(|action| action.decides() || action.indicator.is_none());
        let first = self.context.from;
        if let Some(early) =
            own().filter_map(|action| action.from.as_ref()).chain(limit).find(|from| *from.as_ref() < first)
        {
            return self.refuse(
                early,
                format!(
                    "from = {}: portfolios may differ from {first} on; give a later year, or an earlier `from` in \
                     appraisal.toml",
                    early.as_ref()
                ),
            );
        }
        match own().filter_map(|action| action.until.as_ref()).find(|until| *until.as_ref() < first) {
            None => Ok(()),
            Some(early) => self.refuse(
                early,
                format!(
                    "until = {}: this action can never stand, as portfolios may differ from {first} on; give a later \
                     year, or take the action out",
                    early.as_ref()
                ),
            ),
        }
    }

    /// An action must stand in some simulated year, its `lag` included.
    pub(super) fn can_stand(&self, action: &Action) -> Result<(), StrategyError> {
        let lag = action.lag.as_ref().map_or(0, |lag| (*lag.as_ref()).max(0));
        self.some_year((action.from.as_ref(), action.until.as_ref()), lag, "this action can never stand")?;
        let years = i64::from(self.context.plan.horizon.0) - i64::from(self.context.plan.first.0);
        match action.lag.as_ref().filter(|lag| *lag.as_ref() > years) {
            None => Ok(()),
            Some(late) => self.refuse(
                late,
                format!(
                    "lag = {}: this action can never stand by {}; give a shorter lag",
                    late.as_ref(),
                    self.last()
                ),
            ),
        }
    }

    /// Some simulated year, `lag` years before the last one or earlier, must lie between `from` and `until`; `never` says
    /// what is so otherwise.
    pub(super) fn some_year(
        &self,
        (from, until): (Option<&Spanned<i16>>, Option<&Spanned<i16>>),
        lag: i64,
        never: &str,
    ) -> Result<(), StrategyError> {
        let (first, last) = (self.context.plan.first, self.last());
        if let Some(from) = from.filter(|from| i64::from(*from.as_ref()) + lag > i64::from(last)) {
            let message = format!(
                "from = {}: {never} by {last}, the last simulated year; give an earlier year, or a later --to",
                from.as_ref()
            );
            return self.refuse(from, message);
        }
        match until.filter(|until| *until.as_ref() < first.0) {
            None => Ok(()),
            Some(until) => {
                let message = format!(
                    "until = {}: {never} from {first} on, the first simulated year; give a later year, or take it out",
                    until.as_ref()
                );
                self.refuse(until, message)
            }
        }
    }

    fn last(&self) -> i16 {
        self.context.plan.horizon.0
    }
}
