//! What the draws of one origin say of every target: counts, shares, sums, draws.

use std::path::Path;
use std::sync::Arc;

use forefend_panel::Year;
use forefend_runs::Parts;
use forefend_runs::parts::{Part, Row};
use forefend_simulate::SimulateError;
use forefend_simulate::spec::Axis;

use crate::error::TrackError;
use crate::settings::TrackSettings;
use crate::target::{Bound, Target, TargetKind, Targets};
use crate::units::{UnitId, Units};

/// Draws of an amount that are kept and scored, the first ones: those of 200 states and 13 years fill 20 megabytes, and
/// the CRPS of more hardly differs.
pub(crate) const AMOUNT_DRAWS: u64 = 2_000;
/// The same of a value: worlds score many, and none has the tail of battle deaths.
pub(crate) const VALUE_DRAWS: u64 = 500;
/// Most values of an amount over years, units and draws that are kept: 200 megabytes. An axis of many units keeps fewer draws.
const MOST_VALUES: usize = 50_000_000;

/// What one origin says of one target; years from the one after the origin.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Said {
    /// Sum over draws of the event (or of its probability): years x units, year-major; of a window, units.
    Event(Vec<f64>),
    /// Draws of every cell, years x units x draws, of which at most [`AMOUNT_DRAWS`] ([`VALUE_DRAWS`] of a value) are kept. In single precision: a part in ten million of a count of people.
    Amount(Vec<f32>),
    /// Sum over units by year, then draw.
    World(Vec<Vec<f64>>),
}

/// What one origin says of all targets.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Forecast {
    /// Last year the model was allowed to see.
    pub origin: Year,
    /// By target, the units of its axis that were simulated, in the order of the run's rows.
    pub units: Vec<Arc<Vec<UnitId>>>,
    /// Last year simulated; the first is the year after the origin.
    pub horizon: Year,
    /// Number of draws.
    pub draws: u64,
    /// By target, in their order.
    pub said: Vec<Said>,
}

impl Forecast {
    /// Reads the draws that stand in `folder`; `units` says of what axis each target is.
    pub fn read(
        (targets, units): (&Targets, &[Units<'_>]),
        (origin, last): (Year, Year),
        settings: &TrackSettings,
        folder: &Path,
    ) -> Result<Self, TrackError> {
        let horizon = last.min(origin + settings.horizon_years);
        let failed = |source| TrackError::Origin { origin: origin.0, source: Box::new(source) };
        let parts = Parts::at(folder);
        let (room, said) = (vec![Arc::default(); units.len()], Vec::new());
        let mut forecast = Self { origin, units: room, horizon, draws: settings.draws, said };
        let mut axes: Vec<&str> = units.iter().map(|units| units.axis.as_str()).collect();
        axes.sort_unstable();
        axes.dedup();
        for axis in &axes {
            let (ids, _) = parts.units_and_years(axis).map_err(failed)?;
            let ids: Arc<Vec<UnitId>> = Arc::new(ids.into_iter().map(UnitId).collect());
            let own = forecast.units.iter_mut().zip(units).filter(|(_, units)| units.axis == **axis);
            own.for_each(|(room, _)| *room = Arc::clone(&ids));
        }
        forecast.make_room(targets);
        for axis in axes {
            let own: Vec<usize> = (0..units.len()).filter(|&at| units[at].axis == axis).collect();
            let mut counter = Counter::new(&mut forecast, targets, &own);
            for part in parts.blocks(axis).map_err(failed)? {
                counter.read(&part, axis).map_err(failed)?;
                counter.close_block();
            }
        }
        Ok(forecast)
    }

    /// Nothing said yet of any target.
    fn make_room(&mut self, targets: &Targets) {
        let years = Year::count(self.origin + 1, self.horizon);
        let room = |(at, target): (usize, &Target)| {
            let units = self.units[at].len();
            match target.kind {
                TargetKind::Event if target.within.is_some() => Said::Event(vec![0.0; units]),
                TargetKind::Event => Said::Event(vec![0.0; years * units]),
                TargetKind::Amount | TargetKind::Value => {
                    Said::Amount(vec![0.0; years * units * self.room(years * units, target.kind)])
                }
                TargetKind::WorldShare | TargetKind::WorldAmount => Said::World(vec![Vec::new(); years]),
            }
        };
        self.said = targets.all.iter().enumerate().map(room).collect();
    }

    /// Position of a cell of a target.
    pub fn cell(&self, target: usize, position: usize, year: Year) -> usize {
        (year - self.origin - 1) as usize * self.units[target].len() + position
    }

    /// Draws of an amount or value of so many cells that are kept.
    fn room(&self, cells: usize, kind: TargetKind) -> usize {
        let most = if kind == TargetKind::Value { VALUE_DRAWS } else { AMOUNT_DRAWS };
        (self.draws.min(most) as usize).min((MOST_VALUES / cells.max(1)).max(1))
    }

    /// Draws of an amount or value that are kept.
    pub fn kept(&self, target: usize) -> usize {
        let cells = self.units[target].len() * Year::count(self.origin + 1, self.horizon);
        match &self.said[target] {
            Said::Amount(all) => all.len() / cells.max(1),
            Said::Event(_) | Said::World(_) => 0,
        }
    }

    /// Sum over draws of an event of the unit at `position` in `year` (of a window: within it).
    pub fn sum(&self, target: usize, within: bool, position: usize, year: Year) -> f64 {
        let at = if within { position } else { self.cell(target, position, year) };
        match &self.said[target] {
            Said::Event(sums) => sums[at],
            Said::Amount(_) | Said::World(_) => f64::NAN,
        }
    }

    /// Sums over units in `year`, one a draw.
    pub fn world(&self, target: usize, year: Year) -> &[f64] {
        match &self.said[target] {
            Said::World(years) => &years[(year - self.origin - 1) as usize],
            Said::Event(_) | Said::Amount(_) => &[],
        }
    }
}

/// How the rows of one target are added up.
struct Way {
    /// Position among the targets.
    target: usize,
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
    fn of((at, target): (usize, &Target), variables: &[&str]) -> Self {
        let name = target.variable.as_ref().as_str();
        Self {
            target: at,
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
            TargetKind::Value => value,
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

/// Adds up the rows of one axis block by block; in a block they come in order of year, draw and unit.
struct Counter<'a> {
    forecast: &'a mut Forecast,
    variables: Vec<&'a str>,
    ways: Vec<Way>,
    /// Position of every unit, by id.
    positions: Vec<(UnitId, usize)>,
    /// First draw of the block.
    first: Option<u32>,
}

impl<'a> Counter<'a> {
    /// For the targets at `own`, all of one axis.
    fn new(forecast: &'a mut Forecast, targets: &'a Targets, own: &[usize]) -> Self {
        let name = |&at: &usize| targets.all[at].variable.as_ref().as_str();
        let mut variables: Vec<&str> = own.iter().map(name).collect();
        variables.sort_unstable();
        variables.dedup();
        let ways = own.iter().map(|&at| Way::of((at, &targets.all[at]), &variables)).collect();
        let units = own.first().map(|&at| Arc::clone(&forecast.units[at])).unwrap_or_default();
        let mut positions: Vec<(UnitId, usize)> =
            units.iter().enumerate().map(|(position, &unit)| (unit, position)).collect();
        positions.sort_unstable();
        Self { forecast, variables, ways, positions, first: None }
    }

    fn read(&mut self, part: &Part, axis: &str) -> Result<(), SimulateError> {
        let variables = self.variables.clone();
        if axis != Axis::Country.name() {
            return part.rows(&variables, &mut |row| self.add(row));
        }
        // Of countries a number that cannot be one is a damaged part.
        part.countries(&variables, &mut |row| {
            let unit = u64::from(row.country);
            self.add(Row { draw: row.draw, year: row.year, unit, values: row.values });
        })
    }

    fn add(&mut self, row: Row<'_>) {
        let ahead = row.year - self.forecast.origin.0;
        let units = self.positions.len();
        let found = self.positions.binary_search_by_key(&UnitId(row.unit), |(unit, _)| *unit);
        let Ok(position) = found.map(|at| self.positions[at].1) else { return };
        let draw = (row.draw - *self.first.get_or_insert(row.draw)) as usize;
        // Years up to the origin are simulated only to fill series that end before it.
        if ahead < 1 || row.year > self.forecast.horizon.0 {
            return;
        }
        let year = (ahead - 1) as usize;
        let cell = year * units + position;
        for way in &mut self.ways {
            let value = way.value(row.values[way.column]);
            let kept = self.forecast.kept(way.target);
            match &mut self.forecast.said[way.target] {
                Said::Event(sums) => match way.within {
                    None => sums[cell] += value,
                    Some(within) if ahead <= within => {
                        let needed = (draw + 1) * units;
                        if way.none_yet.len() < needed {
                            way.none_yet.resize(needed, 1.0);
                        }
                        way.none_yet[draw * units + position] *= 1.0 - value;
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
        let units = self.positions.len();
        for way in &mut self.ways {
            if let Said::Event(sums) = &mut self.forecast.said[way.target] {
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
        let one = Arc::new(vec![UnitId(1), UnitId(2)]);
        let units = (0..6).map(|_| Arc::clone(&one)).collect();
        let mut found =
            Forecast { origin: Year(2000), units, horizon: Year(2007), draws: 2, said: Vec::new() };
        found.make_room(&targets);
        let mut counter = Counter::new(&mut found, &targets, &[0, 1, 2, 3, 4, 5]);
        let level = |draw, year, country| match (draw, year, country) {
            (_, 2000, _) | (1, _, 2) | (0, 2005, 1) => 1.0,
            (1, 2006, 1) => 2.0,
            _ => 0.0,
        };
        for year in 2000..=2007_i16 {
            for (draw, unit) in [(0_u32, 1_u64), (0, 2), (1, 1), (1, 2)] {
                counter.add(Row { draw, year, unit, values: &[level(draw, year, unit)] });
            }
        }
        counter.close_block();
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
        assert_eq!(all[found.cell(5, 0, Year(2006)) * 2..][..2], [0.0, 2.0]);
    }
}
