//! G8: how an outbreak travels. Distances against first reports, simulated arrivals, cuts of travel, preparedness and detection.

mod reports;
mod simulated;

use std::collections::BTreeMap;
use std::rc::Rc;

use forefend_simulate::travel::TravelNetwork;
use forefend_threats::network::{dominant_paths, kilometres, random_walk};

pub use self::reports::{delays, preparedness};
pub use self::simulated::{arrival, cuts, speed};

use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

const REPORTS: &str = "multilateral/pandemic/arrival_dates_h1n1_sars.csv";
/// Discount of the random walk.
const DISCOUNT: f64 = 1.0;

fn wrong(error: impl std::fmt::Display) -> VerifyError {
    VerifyError::computation(error.to_string())
}

fn network(context: &Context<'_>) -> Result<Rc<TravelNetwork>, VerifyError> {
    context.once("travel network", || Ok(TravelNetwork::of_world(&*context.world()?)?))
}

fn origin(network: &TravelNetwork, iso3: &str) -> Result<usize, VerifyError> {
    network.position(iso3).ok_or_else(|| wrong(format!("{iso3} is no place of the network")))
}

/// Place in the network and day of the first report of a pathogen, without the origin and the places in `not`.
fn first_reports(
    context: &Context<'_>,
    network: &TravelNetwork,
    pathogen: &str,
    not: &[&str],
) -> Result<Vec<(usize, f64)>, VerifyError> {
    let table = context.table(REPORTS, &["pathogen", "iso3", "day"])?;
    let (pathogens, codes, days) = (table.words("pathogen")?, table.texts("iso3")?, table.numbers("day")?);
    let rows = (0..table.len()).filter(|&row| pathogens[row] == pathogen);
    let known = rows.filter_map(|row| Some((codes[row].filter(|code| !not.contains(code))?, days[row])));
    Ok(known.filter_map(|(code, day)| Some((network.position(code)?, day))).collect())
}

/// Share of the variance of `y` that a line on `x` explains.
fn r2(x: &[f64], y: &[f64]) -> f64 {
    let mean = |of: &[f64]| of.iter().sum::<f64>() / of.len() as f64;
    let (mean_x, mean_y) = (mean(x), mean(y));
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for (x, y) in x.iter().zip(y) {
        let (dx, dy) = (x - mean_x, y - mean_y);
        (xx, xy, yy) = (xx + dx * dx, xy + dx * dy, yy + dy * dy);
    }
    xy * xy / (xx * yy)
}

/// R2 of first reports against the three distances: influenza of 2009 from Mexico, and SARS of 2003 (onsets, from Hong Kong, without
/// mainland China where it began months before).
///
/// # Errors
/// Those of the source and of the snapshot.
pub fn distances(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let network = network(context)?;
    let links = (0..network.places.len()).map(|place| network.seats.from(place).len()).sum::<usize>() / 2;
    let (walks, paths) = (random_walk(&network.seats, DISCOUNT), dominant_paths(&network.seats));
    let mut measured =
        vec![Measured::new("places", network.places.len() as f64), Measured::new("links", links as f64)];
    for (name, pathogen, iso3, not) in
        [("H1N1", "h1n1", "MEX", &["MEX"][..]), ("SARS", "sars_onset", "HKG", &["HKG", "CHN"][..])]
    {
        let from = origin(&network, iso3)?;
        let reports = first_reports(context, &network, pathogen, not)?;
        let days: Vec<f64> = reports.iter().map(|report| report.1).collect();
        let against = |distance: &dyn Fn(usize) -> f64| {
            r2(&reports.iter().map(|report| distance(report.0)).collect::<Vec<_>>(), &days)
        };
        let here = network.places[from].middle;
        measured.extend([
            Measured::new(format!("{name}: places"), reports.len() as f64),
            Measured::new(format!("{name}: random walk"), against(&|to| walks[from][to])),
            Measured::new(format!("{name}: dominant path"), against(&|to| paths[from][to])),
            Measured::new(
                format!("{name}: geographic"),
                against(&|to| kilometres(here, network.places[to].middle)),
            ),
        ]);
    }
    Ok(measured)
}

/// Position of each place by code.
fn positions(network: &TravelNetwork) -> BTreeMap<&str, usize> {
    network.places.iter().enumerate().map(|(at, place)| (place.iso3.as_str(), at)).collect()
}
