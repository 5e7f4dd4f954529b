//! Which units a group holds: chosen once, at the outset.

use std::collections::BTreeSet;

use forefend_estimate::{Axis, Expression, NamesOn, Program, Scratch};
use forefend_panel::suggestion;
use forefend_panel::{CountryId, Roster};
use forefend_simulate::{History, WorldFiles};
use toml::Spanned;

use super::read::axis_of;
use super::spec::GroupSpec;
use crate::error::StrategyError;

/// Where groups find their units.
pub(super) struct Outset<'a> {
    pub world: &'a WorldFiles,
    pub history: &'a History,
    pub roster: &'a Roster,
}

impl Outset<'_> {
    /// Positions on the group's axis of the units that it holds, in order.
    pub(super) fn units(&self, group: &GroupSpec) -> Result<Vec<usize>, StrategyError> {
        let name = axis_of(group.axis.as_ref());
        let axis = self.history.axes.find(name.name()).unwrap_or(Axis::UNITS);
        let mut found = match (&group.rank, &group.condition, &group.units, &group.regions) {
            (Some(rank), ..) => self.ranked(group, axis, rank)?,
            (_, Some(condition), ..) => {
                let values = self.values(group, axis, condition)?;
                let holds = |at: &usize| forefend_estimate::is_true(values[*at]);
                (0..values.len()).filter(holds).collect()
            }
            (_, _, Some(units), _) => self.listed(group, axis, units)?,
            (.., Some(regions)) => self.of_regions(group, regions)?,
            _ => Vec::new(),
        };
        found.sort_unstable();
        found.dedup();
        if !found.is_empty() {
            return Ok(found);
        }
        Err(StrategyError::Declaration {
            place: self.world.at(&group.file, group.id.span()),
            message: format!(
                "group `{}` ({}) holds none of the {} units of `{}` in {}; widen it, or choose a later --as-of",
                group.id.as_ref(),
                group.title,
                self.history.axes.units(axis).ids.len(),
                name.name(),
                self.history.anchor
            ),
        })
    }

    /// The lowest or highest share of units after those left out, both ends of the range rounded down; equals stand in the order of their ids.
    fn ranked(
        &self,
        group: &GroupSpec,
        axis: Axis,
        rank: &Spanned<String>,
    ) -> Result<Vec<usize>, StrategyError> {
        let values = self.values(group, axis, rank)?;
        let mut ranked: Vec<usize> = (0..values.len()).filter(|at| !values[*at].is_nan()).collect();
        let share = match (&group.lowest, &group.highest) {
            (Some(share), _) => {
                ranked.sort_by(|a, b| values[*a].total_cmp(&values[*b]).then(a.cmp(b)));
                *share.as_ref()
            }
            (None, share) => {
                ranked.sort_by(|a, b| values[*b].total_cmp(&values[*a]).then(a.cmp(b)));
                share.as_ref().map_or(0.0, |share| *share.as_ref())
            }
        };
        let after = group.after.as_ref().map_or(0.0, |after| *after.as_ref());
        let place = |share: f64| ((values.len() as f64 * share).floor() as usize).min(ranked.len());
        Ok(ranked[place(after)..place(after + share)].to_vec())
    }

    /// An expression on the axis in the last year in which the anchor is observed.
    fn values(
        &self,
        group: &GroupSpec,
        axis: Axis,
        text: &Spanned<String>,
    ) -> Result<Vec<f64>, StrategyError> {
        let (table, place) = (&self.history.table, self.world.place_of(&group.file, text));
        let program = Expression::parse(text.as_ref())
            .and_then(|expression| Program::compile(&expression, &NamesOn::new(table, axis)))
            .map_err(|error| place.wrong(error))?;
        let period = (self.history.anchor.0 - self.history.first.0) as usize;
        let mut values = vec![f64::NAN; table.units_of(axis).len()];
        program.evaluate(&table.frame(period), &mut Scratch::new(), &mut values);
        Ok(values)
    }

    fn listed(
        &self,
        group: &GroupSpec,
        axis: Axis,
        units: &[Spanned<String>],
    ) -> Result<Vec<usize>, StrategyError> {
        let list = self.history.axes.units(axis);
        let mut found = Vec::new();
        for unit in units {
            let (place, name) = (self.world.at(&group.file, unit.span()), unit.as_ref());
            let position = if axis == Axis::UNITS {
                let country = self.roster.find(name);
                let country = country
                    .map_err(|error| StrategyError::Declaration { place, message: error.to_string() })?;
                // A country that is not simulated counts for nothing; none that is, is an error.
                list.ids.binary_search(&u64::from(country.id.0)).ok()
            } else {
                let position = list.position(name);
                Some(position.ok_or_else(|| StrategyError::Unknown {
                    place,
                    what: "unit",
                    name: name.clone(),
                    suggestion: suggestion(name, list.labels.iter().map(String::as_str)),
                })?)
            };
            found.extend(position);
        }
        Ok(found)
    }

    fn of_regions(
        &self,
        group: &GroupSpec,
        regions: &[Spanned<String>],
    ) -> Result<Vec<usize>, StrategyError> {
        let known: BTreeSet<&str> = self.roster.iter().map(|country| country.region.as_str()).collect();
        if let Some(wrong) = regions.iter().find(|region| !known.contains(region.as_ref().as_str())) {
            return Err(StrategyError::Unknown {
                place: self.world.at(&group.file, wrong.span()),
                what: "region",
                name: wrong.as_ref().clone(),
                suggestion: suggestion(wrong.as_ref(), known.into_iter().filter(|region| !region.is_empty())),
            });
        }
        let inside = |unit: &CountryId| {
            let region = self.roster.get(*unit).map(|country| country.region.as_str());
            regions.iter().any(|one| Some(one.as_ref().as_str()) == region)
        };
        let units = self.history.units.iter().enumerate();
        Ok(units.filter(|(_, unit)| inside(unit)).map(|(at, _)| at).collect())
    }
}
