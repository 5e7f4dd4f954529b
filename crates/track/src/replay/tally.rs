//! What the model said from one month, in counts of draws.

use forefend_panel::{CountryId, Month, Year};
use forefend_runs::Parts;
use forefend_runs::parts::CountryRow;

use crate::error::TrackError;

/// Counts of draws of one look ahead.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tally {
    /// Month whose published data the model saw.
    pub as_of: Month,
    /// Last year whose outcome was published then.
    pub anchor: Year,
    /// States simulated, ascending.
    pub units: Vec<CountryId>,
    /// Last year simulated; the first is the year after the anchor.
    pub last: Year,
    /// Number of draws.
    pub draws: u64,
    /// Draws in conflict, years x units, year-major.
    in_conflict: Vec<u32>,
    /// Draws with conflict in any year up to the one given, by end of window: years x units, year-major.
    any: Vec<u32>,
    /// States in conflict by year, then draw.
    conflicts: Vec<Vec<u32>>,
}

impl Tally {
    /// Counts the draws that stand in the folder of `parts`.
    pub fn read(
        parts: &Parts,
        variable: &str,
        as_of: Month,
        (anchor, last): (Year, Year),
    ) -> Result<Self, TrackError> {
        let failed = |source| TrackError::Origin { origin: as_of.year().0, source: Box::new(source) };
        let (units, _) = parts.units_and_years("country").map_err(failed)?;
        let units: Vec<CountryId> = units.into_iter().map(|unit| CountryId(unit as u16)).collect();
        let mut counter = Counter::new(as_of, (anchor, last), units);
        for part in parts.blocks("country").map_err(failed)? {
            part.countries(&[variable], &mut |row| counter.add(row)).map_err(failed)?;
            counter.close_block();
        }
        Ok(counter.tally)
    }

    fn cell(&self, position: usize, year: Year) -> usize {
        (year - self.anchor - 1) as usize * self.units.len() + position
    }

    /// Draws in conflict of the unit at `position` in `year`.
    pub fn count(&self, position: usize, year: Year) -> u32 {
        self.in_conflict[self.cell(position, year)]
    }

    /// Draws with conflict in any year after the anchor up to and with `year`.
    pub fn count_by(&self, position: usize, year: Year) -> u32 {
        self.any[self.cell(position, year)]
    }

    /// Shares of the simulated states in conflict in `year`, one a draw.
    pub fn shares(&self, year: Year) -> Vec<f64> {
        let n = self.units.len() as f64;
        self.conflicts[(year - self.anchor - 1) as usize].iter().map(|&count| f64::from(count) / n).collect()
    }
}

/// Adds up rows block by block; in a block they come in order of year, draw and country.
struct Counter {
    tally: Tally,
    /// First draw of the block.
    first: Option<u32>,
    /// Conflict so far, by draw of the block, then unit.
    so_far: Vec<bool>,
}

impl Counter {
    fn new(as_of: Month, (anchor, last): (Year, Year), units: Vec<CountryId>) -> Self {
        let years = Year::count(anchor + 1, last);
        let cells = years * units.len();
        let tally = Tally {
            as_of,
            anchor,
            units,
            last,
            draws: 0,
            in_conflict: vec![0; cells],
            any: vec![0; cells],
            conflicts: vec![Vec::new(); years],
        };
        Self { tally, first: None, so_far: Vec::new() }
    }

    fn add(&mut self, row: CountryRow<'_>) {
        let units = self.tally.units.len();
        let Ok(position) = self.tally.units.binary_search(&CountryId(row.country)) else { return };
        let draw = (row.draw - *self.first.get_or_insert(row.draw)) as usize;
        if self.so_far.len() < (draw + 1) * units {
            self.so_far.resize((draw + 1) * units, false);
        }
        // Years up to the anchor are simulated only to fill series that end before it.
        let ahead = row.year - self.tally.anchor.0;
        if ahead < 1 || row.year > self.tally.last.0 {
            return;
        }
        let year = (ahead - 1) as usize;
        let cell = year * units + position;
        if position == 0 {
            self.tally.conflicts[year].push(0);
        }
        let so_far = &mut self.so_far[draw * units + position];
        if row.values[0] > 0.0 {
            *so_far = true;
            self.tally.in_conflict[cell] += 1;
            if let Some(count) = self.tally.conflicts[year].last_mut() {
                *count += 1;
            }
        }
        self.tally.any[cell] += u32::from(*so_far);
    }

    fn close_block(&mut self) {
        self.tally.draws += (self.so_far.len() / self.tally.units.len().max(1)) as u64;
        self.first = None;
        self.so_far.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two draws, two states, 2001-2003: state 1 in conflict in 2002 of draw 0, state 2 always in draw 1.
    #[test]
    fn draws_are_counted_by_year_and_by_the_end_of_a_window() {
        let units = vec![CountryId(1), CountryId(2)];
        let mut counter = Counter::new("2001-06".parse().unwrap(), (Year(2000), Year(2003)), units);
        for year in 2000..=2004_i16 {
            for (draw, country) in [(10_u32, 1_u16), (10, 2), (11, 1), (11, 2)] {
                let conflict = (draw == 11 && country == 2) || (draw == 10 && country == 1 && year == 2002);
                let level = f64::from(u8::from(conflict));
                counter.add(CountryRow { draw, year, country, values: &[level] });
            }
        }
        counter.close_block();
        let tally = counter.tally;
        let years = [2001, 2002, 2003].map(Year);
        assert_eq!(tally.draws, 2);
        assert_eq!(years.map(|year| tally.count(0, year)), [0, 1, 0]);
        assert_eq!(years.map(|year| tally.count_by(0, year)), [0, 1, 1]);
        assert_eq!(years.map(|year| tally.count_by(1, year)), [1, 1, 1]);
        assert_eq!(tally.shares(Year(2002)), [0.5, 0.5]);
    }
}
