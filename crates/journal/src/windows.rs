//! Scores of predictive distributions that were sealed as scores: every cell of some windows, ours beside rivals'.

use std::collections::BTreeMap;

use forefend_panel::Table;
use forefend_score::mean_score;
use serde::Serialize;

use crate::error::JournalError;
use crate::score::Difference;

/// The scores of a cell by their columns, smaller is better.
pub const SCORES: [(&str, &str); 4] =
    [("ign", "IGN"), ("crps_log1p", "log1p-CRPS"), ("crps", "CRPS"), ("mis", "MIS")];

/// Scores of every cell by model; the cells of all models are the same and stand in the same order.
#[derive(Debug, Clone, PartialEq)]
pub struct Windows {
    countries: Vec<u16>,
    years: Vec<i16>,
    models: Vec<String>,
    /// By model and score.
    scores: BTreeMap<(String, &'static str), Vec<f64>>,
}

/// Mean scores of one model, and ours minus them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WindowScore {
    /// Name of the score.
    pub score: &'static str,
    /// Name of the model, as the file has it.
    pub model: String,
    /// Its mean.
    pub mean: f64,
    /// Our score minus its, countries resampled; none for ourselves.
    pub difference: Option<Difference>,
}

impl Windows {
    /// Reads columns `window`, `unit` (country number of any list), `model` and the four scores.
    ///
    /// # Errors
    /// [`JournalError::Panel`] for what is no such table; [`JournalError::Entry`] where models have other cells.
    pub fn read(place: &str, bytes: &[u8]) -> Result<Self, JournalError> {
        let table = Table::from_parquet(place, bytes.to_vec().into())?;
        let (windows, units) = (table.whole::<i16>("window")?, table.whole::<u16>("unit")?);
        let months = table.whole::<i32>("month")?;
        let names = table.texts("model")?;
        let mut models: Vec<String> = Vec::new();
        let mut at: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (row, name) in names.iter().enumerate() {
            let name = name.unwrap_or_default().to_owned();
            if !models.contains(&name) {
                models.push(name.clone());
            }
            at.entry(name).or_default().push(row);
        }
        let cell = |row: usize| (windows[row], units[row], months[row]);
        let cells = |model: &str| -> Vec<_> { at[model].iter().map(|row| cell(*row)).collect() };
        let first = models.first().ok_or_else(|| JournalError::entry(place, "has no row"))?;
        if let Some(other) = models.iter().find(|model| cells(model) != cells(first)) {
            return Err(JournalError::entry(place, format!("`{other}` and `{first}` have other cells")));
        }
        let mut scores = BTreeMap::new();
        for (column, _) in SCORES {
            let values = table.numbers(column)?;
            for (model, rows) in &at {
                scores.insert((model.clone(), column), rows.iter().map(|row| values[*row]).collect());
            }
        }
        let of_first: Vec<usize> = at[first].clone();
        Ok(Self {
            countries: of_first.iter().map(|row| units[*row]).collect(),
            years: of_first.iter().map(|row| windows[*row]).collect(),
            models,
            scores,
        })
    }

    /// First and last window.
    pub fn years(&self) -> (i16, i16) {
        let (first, last) = (self.years.iter().min(), self.years.iter().max());
        (first.copied().unwrap_or(0), last.copied().unwrap_or(0))
    }

    /// Cells of each model.
    pub fn cells(&self) -> usize {
        self.countries.len()
    }

    /// Mean scores, ours (the first model) first.
    ///
    /// # Errors
    /// Those of the scores.
    pub fn scores(&self) -> Result<Vec<WindowScore>, JournalError> {
        let mut found = Vec::new();
        for (column, score) in SCORES {
            for model in &self.models {
                let own = &self.scores[&(self.models[0].clone(), column)];
                let theirs = &self.scores[&(model.clone(), column)];
                let is_own = *model == self.models[0];
                let difference =
                    (!is_own).then(|| Difference::of(own, theirs, &self.countries)).transpose()?;
                found.push(WindowScore {
                    score,
                    model: model.clone(),
                    mean: mean_score(theirs)?,
                    difference,
                });
            }
        }
        Ok(found)
    }
}
