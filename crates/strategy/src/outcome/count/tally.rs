//! Adding up the years of a scenario's parts, block by block.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use forefend_estimate::{Axis, Frame, Scratch, is_true};
use forefend_panel::network::Adjacency;
use forefend_runs::Parts;
use forefend_simulate::memory::Recorded;

use super::super::spec::{OverUnits, OverYears};
use super::{Discounting, Rule};
use crate::error::StrategyError;

/// The columns that `tallies` read, each once, and by tally the places of its own among them.
fn columns_of<'a>(tallies: &[Tally<'a>]) -> (Vec<&'a str>, Vec<Vec<usize>>) {
    let columns: BTreeSet<&str> =
        tallies.iter().flat_map(|tally| tally.rule.columns.iter().map(String::as_str)).collect();
    let columns: Vec<&str> = columns.into_iter().collect();
    let places = tallies.iter().map(|tally| {
        tally.rule.columns.iter().filter_map(|name| columns.iter().position(|c| c == name)).collect()
    });
    let places = places.collect();
    (columns, places)
}

/// Counts all `tallies`, whose rules are of `axis`, in what a block of `draws` draws recorded in memory from the year `first` on.
/// Totals are of `years`; values by year are of all years, where tallies keep them.
pub(super) fn count_recorded(
    (recorded, draws, first): (&Recorded, usize, i16),
    axis: &str,
    tallies: &mut [Tally<'_>],
    years: &RangeInclusive<i16>,
) -> Result<(), StrategyError> {
    let (names, places) = columns_of(tallies);
    let found = names.iter().map(|name| recorded.column(axis, name)).collect::<Result<Vec<_>, _>>()?;
    let width = tallies.first().map_or(1, |tally| tally.rule.width.max(1));
    let rows = draws * width;
    let periods = found.first().map_or(0, |column| column.len() / rows.max(1));
    let mut year = YearOfBlock { columns: vec![Vec::new(); names.len()], ..YearOfBlock::default() };
    for period in 0..periods {
        year.begin(first + period as i16, 0);
        for (own, column) in year.columns.iter_mut().zip(&found) {
            let of_draw = |draw: usize| &column[(draw * periods + period) * width..][..width];
            (0..draws).for_each(|draw| own.extend_from_slice(of_draw(draw)));
        }
        year.rows = rows;
        year.counts = years.contains(&year.year);
        year.tally(tallies, &places);
    }
    Ok(())
}

/// Counts all `tallies`, whose rules are of `axis`, in one pass over its parts.
pub(super) fn count(
    parts: &Parts,
    axis: &str,
    tallies: &mut [Tally<'_>],
    years: &RangeInclusive<i16>,
) -> Result<(), StrategyError> {
    let (columns, places) = columns_of(tallies);
    let mut year = YearOfBlock { columns: vec![Vec::new(); columns.len()], ..YearOfBlock::default() };
    for part in parts.blocks(axis)? {
        part.rows(&columns, &mut |row| {
            if !years.contains(&row.year) {
                return;
            }
            if year.rows == 0 || row.year != year.year {
                year.tally(tallies, &places);
                year.begin(row.year, row.draw as usize);
            }
            year.rows += 1;
            year.columns.iter_mut().zip(row.values).for_each(|(column, value)| column.push(*value));
        })?;
        year.tally(tallies, &places);
        year.rows = 0;
    }
    Ok(())
}

/// The rows of one year of a block: by draw, then unit.
#[derive(Debug, Default)]
struct YearOfBlock {
    year: i16,
    /// First draw of the block.
    first: usize,
    rows: usize,
    /// Whether it is among the years that are added up.
    counts: bool,
    columns: Vec<Vec<f64>>,
}

impl YearOfBlock {
    fn begin(&mut self, year: i16, first: usize) {
        (self.year, self.first, self.rows, self.counts) = (year, first, 0, true);
        self.columns.iter_mut().for_each(Vec::clear);
    }

    fn tally(&self, tallies: &mut [Tally<'_>], places: &[Vec<usize>]) {
        if self.rows > 0 {
            for (tally, places) in tallies.iter_mut().zip(places) {
                tally.add(self, places);
            }
        }
    }
}

/// Running totals of one outcome, by place and draw.
pub(super) struct Tally<'a> {
    pub(super) rule: &'a Rule,
    /// Units of each place.
    members: &'a [Vec<usize>],
    /// How later years are discounted.
    discounting: Discounting,
    totals: Vec<Vec<f64>>,
    /// By place, year after year: what each year came to alone, a number a draw; none where nobody asks.
    by_year: Option<Vec<Vec<f64>>>,
    scratch: Scratch,
    values: Vec<f64>,
    weights: Vec<f64>,
}

impl<'a> Tally<'a> {
    pub(super) fn new(rule: &'a Rule, members: &'a [Vec<usize>]) -> Self {
        let totals = vec![Vec::new(); members.len()];
        let (values, weights, discounting) = (Vec::new(), Vec::new(), Discounting::NONE);
        let by_year = None;
        Self { rule, members, discounting, totals, by_year, scratch: Scratch::new(), values, weights }
    }

    /// The same, which keeps what each year came to too.
    pub(super) fn by_year(self) -> Self {
        let by_year = Some(vec![Vec::new(); self.members.len()]);
        Self { by_year, ..self }
    }

    /// The same with later years discounted, where years are added up.
    pub(super) fn discounted(self, discounting: Discounting) -> Self {
        Self { discounting, ..self }
    }

    fn add(&mut self, year: &YearOfBlock, places: &[usize]) {
        let width = self.rule.width.max(1);
        let frame = OwnFrame { draws: year.rows / width, rows: year.rows, year, places };
        self.values.resize(year.rows, 0.0);
        self.rule.value.evaluate(&frame, &mut self.scratch, &mut self.values);
        if let Some(weight) = &self.rule.weight {
            self.weights.resize(year.rows, 0.0);
            weight.evaluate(&frame, &mut self.scratch, &mut self.weights);
        }
        for (place, by_year) in self.by_year.iter_mut().flatten().enumerate() {
            by_year.extend((0..frame.draws).map(|draw| {
                let rows = draw * width..(draw + 1) * width;
                let weights = self.rule.weight.as_ref().map(|_| &self.weights[rows.clone()]);
                self.rule.after(self.rule.years.nothing(), &self.values[rows], weights, &self.members[place])
            }));
        }
        if !year.counts {
            return;
        }
        for (members, totals) in self.members.iter().zip(&mut self.totals) {
            totals.resize(totals.len().max(year.first + frame.draws), self.rule.years.nothing());
            for (draw, total) in totals[year.first..].iter_mut().take(frame.draws).enumerate() {
                let rows = draw * width..(draw + 1) * width;
                let weights = self.rule.weight.as_ref().map(|_| &self.weights[rows.clone()]);
                let values = &self.values[rows];
                *total = match self.rule.years {
                    OverYears::Sum | OverYears::Mean if self.discounting.rate != 0.0 => {
                        let of_year = self.rule.after(0.0, values, weights, members);
                        *total + self.discounting.weight(year.year) * of_year
                    }
                    _ => self.rule.after(*total, values, weights, members),
                };
            }
        }
    }

    /// What each year came to alone, by place, year after year a number a draw; nothing where it was not kept.
    pub(super) fn take_years(&mut self) -> Vec<Vec<f64>> {
        self.by_year.take().unwrap_or_default()
    }

    /// What the years came to, by place and draw.
    pub(super) fn finish(self, years: &RangeInclusive<i16>) -> Vec<Vec<f64>> {
        let mut totals = self.totals;
        if self.rule.years == OverYears::Mean {
            let n = years.clone().count().max(1) as f64;
            totals.iter_mut().flatten().for_each(|total| *total /= n);
        }
        totals
    }
}

impl OverYears {
    /// What is there before the first year.
    fn nothing(self) -> f64 {
        match self {
            Self::Peak => f64::NEG_INFINITY,
            _ => 0.0,
        }
    }
}

impl Rule {
    /// The total of a draw after one more year with `values` of all units.
    fn after(&self, total: f64, values: &[f64], weights: Option<&[f64]>, members: &[usize]) -> f64 {
        let added = matches!(self.years, OverYears::Sum | OverYears::Mean);
        if added && self.units == OverUnits::Sum {
            // One sum over years and units: its bits do not depend on where a year ends.
            return members.iter().fold(total, |sum, unit| sum + values[*unit]);
        }
        let of_year = over_units(self.units, values, weights, members);
        match self.years {
            OverYears::Sum | OverYears::Mean => total + of_year,
            OverYears::Last => of_year,
            OverYears::Any => total.max(f64::from(u8::from(is_true(of_year)))),
            OverYears::Peak => total.max(of_year),
        }
    }
}

/// One number of the year for the units at `members`, of which there is at least one.
fn over_units(how: OverUnits, values: &[f64], weights: Option<&[f64]>, members: &[usize]) -> f64 {
    let weight = |unit: usize| weights.map_or(1.0, |weights| weights[unit]);
    let sum = |of: &dyn Fn(usize) -> f64| members.iter().fold(0.0, |sum, unit| sum + of(*unit));
    let truth = |unit: usize| f64::from(u8::from(is_true(values[unit])));
    match how {
        OverUnits::Sum => sum(&|unit| values[unit]),
        OverUnits::Mean => sum(&|unit| values[unit]) / members.len() as f64,
        OverUnits::WeightedMean => sum(&|unit| weight(unit) * values[unit]) / sum(&weight),
        OverUnits::Share => sum(&|unit| weight(unit) * truth(unit)) / sum(&weight),
        OverUnits::Any => members.iter().fold(0.0, |any, unit| truth(*unit).max(any)),
        OverUnits::Max => members.iter().fold(f64::NEG_INFINITY, |most, unit| values[*unit].max(most)),
    }
}

/// One year of a block as the frame of the programs of one rule.
struct OwnFrame<'a> {
    draws: usize,
    rows: usize,
    year: &'a YearOfBlock,
    /// Place of each of the rule's columns among those of the year.
    places: &'a [usize],
}

impl Frame for OwnFrame<'_> {
    fn rows(&self, axis: Axis) -> usize {
        if axis == Axis::WORLD { self.draws } else { self.rows }
    }
    fn column(&self, column: usize, _: usize) -> &[f64] {
        &self.year.columns[self.places[column]]
    }
    fn links(&self, _: usize, _: bool, _: usize) -> Option<&Adjacency> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_become_one_number_as_their_rule_says() {
        let (values, weights) = ([1.0, 0.0, 4.0, 100.0], [1.0, 2.0, 1.0, 9.0]);
        let members = [0, 1, 2];
        for (how, weighted, expected) in [
            (OverUnits::Sum, false, 5.0),
            (OverUnits::Mean, false, 5.0 / 3.0),
            (OverUnits::WeightedMean, true, 5.0 / 4.0),
            (OverUnits::Share, false, 2.0 / 3.0),
            (OverUnits::Share, true, 0.5),
            (OverUnits::Any, false, 1.0),
            (OverUnits::Max, false, 4.0),
        ] {
            let weights = weighted.then_some(&weights[..]);
            assert_eq!(over_units(how, &values, weights, &members), expected, "{how:?} {weighted}");
        }
        assert_eq!(over_units(OverUnits::Any, &values, None, &[1]), 0.0);
    }
}
