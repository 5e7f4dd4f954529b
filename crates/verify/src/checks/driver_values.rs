//! Bars of the drivers that equations move: democracy, and the use of internet, mobile telephones and broadband. Forecasts of the
//! shipped model from past origins, through the engine; each sees what was observed by December of its origin (one revised
//! vintage). The forms were chosen on earlier outcomes (docs/drivers/governance.md and technology.md).

mod forecast;
pub mod violence;

use std::collections::BTreeMap;

use forefend_panel::Year;
use forefend_score::{Bootstrap, auc, brier_scores, log_scores, mean_score, paired_difference};
use forefend_simulate::Switches;
use forefend_track::Observed;

use self::forecast::Forecast;
use super::from_origin::{alone, at_each};
use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

/// The least probability that a log score takes seriously: half a draw.
const FLOOR: f64 = 0.5 / forecast::DRAWS as f64;

/// One variable, its series, and from where to where it is scored.
struct Scored {
    variable: &'static str,
    series: &'static str,
    /// First and last origin; every other year is one.
    origins: (i16, i16),
    ahead: &'static [i16],
}

const DEMOCRACY: Scored =
    Scored { variable: "polyarchy", series: "polyarchy", origins: (1990, 2022), ahead: &[1, 5, 10] };

/// Origins whose outcomes no choice of a form has seen.
const DIFFUSION: [Scored; 3] = [
    Scored { variable: "internet_share", series: "internet_share", origins: (2010, 2022), ahead: &[1, 5] },
    Scored {
        variable: "mobile_subscriptions",
        series: "mobile_subscriptions",
        origins: (2010, 2022),
        ahead: &[1, 5],
    },
    Scored {
        variable: "broadband_subscriptions",
        series: "broadband_subscriptions",
        origins: (2012, 2022),
        ahead: &[1, 5],
    },
];

/// A case: who, whether the band of 80 % holds what came, and the CRPS of the draws and of the last value.
struct Case {
    country: u16,
    covered: bool,
    crps: f64,
    unchanged: f64,
}

/// Cases by years ahead. Internet reads income; what conflict and pandemics take of income needs the whole model, and is switched off: it
/// moves income by a few per cent.
fn cases(context: &Context<'_>, scored: &Scored) -> Result<BTreeMap<i16, Vec<Case>>, VerifyError> {
    let without = ["conflict_to_growth", "pandemic_to_growth"].map(str::to_owned).to_vec();
    let switches = Switches { without, ..Switches::default() };
    let (world, panel) = ((*context.world()?).clone().switched(&switches)?, context.panel()?);
    let model = alone(&forefend_simulate::Model::load(&world)?, &[scored.variable]);
    let observed = Observed::read(&panel, scored.series)?.0;
    let mut found: BTreeMap<i16, Vec<Case>> = BTreeMap::new();
    let farthest = scored.ahead.iter().copied().max().unwrap_or(1);
    let panel = &*panel;
    let make = |origin| Forecast::make(&model, panel, [scored.variable], origin, origin + farthest);
    for (origin, [forecast]) in at_each((scored.origins.0..=scored.origins.1).step_by(2).map(Year), make)? {
        for (position, country) in forecast.units.iter().enumerate() {
            let Some(last) = observed.level(*country, origin) else { continue };
            for &ahead in scored.ahead {
                let Some(came) = observed.level(*country, origin + ahead) else { continue };
                let draws = forecast.sorted(position, origin + ahead);
                let quantile = |share| forefend_score::quantile_sorted(&draws, share);
                found.entry(ahead).or_default().push(Case {
                    country: country.0,
                    covered: (quantile(0.1)..=quantile(0.9)).contains(&came),
                    crps: forefend_score::crps_sorted(&draws, came),
                    unchanged: (came - last).abs(),
                });
            }
        }
    }
    Ok(found)
}

/// Coverage and CRPS minus that of the last value (whole countries resampled), by years ahead.
fn measured(context: &Context<'_>, scored: &Scored) -> Result<Vec<Measured>, VerifyError> {
    let mut measured = Vec::new();
    for (ahead, cases) in cases(context, scored)? {
        let name = scored.variable;
        let covered: Vec<f64> = cases.iter().map(|case| f64::from(u8::from(case.covered))).collect();
        measured
            .push(Measured::new(format!("{name}: coverage of 80 %, {ahead} ahead"), mean_score(&covered)?));
        let crps: Vec<f64> = cases.iter().map(|case| case.crps).collect();
        let unchanged: Vec<f64> = cases.iter().map(|case| case.unchanged).collect();
        let countries: Vec<u16> = cases.iter().map(|case| case.country).collect();
        let found = paired_difference(&crps, &unchanged, &countries, Bootstrap::with_seed(1))?;
        let (low, high) = (found.interval.lower, found.interval.upper);
        measured.push(Measured::new(format!("{name}: CRPS, {ahead} ahead"), mean_score(&crps)?));
        let name = format!("{name}: CRPS minus last value, {ahead} ahead");
        measured.push(Measured::with_interval(name, found.mean, low, high));
    }
    Ok(measured)
}

/// Electoral democracy, one, five and ten years ahead.
///
/// # Errors
/// Those of the snapshot and the engine.
pub fn democracy(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    measured(context, &DEMOCRACY)
}

/// Internet, mobile telephones and broadband, one and five years ahead.
///
/// # Errors
/// Those of the snapshot and the engine.
pub fn diffusion(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let all = DIFFUSION.iter().map(|scored| measured(context, scored));
    Ok(all.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// Attempted coups a year ahead against the share of all states in the thirty years before: Brier and log score, model minus
/// climatology (whole countries resampled).
///
/// # Errors
/// Those of the snapshot and the engine.
pub fn coups(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let (world, panel) = (context.world()?, context.panel()?);
    let model = alone(&forefend_simulate::Model::load(&world)?, &["coup_risk"]);
    let observed = Observed::read(&panel, "coup_attempted")?.0;
    let (mut ours, mut climate, mut came, mut countries) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let panel = &*panel;
    let make = |origin| Forecast::make(&model, panel, ["coup_risk"], origin, origin + 1);
    for (origin, [forecast]) in at_each((1993..=2023).step_by(3).map(Year), make)? {
        let past = forecast.units.iter().flat_map(|unit| {
            (0..30).filter_map(|back| observed.level(*unit, origin - back)).collect::<Vec<_>>()
        });
        let share = mean_score(&past.collect::<Vec<_>>())?;
        for (position, country) in forecast.units.iter().enumerate() {
            let Some(attempted) = observed.level(*country, origin + 1) else { continue };
            ours.push(forecast.mean(position, origin + 1));
            climate.push(share);
            came.push(attempted > 0.0);
            countries.push(country.0);
        }
    }
    let mut measured = Vec::new();
    let briers = (brier_scores(&ours, &came)?, brier_scores(&climate, &came)?);
    let logs = (log_scores(&ours, &came, FLOOR)?, log_scores(&climate, &came, FLOOR)?);
    for (score, (ours, climate)) in [("Brier", briers), ("log score", logs)] {
        measured.push(Measured::new(format!("{score}, model"), mean_score(&ours)?));
        measured.push(Measured::new(format!("{score}, climatology"), mean_score(&climate)?));
        let found = paired_difference(&ours, &climate, &countries, Bootstrap::with_seed(1))?;
        let name = format!("{score}, model minus climatology");
        measured.push(Measured::with_interval(name, found.mean, found.interval.lower, found.interval.upper));
    }
    measured.push(Measured::new("AUC, model", auc(&ours, &came)?));
    Ok(measured)
}

const BAROMETER: &str = "governance/demspaces_live_forecasts_v9_v13.parquet";
/// The space whose index is nearest to electoral democracy: vertical accountability.
const NEAREST: &str = "v2x_veracc_osp";

/// A marked change of electoral democracy within two years, origins 2018 to 2022: the share of our draws beside the live
/// forecasts of the Democratic Spaces Barometer for its electoral space, which is not the same index.
///
/// # Errors
/// Those of the source, the snapshot and the engine.
pub fn barometer(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let table = context.table(BAROMETER, &[])?;
    let (spaces, origins) = (table.words("outcome")?, table.whole::<i16>("from_year")?);
    let codes = table.whole::<u16>("gwcode")?;
    let (up, down) = (table.numbers("p_up")?, table.numbers("p_down")?);
    let (world, panel) = (context.world()?, context.panel()?);
    let model = alone(&forefend_simulate::Model::load(&world)?, &["polyarchy"]);
    let democracy = Observed::read(&panel, "polyarchy")?.0;
    let make = {
        let panel = &*panel;
        move |origin| Forecast::make(&model, panel, ["polyarchy"], origin, origin + 2)
    };
    let forecasts = at_each((2018..=2022).map(Year), make)?;
    let mut measured = Vec::new();
    for (word, series, theirs, sign) in
        [("fall", "polyarchy_fell", &down, -1.0), ("rise", "polyarchy_rose", &up, 1.0)]
    {
        let observed = Observed::read(&panel, series)?.0;
        let (mut ours, mut said, mut came, mut countries) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (origin, [forecast]) in &forecasts {
            let origin = *origin;
            for at in (0..table.len()).filter(|&at| spaces[at] == NEAREST && origins[at] == origin.0) {
                let Some(position) = forecast.units.iter().position(|unit| unit.0 == codes[at]) else {
                    continue;
                };
                let unit = forecast.units[position];
                let years = [1, 2].map(|ahead| observed.level(unit, origin + ahead));
                let ([Some(first), Some(second)], Some(now)) = (years, democracy.level(unit, origin)) else {
                    continue;
                };
                ours.push(forecast.chance_of_step(position, origin, now, sign * 0.0499999));
                said.push(theirs[at]);
                came.push(first > 0.0 || second > 0.0);
                countries.push(unit.0);
            }
        }
        measured.push(Measured::new(format!("{word}: cases"), came.len() as f64));
        let events = came.iter().filter(|came| **came).count();
        measured.push(Measured::new(format!("{word}: events"), events as f64));
        let briers = (brier_scores(&ours, &came)?, brier_scores(&said, &came)?);
        let logs = (log_scores(&ours, &came, FLOOR)?, log_scores(&said, &came, FLOOR)?);
        for (score, (model, rival)) in [("Brier", briers), ("log score", logs)] {
            measured.push(Measured::new(format!("{word}: {score}, barometer"), mean_score(&rival)?));
            let found = paired_difference(&model, &rival, &countries, Bootstrap::with_seed(1))?;
            let name = format!("{word}: {score}, model minus barometer");
            let (low, high) = (found.interval.lower, found.interval.upper);
            measured.push(Measured::with_interval(name, found.mean, low, high));
        }
        measured.push(Measured::new(format!("{word}: AUC, model"), auc(&ours, &came)?));
        measured.push(Measured::new(format!("{word}: AUC, barometer"), auc(&said, &came)?));
    }
    Ok(measured)
}
