//! Commissioners: how each ranks, where they agree, where they cannot, and whose dissent is kept.

use forefend_report::{CommissionerRow, Placed, Sentence, Unit, verbatim};
use forefend_strategy::commissioner::{Commissioner, Council, Ranked, Ranking, Score, council};

use super::courses::Over;
use crate::Material;

/// A row a commissioner, and the sentences on all of them.
pub(super) fn told(
    over: &Over<'_>,
    material: &Material<'_>,
    breaks: &dyn Fn(&str) -> Vec<usize>,
) -> (Vec<CommissionerRow>, Vec<Sentence>) {
    let prepared = material.prepared;
    if prepared.alternatives().is_empty() {
        return (Vec::new(), Vec::new());
    }
    let (mut rows, mut rankings) = (Vec::new(), Vec::new());
    for one in &prepared.commissioners {
        if let Some(ranking) = ranking(over, material, one, breaks) {
            rows.push(row(over, material, one, &ranking));
            rankings.push(ranking);
        }
    }
    if rankings.len() < 2 {
        return (rows, Vec::new());
    }
    let ids: Vec<&str> = prepared.portfolios.iter().map(|portfolio| portfolio.id.as_str()).collect();
    let mut sentences = sentences(material, &council(&ids, &rankings), rankings.len());
    sentences.extend(elsewhere(over, material, &rankings));
    (rows, sentences)
}

/// The reference and every alternative; none where nothing that the commissioner values can be told.
fn ranking(
    over: &Over<'_>,
    material: &Material<'_>,
    one: &Commissioner,
    breaks: &dyn Fn(&str) -> Vec<usize>,
) -> Option<Ranking> {
    let prepared = material.prepared;
    let reference =
        Ranked { portfolio: prepared.reference().id.clone(), score: Score::NOTHING, breaks: Vec::new() };
    let alternative = |portfolio: &forefend_strategy::portfolio::Portfolio| {
        let broken = breaks(&portfolio.id);
        let required = one.requires.iter().filter(|at| broken.contains(at));
        Some(Ranked {
            portfolio: portfolio.id.clone(),
            score: over.worst_score(one, &portfolio.id)?,
            breaks: required.map(|at| prepared.principles[*at].title.clone()).collect(),
        })
    };
    let alternatives: Vec<Ranked> = prepared.alternatives().iter().filter_map(alternative).collect();
    let told = !alternatives.is_empty();
    told.then(|| Ranking::new(&one.id, std::iter::once(reference).chain(alternatives).collect()))
}

fn row(over: &Over<'_>, material: &Material<'_>, one: &Commissioner, ranking: &Ranking) -> CommissionerRow {
    let reference = &material.prepared.reference().id;
    let placed = |(place, ranked): (usize, &Ranked)| {
        let query = format!("commissioner/{}/{}", one.id, ranked.portfolio);
        material.ledger.enter(&format!("{query}/place"), (place + 1) as f64);
        let score = &ranked.score;
        let value = material.ledger.interval(&format!("{query}/score"), score.value, score.ends, Unit::Share);
        let better = (ranked.portfolio != *reference).then(|| {
            let unit = Unit::Draws(material.draws);
            material.ledger.quantity(&format!("{query}/better"), score.better, unit)
        });
        Placed {
            id: ranked.portfolio.clone(),
            portfolio: name(material, &ranked.portfolio).to_owned(),
            score: value.signed(),
            better,
            breaks: ranked.breaks.clone(),
        }
    };
    CommissionerRow {
        id: one.id.clone(),
        title: one.title.clone(),
        summary: one.summary.clone(),
        order: ranking.order.iter().enumerate().map(placed).collect(),
        notes: notes(over, material, one),
    }
}

/// The course that a commissioner believes and that no run here has.
fn missing<'a>(over: &Over<'_>, material: &Material<'_>, one: &'a Commissioner) -> Option<&'a str> {
    let run = material.world.switches().scenario.as_ref();
    let believed = one.scenario.as_ref().filter(|scenario| Some(*scenario) != run);
    believed.filter(|_| over.course_of(one).is_none()).map(String::as_str)
}

/// Who is ranked in a world that they do not believe; none where every course that is believed is simulated.
fn elsewhere(over: &Over<'_>, material: &Material<'_>, rankings: &[Ranking]) -> Option<Sentence> {
    let ranked = |one: &&Commissioner| rankings.iter().any(|ranking| ranking.commissioner == one.id);
    let all = material.prepared.commissioners.iter().filter(ranked);
    let believers: Vec<(&str, &str)> =
        all.filter_map(|one| Some((one.title.as_str(), missing(over, material, one)?))).collect();
    let mut courses: Vec<&str> = believers.iter().map(|(_, course)| *course).collect();
    courses.sort_unstable();
    courses.dedup();
    let who: Vec<String> = believers.iter().map(|(who, course)| format!("{who} ({course})")).collect();
    (!who.is_empty()).then(|| {
        Sentence::plain(verbatim(&format!(
            "Ranked in a course of the world that they do not believe, as this run lacks theirs: {}; appraise --scenarios {} ranks \
             under what they believe.",
            who.join(", "),
            courses.join(",")
        )))
    })
}

/// What of the commissioner's values and beliefs this run cannot tell.
fn notes(over: &Over<'_>, material: &Material<'_>, one: &Commissioner) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(course) = over.course_of(one) {
        notes.push(format!("Judges in the course {}, which they believe.", course.id));
    } else if let Some(scenario) = missing(over, material, one) {
        notes.push(format!(
            "Believes the course {scenario}, which this run does not have; appraise --scenarios {scenario} ranks under it."
        ));
    }
    let missing = over.own.without_scale.get(&one.id).into_iter().flatten();
    let missing: Vec<&str> = missing.map(|at| material.outcome(*at).title.as_str()).collect();
    if !missing.is_empty() {
        notes.push(format!("Not counted, as the reference has nothing of it: {}.", missing.join("; ")));
    }
    notes
}

/// The title of a portfolio, by id.
pub(super) fn name<'a>(material: &'a Material<'_>, id: &'a str) -> &'a str {
    let found = material.prepared.portfolios.iter().find(|portfolio| portfolio.id == id);
    found.map_or(id, |portfolio| portfolio.title.as_str())
}

/// Who puts what first, what nobody disputes, and what they cannot agree on.
fn sentences(material: &Material<'_>, found: &Council, all: usize) -> Vec<Sentence> {
    let who = |ids: &[String]| -> String {
        let title = |id: &String| {
            let one = material.prepared.commissioners.iter().find(|one| one.id == *id);
            one.map_or_else(|| id.clone(), |one| one.title.clone())
        };
        ids.iter().map(title).collect::<Vec<_>>().join(", ")
    };
    let name = |id: &str| name(material, id).to_owned();
    let count = |what: &str, n: usize| {
        material.ledger.quantity(&format!("commissioners/{what}"), n as f64, Unit::Count)
    };
    let mut sentences = Vec::new();
    if let Some(leading) = &found.leading {
        let text = format!(
            "{{0}} of {{1}} commissioners put {} first ({}).",
            verbatim(&name(leading)),
            verbatim(&who(&found.for_it))
        );
        sentences
            .push(Sentence::with(text, vec![count("for_leading", found.for_it.len()), count("all", all)]));
    }
    for (commissioner, firsts) in &found.dissent {
        let firsts: Vec<String> = firsts.iter().map(|id| name(id)).collect();
        let text = format!(
            "Dissent: {} puts {} first.",
            who(std::slice::from_ref(commissioner)),
            firsts.join(" and ")
        );
        sentences.push(Sentence::plain(text));
    }
    let agreed =
        found.agreed.iter().map(|[better, other]| format!("{} before {}", name(better), name(other)));
    let agreed: Vec<String> = agreed.collect();
    sentences.push(Sentence::plain(match agreed.is_empty() {
        true => "There is no pair of portfolios on which none of them disagrees.".to_owned(),
        false => format!("Where nobody disagrees: {}.", agreed.join("; ")),
    }));
    let split = found.split.iter().map(|split| {
        let [one, other] = &split.pair;
        format!(
            "{} before {} for {}, the reverse for {}",
            name(one),
            name(other),
            who(&split.first),
            who(&split.second)
        )
    });
    let split: Vec<String> = split.collect();
    if !split.is_empty() {
        sentences.push(Sentence::plain(format!("Where they cannot agree: {}.", split.join("; "))));
    }
    sentences
}
