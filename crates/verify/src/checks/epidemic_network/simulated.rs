//! The stochastic epidemic on the network, from Mexico.

use std::rc::Rc;

use forefend_panel::{Availability, Month, Year};
use forefend_score::{SplitMix64, quantile_sorted};
use forefend_threats::epidemic::{Choices, Course, Disease, Epidemic, Outbreak, Travel, spread};
use forefend_threats::network::{dominant_paths, random_walk};

use super::{DISCOUNT, network, origin, positions, r2, wrong};
use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

/// People of a place that the panel does not have.
const MISSING: i64 = 200_000;
/// International journeys a day.
const TRIPS: f64 = 5.0e6;
const INFLUENZA: Disease = Disease { reproduction: 1.75, latent_days: 1.5, infectious_days: 2.1 };
const SEEDED: i64 = 50;
const DAYS: u32 = 200;
const REPLICATES: u64 = 50;
const YEAR: Year = Year(2009);
/// Shares of the travel of the origin that are cut, and the days from which they are.
const CUTS: [f64; 4] = [0.4, 0.8, 0.9, 0.99];
const FROM: [u32; 2] = [20, 40];

/// The network with the people of 2009.
struct Patches {
    origin: usize,
    people: Vec<i64>,
    travel: Travel,
}

fn patches(context: &Context<'_>) -> Result<Rc<Patches>, VerifyError> {
    context.once("travel of patches", || {
        let (network, panel) = (network(context)?, context.panel()?);
        let mut people = vec![MISSING; network.places.len()];
        let positions = positions(&network);
        let view = panel.as_of(Month::new(Year(2025), 12)?, Availability::Observed);
        for country in panel.roster().iter() {
            let at = country.iso3().and_then(|code| positions.get(code.as_str()).copied());
            if let (Some(at), Some(value)) = (at, view.observed("population", country.id, YEAR)?) {
                people[at] = value.round() as i64;
            }
        }
        let travel = Travel::new(&network.seats, &people, TRIPS).map_err(wrong)?;
        Ok(Patches { origin: origin(&network, "MEX")?, people, travel })
    })
}

/// Four uniform numbers of a replicate, place, day and block.
fn numbers(replicate: u64) -> impl Fn(usize, u32, u32) -> [f64; 4] {
    move |place, day, block| {
        let at = (replicate << 48) ^ ((place as u64) << 36) ^ (u64::from(day) << 24) ^ u64::from(block);
        let mut bits = SplitMix64::new(SplitMix64::new(at).next_bits());
        std::array::from_fn(|_| ((bits.next_bits() >> 12) as f64 + 0.5) / (1_u64 << 52) as f64)
    }
}

/// One replicate, with a share of the origin's travel cut from a day on, both directions.
fn run(patches: &Patches, replicate: u64, cut: Option<(u32, f64)>) -> Result<Course, VerifyError> {
    let outbreak = Outbreak { seeds: vec![(patches.origin, SEEDED)], days: DAYS, reached_at: 1 };
    let control = |epidemic: &Epidemic, choices: &mut Choices| {
        if let Some((day, share)) = cut
            && epidemic.day == day
        {
            choices.set_travel(&patches.travel, patches.origin, 1.0 - share);
        }
    };
    spread(&patches.travel, &patches.people, &INFLUENZA, &outbreak, numbers(replicate), control)
        .map_err(wrong)
}

/// Day of the first infected person in each place, median of the replicates; [`DAYS`] where most saw none.
fn medians(patches: &Patches, cut: Option<(u32, f64)>) -> Result<Vec<f64>, VerifyError> {
    let courses =
        (0..REPLICATES).map(|replicate| run(patches, replicate, cut)).collect::<Result<Vec<_>, _>>()?;
    let of = |place: usize| {
        let mut days: Vec<f64> =
            courses.iter().map(|course| f64::from(course.first_case[place].unwrap_or(DAYS))).collect();
        days.sort_by(f64::total_cmp);
        quantile_sorted(&days, 0.5)
    };
    Ok((0..patches.people.len()).map(of).collect())
}

fn free(context: &Context<'_>) -> Result<Rc<Vec<f64>>, VerifyError> {
    context.once("arrivals without a cut", || medians(&*patches(context)?, None))
}

/// R2 of the simulated median arrival against the two effective distances.
///
/// # Errors
/// Those of the snapshot.
pub fn arrival(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let (network, patches, free) = (network(context)?, patches(context)?, free(context)?);
    let reached: Vec<usize> = (0..patches.people.len())
        .filter(|&place| place != patches.origin && free[place] < f64::from(DAYS))
        .collect();
    let days: Vec<f64> = reached.iter().map(|&place| free[place]).collect();
    let against = |all: Vec<Vec<f64>>| {
        let x: Vec<f64> = reached.iter().map(|&place| all[patches.origin][place]).collect();
        r2(&x, &days)
    };
    Ok(vec![
        Measured::new("places reached", reached.len() as f64),
        Measured::new("random walk", against(random_walk(&network.seats, DISCOUNT))),
        Measured::new("dominant path", against(dominant_paths(&network.seats))),
    ])
}

/// Median delay of the median arrival by a cut of the origin's travel, over places reached after it, days.
///
/// # Errors
/// Those of the snapshot.
pub fn cuts(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let (patches, free) = (patches(context)?, free(context)?);
    let mut measured = Vec::new();
    for from in FROM {
        for share in CUTS {
            let cut = medians(&patches, Some((from, share)))?;
            let after = (0..cut.len())
                .filter(|&place| free[place] > f64::from(from) && free[place] < f64::from(DAYS));
            let mut delays: Vec<f64> = after.map(|place| cut[place] - free[place]).collect();
            delays.sort_by(f64::total_cmp);
            let name = format!("{:.0} % from day {from}", 100.0 * share);
            measured.push(Measured::new(name, quantile_sorted(&delays, 0.5)));
        }
    }
    Ok(measured)
}

/// Milliseconds of a replicate (mean of ten, of each the best of five runs) and of all effective distances, the best of five.
///
/// # Errors
/// Those of the snapshot.
pub fn speed(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let (network, patches) = (network(context)?, patches(context)?);
    let ([mut paths, mut walks], mut replicates) = ([f64::INFINITY; 2], [f64::INFINITY; 10]);
    for _ in 0..5 {
        for (at, best) in replicates.iter_mut().enumerate() {
            let start = context.seconds();
            if run(&patches, at as u64, None)?.days == 0 {
                return Err(wrong("no day was computed"));
            }
            *best = best.min(context.seconds() - start);
        }
        let start = context.seconds();
        let reached = dominant_paths(&network.seats).len();
        paths = paths.min(context.seconds() - start);
        let start = context.seconds();
        let walked = random_walk(&network.seats, DISCOUNT).len();
        walks = walks.min(context.seconds() - start);
        if reached != walked {
            return Err(wrong("distances of another number of places"));
        }
    }
    Ok(vec![
        Measured::new("replicate of 200 days, ms", 1e3 * replicates.iter().sum::<f64>() / 10.0),
        Measured::new("dominant paths, all pairs, ms", 1e3 * paths),
        Measured::new("random walks, all pairs, ms", 1e3 * walks),
    ])
}
