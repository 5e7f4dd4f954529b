//! G3: the share of the world's states in conflict, and how well a random walk on its log odds does.

use forefend_panel::Year;
use forefend_score::{interval_score, mean_score};
use forefend_track::RandomWalk;

use super::country_years::CountryYears;
use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

/// Origins of the rival's scores.
const ORIGINS: [i16; 8] = [1980, 1985, 1990, 1995, 2000, 2005, 2010, 2009];
/// Years ahead, cut where the outcome ends.
const AHEAD: i16 = 13;
/// Years whose share is printed.
const YEARS: [i16; 4] = [2009, 2015, 2019, 2022];

/// Mean 90 % interval score of the logit random walk on `acd_level` at each origin, up to 13 years ahead, all 179 units.
///
/// # Errors
/// Those of the source, the walk and the score.
pub fn random_walk_interval_scores(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let (levels, units) = CountryYears::read(context)?.levels("acd_level")?;
    let share = |year: Year| levels.share_in_conflict(&units, year);
    let mut measured = Vec::new();
    for origin in ORIGINS {
        let walk = RandomWalk::fit(share, units.len(), Year(origin))?;
        let scores = (1..=AHEAD)
            .filter_map(|ahead| share(Year(origin + ahead)).map(|observed| (ahead, observed)))
            .map(|(ahead, observed)| {
                interval_score(walk.quantile(ahead, 0.05), walk.quantile(ahead, 0.95), observed, 0.9)
            })
            .collect::<Result<Vec<f64>, _>>()?;
        measured.push(Measured::new(format!("origin {origin}"), mean_score(&scores)?));
    }
    Ok(measured)
}

/// Percent of the 179 units at `level_by_location` 1 or 2 (`in conflict`) and 2 (`at war`) in the years printed.
///
/// # Errors
/// Those of the source.
pub fn shares(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let known = CountryYears::read(context)?.known("level_by_location")?;
    let mut measured = Vec::new();
    for year in YEARS {
        let levels: Vec<f64> =
            known.iter().filter(|((_, at), _)| at.0 == year).map(|(_, level)| *level).collect();
        let percent = |least: f64| {
            100.0 * levels.iter().filter(|level| **level >= least).count() as f64 / levels.len() as f64
        };
        measured.push(Measured::new(format!("in conflict {year}"), percent(1.0)));
        measured.push(Measured::new(format!("at war {year}"), percent(2.0)));
    }
    Ok(measured)
}
