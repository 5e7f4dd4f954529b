//! What a report says of a driver in words: where its figures come from and how old they are, how good projections of it were, and
//! what it does to the threats. Every number is of the record or of the ablation; nothing of it is written by hand.

use std::collections::BTreeSet;

use forefend_report::{Quantity, Sentence, Unit, verbatim};
use forefend_simulate::spec::Driver;
use forefend_track::{AblationRow, DriverAblation, Score, SkillRow, Targets, Verdict};

use crate::material::{Material, Unscored};
use crate::names::join;
use crate::record::horizon_words;

/// The sentences of a driver.
pub(crate) fn told(material: &Material<'_>, driver: &Driver) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    sentences.extend(sources(material, driver));
    sentences.extend(skill(material, driver));
    sentences.push(threats(material, driver));
    sentences
}

/// Source, licence, last known year and age of the series that it reads.
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
    let age = |last: i16| match material.present - last {
        ..=0 => "of this year".to_owned(),
        1 => "1 year old".to_owned(),
        years => format!("{years} years old"),
    };
    let told: Vec<String> =
        told.iter().map(|(source, last)| format!("{source}, to {last}, {}", age(*last))).collect();
    (!told.is_empty()).then(|| Sentence::plain(format!("Data: {}.", told.join("; "))))
}

/// How projections of it did on past years: every horizon of each target.
fn skill(material: &Material<'_>, driver: &Driver) -> Vec<Sentence> {
    let of_driver = |name: &str| driver.variable.iter().any(|variable| variable.name.as_ref() == name);
    let targets = Targets::load(material.world, &material.prepared.model, material.panel);
    let targets = targets.map(|targets| targets.all).unwrap_or_default();
    let own = targets.iter().filter(|target| of_driver(target.variable.as_ref()));
    let Some(record) = material.record else {
        let (words, remedy) = (material.unscored.words(), material.unscored.remedy());
        return vec![Sentence::plain(format!("Skill: not scored {words}.{remedy}"))];
    };
    let mut sentences = Vec::new();
    for target in own {
        let rows: Vec<&SkillRow> = record.skill_on(target.id()).collect();
        if rows.is_empty() {
            continue;
        }
        let mut quantities = Vec::new();
        let words = horizons(material, &rows, &mut quantities);
        let text = format!("Skill on \u{201c}{}\u{201d}: {words}.", verbatim(&target.title));
        sentences.push(Sentence::with(text, quantities));
    }
    if sentences.is_empty() {
        sentences.push(Sentence::plain(
            "Skill: nothing of it is scored; read it as a projection without a record.",
        ));
    }
    sentences
}

/// "better than every simple rule 1 and 2-3 years ahead; no better than the best simple rule 4-6 years ahead; at 1, 2-3 and 4-6
/// years its 80 % band held 84%, 85% and 79% of what came": the rows of one target.
pub(crate) fn horizons(
    material: &Material<'_>,
    rows: &[&SkillRow],
    quantities: &mut Vec<Quantity>,
) -> String {
    const VERDICTS: [(Verdict, &str); 3] = [
        (Verdict::Better, "better than every simple rule"),
        (Verdict::Tie, "no better than the best simple rule"),
        (Verdict::Worse, "worse than the best simple rule"),
    ];
    let mut parts = Vec::new();
    for (verdict, what) in VERDICTS {
        let of: Vec<&&SkillRow> = rows.iter().filter(|row| row.verdict() == verdict).collect();
        let Some(last) = of.last() else { continue };
        let years: Vec<String> = of.iter().map(|row| years(row.years_ahead)).collect();
        let unit = if of.len() == 1 && last.years_ahead == (1, 1) { "year" } else { "years" };
        parts.push(format!("{what} {} {unit} ahead", join(&years)));
    }
    let (mut at, mut shares) = (Vec::new(), Vec::new());
    for row in rows {
        let (Some(share), (from, to)) = (row.coverage_80, row.years_ahead) else { continue };
        let query = format!("track/{}/{from}-{to}/coverage_80", row.target);
        quantities.push(material.ledger.quantity(&query, share, Unit::Share));
        shares.push(format!("{{{}}}", quantities.len() - 1));
        at.push(years(row.years_ahead));
    }
    if !shares.is_empty() {
        let unit = if at == ["1"] { "year" } else { "years" };
        parts.push(format!("at {} {unit} its 80 % band held {} of what came", join(&at), join(&shares)));
    }
    parts.join("; ")
}

/// "1", or "2-3".
fn years((from, to): (i16, i16)) -> String {
    if from == to { from.to_string() } else { format!("{from}-{to}") }
}

/// What it does to the threats, by the ablation.
fn threats(material: &Material<'_>, driver: &Driver) -> Sentence {
    let Some(ablation) = &material.ablation else {
        return Sentence::plain(match material.unscored {
            Unscored::EarlierDate => {
                "What it does to the threats is not told as of an earlier date: it was measured on what came after."
            }
            _ => {
                "What it does to the threats has not been tested for this model; `forefend backtest --ablate` tests it."
            }
        });
    };
    let Some(found) = ablation.driver(&driver.id) else {
        return Sentence::plain(
            "What it does to the threats: no threat reads it, and no term of it was tried.",
        );
    };
    let mut quantities = Vec::new();
    let with = counted(material, driver, ("with", &found.with), &mut quantities);
    let known = counted(material, driver, ("future", &found.future), &mut quantities);
    let lead = match found.is_read {
        true => format!("What it does to the threats: reading it made {with}"),
        false => format!(
            "What it does to the threats: none reads it; on trial ({}) it made {with}",
            verbatim(&found.terms.join("; "))
        ),
    };
    let shown = largest(found).map_or_else(String::new, |row| {
        let (from, _) = row.years_ahead;
        let query = format!("ablation/{}/with/{}/{from}/brier/difference", driver.id, row.target);
        let ends = [row.lower, row.upper];
        let difference = material.ledger.interval(&query, row.difference, ends, Unit::Score).signed();
        quantities.push(difference);
        format!(
            " (the largest in a Brier score: \u{201c}{}\u{201d} {} ahead, {{{}}} with it; below 0 is better)",
            verbatim(&row.title),
            horizon_words(row.years_ahead),
            quantities.len() - 1
        )
    });
    let text =
        format!("{lead}{shown}; had its future been known, {known}. The rest do not differ measurably.");
    Sentence::with(text, quantities)
}

/// "12 of 132 scores of threats one, five and ten years ahead better and 3 worse".
fn counted(
    material: &Material<'_>,
    driver: &Driver,
    (what, rows): (&str, &[AblationRow]),
    quantities: &mut Vec<Quantity>,
) -> String {
    let mut add = |name: &str, value: usize| {
        let query = format!("ablation/{}/{what}/{name}", driver.id);
        quantities.push(material.ledger.quantity(&query, value as f64, Unit::Count));
        quantities.len() - 1
    };
    let many = |wanted: Verdict| rows.iter().filter(|row| row.verdict == wanted).count();
    let better = add("better", many(Verdict::Better));
    let all = add("compared", rows.len());
    let worse = add("worse", many(Verdict::Worse));
    format!(
        "{{{better}}} of {{{all}}} scores of threats one, five and ten years ahead better and {{{worse}}} worse"
    )
}

/// The largest difference in a Brier score among those whose interval excludes none.
fn largest(found: &DriverAblation) -> Option<&AblationRow> {
    let measured = |row: &&AblationRow| row.score == Score::Brier && row.verdict != Verdict::Tie;
    let size = |row: &AblationRow| row.difference.abs();
    found.with.iter().filter(measured).max_by(|a, b| size(a).total_cmp(&size(b)))
}
