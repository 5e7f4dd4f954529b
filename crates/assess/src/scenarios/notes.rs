//! What is told of a run before a year is simulated: only what its user can change. What the world's own files and the data that
//! come with it leave open is a limit of the report ([`Prepared::holes`]).

use std::collections::BTreeSet;

use forefend_panel::{AsOf, Panel};
use forefend_report::{Limit, Unit};
use forefend_simulate::history::LeftOut;
use forefend_strategy::outcome::lower_first;
use forefend_strategy::portfolio::Portfolio;

use super::Prepared;
use crate::error::AssessError;
use crate::{Options, Progress, outcomes};

/// Titles that a limit names.
const NAMED: usize = 6;
/// What helps against a budget that is short.
const RAISE: &str = "raise it, want less, or let what a year leaves be kept (`carry_over`)";

impl Prepared {
    /// Tells which values of paths are not those of their source where no file declares so, which values of a series of the user's
    /// own are not used, which rows equations lost to such series, and what of the outcomes brought is not used.
    pub fn tell_filled(
        &self,
        panel: &Panel,
        options: &Options,
        progress: &dyn Progress,
    ) -> Result<(), AssessError> {
        let as_of = options.as_of(&self.model, panel)?;
        outcomes::check(panel, &as_of, progress)?;
        let unasked = self.history.filled.iter().filter(|filled| !filled.declared);
        unasked.for_each(|filled| progress.note(&filled.to_string()));
        for left_out in &self.history.left_out {
            if is_own(left_out, &as_of)? {
                progress.note(&left_out.to_string());
            }
        }
        let lost = forefend_simulate::fitted::lost(&self.model, &self.history, &as_of)?;
        lost.iter().for_each(|lost| progress.note(&lost.to_string()));
        self.tell_ended(progress);
        self.short_in_words().iter().for_each(|words| progress.note(&format!("{words}; {RAISE}")));
        Ok(())
    }

    /// Every budget that is short in some years, in one sentence; none where each pays.
    fn short_in_words(&self) -> Option<String> {
        let all: Vec<String> = self.short.iter().map(ToString::to_string).collect();
        let is = if all.len() == 1 { "1 budget is".to_owned() } else { format!("{} budgets are", all.len()) };
        (!all.is_empty()).then(|| {
            format!("{is} short in some years, so that less stands than is wanted: {}", all.join("; "))
        })
    }

    /// The same as a limit of the report.
    pub(crate) fn short_of_money(&self) -> Option<Limit> {
        Some(Limit {
            problem: format!("{}.", self.short_in_words()?),
            cause: "A portfolio's file gives less money for these years than what it wants in them costs at the central value of the \
                    evidence; whole amounts that do not fit are not bought."
                .to_owned(),
            mitigation: format!("{}.", forefend_report::upper_first(RAISE)),
        })
    }

    /// Limits that come from holes in the data that the world ships: what its files declare of them is no news in a run.
    pub(crate) fn holes(&self, as_of: &AsOf<'_>) -> Result<Vec<Limit>, AssessError> {
        let mut limits = Vec::new();
        let declared = self.history.filled.iter().filter(|filled| filled.declared);
        let mut titles: Vec<String> = declared.map(|filled| self.title(&filled.variable)).collect();
        titles.dedup();
        if !titles.is_empty() {
            limits.push(Limit {
                problem: format!("Some paths go on beyond their source: {}.", crate::names::some(&titles, NAMED)),
                cause: "The source has no value there; the path keeps the last one, or the stand-in that its file declares.".to_owned(),
                mitigation: "Figures show which years are observed.".to_owned(),
            });
        }
        for left_out in &self.history.left_out {
            if !is_own(left_out, as_of)? {
                limits.push(Limit {
                    problem: format!(
                        "{} values of \u{201c}{}\u{201d} are not used.",
                        Unit::Count.number(left_out.values as f64),
                        as_of.indicator(&left_out.series)?.title
                    ),
                    cause: format!(
                        "They are of {} units that axis `{}` does not have.",
                        Unit::Count.number(left_out.units.len() as f64),
                        left_out.axis
                    ),
                    mitigation: "The axis in the world's files says which units are simulated.".to_owned(),
                });
            }
        }
        Ok(limits)
    }

    /// A variable's title inside a sentence; its name where it has none.
    fn title(&self, variable: &str) -> String {
        let declared = self.model.position(variable).map(|at| self.model.variables[at].spec.title.as_str());
        lower_first(declared.filter(|title| !title.is_empty()).unwrap_or(variable))
    }

    /// Tells which measures of the reference an alternative does not mention: they end in it.
    fn tell_ended(&self, progress: &dyn Progress) {
        let names = |portfolio: &Portfolio| -> BTreeSet<String> {
            portfolio.action.iter().map(|action| action.measure.as_ref().clone()).collect()
        };
        let reference = names(self.reference());
        for alternative in self.alternatives() {
            for measure in reference.difference(&names(alternative)) {
                progress.note(&format!(
                    "portfolio `{}` has no action of `{measure}`, which the reference deploys: it ends in {}; copy the \
                     reference's action to keep it",
                    alternative.id, self.appraisal.from
                ));
            }
        }
    }
}

/// Whether a series is read from a file of the user's own world, and is no part of the snapshot.
fn is_own(left_out: &LeftOut, as_of: &AsOf<'_>) -> Result<bool, AssessError> {
    Ok(as_of.indicator(&left_out.series)?.csv.is_some())
}
