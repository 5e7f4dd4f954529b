//! G11: what missions and neighbours go with in the model's own yearly frame, from the country-year panel and Geo-PKO.
//!
//! Levels are those of conflicts by government side (`acd_level`), as when the figures of the evidence register were measured.
//! Logits on countries' years with the log of GDP per capita and of population of the year before, errors clustered by
//! country; a mission is 100 troops or more the year before. None of it is an effect: missions go to hard cases.

use forefend_estimate::{Covariance, Family, Request, critical_value, fit};

use super::columns::{of_terms, term};
use super::country_years::CountryYears;
use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

/// First year of the panel, and the years with troops.
const FIRST: usize = 1946;
const WITH_TROOPS: std::ops::RangeInclusive<usize> = 1995..=2020;
/// Troops from which on a mission counts as present.
const PRESENT: f64 = 100.0;
/// Whole years of peace after which a new conflict is no return of the old one, and the half-life of what is left of it.
const RETURN: f64 = 10.0;
const HALF_LIFE: f64 = 8.0;

/// A country's year with what was known the year before.
struct Row {
    unit: u64,
    year: usize,
    level: f64,
    before: f64,
    /// Years of peace up to this one; none where no conflict is on record.
    peace: Option<f64>,
    income: f64,
    people: f64,
    troops: f64,
    neighbours: f64,
}

/// Odds ratios with 95 % bounds: of a mission on the return of conflict within ten years, on its end and on its way to war;
/// of 1,000 troops on its return; and of one more neighbour in conflict on conflict after peace.
///
/// # Errors
/// Those of the source and the fits.
pub fn odds_ratios(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let rows = rows(context)?;
    let known = |row: &&Row| WITH_TROOPS.contains(&row.year) && !row.troops.is_nan();
    let returning: Vec<&Row> = rows
        .iter()
        .filter(known)
        .filter(|row| row.before == 0.0 && row.peace.is_some_and(|years| years <= RETURN + 1.0))
        .collect();
    let running: Vec<&Row> = rows.iter().filter(known).filter(|row| row.before > 0.0).collect();
    let minor: Vec<&Row> = running.iter().copied().filter(|row| row.before == 1.0).collect();
    let peaceful: Vec<&Row> = rows.iter().filter(|row| row.before == 0.0 && row.year <= 2020).collect();
    let present = |row: &Row| flag(row.troops >= PRESENT);
    let mut measured = Vec::new();
    measured.extend(ratio("return", &returning, &|row| row.level > 0.0, &present, true)?);
    measured.extend(ratio(
        "return, 1,000 troops",
        &returning,
        &|row| row.level > 0.0,
        &|row| row.troops / 1000.0,
        true,
    )?);
    measured.extend(ratio("end", &running, &|row| row.level == 0.0, &present, false)?);
    measured.extend(ratio("way to war", &minor, &|row| row.level == 2.0, &present, false)?);
    measured.extend(ratio("neighbour", &peaceful, &|row| row.level > 0.0, &|row| row.neighbours, true)?);
    Ok(measured)
}

/// Odds ratio of `what` with its bounds, rows and events.
fn ratio(
    name: &str,
    rows: &[&Row],
    event: &dyn Fn(&Row) -> bool,
    what: &dyn Fn(&Row) -> f64,
    fading: bool,
) -> Result<Vec<Measured>, VerifyError> {
    let of = |value: &dyn Fn(&Row) -> f64| rows.iter().map(|row| value(row)).collect::<Vec<f64>>();
    let (y, x, income, people) =
        (of(&|row| flag(event(row))), of(what), of(&|row| row.income), of(&|row| row.people));
    // Peace without a conflict on record counts from the start of the record.
    let fade = of(&|row| libm::exp2(-row.peace.unwrap_or((row.year - FIRST) as f64) / HALF_LIFE));
    let mut terms: Vec<(&str, &[f64])> = vec![("what", &x), ("income", &income), ("people", &people)];
    if fading {
        terms.push(("fade", &fade));
    }
    let unit: Vec<u64> = rows.iter().map(|row| row.unit).collect();
    let design = of_terms(&y, &terms, &unit);
    let events = design.y.iter().sum();
    let fit = fit(&design, &Request::new(Family::Logit).with_covariance(Covariance::Clustered))?;
    let (coefficient, error) = term(&fit, "what")?;
    // The register's errors are those of statsmodels, which multiplies clustered variances by (n - 1) / (n - k) as well.
    let small = (fit.n as f64 - 1.0) / (fit.n as f64 - (terms.len() + 1) as f64);
    let at = |z: f64| libm::exp(coefficient + z * error * small.sqrt());
    let z = critical_value(0.05, None);
    Ok(vec![
        Measured::new(format!("{name}, rows"), fit.n as f64),
        Measured::new(format!("{name}, events"), events),
        Measured::new(name, at(0.0)),
        Measured::new(format!("{name}, low"), at(-z)),
        Measured::new(format!("{name}, high"), at(z)),
    ])
}

/// Countries' years whose level and that of the year before are known.
fn rows(context: &Context<'_>) -> Result<Vec<Row>, VerifyError> {
    let panel = CountryYears::read(context)?;
    let level = panel.wide("acd_level")?;
    let (income, people) = (panel.wide("gdppc")?, panel.wide("population")?);
    let (troops, neighbours) = (panel.wide("pko_troops")?, panel.wide("nb_conf")?);
    let mut rows = Vec::new();
    for (at, unit) in panel.units.iter().enumerate() {
        let (mut peace, mut seen) = (0.0, false);
        for year in 1..level[at].len() {
            let before = level[at][year - 1];
            if before > 0.0 {
                (peace, seen) = (0.0, true);
            } else if before == 0.0 {
                peace += 1.0;
            }
            if before.is_nan() || level[at][year].is_nan() {
                continue;
            }
            rows.push(Row {
                unit: u64::from(*unit),
                year: FIRST + year,
                level: level[at][year],
                before,
                peace: seen.then_some(peace),
                income: libm::log(income[at][year - 1]),
                people: libm::log(people[at][year - 1]),
                troops: troops[at][year - 1],
                neighbours: neighbours[at][year - 1],
            });
        }
    }
    Ok(rows)
}

fn flag(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}
