//! The forecast of every country and month ahead.

use forefend_panel::Month;

use crate::combine::Answers;
use crate::features::{Features, RowAt};
use crate::forest::Sample;
use crate::grid::{BINS, Grid};
use crate::past::{Past, Place, Views};
use crate::quantised::Cuts;
use crate::rows::known_rows;
use crate::settings::Settings;
use crate::{Group, Target, WatchError, decayed, forest, hazard};

/// Least number of country-months to learn from.
const LEAST_ROWS: usize = 1000;
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
    let learned = Learned::from(&past, asked.settings, furthest, &grid)?;
    let cells: Vec<RowAt> = (0..past.places.len())
        .flat_map(|place| (1..=asked.horizon).map(move |ahead| (place, gap + ahead)))
        .map(|(place, ahead)| RowAt { place, origin: past.months - 1, ahead })
        .collect();
    let rows = learned.asked(&cells, asked.reasons);
    let (sample, settings) = (learned.sample(), asked.settings);
    let (forest, boosted) = rayon::join(
        || forest::forecast(sample, &rows, &grid, &settings.forest, asked.seed),
        || hazard::forecast(sample, &learned.places, &rows, &settings.boost, asked.seed),
    );
    let half_lives = settings.decayed.half_lives.iter();
    let answers = Answers {
        decayed: half_lives.map(|months| decayed::own_past(&past, &grid, *months)).collect(),
        forest,
        boosted,
        fallback: &learned.all,
        horizon: asked.horizon,
        grid: &grid,
        weights,
    };
    Ok(Forecast {
        target,
        as_of: past.as_of,
        origin: past.origin,
        horizon: asked.horizon,
        places: past.places.clone(),
        rows: learned.deaths.len(),
        shares: answers.shares(cells.len()),
        components: answers.components(cells.len()),
        without: (asked.reasons.iter().enumerate())
            .map(|(at, group)| (*group, answers.without(cells.len(), at, *group)))
            .collect(),
    })
}

/// The rows to learn from, as classes.
struct Learned<'a> {
    features: Features<'a>,
    cuts: Cuts,
    classes: Vec<u8>,
    deaths: Vec<u32>,
    weights: Vec<u32>,
    places: Vec<u32>,
    /// All outcomes together, shares of the grid's values.
    all: Vec<f64>,
    /// The class that stands for "nothing to see" in each feature: the most common one.
    reference: Vec<u8>,
}

impl<'a> Learned<'a> {
    fn from(
        past: &'a Past,
        settings: &'a Settings,
        furthest: usize,
        grid: &Grid,
    ) -> Result<Self, WatchError> {
        let known = known_rows(past, &settings.rows, furthest);
        if known.len() < LEAST_ROWS {
            return Err(WatchError::TooEarly { as_of: past.as_of, rows: known.len() });
        }
        let features = Features::new(past, &settings.features);
        let at: Vec<RowAt> = known.iter().map(|row| row.at).collect();
        let values = features.rows(&at);
        let cuts = Cuts::choose(&values, features.len());
        let classes = cuts.classes(&values);
        let mut all = vec![0.0; grid.len()];
        for row in &known {
            all[grid.place(row.deaths)] += f64::from(row.weight);
        }
        let total: f64 = all.iter().sum();
        all.iter_mut().for_each(|share| *share /= total);
        Ok(Self {
            reference: reference(&classes, features.len()),
            features,
            cuts,
            classes,
            deaths: known.iter().map(|row| row.deaths).collect(),
            weights: known.iter().map(|row| row.weight).collect(),
            places: known.iter().map(|row| row.at.place as u32).collect(),
            all,
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

    /// Rows of the cells, and after them once more for each group of features, that group at its reference.
    fn asked(&self, cells: &[RowAt], reasons: &[Group]) -> Vec<u8> {
        let own = self.cuts.classes(&self.features.rows(cells));
        let mut rows = own.clone();
        for group in reasons {
            for row in own.chunks(self.features.len()) {
                let features = self.features.wanted().iter();
                rows.extend(features.zip(row).zip(&self.reference).map(|((feature, own), reference)| {
                    if feature.group() == *group { *reference } else { *own }
                }));
            }
        }
        rows
    }
}

fn reference(classes: &[u8], features: usize) -> Vec<u8> {
    let mut counts = vec![[0_u32; 256]; features];
    for row in classes.chunks(features) {
        row.iter().zip(&mut counts).for_each(|(class, counts)| counts[usize::from(*class)] += 1);
    }
    let most = |counts: &[u32; 256]| {
        let most = counts.iter().max().copied().unwrap_or(0);
        counts.iter().position(|count| *count == most).unwrap_or(0) as u8
    };
    counts.iter().map(most).collect()
}
