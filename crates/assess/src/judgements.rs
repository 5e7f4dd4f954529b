//! Key judgements: the few sentences that a busy reader takes away, each made from numbers of the run.

use forefend_report::{Confidence, Judgement, Label, Outlook, Quantity, RiskList, RiskRow, Sentence};
use forefend_simulate::spec::Status;
use forefend_strategy::appraise::Outcome;

use crate::Material;
use crate::appraisal::{Compared, lower_first};
use crate::error::AssessError;
use crate::fans::Fans;

pub(crate) fn judgements(
    material: &Material<'_>,
    fans: &Fans,
    outlook: &Outlook,
    compared: &Compared,
) -> Result<Vec<Judgement>, AssessError> {
    let mut judgements = Vec::new();
    judgements.extend(ongoing(material, outlook));
    judgements.extend(onset(material, outlook));
    judgements.extend(world(material, fans));
    judgements.extend(deaths(material, fans)?);
    for alternative in material.prepared.alternatives() {
        judgements.extend(portfolio(material, compared, alternative));
    }
    judgements.extend(crate::sealed::judgement(material));
    judgements.push(track(material));
    judgements.extend(gaps(material));
    Ok(judgements)
}

/// The first rows of a list, "Name (probability)", with placeholders from `first` on.
fn leaders(list: &RiskList, first: usize) -> (String, Vec<Quantity>) {
    let rows: Vec<_> = list.rows.iter().take(3).collect();
    let name = |(position, row): (usize, &&RiskRow)| format!("{} ({{{}:phia}})", row.name, first + position);
    let names: Vec<String> = rows.iter().enumerate().map(name).collect();
    (join(&names), rows.iter().map(|row| row.probability.clone()).collect())
}

/// Conflicts that go on, and those that may grow into wars.
fn ongoing(material: &Material<'_>, outlook: &Outlook) -> Option<Judgement> {
    let list = |id: &str| outlook.lists.iter().find(|list| list.id == id && !list.rows.is_empty());
    let (ongoing, escalation) = (list("ongoing")?, list("escalation")?);
    let (names, mut quantities) = leaders(ongoing, 0);
    let (growing, more) = leaders(escalation, quantities.len());
    quantities.extend(more);
    let (confidence, confidence_reason) = crate::record::confidence(material, "in_conflict");
    Some(Judgement {
        headline: "Where conflict goes on".to_owned(),
        sentence: Sentence::with(
            format!(
                "Of the states in conflict in {}, the chance to see it in every year of {} is highest in \
                 {names}; the chance of escalation to war in {growing}.",
                material.anchor(),
                ongoing.horizon
            ),
            quantities,
        ),
        label: Label::Projection,
        confidence,
        confidence_reason,
        link: Some("outlook".to_owned()),
    })
}

fn onset(material: &Material<'_>, outlook: &Outlook) -> Option<Judgement> {
    let list = outlook.lists.iter().find(|list| list.id == "onset" && !list.rows.is_empty())?;
    let (names, quantities) = leaders(list, 0);
    let (confidence, confidence_reason) = crate::record::confidence(material, "onset");
    Some(Judgement {
        headline: "Where the chance of new conflict is highest".to_owned(),
        sentence: Sentence::with(
            format!(
                "Among states at peace for two years or more at the end of {}, the risk of conflict in {} is \
                 greatest in {names}.",
                material.anchor(),
                list.horizon
            ),
            quantities,
        ),
        label: Label::Projection,
        confidence,
        confidence_reason,
        link: Some("outlook".to_owned()),
    })
}

/// The share of states in conflict: without skill over a random walk it gets a number and no yardstick word.
fn world(material: &Material<'_>, fans: &Fans) -> Option<Judgement> {
    let year = material.ahead();
    let (last, now) = fans.observed(material, "share_in_conflict")?;
    let then = fans.quantity(material, "share_in_conflict", year)?;
    let horizon = material.plan().horizon.0;
    let later = fans.quantity(material, "share_in_conflict", horizon)?;
    let holds = then.low.zip(then.high).is_some_and(|(low, high)| low <= now.value && now.value <= high);
    Some(Judgement {
        headline: match (holds, then.value < now.value) {
            (true, _) => "No clear change in how common conflict is",
            (false, true) => "Conflict becomes less common than last observed",
            (false, false) => "Conflict becomes more common than last observed",
        }
        .to_owned(),
        sentence: Sentence::with(
            format!(
                "{{0:bare}} of states were in armed conflict in {last}; if policy stays as it is the model gives \
                 {{1}} in {year} and {{2}} in {horizon}.{}",
                crate::record::world_share_caveat(material)
            ),
            vec![now, then, later],
        ),
        label: Label::Projection,
        confidence: Confidence::Low,
        confidence_reason: format!("The model has seen nothing after December {}.", material.anchor()),
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
    Ok(Some(Judgement {
        headline: "The toll depends on a few large wars".to_owned(),
        sentence: Sentence::with(
            format!(
                "{{0}} were counted in battle in {last}. For {year} the model gives {{1}}; more than in {last} in \
                 {{2:bare}} of futures.{}",
                crate::record::deaths_caveat(material)
            ),
            vec![now, deaths, above],
        ),
        label: Label::Projection,
        confidence: Confidence::Low,
        confidence_reason: "Deaths have a heavy tail: a single war decides the world's total.".to_owned(),
        link: Some("outlook".to_owned()),
    }))
}

/// Deaths and cost under the leading setting; conflict-years under the first setting with assumptions,
/// where the leading one has no effect on the level.
fn portfolio(
    material: &Material<'_>,
    compared: &Compared,
    alternative: &forefend_strategy::portfolio::Portfolio,
) -> Option<Judgement> {
    let settings = &material.prepared.appraisal.setting;
    let deaths = compared.quantity(material, &alternative.id, Outcome::BattleDeaths)?;
    let cost = compared.quantity(material, &alternative.id, Outcome::Cost)?;
    let leading = compared.leading(material, &alternative.id, Outcome::BattleDeaths)?;
    let assumed = settings.iter().find(|setting| setting.assumptions)?;
    let years = compared.quantity_under(material, &alternative.id, Outcome::ConflictYears, &assumed.id)?;
    let span = material.prepared.years();
    let money = match cost.value {
        more if more > 0.0 => "at a cost",
        less if less < 0.0 => "money saved",
        _ => "at no cost",
    };
    let toll = match (leading.quantiles[4] < 0.0, leading.quantiles[0] > 0.0) {
        (true, _) => format!("fewer battle deaths, {money}"),
        (_, true) => format!("more battle deaths, {money}"),
        _ => format!("no settled change in battle deaths, {money}"),
    };
    Some(Judgement {
        headline: format!("{}: {toll}", alternative.title),
        sentence: Sentence::with(
            format!(
                "Against {}, {}-{}: {{0}} and {{1}} ({}). No source prints an effect on the level of conflict; under \
                 an assumed one, {{2}}.",
                lower_first(&material.prepared.reference().title),
                span.start(),
                span.end(),
                lower_first(&settings[0].title),
            ),
            vec![deaths, cost, years],
        ),
        label: Label::Scenario,
        confidence: Confidence::Low,
        confidence_reason: format!(
            "Deaths rest on evidence of grade {}, the cost on {}.",
            compared.weakest_grade(material, &alternative.id, Outcome::BattleDeaths),
            compared.weakest_grade(material, &alternative.id, Outcome::Cost)
        ),
        link: Some("measures".to_owned()),
    })
}

fn track(material: &Material<'_>) -> Judgement {
    Judgement {
        headline: "How far to trust this".to_owned(),
        sentence: crate::record::headline(material),
        label: Label::Observed,
        confidence: if material.record.is_some() { Confidence::Moderate } else { Confidence::Low },
        confidence_reason: if material.record.is_some() {
            "Scored on years the fits had not seen, on data revised since."
        } else {
            "A run without a track record claims no skill."
        }
        .to_owned(),
        link: Some("record".to_owned()),
    }
}

/// What is not modelled: an honest report says so on its first screen.
fn gaps(material: &Material<'_>) -> Option<Judgement> {
    let threats = &material.prepared.model.threats;
    let unmodelled = threats.iter().filter(|threat| threat.status != Status::Modelled);
    let names: Vec<String> = unmodelled.map(|threat| lower_first(&threat.title)).collect();
    let silent = names.len();
    let count = |name: &str, n: usize| {
        material.ledger.quantity(&format!("world/threats/{name}"), n as f64, forefend_report::Unit::Count)
    };
    (silent > 0).then(|| Judgement {
        headline: "What this report cannot see".to_owned(),
        sentence: Sentence::with(
            format!(
                "{{0}} of {{1}} threats have no model yet, among them {}: silence about them is no reassurance.",
                join(&names.into_iter().take(3).collect::<Vec<_>>())
            ),
            vec![count("without_model", silent), count("listed", threats.len())],
        ),
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
