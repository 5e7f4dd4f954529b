//! Portfolios of a world read from their files.

use forefend_simulate::WorldFiles;
use forefend_simulate::name::{is_folder_name, no_folder_name};

use super::{Portfolio, Role};
use crate::error::StrategyError;

/// Most portfolios of a world.
const MOST_PORTFOLIOS: usize = 100;
/// Most actions and limits of a portfolio: each holds an amount by year and unit.
const MOST_ACTIONS: usize = 1_000;
/// Folders of a run beside its scenarios, whose names portfolios are.
const TAKEN: [&str; 2] = ["units", "portfolios"];

/// Reads `portfolios/*.toml`: the reference first, then the alternatives by id.
///
/// # Errors
/// Syntax; no reference or more than one; an id that is no folder name, or declared twice.
///
/// # Examples
/// ```
/// use forefend_simulate::WorldFiles;
///
/// let world = WorldFiles::new("world", forefend_world::files());
/// let portfolios = forefend_strategy::portfolio::load(&world)?;
/// // The reference stands first: everything else is measured against it.
/// assert_eq!(portfolios[0].id, "reference");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn load(world: &WorldFiles) -> Result<Vec<Portfolio>, StrategyError> {
    let mut portfolios: Vec<Portfolio> = Vec::new();
    for path in world.under("portfolios", ".toml") {
        let portfolio = read(world, path)?;
        if !is_folder_name(&portfolio.id) {
            return Err(StrategyError::Declaration {
                place: world.at_text(path, &format!("\"{}\"", portfolio.id)),
                message: no_folder_name("portfolio", &portfolio.id),
            });
        }
        if TAKEN.contains(&portfolio.id.as_str()) {
            return Err(StrategyError::Declaration {
                place: world.at_text(path, &format!("\"{}\"", portfolio.id)),
                message: format!(
                    "`{}` is a folder of every run; give the portfolio another id",
                    portfolio.id
                ),
            });
        }
        if let Some(other) = portfolios.iter().find(|other| other.id == portfolio.id) {
            return Err(StrategyError::Declaration {
                place: world.at(path, 0..0),
                message: format!(
                    "portfolio `{}` is also declared in {}; rename one",
                    portfolio.id, other.file
                ),
            });
        }
        let at_cost = portfolio.at_equal_cost(world)?;
        portfolios.push(portfolio);
        portfolios.extend(at_cost);
    }
    if portfolios.len() > MOST_PORTFOLIOS {
        return Err(StrategyError::Declaration {
            place: world.at("portfolios", 0..0),
            message: format!("more than {MOST_PORTFOLIOS} portfolios; take some out"),
        });
    }
    portfolios.sort_by_key(|portfolio| (portfolio.role != Role::Reference, portfolio.id.clone()));
    let references = portfolios.iter().filter(|portfolio| portfolio.role == Role::Reference).count();
    if let Some(hidden) = portfolios.first().filter(|first| !first.in_report) {
        return Err(StrategyError::Declaration {
            place: world.at_text(&hidden.file, "in_report"),
            message:
                "everything is measured against the reference, so it is in every report; take in_report out"
                    .to_owned(),
        });
    }
    if references != 1 {
        return Err(StrategyError::Declaration {
            place: world.at("portfolios", 0..0),
            message: format!("{references} portfolios have role = \"reference\"; exactly one is needed"),
        });
    }
    Ok(portfolios)
}

/// Reads one portfolio: a file of the world, or one added to it from elsewhere ([`WorldFiles::add_outside`]).
///
/// # Errors
/// A missing file; syntax; more actions than a block of draws can hold.
pub fn read(world: &WorldFiles, path: &str) -> Result<Portfolio, StrategyError> {
    let mut portfolio: Portfolio = world.parse(path)?;
    if portfolio.action.len().max(portfolio.limit.len()) > MOST_ACTIONS {
        return Err(StrategyError::Declaration {
            place: world.at(path, 0..0),
            message: format!("more than {MOST_ACTIONS} actions or limits; take some out"),
        });
    }
    portfolio.file = path.to_owned();
    Ok(portfolio)
}
