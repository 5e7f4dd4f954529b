//! An outbreak of one disease from one place, followed day by day on the travel network: when each place has its first case.

use forefend_report::{ArrivalChart, ArrivalPlace, Outbreak, Unit};
use forefend_score::quantiles;
use forefend_simulate::luck::{Luck, Stream};
use forefend_simulate::travel::TravelNetwork;
use forefend_threats::epidemic::{Disease, EpidemicError, Outbreak as Seeds, Travel, spread};

use super::fit::fit;
use super::{Distance, Distances, FEWEST, distances};
use crate::error::AssessError;
use crate::{Material, names, telling};

/// People of a place that the world does not simulate.
const MISSING: i64 = 200_000;
/// International journeys a day.
const TRIPS: f64 = 5.0e6;
/// People infected at the beginning.
const SEEDED: i64 = 50;
/// Days that are followed.
const DAYS: u32 = 365;
/// Times that it is followed.
const RUNS: u64 = 50;
/// Seed of its luck: the same in every run of the program, so that the example stays the same.
const SEED: u64 = 1;

/// What `[outbreak]` declares, followed; none where nothing is declared. Every day told is entered in the ledger. The numbers of a place
/// and day are those of the declaration alone: no seed of a run moves them.
///
/// # Errors
/// Those of the network's tables, or of a disease that cannot be.
pub(crate) fn outbreak(material: &Material<'_>) -> Result<Option<Outbreak>, AssessError> {
    let Some(declared) = &material.telling().outbreak else { return Ok(None) };
    let from = distances(material.world, declared.origin.as_ref())?;
    let days = first_days(material, declared, &from)?;
    let query = format!("reference/threat/{}/arrival", declared.threat.as_ref());
    let mut places = Vec::new();
    let mut late = 0_usize;
    for ((code, name, distance), days) in from.places.iter().zip(&days) {
        let [low, middle, high] = quantiles(days, [0.05, 0.5, 0.95]);
        let walk = distance[0];
        if *code == from.origin {
            continue;
        }
        if middle >= f64::from(DAYS) || !walk.is_finite() {
            late += 1;
            continue;
        }
        material.ledger.interval(&format!("{query}/{code}/days"), middle, [low, high], Unit::Number);
        let (iso3, name) = (code.clone(), name.clone());
        places.push(ArrivalPlace { iso3, name, distance: walk, days: middle, between: Some((low, high)) });
    }
    if places.len() < FEWEST {
        return Ok(None);
    }
    let x: Vec<f64> = places.iter().map(|place| place.distance).collect();
    let y: Vec<f64> = places.iter().map(|place| place.days).collect();
    let fitted = fit(Distance::RandomWalk, &x, &y);
    let unreached = match late {
        0 => String::new(),
        late => format!(" Most runs do not reach {late} places within a year."),
    };
    let explained = fitted.map_or_else(String::new, |fitted| {
        format!(" The distance explains {:.0} % of the variance of the days.", 100.0 * fitted.fit.r2)
    });
    Ok(Some(Outbreak {
        event: declared.event.clone(),
        origin: (from.origin, from.origin_name.clone()),
        runs: RUNS,
        chart: ArrivalChart {
            title: format!("First cases against distance from {}", from.origin_name),
            distance: format!("effective distance ({})", Distance::RandomWalk.name()),
            places,
            line: fitted.map(|fitted| (fitted.fit.slope, fitted.fit.intercept)),
            marked: None,
            query: material.ledger.prefix(&query),
            note: format!(
                "Medians of {RUNS} runs on flights of 2014; nothing is done against it.{unreached}{explained} {}",
                declared.source
            ),
        },
    }))
}

/// By place of the network: the day of its first case in every run; the last day where there was none.
fn first_days(
    material: &Material<'_>,
    declared: &telling::Outbreak,
    from: &Distances,
) -> Result<Vec<Vec<f64>>, AssessError> {
    let network = TravelNetwork::of_world(material.world)?;
    let known = material.last_known(declared.population.as_ref());
    let mut people = vec![MISSING; network.places.len()];
    for (country, value) in known.into_iter().filter(|(_, value)| *value >= 1.0) {
        if let Some(at) = network.position(&names::iso3(material.panel, country)) {
            people[at] = libm::round(value) as i64;
        }
    }
    let disease = Disease {
        reproduction: *declared.reproduction.as_ref(),
        latent_days: declared.latent_days,
        infectious_days: declared.infectious_days,
    };
    let origin = network.position(&from.origin).unwrap_or_default();
    followed(&network, &people, &disease, origin).map_err(|error| AssessError::Declaration {
        place: material.world.at(telling::FILE, declared.reproduction.span()),
        message: error.to_string(),
    })
}

/// By place: the day of its first case in every run.
fn followed(
    network: &TravelNetwork,
    people: &[i64],
    disease: &Disease,
    origin: usize,
) -> Result<Vec<Vec<f64>>, EpidemicError> {
    let travel = Travel::new(&network.seats, people, TRIPS)?;
    let seeds = Seeds { seeds: vec![(origin, SEEDED)], days: DAYS, reached_at: 1 };
    let mut days = vec![Vec::new(); people.len()];
    for run in 0..RUNS {
        let course = spread(&travel, people, disease, &seeds, numbers(run), |_, _| ())?;
        for (days, first) in days.iter_mut().zip(&course.first_case) {
            days.push(f64::from(first.unwrap_or(DAYS)));
        }
    }
    Ok(days)
}

/// Four uniform numbers of a run, place, day and block.
fn numbers(run: u64) -> impl Fn(usize, u32, u32) -> [f64; 4] {
    const LUCK: Stream = Stream::named("outbreak");
    move |place, day, block| {
        let luck = Luck::at(SEED, run, day as i32, place as u64, LUCK);
        std::array::from_fn(|k| luck.nth(4 * u64::from(block) + k as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use forefend_simulate::WorldFiles;

    #[test]
    fn near_places_come_first_and_the_origin_on_the_first_day() {
        let world = WorldFiles::new("world", forefend_world::files());
        let network = TravelNetwork::of_world(&world).unwrap();
        let people = vec![20_000_000; network.places.len()];
        let disease = Disease { reproduction: 1.75, latent_days: 1.5, infectious_days: 2.1 };
        let at = |iso3: &str| network.position(iso3).unwrap();
        let days = followed(&network, &people, &disease, at("MEX")).unwrap();
        let median = |iso3: &str| quantiles(&days[at(iso3)], [0.5])[0];
        assert_eq!((days[0].len() as u64, median("MEX")), (RUNS, 0.0));
        assert!(0.0 < median("USA") && median("USA") < median("KEN"), "{days:?}");
        assert_eq!(followed(&network, &people, &disease, at("MEX")).unwrap(), days, "the same again");
        // A disease that spreads faster is there sooner.
        let faster = Disease { reproduction: 3.0, ..disease };
        let sooner = followed(&network, &people, &faster, at("MEX")).unwrap();
        assert!(quantiles(&sooner[at("KEN")], [0.5])[0] < median("KEN"));
    }
}
