//! Principles and options, read from the appraisal of the run.

use super::{Block, Part, Table};
use crate::brief::*;
use crate::number::Quantity;

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
    head.push("Regret at its largest".to_owned());
    head.extend(in_short.then(|| "Where it fails".to_owned()));
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
        row.extend(in_short.then(|| Sentence::plain(fails(brief, portfolio, outcome, in_short))));
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
    if !in_short {
        // A list, since a column for it would be as narrow as its text is long.
        part.blocks.push(Block::Heading("Where each fails".to_owned()));
        let told = |one: &Portfolio| {
            Sentence::plain(format!("{}: {}.", one.name, fails(brief, one, outcome, in_short)))
        };
        part.blocks.push(Block::Items(appraisal.alternatives.iter().map(told).collect()));
    }
    let verdict = appraisal.decision.robust.iter().find(|table| table.leads).map(|table| &table.verdict);
    verdict.into_iter().for_each(|verdict| part.text(verdict.clone()));
    part.note("Settings stand side by side and are never averaged. Regret is how far a portfolio falls short of the best one, in the setting where it falls short most, in percent of what the reference has.");
    part
}

/// The median of a difference with its 90 % interval.
pub(super) fn median(row: &Difference, outcome: &Outcome) -> Quantity {
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

/// Whether a difference is for the worse, by its mean.
pub(super) fn worse(row: &Difference, outcome: &Outcome) -> bool {
    match outcome.better {
        Better::Less => row.mean > 0.0,
        Better::More => row.mean < 0.0,
        Better::Neither => false,
    }
}
