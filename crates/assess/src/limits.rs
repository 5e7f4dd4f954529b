//! Known limits that belong to no single number: what belongs to one stands beside it.

use forefend_report::Limit;

use crate::error::AssessError;
use crate::material::Material;
use crate::telling::When;

/// Those that the world declares of its data and model, as far as they apply to the run; then those of the engine.
pub(crate) fn limits(material: &Material<'_>) -> Result<Vec<Limit>, AssessError> {
    let limit = |problem: &str, cause: &str, mitigation: &str| Limit {
        problem: problem.to_owned(),
        cause: cause.to_owned(),
        mitigation: mitigation.to_owned(),
    };
    let declared = material.telling().limit.iter();
    let declared = declared.filter(|one| one.when.is_none_or(|when| applies(material, when)));
    let mut limits: Vec<Limit> =
        declared.map(|one| limit(&one.problem, &one.cause, &one.mitigation)).collect();
    limits.extend(material.prepared.holes(&material.as_of)?);
    limits.extend(material.prepared.short_of_money());
    limits.push(limit(
        "Past lines of drivers hold filled values.",
        "A country without a figure in a year enters by the filling rule of its series.",
        "`forefend data build` keeps observed values only; the snapshot tells which.",
    ));
    if applies(material, When::TrackRecord) {
        limits.push(limit(
            "Past forecasts are scored on revised data.",
            "Vintages of the time are not stored.",
            "The track record says pseudo out-of-sample.",
        ));
    }
    Ok(limits)
}

fn applies(material: &Material<'_>, when: When) -> bool {
    match when {
        When::PublishedEffects => !material.prepared.measures.evidence.iter().all(|row| row.is_assumption()),
        When::TrackRecord => material.record.is_some(),
    }
}
