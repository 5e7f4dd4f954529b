//! Key judgements: the few sentences that a busy reader takes away, each made from numbers of the run.

use forefend_report::{Confidence, Judgement, Label, Outlook, Sentence};
use forefend_simulate::spec::Status;
use forefend_strategy::appraise::Outcome;

use crate::Material;
use crate::appraisal::{Compared, lower_first};
use crate::fans::Fans;

pub(crate) fn judgements(
    material: &Material<'_>,
    fans: &Fans,
    outlook: &Outlook,
    compared: &Compared,
) -> Vec<Judgement> {
    let mut judgements = Vec::new();
    judgements.extend(world(material, fans));
    judgements.extend(war(material, fans));
    judgements.extend(onset(outlook));
    for alternative in material.prepared.alternatives() {
        judgements.extend(portfolio(material, compared, alternative));
    }
    judgements.push(track(material));
    judgements.extend(gaps(material));
    judgements
}

/// Will more states be in conflict at the horizon than in the last observed year?
fn world(material: &Material<'_>, fans: &Fans) -> Option<Judgement> {
    let horizon = material.plan().horizon.0;
    let (year, now) = fans.observed(material, "share_in_conflict")?;
    let then = fans.quantity(material, "share_in_conflict", horizon)?;
    let level = now.value;
    let fewer =
        fans.share_of_draws(material, "share_in_conflict", horizon, "below_observed", |share| share < level)?;
    let headline = if fewer.value > 0.6 {
        "Conflict recedes from its peak, slowly"
    } else if fewer.value < 0.4 {
        "Conflict spreads further"
    } else {
        "Conflict stays about as common as now"
    };
    Some(Judgement {
        headline: headline.to_owned(),
        sentence: Sentence::with(
            format!(
                "{{0:bare}} of states were in armed conflict in {year}; if policy stays as it is the share in \
                 {horizon} is {{1}}. A share below that of {year} is {{2:phia}}."
            ),
            vec![now, then, fewer],
        ),
        label: Label::Projection,
        confidence: Confidence::Low,
        confidence_reason: format!(
            "The model reverts to the average of its sample, and it has seen nothing after December {}.",
            material.anchor()
        ),
        link: Some("outlook".to_owned()),
    })
}

fn war(material: &Material<'_>, fans: &Fans) -> Option<Judgement> {
    let from = material.present + 1;
    let deaths = fans.quantity(material, "world_deaths", from)?;
    let above = fans.share_of_draws(material, "world_deaths", from, "above_100000", |deaths| deaths > 1e5)?;
    Some(Judgement {
        headline: "The toll depends on a few large wars".to_owned(),
        sentence: Sentence::with(
            format!(
                "In {from} the world counts {{0}} in battle. More than 100,000 in that year, as in 2021 and 2022, \
                 is {{1:phia}}."
            ),
            vec![deaths, above],
        ),
        label: Label::Projection,
        confidence: Confidence::Low,
        confidence_reason: "Deaths have a heavy tail: a single war decides the world's total.".to_owned(),
        link: Some("outlook".to_owned()),
    })
}

fn onset(outlook: &Outlook) -> Option<Judgement> {
    let list = outlook.lists.first()?;
    let named: Vec<_> = list.rows.iter().take(3).collect();
    let names: Vec<String> = named
        .iter()
        .enumerate()
        .map(|(position, row)| format!("{} ({{{position}:bare}})", row.name))
        .collect();
    Some(Judgement {
        headline: "Where new conflict is least unlikely".to_owned(),
        sentence: Sentence::with(
            format!(
                "Among states at peace for two years or more, the risk of conflict in {} is greatest in {}.",
                list.horizon,
                join(&names)
            ),
            named.iter().map(|row| row.probability.clone()).collect(),
        ),
        label: Label::Projection,
        confidence: Confidence::Low,
        confidence_reason: "New onsets are the hardest to tell; the track record gives the score.".to_owned(),
        link: Some("outlook".to_owned()),
    })
}

fn portfolio(
    material: &Material<'_>,
    compared: &Compared,
    alternative: &forefend_strategy::portfolio::Portfolio,
) -> Option<Judgement> {
    let years = compared.quantity(material, &alternative.id, Outcome::ConflictYears)?;
    let deaths = compared.quantity(material, &alternative.id, Outcome::BattleDeaths)?;
    let cost = compared.quantity(material, &alternative.id, Outcome::Cost)?;
    let leading = compared.leading(material, &alternative.id, Outcome::ConflictYears)?;
    let settled = leading.quantiles[0] > 0.0 || leading.quantiles[4] < 0.0;
    let span = material.prepared.years();
    Some(Judgement {
        headline: format!(
            "{}: {}",
            alternative.title,
            match (settled, leading.mean < 0.0) {
                (true, true) => "less conflict, at a price",
                (true, false) => "more conflict, money saved",
                (false, true) => "probably less conflict, but the evidence cannot settle it",
                (false, false) => "probably more conflict, but the evidence cannot settle it",
            }
        ),
        sentence: Sentence::with(
            format!(
                "Against {}, {}-{}: {{0}}, {{1}}, {{2}}.",
                lower_first(&material.prepared.reference().title),
                span.start(),
                span.end()
            ),
            vec![years, deaths, cost],
        ),
        label: Label::Scenario,
        confidence: Confidence::Low,
        confidence_reason:
            "The effect on the level of conflict is an assumption (F6), that on deaths is read in a \
                            secondary source."
                .to_owned(),
        link: Some("measures".to_owned()),
    })
}

fn track(material: &Material<'_>) -> Judgement {
    Judgement {
        headline: "How far to trust this".to_owned(),
        sentence: crate::record::headline(material),
        label: Label::Observed,
        confidence: Confidence::Moderate,
        confidence_reason: "Scored on years the fits had not seen, on data revised since.".to_owned(),
        link: Some("record".to_owned()),
    }
}

/// What is not modelled: an honest report says so on its first screen.
fn gaps(material: &Material<'_>) -> Option<Judgement> {
    let threats = &material.prepared.model.threats;
    let silent: Vec<String> = threats
        .iter()
        .filter(|threat| threat.status != Status::Modelled)
        .map(|threat| lower_first(&threat.title))
        .collect();
    (!silent.is_empty()).then(|| Judgement {
        headline: "What this report cannot see".to_owned(),
        sentence: Sentence::plain(format!(
            "{} of {} threats have no model yet ({}): silence about them is no reassurance.",
            silent.len(),
            threats.len(),
            join(&silent)
        )),
        label: Label::Observed,
        confidence: Confidence::High,
        confidence_reason: "It follows from what the run contains.".to_owned(),
        link: Some("threats".to_owned()),
    })
}

fn join(names: &[String]) -> String {
    match names {
        [] => "no state".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
