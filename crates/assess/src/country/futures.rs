//! What the draws say of one country, and of its neighbours in the year to come.

use std::collections::BTreeMap;

use forefend_panel::CountryId;
use forefend_runs::Parts;

use crate::error::AssessError;
use crate::material::Material;
use crate::telling::Levels;

/// Draws of one country, by variable and year, and shares of draws of its neighbours.
#[derive(Debug)]
pub(super) struct Futures {
    pub unit: CountryId,
    /// Position among the simulated states.
    pub position: usize,
    /// Draws in order, by variable and year.
    pub values: BTreeMap<String, BTreeMap<i16, Vec<f64>>>,
    /// Neighbours by position, and the share of draws in which they leave the lowest level in the year after the present.
    pub neighbours: Vec<(usize, f64)>,
    /// Name of the variable of the levels.
    pub outcome: String,
    /// Least value above the lowest level.
    least: f64,
}

impl Futures {
    /// One pass over the parts of the reference; the first of `names` is the variable of the levels.
    pub fn gather(
        material: &Material<'_>,
        parts: &Parts,
        (position, names): (usize, &[String]),
        levels: &Levels,
    ) -> Result<Self, AssessError> {
        let least = levels.at_least[0];
        let units = &material.plan().units;
        let unit = units[position];
        let beside = neighbours(material, position);
        let next = material.present + 1;
        let variables: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut values: BTreeMap<String, BTreeMap<i16, Vec<f64>>> = BTreeMap::new();
        let (mut hits, mut draws) = (vec![0.0; beside.len()], 0.0);
        parts.countries(&variables, &mut |row| {
            let country = CountryId(row.country);
            if country == unit {
                for (name, value) in variables.iter().zip(row.values) {
                    let by_year = values.entry((*name).to_owned()).or_default();
                    by_year.entry(row.year).or_default().push(*value);
                }
                draws += f64::from(u8::from(row.year == next));
            }
            if row.year == next
                && let Some(at) = beside.iter().position(|&other| units[other] == country)
            {
                hits[at] += f64::from(u8::from(row.values[0] >= least));
            }
        })?;
        // A run that ends with the present says nothing of the year after it.
        let share = |hits: f64| if draws > 0.0 { hits / draws } else { f64::NAN };
        let neighbours = beside.into_iter().zip(hits).map(|(at, hits)| (at, share(hits))).collect();
        Ok(Self { unit, position, values, neighbours, outcome: variables[0].to_owned(), least })
    }

    /// Years with draws of the outcome after the last observed one.
    pub fn years(&self, anchor: i16) -> impl Iterator<Item = (i16, &Vec<f64>)> {
        let levels = self.values.get(&self.outcome);
        levels
            .into_iter()
            .flat_map(move |levels| levels.range(anchor + 1..))
            .map(|(year, draws)| (*year, draws))
    }

    /// Share of the draws of the outcome in `year` at `least` or above.
    pub fn share(draws: &[f64], least: f64) -> f64 {
        draws.iter().filter(|&&level| level >= least).count() as f64 / draws.len() as f64
    }

    /// Share of draws above the lowest level in any of the years.
    pub fn any(&self, years: std::ops::RangeInclusive<i16>) -> Option<f64> {
        if years.is_empty() {
            return None;
        }
        let levels = self.values.get(&self.outcome)?;
        let draws = levels.values().next()?.len();
        let any = |draw: &usize| {
            levels.range(years.clone()).any(|(_, values)| values.get(*draw).is_some_and(|v| *v >= self.least))
        };
        Some((0..draws).filter(any).count() as f64 / draws as f64)
    }
}

/// Positions of the neighbours in the first network of the world, in the last observed year.
fn neighbours(material: &Material<'_>, position: usize) -> Vec<usize> {
    let model = &material.prepared.model;
    let Some(network) = model.frame.networks.first() else { return Vec::new() };
    let links = material.as_of.adjacency(network.as_ref(), &material.plan().units, material.plan().anchor);
    links.neighbours(position).map(|(other, _)| other).collect()
}
