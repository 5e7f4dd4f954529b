//! Recommendations, each with what the appraisal of the run says of it.

use super::options::{median, worse};
use super::{Block, Part, Table};
use crate::brief::*;
use crate::number::{Quantity, Unit};

/// What the appraisal says of one recommendation.
struct Judged<'a> {
    portfolio: Option<&'a Portfolio>,
    outcome: Option<&'a Outcome>,
    /// Under every setting, the leading one first.
    rows: Vec<&'a Difference>,
    cost: Option<Quantity>,
    /// Commissioners who rank it at all.
    judges: usize,
    /// Those of them who rank it below the reference.
    dissent: Vec<&'a str>,
}

fn judged<'a>(brief: &'a Brief, of: &'a Recommendation) -> Judged<'a> {
    let appraisal = &brief.appraisal;
    let portfolio = appraisal.alternatives.iter().find(|portfolio| portfolio.id == of.portfolio);
    let outcome = appraisal.outcomes.iter().find(|outcome| outcome.id == of.outcome);
    let find = |outcome: &Outcome| -> Vec<&'a Difference> {
        let rows = portfolio.into_iter().flat_map(|portfolio| {
            appraisal.settings.iter().filter_map(move |setting| appraisal.find(portfolio, outcome, setting))
        });
        rows.collect()
    };
    let rows = outcome.map(find).unwrap_or_default();
    let cost = appraisal.outcomes.iter().find(|outcome| outcome.unit == Unit::Usd);
    let cost = cost.and_then(|cost| find(cost).first().map(|row| median(row, cost)));
    let place = |row: &CommissionerRow, id: &str| row.order.iter().position(|placed| placed.id == id);
    let below = |row: &&CommissionerRow| {
        place(row, &of.portfolio)
            .zip(place(row, &appraisal.reference.id))
            .is_some_and(|(own, today)| own > today)
    };
    let dissent =
        appraisal.decision.commissioners.iter().filter(below).map(|row| row.title.as_str()).collect();
    let judges =
        appraisal.decision.commissioners.iter().filter(|row| place(row, &of.portfolio).is_some()).count();
    Judged { judges, portfolio, outcome, rows, cost, dissent }
}

impl Judged<'_> {
    /// The effect under the leading setting.
    fn effect(&self) -> Sentence {
        match (self.outcome, self.rows.first()) {
            (Some(outcome), Some(row)) => Sentence::with(
                format!("{}: {{0}} ({})", verbatim(&outcome.title), verbatim(&grounds(row))),
                vec![median(row, outcome)],
            ),
            _ => Sentence::plain("not appraised in this run"),
        }
    }

    fn cost(&self) -> Sentence {
        self.cost.as_ref().map_or_else(
            || Sentence::plain("not told in this run"),
            |cost| Sentence::with("{0}", vec![cost.clone()]),
        )
    }

    /// In how many settings it is expected to be better; none where it was not appraised.
    fn better(&self) -> Option<usize> {
        let outcome = self.outcome.filter(|_| !self.rows.is_empty())?;
        Some(self.rows.iter().filter(|row| !worse(row, outcome) && row.mean != 0.0).count())
    }

    /// Whether the run speaks against it: better in no setting, or ranked below today's by all who judge.
    fn is_unsupported(&self) -> bool {
        self.better() == Some(0) || self.judges > 0 && self.dissent.len() == self.judges
    }

    /// The same in words.
    fn robustness(&self) -> String {
        let Some(better) = self.better() else { return "not appraised in this run".to_owned() };
        let told = format!("better by the mean in {better} of {} settings", self.rows.len());
        if self.is_unsupported() { format!("not supported by this run: {told}") } else { told }
    }

    /// Low wherever an assumption acts, no effect is told or the run speaks against it; moderate on published evidence graded A to C.
    /// Never high: no effect here was tried in the place where it would be used.
    fn confidence(&self) -> (Confidence, String) {
        match self.rows.first() {
            Some(_) if self.is_unsupported() => (Confidence::Low, "this run does not support it.".to_owned()),
            Some(row) if row.mean == 0.0 && row.p05 == row.p95 => {
                (Confidence::Low, "under the leading setting no future differs.".to_owned())
            }
            Some(row) if row.grounds == Grounds::Evidence && row.grade.starts_with(['A', 'B', 'C']) => {
                (Confidence::Moderate, format!("the effect rests on evidence of grade {}.", row.grade))
            }
            Some(row) if row.grade.is_empty() => {
                (Confidence::Low, "nothing that acts on the outcome is told.".to_owned())
            }
            Some(row) => (Confidence::Low, format!("the effect rests on {}.", grounds(row))),
            None => (Confidence::Low, "its portfolio was not appraised in this run.".to_owned()),
        }
    }

    fn dissent(&self) -> String {
        match (self.judges, self.dissent.as_slice()) {
            (0, _) => "no commissioner judges it".to_owned(),
            (_, []) => "none of the commissioners".to_owned(),
            (_, names) => names.join(", "),
        }
    }
}

fn grounds(row: &Difference) -> String {
    match (row.grounds, row.grade.as_str()) {
        (_, "") => "no measure acts on it".to_owned(),
        (Grounds::Assumption, grade) => format!("an assumption, {grade}"),
        (_, grade) => format!("evidence of grade {grade}"),
    }
}

/// Recommendations one by one.
pub(super) fn recommendations(brief: &Brief) -> Part {
    let mut part = Part::new("recommendations", "Recommendations");
    if brief.recommendations.is_empty() {
        part.note("The world of this run declares none (`recommendations.toml`).");
        return part;
    }
    part.note("Status says what is policy today. The numbers are those of the portfolio named, which holds other measures too.");
    let mut area = "";
    for of in &brief.recommendations {
        if of.area != area {
            area = &of.area;
            part.blocks.push(Block::Heading(area.to_owned()));
        }
        let one = judged(brief, of);
        let (confidence, reason) = one.confidence();
        let named =
            |head: &str, sentence: Sentence| Sentence::plain(format!("{head}:")).followed_by(&sentence);
        let plain = |head: &str, text: &str| Sentence::plain(format!("{head}: {text}"));
        part.text(Sentence::plain(format!("{} ({}).", of.action, of.status.text())));
        part.blocks.push(Block::Items(vec![
            plain("Owner", &of.owner),
            plain("Measures", &of.measures.join("; ")),
            plain("Appraised as", one.portfolio.map_or(of.portfolio.as_str(), |found| found.name.as_str())),
            named("Cost against today", one.cost()),
            named("Expected effect", one.effect()),
            plain("Robustness", &one.robustness()),
            plain("Confidence", &format!("{}: {reason}", confidence.word())),
            plain("Ranked below today’s policy by", &one.dissent()),
            plain("Trigger", &of.trigger),
            plain("Status known from", &of.basis),
        ]));
    }
    part
}

/// Recommendations as a table, for two pages.
pub(super) fn short_list(brief: &Brief) -> Part {
    let mut part = Part::new("recommendations", "Recommendations");
    let row = |of: &Recommendation| {
        let one = judged(brief, of);
        vec![
            Sentence::plain(format!("{} ({})", of.action, of.status.text())),
            Sentence::plain(&of.owner),
            one.cost(),
            one.effect(),
            Sentence::plain(format!(
                "{}; confidence {}; dissent: {}",
                one.robustness(),
                one.confidence().0.word(),
                one.dissent()
            )),
        ]
    };
    part.blocks.push(Block::Table(Table {
        caption: "Recommendations of the world, as appraised under the leading setting".to_owned(),
        head: ["Action (status)", "Owner", "Cost against today", "Expected effect", "How sure"]
            .map(str::to_owned)
            .to_vec(),
        rows: brief.recommendations.iter().map(row).collect(),
    }));
    part
}
