//! How much of each measure stands: what rules, triggers and budgets come to.

use forefend_report::{DeployedRow, Unit};
use forefend_runs::{Parts, RunWriter};
use forefend_strategy::appraise::{Standing, standing};
use forefend_strategy::portfolio::Portfolio;

use crate::Material;
use crate::error::AssessError;

/// A row for each measure that an alternative deploys otherwise than the reference, under the leading setting. All are entered.
pub(super) fn rows(
    material: &Material<'_>,
    reference: &Parts,
    writer: &RunWriter,
) -> Result<Vec<DeployedRow>, AssessError> {
    let prepared = material.prepared;
    let Some(leading) = prepared.appraisal.setting.first() else { return Ok(Vec::new()) };
    let years = prepared.years();
    let today = standing(reference, &prepared.measures, &years)?;
    let mut rows = Vec::new();
    for alternative in prepared.alternatives() {
        let own = Parts::at(&writer.scenario(&alternative.scenario(leading)));
        let own = standing(&own, &prepared.measures, &years)?;
        rows.extend(of(material, alternative, &leading.id, [&own, &today]));
    }
    Ok(rows)
}

fn of(
    material: &Material<'_>,
    alternative: &Portfolio,
    setting: &str,
    [own, today]: [&[Standing]; 2],
) -> Vec<DeployedRow> {
    let prepared = material.prepared;
    let measures = prepared.measures.measures.iter().zip(own.iter().zip(today));
    let differing =
        measures.filter(|(measure, _)| alternative.deploys_otherwise(prepared.reference(), &measure.id));
    let row = |(measure, (own, today)): (&forefend_strategy::measure::Measure, (&Standing, &Standing))| {
        let unit = || Unit::Other(measure.unit.clone());
        let query = format!("deployed/{}/{}/{setting}", alternative.id, measure.id);
        let before = format!("deployed/{}/{}", prepared.reference().id, measure.id);
        DeployedRow {
            portfolio: alternative.title.clone(),
            measure: measure.title.clone(),
            unit: measure.unit.clone(),
            mean: material.ledger.quantity(&format!("{query}/mean"), own.mean, unit()),
            today: material.ledger.quantity(&format!("{before}/mean"), today.mean, unit()),
            any: material.ledger.quantity(&format!("{query}/any"), own.any, Unit::Share),
        }
    };
    differing.map(row).collect()
}
