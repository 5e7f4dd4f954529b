//! Key judgements made from the rest of the brief: sentences a commissioner can read out, each with its numbers.
//!
//! Confidence is ruled, not felt: it rests on the skill record of this very model and on what the numbers rest on, and
//! it is never "high" for what lies ahead. Headlines say only what the numbers below them show.

use crate::brief::*;
use crate::number::Quantity;

/// Judgements on the world outlook, the three lists, the alternatives, the record and the gaps, most important first;
/// what the brief does not hold is left out.
pub fn key_judgements(brief: &Brief) -> Vec<Judgement> {
    let all = [world(brief), onset(brief), wars(brief), alternatives(brief), record(brief), gaps(brief)];
    all.into_iter().flatten().collect()
}

/// Confidence in what the conflict model says, from its skill record.
fn model_confidence(brief: &Brief) -> (Confidence, String) {
    let record = &brief.record;
    if !record.scored_for_this_model || record.rows.is_empty() {
        return (Confidence::Low, "this very model has not been scored.".to_owned());
    }
    let better = record.rows.iter().filter(|row| row.verdict == SkillVerdict::Better).count();
    let count = format!("better than the best baseline in {better} of {} comparisons", record.rows.len());
    if better * 2 >= record.rows.len() {
        (Confidence::Moderate, format!("the model scored {count}, but not at this horizon."))
    } else {
        (Confidence::Low, format!("the model scored {count}."))
    }
}

/// Where the world stands at the end of the outlook against the last observed year.
fn world(brief: &Brief) -> Option<Judgement> {
    let fan = brief.outlook.fans.iter().find(|fan| !fan.projected.is_empty())?;
    let last = fan.projected.iter().filter(|b| b.p50.is_finite()).max_by_key(|b| b.year)?;
    let end = Quantity::new(last.p50, fan.unit.clone(), format!("{}/{}/p50", fan.query, last.year))
        .between(last.p05, last.p95, 90);
    let observed = fan.observed.iter().filter(|p| p.value.is_finite()).max_by_key(|p| p.year);
    let title = lower(&fan.title);
    let (sentence, headline) = match observed {
        Some(now) => {
            let then =
                Quantity::new(now.value, fan.unit.clone(), format!("{}/{}/observed", fan.query, now.year));
            let headline = match (last.p05 > now.value, last.p95 < now.value) {
                (true, _) => "More conflict than last observed",
                (_, true) => "Less conflict than last observed",
                _ => "No clear change in the level of conflict",
            };
            let text = format!(
                "With today's policies the {title} is {{0}} in {}, after {{1}} observed in {}.",
                last.year, now.year
            );
            (Sentence::with(text, vec![end, then]), headline)
        }
        None => {
            let text = format!("With today's policies the {title} is {{0}} in {}.", last.year);
            (Sentence::with(text, vec![end]), "The world outlook")
        }
    };
    let (confidence, confidence_reason) = model_confidence(brief);
    Some(Judgement {
        headline: headline.to_owned(),
        sentence,
        label: Label::Projection,
        confidence,
        confidence_reason,
        link: Some("outlook".to_owned()),
    })
}

fn list<'a>(brief: &'a Brief, id: &str) -> Option<&'a RiskList> {
    brief.outlook.lists.iter().find(|list| list.id == id && !list.rows.is_empty())
}

/// "A, {0:phia}; B, {1:phia}; C, {2:phia}" over the first rows of a list.
fn leaders(list: &RiskList, count: usize, first: usize) -> (String, Vec<Quantity>) {
    let rows = &list.rows[..list.rows.len().min(count)];
    let names: Vec<String> = rows
        .iter()
        .enumerate()
        .map(|(i, row)| format!("{}, {{{}:phia}}", plain(&row.name), first + i))
        .collect();
    let text = match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{}; {last}", rest.join("; ")),
        _ => names.join(""),
    };
    (text, rows.iter().map(|row| row.probability.clone()).collect())
}

/// Braces in a name would read as placeholders.
fn plain(name: &str) -> String {
    name.replace(['{', '}'], "")
}

fn onset(brief: &Brief) -> Option<Judgement> {
    let list = list(brief, "onset")?;
    let (names, quantities) = leaders(list, 3, 0);
    let (confidence, confidence_reason) = model_confidence(brief);
    Some(Judgement {
        headline: "Where new conflict is most probable".to_owned(),
        sentence: Sentence::with(
            format!(
                "Among states at peace, a new conflict in {} is most probable in: {names}.",
                list.horizon
            ),
            quantities,
        ),
        label: list.label,
        confidence,
        confidence_reason,
        link: Some("list-onset".to_owned()),
    })
}

fn wars(brief: &Brief) -> Option<Judgement> {
    let (ongoing, escalation) = (list(brief, "ongoing"), list(brief, "escalation"));
    let mut text = Vec::new();
    let mut quantities = Vec::new();
    if let Some(list) = ongoing {
        let (names, found) = leaders(list, 2, 0);
        text.push(format!("An ongoing war is most likely to continue ({}) in: {names}.", list.horizon));
        quantities.extend(found);
    }
    if let Some(list) = escalation {
        let (names, found) = leaders(list, 2, quantities.len());
        text.push(format!("Escalation to war is most probable in: {names}."));
        quantities.extend(found);
    }
    let list = ongoing.or(escalation)?;
    let (confidence, confidence_reason) = model_confidence(brief);
    Some(Judgement {
        headline: "Where war is most probable".to_owned(),
        sentence: Sentence::with(text.join(" "), quantities),
        label: list.label,
        confidence,
        confidence_reason,
        link: Some(format!("list-{}", list.id)),
    })
}

/// What the alternatives bring in the first outcome, as the range over settings (never an average over them).
fn alternatives(brief: &Brief) -> Option<Judgement> {
    let appraisal = &brief.appraisal;
    let outcome = appraisal.outcomes.first()?;
    let of_outcome = |d: &&Difference| d.outcome == outcome.id && d.p50.is_finite();
    let all: Vec<&Difference> = appraisal.differences.iter().filter(of_outcome).collect();
    let sign = if outcome.lower_is_better { 1.0 } else { -1.0 };
    let ordered = |a: &&&Difference, b: &&&Difference| (a.p50 * sign).total_cmp(&(b.p50 * sign));
    let (best, worst) = (all.iter().min_by(ordered)?, all.iter().max_by(ordered)?);
    let clear = all.iter().filter(|d| d.p05 > 0.0 || d.p95 < 0.0).count();
    let quantity = |d: &Difference| {
        Quantity::new(d.p50, outcome.unit.clone(), format!("{}/p50", d.query))
            .between(d.p05, d.p95, 90)
            .signed()
    };
    let name = |d: &Difference| {
        let found = appraisal.alternatives.iter().find(|a| a.id == d.alternative);
        plain(found.map_or(d.alternative.as_str(), |a| &a.name))
    };
    let setting = |d: &Difference| {
        let found = appraisal.settings.iter().find(|s| s.id == d.setting);
        plain(found.map_or(d.setting.as_str(), |s| &s.title))
    };
    let text = format!(
        "Against the reference, {} over {}–{} range from {{0}} ({}, {}) to {{1}} ({}, {}); the 90% interval excludes \
         zero in {clear} of {} cases.",
        lower(&outcome.title),
        appraisal.years.0,
        appraisal.years.1,
        name(best),
        setting(best),
        name(worst),
        setting(worst),
        all.len()
    );
    let assumed = all.iter().any(|d| d.grounds == Grounds::Assumption);
    let reason = if assumed {
        "some effects rest on assumptions (F6), and the causal discount is unknown."
    } else {
        "effects are observational, and the causal discount is unknown."
    };
    let headline =
        if clear == 0 { "No alternative stands clear of luck" } else { "What the alternatives change" };
    Some(Judgement {
        headline: headline.to_owned(),
        sentence: Sentence::with(text, vec![quantity(best), quantity(worst)]),
        label: Label::Scenario,
        confidence: Confidence::Low,
        confidence_reason: reason.to_owned(),
        link: Some("measures".to_owned()),
    })
}

fn record(brief: &Brief) -> Option<Judgement> {
    let rows = &brief.record.rows;
    let row = rows.iter().find(|row| row.verdict == SkillVerdict::Better).or(rows.first())?;
    let verdicts = [SkillVerdict::Better, SkillVerdict::Tie, SkillVerdict::Worse, SkillVerdict::NoSkill];
    let counted = verdicts.iter().map(|v| (v.text(), rows.iter().filter(|row| row.verdict == *v).count()));
    let counts: Vec<String> =
        counted.filter(|(_, n)| *n > 0).map(|(word, n)| format!("{word} {n}")).collect();
    let text = format!(
        "Against simple baselines over past origins the model's verdicts are: {}. For {}, {} ahead, its score less the \
         best baseline's is {{0}}.",
        counts.join(", "),
        plain(&lower(&row.outcome)),
        plain(&row.horizon)
    );
    let scored = brief.record.scored_for_this_model;
    Some(Judgement {
        headline: "How far to trust this".to_owned(),
        sentence: Sentence::with(text, vec![row.difference.clone()]),
        label: Label::Observed,
        confidence: if scored { Confidence::Moderate } else { Confidence::Low },
        confidence_reason: if scored {
            "the same code was refitted at each origin and saw only what was observed by then.".to_owned()
        } else {
            "the scores were made with another version of the model.".to_owned()
        },
        link: Some("record".to_owned()),
    })
}

/// What is not modelled; an honest report says so on its first screen.
fn gaps(brief: &Brief) -> Option<Judgement> {
    let silent: Vec<&Threat> = brief.threats.iter().filter(|t| t.status != ThreatStatus::Modelled).collect();
    if silent.is_empty() {
        return None;
    }
    let names: Vec<String> = silent.iter().map(|t| plain(&lower(&t.title))).collect();
    let text = format!(
        "{} of {} threats have no model in this run ({}): silence about them is not reassurance.",
        silent.len(),
        brief.threats.len(),
        names.join(", ")
    );
    Some(Judgement {
        headline: "What this report cannot see".to_owned(),
        sentence: Sentence::plain(text),
        label: Label::Observed,
        confidence: Confidence::High,
        confidence_reason: "it follows from what the run contains.".to_owned(),
        link: Some("threats".to_owned()),
    })
}

/// First letter in lower case, unless the word is an abbreviation.
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(a), Some(b)) if a.is_uppercase() && !b.is_uppercase() => {
            a.to_lowercase().collect::<String>() + &text[a.len_utf8()..]
        }
        _ => text.to_owned(),
    }
}
