//! Prints the track record of a world: `cargo run --release -p forefend-track --example origins -- WORLD [DRAWS] [ORIGIN...]`.
//!
//! The last line is the record as JSON, for whoever wants every number.
#![allow(
    clippy::disallowed_methods,
    reason = "an example may read the clock: it says how long each origin took"
)]

use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

use forefend_panel::Year;
use forefend_simulate::{Model, WorldFiles};
use forefend_track::{Comparison, Fingerprint, TrackRecord, TrackSettings, rolling_origins};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().map_or_else(|| PathBuf::from("world"), PathBuf::from);
    let world = WorldFiles::read_dir(&folder)?;
    let panel = world.panel()?;
    let model = Model::load(&world)?;
    model.check_indicators(&world, &panel)?;
    let fingerprint = Fingerprint {
        world: world.digest(),
        data: panel.digest(),
        code: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let mut settings = TrackSettings { fingerprint, ..TrackSettings::default() };
    if let Some(draws) = arguments.next() {
        settings.draws = draws.parse()?;
    }
    let origins: Vec<Year> = arguments.map(|origin| origin.parse()).collect::<Result<_, _>>()?;
    if !origins.is_empty() {
        settings.origins = origins;
    }
    let start = Instant::now();
    let progress = |done, of| eprintln!("{done} of {of} origins, {:.1} s", start.elapsed().as_secs_f64());
    let record = rolling_origins(&model, &panel, &settings, &progress)?;
    eprintln!("all scored, {:.1} s", start.elapsed().as_secs_f64());
    print_skill(&record);
    print_share(&record);
    print_deaths(&record);
    println!("reliability of P(in conflict), 1-5 years ahead: stated, frequency, cases");
    for bin in &record.reliability {
        println!("  {:.3} {:.3} {:5}", bin.stated, bin.frequency(), bin.cases);
    }
    println!("{}", serde_json::to_string(&record)?);
    Ok(())
}

fn print_skill(record: &TrackRecord) {
    println!("{}", record.basis);
    for row in &record.skill {
        let (first, last) = row.years_ahead;
        let counts = format!("{} cases, {} events, {} countries", row.cases, row.events, row.countries);
        println!("{:?}, {first}-{last} years ahead, origins {:?}: {counts}", row.outcome, row.origins);
        print_comparison("Brier", &row.brier);
        print_comparison("log", &row.log);
        row.auc.iter().for_each(|auc| print_comparison("AUC", auc));
    }
}

fn print_comparison(score: &str, found: &Comparison) {
    let rivals: Vec<String> =
        found.baselines.iter().map(|rival| format!("{:?} {:.4}", rival.baseline, rival.score)).collect();
    println!(
        "  {score:5} model {:.4} | {} | minus {:?} {:+.4} [{:+.4}, {:+.4}] {:?}",
        found.model,
        rivals.join(", "),
        found.best,
        found.difference,
        found.interval.lower,
        found.interval.upper,
        found.verdict
    );
}

fn print_share(record: &TrackRecord) {
    let share = &record.world_share;
    println!("share of states in conflict: mean 90 % interval score, model and random walk");
    for path in &share.origins {
        println!(
            "  {} ({} states): {:.3} {:.3}",
            path.origin, path.states, path.model_score, path.random_walk_score
        );
        for year in path.years.iter().filter(|year| [1, 4, 7, 10, 13].contains(&(year.year - path.origin))) {
            let q = year.model;
            println!(
                "    {}: [{:.3} {:.3} {:.3}] observed {:.3}",
                year.year, q.p05, q.p50, q.p95, year.observed
            );
        }
    }
    let (model, walk, d) = (share.model_coverage, share.random_walk_coverage, &share.difference);
    println!(
        "  all: {:.3} {:.3}, difference {:+.3} [{:+.3}, {:+.3}] {:?} ({} origins)",
        share.model_score,
        share.random_walk_score,
        d.mean,
        d.interval.lower,
        d.interval.upper,
        share.verdict,
        d.blocks
    );
    println!(
        "  coverage 50 %, 90 %: model {:.2} {:.2}, random walk {:.2} {:.2} ({} origin-years)",
        model.band_50, model.band_90, walk.band_50, walk.band_90, model.years
    );
}

fn print_deaths(record: &TrackRecord) {
    let Some(deaths) = &record.world_deaths else {
        println!("world battle deaths: not scored");
        return;
    };
    println!("world battle deaths: mean CRPS of log1p(deaths), model and random walk");
    for path in &deaths.origins {
        let mean = |of: fn(&forefend_track::DeathsYear) -> f64| {
            path.years.iter().map(of).sum::<f64>() / path.years.len() as f64
        };
        let (model, walk) = (mean(|year| year.model_crps), mean(|year| year.random_walk_crps));
        println!("  {} ({} states): {model:.3} {walk:.3}", path.origin, path.states);
        for year in path.years.iter().filter(|year| [1, 4, 7, 10, 13].contains(&(year.year - path.origin))) {
            let q = year.model;
            println!(
                "    {}: [{:.0} {:.0} {:.0}] observed {:.0}",
                year.year, q.p05, q.p50, q.p95, year.observed
            );
        }
    }
    let (model, walk, d) = (deaths.model_coverage, deaths.random_walk_coverage, &deaths.difference);
    println!(
        "  all: {:.3} {:.3}, difference {:+.3} [{:+.3}, {:+.3}] {:?} ({} origins)",
        deaths.model_crps,
        deaths.random_walk_crps,
        d.mean,
        d.interval.lower,
        d.interval.upper,
        deaths.verdict,
        d.blocks
    );
    println!(
        "  coverage 50 %, 90 %: model {:.2} {:.2}, random walk {:.2} {:.2} ({} origin-years)",
        model.band_50, model.band_90, walk.band_50, walk.band_90, model.years
    );
}
