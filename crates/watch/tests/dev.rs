//! Scratch: scores on the windows of learning.
#![allow(clippy::unwrap_used)]
use forefend_panel::{Panel, Year};
use forefend_watch::*;

#[test]
#[ignore]
fn dev() {
    let files: std::collections::BTreeMap<String, Vec<u8>> = forefend_world::files()
        .into_iter()
        .filter_map(|(p, b)| Some((p.strip_prefix("snapshot/")?.to_owned(), b)))
        .collect();
    let panel = Panel::from_files(&files).unwrap();
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../world/watch.toml")).unwrap();
    let settings = Settings::parse("world/watch.toml", &text).unwrap();
    for year in 2006..=2017 {
        let start = std::time::Instant::now();
        let scored = score_windows(&panel, Target::StateBased, &[Year(year)], &settings, 1, 1000).unwrap();
        let n = scored.len() as f64;
        print!("{year} {n} {:.1}s", start.elapsed().as_secs_f64());
        for f in 0..4 {
            let mean = |of: fn(&forefend_score::CellScores) -> f64| {
                scored.iter().map(|c| of(&c.scores[f])).sum::<f64>() / n
            };
            print!(
                "  | {:.3} {:.4} {:.4} {:.1}",
                mean(|s| s.three.crps),
                mean(|s| s.crps_log1p),
                mean(|s| s.three.ign),
                mean(|s| s.three.mis)
            );
        }
        println!();
    }
}
