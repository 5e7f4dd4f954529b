//! One pass over the parts of a scenario: values at home, and what happens to those it is tied to.

use std::collections::{BTreeMap, BTreeSet};

use forefend_panel::CountryId;
use forefend_runs::Parts;
use forefend_runs::parts::WorldSeries;

use crate::error::AssessError;

/// Values at home by variable: by year, one a draw.
pub(super) type AtHome = BTreeMap<String, WorldSeries>;

/// What of others is added up in one year, draw by draw.
pub(super) struct Around<'a> {
    /// Variable by country that says how a state stands, and the least value of conflict.
    pub level: (&'a str, f64),
    /// The year.
    pub year: i16,
    /// By tie: weights of partners, counted where they are in conflict.
    pub ties: Vec<&'a BTreeMap<CountryId, f64>>,
    /// A variable, and the states whose values are added up.
    pub sums: Vec<(&'a str, &'a BTreeSet<CountryId>)>,
}

/// Values at home of `variables`; of others by tie, then by sum, one number a draw.
///
/// # Errors
/// A part that is missing, damaged or lacks a column.
pub(super) fn read(
    parts: &Parts,
    home: CountryId,
    variables: &BTreeSet<String>,
    around: Option<&Around<'_>>,
) -> Result<(AtHome, Vec<Vec<f64>>), AssessError> {
    let mut names: Vec<&str> = variables.iter().map(String::as_str).collect();
    let at = |name: &str| names.iter().position(|known| *known == name);
    let mut missing = Vec::new();
    if let Some(around) = around {
        let of_sums = around.sums.iter().map(|(name, _)| *name);
        missing.extend(std::iter::once(around.level.0).chain(of_sums).filter(|name| at(name).is_none()));
    }
    names.extend(missing);
    let position = |name: &str| names.iter().position(|known| *known == name).unwrap_or(0);
    let level = around.map(|around| (position(around.level.0), around.level.1));
    let sums: Vec<usize> =
        around.iter().flat_map(|around| around.sums.iter().map(|(name, _)| position(name))).collect();
    let mut own = vec![WorldSeries::new(); variables.len()];
    let mut others = vec![Vec::new(); around.map_or(0, |around| around.ties.len() + around.sums.len())];
    parts.countries(&names, &mut |row| {
        let country = CountryId(row.country);
        if country == home {
            for (series, value) in own.iter_mut().zip(row.values) {
                series.entry(row.year).or_default().push(*value);
            }
        }
        let (Some(around), Some((level, least))) = (around, level) else { return };
        if row.year != around.year {
            return;
        }
        let draw = row.draw as usize;
        others.iter_mut().for_each(|values: &mut Vec<f64>| values.resize(values.len().max(draw + 1), 0.0));
        let (ties, next_door) = others.split_at_mut(around.ties.len());
        if row.values[level] >= least {
            for (values, weights) in ties.iter_mut().zip(&around.ties) {
                values[draw] += weights.get(&country).copied().unwrap_or(0.0);
            }
        }
        for ((values, (_, states)), at) in next_door.iter_mut().zip(&around.sums).zip(&sums) {
            values[draw] += if states.contains(&country) { row.values[*at] } else { 0.0 };
        }
    })?;
    Ok((variables.iter().cloned().zip(own).collect(), others))
}

/// Values of a variable in a year, one a draw; none where it is not there.
pub(super) fn in_year<'a>(at_home: &'a AtHome, variable: &str, year: i16) -> &'a [f64] {
    at_home.get(variable).and_then(|series| series.get(&year)).map_or(&[], Vec::as_slice)
}

/// Draws of what was read.
pub(super) fn draws(at_home: &AtHome) -> usize {
    at_home.values().flat_map(BTreeMap::values).map(Vec::len).max().unwrap_or(0)
}
