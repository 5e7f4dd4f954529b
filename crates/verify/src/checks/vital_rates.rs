//! G5: intervals of fertility, life expectancy and people against what came, and beside those of the United Nations.
//!
//! The vintage test: what World Population Prospects 2019 projected against what the revision of 2024 says of 2020 to 2023
//! (people: of 2025). Widths are learned on half of the countries and scored on the other. Whoever is in which half is
//! [`learns`], fixed before anything was scored.

mod exchange;
mod people;
mod source;

use forefend_drivers::cohort::rates::rolling::{Scored, scored};
use forefend_drivers::cohort::rates::vintage::{Case, intervals, learn};
use forefend_drivers::cohort::rates::{
    Anchor, ONCE, Spread, VitalRates, WORLD, YEARLY, Year, interval_score, learns,
};
use forefend_score::quantile_sorted;
use forefend_simulate::luck::{Luck, Stream};
use rayon::prelude::*;

pub(super) use self::exchange::exchange;
pub(super) use self::people::widths as widths_of_people;
use self::source::{Revision, Vintage};
use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

const STREAM: Stream = Stream::named("vital rates");
/// Names of what the vintage test scores.
const SCORED: [&str; 3] = ["fertility", "life expectancy", "people"];

/// A standard normal number by draw, country (nothing: the world), year and number.
fn normal(draw: u64, country: Option<usize>, year: usize, k: usize) -> f64 {
    let unit = country.map_or(0, |country| country as u64 + 1);
    Luck::at(1, draw, year as i32, unit, STREAM).normal(k as u64)
}

/// Coverage of 80 % intervals on the half that was not learned on, ours and the United Nations', the difference of mean
/// interval scores (people: over the people that came), and the widths learned.
///
/// # Errors
/// Those of the sources.
pub fn vintage(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let vintage = Vintage::read(context)?;
    let revision = Revision::read(context)?;
    // The world's curves and errors are those of the learning half to 2017, yearly in the later revision.
    let half = revision.history.until(68).only(|country| learns(&revision.iso3[country]));
    let rates = VitalRates::fit(&half).with_countries(&vintage.history);
    let (learning, scoring): (Vec<_>, Vec<_>) = vintage.cases.iter().partition(|(iso3, _)| learns(iso3));
    let cases = |half: Vec<&(String, Case)>| half.into_iter().map(|(_, case)| *case).collect::<Vec<Case>>();
    let (learning, scoring) = (cases(learning), cases(scoring));
    let learned = learn(&rates, &learning, &normal);
    let spread = Spread::from(&learned);
    let ours: Vec<[[f64; 2]; 3]> =
        scoring.par_iter().map(|case| intervals(&rates, &spread, case, &normal)).collect();
    let mut all = vec![Measured::new("countries scored", scoring.len() as f64)];
    for (which, name) in SCORED.iter().enumerate() {
        let n = scoring.len() as f64;
        let scale = |case: &Case| if which == 2 { case.came[2] } else { 1.0 };
        let held = |[low, high]: [f64; 2], came: f64| f64::from(u8::from(low <= came && came <= high));
        let mean = |of: &dyn Fn(usize, &Case) -> f64| {
            scoring.iter().enumerate().map(|(k, case)| of(k, case)).sum::<f64>() / n
        };
        let coverage = mean(&|k, case| held(ours[k][which], case.came[which]));
        let theirs = mean(&|_, case| held(case.published[which], case.came[which]));
        let score = mean(&|k, case| interval_score(ours[k][which], case.came[which]) / scale(case));
        let published =
            mean(&|_, case| interval_score(case.published[which], case.came[which]) / scale(case));
        all.push(Measured::new(format!("{name}: coverage"), coverage));
        all.push(Measured::new(format!("{name}: coverage of the UN's"), theirs));
        all.push(Measured::new(format!("{name}: interval score minus the UN's"), score - published));
        all.push(Measured::new(format!("{name}: interval score of the UN's"), published));
    }
    let shipped = Spread::tested();
    let kept = [
        ("factor of fertility", learned.fertility, shipped.fertility),
        ("people at 85 years", learned.base[0].people, shipped.base[0].people),
        ("people at 55 years", learned.base[1].people, shipped.base[1].people),
        ("fertility at 85 years", learned.base[0].tfr, shipped.base[0].tfr),
        ("fertility at 55 years", learned.base[1].tfr, shipped.base[1].tfr),
        ("life expectancy at 85 years", learned.base[0].e0, shipped.base[0].e0),
        ("life expectancy at 55 years", learned.base[1].e0, shipped.base[1].e0),
    ];
    all.extend(kept.iter().map(|(name, learned, _)| Measured::new(format!("learned: {name}"), *learned)));
    let away = kept.iter().map(|(_, learned, shipped)| (learned - shipped).abs()).fold(0.0, f64::max);
    all.push(Measured::new("learned minus shipped, greatest", away));
    Ok(all)
}

/// Coverage of 80 % intervals and the mean score over that of "stays as it was", from 1985 to 2015, five and ten years ahead.
///
/// # Errors
/// Those of the sources.
pub fn rolling(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    const FIRST: usize = 1950;
    let revision = Revision::read(context)?;
    let origins: Vec<usize> = (1985..=2015).step_by(5).collect();
    let all: Vec<Scored> = origins
        .par_iter()
        .flat_map(|origin| scored(&revision.history, origin - FIRST + 1, &[5, 10], 200, &normal))
        .collect();
    let mut found = Vec::new();
    for ahead in [5, 10] {
        for (rate, name) in
            ["fertility", "life expectancy, women", "life expectancy, men", "migration"].iter().enumerate()
        {
            let of: Vec<&Scored> = all.iter().filter(|one| one.ahead == ahead && one.rate == rate).collect();
            let n = of.len() as f64;
            let covered = of.iter().filter(|one| one.covered).count() as f64 / n;
            let (crps, still) =
                of.iter().fold((0.0, 0.0), |(crps, still), one| (crps + one.crps, still + one.still));
            found.push(Measured::new(format!("{name}, {ahead} years: coverage"), covered));
            found.push(Measured::new(format!("{name}, {ahead} years: CRPS over persistence"), crps / still));
        }
    }
    Ok(found)
}

/// Half-widths of the 80 % intervals of the UN-compatible mode: medians of the countries of a million people.
///
/// # Errors
/// Those of the sources.
pub fn widths(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    const DRAWS: u64 = 400;
    let revision = Revision::read(context)?;
    let rates = VitalRates::fit(&revision.history);
    let years = revision.middle.len() / revision.iso3.len().max(1);
    let anchor = Anchor::new(&rates, years, &revision.middle);
    let spread = Spread::un();
    let kept = [2030, 2050, 2100].map(|year| year - revision.first_middle);
    let of_country = |country: usize| -> [[f64; 2]; 3] {
        let mut drawn: [[Vec<f64>; 2]; 3] = Default::default();
        for draw in 0..DRAWS {
            let once: [f64; ONCE] = std::array::from_fn(|k| normal(draw, Some(country), 0, k));
            let mut state = rates.begin(country, &spread, once);
            for year in 0..years {
                let world: [f64; WORLD] = std::array::from_fn(|k| normal(draw, None, year + 1, k));
                let own: [f64; YEARLY] = std::array::from_fn(|k| normal(draw, Some(country), year + 1, k));
                let of = rates.step(country, &spread, &mut state, world, own);
                let Year { tfr, e0, .. } = anchor.moved(country, year, &spread, of);
                if let Some(at) = kept.iter().position(|kept| *kept == year) {
                    drawn[at][0].push(tfr);
                    drawn[at][1].push(e0[0]);
                }
            }
        }
        drawn.map(|both| {
            both.map(|mut values| {
                values.sort_by(f64::total_cmp);
                0.5 * (quantile_sorted(&values, 0.9) - quantile_sorted(&values, 0.1))
            })
        })
    };
    let large: Vec<usize> = (0..revision.iso3.len()).filter(|&k| revision.people[k] >= 1e6).collect();
    let ours: Vec<[[f64; 2]; 3]> = large.par_iter().map(|&country| of_country(country)).collect();
    let median = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        quantile_sorted(&values, 0.5)
    };
    let mut found = Vec::new();
    for (at, year) in [2030, 2050, 2100].iter().enumerate() {
        for (which, name) in ["fertility", "life expectancy, women"].iter().enumerate() {
            let width = median(ours.iter().map(|of| of[at][which]).collect());
            let theirs = median(large.iter().map(|&k| revision.half_width(k, kept[at])[which]).collect());
            found.push(Measured::new(format!("{name} {year}"), width));
            found.push(Measured::new(format!("{name} {year}: the UN's, these countries"), theirs));
        }
    }
    Ok(found)
}
