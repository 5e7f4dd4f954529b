//! What may come: the heads of the lists with what came of such warnings before, and the course of the world's figures.

use forefend_report::{
    Confidence, Judgement, Label, Outlook, Quantity, RiskList, RiskRow, Sentence, Topic, verbatim,
};

use crate::error::AssessError;
use crate::fans::Fans;
use crate::material::Material;
use crate::past::PastLists;
use crate::record::confidence;
use crate::telling::{Course, Exceeds, Head, List, Part};

/// Lists first, then the courses of figures, then how likely they are to rise: each in the order of the world's files.
pub(super) fn judgements(
    material: &Material<'_>,
    fans: &Fans,
    outlook: &Outlook,
) -> Result<Vec<Judgement>, AssessError> {
    let telling = material.telling();
    let heads = telling.list.iter().zip(&outlook.lists).filter_map(|(declared, list)| {
        let head = declared.judgement.as_ref().filter(|_| !list.rows.is_empty())?;
        Some(named(material, (declared, list), head))
    });
    let mut judgements: Vec<Judgement> = heads.collect();
    for fan in &telling.fan {
        let told = fan.course.as_ref().and_then(|told| course(material, fans, fan.variable.as_ref(), told));
        judgements.extend(told);
    }
    for fan in &telling.fan {
        if let Some(told) = &fan.exceeds {
            judgements.extend(exceeds(material, fans, fan.variable.as_ref(), told)?);
        }
    }
    Ok(judgements)
}

/// The head of a list.
fn named(material: &Material<'_>, (declared, list): (&List, &RiskList), told: &Head) -> Judgement {
    let rows: Vec<&RiskRow> = list.rows.iter().take(told.names).collect();
    let words = |(position, row): (usize, &&RiskRow)| {
        let before = row.named.map_or_else(String::new, |named| format!(", {}", named.sentence()));
        format!("{}: {{{position}:phia}}{before}", verbatim(&row.name))
    };
    let names: Vec<String> = rows.iter().enumerate().map(words).collect();
    let (confidence, confidence_reason) = confidence(material, declared.target());
    let past = PastLists::of(material, declared);
    let past = past.map_or_else(String::new, |past| format!(" {}", past.when()));
    Judgement {
        topic: Topic::Ahead,
        headline: told.headline.text(&material.clock),
        sentence: Sentence::with(
            format!("{} {}.{past}", verbatim(&told.lead.text(&material.clock)), names.join("; ")),
            rows.iter().map(|row| row.probability.clone()).collect::<Vec<Quantity>>(),
        ),
        label: list.label,
        confidence,
        confidence_reason,
        link: Some(format!("list-{}", list.id)),
    }
}

/// A figure from its last observed value to the map's year and the horizon; none where one of them is missing.
fn course(material: &Material<'_>, fans: &Fans, variable: &str, told: &Course) -> Option<Judgement> {
    let clock = &material.clock;
    let (last, now) = fans.observed(material, variable)?;
    let then = fans.quantity(material, variable, clock.ahead())?;
    let later = fans.quantity(material, variable, clock.horizon)?;
    let inside = then.low.zip(then.high).is_some_and(|(low, high)| low <= now.value && now.value <= high);
    let holds = inside || then.value == now.value;
    let (confidence, confidence_reason) = confidence(material, Some(variable));
    let headline = match (holds, then.value < now.value) {
        (true, _) => &told.same,
        (false, true) => &told.less,
        (false, false) => &told.more,
    };
    let parts = [
        ("now", Part::Number(now)),
        ("then", Part::Number(then)),
        ("later", Part::Number(later)),
        ("last", Part::Text(last.to_string())),
    ];
    Some(Judgement {
        topic: Topic::Ahead,
        headline: headline.text(clock),
        sentence: told.words.sentence(clock, &parts),
        label: Label::Projection,
        confidence,
        confidence_reason,
        link: Some("outlook".to_owned()),
    })
}

/// How likely a figure is above its last observed value next year; none where that year is not simulated.
fn exceeds(
    material: &Material<'_>,
    fans: &Fans,
    variable: &str,
    told: &Exceeds,
) -> Result<Option<Judgement>, AssessError> {
    let (clock, year) = (&material.clock, material.present + 1);
    let Some((last, now)) = fans.observed(material, variable) else { return Ok(None) };
    let Some(then) = fans.quantity(material, variable, year) else { return Ok(None) };
    let level = now.value;
    let above = fans.share_of_draws(material, variable, (year, "above_observed"), |value| value > level)?;
    let Some(above) = above else { return Ok(None) };
    let (_, tested) = confidence(material, Some(variable));
    let parts = [
        ("now", Part::Number(now)),
        ("then", Part::Number(then)),
        ("above", Part::Number(above)),
        ("last", Part::Text(last.to_string())),
    ];
    Ok(Some(Judgement {
        topic: Topic::Ahead,
        headline: told.headline.text(clock),
        sentence: told.words.sentence(clock, &parts),
        label: Label::Projection,
        confidence: Confidence::Low,
        confidence_reason: told.reason.text_with(clock, &[("tested", tested)]),
        link: Some("outlook".to_owned()),
    }))
}
