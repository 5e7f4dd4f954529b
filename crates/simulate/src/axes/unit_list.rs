//! The units of one axis, in the order of their rows.

use std::collections::{BTreeMap, BTreeSet};

use forefend_panel::{CountryId, Unit};
use serde::{Deserialize, Serialize};

use super::labels::{MOST_UNITS, too_many};
use super::unit_id;
use crate::error::SimulateError;
use crate::model::DeclaredAxis;

/// A relation between the units of an axis and countries.
pub(super) struct Linked {
    /// What follows the name of the axis in that of the relation.
    pub ending: &'static str,
    /// Pairs of a unit and a country, by row.
    pub units: Vec<(usize, usize)>,
}

/// The units of one axis.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitList {
    /// Name of the axis.
    pub name: String,
    /// Words for a heading.
    pub title: String,
    /// Stable ids, in row order.
    pub ids: Vec<u64>,
    /// Labels, in row order.
    pub labels: Vec<String>,
    /// The countries that each unit is made of, on an axis of products or pairs; empty on others.
    pub countries: Vec<Vec<CountryId>>,
    /// Row and period of history in which a unit of an axis of memberships had no member among the countries: nothing can be
    /// said of its members then.
    pub(crate) memberless: BTreeSet<(usize, usize)>,
    /// What files call them, where that is not the label.
    pub(super) keys: BTreeMap<String, usize>,
    /// The units as the panel knows them, by row, where the axis is one of the panel; it need not have values of each.
    pub panel: Option<Vec<Unit>>,
}

impl UnitList {
    pub(super) fn new(name: &str, title: &str, ids: Vec<u64>, labels: Vec<String>) -> Self {
        let keys = labels.iter().enumerate().map(|(at, label)| (label.clone(), at)).collect();
        Self {
            name: name.to_owned(),
            title: title.to_owned(),
            ids,
            labels,
            countries: Vec::new(),
            memberless: BTreeSet::new(),
            keys,
            panel: None,
        }
    }

    pub(super) fn labelled(axis: &DeclaredAxis, keys: Vec<String>, labels: Vec<String>) -> Self {
        let ids = keys.iter().map(|key| unit_id(&axis.name, key)).collect();
        let keys = keys.into_iter().enumerate().map(|(at, key)| (key, at)).collect();
        Self { keys, ..Self::new(&axis.name, &axis.title, ids, labels) }
    }

    /// Whether what is told of the units belongs to as many as there are.
    pub(crate) fn is_consistent(&self) -> bool {
        let units = self.ids.len();
        self.labels.len() == units
            && (self.countries.is_empty() || self.countries.len() == units)
            && self.panel.as_ref().is_none_or(|known| known.len() == units)
            && self.keys.values().all(|row| *row < units)
            && self.memberless.iter().all(|(row, _)| *row < units)
    }

    /// Row of the unit that files call `key`.
    pub fn position(&self, key: &str) -> Option<usize> {
        self.keys.get(key).copied()
    }
}

/// Fails where an axis would have more units than are allowed.
pub(super) fn check_size(axis: &DeclaredAxis, units: usize) -> Result<(), SimulateError> {
    if units <= MOST_UNITS { Ok(()) } else { Err(too_many(&axis.place, &axis.name, units)) }
}
