//! The features of every country and month, and the rows that a model reads.

use crate::feature::{Feature, Group};
use crate::past::{FIRST, Past, STRUCTURAL};
use crate::tables;

/// Where a row stands: a country, the month known last, and how many months ahead the forecast looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowAt {
    /// Position of the country.
    pub place: usize,
    /// Position of the origin's month.
    pub origin: usize,
    /// Months ahead, from 1.
    pub ahead: usize,
}

/// Features by country and month.
#[derive(Debug)]
pub struct Features<'a> {
    past: &'a Past,
    wanted: &'a [Feature],
    /// One table for each feature that the origin alone decides, empty for the others.
    tables: Vec<Vec<f64>>,
    typical: Vec<f64>,
}

impl<'a> Features<'a> {
    /// Computes every feature wanted, for all months.
    pub fn new(past: &'a Past, wanted: &'a [Feature]) -> Self {
        let logs: Vec<f64> = past.deaths.iter().map(|deaths| libm::log1p(*deaths)).collect();
        let tables = wanted.iter().map(|feature| table(past, &logs, *feature)).collect();
        Self { past, wanted, tables, typical: Vec::new() }
    }

    /// Number of features.
    pub fn len(&self) -> usize {
        self.wanted.len()
    }

    /// The same with one group of features as where nobody was ever killed, or, what violence does not decide, as in a typical
    /// country (see [`Features::set_typical`]).
    pub fn row_without(&self, row: RowAt, group: Option<Group>, out: &mut [f64]) {
        self.row(row, out);
        let Some(group) = group else { return };
        for (at, (slot, feature)) in out.iter_mut().zip(self.wanted).enumerate() {
            if feature.group() == group {
                let typical = self.typical.get(at).copied().unwrap_or(*slot);
                *slot = match (feature.at_peace(), feature) {
                    (Some(value), _) => value,
                    (None, Feature::Structural(_)) => typical,
                    (None, _) => *slot,
                };
            }
        }
    }

    /// Takes the medians of `rows` for typical.
    pub fn set_typical(&mut self, rows: &[f64]) {
        let width = self.len();
        self.typical = (0..width)
            .map(|at| {
                let mut values: Vec<f64> = rows.iter().skip(at).step_by(width).copied().collect();
                values.sort_by(f64::total_cmp);
                values[values.len() / 2]
            })
            .collect();
    }

    /// One row, written to `out` (as long as there are features).
    pub fn row(&self, row: RowAt, out: &mut [f64]) {
        let cell = row.place * self.past.months + row.origin;
        for ((slot, feature), table) in out.iter_mut().zip(self.wanted).zip(&self.tables) {
            *slot = match feature {
                Feature::Horizon => row.ahead as f64,
                Feature::MonthOfYear => f64::from((FIRST + (row.origin + row.ahead) as i32).of_year()) - 1.0,
                Feature::SameMonth => self.same_month(row),
                _ => table[cell],
            };
        }
    }

    /// Rows one after another.
    pub fn rows(&self, rows: &[RowAt]) -> Vec<f64> {
        let mut out = vec![0.0; rows.len() * self.len()];
        for (row, out) in rows.iter().zip(out.chunks_mut(self.len())) {
            self.row(*row, out);
        }
        out
    }

    /// Log of deaths in the last known month that is the month forecast by the calendar.
    pub fn same_month(&self, row: RowAt) -> f64 {
        let back = row.ahead.div_ceil(12) * 12;
        let Some(at) = (row.origin + row.ahead).checked_sub(back) else { return 0.0 };
        self.past.deaths(row.place, at).map_or(0.0, |deaths| libm::log1p(f64::from(deaths)))
    }
}

fn table(past: &Past, logs: &[f64], feature: Feature) -> Vec<f64> {
    let (deaths, months) = (&past.deaths[..], past.months);
    let log = |values: Vec<f64>| -> Vec<f64> { values.into_iter().map(libm::log1p).collect() };
    let share = |least: f64, half_life: f64| {
        let hit =
            |deaths: &f64| if deaths.is_nan() { f64::NAN } else { f64::from(u8::from(*deaths >= least)) };
        tables::decayed(&deaths.iter().map(hit).collect::<Vec<f64>>(), months, half_life)
    };
    match feature {
        Feature::LogDeaths(back) => back_by(logs, months, back),
        Feature::Sum(window) => log(tables::sum(deaths, months, window)),
        Feature::Highest(window) => log(tables::highest(deaths, months, window)),
        Feature::Decayed(half_life) => tables::decayed(logs, months, half_life),
        Feature::MonthsWithDeaths(half_life) => share(1.0, half_life),
        Feature::MonthsWith25(half_life) => share(25.0, half_life),
        Feature::Since(least) => tables::since(deaths, months, f64::from(least)),
        Feature::Trend => {
            let slow = tables::decayed(logs, months, 24.0);
            tables::decayed(logs, months, 3.0).iter().zip(slow).map(|(fast, slow)| fast - slow).collect()
        }
        Feature::Spread => spread(logs, months),
        Feature::Other(which, window) => {
            let sums = tables::sum_carried(&past.others[which].1, months, window);
            sums.into_iter().map(|sum| if sum < 0.0 { sum } else { libm::log1p(sum) }).collect()
        }
        Feature::Neighbours(half_life) => {
            of_neighbours(past, &tables::decayed(logs, months, half_life), 0.0, mean)
        }
        Feature::NeighboursHighest => {
            of_neighbours(past, &tables::decayed(logs, months, 6.0), 0.0, |most, value, _| {
                f64::max(most, value)
            })
        }
        Feature::Region => by_region(past, &tables::decayed(logs, months, 6.0)),
        Feature::World => {
            let all: Vec<usize> = (0..past.places.len()).collect();
            let mean = tables::mean_of_group(&tables::decayed(logs, months, 6.0), deaths, months, &all);
            all.iter().flat_map(|_| mean.iter().copied()).collect()
        }
        Feature::RegionNumber => {
            past.regions.iter().flat_map(|&region| std::iter::repeat_n(region as f64, months)).collect()
        }
        Feature::MonthsKnown => tables::known(deaths, months),
        Feature::Lowest(window) => log(tables::lowest(deaths, months, window)),
        Feature::Median(window) => tables::median(logs, months, window),
        Feature::Episode => tables::episode(&tables::since(deaths, months, 1.0), months),
        Feature::Onsets => tables::onsets(&tables::since(deaths, months, 1.0), months),
        Feature::Total => log(tables::sum(deaths, months, months)),
        Feature::SinceOther(which) => since_other(&past.others[which].1, months),
        Feature::NeighboursSince => {
            let since = tables::since(deaths, months, 1.0);
            of_neighbours(past, &since, tables::LONG_AGO, |least, value, _| f64::min(least, value))
        }
        Feature::NeighboursWithDeaths => of_neighbours(past, &share(1.0, 12.0), 0.0, mean),
        Feature::Structural(which) => structural(past, which),
        Feature::Horizon | Feature::MonthOfYear | Feature::SameMonth => Vec::new(),
    }
}

fn back_by(values: &[f64], months: usize, back: usize) -> Vec<f64> {
    let of = |row: &[f64], at: usize| at.checked_sub(back).map_or(0.0, |at| row[at]);
    let rows = values.chunks(months);
    rows.flat_map(|row| (0..months).map(move |at| of(row, at)))
        .map(|value| if value.is_nan() { 0.0 } else { value })
        .collect()
}

fn spread(logs: &[f64], months: usize) -> Vec<f64> {
    let squares: Vec<f64> = logs.iter().map(|log| log * log).collect();
    let mean = tables::decayed(logs, months, 12.0);
    let square = tables::decayed(&squares, months, 12.0);
    square.iter().zip(mean).map(|(square, mean)| (square - mean * mean).max(0.0).sqrt()).collect()
}

/// Adds one of so many neighbours to a mean.
fn mean(sum: f64, value: f64, neighbours: usize) -> f64 {
    sum + value / neighbours as f64
}

/// Folds the summaries of each country's neighbours, from `start`: `fold(so far, value, number of neighbours)`.
fn of_neighbours(
    past: &Past,
    summary: &[f64],
    start: f64,
    fold: impl Fn(f64, f64, usize) -> f64,
) -> Vec<f64> {
    let months = past.months;
    let mut out = vec![start; summary.len()];
    for (neighbours, out) in past.neighbours.iter().zip(out.chunks_mut(months)) {
        for &other in neighbours {
            for (slot, value) in out.iter_mut().zip(&summary[other * months..][..months]) {
                *slot = fold(*slot, *value, neighbours.len());
            }
        }
    }
    out
}

/// Months since the other type killed anybody; one more than ever where it is not known.
fn since_other(deaths: &[f64], months: usize) -> Vec<f64> {
    let mut since = tables::since(deaths, months, 1.0);
    for (row, since) in deaths.chunks(months).zip(since.chunks_mut(months)) {
        if row.iter().all(|deaths| deaths.is_nan()) {
            since.fill(tables::LONG_AGO + 1.0);
        }
    }
    since
}

fn by_region(past: &Past, summary: &[f64]) -> Vec<f64> {
    let member = |region: usize| -> Vec<usize> {
        (0..past.places.len()).filter(|&place| past.regions[place] == region).collect()
    };
    let means: Vec<Vec<f64>> = (0..5)
        .map(|region| tables::mean_of_group(summary, &past.deaths, past.months, &member(region)))
        .collect();
    past.regions.iter().flat_map(|&region| means[region].iter().copied()).collect()
}

/// Population and income as logs; -9 where unknown, below anything that occurs.
fn structural(past: &Past, which: usize) -> Vec<f64> {
    let logged = matches!(STRUCTURAL[which].0, "population" | "gdppc");
    let of = |value: &f64| match value {
        value if value.is_nan() => -9.0,
        value if logged => libm::log(*value),
        value => *value,
    };
    past.structural[which].iter().map(of).collect()
}
