//! Scores the declared model of mass killing on 1980-1993, years it was chosen on, a year ahead from the world in a
//! folder: `cargo run --release -p forefend-verify --example mass_killing_development -- world`. It knows no later year; as of
//! years before 1979 the conflict equations have too little to be fitted on.

use forefend_panel::{Availability, Panel, Year};
use forefend_score::{auc, average_precision, log_scores, mean_score};
use forefend_simulate::{Model, WorldFiles};
use forefend_verify::checks::mass_killing::rolling;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "world".to_owned());
    let world = WorldFiles::read_dir(std::path::Path::new(&folder))?;
    let panel = Panel::from_files(&world.folder("snapshot"))?;
    let model = Model::load(&world)?;
    let risks = rolling(&model, &panel, 1980..=1993)?;
    let then = panel.as_of(Year(1993).last_month(), Availability::Observed);
    let (mut risk, mut onset) = (Vec::new(), Vec::new());
    for (&(year, country), &p) in &risks {
        if let Some(began) = then.observed("mass_killing_onset", country, Year(year))? {
            risk.push(p);
            onset.push(began > 0.0);
        }
    }
    let score = mean_score(&log_scores(&risk, &onset, 1e-6)?)?;
    println!("country-years {}, onsets {}", onset.len(), onset.iter().filter(|began| **began).count());
    println!(
        "log score {score:.5}, AP {:.4}, AUC {:.3}",
        average_precision(&risk, &onset)?,
        auc(&risk, &onset)?
    );
    println!("mean risk {:.4}", mean_score(&risk)?);
    Ok(())
}
