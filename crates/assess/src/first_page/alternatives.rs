//! What an alternative would buy, each clause from the evidence that acts in this run.

use forefend_report::{Confidence, Judgement, Label, Quantity, Sentence, Topic, verbatim};
use forefend_strategy::appraise::Difference;
use forefend_strategy::outcome::{Better, Outcome, OutcomeAt};
use forefend_strategy::portfolio::Portfolio;

use super::turns;
use crate::acting::Acting;
use crate::appraisal::{Compared, lower_first};
use crate::material::Material;
use crate::names::upper_first;

/// Alternatives that are told one by one.
const TOLD: usize = 3;

/// Every alternative; of many the two that do best in the leading outcome and the one that does worst, and the rest in a sentence.
/// Then what turns these answers round.
pub(super) fn judgements(material: &Material<'_>, compared: &Compared) -> Vec<Judgement> {
    let (told, between) = told(material, compared);
    let judged = told.iter().filter_map(|alternative| judgement(material, compared, alternative));
    let turns = turns::judgement(material, compared, &told);
    judged.chain(rest(material, compared, &between)).chain(turns).collect()
}

/// The alternatives that are told one by one, the best first where there are many, and those between them.
fn told<'a>(material: &'a Material<'_>, compared: &Compared) -> (Vec<&'a Portfolio>, Vec<&'a Portfolio>) {
    let all = material.prepared.alternatives().iter();
    let mut ranked: Vec<&Portfolio> =
        all.filter(|alternative| loss(material, compared, &alternative.id).is_finite()).collect();
    let mut between = Vec::new();
    if ranked.len() > TOLD {
        ranked.sort_by(|a, b| {
            let [a, b] = [a, b].map(|alternative| loss(material, compared, &alternative.id));
            a.total_cmp(&b)
        });
        between = ranked.drain(TOLD - 1..ranked.len() - 1).collect();
    }
    (ranked, between)
}

/// The median change of the leading outcome under the leading setting, more where that is worse; infinite where there is none.
fn loss(material: &Material<'_>, compared: &Compared, alternative: &str) -> f64 {
    let lead = material.prepared.outcomes.lead();
    let change = lead.and_then(|lead| Some((lead, compared.leading(material, alternative, lead)?)));
    change.map_or(f64::INFINITY, |(lead, change)| match material.outcome(lead).better {
        Better::More => -change.quantiles[3],
        Better::Less | Better::Neither => change.quantiles[3],
    })
}

/// Those that lie between the best and the worst.
fn rest(material: &Material<'_>, compared: &Compared, between: &[&Portfolio]) -> Option<Judgement> {
    let lead = material.prepared.outcomes.lead()?;
    let mut quantities = Vec::new();
    let mut told = Vec::new();
    for alternative in between {
        let Some(change) = compared.quantity(material, &alternative.id, lead) else { continue };
        told.push(format!("{} {{{}}}", verbatim(&alternative.title), quantities.len()));
        quantities.push(Quantity { mean: None, ..change });
    }
    (!told.is_empty()).then(|| Judgement {
        topic: Topic::Alternatives,
        headline: "Between them".to_owned(),
        sentence: Sentence::with(format!("{}.", told.join("; ")), quantities),
        label: Label::Scenario,
        confidence: Confidence::Low,
        confidence_reason: "what each rests on, costs and breaks stands under Measures and Principles."
            .to_owned(),
        link: Some("measures".to_owned()),
    })
}

/// The leading outcome and cost under the leading setting; the outcome through which it moves under it, or under the first
/// setting that moves that.
fn judgement(material: &Material<'_>, compared: &Compared, alternative: &Portfolio) -> Option<Judgement> {
    let prepared = material.prepared;
    let leading = prepared.appraisal.setting.first()?;
    let (outcomes, lead) = (&prepared.outcomes, prepared.outcomes.lead()?);
    let outcome = outcomes.get(lead);
    let change = compared.leading(material, &alternative.id, lead)?;
    let span = prepared.years();
    let mut quantities = vec![compared.quantity(material, &alternative.id, lead)?];
    let cost = outcomes.cost().and_then(|at| Some((at, compared.quantity(material, &alternative.id, at)?)));
    let spent = cost.as_ref().and_then(|(at, _)| compared.leading(material, &alternative.id, *at));
    let money = spent.map(money);
    quantities.extend(cost.iter().map(|(_, cost)| cost.clone()));
    let mut text = format!(
        "Against {}, {}-{}: {} ({}).",
        verbatim(&lower_first(&prepared.reference().title)),
        span.start(),
        span.end(),
        if quantities.len() > 1 { "{0} and {1}" } else { "{0}" },
        verbatim(&lower_first(&leading.title)),
    );
    if let Some(through) = outcomes.through() {
        let (level, moved) = level(material, compared, (&alternative.id, through), quantities.len());
        text.push(' ');
        text.push_str(&level);
        quantities.extend(moved);
    }
    let on = |outcome| Acting::on(material, &alternative.id, outcome, leading);
    let of_lead = on(lead);
    let (mut confidence, mut reason) =
        (of_lead.confidence(), format!("{} rest on {}", outcome.noun, of_lead.words()));
    if let Some((at, _)) = cost {
        let of_cost = on(at);
        confidence = weaker(confidence, of_cost.confidence());
        reason.push_str(&format!(", the cost on {}", of_cost.words()));
    }
    let headline = [Some(toll(change, outcome)), money.map(str::to_owned)].into_iter().flatten();
    Some(Judgement {
        topic: Topic::Alternatives,
        headline: format!("{}: {}", alternative.title, headline.collect::<Vec<_>>().join(", ")),
        sentence: Sentence::with(text, quantities),
        label: if of_lead.all_assumed() { Label::Assumption } else { Label::Scenario },
        confidence,
        confidence_reason: format!("{reason}."),
        link: Some("measures".to_owned()),
    })
}

fn weaker(one: Confidence, other: Confidence) -> Confidence {
    if one == Confidence::Low { one } else { other }
}

/// What happens to money: more or less of it where nine futures in ten agree.
fn money(cost: Difference) -> &'static str {
    let [low, .., high] = cost.quantiles;
    match (low, high) {
        (0.0, 0.0) => "at no cost",
        (_, high) if high < 0.0 => "money saved",
        (low, _) if low > 0.0 => "at a cost",
        _ => "cost not settled",
    }
}

/// What happens to the leading outcome.
pub(super) fn toll(change: Difference, outcome: &Outcome) -> String {
    let what = lower_first(&outcome.title);
    let [low, .., high] = change.quantiles;
    match (high < 0.0, low > 0.0) {
        (true, _) => format!("{} {what}", outcome.fewer),
        (_, true) => format!("more {what}"),
        _ => format!("no settled change in {what}"),
    }
}

/// What happens to the outcome through which the leading one moves, and what that rests on; the number takes placeholder `at`.
fn level(
    material: &Material<'_>,
    compared: &Compared,
    (alternative, through): (&str, OutcomeAt),
    at: usize,
) -> (String, Option<Quantity>) {
    let noun = verbatim(&material.outcome(through).noun);
    let settings = &material.prepared.appraisal.setting;
    let all = Acting::anywhere(material, alternative, through);
    let Some(setting) = settings.iter().find(|setting| compared.moves(alternative, through, &setting.id))
    else {
        let why = match (all.is_empty(), all.all_assumed()) {
            (true, _) => format!("No effect in this run reaches {noun}."),
            (_, true) => format!("Its only effect on {noun} is an assumption, and changes nothing."),
            _ => format!("On {}, {noun} does not change.", all.words()),
        };
        return (why, None);
    };
    let acting = Acting::on(material, alternative, through, setting);
    // What the setting switches on beside what acts in the leading one.
    let added = acting.beyond(&Acting::on(material, alternative, through, &settings[0]));
    let text = match (setting.id == settings[0].id, added.all_assumed()) {
        (true, _) => format!("{}: {{{at}}}, on {}.", upper_first(&noun), acting.words()),
        (false, true) => {
            format!("No evidence here tells its effect on {noun}; under an assumed one, {{{at}}}.")
        }
        (false, false) => format!(
            "{} changes only under \u{201c}{}\u{201d}: {{{at}}}, on {}.",
            upper_first(&noun),
            verbatim(&lower_first(&setting.title)),
            acting.words()
        ),
    };
    (text, compared.quantity_under(material, alternative, through, &setting.id))
}
