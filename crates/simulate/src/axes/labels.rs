//! Labels of units, and how many there may be.

use std::collections::{BTreeMap, BTreeSet};

use forefend_panel::is_hidden;

use crate::error::SimulateError;
use crate::name::shown;

/// Most units of one axis: a block of draws holds them all.
pub const MOST_UNITS: usize = 200_000;
/// Most lists of a product.
const MOST_LISTS: usize = 16;
/// Most characters of a level, or of what a file calls a unit.
const LONGEST_LABEL: usize = 200;

/// What a label must be.
pub(crate) const LABEL: &str =
    "it is at most 200 characters long and has no line breaks or signs that cannot be seen";

pub(crate) fn is_label(text: &str) -> bool {
    text.chars().count() <= LONGEST_LABEL && !text.chars().any(is_hidden)
}

/// An axis that a block of draws could not hold.
pub(crate) fn too_many(place: &str, axis: &str, units: impl std::fmt::Display) -> SimulateError {
    SimulateError::Declaration {
        place: place.to_owned(),
        message: format!("axis `{axis}` has {units} units, more than {MOST_UNITS}; use shorter lists"),
    }
}

/// Lists of a product: few, each with some levels, and no more combinations for a country than an axis may have units.
pub(crate) fn check_product(
    product: &BTreeMap<String, Vec<String>>,
    place: &str,
) -> Result<(), SimulateError> {
    if product.len() > MOST_LISTS {
        return Err(SimulateError::Declaration {
            place: place.to_owned(),
            message: format!("`product` has {} lists, more than {MOST_LISTS}; use fewer", product.len()),
        });
    }
    product.iter().try_for_each(|(name, levels)| check_levels(name, levels, place))?;
    match combinations(product.values()) {
        Some(number) if number <= MOST_UNITS => Ok(()),
        _ => Err(SimulateError::Declaration {
            place: place.to_owned(),
            message: format!(
                "`product` makes more than {MOST_UNITS} units of one country; use shorter lists"
            ),
        }),
    }
}

/// Number of combinations of one of each list; none where it cannot be counted.
pub(super) fn combinations<'a>(lists: impl IntoIterator<Item = &'a Vec<String>>) -> Option<usize> {
    lists.into_iter().try_fold(1_usize, |product, list| product.checked_mul(list.len()))
}

/// Levels of a product: some, each once, none with the `/` that parts them in a unit's label.
fn check_levels(name: &str, levels: &[String], place: &str) -> Result<(), SimulateError> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let twice = levels.iter().find(|level| !seen.insert(level.as_str()));
    let wrong = levels.iter().find(|level| level.contains('/') || level.is_empty() || !is_label(level));
    let problem = match (levels, twice, wrong) {
        ([], ..) => "has no levels; list at least one".to_owned(),
        (_, Some(level), _) => format!("lists `{}` twice; take one out", shown(level)),
        (_, _, Some(level)) if level.contains('/') || level.is_empty() => {
            format!("has the level `{}`; a level is not empty and has no `/`", shown(level))
        }
        (_, _, Some(level)) => format!("has the level `{}`; {LABEL}", shown(level)),
        _ => return Ok(()),
    };
    Err(SimulateError::Declaration {
        place: place.to_owned(),
        message: format!("`product.{}` {problem}", shown(name)),
    })
}
