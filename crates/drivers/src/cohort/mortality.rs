//! Survival by life expectancy: for each country and sex a row of survival rates for every life expectancy on a grid.
//!
//! Tables known of the country (its present one and, where published, projected ones) are met as they are; between two of
//! them the logarithm of rates is interpolated. Beyond them the country's nearest table is moved along the mean of all
//! countries' tables: the logarithm of a rate changes as the mean's does between the two life expectancies.

use std::sync::{Arc, OnceLock};

use forefend_wide::wide;

use super::error::CohortError;
use super::life_table::{LifeTable, RATES, Rates, Survival, logs};
use super::vital::AGES;

/// Lowest and highest life expectancy of the mean table.
const LOWEST: usize = 10;
const HIGHEST: usize = 110;
/// Years of life expectancy over which its slope is carried beyond what was ever seen.
const SLOPE: usize = 8;
/// A table counts for the mean of all life expectancies nearer than this many years.
const NEAR: f64 = 5.0;
/// A table counts beside another only where its life expectancy is so much higher.
const APART: f64 = 0.25;

/// Mean logarithm of death rates by life expectancy, of one sex: how rates fall together as lives lengthen.
#[derive(Debug, Clone)]
pub struct MeanTables {
    /// From [`LOWEST`] on, by whole years; shared by all countries.
    rows: Arc<[Rates]>,
}

impl MeanTables {
    /// The mean of these tables. A life expectancy without a table is interpolated, and extrapolated at the ends.
    ///
    /// # Errors
    /// A rate that is negative or no number; no table at all.
    pub fn new<'a>(tables: impl IntoIterator<Item = &'a Rates>) -> Result<Self, CohortError> {
        let mut sums = vec![[0.0; RATES]; HIGHEST - LOWEST + 1];
        let mut weights = vec![0.0; sums.len()];
        for rates in tables {
            let e0 = LifeTable::new(rates)?.e0();
            let place = (e0 - LOWEST as f64).clamp(0.0, (HIGHEST - LOWEST) as f64 - 1e-9);
            let logs = logs(rates);
            // The nearer the more; wide enough that the mean falls smoothly where tables are few.
            for (row, weight) in weights.iter_mut().enumerate() {
                let near = 1.0 - (row as f64 - place).abs() / NEAR;
                if near > 0.0 {
                    *weight += near;
                    sums[row].iter_mut().zip(&logs).for_each(|(sum, log)| *sum += near * log);
                }
            }
        }
        let seen: Vec<usize> = (0..sums.len()).filter(|&row| weights[row] > 0.0).collect();
        let (Some(&first), Some(&last)) = (seen.first(), seen.last()) else {
            return Err(CohortError::Nothing { what: "death rates" });
        };
        let mean: Vec<Rates> = sums.iter().zip(&weights).map(|(sum, n)| sum.map(|sum| sum / n)).collect();
        let row = |at: usize| {
            if (first..=last).contains(&at) {
                let below = seen.iter().rev().find(|&&row| row <= at).copied().unwrap_or(first);
                let above = seen.iter().find(|&&row| row >= at).copied().unwrap_or(last);
                return between(&mean[below], &mean[above], share(at, below, above));
            }
            let (edge, inner) = match at < first {
                true => (first, (first + SLOPE).min(last)),
                false => (last, last.saturating_sub(SLOPE).max(first)),
            };
            let inner = seen.iter().copied().min_by_key(|row| row.abs_diff(inner)).unwrap_or(edge);
            between(&mean[edge], &mean[inner], share(at, edge, inner))
        };
        Ok(Self { rows: (0..sums.len()).map(row).collect() })
    }

    /// The table as a list of numbers, to be stored.
    pub fn to_numbers(&self) -> Vec<f64> {
        self.rows.iter().flatten().copied().collect()
    }

    /// From a stored list.
    ///
    /// # Errors
    /// A list of another length.
    pub fn from_numbers(numbers: &[f64]) -> Result<Self, CohortError> {
        if numbers.len() != (HIGHEST - LOWEST + 1) * RATES {
            return Err(CohortError::Nothing { what: "mean death rates" });
        }
        let row = |row: &[f64]| std::array::from_fn(|at| row[at]);
        Ok(Self { rows: numbers.chunks_exact(RATES).map(row).collect() })
    }

    /// Logarithms of the mean rates at a life expectancy.
    fn at(&self, e0: f64) -> Rates {
        let place = (e0 - LOWEST as f64).clamp(0.0, (self.rows.len() - 1) as f64 - 1e-9);
        between(&self.rows[place as usize], &self.rows[place as usize + 1], place.fract())
    }
}

/// How far `at` lies from `from` to `to`; 0 where the two are one.
fn share(at: usize, from: usize, to: usize) -> f64 {
    if from == to { 0.0 } else { (at as f64 - from as f64) / (to as f64 - from as f64) }
}

fn between(a: &Rates, b: &Rates, share: f64) -> Rates {
    std::array::from_fn(|at| a[at] + share * (b[at] - a[at]))
}

/// Survival rates of one country and sex by life expectancy. A row is computed when it is first asked for: few are, of a run
/// of few years, and each takes a search.
#[derive(Debug, Clone)]
pub struct Mortality {
    low: f64,
    /// Life expectancy and logarithms of rates of the tables that are met as they are, ascending.
    known: Vec<(f64, Rates)>,
    mean: MeanTables,
    rows: Vec<OnceLock<Survival>>,
}

impl Mortality {
    /// From a country's tables, the present one first and published ones of later years after it, for life expectancies
    /// from `below` years under the present one to `above` years over it. A later table whose life expectancy is not higher
    /// than that of the tables before it is left out.
    ///
    /// # Errors
    /// A rate that is negative or no number; no table.
    pub fn new(tables: &[Rates], mean: &MeanTables, below: f64, above: f64) -> Result<Self, CohortError> {
        let mut known: Vec<(f64, Rates)> = Vec::new();
        for rates in tables {
            let e0 = LifeTable::new(rates)?.e0();
            if known.last().is_none_or(|last| e0 > last.0 + APART) {
                known.push((e0, logs(rates)));
            }
        }
        let Some(present) = known.first().map(|known| known.0) else {
            return Err(CohortError::Nothing { what: "death rates" });
        };
        let low = (present - below).floor().max(LOWEST as f64 + 2.0);
        let high = (present + above).ceil().min(HIGHEST as f64 - 2.0);
        let rows = vec![OnceLock::new(); (high - low) as usize + 1];
        Ok(Self { low, known, mean: mean.clone(), rows })
    }

    #[inline]
    fn row(&self, row: usize) -> &Survival {
        self.rows[row].get_or_init(|| row_at(self.low + row as f64, &self.known, &self.mean))
    }

    /// Survival at a life expectancy, which is held inside the grid.
    #[inline]
    pub fn survival(&self, e0: f64, out: &mut Survival) {
        let mut one = [[0.0]; AGES + 1];
        self.survival_side(&[e0], &mut one);
        *out = one.map(|[survival]| survival);
    }

    /// The same at the life expectancies of draws side by side.
    #[inline]
    pub fn survival_side<const L: usize>(&self, e0: &[f64; L], out: &mut [[f64; L]; AGES + 1]) {
        let between = e0.map(|e0| {
            let place = (e0 - self.low).clamp(0.0, (self.rows.len() - 1) as f64 - 1e-9);
            let row = place as usize;
            (self.row(row), self.row(row + 1), place.fract())
        });
        wide(
            #[inline(always)]
            || {
                for (age, out) in out.iter_mut().enumerate() {
                    for (slot, (a, b, share)) in out.iter_mut().zip(&between) {
                        *slot = a[age] + share * (b[age] - a[age]);
                    }
                }
            },
        );
    }
}

/// The row of a life expectancy: the place between tables, or along the mean, at which it comes out.
fn row_at(e0: f64, known: &[(f64, Rates)], mean: &MeanTables) -> Survival {
    let after = known.partition_point(|(known, _)| *known < e0);
    let logs = |x: f64| -> Rates {
        if after > 0 && after < known.len() {
            let (below, above) = (&known[after - 1], &known[after]);
            return between(&below.1, &above.1, (x - below.0) / (above.0 - below.0));
        }
        let (at, own) = &known[if after == 0 { 0 } else { known.len() - 1 }];
        let (from, to) = (mean.at(*at), mean.at(x));
        std::array::from_fn(|age| (own[age] + to[age] - from[age]).min(1.0))
    };
    // Life expectancy moves nearly one for one with the place: each step takes what is still missing.
    let mut x = e0;
    let mut table = LifeTable::of_logs(&logs(x));
    for _ in 0..30 {
        let miss = e0 - table.e0();
        if miss.abs() < 1e-4 {
            break;
        }
        x += miss;
        table = LifeTable::of_logs(&logs(x));
    }
    table.survival()
}
