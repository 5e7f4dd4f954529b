//! Rules on where force stands, draw by draw: only after prevention or once conflict has begun, and only under a mandate.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use forefend_runs::Parts;
use forefend_simulate::Mark;

use super::Breaches;
use crate::error::StrategyError;
use crate::measure::{Kind, Measures};

/// Column of what stands of preventive measures.
const PREVENTION: &str = "deployed:kind:preventive";
/// Column of what a portfolio adds of a measure that is force, before its name.
const FORCE: &str = "added:";

/// What a run must record by country for these rules: each measure of force as far as it goes beyond the reference, and
/// preventive measures together.
pub fn marks(measures: &Measures) -> Vec<Mark> {
    let of = |kind: Kind| {
        let own = move |basis: &crate::measure::Basis| basis.kind == kind;
        measures.measures.iter().filter(move |measure| measure.basis.as_ref().is_some_and(own))
    };
    let force = of(Kind::Force).map(|measure| Mark {
        column: format!("{FORCE}{}", measure.id),
        measures: vec![measure.id.clone()],
        beyond_reference: true,
    });
    let preventive = Mark {
        column: PREVENTION.to_owned(),
        measures: of(Kind::Preventive).map(|measure| measure.id.clone()).collect(),
        beyond_reference: false,
    };
    force.chain([preventive]).collect()
}

/// The columns of a scenario that say where force is added and where prevention stands.
#[derive(Debug, Clone, Default)]
pub struct Forces {
    /// Measure and column.
    force: Vec<(String, String)>,
    /// Column of preventive measures.
    prevention: Option<String>,
}

impl Forces {
    /// Those among the marks of a scenario's policy.
    pub fn among<'a>(marks: impl Iterator<Item = &'a str>) -> Self {
        let mut found = Self::default();
        for column in marks {
            match column.strip_prefix(FORCE) {
                Some(measure) => found.force.push((measure.to_owned(), column.to_owned())),
                None if column == PREVENTION => found.prevention = Some(column.to_owned()),
                None => {}
            }
        }
        found
    }

    /// Measures of force that may stand otherwise than in the reference.
    pub fn measures(&self) -> impl Iterator<Item = &str> {
        self.force.iter().map(|(measure, _)| measure.as_str())
    }
}

/// Where force was added in a country and year in which neither conflict nor a preventive measure had been there in the `within`
/// years before, in that draw. `known` is the last observed year of conflict by country.
///
/// # Errors
/// When a part is missing or damaged, or does not record what is read.
pub fn last_resort(
    parts: &Parts,
    forces: &Forces,
    (begun, within): (&str, i16),
    known: &BTreeMap<u16, i16>,
    years: &RangeInclusive<i16>,
) -> Result<Breaches<u16>, StrategyError> {
    let mut breaches = Breaches::default();
    let columns: Vec<&str> = std::iter::once(begun)
        .chain(forces.prevention.as_deref())
        .chain(forces.force.iter().map(|(_, column)| column.as_str()))
        .collect();
    let first_force = 1 + usize::from(forces.prevention.is_some());
    for block in parts.blocks("country")? {
        // Rows come year by year, so what is kept of a year is the past of the next.
        let mut last: BTreeMap<(u32, u16), i16> = BTreeMap::new();
        block.countries(&columns, &mut |row| {
            let key = (row.draw, row.country);
            if years.contains(&row.year) && row.values[first_force..].iter().any(|added| *added > 0.0) {
                let before = last.get(&key).or_else(|| known.get(&row.country));
                if before.is_none_or(|before| *before < row.year - within) {
                    breaches.add(row.country, row.year, row.draw);
                }
            }
            if row.values[..first_force].iter().any(|value| *value > 0.0) {
                last.insert(key, row.year);
            }
        })?;
    }
    Ok(breaches)
}

/// Where force was added in a country that is no member of the organisation whose decision it needs. `members` holds the members
/// by measure of force; measures that need no such decision are not in it.
///
/// # Errors
/// When a part is missing or damaged, or does not record what is read.
pub fn law(
    parts: &Parts,
    forces: &Forces,
    members: &BTreeMap<String, BTreeSet<u16>>,
    years: &RangeInclusive<i16>,
) -> Result<Breaches<u16>, StrategyError> {
    let mut breaches = Breaches::default();
    let asked: Vec<(&str, &BTreeSet<u16>)> = forces
        .force
        .iter()
        .filter_map(|(measure, column)| Some((column.as_str(), members.get(measure)?)))
        .collect();
    let columns: Vec<&str> = asked.iter().map(|(column, _)| *column).collect();
    if columns.is_empty() {
        return Ok(breaches);
    }
    parts.countries(&columns, &mut |row| {
        let outside = |(added, (_, members)): (&f64, &(&str, &BTreeSet<u16>))| {
            *added > 0.0 && !members.contains(&row.country)
        };
        if years.contains(&row.year) && row.values.iter().zip(&asked).any(outside) {
            breaches.add(row.country, row.year, row.draw);
        }
    })?;
    Ok(breaches)
}
