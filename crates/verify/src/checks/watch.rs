//! G2: the country-month outlook, each window forecast from the October before through the path that `forefend watch` takes,
//! cell by cell: 2018 to 2022 against three measured baselines, 2018 to 2025 against simple rivals.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Instant;

use forefend_panel::{CountryId, Month, MonthlySeries, Panel, Table, Year};
use forefend_score::{Bootstrap, CellScores, paired_difference, without_top};
use forefend_watch::{FILE, Forecaster, ScoredMonth, Settings, Target, score_windows};
use rayon::prelude::*;

use super::score_speed::processor_seconds;
use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

const BASELINES: &str = "conflict/anchors/cm_baseline_cell_scores_2018_2022.parquet";
/// What the baselines learned from: UCDP's deaths by the month in which an event ended, as VIEWS uses them. The snapshot's are by
/// the month in which it began.
const HISTORY: &str = "conflict/country_month_state_based.parquet";
const ACTUALS: &str = "conflict/views_challenge/cm_actuals_";
const WINDOWS: [i16; 5] = [2018, 2019, 2020, 2021, 2022];
/// Windows against the simple rivals, scored on the snapshot's own outcomes.
const LONG: [i16; 8] = [2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025];
const DRAWS: usize = 1000;
const SEED: u64 = 1;
/// Cells left out of the mean CRPS and MIS, those that weigh most in both forecasts together.
const TOP: usize = 20;

fn settings(context: &Context<'_>) -> Result<Settings, VerifyError> {
    let world = context.world()?;
    Ok(Settings::parse(&format!("world/{FILE}"), world.text(FILE)?)?)
}

fn windows(context: &Context<'_>) -> Result<Vec<ScoredMonth>, VerifyError> {
    let windows = WINDOWS.map(Year);
    Ok(score_windows(
        &as_in_the_challenge(context)?,
        Target::StateBased,
        &windows,
        &settings(context)?,
        SEED,
        DRAWS,
    )?)
}

/// The snapshot with the state-based deaths of [`HISTORY`].
fn as_in_the_challenge(context: &Context<'_>) -> Result<Panel, VerifyError> {
    let mut panel = Panel::clone(&*context.panel()?);
    let table = context.table(HISTORY, &[])?;
    let (months, units) = (table.whole::<i32>("month_id")?, table.whole::<u16>("country_id")?);
    let deaths = table.whole::<u32>("deaths_state_based")?;
    let mut all: BTreeMap<CountryId, BTreeMap<Month, u32>> = BTreeMap::new();
    for row in 0..table.len() {
        let month = Month::from_views_id(months[row]);
        let country = panel.roster().by_views(units[row], month.year()).ok_or_else(|| {
            VerifyError::computation(format!(
                "country_id {} of {HISTORY} is no country in {month}",
                units[row]
            ))
        })?;
        all.entry(country.id).or_default().insert(month, deaths[row]);
    }
    let own = panel.monthly().find(|series| series.declaration().id == Target::StateBased.id());
    let declaration = own.map(|series| series.declaration().clone());
    let mut series = MonthlySeries::new(
        declaration
            .ok_or_else(|| VerifyError::computation("the snapshot has no state-based deaths".to_owned()))?,
    );
    for (country, counts) in all {
        if let Some(first) = counts.keys().next() {
            series.add(country, *first, &counts.values().copied().collect::<Vec<_>>())?;
        }
    }
    panel.set_monthly(series);
    Ok(panel)
}

fn scored(context: &Context<'_>) -> Result<Rc<Vec<ScoredMonth>>, VerifyError> {
    context.once("watch windows", || {
        let scored = windows(context)?;
        let actuals = actuals(context)?;
        for cell in &scored {
            let official = actuals.get(&(cell.month.views_id(), cell.views)).copied();
            if official != Some(f64::from(cell.observed)) {
                return Err(VerifyError::computation(format!(
                    "country_id {} in {}: {} deaths in the snapshot, {official:?} in the official actuals",
                    cell.views, cell.month, cell.observed
                )));
            }
        }
        match actuals.len() == scored.len() {
            true => Ok(scored),
            false => Err(VerifyError::computation(format!(
                "{} cells forecast, {} in the official actuals",
                scored.len(),
                actuals.len()
            ))),
        }
    })
}

/// A score: its name, and where it stands in ours.
type OneScore = (&'static str, fn(&CellScores) -> f64);
/// The same with its column among the baselines.
type Named<'a> = (&'a str, &'a str, fn(&CellScores) -> f64);
type ByCell = BTreeMap<(i32, u16), f64>;

fn by_cell(table: &Table, values: &[f64], wanted: impl Fn(usize) -> bool) -> Result<ByCell, VerifyError> {
    let (months, units) = (table.whole::<i32>("month_id")?, table.whole::<u16>("country_id")?);
    Ok((0..table.len()).filter(|&at| wanted(at)).map(|at| ((months[at], units[at]), values[at])).collect())
}

fn actuals(context: &Context<'_>) -> Result<ByCell, VerifyError> {
    let mut all = ByCell::new();
    for year in WINDOWS {
        let table = context.table(&format!("{ACTUALS}{year}.parquet"), &[])?;
        all.extend(by_cell(&table, &table.numbers("outcome")?, |_| true)?);
    }
    Ok(all)
}

/// Scores of a baseline in the order of `cells`.
fn baseline(
    context: &Context<'_>,
    model: &str,
    score: &str,
    cells: &[ScoredMonth],
) -> Result<Vec<f64>, VerifyError> {
    let table = context.table(BASELINES, &[])?;
    let models = table.words("model")?;
    let scores = by_cell(&table, &table.numbers(score)?, |at| models[at] == model)?;
    cells
        .iter()
        .map(|cell| {
            scores.get(&(cell.month.views_id(), cell.views)).copied().ok_or_else(|| {
                let message = format!("{model} has no score of country_id {} in {}", cell.views, cell.month);
                VerifyError::computation(message)
            })
        })
        .collect()
}

fn own(cells: &[ScoredMonth], of: fn(&CellScores) -> f64) -> Vec<f64> {
    cells.iter().map(|cell| of(&cell.scores[0])).collect()
}

fn mean(scores: &[f64]) -> f64 {
    scores.iter().sum::<f64>() / scores.len() as f64
}

/// Our scores minus a rival's, 90 % interval over countries.
fn against(cells: &[ScoredMonth], own: &[f64], rival: &[f64]) -> Result<(f64, f64, f64), VerifyError> {
    let countries: Vec<u16> = cells.iter().map(|cell| cell.views).collect();
    let found = paired_difference(own, rival, &countries, Bootstrap::with_seed(1))?;
    Ok((found.mean, found.interval.lower, found.interval.upper))
}

/// Mean IGN and log1p-CRPS of the five windows, and both minus those of the 50/50 pool of forest and decayed past, with an
/// interval over countries.
///
/// # Errors
/// Those of the sources, and cells that do not meet.
pub fn against_pool(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let cells = scored(context)?;
    let mut measured = Vec::new();
    let scores: [Named<'_>; 2] =
        [("IGN", "ign", |scores| scores.three.ign), ("log1p-CRPS", "crps_log1p", |scores| scores.crps_log1p)];
    for (name, column, of) in scores {
        let ours = own(&cells, of);
        let (difference, low, high) = against(&cells, &ours, &baseline(context, "pool50", column, &cells)?)?;
        measured.push(Measured::new(name, mean(&ours)));
        measured.push(Measured::with_interval(format!("{name}, minus the pool's"), difference, low, high));
    }
    Ok(measured)
}

/// Mean CRPS and MIS of the outlook minus those of the quantile forest, over all cells and again without the few cells that
/// carry the mean. Of each difference the value delivered is the lower end of its interval over countries: above 0, the
/// outlook is worse beyond doubt.
///
/// # Errors
/// As [`against_pool`].
pub fn against_forest(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let cells = scored(context)?;
    let mut measured = Vec::new();
    let scores: [Named<'_>; 2] =
        [("CRPS", "crps", |scores| scores.three.crps), ("MIS", "mis", |scores| scores.three.mis)];
    for (name, column, of) in scores {
        let (ours, theirs) = (own(&cells, of), baseline(context, "QRF16feat", column, &cells)?);
        let (difference, low, high) = against(&cells, &ours, &theirs)?;
        measured.push(Measured::with_interval(format!("{name}, minus the forest's"), difference, low, high));
        measured.push(Measured::new(format!("{name}, lower end of that"), low));
        let (ours, theirs) = without_largest(&ours, &theirs);
        let named = format!("{name}, minus the forest's, {TOP} largest cells left out");
        measured.push(Measured::new(named, ours - theirs));
    }
    Ok(measured)
}

/// Mean CRPS and MIS of the windows 2018 to 2025 minus those of each simple rival; IGN and log1p-CRPS minus those of the same
/// outlook with countries at war forecast like all others. The two nearest rivals once more with an interval over countries, and
/// without the few cells that carry the mean.
///
/// # Errors
/// Those of the forecasts.
pub fn against_rivals(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let (panel, settings) = (context.panel()?, settings(context)?);
    let cells = score_windows(&panel, Target::StateBased, &LONG.map(Year), &settings, SEED, DRAWS)?;
    let of_all = |who: Forecaster, of: fn(&CellScores) -> f64| -> Vec<f64> {
        cells.iter().map(|cell| of(&cell.scores[who as usize])).collect()
    };
    let rivals = [
        Forecaster::LastTwelve,
        Forecaster::Mixture,
        Forecaster::Decayed,
        Forecaster::LastTwoHundredForty,
        Forecaster::Zero,
    ];
    let mut measured = Vec::new();
    let scores: [OneScore; 2] = [("CRPS", |scores| scores.three.crps), ("MIS", |scores| scores.three.mis)];
    for (name, of) in scores {
        let ours = own(&cells, of);
        measured.push(Measured::new(name, mean(&ours)));
        for (at, rival) in rivals.into_iter().enumerate() {
            let (theirs, word) = (of_all(rival, of), rival.word());
            measured.push(Measured::new(format!("{name}, minus {word}"), mean(&ours) - mean(&theirs)));
            if at < 2 {
                let (difference, low, high) = against(&cells, &ours, &theirs)?;
                let named = format!("{name}, minus {word}, by country");
                measured.push(Measured::with_interval(named, difference, low, high));
                let (ours, theirs) = without_largest(&ours, &theirs);
                let named = format!("{name}, minus {word}, {TOP} largest cells left out");
                measured.push(Measured::new(named, ours - theirs));
            }
        }
    }
    let scores: [OneScore; 2] =
        [("IGN", |scores| scores.three.ign), ("log1p-CRPS", |scores| scores.crps_log1p)];
    for (name, of) in scores {
        let difference = mean(&own(&cells, of)) - mean(&of_all(Forecaster::AsOthers, of));
        measured.push(Measured::new(format!("{name}, minus wars as others"), difference));
    }
    Ok(measured)
}

/// Means of both without the cells that weigh most in both together.
fn without_largest(ours: &[f64], theirs: &[f64]) -> (f64, f64) {
    let weight: Vec<f64> = ours.iter().zip(theirs).map(|(ours, theirs)| ours + theirs).collect();
    (without_top(ours, &weight, TOP).mean, without_top(theirs, &weight, TOP).mean)
}

/// Seconds to train and predict the five windows on two threads, on the clock and of the processors.
///
/// # Errors
/// Those of the forecasts.
#[expect(clippy::disallowed_methods, reason = "speed is what is measured; no result reads the clock")]
pub fn speed(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let (panel, settings) = (context.panel()?, settings(context)?);
    let panel: &Panel = &panel;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build();
    let pool =
        pool.map_err(|error| VerifyError::computation(format!("cannot start two threads ({error})")))?;
    let (start, used) = (Instant::now(), processor_seconds());
    pool.install(|| {
        let windows = WINDOWS.map(Year);
        windows.par_iter().try_for_each(|window| {
            let made = forefend_watch::of_window(panel, Target::StateBased, *window, &settings, SEED)?;
            std::hint::black_box(made);
            Ok::<_, forefend_watch::WatchError>(())
        })
    })?;
    Ok(vec![
        Measured::new("seconds, five windows", start.elapsed().as_secs_f64()),
        Measured::new("processor seconds, five windows", processor_seconds() - used),
    ])
}
