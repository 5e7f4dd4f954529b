//! G10: the INFORM Risk index from its indicators; and the index as a rival of the outlook, where both claim the same.

use std::collections::BTreeMap;

use forefend_panel::{CountryId, Year};
use forefend_score::{Bootstrap, auc, block_bootstrap};
use forefend_simulate::Model;
use forefend_sources::workbook;
use forefend_threats::inform::{Assessment, Class, Indicators, assess};
use forefend_track::Observed;

use super::from_origin::{alone, each_draw};
use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

/// A rival's name, and its value in a case.
type Named = (&'static str, fn(&Case) -> f64);

const WORKBOOK: &str = "multilateral/inform/INFORM_Risk_2023_v065.xlsx";
const SCORES: &str = "multilateral/inform/inform_risk_2023_v065_scores.csv";
/// Number of the sheet of indicators; its row of codes and its first row of countries, counted from 0.
const SHEET: usize = 6;
const CODES: usize = 3;
const FIRST: usize = 5;
/// Column of country codes.
const ISO3: &str = "B";

/// What the index says, by ISO3 code, from the workbook's sheet of indicators alone.
fn computed(context: &Context<'_>) -> Result<BTreeMap<String, Assessment>, VerifyError> {
    let rows = workbook::sheet(&context.bytes(WORKBOOK)?, WORKBOOK, SHEET)?;
    let codes = rows.get(CODES).ok_or_else(|| VerifyError::computation("the sheet has no row of codes"))?;
    let mut found = BTreeMap::new();
    for row in rows.iter().skip(FIRST) {
        let Some(iso3) = row.get(ISO3) else { continue };
        let known = codes.iter().filter_map(|(column, code)| {
            // "No data" is no number.
            Some((code.clone(), row.get(column)?.parse::<f64>().ok()?))
        });
        if let Some(assessment) = assess(&Indicators::new(known)) {
            found.insert(iso3.clone(), assessment);
        }
    }
    Ok(found)
}

/// How many countries have the published risk and class, how many components differ, and one country by name.
///
/// # Errors
/// Those of the sources.
pub fn index(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let computed = computed(context)?;
    let table = context.table(SCORES, &[])?;
    let (iso3, risks, classes) =
        (table.words("ISO3")?, table.words("INFORM RISK")?, table.words("RISK CLASS")?);
    let (mut same, mut compared, mut differ) = (0, 0, 0);
    for (at, code) in iso3.iter().enumerate() {
        let Some(ours) = computed.get(*code) else { continue };
        let published = risks[at].parse::<f64>().ok();
        same += usize::from(published == Some(ours.risk) && classes[at] == Class::of(ours.risk).word());
        for (name, value) in &ours.parts {
            compared += 1;
            // "x" where the workbook has none.
            differ += usize::from(table.texts(name)?[at].and_then(|text| text.parse::<f64>().ok()) != *value);
        }
    }
    let afghanistan = computed.get("AFG").map_or(f64::NAN, |ours| ours.risk);
    let ahead = computed.values().filter(|other| other.risk > afghanistan).count();
    Ok(vec![
        Measured::new("countries", iso3.len() as f64),
        Measured::new("countries with the published risk and class", same as f64),
        Measured::new("components compared", f64::from(compared)),
        Measured::new("components that differ", differ as f64),
        Measured::new("Afghanistan, risk", afghanistan),
        Measured::new("Afghanistan, rank", (ahead + 1) as f64),
    ])
}

/// Years of the index: it is out in the autumn before, so that our forecast of the December before is of about the same date.
const YEARS: [i16; 5] = [2015, 2017, 2019, 2021, 2023];
/// Years in which the event may come.
const WINDOW: i16 = 3;
const DRAWS: u64 = 200;

/// A state in a year of the index: our chances, what INFORM says, and what came in any of three years.
struct Case {
    unit: u16,
    conflict: f64,
    war: f64,
    risk: f64,
    hazard: f64,
    at_peace: bool,
    fought: bool,
    warred: bool,
}

/// Conflict and war within three years: does the index rank states better than our chances do?
///
/// # Errors
/// Those of the snapshot and the engine.
pub fn rival(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let cases = cases(context)?;
    let peaceful: Vec<&Case> = cases.iter().filter(|case| case.at_peace).collect();
    let all: Vec<&Case> = cases.iter().collect();
    let mut measured = ranked("conflict", &all, |case| case.conflict, |case| case.fought)?;
    measured.extend(ranked("new conflict", &peaceful, |case| case.conflict, |case| case.fought)?);
    measured.extend(ranked("war", &all, |case| case.war, |case| case.warred)?);
    Ok(measured)
}

fn cases(context: &Context<'_>) -> Result<Vec<Case>, VerifyError> {
    let (world, panel) = (context.world()?, context.panel()?);
    let model = alone(&Model::load(&world)?, &["conflict"]);
    let read = |series: &str| Ok::<_, VerifyError>(Observed::read(&panel, series)?.0);
    let (levels, risks, hazards) = (read("conflict_level")?, read("inform_risk")?, read("inform_hazard")?);
    let mut cases = Vec::new();
    for year in YEARS.map(Year) {
        let origin = year - 1;
        let keep = |[level]: [&[f64]; 1]| level.to_vec();
        let (units, draws) = each_draw(&model, &panel, (origin, origin + WINDOW), DRAWS, ["conflict"], keep)?;
        for (position, unit) in units.iter().enumerate() {
            let chance = |least: f64| chance(&draws, units.len(), position, least);
            let (Some(risk), Some(hazard)) = (risks.level(*unit, year), hazards.level(*unit, year)) else {
                continue;
            };
            let level = |at: Year| levels.level(*unit, at);
            let (Some(now), Some(before), Some(worst)) =
                (level(origin), level(origin - 1), worst(level, origin))
            else {
                continue;
            };
            cases.push(Case {
                unit: CountryId::gw(*unit),
                conflict: chance(1.0),
                war: chance(2.0),
                risk,
                hazard,
                at_peace: now == 0.0 && before == 0.0,
                fought: worst >= 1.0,
                warred: worst >= 2.0,
            });
        }
    }
    Ok(cases)
}

/// The highest level of the window, where every year is known.
fn worst(level: impl Fn(Year) -> Option<f64>, origin: Year) -> Option<f64> {
    (1..=WINDOW).map(|ahead| level(origin + ahead)).try_fold(0.0_f64, |worst, level| Some(worst.max(level?)))
}

/// Share of draws in which the level is `least` or more in any year.
fn chance(draws: &[Vec<f64>], units: usize, position: usize, least: f64) -> f64 {
    let comes = |draw: &&Vec<f64>| draw.iter().skip(position).step_by(units).any(|level| *level >= least);
    draws.iter().filter(comes).count() as f64 / draws.len() as f64
}

/// AUC of ours and of the two indices, and ours less each, whole countries resampled.
fn ranked(
    event: &str,
    cases: &[&Case],
    ours: fn(&Case) -> f64,
    came: fn(&Case) -> bool,
) -> Result<Vec<Measured>, VerifyError> {
    let happened: Vec<bool> = cases.iter().map(|case| came(case)).collect();
    let units: Vec<u16> = cases.iter().map(|case| case.unit).collect();
    let of = |value: fn(&Case) -> f64| cases.iter().map(|case| value(case)).collect::<Vec<f64>>();
    let model = of(ours);
    let events = happened.iter().filter(|came| **came).count();
    let mut measured = vec![
        Measured::new(format!("{event}: cases"), cases.len() as f64),
        Measured::new(format!("{event}: events"), events as f64),
        Measured::new(format!("{event}: AUC, model"), auc(&model, &happened)?),
    ];
    let rivals: [Named; 2] = [("INFORM Risk", |case| case.risk), ("INFORM hazard", |case| case.hazard)];
    for (name, value) in rivals {
        let theirs = of(value);
        let difference = |positions: &[usize]| {
            let pick = |values: &[f64]| positions.iter().map(|&at| values[at]).collect::<Vec<f64>>();
            let happened: Vec<bool> = positions.iter().map(|&at| happened[at]).collect();
            Some(auc(&pick(&model), &happened).ok()? - auc(&pick(&theirs), &happened).ok()?)
        };
        let interval = block_bootstrap(&units, Bootstrap::with_seed(1), difference)?;
        let theirs = auc(&theirs, &happened)?;
        measured.push(Measured::new(format!("{event}: AUC, {name}"), theirs));
        let gain = auc(&model, &happened)? - theirs;
        let title = format!("{event}: AUC, model minus {name}");
        measured.push(Measured::with_interval(title, gain, interval.lower, interval.upper));
    }
    Ok(measured)
}
