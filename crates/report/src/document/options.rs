//! Principles, options and recommendations, read from the appraisal of the run.

use super::{Block, Part, Table};
use crate::brief::*;
use crate::number::{Quantity, Unit};

/// Principles, and what each portfolio does to them.
pub(super) fn principles(brief: &Brief) -> Part {
    let mut part = Part::new("principles", "Principles");
    let row = |principle: &Principle| {
        let of = |verdict: PrincipleVerdict| {
            let names: Vec<&str> = (principle.values.iter())
                .filter(|value| value.verdict == verdict)
                .map(|value| name(brief, &value.portfolio))
                .collect();
            if names.is_empty() { "none".to_owned() } else { names.join("; ") }
        };
        vec![
            Sentence::plain(&principle.name),
            Sentence::plain(&principle.sentence),
            Sentence::plain(of(PrincipleVerdict::Fails)),
            Sentence::plain(of(PrincipleVerdict::NotMeasurable)),
        ]
    };
    part.blocks.push(Block::Table(Table {
        caption: "Each principle, and which portfolios break it".to_owned(),
        head: ["Principle", "What it asks", "Broken by", "Cannot be measured for"]
            .map(str::to_owned)
            .to_vec(),
        rows: brief.principles.iter().map(row).collect(),
    }));
    part
}

/// The name of a portfolio, or its id where the run does not have it.
fn name<'a>(brief: &'a Brief, id: &'a str) -> &'a str {
    let all = std::iter::once(&brief.appraisal.reference).chain(&brief.appraisal.alternatives);
    all.into_iter().find(|portfolio| portfolio.id == id).map_or(id, |portfolio| portfolio.name.as_str())
}

/// The outcome that sentences lead with.
fn leading(brief: &Brief) -> Option<&Outcome> {
    let robust = brief.appraisal.decision.robust.iter().find(|table| table.leads);
    let id = robust.map(|table| table.outcome.as_str());
    brief
        .appraisal
        .outcomes
        .iter()
        .find(|outcome| Some(outcome.id.as_str()) == id)
        .or(brief.appraisal.outcomes.first())
}

/// Portfolio by setting: the difference in the leading outcome, the largest regret, and where each fails; `in_short` counts the settings and
/// principles instead of naming them.
pub(super) fn options(brief: &Brief, in_short: bool) -> Part {
    let appraisal = &brief.appraisal;
    let mut part = Part::new("options", "Options");
    let Some(outcome) = leading(brief).filter(|_| !appraisal.alternatives.is_empty()) else {
        part.note("This run appraised no alternative.");
        return part;
    };
    let mut head = vec!["Portfolio".to_owned()];
    head.extend(appraisal.settings.iter().map(|setting| setting.title.clone()));
    head.extend(["Regret at its largest", "Where it fails"].map(str::to_owned));
    let rows = appraisal.alternatives.iter().map(|portfolio| {
        let mut row = vec![Sentence::plain(&portfolio.name)];
        row.extend(appraisal.settings.iter().map(|setting| {
            appraisal.find(portfolio, outcome, setting).map_or_else(
                || Sentence::plain("not told"),
                |found| Sentence::with("{0}", vec![median(found, outcome)]),
            )
        }));
        row.push(
            regret(brief, portfolio)
                .map_or_else(|| Sentence::plain("not told"), |regret| Sentence::with("{0}", vec![regret])),
        );
        row.push(Sentence::plain(fails(brief, portfolio, outcome, in_short)));
        row
    });
    part.blocks.push(Block::Table(Table {
        caption: format!(
            "{}, {}–{}: difference from {} on the same luck, median [90% of futures], under every setting of what nobody knows",
            outcome.head(), appraisal.years.0, appraisal.years.1, appraisal.reference.name
        ),
        head,
        rows: rows.collect(),
    }));
    let verdict = appraisal.decision.robust.iter().find(|table| table.leads).map(|table| &table.verdict);
    verdict.into_iter().for_each(|verdict| part.text(verdict.clone()));
    part.note("Settings stand side by side and are never averaged. Regret is how far a portfolio falls short of the best one, in the setting where it falls short most, in percent of what the reference has.");
    part
}

/// The median of a difference with its 90 % interval.
fn median(row: &Difference, outcome: &Outcome) -> Quantity {
    let median = Quantity::new(row.p50, outcome.unit.clone(), format!("{}/p50", row.query)).signed();
    if row.p05 == row.p95 { median } else { median.between(row.p05, row.p95, 90) }
}

/// The row of the metrics of robustness that tells the largest regret.
fn regret(brief: &Brief, portfolio: &Portfolio) -> Option<Quantity> {
    let table = brief.appraisal.decision.robust.iter().find(|table| table.leads)?;
    let column = table.portfolios.iter().position(|name| *name == portfolio.name)?;
    let row = table.metrics.iter().find(|row| row.title.contains("regret"))?;
    row.values.get(column).cloned()
}

/// Settings in which a portfolio is expected to be worse than the reference, and principles that it breaks.
fn fails(brief: &Brief, portfolio: &Portfolio, outcome: &Outcome, in_short: bool) -> String {
    let appraisal = &brief.appraisal;
    let is_worse = |setting: &&Setting| {
        appraisal.find(portfolio, outcome, setting).is_some_and(|row| worse(row, outcome))
    };
    let all = appraisal.settings.len();
    let settings: Vec<&str> =
        appraisal.settings.iter().filter(is_worse).map(|setting| setting.title.as_str()).collect();
    let is_broken = |principle: &&Principle| {
        let fails = |value: &PrincipleValue| value.verdict == PrincipleVerdict::Fails;
        principle.values.iter().any(|value| value.portfolio == portfolio.id && fails(value))
    };
    let broken: Vec<String> =
        brief.principles.iter().filter(is_broken).map(|one| format!("“{}”", one.name)).collect();
    if in_short {
        return format!(
            "worse by the mean in {} of {all} settings; breaks {} of {} principles",
            settings.len(),
            broken.len(),
            brief.principles.len()
        );
    }
    let mut words = match settings.len() {
        0 => "by the mean worse in no setting".to_owned(),
        worse if worse == all => "by the mean worse in every setting".to_owned(),
        _ => format!("by the mean worse under {}", settings.join("; ")),
    };
    if !broken.is_empty() {
        words.push_str(&format!("; breaks {}", broken.join(", ")));
    }
    words
}

fn worse(row: &Difference, outcome: &Outcome) -> bool {
    match outcome.better {
        Better::Less => row.mean > 0.0,
        Better::More => row.mean < 0.0,
        Better::Neither => false,
    }
}

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

    /// In how many settings it is expected to be better.
    fn robustness(&self) -> String {
        let Some(outcome) = self.outcome.filter(|_| !self.rows.is_empty()) else {
            return "not appraised in this run".to_owned();
        };
        let better = self.rows.iter().filter(|row| !worse(row, outcome) && row.mean != 0.0).count();
        let told = format!("better by the mean in {better} of {} settings", self.rows.len());
        let opposed = self.judges > 0 && self.dissent.len() == self.judges;
        if better == 0 || opposed { format!("not supported by this run: {told}") } else { told }
    }

    /// Low wherever an assumption acts or no effect is told; moderate on published evidence graded A to C. Never high: no effect
    /// here was tried in the place where it would be used.
    fn confidence(&self) -> (Confidence, String) {
        match self.rows.first() {
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
