//! When an outbreak was first reported where, against how far each place is from its origin: by travel and in kilometres.

mod dates;
mod fit;
mod outbreak;

use std::path::Path;

use forefend_panel::{suggestion, written_day};
use forefend_report::{ArrivalChart, ArrivalPlace};
use forefend_simulate::WorldFiles;
use forefend_simulate::travel::TravelNetwork;
use forefend_threats::network::{dominant_paths, kilometres, random_walk};

use self::dates::Report;
use self::fit::fit;
pub(crate) use self::outbreak::outbreak;
use crate::error::AssessError;

/// Discount of the random walk, delta: as in the published figures.
const DISCOUNT: f64 = 1.0;
/// Fewest places that a line is fitted to.
const FEWEST: usize = 3;

/// A way to measure how far two places are from each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Distance {
    /// Effective distance of a random walk along all paths.
    RandomWalk,
    /// Effective distance along the most probable path.
    DominantPath,
    /// Thousands of kilometres.
    Geographic,
}

impl Distance {
    /// All of them, as they are told.
    pub const ALL: [Self; 3] = [Self::RandomWalk, Self::DominantPath, Self::Geographic];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::RandomWalk => "random walk",
            Self::DominantPath => "dominant path",
            Self::Geographic => "geographic, 1,000 km",
        }
    }
}

/// Distances of every place of the network from an origin.
#[derive(Debug, Clone, PartialEq)]
pub struct Distances {
    /// Code of the origin.
    pub origin: String,
    /// Its name.
    pub origin_name: String,
    /// Code, name and distances in the order of [`Distance::ALL`], by code; infinite where no flight leads.
    pub places: Vec<(String, String, [f64; 3])>,
}

/// One distance against days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ArrivalFit {
    /// Share of the variance of the days that a line explains.
    pub r2: f64,
    /// Days of a unit of distance.
    pub slope: f64,
    /// Days at distance 0, counted as [`Arrivals::day_zero`] says.
    pub intercept: f64,
}

/// The line of one distance, with 90 % intervals over resampled places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FittedDistance {
    /// Which.
    pub distance: Distance,
    /// The line.
    pub fit: ArrivalFit,
    /// Of the share of variance.
    pub r2_90: [f64; 2],
    /// Of the slope.
    pub slope_90: [f64; 2],
}

/// An outbreak's first reports against distance from its origin.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrivals {
    /// Code and name of the origin.
    pub origin: (String, String),
    /// Rows of the file that hold a report.
    pub reports: usize,
    /// Places that are fitted.
    pub used: usize,
    /// Day from which days are counted, `YYYY-MM-DD`: the origin's report, or the earliest one where the file has none of it.
    pub day_zero: String,
    /// The places that are fitted, in the order of the file.
    pub places: Vec<ArrivedPlace>,
    /// One line a distance, in the order of [`Distance::ALL`].
    pub fits: Vec<FittedDistance>,
    /// Code and reason of those left out, by reason.
    pub left_out: Vec<(String, &'static str)>,
}

/// One place with its first report.
#[derive(Debug, Clone, PartialEq)]
pub struct ArrivedPlace {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// In the order of [`Distance::ALL`].
    pub distances: [f64; 3],
    /// Days since [`Arrivals::day_zero`].
    pub days: f64,
}

impl Arrivals {
    /// The figure of one distance.
    pub fn chart(&self, by: Distance) -> ArrivalChart {
        let at = Distance::ALL.iter().position(|distance| *distance == by).unwrap_or_default();
        let place = |place: &ArrivedPlace| ArrivalPlace {
            iso3: place.code.clone(),
            name: place.name.clone(),
            distance: place.distances[at],
            days: place.days,
            between: None,
        };
        let fitted = self.fits.iter().find(|fitted| fitted.distance == by);
        ArrivalChart {
            title: format!("First reports against distance from {}", self.origin.1),
            distance: match by {
                Distance::Geographic => "distance, 1,000 km".to_owned(),
                _ => format!("effective distance ({})", by.name()),
            },
            places: self.places.iter().map(place).collect(),
            line: fitted.map(|fitted| (fitted.fit.slope, fitted.fit.intercept)),
            marked: None,
            query: String::new(),
            note: format!("Days since {}.", self.day_zero),
        }
    }
}

/// How far every place is from `origin` (ISO code of three letters) by the travel network of `world`.
///
/// # Errors
/// A world without the network's tables; an origin that is no place of the network.
pub fn distances(world: &WorldFiles, origin: &str) -> Result<Distances, AssessError> {
    let network = TravelNetwork::of_world(world)?;
    let code = origin.trim().to_uppercase();
    let from = network.position(&code).ok_or_else(|| no_origin(origin, &code, &network))?;
    let walk = random_walk(&network.seats, DISCOUNT).swap_remove(from);
    let path = dominant_paths(&network.seats).swap_remove(from);
    let here = network.places[from].middle;
    let places = network.places.iter().enumerate().map(|(at, place)| {
        let thousands = kilometres(here, place.middle) / 1000.0;
        (place.iso3.clone(), place.name.clone(), [walk[at], path[at], thousands])
    });
    Ok(Distances { origin: code, origin_name: network.places[from].name.clone(), places: places.collect() })
}

/// First reports in the file at `observed` (CSV with columns `iso3` and `date`) against distance from `origin`.
///
/// # Errors
/// As [`distances`]; a file that holds no such table, with line and remedy; fewer than three places in common with the
/// network.
pub fn arrivals(world: &WorldFiles, origin: &str, observed: &Path) -> Result<Arrivals, AssessError> {
    let from = distances(world, origin)?;
    let place = observed.display().to_string();
    let wrong = |message: String| AssessError::Declaration { place: place.clone(), message };
    let codes: Vec<&str> = from.places.iter().map(|(code, _, _)| code.as_str()).collect();
    let reports = dates::read(observed, &codes)?;
    let of_origin = reports.iter().find(|report| report.iso3 == from.origin).map(|report| report.day);
    let earliest = reports.iter().map(|report| report.day).min();
    let zero =
        of_origin.or(earliest).ok_or_else(|| wrong("no report at all; give a row a place".to_owned()))?;
    let mut left_out = Vec::new();
    let mut places: Vec<ArrivedPlace> = Vec::new();
    for Report { iso3, day } in &reports {
        match from.places.iter().find(|(code, _, _)| code == iso3) {
            _ if *iso3 == from.origin => left_out.push((iso3.clone(), "the origin itself")),
            None => left_out.push((iso3.clone(), "no flights in the network")),
            Some((_, _, distances)) if distances.iter().any(|distance| distance.is_infinite()) => {
                left_out.push((iso3.clone(), "no flights lead there from the origin"));
            }
            Some((code, name, distances)) => places.push(ArrivedPlace {
                code: code.clone(),
                name: name.clone(),
                distances: *distances,
                days: (day - zero) as f64,
            }),
        }
    }
    if places.len() < FEWEST {
        let message = format!(
            "{} of its {} places lie in the travel network apart from the origin; a line needs {FEWEST}",
            places.len(),
            reports.len()
        );
        return Err(wrong(message));
    }
    left_out.sort_by(|a, b| (a.1, &a.0).cmp(&(b.1, &b.0)));
    let days: Vec<f64> = places.iter().map(|place| place.days).collect();
    let fits = Distance::ALL.into_iter().enumerate().map(|(at, distance)| {
        let x: Vec<f64> = places.iter().map(|place| place.distances[at]).collect();
        fit(distance, &x, &days).ok_or_else(|| {
            wrong("all dates are the same, or all places equally far away; no line can be fitted".to_owned())
        })
    });
    Ok(Arrivals {
        fits: fits.collect::<Result<_, _>>()?,
        origin: (from.origin, from.origin_name),
        reports: reports.len(),
        used: places.len(),
        places,
        day_zero: written_day(zero),
        left_out,
    })
}

fn no_origin(origin: &str, code: &str, network: &TravelNetwork) -> AssessError {
    let near = suggestion(code, network.places.iter().map(|place| place.iso3.as_str()));
    AssessError::Declaration {
        place: format!("--origin {origin}"),
        message: format!(
            "no place of the travel network{near}; give an ISO code of three letters, such as MEX"
        ),
    }
}
