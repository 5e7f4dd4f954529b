//! What may come: the heads of the lists with what came of such warnings before, and the world's course.

use forefend_report::{
    Confidence, Judgement, Label, Outlook, Quantity, RiskList, RiskRow, Sentence, Topic, verbatim,
};

use crate::Material;
use crate::error::AssessError;
use crate::fans::Fans;

/// Names of a list that are printed.
const NAMES: usize = 3;

pub(super) fn judgements(
    material: &Material<'_>,
    fans: &Fans,
    outlook: &Outlook,
) -> Result<Vec<Judgement>, AssessError> {
    let list = |id: &str| outlook.lists.iter().find(|list| list.id == id && !list.rows.is_empty());
    let mut judgements = Vec::new();
    judgements.extend(list("onset").map(|list| {
        let whom = format!("states at peace for two years or more at the end of {}", material.anchor());
        named(material, list, "onset", "New conflict", &format!("Among {whom}, it is most likely in"))
    }));
    judgements.extend(list("escalation").map(|list| {
        let whom = format!("states in conflict below war in {} or just before", material.anchor());
        named(
            material,
            list,
            "escalation",
            "Escalation to war",
            &format!("Among {whom}, it is most likely in"),
        )
    }));
    judgements.extend(world(material, fans));
    judgements.extend(deaths(material, fans)?);
    Ok(judgements)
}

/// The head of a list.
fn named(material: &Material<'_>, list: &RiskList, target: &str, headline: &str, lead: &str) -> Judgement {
    let rows: Vec<&RiskRow> = list.rows.iter().take(NAMES).collect();
    let words = |(position, row): (usize, &&RiskRow)| {
        let before = row.named.map_or_else(String::new, |named| format!(", {}", named.sentence()));
        format!("{}: {{{position}:phia}}{before}", verbatim(&row.name))
    };
    let names: Vec<String> = rows.iter().enumerate().map(words).collect();
    let (confidence, confidence_reason) = crate::record::confidence(material, target);
    Judgement {
        topic: Topic::Ahead,
        headline: format!("{headline}, {}", list.horizon),
        sentence: Sentence::with(
            format!("{lead} {}.", names.join("; ")),
            rows.iter().map(|row| row.probability.clone()).collect::<Vec<Quantity>>(),
        ),
        label: list.label,
        confidence,
        confidence_reason,
        link: Some(format!("list-{}", list.id)),
    }
}

/// The share of states in conflict.
fn world(material: &Material<'_>, fans: &Fans) -> Option<Judgement> {
    let year = material.ahead();
    let (last, now) = fans.observed(material, "share_in_conflict")?;
    let then = fans.quantity(material, "share_in_conflict", year)?;
    let horizon = material.plan().horizon.0;
    let later = fans.quantity(material, "share_in_conflict", horizon)?;
    let holds = then.low.zip(then.high).is_some_and(|(low, high)| low <= now.value && now.value <= high);
    let (confidence, confidence_reason) = crate::record::confidence(material, "share_in_conflict");
    Some(Judgement {
        topic: Topic::Ahead,
        headline: match (holds, then.value < now.value) {
            (true, _) => "No clear change in how common conflict is",
            (false, true) => "Conflict becomes less common than last observed",
            (false, false) => "Conflict becomes more common than last observed",
        }
        .to_owned(),
        sentence: Sentence::with(
            format!(
                "{{0:bare}} of states were in conflict in {last}; {{1}} may be in {year} and {{2}} in {horizon}."
            ),
            vec![now, then, later],
        ),
        label: Label::Projection,
        confidence,
        confidence_reason,
        link: Some("outlook".to_owned()),
    })
}

fn deaths(material: &Material<'_>, fans: &Fans) -> Result<Option<Judgement>, AssessError> {
    let year = material.present + 1;
    let Some((last, now)) = fans.observed(material, "world_deaths") else { return Ok(None) };
    let Some(deaths) = fans.quantity(material, "world_deaths", year) else { return Ok(None) };
    let level = now.value;
    let above =
        fans.share_of_draws(material, "world_deaths", year, "above_observed", |deaths| deaths > level)?;
    let Some(above) = above else { return Ok(None) };
    let (_, tested) = crate::record::confidence(material, "world_deaths");
    Ok(Some(Judgement {
        topic: Topic::Ahead,
        headline: "The toll depends on a few large wars".to_owned(),
        sentence: Sentence::with(
            format!(
                "For {year} the model gives {{1}}; more than the {{0:bare}} of {last} in {{2:bare}} of futures."
            ),
            vec![now, deaths, above],
        ),
        label: Label::Projection,
        confidence: Confidence::Low,
        confidence_reason: format!("a single war decides the world's total; {tested}"),
        link: Some("outlook".to_owned()),
    }))
}
