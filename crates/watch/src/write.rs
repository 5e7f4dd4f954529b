//! A forecast as a file of the field: `cm/window=Y2023/forecast.parquet`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use forefend_panel::Year;
use forefend_score::forecast::{CellId, ForecastRows, notes_of, window_bytes, window_place};

use forefend_runs::write_file;
use forefend_simulate::luck::{Luck, Stream};

use crate::forecast::AHEAD;
use crate::forecast::Forecast;
use crate::grid::Grid;
use crate::{WatchError, pool};

/// Name of a window's file.
const NAME: &str = "forecast";

const SHUFFLE: Stream = Stream::named("watch draws");

/// Writes all months ahead below `folder`: `month_id`, `country_id` (VIEWS), `draw` from 0, `outcome` in whole deaths; rows by month,
/// country and draw. The draws of a cell are its quantiles, shuffled by `seed`: they stand for the cell's own distribution,
/// cells apart, and a draw must not be read across cells as one course of events. The file's metadata say what was asked for
/// (target, month, horizon, settings, seed, draws) and, with `made_from`, the data.
///
/// # Errors
/// A forecast of something else at the same place: it would be lost. A folder that cannot be written.
///
/// # Examples
/// ```
/// use forefend_simulate::WorldFiles;
/// use forefend_watch::{Asked, MadeFrom, Settings, Target, Views, forecast, write_forecast};
///
/// let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../world/watch.toml"));
/// let mut settings = Settings::parse("world/watch.toml", text)?;
/// // As they ship it takes seconds; few years and few trees will do here.
/// settings.rows.from = "2012-01".parse()?;
/// settings.forest.trees = 2;
/// (settings.boost.rounds, settings.boost.repeats) = (2, 1);
///
/// let panel = WorldFiles::new("world", forefend_world::files()).panel()?;
/// let asked = Asked { settings: &settings, horizon: 3, seed: 1, reasons: &[] };
/// let made = forecast(Views::at(&panel, "2015-10".parse()?), Target::StateBased, asked)?;
///
/// let folder = tempfile::tempdir()?;
/// let from = MadeFrom { settings: &settings.hash(), data: "snapshot", seed: 1 };
/// let file = write_forecast(&made, &from, 10, folder.path())?;
/// assert!(file.ends_with("cm/window=Y2016/forecast.parquet"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_forecast(
    made: &Forecast,
    made_from: &MadeFrom<'_>,
    draws: usize,
    folder: &Path,
) -> Result<PathBuf, WatchError> {
    let notes = made_from.notes(made, draws);
    let place = window_place(&folder.join("cm"), window_of(made), NAME);
    refuse_another(&place, &notes)?;
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
        let luck = Luck::at(made_from.seed, 0, made.month(cell).views_id(), u64::from(unit), SHUFFLE);
        shuffle(&mut of_cell, luck);
        outcomes.extend(of_cell.iter().map(|deaths| f64::from(*deaths)));
    }
    let rows = ForecastRows {
        unit: "country_id",
        cells: &cells,
        per_cell: draws,
        draws: &outcomes,
        whole: true,
        notes: &notes,
    };
    write_file(&place, &window_bytes(&place, &rows)?)?;
    Ok(place)
}

/// What a forecast was made from.
#[derive(Debug, Clone, Copy)]
pub struct MadeFrom<'a> {
    /// Digest of the settings.
    pub settings: &'a str,
    /// The data: "snapshot", or a file of one's own.
    pub data: &'a str,
    /// Seed of all luck.
    pub seed: u64,
}

impl MadeFrom<'_> {
    fn notes(&self, made: &Forecast, draws: usize) -> Vec<(&'static str, String)> {
        vec![
            ("forefend", format!("watch {}", env!("CARGO_PKG_VERSION"))),
            ("target", made.target.id().to_owned()),
            ("as_of", made.as_of.to_string()),
            ("known_to", made.origin.to_string()),
            ("horizon", format!("{} months", made.horizon)),
            ("settings", self.settings.to_owned()),
            ("data", self.data.to_owned()),
            ("seed", self.seed.to_string()),
            ("draws", draws.to_string()),
        ]
    }
}

/// Another target or month lands in the same place when it has the same window: nobody should lose a forecast to the next.
fn refuse_another(place: &Path, notes: &[(&'static str, String)]) -> Result<(), WatchError> {
    if !place.exists() {
        return Ok(());
    }
    let there = notes_of(place);
    let other = notes.iter().find(|(key, value)| there.get(*key) != Some(value));
    let Some((key, wanted)) = other else { return Ok(()) };
    let found = there.get(*key).map_or("not said", String::as_str);
    Err(WatchError::Asked(format!(
        "{} already holds another forecast ({key}: {found}, not {wanted}); give another --out, or remove it",
        place.display()
    )))
}

/// Fisher and Yates' shuffle.
fn shuffle(draws: &mut [u32], luck: Luck) {
    for at in (1..draws.len()).rev() {
        let other = (luck.nth(at as u64) * (at + 1) as f64) as usize;
        draws.swap(at, other.min(at));
    }
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
