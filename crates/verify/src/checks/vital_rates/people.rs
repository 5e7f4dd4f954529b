//! Half-widths of the population in the UN-compatible mode: drawn rates through the cohort engine.

use forefend_drivers::cohort::rates::{
    Anchor, ONCE, Spread, State, VitalRates, WORLD, YEARLY, Year, balance,
};
use forefend_drivers::cohort::{FEMALE, MALE, MeanTables, Mortality, People, Vital, advance, single_ages};
use forefend_score::quantile_sorted;
use rayon::prelude::*;

use super::super::demography::{self, BASE, COMPARED, LAST, Published, wrong};
use super::normal;
use super::source::Revision;
use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

const DRAWS: u64 = 200;

/// All that a draw needs of a country.
struct Country {
    code: u16,
    people: People,
    mortality: [Mortality; 2],
}

/// Median over countries of a million people of the half-width of the 80 % interval, over the population of that year, in
/// percent: ours, and the UN's for the same countries.
///
/// # Errors
/// Those of the sources, and rates that no population can be projected by.
pub fn widths(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let revision = Revision::read(context)?;
    let published = Published::read(context)?;
    let truth = demography::people(context)?;
    let mean = MeanTables::new(published.tables.values().flatten().flatten()).map_err(wrong)?;
    let missing = |code: u16| VerifyError::computation(format!("country {code} has no rates"));
    let countries = revision
        .codes
        .iter()
        .map(|&code| {
            let base = truth.get(&code).and_then(|years| years.get(&BASE)).ok_or_else(|| missing(code))?;
            let tables = published.tables.get(&code).ok_or_else(|| missing(code))?;
            let mortality = |sex: usize| Mortality::new(&tables[sex], &mean, 10.0, 40.0).map_err(wrong);
            Ok(Country {
                code,
                people: [
                    single_ages(&base[FEMALE]).map_err(wrong)?,
                    single_ages(&base[MALE]).map_err(wrong)?,
                ],
                mortality: [mortality(FEMALE)?, mortality(MALE)?],
            })
        })
        .collect::<Result<Vec<Country>, VerifyError>>()?;
    let rates = VitalRates::fit(&revision.history);
    let years = revision.middle.len() / countries.len().max(1);
    let anchor = Anchor::new(&rates, years, &revision.middle);
    let drawn: Vec<Vec<[f64; 3]>> =
        (0..DRAWS).into_par_iter().map(|draw| one(draw, &countries, &published, &rates, &anchor)).collect();
    let mut found = Vec::new();
    for (at, year) in COMPARED.iter().enumerate() {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for (place, country) in
            countries.iter().enumerate().filter(|(place, _)| revision.people[*place] >= 1e6)
        {
            let mut people: Vec<f64> = drawn.iter().map(|draw| draw[place][at]).collect();
            people.sort_by(f64::total_cmp);
            let middle: f64 = truth[&country.code][year].iter().flatten().sum();
            ours.push(50.0 * (quantile_sorted(&people, 0.9) - quantile_sorted(&people, 0.1)) / middle);
            theirs.push(100.0 * revision.half_of_people(place, *year) / middle);
        }
        for (name, mut widths) in [("", ours), (": the UN's, these countries", theirs)] {
            widths.sort_by(f64::total_cmp);
            found.push(Measured::new(format!("people {year}, %{name}"), quantile_sorted(&widths, 0.5)));
        }
    }
    Ok(found)
}

/// People of the years compared, by country, in one draw.
fn one(
    draw: u64,
    countries: &[Country],
    published: &Published,
    rates: &VitalRates,
    anchor: &Anchor,
) -> Vec<[f64; 3]> {
    let spread = Spread::un();
    let begin = |country: usize| -> State {
        let once: [f64; ONCE] = std::array::from_fn(|k| normal(draw, Some(country), 0, k));
        rates.begin(country, &spread, once)
    };
    let mut states: Vec<State> = (0..countries.len()).map(begin).collect();
    let mut people: Vec<People> = countries.iter().map(|country| country.people).collect();
    let mut kept = vec![[0.0; 3]; countries.len()];
    let mut before: Vec<Year> = Vec::new();
    for year in BASE..=LAST {
        let place = usize::try_from(year - BASE).unwrap_or_default();
        let world: [f64; WORLD] = std::array::from_fn(|k| normal(draw, None, place + 1, k));
        let now: Vec<Year> = states
            .iter_mut()
            .enumerate()
            .map(|(country, state)| {
                let own: [f64; YEARLY] = std::array::from_fn(|k| normal(draw, Some(country), place + 1, k));
                anchor.moved(country, place, &spread, rates.step(country, &spread, state, world, own))
            })
            .collect();
        if year > BASE {
            let all: Vec<f64> = people.iter().map(|people| people.iter().flatten().sum()).collect();
            let mut net: Vec<f64> =
                (0..all.len()).map(|k| 0.5 * (before[k].migration + now[k].migration) * all[k]).collect();
            let weight = |k: usize| all[k] * rates.countries[k].migration.deviation;
            balance(&mut net, &(0..all.len()).map(weight).collect::<Vec<_>>());
            for (k, country) in countries.iter().enumerate() {
                let half = |a: f64, b: f64| 0.5 * (a + b);
                let vital = Vital {
                    tfr: half(before[k].tfr, now[k].tfr),
                    e0: [0, 1].map(|sex| half(before[k].e0[sex], now[k].e0[sex])),
                    net_migrants: net[k],
                    ..Vital::default()
                };
                if let Some(Ok(schedule)) = demography::schedule(country.code, year, published) {
                    advance(&mut people[k], &country.mortality, &schedule, &vital);
                }
                if let Some(at) = COMPARED.iter().position(|compared| *compared == year) {
                    kept[k][at] = people[k].iter().flatten().sum();
                }
            }
        }
        before = now;
    }
    kept
}
