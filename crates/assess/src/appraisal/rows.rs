//! Differences as rows, each number entered under the query it resolves to.

use forefend_report::{Difference as Row, Grounds};
use forefend_strategy::appraise::Difference;
use forefend_strategy::outcome::{OutcomeAt, Totals};

use super::{Compared, HeadToHead, query};
use crate::Material;
use crate::acting::Acting;

/// The first and second alternative, the outcome and the setting of a row: its place among all.
pub(super) type Pair = (String, String, OutcomeAt, String);

pub(super) fn rows(material: &Material<'_>, compared: &Compared) -> Vec<Row> {
    let reference = material.prepared.reference().id.as_str();
    let rows = compared.differences.iter().map(|((alternative, outcome, setting), difference)| {
        let query = query(alternative, material.outcome(*outcome), setting);
        row(material, (alternative, *outcome, setting), [alternative, reference], (&query, difference))
    });
    rows.collect()
}

/// A difference of the portfolios `two`, with every number of it entered under `query`.
fn row(
    material: &Material<'_>,
    (alternative, outcome, setting): (&str, OutcomeAt, &str),
    two: [&str; 2],
    (query, difference): (&str, &Difference),
) -> Row {
    let [p05, p10, p25, p50, p75, p90, p95] = difference.quantiles;
    let cells = [
        ("mean", difference.mean),
        ("p05", p05),
        ("p10", p10),
        ("p25", p25),
        ("p50", p50),
        ("p75", p75),
        ("p90", p90),
        ("p95", p95),
        ("monte_carlo", difference.monte_carlo),
    ];
    let (declared, shares) = (material.outcome(outcome), [difference.share_less, difference.share_more]);
    let judged = difference.shares(declared.better);
    let names = if judged.is_some() { ["better", "worse"] } else { ["less", "more"] };
    for (name, value) in cells.into_iter().chain(names.into_iter().zip(judged.unwrap_or(shares))) {
        material.ledger.enter(&format!("{query}/{name}"), value);
    }
    let (grounds, grade) = grounds(material, two, (outcome, difference.is_nothing()), setting);
    Row {
        alternative: alternative.to_owned(),
        outcome: declared.id.clone(),
        setting: setting.to_owned(),
        mean: difference.mean,
        p05,
        p25,
        p50,
        p75,
        p95,
        probability_better: judged.map_or(f64::NAN, |[better, _]| better),
        probability_worse: judged.map_or(f64::NAN, |[_, worse]| worse),
        grounds,
        grade,
        query: material.ledger.prefix(query),
    }
}

/// What a difference of the portfolios `two` rests on under a setting, and its weakest grade: empty where nothing acts, since that
/// nothing differs then is no evidence of nothing.
fn grounds(
    material: &Material<'_>,
    two: [&str; 2],
    (outcome, is_nothing): (OutcomeAt, bool),
    setting: &str,
) -> (Grounds, String) {
    let settings = &material.prepared.appraisal.setting;
    let Some(setting) = settings.iter().find(|one| one.id == setting) else {
        return (Grounds::Evidence, String::new());
    };
    let acting = match is_nothing {
        true => Acting::at_once(material, two, outcome, setting),
        false => Acting::between(material, two, outcome, setting),
    };
    (acting.grounds(), acting.weakest().to_owned())
}

/// Every outcome of two alternatives under one setting, the first against the second and the other way round, each with
/// its place among all.
pub(super) fn pairs(
    material: &Material<'_>,
    [(first, ours), (second, theirs)]: [(&str, &Totals); 2],
    setting: &str,
) -> Vec<(Pair, HeadToHead)> {
    let mut rows = Vec::new();
    for (one, other, minuend, subtrahend) in [(first, second, ours, theirs), (second, first, theirs, ours)] {
        for (outcome, values) in minuend {
            let difference = Difference::between(values, &subtrahend[outcome]);
            let query = format!("head_to_head/{one}/{other}/{}/{setting}", material.outcome(*outcome).id);
            let ids = (one, *outcome, setting);
            let row = row(material, ids, [one, other], (&query, &difference));
            let key = (one.to_owned(), other.to_owned(), *outcome, setting.to_owned());
            rows.push((key, HeadToHead { against: other.to_owned(), row }));
        }
    }
    rows
}
