//! The outlook of past years, scored on what came.
//!
//! A window is a calendar year, forecast from the end of October before it: its months lie 3 to 14 ahead, as in the VIEWS Prediction
//! Challenge. Every window goes through [`forecast`](crate::forecast()) and [`draws`](crate::draws), as an outlook of today does.

use forefend_panel::{CountryId, Month, MonthlySeries, Panel, PanelError, Year};
use forefend_score::{CellScorer, CellScores, CellSettings, Situation};
use rayon::prelude::*;

use crate::forecast::{AHEAD, Asked, Forecast, forecast};
use crate::grid::Grid;
use crate::past::{Past, Views};
use crate::settings::Settings;
use crate::{Target, WatchError, decayed, pool};

/// Number of forecasters that are scored side by side.
pub const FORECASTERS: usize = 7;
/// Share of the last twelve months in the mixture.
const RECENT_SHARE: f64 = 0.8;

/// Who is scored: the outlook, and simple rivals that need no fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Forecaster {
    /// The outlook.
    Watch,
    /// Nobody dies, for certain.
    Zero,
    /// Any of the last twelve months again (conflictology).
    LastTwelve,
    /// All months of the past, decayed with a half-life of twelve months.
    Decayed,
    /// Any of the last 240 months again.
    LastTwoHundredForty,
    /// The last twelve months, with a share of 0.8, and the last 240.
    Mixture,
    /// The outlook with countries at war forecast like all others.
    AsOthers,
}

impl Forecaster {
    /// All of them, the outlook first.
    pub const ALL: [Self; FORECASTERS] = [
        Self::Watch,
        Self::Zero,
        Self::LastTwelve,
        Self::Decayed,
        Self::LastTwoHundredForty,
        Self::Mixture,
        Self::AsOthers,
    ];

    /// The name in tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Watch => "watch",
            Self::Zero => "zero",
            Self::LastTwelve => "last twelve months",
            Self::Decayed => "past, decayed",
            Self::LastTwoHundredForty => "last 240 months",
            Self::Mixture => "0.8 last twelve, 0.2 last 240",
            Self::AsOthers => "watch, wars as others",
        }
    }
}

/// One country and month with what came and how each forecaster did, in the order of [`Forecaster::ALL`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScoredMonth {
    /// Window.
    pub window: Year,
    /// Month.
    pub month: Month,
    /// VIEWS `country_id`.
    pub views: u16,
    /// Deaths that came.
    pub observed: u32,
    /// Peace, onset, ongoing, ending.
    pub situation: Situation,
    /// Scores.
    pub scores: [CellScores; FORECASTERS],
}

/// The month at whose end a window is forecast.
pub fn origin_of(window: Year) -> Month {
    window.first_month() - AHEAD.0 as i32
}

/// Forecasts each window from its own origin and scores every country-month with a known outcome, by window, month and
/// country. The same bits on any number of threads.
///
/// # Errors
/// Those of [`forecast`](crate::forecast()); a window without any outcome.
///
/// # Examples
/// ```
/// use forefend_panel::Year;
/// use forefend_simulate::WorldFiles;
/// use forefend_watch::{Settings, Target, score_windows};
///
/// let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../world/watch.toml"));
/// let mut settings = Settings::parse("world/watch.toml", text)?;
/// // As they ship it takes seconds; few years and few trees will do here.
/// settings.rows.from = "2012-01".parse()?;
/// settings.forest.trees = 2;
/// (settings.boost.rounds, settings.boost.repeats) = (2, 1);
///
/// let panel = WorldFiles::new("world", forefend_world::files()).panel()?;
/// let scored = score_windows(&panel, Target::StateBased, &[Year(2016)], &settings, 1, 100)?;
/// let mean = scored.iter().map(|month| month.scores[0].three.ign).sum::<f64>() / scored.len() as f64;
/// // Bits of ignorance a country-month; nobody dying for certain has 1.5.
/// assert!(mean < 1.0, "{mean}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn score_windows(
    panel: &Panel,
    target: Target,
    windows: &[Year],
    settings: &Settings,
    seed: u64,
    draws: usize,
) -> Result<Vec<ScoredMonth>, WatchError> {
    check_known(panel, target, windows)?;
    let windows: Vec<Vec<ScoredMonth>> = windows
        .par_iter()
        .map(|&window| {
            let made = of_window(panel, target, window, settings, seed)?;
            score(panel, &made, window, draws)
        })
        .collect::<Result<_, _>>()?;
    Ok(windows.into_iter().flatten().collect())
}

/// The forecast of a window, from its origin.
///
/// # Errors
/// Those of [`forecast`](crate::forecast()).
pub fn of_window(
    panel: &Panel,
    target: Target,
    window: Year,
    settings: &Settings,
    seed: u64,
) -> Result<Forecast, WatchError> {
    let views = Views::at(panel, origin_of(window));
    forecast(views, target, Asked { settings, horizon: AHEAD.1, seed, reasons: &[] })
}

/// Refuses windows of which nothing is known, before anything is computed.
pub(crate) fn check_known(panel: &Panel, target: Target, windows: &[Year]) -> Result<(), WatchError> {
    let came = series(panel, target)?;
    let first = came.spans().map(|(_, first, _)| first).min();
    let Some((first, last)) = first.zip(came.last_month()) else {
        return Err(WatchError::Asked(format!("no month of {target} is known; give --data with some")));
    };
    let known = |window: &Year| window.first_month() <= last && window.first_month() + 11 >= first;
    let unknown: Vec<String> = windows.iter().filter(|w| !known(w)).map(Year::to_string).collect();
    if unknown.is_empty() {
        return Ok(());
    }
    Err(WatchError::Asked(format!(
        "nothing of {target} is known in {}; the data go from {first} to {last}: give windows inside them, or newer --data",
        unknown.join(", ")
    )))
}

/// What came, by country and month.
pub(crate) fn series(panel: &Panel, target: Target) -> Result<&MonthlySeries, WatchError> {
    let found = panel.monthly().find(|series| series.declaration().id == target.id());
    found.ok_or_else(|| {
        PanelError::UnknownName {
            what: "monthly series",
            name: target.id().to_owned(),
            suggestion: String::new(),
        }
        .into()
    })
}

fn score(panel: &Panel, made: &Forecast, window: Year, draws: usize) -> Result<Vec<ScoredMonth>, WatchError> {
    let came = series(panel, made.target)?;
    let past = Past::known(Views::at(panel, made.as_of), made.target)?;
    let grid = Grid::new();
    let simple = Simple { past: &past, decayed: decayed::own_past(&past, &grid, 12.0), grid: &grid, draws };
    let settings = CellSettings { ign_draws: Some(draws as u32), ..CellSettings::default() };
    let mut scorer = CellScorer::new(&settings)?;
    let mut scored = Vec::new();
    for ahead in AHEAD.0..=AHEAD.1 {
        for (place, of) in made.places.iter().enumerate() {
            let cell = made.cell(place, ahead);
            let month = made.month(cell);
            let Some(observed) = came.get(of.country, month) else { continue };
            let mut own = Vec::with_capacity(draws);
            pool::draws(made.of(cell), &grid, draws, &mut own);
            let mut score = |draws: &[u32]| scorer.all(draws, f64::from(observed));
            scored.push(ScoredMonth {
                window,
                month,
                views: of.views,
                observed,
                situation: situation(came, of.country, month, observed),
                scores: [
                    score(&own)?,
                    score(&[0, 0])?,
                    score(&simple.last(place, 12))?,
                    score(&simple.decayed(place))?,
                    score(&simple.last(place, 240))?,
                    score(&simple.mixture(place))?,
                    score(&as_others(made, place, ahead, &grid, &own))?,
                ],
            });
        }
    }
    Ok(scored)
}

fn situation(came: &MonthlySeries, country: CountryId, month: Month, observed: u32) -> Situation {
    let before = (1..=12).map(|back| came.get(country, month - back).map(f64::from));
    Situation::of(f64::from(observed), before)
}

/// The draws of a cell were its country not at war; `own` where it is not.
fn as_others(made: &Forecast, place: usize, ahead: usize, grid: &Grid, own: &[u32]) -> Vec<u32> {
    let Some(shares) = made.as_others.get(&place) else { return own.to_vec() };
    let mut out = Vec::with_capacity(own.len());
    pool::draws(&shares[(ahead - 1) * grid.len()..][..grid.len()], grid, own.len(), &mut out);
    out
}

struct Simple<'a> {
    past: &'a Past,
    decayed: Vec<f64>,
    grid: &'a Grid,
    draws: usize,
}

impl Simple<'_> {
    fn last(&self, place: usize, months: usize) -> Vec<u32> {
        let from = self.past.months.saturating_sub(months);
        let known: Vec<u32> = (from..self.past.months).filter_map(|at| self.past.deaths(place, at)).collect();
        if known.len() < 2 { vec![0, 0] } else { known }
    }

    fn mixture(&self, place: usize) -> Vec<u32> {
        let mut shares = vec![0.0; self.grid.len()];
        for (months, weight) in [(12, RECENT_SHARE), (240, 1.0 - RECENT_SHARE)] {
            let last = self.last(place, months);
            let each = weight / last.len() as f64;
            last.iter().for_each(|deaths| shares[self.grid.place(*deaths)] += each);
        }
        self.drawn(&shares)
    }

    fn decayed(&self, place: usize) -> Vec<u32> {
        let width = self.grid.len();
        self.drawn(&self.decayed[place * width..][..width])
    }

    fn drawn(&self, shares: &[f64]) -> Vec<u32> {
        let mut out = Vec::with_capacity(self.draws);
        pool::draws(shares, self.grid, self.draws, &mut out);
        out
    }
}
