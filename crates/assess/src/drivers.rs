//! What a report says of a driver in words: where its figures come from and how old they are, how good projections of it were, and
//! what it does to the threats. Every number is of the record or of the ablation; nothing of it is written by hand.

use std::collections::BTreeSet;

use forefend_report::{Quantity, Sentence, Unit, verbatim};
use forefend_simulate::spec::Driver;
use forefend_track::{AblationRow, DriverAblation, Score, SkillRow, Targets, Verdict};

use crate::material::Material;

/// Years ahead of the pair of scores that is printed.
const SHOWN_AHEAD: i16 = 5;

/// The sentences of a driver; of one that is told in the section of another its title and what it is come first.
pub(crate) fn told(material: &Material<'_>, driver: &Driver, is_guest: bool) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    if is_guest {
        sentences.push(Sentence::plain(format!("{}. {}", driver.title, driver.why)));
    }
    sentences.extend(sources(material, driver));
    sentences.extend(skill(material, driver));
    sentences.push(threats(material, driver));
    sentences
}

/// Source, licence and last known year of the series that it reads.
fn sources(material: &Material<'_>, driver: &Driver) -> Option<Sentence> {
    let of_variables = driver.variable.iter().filter_map(|variable| variable.indicator.as_ref());
    let names = of_variables.chain(driver.index.iter().map(|index| &index.indicator));
    let mut told: Vec<(String, i16)> = Vec::new();
    for name in names.map(|name| name.as_ref().as_str()).collect::<BTreeSet<_>>() {
        let Ok(indicator) = material.panel.indicator(name) else { continue };
        let Ok(Some(last)) = material.as_of.last_year(name) else { continue };
        // What follows from another series is no source of its own.
        if indicator.source.starts_with("Derived from") {
            continue;
        }
        let source = format!("{} ({})", indicator.source.trim_end_matches('.'), indicator.licence);
        let last = last.0.min(material.present);
        match told.iter_mut().find(|(known, _)| *known == source) {
            // Of one source the oldest series says how old its figures are.
            Some((_, known)) => *known = last.min(*known),
            None => told.push((source, last)),
        }
    }
    let told: Vec<String> = told.iter().map(|(source, last)| format!("{source}, known to {last}")).collect();
    (!told.is_empty()).then(|| Sentence::plain(format!("Data: {}.", told.join("; "))))
}

/// How projections of it did on past years: the nearest and the furthest years of each target.
fn skill(material: &Material<'_>, driver: &Driver) -> Vec<Sentence> {
    let of_driver = |name: &str| driver.variable.iter().any(|variable| variable.name.as_ref() == name);
    let targets = Targets::load(material.world, &material.prepared.model, material.panel);
    let targets = targets.map(|targets| targets.all).unwrap_or_default();
    let own = targets.iter().filter(|target| of_driver(target.variable.as_ref()));
    let Some(record) = material.record else {
        return vec![Sentence::plain("Skill: not scored for this model.")];
    };
    let mut sentences = Vec::new();
    for target in own {
        let rows: Vec<&SkillRow> = record.skill_on(target.id()).collect();
        let ends: Vec<&SkillRow> = match rows.as_slice() {
            [] => continue,
            [only] => vec![*only],
            [first, .., last] => vec![*first, *last],
        };
        let mut quantities = Vec::new();
        let words: Vec<String> = ends.iter().map(|row| horizon(material, row, &mut quantities)).collect();
        let text = format!("Skill on \u{201c}{}\u{201d}: {}.", verbatim(&target.title), words.join("; "));
        sentences.push(Sentence::with(text, quantities));
    }
    if sentences.is_empty() {
        sentences.push(Sentence::plain(
            "Skill: nothing of it is scored; read it as a projection without a record.",
        ));
    }
    sentences
}

/// "1 year ahead better than every simple rule, and its 80 % band held 84% of what came".
pub(crate) fn horizon(material: &Material<'_>, row: &SkillRow, quantities: &mut Vec<Quantity>) -> String {
    let (from, to) = row.years_ahead;
    let years = match (from, to) {
        (1, 1) => "1 year".to_owned(),
        (from, to) if from == to => format!("{from} years"),
        (from, to) => format!("{from}-{to} years"),
    };
    let what = match row.verdict() {
        Verdict::Better => "better than every simple rule",
        Verdict::Tie => "no better than the best simple rule",
        Verdict::Worse => "worse than the best simple rule",
    };
    let Some(share) = row.coverage_80 else { return format!("{years} ahead {what}") };
    let query = format!("track/{}/{from}-{to}/coverage_80", row.target);
    quantities.push(material.ledger.quantity(&query, share, Unit::Share));
    format!("{years} ahead {what}, and its 80 % band held {{{}}} of what came", quantities.len() - 1)
}

/// What it does to the threats, by the ablation.
fn threats(material: &Material<'_>, driver: &Driver) -> Sentence {
    let Some(ablation) = &material.ablation else {
        return Sentence::plain("What it does to the threats has not been tested for this model.");
    };
    let Some(found) = ablation.driver(&driver.id) else {
        return Sentence::plain(
            "What it does to the threats: no threat reads it, and no term of it was tried.",
        );
    };
    let mut quantities = Vec::new();
    let mut add = |name: &str, value: f64, unit: Unit| {
        let query = format!("ablation/{}/{name}", driver.id);
        quantities.push(material.ledger.quantity(&query, value, unit));
        quantities.len() - 1
    };
    let mut counted = |what: &str, rows: &[AblationRow]| {
        let many = |wanted: Verdict| rows.iter().filter(|row| row.verdict == wanted).count() as f64;
        let better = add(&format!("{what}/better"), many(Verdict::Better), Unit::Count);
        let all = add(&format!("{what}/compared"), rows.len() as f64, Unit::Count);
        let worse = add(&format!("{what}/worse"), many(Verdict::Worse), Unit::Count);
        format!(
            "{{{better}}} of {{{all}}} scores of threats one, five and ten years ahead better and {{{worse}}} worse"
        )
    };
    let with = counted("with", &found.with);
    let known = counted("future", &found.future);
    let lead = match found.is_read {
        true => format!("What it does to the threats: reading it made {with}"),
        false => format!(
            "What it does to the threats: none reads it; on trial ({}) it made {with}",
            verbatim(&found.terms.join("; "))
        ),
    };
    let shown = shown(found).map_or_else(String::new, |row| {
        let (from, _) = row.years_ahead;
        let first = add(&format!("with/{}/{from}/brier/with", row.target), row.first, Unit::Score);
        let second = add(&format!("with/{}/{from}/brier/without", row.target), row.second, Unit::Score);
        format!(
            " (\u{201c}{}\u{201d} {from} years ahead: Brier score {{{first}}} with it, {{{second}}} without)",
            verbatim(&row.title)
        )
    });
    let text =
        format!("{lead}{shown}; had its future been known, {known}. The rest do not differ measurably.");
    Sentence::with(text, quantities)
}

/// The row whose two scores are printed: the first event five years ahead.
fn shown(found: &DriverAblation) -> Option<&AblationRow> {
    found.with.iter().find(|row| row.score == Score::Brier && row.years_ahead == (SHOWN_AHEAD, SHOWN_AHEAD))
}
