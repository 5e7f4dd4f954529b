//! What home can do alone, and what only with others: by the law of each measure, and by organisations that can carry it.

use forefend_panel::Year;
use forefend_report::HomeAct;
use forefend_strategy::measure::{Law, Measure};
use forefend_strategy::portfolio::Portfolio;

use super::Ground;
use crate::error::AssessError;
use crate::groups;

/// Every measure whose basis is declared, those that home can take alone first.
///
/// # Errors
/// A mistake in `organisations.toml`.
pub(super) fn acts(ground: &Ground<'_>) -> Result<Vec<HomeAct>, AssessError> {
    let (prepared, world) = (ground.material.prepared, ground.material.world);
    let organisations = groups::declared(world)?.0;
    let year = Year(ground.material.present);
    let member = |id: &str| ground.material.as_of.members(id, year).contains(&ground.home);
    let own: Vec<_> = organisations.iter().filter(|one| member(&one.id)).collect();
    let short = |id: &str| {
        let found = organisations.iter().find(|one| one.id == id);
        found.map_or_else(|| id.to_uppercase(), |one| one.short.clone())
    };
    let mut rows = Vec::new();
    for measure in &prepared.measures.measures {
        let Some(basis) = &measure.basis else { continue };
        let alone = basis.law == Law::Own;
        let carries = |ids: &Option<Vec<String>>| ids.as_ref().is_some_and(|ids| ids.contains(&measure.id));
        let through = own.iter().filter(|one| carries(&one.measures)).map(|one| one.short.clone()).collect();
        rows.push(HomeAct {
            measure: measure.title.clone(),
            alone,
            how: how(basis.law, prepared.reference().carrier(measure).map(short)),
            through,
            portfolios: deploying(&prepared.portfolios, measure),
        });
    }
    rows.sort_by_key(|row| !row.alone);
    Ok(rows)
}

fn how(law: Law, carrier: Option<String>) -> String {
    let by = carrier.as_ref().map(|name| format!(", carried by {name}")).unwrap_or_default();
    match law {
        Law::Own => match carrier {
            Some(name) => format!("at home by its own law; elsewhere carried by {name}"),
            None => "by its own law".to_owned(),
        },
        Law::Consent => format!("where the state that it is for consents{by}"),
        Law::Treaty => format!("by a treaty that others join too{by}"),
        Law::Mandate => format!("by a decision of the organisation that carries it{by}"),
    }
}

/// Names of the portfolios that deploy a measure.
fn deploying(portfolios: &[Portfolio], measure: &Measure) -> Vec<String> {
    let has =
        |portfolio: &&Portfolio| portfolio.action.iter().any(|action| action.measure.as_ref() == &measure.id);
    portfolios.iter().filter(has).map(|portfolio| portfolio.title.clone()).collect()
}
