//! What the draws of one origin say of every target: counts, shares, sums, draws.

use std::path::Path;

use forefend_panel::{CountryId, Year};
use forefend_runs::Parts;
use forefend_runs::parts::CountryRow;

use crate::error::TrackError;
use crate::forecast::units;
use crate::settings::TrackSettings;
use crate::target::{Bound, Target, TargetKind, Targets};

/// Draws of an amount that are kept and scored, the first ones: those of 200 states and 13 years fill 20 megabytes, and
/// the CRPS of more hardly differs.
pub(crate) const AMOUNT_DRAWS: u64 = 2_000;

/// What one origin says of one target; years from the one after the origin.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Said {
    /// Sum over draws of the event (or of its probability): years x units, year-major; of a window, units.
    Event(Vec<f64>),
    /// Draws of every cell, years x units x draws, of which at most [`AMOUNT_DRAWS`] are kept. In single precision: a part in ten million of a count of people.
    Amount(Vec<f32>),
    /// Sum over states by year, then draw.
    World(Vec<Vec<f64>>),
}

/// What one origin says of all targets.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Forecast {
    /// Last year the model was allowed to see.
    pub origin: Year,
    /// States simulated, ascending.
    pub units: Vec<CountryId>,
    /// Last year simulated; the first is the year after the origin.
    pub horizon: Year,
    /// Number of draws.
    pub draws: u64,
    /// By target, in their order.
    pub said: Vec<Said>,
}

impl Forecast {
    /// Reads the draws that stand in `folder`.
    pub fn read(
        targets: &Targets,
        (origin, last): (Year, Year),
        settings: &TrackSettings,
        folder: &Path,
    ) -> Result<Self, TrackError> {
        let horizon = last.min(origin + settings.horizon_years);
        let failed = |source| TrackError::Origin { origin: origin.0, source: Box::new(source) };
        let parts = Parts::at(folder);
        let empty = Self {
            origin,
            units: units(&parts).map_err(failed)?,
            horizon,
            draws: settings.draws,
            said: Vec::new(),
        };
        let variables = targets.variables();
        let mut counter = Counter::new(empty, targets, &variables);
        for part in parts.blocks("country").map_err(failed)? {
            part.countries(&variables, &mut |row| counter.add(row)).map_err(failed)?;
            counter.close_block();
        }
        Ok(counter.forecast)
    }

    /// Position of a cell.
    pub fn cell(&self, position: usize, year: Year) -> usize {
        (year - self.origin - 1) as usize * self.units.len() + position
    }

    /// Draws of an amount that are kept.
    pub fn kept(&self) -> usize {
        self.draws.min(AMOUNT_DRAWS) as usize
    }

    /// Sum over draws of an event of the unit at `position` in `year` (of a window: within it).
    pub fn sum(&self, target: usize, within: bool, position: usize, year: Year) -> f64 {
        let at = if within { position } else { self.cell(position, year) };
        match &self.said[target] {
            Said::Event(sums) => sums[at],
            Said::Amount(_) | Said::World(_) => f64::NAN,
        }
    }

    /// Sums over states in `year`, one a draw.
    pub fn world(&self, target: usize, year: Year) -> &[f64] {
        match &self.said[target] {
            Said::World(years) => &years[(year - self.origin - 1) as usize],
            Said::Event(_) | Said::Amount(_) => &[],
        }
    }
}

/// How the rows of one target are added up.
struct Way {
    column: usize,
    kind: TargetKind,
    bound: Bound,
    probability: bool,
    within: Option<i16>,
    least: f64,
    /// Chance that nothing has happened in the window so far, by draw of the block, then unit.
    none_yet: Vec<f64>,
}

impl Way {
    fn of(target: &Target, variables: &[&str]) -> Self {
        let name = target.variable.as_ref().as_str();
        Self {
            column: variables.iter().position(|known| *known == name).unwrap_or_default(),
            kind: target.kind,
            bound: target.bound(),
            probability: target.probability,
            within: target.within,
            least: target.least,
            none_yet: Vec::new(),
        }
    }

    /// What a value counts for.
    fn value(&self, value: f64) -> f64 {
        match self.kind {
            TargetKind::Event if self.probability => value,
            TargetKind::Event | TargetKind::WorldShare => f64::from(u8::from(self.bound.holds(value))),
            TargetKind::Amount | TargetKind::WorldAmount => {
                if value >= self.least {
                    value
                } else {
                    0.0
                }
            }
        }
    }
}

/// Adds up rows block by block; in a block they come in order of year, draw and country.
struct Counter {
    forecast: Forecast,
    ways: Vec<Way>,
    /// First draw of the block.
    first: Option<u32>,
}

impl Counter {
    fn new(mut forecast: Forecast, targets: &Targets, variables: &[&str]) -> Self {
        let years = Year::count(forecast.origin + 1, forecast.horizon);
        let cells = years * forecast.units.len();
        let room = |target: &Target| match target.kind {
            TargetKind::Event if target.within.is_some() => Said::Event(vec![0.0; forecast.units.len()]),
            TargetKind::Event => Said::Event(vec![0.0; cells]),
            TargetKind::Amount => Said::Amount(vec![0.0; cells * forecast.kept()]),
            TargetKind::WorldShare | TargetKind::WorldAmount => Said::World(vec![Vec::new(); years]),
        };
        forecast.said = targets.all.iter().map(room).collect();
        let ways = targets.all.iter().map(|target| Way::of(target, variables)).collect();
        Self { forecast, ways, first: None }
    }

    fn add(&mut self, row: CountryRow<'_>) {
        let ahead = row.year - self.forecast.origin.0;
        let kept = self.forecast.kept();
        let Forecast { units, said, horizon, .. } = &mut self.forecast;
        let Ok(position) = units.binary_search(&CountryId(row.country)) else { return };
        let draw = (row.draw - *self.first.get_or_insert(row.draw)) as usize;
        // Years up to the origin are simulated only to fill series that end before it.
        if ahead < 1 || row.year > horizon.0 {
            return;
        }
        let year = (ahead - 1) as usize;
        let cell = year * units.len() + position;
        for (way, said) in self.ways.iter_mut().zip(said) {
            let value = way.value(row.values[way.column]);
            match said {
                Said::Event(sums) => match way.within {
                    None => sums[cell] += value,
                    Some(within) if ahead <= within => {
                        let needed = (draw + 1) * units.len();
                        if way.none_yet.len() < needed {
                            way.none_yet.resize(needed, 1.0);
                        }
                        way.none_yet[draw * units.len() + position] *= 1.0 - value;
                    }
                    Some(_) => {}
                },
                Said::Amount(all) => {
                    if (row.draw as usize) < kept {
                        all[cell * kept + row.draw as usize] = value as f32;
                    }
                }
                Said::World(years) => {
                    if position == 0 {
                        years[year].push(0.0);
                    }
                    if let Some(sum) = years[year].last_mut() {
                        *sum += value;
                    }
                }
            }
        }
    }

    fn close_block(&mut self) {
        let units = self.forecast.units.len();
        for (way, said) in self.ways.iter_mut().zip(&mut self.forecast.said) {
            if let Said::Event(sums) = said {
                for draw in way.none_yet.chunks_exact(units) {
                    for (sum, none) in sums.iter_mut().zip(draw) {
                        *sum += 1.0 - none;
                    }
                }
            }
            way.none_yet.clear();
        }
        self.first = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets(text: &str) -> Targets {
        #[derive(serde::Deserialize)]
        struct File {
            target: Vec<Target>,
        }
        Targets { all: toml::from_str::<File>(text).unwrap().target }
    }

    /// Two draws, two states, seven years from 2001: state 1 is in conflict in year 5 of draw 0 and at war in year 6 of
    /// draw 1; state 2 is in conflict in every year of draw 1.
    #[test]
    fn draws_are_counted_by_state_and_year_and_the_sixth_year_is_no_onset() {
        let event = |id: &str, more: &str| {
            format!("[[target]]\nid = \"{id}\"\ntitle = \"t\"\nvariable = \"c\"\nobserved = \"c\"\n{more}\n")
        };
        let text = [
            event("in", "kind = \"event\"\nat_least = 1"),
            event("war", "kind = \"event\"\nat_least = 2"),
            event("onset", "kind = \"event\"\nat_least = 1\nwithin = 5"),
            event("share", "kind = \"world-share\"\nat_least = 1"),
            event("sum", "kind = \"world-amount\"\nleast = 2"),
            event("amount", "kind = \"amount\""),
        ];
        let targets = targets(&text.concat());
        let units = vec![CountryId(1), CountryId(2)];
        let forecast =
            Forecast { origin: Year(2000), units, horizon: Year(2007), draws: 2, said: Vec::new() };
        let mut counter = Counter::new(forecast, &targets, &["c"]);
        let level = |draw, year, country| match (draw, year, country) {
            (_, 2000, _) | (1, _, 2) | (0, 2005, 1) => 1.0,
            (1, 2006, 1) => 2.0,
            _ => 0.0,
        };
        for year in 2000..=2007_i16 {
            for (draw, country) in [(0_u32, 1_u16), (0, 2), (1, 1), (1, 2)] {
                counter.add(CountryRow { draw, year, country, values: &[level(draw, year, country)] });
            }
        }
        counter.close_block();
        let found = counter.forecast;
        let sums = |target, position| {
            (2001..=2007).map(|year| found.sum(target, false, position, Year(year))).collect::<Vec<f64>>()
        };
        assert_eq!(sums(0, 0), [0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0]);
        assert_eq!(sums(1, 0), [0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
        assert_eq!(sums(0, 1), [1.0; 7]);
        assert_eq!([0, 1].map(|position| found.sum(2, true, position, Year(2005))), [1.0, 1.0]);
        assert_eq!(
            (found.world(3, Year(2005)), found.world(3, Year(2006))),
            (&[1.0, 1.0][..], &[0.0, 2.0][..])
        );
        assert_eq!(found.world(4, Year(2006)), [0.0, 2.0], "what is below the least counts as nothing");
        let Said::Amount(all) = &found.said[5] else { panic!("an amount keeps its draws") };
        assert_eq!(all[found.cell(0, Year(2006)) * 2..][..2], [0.0, 2.0]);
    }
}
