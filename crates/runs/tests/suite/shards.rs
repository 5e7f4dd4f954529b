//! Shards, merged in any order, are the run made in one piece; what does not belong together is refused.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::common::Ready;
use crate::every_kind::{self, RECORDED};
use forefend_panel::digest;
use forefend_runs::merge;
use forefend_runs::{Begun, Manifest, Parts, RunWriter, Shard, recorded_tables, simulate_shard};
use forefend_simulate::{CompiledPolicy, Ensemble, SimulateError};

pub const DRAWS: u64 = 70;
pub const PARAMETERS: &str = "{}";

pub fn world() -> &'static Ready {
    every_kind::ready()
}

pub fn manifest(seed: u64, block: u64, shard: Shard) -> Manifest {
    let plan = &world().plan;
    Manifest {
        verb: "test".to_owned(),
        seed,
        draws: DRAWS,
        block,
        first_year: plan.first.0,
        horizon: plan.horizon.0,
        parameters: digest(PARAMETERS.as_bytes()),
        scenarios: vec!["reference".to_owned()],
        tables: recorded_tables(plan, false),
        command: "forefend test".to_owned(),
        shard: (!shard.is_whole()).then_some(shard),
        ..Manifest::default()
    }
}

/// Simulates one shard under `runs` and gives it its name.
pub fn make(runs: &Path, seed: u64, block: u64, shard: Shard) -> PathBuf {
    let manifest = manifest(seed, block, shard);
    let writer = RunWriter::start(runs, &manifest, PARAMETERS).unwrap();
    let ensemble = Ensemble { seed, draws: DRAWS, block, deterministic: false };
    let folder = writer.scenario("reference");
    simulate_shard(&world().plan, &CompiledPolicy::default(), ensemble, shard, &folder, &|_| ()).unwrap();
    writer.finish().unwrap()
}

pub fn shards(runs: &Path, seed: u64, block: u64, count: u64) -> Vec<PathBuf> {
    (1..=count).map(|index| make(runs, seed, block, Shard { index, count })).collect()
}

/// Every recorded value as bits, by axis, draw, year, unit.
pub type Decoded = BTreeMap<(&'static str, u32, i16, u64), Vec<u64>>;

pub fn decode(scenario: &Path) -> Decoded {
    let mut all = Decoded::new();
    for (axis, variables) in RECORDED {
        for part in Parts::at(scenario).blocks(axis).unwrap() {
            part.rows(variables, &mut |row| {
                let bits = row.values.iter().map(|value| value.to_bits()).collect();
                assert!(all.insert((axis, row.draw, row.year, row.unit), bits).is_none(), "twice");
            })
            .unwrap();
        }
    }
    all
}

/// Names and bytes of every part.
fn parts(scenario: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(scenario).unwrap().map(Result::unwrap);
    entries.map(|e| (e.file_name().into_string().unwrap(), std::fs::read(e.path()).unwrap())).collect()
}

#[test]
fn the_same_values_for_any_threads_blocks_and_shards_and_any_order_of_merging() {
    let folder = tempfile::tempdir().unwrap();
    let expected = decode(&make(&folder.path().join("whole"), 1, 1000, Shard::WHOLE).join("reference"));
    // Twelve states, the world, two regions, eleven borders.
    assert_eq!(expected.len(), 70 * 10 * (12 + 1 + 2 + 11));
    for threads in [1, 2, 7] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        for block in [1, 64, 1000] {
            let whole = folder.path().join(format!("whole-{threads}-{block}"));
            let whole = pool.install(|| make(&whole, 1, block, Shard::WHOLE));
            for count in [1, 2, 5] {
                if count == 1 {
                    assert!(
                        decode(&whole.join("reference")) == expected,
                        "{threads} threads, blocks of {block}"
                    );
                    continue;
                }
                let runs = folder.path().join(format!("{threads}-{block}-{count}"));
                let mut given = pool.install(|| shards(&runs, 1, block, count));
                // Another order each time; with blocks of 1000 all shards but the last are empty.
                given.rotate_left((threads + block as usize) % count as usize);
                given.swap(0, 1);
                let merged = pool.install(|| merge(&given, &runs, None)).unwrap().writer.finish().unwrap();
                assert_eq!(merged.file_name(), whole.file_name());
                assert!(decode(&merged.join("reference")) == expected, "{threads} {block} {count}");
                assert!(parts(&merged.join("reference")) == parts(&whole.join("reference")), "files");
                assert!(given.iter().all(|shard| shard.join("manifest.json").exists()), "the inputs stay");
            }
        }
    }
    let other = decode(&make(&folder.path().join("seed"), 2, 64, Shard::WHOLE).join("reference"));
    assert!(other != expected, "the seed must matter");
}

pub fn refused(given: &[PathBuf], runs: &Path, words: &[&str]) -> SimulateError {
    let error = merge(given, runs, None).unwrap_err();
    for word in words {
        assert!(error.to_string().contains(word), "{error} does not say {word}");
    }
    assert!(!runs.exists(), "nothing is written unless everything fits");
    error
}

#[test]
fn what_does_not_belong_together_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let good = shards(&folder.path().join("good"), 1, 16, 3);
    let seed = shards(&folder.path().join("seed"), 2, 16, 3);
    let block = shards(&folder.path().join("block"), 1, 32, 3);
    let count = shards(&folder.path().join("count"), 1, 16, 2);
    let name = |path: &PathBuf| path.display().to_string();
    let mix = |other: &PathBuf| vec![good[0].clone(), other.clone(), good[2].clone()];
    for (other, key) in
        [(&seed[1], "`seed` is 1 in"), (&block[1], "`block` is 16 in"), (&count[1], "`shard count`")]
    {
        let error = refused(&mix(other), &out, &[key, &name(&good[0]), &name(other)]);
        assert!(matches!(error, SimulateError::Mismatch { .. }));
    }
    refused(
        &[good[0].clone(), good[2].clone()],
        &out,
        &["shard 2/3 is missing", "forefend test --shard 2/3"],
    );
    refused(&mix(&good[0]), &out, &["shard 1/3 is given twice", &name(&good[0])]);
    refused(&[folder.path().to_owned()], &out, &["manifest.json"]);
    refused(&[], &out, &["no folder"]);
    let whole = make(&folder.path().join("whole"), 1, 16, Shard::WHOLE);
    refused(&[whole], &out, &["whole run, no shard"]);
    assert!(merge(&good, &out, None).is_ok(), "the test must be able to pass");
}

#[test]
fn an_unfinished_shard_says_how_many_draws_are_missing_and_how_to_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let (runs, out) = (folder.path().join("runs"), folder.path().join("out"));
    let mut given = shards(&runs, 1, 16, 2);
    let partial = PathBuf::from(format!("{}.partial", given[1].display()));
    std::fs::rename(&given[1], &partial).unwrap();
    std::fs::remove_file(partial.join("reference/country-00000048.parquet")).unwrap();
    let words = ["not finished", "16 of 38 draws are missing", "forefend test --shard 2/2"];
    refused(&given[..1], &out, &words);
    given[1] = partial;
    refused(&given, &out, &words);
}

#[test]
fn a_damaged_part_is_named_and_mended_by_its_own_command() {
    let folder = tempfile::tempdir().unwrap();
    let (runs, out) = (folder.path().join("runs"), folder.path().join("out"));
    let given = shards(&runs, 1, 16, 2);
    let part = given[0].join("reference/country-00000016.parquet");
    let bytes = std::fs::read(&part).unwrap();
    std::fs::write(&part, &bytes[..bytes.len() / 2]).unwrap();
    refused(&given, &out, &["country-00000016.parquet", "damaged", "forefend test --shard 1/2"]);
    // A part of other draws has other rows: here none is cut short, but one draw is another block's.
    std::fs::copy(given[1].join("reference/country-00000064.parquet"), &part).unwrap();
    refused(&given, &out, &["country-00000016.parquet", "damaged"]);
    std::fs::remove_file(&part).unwrap();
    refused(&given, &out, &["country-00000016.parquet", "damaged"]);
    // The draws 0 to 16 once more instead of 16 to 32; one bit of a value.
    std::fs::copy(given[0].join("reference/country-00000000.parquet"), &part).unwrap();
    refused(&given, &out, &["country-00000016.parquet", "another part"]);
    let mut flipped = bytes.clone();
    flipped[100] ^= 1;
    std::fs::write(&part, flipped).unwrap();
    refused(&given, &out, &[part.to_str().unwrap(), "damaged", "forefend test --shard 1/2"]);
    make(&runs, 1, 16, Shard { index: 1, count: 2 });
    assert!(std::fs::read(&part).unwrap() == bytes);
    assert!(merge(&given, &out, None).is_ok());
}

/// What a merge that failed or was stopped has linked or copied does not stand in the way of the next.
#[test]
fn a_merge_that_failed_leaves_nothing_that_makes_the_next_one_fail() {
    let folder = tempfile::tempdir().unwrap();
    let (runs, out) = (folder.path().join("runs"), folder.path().join("out"));
    let given = shards(&runs, 1, 16, 2);
    for shard in &given {
        std::fs::write(shard.join("notes.csv"), "id\n1\n").unwrap();
    }
    drop(merge(&given, &out, None).unwrap()); // Stopped before it was finished.
    // Damaged afterwards, with the copy that is linked to it; mended by its command, which makes a new file.
    let part = given[0].join("reference/country-00000016.parquet");
    let mut bytes = std::fs::read(&part).unwrap();
    bytes[100] ^= 1;
    std::fs::write(&part, bytes).unwrap();
    let error = merge(&given, &out, None).unwrap_err().to_string();
    assert!(error.contains(part.to_str().unwrap()) && !error.contains(".partial"), "{error}");
    make(&runs, 1, 16, Shard { index: 1, count: 2 });
    // So with a file beside the parts.
    std::fs::write(given[0].join("notes.csv"), "id\n2\n").unwrap();
    let error = merge(&given, &out, None).unwrap_err().to_string();
    for word in
        ["differ", given[0].to_str().unwrap(), given[1].to_str().unwrap(), "--shard 1/2", "--shard 2/2"]
    {
        assert!(error.contains(word) && !error.contains(".partial"), "{error}");
    }
    std::fs::write(given[1].join("notes.csv"), "id\n2\n").unwrap();
    let path = merge(&given, &out, None).unwrap().writer.finish().unwrap();
    let whole = make(&folder.path().join("whole"), 1, 16, Shard::WHOLE);
    assert!(parts(&path.join("reference")) == parts(&whole.join("reference")));
    assert_eq!(std::fs::read_to_string(path.join("notes.csv")).unwrap(), "id\n2\n");
    // A part of the finished run that is damaged is replaced by the shard's.
    let part = path.join("reference/country-00000048.parquet");
    std::fs::remove_file(&part).unwrap();
    std::fs::write(&part, "nothing").unwrap();
    let merged = merge(&given, &out, None).unwrap();
    assert_eq!((merged.writer.begun(), &merged.mended), (Begun::Finished, &vec![part]));
    assert!(parts(&path.join("reference")) == parts(&whole.join("reference")));
}

/// What differs is named by its cause: another world records other tables and has other parameters.
#[test]
fn shards_of_two_worlds_are_told_by_the_world() {
    let folder = tempfile::tempdir().unwrap();
    let given = shards(folder.path(), 1, 16, 2);
    let path = given[1].join("manifest.json");
    let mut other = Manifest::read(&given[1]).unwrap();
    other.tables.pop();
    other.as_of = "2021-11".to_owned();
    other.world = "f00d".to_owned();
    std::fs::write(&path, serde_json::to_string(&other).unwrap()).unwrap();
    let out = folder.path().join("out");
    let error = refused(&given, &out, &["`world` is", "f00d"]).to_string();
    assert!(!error.contains("variables"), "{error}");
    other.world = String::new();
    other.as_of = String::new();
    std::fs::write(&path, serde_json::to_string(&other).unwrap()).unwrap();
    let error = refused(&given, &out, &["`tables` is another in"]).to_string();
    assert!(error.len() < 400 && !error.contains("variables"), "{error}");
}

#[test]
fn merging_again_finds_the_run_there() {
    let folder = tempfile::tempdir().unwrap();
    let given = shards(folder.path(), 1, 16, 3);
    let first = merge(&given, folder.path(), None).unwrap();
    drop(first); // Stopped before it was finished.
    let path = merge(&given, folder.path(), None).unwrap().writer.finish().unwrap();
    let before = parts(&path.join("reference"));
    assert_eq!(merge(&given, folder.path(), None).unwrap().writer.finish().unwrap(), path);
    assert!(parts(&path.join("reference")) == before);
    // Shards cut otherwise are the same run: its parts stay.
    let other = shards(&folder.path().join("other"), 1, 5, 3);
    let merged = merge(&other, folder.path(), None).unwrap();
    assert_eq!((merged.writer.begun(), merged.manifest.block), (Begun::Finished, 16));
    assert_eq!(merged.writer.finish().unwrap(), path);
    assert!(parts(&path.join("reference")) == before);
    std::fs::remove_file(path.join("reference/world-00000016.parquet")).unwrap();
    let error = merge(&other, folder.path(), None).unwrap_err().to_string();
    assert!(error.contains("world-00000016.parquet") && error.contains("forefend test"), "{error}");
}

/// Quantiles and means of a cell, against all its values sorted by hand; however few are held at a time.
#[test]
fn summaries_are_exact_and_do_not_depend_on_blocks_or_on_how_much_is_held() {
    let folder = tempfile::tempdir().unwrap();
    let run =
        |block: u64| make(&folder.path().join(block.to_string()), 1, block, Shard::WHOLE).join("reference");
    let (coarse, fine) = (run(1000), run(7));
    let variables: [(&str, &[&str]); 2] = [("country", &["deaths", "growth"]), ("world", &["share"])];
    for (axis, variables) in variables {
        let summarise = |scenario: &Path, values: usize| {
            let mut found = BTreeMap::new();
            Parts::at(scenario)
                .summaries_holding(values, axis, variables, &mut |cell, summary| {
                    let key = (cell.variable.to_owned(), cell.year, cell.unit);
                    let bits = [summary.mean, summary.p05, summary.p50, summary.p95].map(f64::to_bits);
                    assert!(found.insert(key, bits).is_none());
                })
                .unwrap();
            found
        };
        let expected = by_hand(&coarse, axis, variables);
        for values in [1, 70, 1000, 5000, 1 << 22] {
            assert!(summarise(&coarse, values) == expected, "{axis}, {values} values");
            assert!(summarise(&fine, values) == expected, "{axis}, {values} values, small blocks");
        }
    }
}

fn by_hand(scenario: &Path, axis: &str, variables: &[&str]) -> BTreeMap<(String, i16, u64), [u64; 4]> {
    let mut values: BTreeMap<(String, i16, u64), Vec<f64>> = BTreeMap::new();
    for part in Parts::at(scenario).blocks(axis).unwrap() {
        part.rows(variables, &mut |row| {
            for (name, value) in variables.iter().zip(row.values) {
                values.entry(((*name).to_owned(), row.year, row.unit)).or_default().push(*value);
            }
        })
        .unwrap();
    }
    let of = |values: Vec<f64>| {
        let mean = values.iter().sum::<f64>() / 70.0;
        let mut sorted = values;
        sorted.sort_by(f64::total_cmp);
        // Type 7 of Hyndman & Fan: at 69 p, counted from 0.
        let at = |p: f64| {
            let place = 69.0 * p;
            let below = place.floor();
            let (low, high) = (sorted[below as usize], sorted[(below as usize + 1).min(69)]);
            low + (place - below) * (high - low)
        };
        [mean, at(0.05), at(0.5), at(0.95)].map(f64::to_bits)
    };
    values.into_iter().map(|(key, values)| (key, of(values))).collect()
}
