//! What an alternative would buy, each clause from the evidence that acts in this run.

use forefend_report::{Confidence, Judgement, Label, Quantity, Sentence, Topic, verbatim};
use forefend_strategy::appraise::{Difference, Outcome};
use forefend_strategy::portfolio::Portfolio;

use crate::Material;
use crate::acting::Acting;
use crate::appraisal::{Compared, lower_first};

/// Deaths and cost under the leading setting; the level of conflict under it, or under the first setting that moves it.
pub(super) fn judgement(
    material: &Material<'_>,
    compared: &Compared,
    alternative: &Portfolio,
) -> Option<Judgement> {
    let prepared = material.prepared;
    let leading = prepared.appraisal.setting.first()?;
    let deaths = compared.quantity(material, &alternative.id, Outcome::BattleDeaths)?;
    let cost = compared.quantity(material, &alternative.id, Outcome::Cost)?;
    let change = compared.leading(material, &alternative.id, Outcome::BattleDeaths)?;
    let span = prepared.years();
    let mut text = format!(
        "Against {}, {}-{}: {{0}} and {{1}} ({}).",
        verbatim(&lower_first(&prepared.reference().title)),
        span.start(),
        span.end(),
        verbatim(&lower_first(&leading.title)),
    );
    let mut quantities = vec![deaths, cost];
    let (level, moved) = level(material, compared, &alternative.id, quantities.len());
    text.push(' ');
    text.push_str(&level);
    quantities.extend(moved);
    let on = |outcome| Acting::on(material, &alternative.id, outcome, leading);
    let (of_deaths, of_cost) = (on(Outcome::BattleDeaths), on(Outcome::Cost));
    Some(Judgement {
        topic: Topic::Alternatives,
        headline: format!("{}: {}", alternative.title, toll(change, quantities[1].value)),
        sentence: Sentence::with(text, quantities),
        label: if of_deaths.all_assumed() { Label::Assumption } else { Label::Scenario },
        confidence: weaker(of_deaths.confidence(), of_cost.confidence()),
        confidence_reason: format!("deaths rest on {}, the cost on {}.", of_deaths.words(), of_cost.words()),
        link: Some("measures".to_owned()),
    })
}

fn weaker(one: Confidence, other: Confidence) -> Confidence {
    if one == Confidence::Low { one } else { other }
}

/// What happens to deaths, and to money.
fn toll(change: Difference, cost: f64) -> String {
    let money = match cost {
        more if more > 0.0 => "at a cost",
        less if less < 0.0 => "money saved",
        _ => "at no cost",
    };
    match (change.quantiles[4] < 0.0, change.quantiles[0] > 0.0) {
        (true, _) => format!("fewer battle deaths, {money}"),
        (_, true) => format!("more battle deaths, {money}"),
        _ => format!("no settled change in battle deaths, {money}"),
    }
}

/// What happens to the number of years in conflict, and what that rests on; the number takes placeholder `at`.
fn level(
    material: &Material<'_>,
    compared: &Compared,
    alternative: &str,
    at: usize,
) -> (String, Option<Quantity>) {
    const LEVEL: Outcome = Outcome::ConflictYears;
    let settings = &material.prepared.appraisal.setting;
    let all = Acting::anywhere(material, alternative, LEVEL);
    let Some(setting) = settings.iter().find(|setting| compared.moves(alternative, LEVEL, &setting.id))
    else {
        let why = match (all.is_empty(), all.all_assumed()) {
            (true, _) => "No effect in this run reaches the level of conflict.".to_owned(),
            (_, true) => {
                "Its only effect on the level of conflict is an assumption, and changes nothing.".to_owned()
            }
            _ => format!("On {}, the level of conflict does not change.", all.words()),
        };
        return (why, None);
    };
    let acting = Acting::on(material, alternative, LEVEL, setting);
    // What the setting switches on beside what acts in the leading one.
    let added = acting.beyond(&Acting::on(material, alternative, LEVEL, &settings[0]));
    let text = match (setting.id == settings[0].id, added.all_assumed()) {
        (true, _) => format!("The level of conflict: {{{at}}}, on {}.", acting.words()),
        (false, true) => {
            format!(
                "No evidence here tells its effect on the level of conflict; under an assumed one, {{{at}}}."
            )
        }
        (false, false) => format!(
            "The level of conflict changes only under \u{201c}{}\u{201d}: {{{at}}}, on {}.",
            verbatim(&lower_first(&setting.title)),
            acting.words()
        ),
    };
    (text, compared.quantity_under(material, alternative, LEVEL, &setting.id))
}
