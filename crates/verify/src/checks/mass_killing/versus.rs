//! The shipped model against the Early Warning Project on the same country-years.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use forefend_panel::{CountryId, Panel, Year};
use forefend_score::{Bootstrap, Interval, ScoreError, block_bootstrap, log_scores, paired_difference};

use super::project::Forecasts;
use super::rolling::Risks;
use crate::error::VerifyError;

/// No probability counts as less than this: neither forecaster states one.
pub const FLOOR: f64 = 1e-6;
/// Years whose share of onsets is the base rate that a forecast must beat.
const BASE_YEARS: i16 = 20;
/// Length of the list of states at highest risk.
const LIST: usize = 30;

/// A score of a set of cases: average precision, AUC.
type Score<'a> = dyn Fn(&[f64], &[bool]) -> Result<f64, ScoreError> + 'a;

/// Country-years that both forecast. Intervals hold 90 % and are the wider of two: whole years resampled, whole countries.
#[derive(Debug, Default)]
pub struct Versus {
    country: Vec<u16>,
    year: Vec<i16>,
    /// Whether a mass killing began.
    pub onset: Vec<bool>,
    /// The shipped model's risk.
    pub model: Vec<f64>,
    /// The Project's risk as published: that of an onset in the year or the one after.
    pub project: Vec<f64>,
    /// Share of onsets among all states in the twenty years before.
    base: Vec<f64>,
}

impl Versus {
    /// The Project's rows whose country the model simulates, in their order.
    ///
    /// # Errors
    /// A snapshot without the list of onsets.
    pub fn of(forecasts: &Forecasts, risks: &Risks, panel: &Panel) -> Result<Self, VerifyError> {
        let mut found = Self::default();
        let mut base = BTreeMap::new();
        for (row, &year) in forecasts.year.iter().enumerate() {
            let Some(country) = country(panel, forecasts.country[row], year) else { continue };
            let Some(&risk) = risks.get(&(year, country)) else { continue };
            let rate = match base.entry(year) {
                Entry::Occupied(known) => *known.get(),
                Entry::Vacant(new) => *new.insert(base_rate(panel, year)?),
            };
            found.country.push(country.0);
            found.year.push(year);
            found.onset.push(forecasts.onset[row]);
            found.model.push(risk);
            found.project.push(forecasts.risk[row]);
            found.base.push(rate);
        }
        Ok(found)
    }

    /// The Project's risk as that of one year of two equally dangerous ones: 1 - sqrt(1 - p).
    pub fn project_one_year(&self) -> Vec<f64> {
        self.project.iter().map(|p| 1.0 - (1.0 - p).sqrt()).collect()
    }

    /// The base rate, one a row.
    pub fn base_rate(&self) -> &[f64] {
        &self.base
    }

    /// Mean log score in nats, the model's minus that of `rival`; below zero the model is better.
    ///
    /// # Errors
    /// Those of the score.
    pub fn log_score_difference(&self, rival: &[f64]) -> Result<(f64, Interval), VerifyError> {
        let scores = |risk: &[f64]| log_scores(risk, &self.onset, FLOOR);
        self.mean_difference(&scores(&self.model)?, &scores(rival)?, self.onset.len() as f64)
    }

    /// Onsets among the thirty highest risks of their year, the model's number minus that of `rival`.
    ///
    /// # Errors
    /// Those of the comparison.
    pub fn listed_difference(&self, rival: &[f64]) -> Result<(f64, Interval), VerifyError> {
        self.mean_difference(&self.listed(&self.model), &self.listed(rival), 1.0)
    }

    /// Sum over `divisor` of the paired differences, with the wider interval.
    fn mean_difference(
        &self,
        own: &[f64],
        rival: &[f64],
        divisor: f64,
    ) -> Result<(f64, Interval), VerifyError> {
        let years = paired_difference(own, rival, &self.year, Bootstrap::with_seed(1))?;
        let countries = paired_difference(own, rival, &self.country, Bootstrap::with_seed(1))?;
        let scale = own.len() as f64 / divisor;
        let wide = wider(years.interval, countries.interval);
        let interval = Interval { lower: wide.lower * scale, upper: wide.upper * scale, level: wide.level };
        Ok((years.mean * scale, interval))
    }

    /// A score of a whole set of cases, the model's minus that of `rival`, with the wider interval.
    ///
    /// # Errors
    /// Those of the score.
    pub fn difference(&self, rival: &[f64], score: &Score<'_>) -> Result<(f64, Interval), VerifyError> {
        let of = |positions: &[usize]| {
            let onset: Vec<bool> = positions.iter().map(|&at| self.onset[at]).collect();
            let pick = |risk: &[f64]| positions.iter().map(|&at| risk[at]).collect::<Vec<f64>>();
            Some(score(&pick(&self.model), &onset).ok()? - score(&pick(rival), &onset).ok()?)
        };
        let years = block_bootstrap(&self.year, Bootstrap::with_seed(1), of)?;
        let countries = block_bootstrap(&self.country, Bootstrap::with_seed(1), of)?;
        Ok((score(&self.model, &self.onset)? - score(rival, &self.onset)?, wider(years, countries)))
    }

    /// 1 for an onset among the thirty highest risks of its year, of the rows here; 0 for every other row.
    pub fn listed(&self, risk: &[f64]) -> Vec<f64> {
        let mut years: BTreeMap<i16, Vec<usize>> = BTreeMap::new();
        self.year.iter().enumerate().for_each(|(row, &year)| years.entry(year).or_default().push(row));
        let mut listed = vec![0.0; risk.len()];
        for mut rows in years.into_values() {
            rows.sort_by(|&a, &b| risk[b].total_cmp(&risk[a]));
            rows.into_iter().take(LIST).filter(|&row| self.onset[row]).for_each(|row| listed[row] = 1.0);
        }
        listed
    }
}

/// The wider of two intervals: whole years resampled, whole countries resampled.
fn wider(a: Interval, b: Interval) -> Interval {
    if a.upper - a.lower >= b.upper - b.lower { a } else { b }
}

/// The simulated country behind a Correlates of War code: the one that carries it today, else that of the year.
fn country(panel: &Panel, code: u16, year: i16) -> Option<CountryId> {
    let carries = |year: i16| panel.roster().by_cow(code, Year(year)).map(|country| country.id);
    carries(2020).or_else(|| carries(year))
}

fn base_rate(panel: &Panel, year: i16) -> Result<f64, VerifyError> {
    let then = panel.as_of(Year(year - 1).last_month(), forefend_panel::Availability::Observed);
    let (mut onsets, mut rows) = (0.0, 0.0);
    for before in year - BASE_YEARS..year {
        for unit in then.roster().existing(Year(before)) {
            if let Some(onset) = then.observed("mass_killing_onset", unit, Year(before))? {
                onsets += onset;
                rows += 1.0;
            }
        }
    }
    Ok(onsets / rows)
}
