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
/// Syntax; no reference or more than one; an id that is no folder name, or declared twice, be it as that of a version at equal
/// cost.
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
        check_id(world, &portfolio)?;
        let at_cost = portfolio.at_equal_cost(world)?;
        for one in std::iter::once(portfolio).chain(at_cost) {
            check_new(world, &one, &portfolios)?;
            portfolios.push(one);
        }
    }
    if portfolios.len() > MOST_PORTFOLIOS {
        return Err(StrategyError::Declaration {
            place: world.at("portfolios", 0..0),
            message: format!("more than {MOST_PORTFOLIOS} portfolios; take some out"),
        });
    }
    portfolios.sort_by_key(|portfolio| (portfolio.role != Role::Reference, portfolio.id.clone()));
    check_reference(world, &portfolios)?;
    Ok(portfolios)
}

/// The id names folders of a run, beside others that stand there.
fn check_id(world: &WorldFiles, portfolio: &Portfolio) -> Result<(), StrategyError> {
    let id = &portfolio.id;
    let refuse = |message: String| {
        let place = world.at_text(&portfolio.file, &format!("\"{id}\""));
        Err(StrategyError::Declaration { place, message })
    };
    if !is_folder_name(id) {
        return refuse(no_folder_name("portfolio", id));
    }
    if TAKEN.contains(&id.as_str()) {
        return refuse(format!("`{id}` is a folder of every run; give the portfolio another id"));
    }
    Ok(())
}

/// No other portfolio has its id, nor a version at equal cost that is called so.
fn check_new(world: &WorldFiles, portfolio: &Portfolio, others: &[Portfolio]) -> Result<(), StrategyError> {
    let Some(other) = others.iter().find(|other| other.id == portfolio.id) else { return Ok(()) };
    let version = |one: &Portfolio| match one.is_at_equal_cost() {
        true => " as a version at equal cost ([equal_cost])",
        false => "",
    };
    Err(StrategyError::Declaration {
        place: world.at_text(&portfolio.file, "id ="),
        message: format!(
            "portfolio `{}`{} is also declared in {}{}; rename one",
            portfolio.id,
            version(portfolio),
            other.file,
            version(other)
        ),
    })
}

/// There is one reference among `portfolios`, which stands first and in every report.
fn check_reference(world: &WorldFiles, portfolios: &[Portfolio]) -> Result<(), StrategyError> {
    let references = portfolios.iter().filter(|portfolio| portfolio.role == Role::Reference).count();
    if references != 1 {
        return Err(StrategyError::Declaration {
            place: world.at("portfolios", 0..0),
            message: format!("{references} portfolios have role = \"reference\"; exactly one is needed"),
        });
    }
    let Some(hidden) = portfolios.first().filter(|first| !first.in_report) else { return Ok(()) };
    Err(StrategyError::Declaration {
        place: world.at_text(&hidden.file, "in_report"),
        message: "everything is measured against the reference, so it is in every report; take in_report out"
            .to_owned(),
    })
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
