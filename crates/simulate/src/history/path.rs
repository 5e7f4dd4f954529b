//! Paths: what is known of them, what is filled and what continues them.
//!
//! Two keys share the work. `fill` is about years without a value before a unit's last one (and units without any);
//! `path` about the years after it. Readers take the values of a path for those of its source, because it comes from
//! outside; so whatever is filled is listed in a note ([`Filled`]) that the run prints.

use std::ops::RangeInclusive;

use forefend_panel::{AsOf, CountryId, Fill, Kind, Year};
use serde::{Deserialize, Serialize};

use crate::axes::values;
use crate::error::SimulateError;
use crate::model::Declared;
use crate::name::listed;
use crate::spec::{FillRule, PathRule};

/// Values of a path that are not those of its source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filled {
    /// `file:line` of the variable.
    pub place: String,
    /// The variable.
    pub variable: String,
    /// What was filled how: one phrase for each way, with units and years.
    pub ways: Vec<String>,
    /// Whether the variable's own declaration asks for each of them: `path = "frozen"`, a `stand_in`.
    #[serde(default)]
    pub declared: bool,
}

impl std::fmt::Display for Filled {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            out,
            "{}: the path `{}` is filled where its source has no value: {}; fill = \"none\" refuses that",
            self.place,
            self.variable,
            self.ways.join("; ")
        )
    }
}

/// The panel's word for a rule.
pub(super) fn fill_of(rule: FillRule) -> Fill {
    match rule {
        FillRule::None => Fill::None,
        FillRule::Interpolate => Fill::Interpolate,
        FillRule::Median => Fill::InterpolateThenMedian,
    }
}

/// The values of a path by country, and what of them its source has.
pub(super) struct PathValues {
    /// Year-major; NaN where neither its source nor a rule gives one.
    pub values: Vec<f64>,
    /// The source's own, which may end earlier; none where the path is a published projection, taken as it is.
    pub source: Option<Vec<f64>>,
}

/// Values by country from the first to the last of `years`.
pub(super) fn read(
    variable: &Declared,
    indicator: &str,
    as_of: &AsOf<'_>,
    units: &[CountryId],
    years: RangeInclusive<Year>,
) -> Result<PathValues, SimulateError> {
    let (first, horizon) = (*years.start(), *years.end());
    let (rule, fill) = (variable.spec.path, variable.spec.fill);
    let published = matches!(as_of.indicator(indicator)?.kind, Kind::Path { .. });
    if rule == PathRule::Projection && published {
        return Ok(PathValues { values: as_of.path(indicator, units, first, horizon)?, source: None });
    }
    let known =
        as_of.last_year(indicator)?.unwrap_or(first).min(as_of.month().year()).max(first).min(horizon);
    let source = as_of.grid(indicator, units, first, known, Fill::None)?;
    let mut values = as_of.grid(indicator, units, first, known, fill_of(fill))?;
    let missing = units.len() * (Year::count(first, horizon) - Year::count(first, known));
    values.extend(std::iter::repeat_n(f64::NAN, missing));
    // Without a projection, only `frozen` or a rule to fill says what comes after the last value.
    if rule == PathRule::Frozen || fill != FillRule::None {
        keep_last(&mut values, &source, units.len());
    }
    if let Some(stand_in) = variable.spec.stand_in {
        values::stand_in_before_first(&mut values, units.len(), stand_in);
    }
    Ok(PathValues { values, source: Some(source) })
}

/// Keeps each unit's value of the last year of `source`, and its last one before where it ends earlier.
fn keep_last(values: &mut [f64], source: &[f64], units: usize) {
    let ends: Vec<Option<usize>> = (0..units)
        .map(|unit| (0..source.len() / units).rev().find(|period| !source[period * units + unit].is_nan()))
        .collect();
    for at in units..values.len() {
        let after_end = ends[at % units].is_some_and(|end| at / units > end) || at >= source.len();
        if values[at].is_nan() && after_end {
            values[at] = values[at - units];
        }
    }
}

/// What of `values` is not in `source` (which may end earlier, as all units together do); none where nothing is.
pub(super) fn filled(
    variable: &Declared,
    values: &[f64],
    source: &[f64],
    labels: &[String],
    first: Year,
) -> Option<Filled> {
    let units = labels.len();
    let periods = source.len() / units.max(1);
    let own = |unit: usize| (0..periods).filter(move |period| !source[period * units + unit].is_nan());
    let last = (0..units).filter_map(|unit| own(unit).next_back()).max();
    let mut ways: [Vec<(usize, usize, usize)>; 3] = Default::default();
    for unit in 0..units {
        let (start, end) = (own(unit).next(), own(unit).next_back());
        let has = |period: &usize| !values[period * units + unit].is_nan();
        let missing = |period: &usize| *period >= periods || source[period * units + unit].is_nan();
        let all = || (0..values.len() / units).filter(missing).filter(has);
        let within =
            all().filter(|period| start.is_some_and(|s| s < *period) && end.is_some_and(|e| *period < e));
        // What every unit's last year is followed by is the declared continuation, and no filling.
        let after = all().filter(|period| end.is_some_and(|end| *period > end) && end != last);
        let none = all().filter(|period| start.is_none_or(|start| *period < start));
        let found: [Vec<usize>; 3] = [within.collect(), after.collect(), none.collect()];
        for (way, found) in ways.iter_mut().zip(found) {
            if let (Some(&from), Some(&to)) = (found.first(), found.last()) {
                way.push((unit, from, to));
            }
        }
    }
    let nothing =
        if variable.spec.stand_in.is_some() { "at their stand-in" } else { "the median of the others" };
    let words = ["interpolated", "kept at its last value", nothing];
    let (frozen, stands_in) = (variable.spec.path == PathRule::Frozen, variable.spec.stand_in.is_some());
    let declared = ways.iter().zip([false, frozen, stands_in]).all(|(way, asked)| asked || way.is_empty());
    let phrase = |(way, words): (&Vec<(usize, usize, usize)>, &str)| {
        let from = way.iter().map(|(_, from, _)| *from).min()? as i16;
        let to = way.iter().map(|(.., to)| *to).max()? as i16;
        let names = way.iter().map(|(unit, ..)| labels[*unit].as_str());
        Some(format!("{words} for {} in {}-{}", listed(names, way.len()), first + from, first + to))
    };
    let ways: Vec<String> = ways.iter().zip(words).filter_map(phrase).collect();
    (!ways.is_empty()).then(|| Filled {
        place: variable.place.clone(),
        variable: variable.name().to_owned(),
        ways,
        declared,
    })
}
