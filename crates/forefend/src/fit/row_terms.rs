//! Offsets and weights of the rows, and which rows they leave.

use std::collections::{BTreeMap, BTreeSet};

use forefend_estimate::{Design, Expression};

use crate::failure::Failure;
use crate::fit::layout::Layout;
use crate::fit::rows::Rows;

type Key = (u64, i32);

/// What each row brings besides its columns.
#[derive(Default)]
pub struct RowTerms {
    offset: Option<BTreeMap<Key, f64>>,
    weight: Option<BTreeMap<Key, f64>>,
    /// Chosen rows without an offset or weight.
    pub missing: usize,
    /// Chosen rows of weight 0.
    pub weightless: usize,
}

impl RowTerms {
    /// Evaluates offsets and reads weights; takes the rows that miss one of them, or weigh nothing, out of `chosen`.
    pub fn new(
        rows: &Rows,
        layout: &Layout,
        offsets: &[Expression],
        weights: Option<&str>,
        chosen: &mut BTreeSet<Key>,
    ) -> Result<Self, Failure> {
        let place = |key: &Key| layout.row(key.0, key.1).map_or_else(String::new, |row| rows.place(row));
        let mut terms = Self::default();
        for offset in offsets {
            let values = layout.values(offset)?;
            let infinite = chosen.iter().find(|key| values.get(key).is_some_and(|value| value.is_infinite()));
            if let Some(key) = infinite {
                return Err(Failure::data(format!(
                    "{}: offset({offset}) is not finite; log of zero? leave the row out with --where",
                    place(key)
                )));
            }
            let sum = terms.offset.get_or_insert_default();
            values.into_iter().for_each(|(key, value)| *sum.entry(key).or_insert(0.0) += value);
        }
        if let Some(name) = weights {
            let column = rows.numbers(name).map_err(|error| Failure::data(format!("--weights: {error}")))?;
            let weight = |key: &Key| Some((*key, column[layout.row(key.0, key.1)?]));
            let weight: BTreeMap<Key, f64> = chosen.iter().filter_map(weight).collect();
            if let Some((key, value)) = weight.iter().find(|(_, value)| **value < 0.0 || value.is_infinite())
            {
                return Err(Failure::data(format!(
                    "{}: the weight is {value}; a weight is a number from 0 up",
                    place(key)
                )));
            }
            terms.weight = Some(weight);
        }
        let of = |terms: &Option<BTreeMap<Key, f64>>, key: &Key, without: f64| {
            terms.as_ref().map_or(without, |terms| terms.get(key).copied().unwrap_or(f64::NAN))
        };
        let is_missing =
            |key: &Key| of(&terms.offset, key, 0.0).is_nan() || of(&terms.weight, key, 1.0).is_nan();
        let missing: BTreeSet<Key> = chosen.iter().filter(|key| is_missing(key)).copied().collect();
        let weightless: BTreeSet<Key> =
            chosen.iter().filter(|key| of(&terms.weight, key, 1.0) == 0.0).copied().collect();
        chosen.retain(|key| !missing.contains(key) && !weightless.contains(key));
        (terms.missing, terms.weightless) = (missing.len(), weightless.len());
        Ok(terms)
    }

    /// Offsets of the rows of a design.
    pub fn offset_of(&self, design: &Design) -> Option<Vec<f64>> {
        of_rows(self.offset.as_ref()?, design)
    }

    /// Their weights.
    pub fn weight_of(&self, design: &Design) -> Option<Vec<f64>> {
        of_rows(self.weight.as_ref()?, design)
    }
}

fn of_rows(values: &BTreeMap<Key, f64>, design: &Design) -> Option<Vec<f64>> {
    let rows = design.unit.iter().zip(&design.period);
    rows.map(|(unit, period)| values.get(&(*unit, *period)).copied()).collect()
}
