//! Every verb gives the same values, numbers and scores for any threads, blocks and shards, and whatever the order in which
//! shards are joined: on the shipped world and on a small synthetic one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use forefend_fixtures::folder as small_world;
use forefend_panel::{Panel, Year};
use forefend_runs::merge as join;
use forefend_runs::{Manifest, Parts, RunWriter, Shard, simulate};
use forefend_simulate::{Ensemble, WorldFiles};
use forefend_track::TrackSettings;

use crate::merge::{Joined, Joiner, merge};
use crate::scenarios::{self, Prepared};
use crate::selection::{Selection, alternatives};
use crate::{Options, Progress, appraise, backtest, project};

const THREADS: [usize; 3] = [1, 2, 7];
const BLOCKS: [u64; 3] = [1, 64, 1000];
const SHARDS: [u64; 3] = [1, 2, 5];
/// More than a block of 64.
const DRAWS: u64 = 66;

/// Hears nothing.
pub(crate) struct Quiet;

impl Progress for Quiet {
    fn advance(&self, _: &str, _: &str, _: u64, _: u64) {}
}

/// Threads, block, shards.
type Cell = (usize, u64, u64);

fn every_cell() -> Vec<Cell> {
    let blocks =
        |threads| BLOCKS.into_iter().flat_map(move |block| SHARDS.map(|count| (threads, block, count)));
    THREADS.into_iter().flat_map(blocks).collect()
}

/// Nine of the 27, in which each pair of threads and block, threads and shards, block and shards stands once (an
/// orthogonal array).
fn nine_cells() -> Vec<Cell> {
    let cell = |i: usize, j: usize| (THREADS[i], BLOCKS[j], SHARDS[(i + j) % 3]);
    (0..9).map(|at| cell(at / 3, at % 3)).collect()
}

pub(crate) fn options(draws: u64, block: u64, to: Option<i16>, runs: &Path) -> Options {
    Options {
        seed: 3,
        draws,
        block,
        deterministic: false,
        shard: Shard::WHOLE,
        as_of: None,
        to: to.map(Year),
        command: "forefend test".to_owned(),
        code: "test".to_owned(),
        created: "2026-01-01".to_owned(),
        runs: runs.to_owned(),
        home: None,
        track: None,
    }
}

fn pool(threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
}

/// A draw, year and unit, and the bits of its values.
type Row = ((u32, i16, u64), Vec<u64>);

/// Every recorded row by scenario and axis, sorted.
fn decoded(run: &Path, manifest: &Manifest) -> BTreeMap<(String, String), Vec<Row>> {
    let mut all: BTreeMap<(String, String), Vec<Row>> = BTreeMap::new();
    for scenario in &manifest.scenarios {
        for table in manifest.tables_of(scenario) {
            let variables: Vec<&str> = table.variables.iter().map(String::as_str).collect();
            let rows = all.entry((scenario.clone(), table.axis.clone())).or_default();
            for part in Parts::at(&run.join(scenario)).blocks(&table.axis).unwrap() {
                part.rows(&variables, &mut |row| {
                    let bits = row.values.iter().map(|value| value.to_bits()).collect();
                    rows.push(((row.draw, row.year, row.unit), bits));
                })
                .unwrap();
            }
        }
    }
    for rows in all.values_mut() {
        rows.sort_unstable();
        assert!(rows.windows(2).all(|pair| pair[0].0 != pair[1].0), "a row stands twice");
    }
    assert!(all.values().any(|rows| !rows.is_empty()));
    all
}

/// Makes the run of `verb` in every cell, fitted once, and compares values and `numbers.csv` with those of the first.
fn same_in(
    verb: &str,
    world: &mut WorldFiles,
    panel: &Panel,
    against: &[String],
    to: Option<i16>,
    cells: &[Cell],
) {
    let folder = tempfile::tempdir().unwrap();
    let base = options(DRAWS, 1000, to, folder.path());
    let selection = Selection {
        alternatives: alternatives(world, ("--against", against)).unwrap(),
        ..Selection::default()
    };
    let mut prepared = Prepared::new(world, panel, &base, &selection).unwrap();
    prepared.appraisal.setting.truncate(1);
    let manifest = prepared.manifest(verb, world, panel, &base).unwrap();
    let mut expected = None;
    for &(threads, block, count) in cells {
        let runs = folder.path().join(format!("{threads}-{block}-{count}"));
        let made = |shard: Shard| -> RunWriter {
            let options = Options { block, shard, ..base.clone() };
            let own = Manifest { block, shard: (!shard.is_whole()).then_some(shard), ..manifest.clone() };
            let writer = RunWriter::start(&runs, &own, &prepared.parameters).unwrap();
            let run = || scenarios::run(&prepared, &options, &writer, &Quiet);
            pool(threads).install(run).unwrap();
            writer
        };
        let writer = if count == 1 {
            made(Shard::WHOLE)
        } else {
            let shards = (1..=count).map(|index| made(Shard { index, count }).finish().unwrap());
            let mut shards: Vec<PathBuf> = shards.collect();
            // Another order in each cell.
            shards.rotate_left((threads + block as usize) % count as usize);
            shards.swap(0, 1);
            pool(threads).install(|| join(&shards, &runs, None)).unwrap().writer
        };
        let own = Manifest { block, ..manifest.clone() };
        match verb {
            "project" => drop(project::summarise(&prepared.model, &own, &writer, &Quiet).unwrap()),
            _ => {
                let summarised = (&prepared, Vec::new());
                drop(appraise::summarise(summarised, world, panel, &base, (&own, &writer), &Quiet).unwrap());
            }
        }
        let run = writer.finish().unwrap();
        let found = (decoded(&run, &manifest), std::fs::read(run.join("numbers.csv")).unwrap());
        let expected = expected.get_or_insert_with(|| found.clone());
        assert!(found == *expected, "{verb}: {threads} threads, blocks of {block}, {count} shards");
        std::fs::remove_dir_all(&runs).unwrap();
    }
}

/// The same for a backtest, whose blocks are fixed and whose shards are origins: values, scores and the score book.
fn same_backtest(world: &mut WorldFiles, panel: &Panel, settings: &TrackSettings, cells: &[(usize, u64)]) {
    let folder = tempfile::tempdir().unwrap();
    let mut expected = None;
    for &(threads, count) in cells {
        let runs = folder.path().join(format!("{threads}-{count}"));
        let base = options(settings.draws, forefend_track::BLOCK, None, &runs);
        let pool = pool(threads);
        let mut shards = Vec::new();
        let mut whole = None;
        for index in 1..=count {
            let options = Options { shard: Shard { index, count }, ..base.clone() };
            let made = pool.install(|| backtest(world, panel, &options, settings, &Quiet)).unwrap();
            if count == 1 { whole = Some(made) } else { shards.push(made.ran.folder) }
        }
        let made = whole.unwrap_or_else(|| {
            shards.reverse();
            shards.swap(0, count as usize / 2);
            let joiner = Joiner { code: "test", created: "2026-01-01" };
            match pool.install(|| merge(world, panel, joiner, &shards, &runs, &Quiet)).unwrap() {
                Joined::Backtested(made) => *made,
                other => panic!("{other:?}"),
            }
        });
        let text = |name: &str| std::fs::read(made.ran.folder.join(name)).unwrap();
        let book = made.book.expect("a score book").bytes().unwrap();
        let values = decoded(&made.ran.folder, &made.ran.manifest);
        let found = (values, text("skill.csv"), text("track.json"), book);
        let expected = expected.get_or_insert_with(|| found.clone());
        assert!(found == *expected, "backtest: {threads} threads, {count} shards");
        std::fs::remove_dir_all(&runs).unwrap();
    }
}

pub(crate) fn shipped() -> (WorldFiles, Panel) {
    let world = WorldFiles::new("world", forefend_world::files());
    let panel = world.panel().unwrap();
    (world, panel)
}

/// The small world with its portfolio's file.
fn small() -> (tempfile::TempDir, WorldFiles, Panel, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    small_world::write(&folder.path().join("world"));
    let mine = folder.path().join("mine.toml");
    std::fs::write(&mine, small_world::ALTERNATIVE).unwrap();
    let world = WorldFiles::read_dir(&folder.path().join("world")).unwrap();
    let panel = world.panel().unwrap();
    (folder, world, panel, vec![mine.display().to_string()])
}

#[test]
fn every_verb_on_a_synthetic_world_in_every_cell() {
    let (_folder, mut world, panel, mine) = small();
    same_in("project", &mut world, &panel, &[], None, &every_cell());
    same_in("appraise", &mut world, &panel, &mine, None, &every_cell());
    let origins = [1990, 1991, 1992, 1993, 1994, 1995].map(Year).to_vec();
    let settings = TrackSettings { origins, draws: DRAWS, seed: 3, ..TrackSettings::default() };
    let cells: Vec<(usize, u64)> =
        THREADS.into_iter().flat_map(|threads| SHARDS.map(|count| (threads, count))).collect();
    same_backtest(&mut world, &panel, &settings, &cells);
}

#[test]
fn the_shipped_world_projects_and_appraises_the_same_in_nine_cells() {
    let (mut world, panel) = shipped();
    same_in("project", &mut world, &panel, &[], Some(2030), &nine_cells());
    same_in("appraise", &mut world, &panel, &["withdraw".to_owned()], Some(2030), &nine_cells());
}

#[test]
fn the_shipped_world_is_scored_the_same_for_any_threads_and_shards() {
    let (mut world, panel) = shipped();
    let origins = [2005, 2010].map(Year).to_vec();
    let settings = TrackSettings { origins, draws: 40, seed: 3, ..TrackSettings::default() };
    same_backtest(&mut world, &panel, &settings, &[(1, 1), (7, 5), (2, 2)]);
}

/// Portfolios are simulated together, each where it differs from the reference: the same values as of each by itself.
#[test]
fn portfolios_of_the_shipped_world_have_the_same_values_alone_and_together() {
    let (world, panel) = shipped();
    let folder = tempfile::tempdir().unwrap();
    let options = options(20, 7, Some(2036), folder.path());
    let prepared = Prepared::new(&world, &panel, &options, &Selection::default()).unwrap();
    let manifest = prepared.manifest("appraise", &world, &panel, &options).unwrap();
    let writer = RunWriter::start(folder.path(), &manifest, &prepared.parameters).unwrap();
    scenarios::run(&prepared, &options, &writer, &Quiet).unwrap();
    let alone = tempfile::tempdir().unwrap();
    let ensemble = Ensemble { seed: options.seed, draws: options.draws, block: 20, deterministic: false };
    for (name, policy) in &prepared.policies {
        simulate(&prepared.plan, policy, ensemble, &alone.path().join(name), &|_| ()).unwrap();
    }
    assert_eq!(prepared.policies.len(), manifest.scenarios.len());
    assert!(decoded(writer.folder(), &manifest) == decoded(alone.path(), &manifest));
}
