//! Outcomes counted in what a block of draws recorded in memory: the same bits as from the parts of a run.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use forefend_panel::CountryId;
use forefend_simulate::memory::Recorded;

use super::tally::{Tally, count_recorded};
use super::{Counting, OutcomeAt, Rule, Totals};
use crate::error::StrategyError;

/// What a block of draws recorded.
#[derive(Debug, Clone, Copy)]
pub struct Block<'a> {
    /// Values by axis and name.
    pub recorded: &'a Recorded,
    /// Number of its draws.
    pub draws: usize,
    /// First simulated year.
    pub first_year: i16,
}

/// Values of outcomes by year, from the first simulated one on: year after year, a number a draw.
pub type Years = BTreeMap<OutcomeAt, Vec<f64>>;

/// Outcomes of a block of draws.
#[derive(Debug, Clone, Default)]
pub struct CountedBlock {
    /// Totals over the appraised years, one a draw.
    pub totals: Totals,
    /// What each simulated year came to alone.
    pub years: Years,
}

impl Counting {
    /// Totals over `years` of a block of draws, and what each simulated year came to; the cost left out.
    ///
    /// # Errors
    /// When the block does not record what an outcome reads.
    pub fn of_block(
        &self,
        block: Block<'_>,
        years: &RangeInclusive<i16>,
    ) -> Result<CountedBlock, StrategyError> {
        let mut counted = CountedBlock::default();
        let axes: BTreeSet<&str> = self.rules.iter().map(|(_, rule)| rule.axis.as_str()).collect();
        for axis in axes {
            let own: Vec<&(OutcomeAt, Rule)> =
                self.rules.iter().filter(|(_, rule)| rule.axis == axis).collect();
            let tally = |rule| Tally::new(rule, std::slice::from_ref(&rule.members)).by_year();
            let mut tallies: Vec<Tally<'_>> = own.iter().map(|(_, rule)| tally(rule)).collect();
            count_recorded((block.recorded, block.draws, block.first_year), axis, &mut tallies, years)?;
            for ((at, _), mut tally) in own.into_iter().zip(tallies) {
                counted.years.insert(*at, tally.take_years().remove(0));
                counted.totals.insert(*at, tally.finish(years).remove(0));
            }
        }
        Ok(counted)
    }

    /// What a country has of each outcome in each simulated year of a block of draws; an outcome is left out where countries have
    /// nothing of it, and all are where the country is not simulated.
    ///
    /// # Errors
    /// When the block does not record what is read.
    pub fn years_of_country(&self, block: Block<'_>, country: CountryId) -> Result<Years, StrategyError> {
        let mut found = Years::new();
        let Some(position) = self.countries.iter().position(|one| *one == country) else { return Ok(found) };
        let members = [vec![position]];
        let mut tallies: Vec<Tally<'_>> =
            self.of_countries.iter().map(|(_, rule)| Tally::new(rule, &members).by_year()).collect();
        let Some((_, rule)) = self.of_countries.first() else { return Ok(found) };
        let nothing = RangeInclusive::new(1, 0);
        count_recorded((block.recorded, block.draws, block.first_year), &rule.axis, &mut tallies, &nothing)?;
        for ((at, _), mut tally) in self.of_countries.iter().zip(tallies) {
            found.insert(*at, tally.take_years().remove(0));
        }
        Ok(found)
    }
}
