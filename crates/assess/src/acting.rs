//! What evidence acts in this run: the ground of every sentence about what a measure changes.
//!
//! No sentence knows which world it is about. Whether an effect on an outcome is published, assumed or absent follows
//! from the rows that act: those of measures that a portfolio deploys otherwise than the reference, switched on in the
//! setting, through a lever from which the outcome can be reached.

use std::collections::BTreeSet;

use forefend_estimate::{Expression, Formula};
use forefend_report::{Confidence, Grounds};
use forefend_simulate::Model;
use forefend_simulate::model::{Declared, DeclaredProcess};
use forefend_strategy::evidence::Evidence;
use forefend_strategy::measure::{Measure, Measures, Setting};
use forefend_strategy::outcome::{Counted, Outcome, OutcomeAt};
use forefend_strategy::portfolio::Portfolio;

use crate::Material;

/// Which rows are kept.
type Keep<'a> = &'a dyn Fn(&Evidence) -> bool;
/// How an outcome of a model is reached.
type Way = fn(&Model, &Outcome) -> Reach;
/// In the very year.
const AT_ONCE: [Way; 1] = [Reach::of];
/// Over later years, too, where nothing acts in the very one.
const AT_ONCE_OR_LATER: [Way; 2] = [Reach::of, Reach::in_time];

/// Rows that a number rests on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Acting<'a> {
    rows: Vec<&'a Evidence>,
}

impl<'a> Acting<'a> {
    /// What an outcome of `alternative` rests on under `setting`: effects for an outcome of the simulation, costs for the
    /// cost.
    pub fn on(material: &Material<'a>, alternative: &str, outcome: OutcomeAt, setting: &Setting) -> Self {
        Self::between(material, [alternative, &material.prepared.reference().id], outcome, setting)
    }

    /// What a difference of two portfolios in an outcome rests on under `setting`.
    pub fn between(material: &Material<'a>, two: [&str; 2], outcome: OutcomeAt, setting: &Setting) -> Self {
        Self::among(material, two, outcome, (&AT_ONCE_OR_LATER, &|row| acts(row, setting)))
    }

    /// The same of an alternative over all settings: what there is, switched on or not.
    pub fn anywhere(material: &Material<'a>, alternative: &str, outcome: OutcomeAt) -> Self {
        let two = [alternative, &material.prepared.reference().id];
        Self::among(material, two, outcome, (&AT_ONCE_OR_LATER, &|_| true))
    }

    /// What acts on an outcome of two portfolios in the very year, where no future of the run differs: an effect may act on so few that
    /// more draws would show it. What comes back in later years alone is not told of, nor what an outcome costs.
    pub fn at_once(material: &Material<'a>, two: [&str; 2], outcome: OutcomeAt, setting: &Setting) -> Self {
        match material.outcome(outcome).is_cost() {
            true => Self::default(),
            false => Self::among(material, two, outcome, (&AT_ONCE, &|row| acts(row, setting))),
        }
    }

    /// What a difference of two portfolios rests on, of the rows to `keep`, by the first of the ways `over` which anything reaches the
    /// outcome.
    fn among(
        material: &Material<'a>,
        two: [&str; 2],
        outcome: OutcomeAt,
        (over, keep): (&[Way], Keep<'_>),
    ) -> Self {
        let prepared = material.prepared;
        let [first, second] = two.map(|id| prepared.portfolios.iter().find(|one| one.id == id));
        let (Some(first), Some(second)) = (first, second) else { return Self::default() };
        let outcome = material.outcome(outcome);
        let reaches = (!outcome.is_cost())
            .then(|| over.iter().map(|way| way(&prepared.model, outcome)).collect::<Vec<Reach>>());
        Self::by(&prepared.measures, [first, second], reaches.as_deref(), keep)
    }

    /// What a difference of two portfolios rests on, of the rows to `keep`, in an outcome that the levers of the first of `reaches` reach
    /// that any does; in the cost without them.
    pub fn by(
        measures: &'a Measures,
        [first, second]: [&Portfolio; 2],
        reaches: Option<&[Reach]>,
        keep: Keep<'_>,
    ) -> Self {
        let all = measures.measures.iter();
        let differing: Vec<&Measure> =
            all.filter(|measure| first.deploys_otherwise(second, &measure.id)).collect();
        let found: Vec<&Evidence> = match reaches {
            None => {
                let names = differing.iter().map(|measure| measure.cost.evidence.as_ref().as_str());
                names.filter_map(|name| measures.row(name, "").ok()).collect()
            }
            Some(reaches) => reaches
                .iter()
                .map(|reach| differing.iter().flat_map(|measure| reach.rows(measures, measure)))
                .map(|rows| rows.filter(|row| keep(row)).collect::<Vec<_>>())
                .find(|rows| !rows.is_empty())
                .unwrap_or_default(),
        };
        Self::of(found)
    }

    /// Of these rows, each once, in the order of their names.
    pub fn of(mut rows: Vec<&'a Evidence>) -> Self {
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        rows.dedup_by(|a, b| a.id == b.id);
        Self { rows }
    }

    /// The rows that `other` has not.
    pub fn beyond(&self, other: &Self) -> Self {
        let known = |row: &Evidence| other.rows.iter().any(|other| other.id == row.id);
        Self { rows: self.rows.iter().copied().filter(|row| !known(row)).collect() }
    }

    /// Whether nothing acts.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether all that acts is assumed: false where nothing acts.
    pub fn all_assumed(&self) -> bool {
        !self.is_empty() && self.rows.iter().all(|row| row.is_assumption())
    }

    /// The weakest grade; empty where nothing acts.
    pub fn weakest(&self) -> &'a str {
        self.rows.iter().map(|row| row.grade.text()).max().unwrap_or_default()
    }

    /// What a table says of a number that rests on these rows.
    pub fn grounds(&self) -> Grounds {
        match self.rows.iter().any(|row| row.is_assumption()) {
            true => Grounds::Assumption,
            false => Grounds::Evidence,
        }
    }

    /// "evidence of grade D4 and an assumption (F6)".
    pub fn words(&self) -> String {
        let (assumed, published): (Vec<&Evidence>, Vec<&Evidence>) =
            self.rows.iter().copied().partition(|row| row.is_assumption());
        let mut grades: Vec<&str> = published.iter().map(|row| row.grade.text()).collect();
        grades.sort_unstable();
        grades.dedup();
        let published = (!grades.is_empty()).then(|| format!("evidence of grade {}", grades.join(" and ")));
        let assumed = assumed.first().map(|row| format!("an assumption ({})", row.grade.text()));
        match (published, assumed) {
            (Some(published), Some(assumed)) => format!("{published} and {assumed}"),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => "nothing that acts in this run".to_owned(),
        }
    }

    /// How far one can be sure of what rests on these rows: moderately where each was read in its own publication or
    /// measured, little where one was quoted or assumed.
    pub fn confidence(&self) -> Confidence {
        match self.weakest().chars().next() {
            Some('A'..='C') => Confidence::Moderate,
            _ => Confidence::Low,
        }
    }
}

/// Whether a row moves anything under a setting.
pub(crate) fn acts(row: &Evidence, setting: &Setting) -> bool {
    setting.is_on(row) && setting.strength > 0.0 && (row.is_assumption() || setting.discount < 1.0)
}

/// Effects of the model that are assumptions, and how many effects there are; none without any.
pub(crate) fn assumed_effects<'a>(material: &Material<'a>) -> Option<(Vec<&'a Evidence>, usize)> {
    let measures = &material.prepared.measures;
    let effects = measures.measures.iter().flat_map(|measure| &measure.effect);
    let names = effects.map(|effect| effect.evidence.as_ref().as_str());
    let rows = Acting::of(names.filter_map(|name| measures.row(name, "").ok()).collect()).rows;
    let all = rows.len();
    (all > 0).then(|| (rows.into_iter().filter(|row| row.is_assumption()).collect(), all))
}

/// The levers by which an outcome can be moved.
#[derive(Debug)]
pub(crate) struct Reach(BTreeSet<String>);

impl Reach {
    /// In the very year: what the outcome reads without a lag. An effect that comes back in later years, as deaths lower
    /// income and income raises the odds of conflict, is no effect on the outcome that anybody has published or assumed.
    pub fn of(model: &Model, outcome: &Outcome) -> Self {
        let (mut seen, mut open) = (BTreeSet::new(), variables(outcome));
        while let Some(name) = open.pop() {
            let Some(position) = model.position(&name).filter(|position| seen.insert(*position)) else {
                continue;
            };
            let declared = &model.variables[position];
            let texts = declared.expressions().flat_map(Expression::references);
            let read = texts.chain(declared.formula.iter().flat_map(Formula::references));
            open.extend(read.filter(|read| read.minimum_lag == 0).map(|read| read.name));
            let process = model.writer(declared).into_iter().flat_map(DeclaredProcess::reads_now);
            open.extend(process.map(str::to_owned));
        }
        Self::through(model, seen.into_iter().map(|position| &model.variables[position]))
    }

    /// In any year.
    pub fn in_time(model: &Model, outcome: &Outcome) -> Self {
        let names = variables(outcome);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let needed = model.needed_by(&names);
        Self::through(model, needed.into_iter().map(|position| &model.variables[position]))
    }

    /// Levers of variables, and of the processes that write them.
    fn through<'v>(model: &'v Model, variables: impl Iterator<Item = &'v Declared>) -> Self {
        let levers = variables.flat_map(|declared| {
            let process = model.writer(declared).into_iter().flat_map(|process| &process.spec.lever);
            declared.spec.lever.iter().chain(process)
        });
        Self(levers.map(|lever| lever.name.as_ref().clone()).collect())
    }

    /// Evidence of the effects by which a measure reaches the outcome.
    pub fn rows<'a>(&self, measures: &'a Measures, measure: &Measure) -> Vec<&'a Evidence> {
        let effects = measure.effect.iter().filter(|effect| self.0.contains(effect.lever.as_ref()));
        effects.filter_map(|effect| measures.row(effect.evidence.as_ref(), "").ok()).collect()
    }
}

/// The variables that an outcome is counted from; none for the cost, which no lever moves.
fn variables(outcome: &Outcome) -> Vec<String> {
    outcome.counted.as_ref().map(Counted::variables).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use forefend_simulate::spec::Grade;
    use forefend_strategy::evidence::{Ends, Use};

    fn row(id: &str, grade: &str) -> Evidence {
        Evidence {
            id: id.to_owned(),
            measure: String::new(),
            acts_on: String::new(),
            quantity: String::new(),
            value: None,
            low: None,
            high: None,
            interval: String::new(),
            ends: Ends::default(),
            standard_deviation: None,
            saturates_at: None,
            unit: String::new(),
            source: String::new(),
            locator: String::new(),
            how_known: String::new(),
            grade: Grade::try_from(grade.to_owned()).unwrap(),
            topic: None,
            price_year: None,
            note: String::new(),
            beside: None,
            purpose: Use::Model,
        }
    }

    #[test]
    fn words_follow_the_rows() {
        let (c3, d4, f6) = (row("a", "C3"), row("b", "D4"), row("c", "F6"));
        for (rows, words, assumed, confidence) in [
            (vec![], "nothing that acts in this run", false, Confidence::Low),
            (vec![&c3], "evidence of grade C3", false, Confidence::Moderate),
            (vec![&d4, &c3], "evidence of grade C3 and D4", false, Confidence::Low),
            (vec![&f6], "an assumption (F6)", true, Confidence::Low),
            (vec![&f6, &c3, &c3], "evidence of grade C3 and an assumption (F6)", false, Confidence::Low),
        ] {
            let acting = Acting::of(rows);
            assert_eq!(acting.words(), words);
            assert_eq!((acting.all_assumed(), acting.confidence()), (assumed, confidence), "{words}");
        }
    }

    #[test]
    fn a_discount_of_all_and_a_switch_turn_rows_off() {
        let setting = |discount, assumptions| Setting {
            id: String::new(),
            title: String::new(),
            discount,
            assumptions,
            strength: 1.0,
            without: Vec::new(),
        };
        for (grade, discount, assumptions, on) in [
            ("C3", 0.5, false, true),
            ("C3", 1.0, true, false),
            ("F6", 0.5, false, false),
            ("F6", 1.0, true, true),
        ] {
            assert_eq!(acts(&row("a", grade), &setting(discount, assumptions)), on, "{grade} {discount}");
        }
    }
}
