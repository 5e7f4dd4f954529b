//! G3: the shipped conflict equation from past origins, through the engine, on the two outcome series of the gate.
//!
//! **World share.** Origins 1980, 1985, ..., 2010 and 2009, up to thirteen years ahead, 90 % interval score, against the
//! random walk on the log odds of the same series over the same states. On `level_by_location` (what the product
//! forecasts) the states are those that exist at the origin, on the embedded snapshot. On `acd_level` they are all 179
//! units of the source panel, as in the gate's own figures for the walk; only rows of existing states are fitted, and growth
//! reads the level of conflict, because that series has no deaths.
//!
//! **Ranking.** Origins 1990 to 2013, seven to nine years ahead, `level_by_location`: AUC of the share of draws in
//! conflict against the share of the last thirty years in conflict, over all states and over those at peace at the
//! origin.
//!
//! The walk and the thirty-year share see the same years as the model. The rule by which the equation was chosen, on
//! years before these, stands in docs/annual-conflict.md.

mod forecast;
mod outcome;

use std::collections::BTreeSet;
use std::rc::Rc;

use forefend_panel::{Panel, Year};
use forefend_score::{
    Bootstrap, PairedDifference, auc, block_bootstrap, interval_score, mean_score, paired_difference,
    quantile_sorted,
};
use forefend_simulate::{Model, WorldFiles};
use forefend_track::{Observed, RandomWalk};

use self::forecast::{ANCHOR, Forecast, OUTCOME};
use super::from_origin::{alone, at_each};
use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

/// Origins of the world share.
const SHARE_ORIGINS: [i16; 8] = [1980, 1985, 1990, 1995, 2000, 2005, 2009, 2010];
/// Years ahead of the world share, cut where the outcome ends.
const SHARE_AHEAD: i16 = 13;
/// Last year in which the outcome is observed.
const LAST: i16 = 2022;
/// Origins of the ranking.
const RANKED_ORIGINS: std::ops::RangeInclusive<i16> = 1990..=2013;
/// Years ahead that are ranked.
const RANKED_AHEAD: std::ops::RangeInclusive<i16> = 7..=9;
/// Years of the past that the rival counts, the origin among them.
const PAST: i16 = 30;

/// Mean over the origins of the 90 % interval score of the world share, of model and random walk, on both series.
///
/// # Errors
/// Those of the sources and the engine.
pub fn world_share(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let mut measured = Vec::new();
    for (series, scores) in &*both_series(context)? {
        measured.push(Measured::new(format!("{series}: model"), mean_score(&scores.model)?));
        measured.push(Measured::new(format!("{series}: random walk"), mean_score(&scores.walk)?));
    }
    Ok(measured)
}

/// The same scores origin-year by origin-year: model minus random walk with its 90 % interval (whole origins resampled:
/// with eight that overlap it is too narrow).
///
/// # Errors
/// As [`world_share`].
pub fn world_share_paired(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let measured = |(series, scores): &(&str, ShareScores)| {
        let found = scores.difference;
        Measured::with_interval(*series, found.mean, found.interval.lower, found.interval.upper)
    };
    Ok(both_series(context)?.iter().map(measured).collect())
}

/// Files of the world that stand in for those that need people by age.
const WITHOUT_AGES: [(&str, &str); 3] = [
    ("drivers/demographic_change.toml", include_str!("conflict_origins/demographic_change.toml")),
    ("threats/pandemic.toml", include_str!("conflict_origins/pandemic.toml")),
    (
        "threats/deliberate_biological_attack.toml",
        include_str!("conflict_origins/deliberate_biological_attack.toml"),
    ),
];

/// Scores of the world share on one series.
struct ShareScores {
    /// Mean of each origin.
    model: Vec<f64>,
    walk: Vec<f64>,
    /// Over all origin-years.
    difference: PairedDifference,
}

fn both_series(context: &Context<'_>) -> Result<Rc<[(&'static str, ShareScores); 2]>, VerifyError> {
    context.once("world share from past origins", || {
        let by_location = share_scores(&*context.panel()?, &by_location(context)?)?;
        // The series has no deaths, and its panel nobody by age: people follow the path of their series there, and no
        // pandemic begins.
        let mut world = WorldFiles::clone(&*context.world()?);
        for (file, text) in WITHOUT_AGES {
            world = world.with(file, text.as_bytes());
        }
        let world = world.with("links.toml", b"").with("scenarios.toml", b"");
        let mut model = alone(&outcome::growth_by_level(Model::load(&world)?)?, &[OUTCOME]);
        // Axes of the panel's series are not in the panel of this check.
        model.axes = model.axes_used().into_iter().cloned().collect();
        let panel = outcome::acd_panel(context, &mut model)?;
        let forecasts = forecasts(&model, &panel, &SHARE_ORIGINS.map(Year))?;
        Ok([("level_by_location", by_location), ("acd_level", share_scores(&panel, &forecasts)?)])
    })
}

/// The shipped model from every origin of both checks.
fn by_location(context: &Context<'_>) -> Result<Rc<Vec<Forecast>>, VerifyError> {
    context.once("conflict from past origins", || {
        let (world, panel) = (context.world()?, context.panel()?);
        let origins: BTreeSet<i16> = RANKED_ORIGINS.chain(SHARE_ORIGINS).collect();
        let origins: Vec<Year> = origins.into_iter().map(Year).collect();
        forecasts(&alone(&Model::load(&world)?, &[OUTCOME]), &panel, &origins)
    })
}

/// As far ahead as a check looks from each origin.
fn forecasts(model: &Model, panel: &Panel, origins: &[Year]) -> Result<Vec<Forecast>, VerifyError> {
    let make = |origin: Year| {
        let ahead = if SHARE_ORIGINS.contains(&origin.0) { SHARE_AHEAD } else { *RANKED_AHEAD.end() };
        Forecast::make(model, panel, origin, Year(LAST.min(origin.0 + ahead)))
    };
    Ok(at_each(origins.iter().copied(), make)?.into_iter().map(|(_, forecast)| forecast).collect())
}

fn share_scores(panel: &Panel, forecasts: &[Forecast]) -> Result<ShareScores, VerifyError> {
    let (levels, _) = Observed::read(panel, ANCHOR)?;
    let (mut ours, mut walks, mut origins) = (Vec::new(), Vec::new(), Vec::new());
    let (mut our_means, mut walk_means) = (Vec::new(), Vec::new());
    for forecast in forecasts.iter().filter(|forecast| SHARE_ORIGINS.contains(&forecast.origin.0)) {
        let origin = forecast.origin;
        let observed = |year: Year| levels.share_in_conflict(&forecast.units, year);
        let walk = RandomWalk::fit(observed, forecast.units.len(), origin)?;
        let start = ours.len();
        for year in Year::range(origin + 1, forecast.horizon) {
            let Some(came) = observed(year) else { continue };
            let shares = forecast.sorted_shares(year);
            let score =
                |quantile: &dyn Fn(f64) -> f64| interval_score(quantile(0.05), quantile(0.95), came, 0.9);
            ours.push(score(&|p| quantile_sorted(&shares, p))?);
            walks.push(score(&|p| walk.quantile(year - origin, p))?);
            origins.push(origin.0);
        }
        our_means.push(mean_score(&ours[start..])?);
        walk_means.push(mean_score(&walks[start..])?);
    }
    let difference = paired_difference(&ours, &walks, &origins, Bootstrap::with_seed(1))?;
    Ok(ShareScores { model: our_means, walk: walk_means, difference })
}

/// One state in one year seen from one origin.
#[derive(Clone, Copy)]
struct Case {
    unit: u16,
    model: f64,
    rival: f64,
    at_peace: bool,
    happened: bool,
}

/// AUC seven to nine years ahead over origins 1990 to 2013, of all states and of those at peace at the origin, and its
/// gain over the thirty-year share with a 90 % interval (whole countries resampled).
///
/// # Errors
/// Those of the snapshot and the engine.
pub fn ranking(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let panel = &*context.panel()?;
    let (levels, _) = Observed::read(panel, ANCHOR)?;
    let mut cases = Vec::new();
    for forecast in
        by_location(context)?.iter().filter(|forecast| RANKED_ORIGINS.contains(&forecast.origin.0))
    {
        cases.extend(cases_of(forecast, &levels, panel));
    }
    let peaceful: Vec<Case> = cases.iter().copied().filter(|case| case.at_peace).collect();
    let mut measured = Vec::new();
    for (who, cases) in [("states at peace", &peaceful), ("all states", &cases)] {
        measured.extend(gain(who, cases)?);
    }
    Ok(measured)
}

/// A case needs a state that still exists and an observed level.
fn cases_of(forecast: &Forecast, levels: &Observed, panel: &Panel) -> Vec<Case> {
    let (mut cases, origin) = (Vec::new(), forecast.origin);
    for year in RANKED_AHEAD.map(|ahead| origin + ahead).filter(|year| *year <= forecast.horizon) {
        for (position, &unit) in forecast.units.iter().enumerate() {
            let exists = panel.roster().get(unit).is_some_and(|state| state.exists(year));
            let (Some(now), Some(then), true) =
                (levels.level(unit, origin), levels.level(unit, year), exists)
            else {
                continue;
            };
            let past: Vec<f64> = Year::range(origin - (PAST - 1), origin)
                .filter_map(|year| levels.level(unit, year))
                .map(|level| f64::from(u8::from(level > 0.0)))
                .collect();
            cases.push(Case {
                unit: unit.0,
                model: forecast.probability(position, year),
                rival: past.iter().sum::<f64>() / past.len() as f64,
                at_peace: now == 0.0,
                happened: then > 0.0,
            });
        }
    }
    cases
}

fn gain(who: &str, cases: &[Case]) -> Result<Vec<Measured>, VerifyError> {
    let pick = |positions: &[usize]| {
        let of =
            |value: fn(&Case) -> f64| positions.iter().map(|&at| value(&cases[at])).collect::<Vec<f64>>();
        let happened: Vec<bool> = positions.iter().map(|&at| cases[at].happened).collect();
        (auc(&of(|case| case.model), &happened), auc(&of(|case| case.rival), &happened))
    };
    let (model, rival) = pick(&(0..cases.len()).collect::<Vec<_>>());
    let (model, rival) = (model?, rival?);
    let blocks: Vec<u16> = cases.iter().map(|case| case.unit).collect();
    let interval = block_bootstrap(&blocks, Bootstrap::with_seed(1), |positions| match pick(positions) {
        (Ok(model), Ok(rival)) => Some(model - rival),
        _ => None,
    })?;
    let name = format!("{who}: gain");
    Ok(vec![
        Measured::new(format!("{who}: AUC"), model),
        Measured::new(format!("{who}: AUC of the 30-year share"), rival),
        Measured::with_interval(name, model - rival, interval.lower, interval.upper),
    ])
}
