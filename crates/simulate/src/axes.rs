//! Axes beyond country and world: what they are made of, and how their units are linked to those of others.
//!
//! Declared in `axes.toml`, resolved into units and links as of a date. Units have stable ids (a hash of the axis and
//! the unit's label), never positions, so luck stays with a unit whoever else is there.

mod check;
mod declared;
mod labels;
mod of_panel;
mod resolved;
pub(crate) mod values;

pub use check::panel_axis;
pub(crate) use check::{check, check_indicator_axes, known_axis, relation_names};
pub use declared::{DeclaredAxis, DeclaredRelation, Labelled, Source};
pub(crate) use declared::{load, rows};
pub(crate) use labels::MOST_UNITS;
pub use resolved::{Axes, UnitList};

use crate::luck::Stream;

/// The stable id of a unit: a hash of its axis and label.
pub fn unit_id(axis: &str, label: &str) -> u64 {
    Stream::named(&format!("{axis}/{label}")).id()
}
