//! Axes beyond country and world: what they are made of, and how their units are linked to those of others.
//!
//! Declared in `axes.toml` ([`crate::model::DeclaredAxis`]), resolved into units and links as of a date. Units have stable
//! ids (a hash of the axis and the unit's label), never positions, so luck stays with a unit whoever else is there.

mod labels;
mod of_panel;
mod resolved;
mod unit_list;
pub(crate) mod values;

pub use labels::MOST_UNITS;
pub(crate) use labels::{LABEL, check_product, is_label, too_many};
pub use resolved::Axes;
pub use unit_list::UnitList;

use crate::luck::Stream;

/// The stable id of a unit: a hash of its axis and label.
pub fn unit_id(axis: &str, label: &str) -> u64 {
    Stream::named(&format!("{axis}/{label}")).id()
}
