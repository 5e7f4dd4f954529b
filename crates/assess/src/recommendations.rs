//! What a world recommends: `recommendations.toml`. What each costs and brings is told from the appraisal of its portfolio.

use forefend_report::{Adoption, Recommendation};
use forefend_simulate::WorldFiles;
use forefend_strategy::StrategyError;
use forefend_strategy::measure::Measures;
use forefend_strategy::outcome::Outcomes;
use forefend_strategy::portfolio::AT_COST;
use serde::Deserialize;
use toml::Spanned;

use crate::error::AssessError;
use crate::scenarios::Prepared;

/// The file of a world.
const FILE: &str = "recommendations.toml";

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    recommendation: Vec<Written>,
}

/// One `[[recommendation]]` as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    /// Stable name.
    id: Spanned<String>,
    /// The area that it belongs to.
    area: String,
    /// What is to be done, without full stop.
    action: String,
    /// Who would have to do it.
    owner: String,
    /// Ids of measures.
    measures: Spanned<Vec<String>>,
    /// Id of the portfolio that is appraised beside it.
    portfolio: Spanned<String>,
    /// Id of the outcome that it is to better.
    outcome: Spanned<String>,
    /// What would have to be seen.
    trigger: String,
    /// Whether it is policy today.
    status: Adoption,
    /// How the status is known.
    basis: String,
}

#[derive(Deserialize)]
struct OfPortfolio {
    id: String,
}

/// Whether the file names what there is: said before a year is simulated.
pub(crate) fn check(world: &WorldFiles, prepared: &Prepared) -> Result<(), AssessError> {
    declared(world, &prepared.measures, &prepared.outcomes).map(|_| ())
}

/// What the world recommends, in file order; nothing where it has no such file.
///
/// # Errors
/// A mistake of syntax, an id that is there twice, or one of a measure, portfolio or outcome that nothing declares, with file, line and
/// remedy.
pub(crate) fn declared(
    world: &WorldFiles,
    measures: &Measures,
    outcomes: &Outcomes,
) -> Result<Vec<Recommendation>, AssessError> {
    if world.bytes(FILE).is_err() {
        return Ok(Vec::new());
    }
    let file: File = world.parse(FILE)?;
    let mut portfolios = Vec::new();
    for path in world.under("portfolios", ".toml") {
        let of: OfPortfolio = world.parse(path)?;
        portfolios.push(format!("{}{AT_COST}", of.id));
        portfolios.push(of.id);
    }
    let portfolios: Vec<&str> = portfolios.iter().map(String::as_str).collect();
    let ids: Vec<&str> = measures.measures.iter().map(|measure| measure.id.as_str()).collect();
    let mut found: Vec<Recommendation> = Vec::new();
    for one in file.recommendation {
        if found.iter().any(|other| other.id == *one.id.as_ref()) {
            let place = world.at(FILE, one.id.span());
            let message = format!("recommendation `{}` is there twice; take one out", one.id.as_ref());
            return Err(AssessError::Declaration { place, message });
        }
        known(world, ("portfolio", one.portfolio.as_ref(), one.portfolio.span()), &portfolios)?;
        outcomes.named(one.outcome.as_ref(), || world.at(FILE, one.outcome.span()))?;
        let mut titles = Vec::new();
        for id in one.measures.as_ref() {
            known(world, ("measure", id, one.measures.span()), &ids)?;
            titles.extend(measures.get(id).map(|measure| measure.title.clone()));
        }
        found.push(Recommendation {
            id: one.id.into_inner(),
            area: one.area,
            action: one.action,
            owner: one.owner,
            measures: titles,
            portfolio: one.portfolio.into_inner(),
            outcome: one.outcome.into_inner(),
            trigger: one.trigger,
            status: one.status,
            basis: one.basis,
        });
    }
    Ok(found)
}

fn known(
    world: &WorldFiles,
    (what, name, span): (&'static str, &str, std::ops::Range<usize>),
    all: &[&str],
) -> Result<(), AssessError> {
    if all.contains(&name) {
        return Ok(());
    }
    Err(StrategyError::Unknown {
        place: world.at(FILE, span),
        what,
        name: name.to_owned(),
        suggestion: forefend_panel::suggestion(name, all.iter().copied()),
    }
    .into())
}
