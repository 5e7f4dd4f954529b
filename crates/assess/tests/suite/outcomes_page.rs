//! `docs/outcomes.md`: its worked example is appraised on the shipped world, and it names every key.

use std::path::Path;

use forefend_assess::{Asked, By, Questions, appraise};
use forefend_panel::{Panel, Year};
use forefend_simulate::WorldFiles;

use crate::drought::{Quiet, options};
use crate::outcomes::numbers;

fn page() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/outcomes.md")).unwrap()
}

/// Blocks of the page: the file that each belongs into, and its text.
fn blocks(page: &str) -> Vec<(String, String)> {
    let blocks = page.split("```toml\n# ").skip(1);
    let block = |text: &str| {
        let (file, rest) = text.split_once('\n').unwrap();
        (file.to_owned(), rest.split("```").next().unwrap().to_owned())
    };
    blocks.map(block).collect()
}

#[test]
fn the_worked_example_is_appraised_as_the_page_says() {
    let mut world = WorldFiles::new("world", forefend_world::files());
    let panel = Panel::from_files(&world.folder("snapshot")).unwrap();
    let blocks = blocks(&page());
    assert_eq!(blocks.len(), 2);
    for (file, text) in blocks {
        let before = world.text(&file).unwrap_or_default().to_owned();
        world = world.with(&file, format!("{before}\n{text}").as_bytes());
    }
    let folder = tempfile::tempdir().unwrap();
    let options = forefend_assess::Options { to: Some(Year(2029)), ..options(200, folder.path()) };
    let portfolios = ["withdraw".to_owned()];
    let questions = Questions::default();
    let asked = Asked { portfolios: &portfolios, head_to_head: false, by: Some(By::Region), questions };
    let done = appraise(&mut world, &panel, &options, asked, &Quiet).unwrap();
    let found = numbers(&done.ran.folder);
    let of = |outcome: &str| found[&format!("difference/withdraw/{outcome}/halved-assumptions/mean")];
    assert!(of("people_at_war") > 0.0, "withdrawing missions lets wars grow: {}", of("people_at_war"));
    let share = of("share_at_war_africa");
    assert!((0.0..1.0).contains(&share), "{share}");
    let titles: Vec<String> =
        done.appraisal.unwrap().outcomes.into_iter().map(|outcome| outcome.title).collect();
    assert!(titles.last().is_some_and(|last| last == "Cost") && titles.len() == 15, "{titles:?}");
    // By region the first adds up to the world's, and the second, which is of a group, is not told.
    let rows = done.places.unwrap().rows;
    let own = rows.iter().filter(|row| row.setting == "halved-assumptions" && row.outcome == "people_at_war");
    let sum: f64 = own.map(|row| row.mean).sum();
    assert!((sum - of("people_at_war")).abs() < 1e-6 * sum.abs(), "{sum}");
    assert!(rows.iter().all(|row| row.outcome != "share_at_war_africa"));
}

#[test]
fn the_page_names_every_key() {
    let spec = include_str!("../../../strategy/src/outcome/spec.rs");
    let page = page();
    let fields = spec.lines().filter_map(|line| line.trim().strip_prefix("pub ")?.split_once(": "));
    let mut keys: Vec<&str> =
        fields.map(|(name, _)| if name == "condition" { "where" } else { name }).collect();
    keys.retain(|name| *name != "file");
    assert!(keys.len() > 20, "{keys:?}");
    for key in keys {
        let named = [format!("`{key}`"), format!("`[[{key}]]`"), format!("{key} = ")];
        assert!(named.iter().any(|words| page.contains(words)), "{key} is not on the page");
    }
}
