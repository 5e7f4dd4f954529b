//! One pass over the draws of the reference: how often countries stand on each level, on which of them the events of lists
//! happen, what members of organisations face, and figures that no variable of the world holds.

use std::collections::BTreeMap;

use forefend_panel::CountryId;
use forefend_runs::Parts;
use forefend_runs::parts::WorldSeries;

use crate::error::AssessError;
use crate::groups::{self, Group};
use crate::material::Material;
use crate::telling::{Compiled, Years};

/// Counts over the draws of the reference, by unit position.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    /// Number of draws.
    pub draws: f64,
    /// `[level - 1]`, then by year: draws on that level or above, by unit.
    pub on_level: Vec<BTreeMap<i16, Vec<f64>>>,
    /// Draws in which the lowest level is left in any year after the last observed one.
    pub left: Vec<f64>,
    /// Sum over draws of the amount after the present. By year, so that each sum is taken in draw order whatever the blocks.
    amount_by_year: BTreeMap<i16, Vec<f64>>,
    /// The same over all years.
    pub amount: Vec<f64>,
    /// `[list]`: draws in which its event happens in the window, by unit.
    pub listed: Vec<Vec<f64>>,
    /// Number of members for which the event holds by draw, for each organisation, in the organisations' year.
    pub members: BTreeMap<String, Vec<f64>>,
    /// `[figure]`: values of those that an expression gives.
    pub totals: Vec<WorldSeries>,
}

/// How the numbers of a pass are laid out.
struct Pass<'a> {
    units: &'a [CountryId],
    anchor: i16,
    present: i16,
    window: std::ops::RangeInclusive<i16>,
    at_least: Vec<f64>,
    has_amount: bool,
    every: Vec<bool>,
    groups: Vec<Group>,
    group_year: i16,
    compiled: Compiled,
    all: Counts,
    /// `[draw of the block][list][unit]`: years of the window in which the event happened.
    years: Vec<u8>,
    /// `[draw of the block][unit]`: whether the lowest level was left.
    left: Vec<bool>,
}

impl Counts {
    /// Reads the parts block by block.
    ///
    /// # Errors
    /// A part that is missing, damaged or lacks a column.
    pub fn gather(material: &Material<'_>, parts: &Parts) -> Result<Self, AssessError> {
        let mut pass = Pass::new(material)?;
        if pass.compiled.variables().is_empty() {
            return Ok(pass.all);
        }
        let variables = pass.compiled.variables();
        let variables: Vec<&str> = variables.iter().map(String::as_str).collect();
        for part in parts.blocks("country")? {
            // Rows of a draw and year follow each other, unit by unit.
            let (mut first, mut open) = (None, None);
            part.countries(&variables, &mut |row| {
                let Ok(unit) = pass.units.binary_search(&CountryId(row.country)) else { return };
                let of_block = (row.draw - *first.get_or_insert(row.draw)) as usize;
                let at = (row.year, row.draw, of_block);
                if let Some(before) = open.replace(at).filter(|before| *before != at) {
                    pass.count(before);
                }
                pass.compiled.set(unit, row.values);
            })?;
            if let Some(last) = open {
                pass.count(last);
            }
            pass.close();
        }
        Ok(pass.summed())
    }
}

impl<'a> Pass<'a> {
    fn new(material: &'a Material<'_>) -> Result<Self, AssessError> {
        let (telling, units) = (material.telling(), material.plan().units.as_slice());
        let country = telling.country.as_ref();
        let amount = country.and_then(|country| country.amount.as_ref());
        let also: Vec<&str> = country
            .map(|country| country.variable.as_ref().as_str())
            .into_iter()
            .chain(amount.map(|amount| amount.variable.as_ref().as_str()))
            .collect();
        let events: Vec<&str> = telling.list.iter().map(|list| list.event.as_ref().as_str()).collect();
        let organisation = telling.organisation.as_ref().map(|one| one.event.as_ref().as_str());
        let events: Vec<&str> = events.into_iter().chain(organisation).collect();
        let totals: Vec<&str> = telling.expressions().collect();
        let compiled = Compiled::new(units, &events, &totals, &also);
        let compiled = compiled.map_err(|error| AssessError::Declaration {
            place: crate::telling::FILE.to_owned(),
            message: error.to_string(),
        })?;
        let at_least = country.map(|country| country.levels().at_least).unwrap_or_default();
        let lists = telling.list.len();
        let all = Counts {
            on_level: vec![BTreeMap::new(); at_least.len()],
            left: vec![0.0; units.len()],
            listed: vec![vec![0.0; units.len()]; lists],
            totals: vec![WorldSeries::new(); totals.len()],
            ..Counts::default()
        };
        Ok(Self {
            units,
            anchor: material.anchor(),
            present: material.present,
            window: material.clock.window(),
            at_least,
            has_amount: amount.is_some(),
            every: telling.list.iter().map(|list| list.years == Years::Every).collect(),
            groups: groups::groups(material)?,
            group_year: groups::year(material),
            compiled,
            all,
            years: Vec::new(),
            left: Vec::new(),
        })
    }

    /// Counts one year of one draw, whose values are set.
    fn count(&mut self, (year, draw, of_block): (i16, u32, usize)) {
        self.compiled.ready();
        for (at, series) in self.all.totals.iter_mut().enumerate() {
            series.entry(year).or_default().push(self.compiled.total(at));
        }
        let (units, lists) = (self.units.len(), self.all.listed.len());
        self.left.resize(self.left.len().max((of_block + 1) * units), false);
        self.years.resize(self.years.len().max((of_block + 1) * lists * units), 0);
        if year <= self.anchor {
            return;
        }
        self.count_levels(year, of_block);
        if self.window.contains(&year) {
            for list in 0..lists {
                let start = (of_block * lists + list) * units;
                let years = &mut self.years[start..start + units];
                years
                    .iter_mut()
                    .zip(self.compiled.holds(list))
                    .for_each(|(years, holds)| *years += u8::from(holds));
            }
        }
        if year == self.group_year {
            self.count_members(draw);
        }
    }

    fn count_levels(&mut self, year: i16, of_block: usize) {
        let units = self.units.len();
        let empty = || vec![0.0; units];
        if !self.at_least.is_empty() {
            let levels = self.compiled.column(0);
            for (least, by_year) in self.at_least.iter().zip(&mut self.all.on_level) {
                let counts = by_year.entry(year).or_insert_with(empty);
                counts
                    .iter_mut()
                    .zip(levels)
                    .for_each(|(count, level)| *count += f64::from(u8::from(level >= least)));
            }
            let left = &mut self.left[of_block * units..(of_block + 1) * units];
            left.iter_mut().zip(levels).for_each(|(left, level)| *left |= *level >= self.at_least[0]);
        }
        if self.has_amount && year > self.present {
            let sums = self.all.amount_by_year.entry(year).or_insert_with(empty);
            sums.iter_mut().zip(self.compiled.column(1)).for_each(|(sum, value)| *sum += value);
        }
    }

    /// The event of organisations stands behind those of the lists.
    fn count_members(&mut self, draw: u32) {
        if self.groups.is_empty() {
            return;
        }
        let holds: Vec<bool> = self.compiled.holds(self.every.len()).collect();
        for group in &self.groups {
            let of_group =
                self.units.iter().zip(&holds).filter(|(unit, holds)| **holds && group.members.contains(unit));
            let counts = self.all.members.entry(group.id.clone()).or_default();
            counts.resize(counts.len().max(draw as usize + 1), 0.0);
            counts[draw as usize] = of_group.count() as f64;
        }
    }

    /// Counts what the draws of a block have seen.
    fn close(&mut self) {
        let (units, lists, window) =
            (self.units.len(), self.all.listed.len(), self.window.clone().count() as u8);
        for (draw, left) in self.left.chunks_exact(units).enumerate() {
            self.all.draws += 1.0;
            self.all.left.iter_mut().zip(left).for_each(|(count, left)| *count += f64::from(u8::from(*left)));
            for list in 0..lists {
                let start = (draw * lists + list) * units;
                let least = if self.every[list] { window } else { 1 };
                let years = &self.years[start..start + units];
                let counts = self.all.listed[list].iter_mut().zip(years);
                counts.for_each(|(count, years)| *count += f64::from(u8::from(*years >= least)));
            }
        }
        self.left.clear();
        self.years.clear();
    }

    fn summed(mut self) -> Counts {
        self.all.amount = vec![0.0; self.units.len()];
        for sums in self.all.amount_by_year.values() {
            self.all.amount.iter_mut().zip(sums).for_each(|(total, sum)| *total += sum);
        }
        self.all
    }
}
