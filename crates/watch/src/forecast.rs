//! The forecast of every country and month ahead.

use std::collections::BTreeMap;

use forefend_panel::Month;
use rayon::prelude::*;

use crate::combine::Answers;
use crate::features::{Features, RowAt};
use crate::forest::Sample;
use crate::grid::{BINS, Grid};
use crate::hazard::Hazards;
use crate::past::{Past, Place, Views};
use crate::quantised::Cuts;
use crate::rows::{Known, known_rows};
use crate::settings::Settings;
use crate::source::Source;
use crate::wars::Wars;
use crate::{Group, Target, WatchError, decayed, forest};

/// Least number of country-months to learn from.
const LEAST_ROWS: usize = 1000;
/// Months from the origin to the first and last month of a window.
pub const AHEAD: (usize, usize) = (3, 14);
/// Months that a forecast may look beyond the last known one.
pub const FURTHEST: usize = 36;

/// A forecast: for each country, months 1 to `horizon` ahead.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// What is forecast.
    pub target: Target,
    /// The month at whose end it is made.
    pub as_of: Month,
    /// The last month of which the target is known.
    pub origin: Month,
    /// Months ahead.
    pub horizon: usize,
    /// Countries, by VIEWS id.
    pub places: Vec<Place>,
    /// Rows that the models learned from.
    pub rows: usize,
    /// Shares of the grid's values: country, then month ahead.
    pub shares: Vec<f64>,
    /// The countries at war as they would be forecast like all others: shares of the grid's values by country, month ahead
    /// after month ahead.
    pub as_others: BTreeMap<usize, Vec<f64>>,
    /// What each component says of the bins, by cell, in the order of the weights: decayed, forest, boosted.
    pub components: Vec<Vec<[f64; BINS]>>,
    /// Shares of the bins with a group of features at its reference, by group and cell; empty where not asked for.
    pub without: Vec<(Group, Vec<[f64; BINS]>)>,
}

impl Forecast {
    /// Position of a cell: a country and a month ahead, counted from 1.
    pub fn cell(&self, place: usize, ahead: usize) -> usize {
        place * self.horizon + ahead - 1
    }

    /// Shares of the grid's values of a cell.
    pub fn of(&self, cell: usize) -> &[f64] {
        let width = self.shares.len() / (self.places.len() * self.horizon);
        &self.shares[cell * width..][..width]
    }

    /// The month of a cell.
    pub fn month(&self, cell: usize) -> Month {
        self.as_of + (cell % self.horizon) as i32 + 1
    }
}

/// How a forecast is made.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The settings.
    pub settings: &'a Settings,
    /// Months ahead.
    pub horizon: usize,
    /// Seed of all luck.
    pub seed: u64,
    /// Groups of features whose part in the forecast is wanted.
    pub reasons: &'a [Group],
}

/// Fits and forecasts. Nothing is read but through the views.
///
/// # Errors
/// Those of the panel and the settings; [`WatchError::TooEarly`]; a horizon of 0 or too far from the last known month.
///
/// # Examples
/// ```
/// use forefend_simulate::WorldFiles;
/// use forefend_watch::{Asked, Settings, Target, Views, forecast};
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
/// // Each cell is a country and a month ahead: a distribution over numbers of deaths.
/// let shares: f64 = made.of(made.cell(0, 1)).iter().sum();
/// assert!((shares - 1.0).abs() < 1e-9);
/// assert_eq!(made.month(made.cell(0, 1)), "2015-11".parse()?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn forecast(views: Views<'_>, target: Target, asked: Asked<'_>) -> Result<Forecast, WatchError> {
    let past = Past::known(views, target)?;
    let gap = (past.as_of - past.origin) as usize;
    let furthest = asked.horizon + gap;
    if asked.horizon == 0 || furthest > FURTHEST {
        return Err(WatchError::Asked(format!(
            "{} month(s) ahead of {} are {furthest} beyond the last known month, {}; a forecast reaches 1 to {FURTHEST} months \
             beyond it: give an earlier --as-of, a shorter --horizon, or newer --data",
            asked.horizon, past.as_of, past.origin
        )));
    }
    let weights = asked.settings.weights(target)?;
    let grid = Grid::new();
    let learned = Learned::from(&past, asked.settings, furthest.max(AHEAD.1))?;
    let cells: Vec<RowAt> = (0..past.places.len())
        .flat_map(|place| (1..=asked.horizon).map(move |ahead| (place, gap + ahead)))
        .map(|(place, ahead)| RowAt { place, origin: past.months - 1, ahead })
        .collect();
    let variants: Vec<Option<Group>> =
        std::iter::once(None).chain(asked.reasons.iter().copied().map(Some)).collect();
    let settings = asked.settings;
    let (forest, boosted) = rayon::join(
        || learned.forest(&cells, &variants, &grid, asked),
        || hazards(views, &past, &cells, &variants, asked, furthest.max(AHEAD.1)),
    );
    let boosted = boosted?;
    let half_lives = settings.decayed.half_lives.iter();
    let war = settings.war.get(&target);
    let answers = Answers {
        decayed: half_lives.map(|months| decayed::own_past(&past, &grid, *months)).collect(),
        forest,
        boosted,
        fallback: &learned.outcomes(&grid),
        horizon: asked.horizon,
        grid: &grid,
        weights,
        shape: &settings.shape,
        wars: war.map(|war| Wars::new(&past, war, &grid, gap, asked.horizon)),
    };
    Ok(Forecast {
        target,
        as_of: past.as_of,
        origin: past.origin,
        horizon: asked.horizon,
        places: past.places.clone(),
        rows: learned.known.len(),
        shares: answers.shares(cells.len()),
        as_others: answers.as_others(),
        components: answers.components(cells.len()),
        without: (asked.reasons.iter().enumerate())
            .map(|(at, group)| (*group, answers.without(cells.len(), at, *group)))
            .collect(),
    })
}

/// The rows to learn from, as classes.
struct Learned<'a> {
    known: Vec<Known>,
    features: Features<'a>,
    cuts: Cuts,
    classes: Vec<u8>,
    deaths: Vec<u32>,
    weights: Vec<u32>,
}

impl<'a> Learned<'a> {
    fn from(past: &'a Past, settings: &'a Settings, furthest: usize) -> Result<Self, WatchError> {
        let known = known_rows(past, &settings.rows, furthest);
        if known.len() < LEAST_ROWS {
            return Err(WatchError::TooEarly { as_of: past.as_of, rows: known.len() });
        }
        let mut features = Features::new(past, &settings.features);
        let at: Vec<RowAt> = known.iter().map(|row| row.at).collect();
        let values = features.rows(&at);
        features.set_typical(&values);
        let cuts = Cuts::choose(&values, features.len());
        Ok(Self {
            classes: cuts.classes(&values),
            deaths: known.iter().map(|row| row.deaths).collect(),
            weights: known.iter().map(|row| row.weight).collect(),
            known,
            features,
            cuts,
        })
    }

    fn sample(&self) -> Sample<'_> {
        Sample {
            classes: &self.classes,
            features: self.features.len(),
            deaths: &self.deaths,
            weights: &self.weights,
        }
    }

    /// All outcomes together, shares of the grid's values.
    fn outcomes(&self, grid: &Grid) -> Vec<f64> {
        let mut all = vec![0.0; grid.len()];
        for row in &self.known {
            all[grid.place(row.deaths)] += f64::from(row.weight);
        }
        let total: f64 = all.iter().sum();
        all.iter_mut().for_each(|share| *share /= total);
        all
    }

    /// What the forest says of the cells under each variant, one after another: shares of the grid's values.
    fn forest(&self, cells: &[RowAt], variants: &[Option<Group>], grid: &Grid, asked: Asked<'_>) -> Vec<f64> {
        let width = self.features.len();
        let mut values = vec![0.0; variants.len() * cells.len() * width];
        let rows = variants.iter().flat_map(|without| cells.iter().map(move |cell| (*cell, *without)));
        for ((cell, without), out) in rows.zip(values.chunks_mut(width)) {
            self.features.row_without(cell, without, out);
        }
        let classes = self.cuts.classes(&values);
        forest::forecast(self.sample(), &classes, grid, &asked.settings.forest, asked.seed)
    }
}

/// What the boosted hazards say of the cells under each variant, one after another; they learn from all three types of violence.
fn hazards(
    views: Views<'_>,
    past: &Past,
    cells: &[RowAt],
    variants: &[Option<Group>],
    asked: Asked<'_>,
    furthest: usize,
) -> Result<Vec<[f64; BINS]>, WatchError> {
    let pasts: Vec<Past> =
        Target::ALL.iter().map(|target| past.of_other(views, *target)).collect::<Result<_, _>>()?;
    let sources: Vec<Source<'_>> =
        pasts.par_iter().map(|past| Source::new(past, asked.settings, furthest)).collect();
    let hazards = Hazards::fit(&sources, &asked.settings.logit, &asked.settings.boost, asked.seed);
    let own = Target::ALL.iter().position(|target| *target == past.target).unwrap_or(0);
    Ok(variants.iter().flat_map(|without| hazards.shares(own, cells, *without)).collect())
}
