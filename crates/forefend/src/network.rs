//! `forefend network arrival`: first reports of an outbreak against distance by travel.

use forefend_assess::{Arrivals, Distance, Distances, arrivals, distances};
use forefend_report::figure::{arrival, svg::standalone};
use forefend_runs::write_file;
use serde_json::{Map, Value, json};

use crate::cli::Global;
use crate::cli::network::ArrivalArguments;
use crate::failure::Failure;
use crate::table::aligned;
use crate::terminal::say;

/// The keys of the distances in JSON, in the order of [`Distance::ALL`].
const KEYS: [&str; 3] = ["random_walk", "dominant_path", "geographic_1000_km"];

/// Fits an outbreak, or prints the distances from its origin.
pub fn arrival(global: &Global, arguments: &ArrivalArguments) -> Result<(), Failure> {
    let world = crate::input::world(arguments.world.as_deref())?;
    let (words, facts) = match &arguments.observed {
        Some(file) => {
            let found = arrivals(&world, &arguments.origin, file)?;
            if let Some(path) = &arguments.figure {
                let picture = arrival::arrival("arrival", &found.chart(Distance::RandomWalk));
                write_file(path, standalone(&picture).as_bytes())?;
            }
            (fitted(&found, &file.display().to_string()), fitted_facts(&found))
        }
        None => {
            let found = distances(&world, &arguments.origin)?;
            (listed(&found), listed_facts(&found))
        }
    };
    if global.json {
        say(&format!("{facts:#}\n"));
    } else if !global.quiet {
        say(&words);
    }
    Ok(())
}

fn fitted(found: &Arrivals, file: &str) -> String {
    let head = ["distance", "R2", "90 %", "days a unit", "90 %", "at 0"];
    let number = |value: f64, digits: usize| format!("{value:.digits$}").replace('-', "−");
    let range =
        |[low, high]: [f64; 2], digits| format!("{} to {}", number(low, digits), number(high, digits));
    let rows: Vec<Vec<String>> = found
        .fits
        .iter()
        .map(|of| {
            vec![
                of.distance.name().to_owned(),
                number(of.fit.r2, 3),
                range(of.r2_90, 3),
                number(of.fit.slope, 2),
                range(of.slope_90, 2),
                number(of.fit.intercept, 1),
            ]
        })
        .collect();
    let mut text = format!(
        "First reports in {file} against distance from {} ({}): {} of {} places, days since {}\n{}",
        found.origin.1,
        found.origin.0,
        found.used,
        found.reports,
        found.day_zero,
        aligned(&head, &rows, 1)
    );
    let mut reasons: Vec<&str> = found.left_out.iter().map(|(_, reason)| *reason).collect();
    reasons.dedup();
    for reason in reasons {
        let codes: Vec<&str> =
            found.left_out.iter().filter(|left| left.1 == reason).map(|left| left.0.as_str()).collect();
        text.push_str(&format!("left out, {reason}: {}\n", codes.join(" ")));
    }
    text
}

fn fitted_facts(found: &Arrivals) -> Value {
    let fits = found.fits.iter().zip(KEYS).map(|(of, key)| {
        let fit = json!({
            "r2": of.fit.r2, "r2_90": of.r2_90, "days_per_unit": of.fit.slope, "days_per_unit_90": of.slope_90,
            "intercept_days": of.fit.intercept,
        });
        (key.to_owned(), fit)
    });
    let places = found.places.iter().map(|place| {
        let mut facts = json!({ "iso3": place.code, "name": place.name, "days": place.days });
        for (key, value) in KEYS.iter().zip(place.distances) {
            facts[*key] = json!(value);
        }
        facts
    });
    let places: Vec<Value> = places.collect();
    let left: Vec<Value> =
        found.left_out.iter().map(|(iso3, reason)| json!({ "iso3": iso3, "reason": reason })).collect();
    json!({
        "origin": found.origin.0, "reports": found.reports, "n": found.used, "day_zero": found.day_zero,
        "distances": fits.collect::<Map<String, Value>>(), "places": places, "left_out": left,
    })
}

fn listed(found: &Distances) -> String {
    let head = ["place", "name"].into_iter().chain(Distance::ALL.map(Distance::name)).collect::<Vec<_>>();
    let cell = |value: &f64| if value.is_finite() { format!("{value:.2}") } else { "no way".to_owned() };
    let mut places: Vec<_> = found.places.iter().collect();
    // Nearest first along the most probable path, the origin itself at the head; places without a way last.
    places.sort_by(|a, b| a.2[1].total_cmp(&b.2[1]).then(a.0.cmp(&b.0)));
    let rows: Vec<Vec<String>> = places
        .into_iter()
        .map(|(code, name, of)| [code.clone(), name.clone()].into_iter().chain(of.iter().map(cell)).collect())
        .collect();
    let (name, code) = (&found.origin_name, &found.origin);
    format!("Distance from {name} ({code}) by the network of flights of 2014\n{}", aligned(&head, &rows, 2))
}

fn listed_facts(found: &Distances) -> Value {
    let places = found.places.iter().map(|(code, name, of)| {
        let mut facts = json!({ "iso3": code, "name": name });
        for (key, value) in KEYS.iter().zip(of) {
            facts[*key] = if value.is_finite() { json!(value) } else { Value::Null };
        }
        facts
    });
    json!({ "origin": found.origin, "places": places.collect::<Vec<_>>() })
}
