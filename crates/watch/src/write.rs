//! A forecast as a file of the field: `cm/window=Y2023/forecast.parquet`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use forefend_panel::Year;
use forefend_score::forecast::{CellId, ForecastRows, write_window};

use crate::forecast::Forecast;
use crate::grid::Grid;
use crate::rolling::AHEAD;
use crate::{WatchError, pool};

/// Writes all months ahead below `folder`: `month_id`, `country_id` (VIEWS), `draw` from 0, `outcome` in whole deaths; rows by month,
/// country and draw. The draws of a cell are its quantiles in ascending order: they stand for the cell's own distribution and
/// must not be read across cells as one course of events.
///
/// # Errors
/// A folder that cannot be written.
pub fn write_forecast(made: &Forecast, draws: usize, folder: &Path) -> Result<PathBuf, WatchError> {
    let grid = Grid::new();
    let mut order: Vec<usize> = (0..made.places.len() * made.horizon).collect();
    order.sort_by_key(|cell| (made.month(*cell), made.places[cell / made.horizon].views));
    let mut cells = Vec::with_capacity(order.len());
    let mut outcomes = Vec::with_capacity(order.len() * draws);
    let mut of_cell = Vec::with_capacity(draws);
    for cell in order {
        let unit = u32::from(made.places[cell / made.horizon].views);
        cells.push(CellId { month: made.month(cell), unit });
        of_cell.clear();
        pool::draws(made.of(cell), &grid, draws, &mut of_cell);
        outcomes.extend(of_cell.iter().map(|deaths| f64::from(*deaths)));
    }
    let rows =
        ForecastRows { unit: "country_id", cells: &cells, per_cell: draws, draws: &outcomes, whole: true };
    Ok(write_window(&folder.join("cm"), window_of(made), "forecast", &rows)?)
}

/// The calendar year that holds most of the months from 3 ahead on (all months of a shorter forecast), the earlier of two.
pub fn window_of(made: &Forecast) -> Year {
    let first = if made.horizon >= AHEAD.0 { AHEAD.0 } else { 1 };
    let mut months: BTreeMap<Year, usize> = BTreeMap::new();
    for ahead in first..=made.horizon {
        *months.entry((made.as_of + ahead as i32).year()).or_default() += 1;
    }
    let most = months.values().max().copied().unwrap_or(0);
    months.into_iter().find(|(_, count)| *count == most).map_or(made.as_of.year(), |(year, _)| year)
}
