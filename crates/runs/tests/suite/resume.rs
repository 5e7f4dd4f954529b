//! A run that was stopped is carried on; one that is finished is found; nobody writes a run that another writes.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::shards::{DRAWS, PARAMETERS, decode, manifest, world};
use forefend_runs::{Begun, RunWriter, Shard, simulate, simulate_shard};
use forefend_runs::{Found, found};
use forefend_simulate::{CompiledPolicy, Ensemble, SimulateError};

const BLOCK: u64 = 16;

fn start(runs: &Path) -> Result<RunWriter, SimulateError> {
    RunWriter::start(runs, &manifest(1, BLOCK, Shard::WHOLE), PARAMETERS)
}

fn fill(writer: &RunWriter) {
    let ensemble = Ensemble { seed: 1, draws: DRAWS, block: writer.block(), deterministic: false };
    simulate(&world().plan, &CompiledPolicy::default(), ensemble, &writer.scenario("reference"), &|_| ())
        .unwrap();
}

fn modified(folder: &Path) -> Vec<(PathBuf, SystemTime)> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut times: Vec<_> =
        entries.map(|path| (path.clone(), std::fs::metadata(path).unwrap().modified().unwrap())).collect();
    times.sort();
    times
}

#[test]
fn complete_parts_are_kept_and_what_was_half_written_goes() {
    let runs = tempfile::tempdir().unwrap();
    let writer = start(runs.path()).unwrap();
    assert_eq!(writer.begun(), Begun::New);
    fill(&writer);
    let (folder, scenario) = (writer.folder().to_owned(), writer.scenario("reference"));
    let expected = decode(&scenario);
    drop(writer); // As after an error: the partial folder stays.
    assert!(folder.ends_with(format!("{}.partial", manifest(1, BLOCK, Shard::WHOLE).id())));
    // One part lost, one cut short, one of fewer draws, one half-written.
    std::fs::remove_file(scenario.join("country-00000032.parquet")).unwrap();
    std::fs::copy(scenario.join("world-00000064.parquet"), scenario.join("world-00000016.parquet")).unwrap();
    let cut = scenario.join("world-00000064.parquet");
    std::fs::write(&cut, &std::fs::read(&cut).unwrap()[..100]).unwrap();
    let stale = scenario.join("country-00000032.parquet.partial");
    std::fs::write(&stale, "half").unwrap();
    let there = found(&folder, &manifest(1, BLOCK, Shard::WHOLE));
    assert_eq!((there.missing, there.all), (38, 70));
    let expected_words = [("world-00000016", "another part"), ("world-00000064", "cut short")];
    for ((path, words), (name, why)) in there.damaged.iter().zip(expected_words) {
        assert!(path.display().to_string().contains(name) && words.contains(why), "{there:?}");
    }
    assert_eq!((there.damaged.len(), there.absent), (2, vec![scenario.join("country-00000032.parquet")]));
    let before = modified(&scenario);
    let writer = start(runs.path()).unwrap();
    assert_eq!(writer.begun(), Begun::Resumed);
    assert!(!stale.exists());
    fill(&writer);
    assert!(decode(&scenario) == expected);
    let after = modified(&scenario);
    // A block is made again whole, on every axis.
    let touched = ["-00000016", "-00000032", "-00000064"];
    let is_touched = |path: &Path| touched.iter().any(|name| path.to_string_lossy().contains(name));
    let kept = |times: Vec<(PathBuf, SystemTime)>| -> Vec<_> {
        times.into_iter().filter(|(path, _)| !is_touched(path)).collect()
    };
    assert_eq!(kept(before), kept(after), "complete parts are not written again");
    let path = writer.finish().unwrap();
    assert!(!folder.exists() && path.join("manifest.json").exists());
    assert_eq!(std::fs::read_dir(runs.path()).unwrap().count(), 1, "no lock and nothing partial stays");
}

/// A run is believed by its bytes, not by its rows: any flipped bit and any part in another's place is noticed, and
/// mended with the bytes that were there.
#[test]
fn a_flipped_bit_anywhere_and_a_part_in_anothers_place_are_made_again() {
    let runs = tempfile::tempdir().unwrap();
    let writer = start(runs.path()).unwrap();
    fill(&writer);
    let path = writer.finish().unwrap();
    let part = path.join("reference/country-00000016.parquet");
    let sound = std::fs::read(&part).unwrap();
    let whole = manifest(1, BLOCK, Shard::WHOLE);
    assert_eq!(found(&path, &whole), Found { all: DRAWS, ..Found::default() });
    let notice = |why: &str| {
        let there = found(&path, &whole);
        assert_eq!((there.missing, there.damaged.len()), (16, 1), "{why}: {there:?}");
        assert_eq!(there.damaged[0].0, part);
    };
    // Every byte of the end, where names, places and the digest stand, and some of the values.
    let places = (0..sound.len()).step_by(199).chain(sound.len() - 400..sound.len());
    for (bit, place) in places.enumerate() {
        let mut flipped = sound.clone();
        flipped[place] ^= 1 << (bit % 8);
        std::fs::write(&part, flipped).unwrap();
        notice(&format!("byte {place}"));
    }
    // Sound parts of the same rows: of other draws, and of a run with another seed.
    let other = tempfile::tempdir().unwrap();
    let seed = RunWriter::start(other.path(), &manifest(2, BLOCK, Shard::WHOLE), PARAMETERS).unwrap();
    fill(&seed);
    for from in [path.join("reference"), seed.scenario("reference")] {
        let name =
            if from.starts_with(&path) { "country-00000032.parquet" } else { "country-00000016.parquet" };
        std::fs::copy(from.join(name), &part).unwrap();
        notice("another part");
    }
    let writer = start(runs.path()).unwrap();
    assert_eq!(writer.begun(), Begun::Finished);
    fill(&writer);
    assert!(std::fs::read(&part).unwrap() == sound, "made again with the same bytes");
    assert_eq!(writer.found(&whole).missing, 0);
}

#[test]
fn an_error_that_comes_again_leaves_nothing_and_any_other_leaves_what_can_be_carried_on() {
    let runs = tempfile::tempdir().unwrap();
    let (all, half) = (manifest(1, BLOCK, Shard::WHOLE), Shard { index: 1, count: 2 });
    let writer = start(runs.path()).unwrap();
    let ensemble = Ensemble { seed: 1, draws: DRAWS, block: BLOCK, deterministic: false };
    let folder = writer.scenario("reference");
    simulate_shard(&world().plan, &CompiledPolicy::default(), ensemble, half, &folder, &|_| ()).unwrap();
    let left = writer.left(&all, false).unwrap();
    for part in ["32 of 70", "are kept in", &writer.folder().display().to_string(), "the same command"] {
        assert!(left.contains(part), "{left:?} does not say {part:?}");
    }
    drop(writer);
    let writer = start(runs.path()).unwrap();
    assert_eq!(writer.begun(), Begun::Resumed);
    assert!(writer.left(&all, true).unwrap().contains("nothing of the run is kept"));
    drop(writer);
    assert_eq!(std::fs::read_dir(runs.path()).unwrap().count(), 0);
    // Once every draw is there it is kept, whatever went wrong after it; a finished run is not touched.
    let writer = start(runs.path()).unwrap();
    fill(&writer);
    assert!(writer.left(&all, true).unwrap().contains("70 of 70"));
    let path = writer.finish().unwrap();
    assert_eq!(start(runs.path()).unwrap().left(&all, true), None);
    assert!(path.join("manifest.json").exists());
}

#[test]
fn a_finished_run_is_found_and_not_written_again() {
    let runs = tempfile::tempdir().unwrap();
    let writer = start(runs.path()).unwrap();
    fill(&writer);
    writer.write("numbers.csv", b"query,value\n").unwrap();
    let path = writer.finish().unwrap();
    let before = (modified(&path), modified(&path.join("reference")));
    // Blocks change no value: the run is the same.
    let other = RunWriter::start(runs.path(), &manifest(1, 64, Shard::WHOLE), PARAMETERS).unwrap();
    assert_eq!((other.begun(), other.block()), (Begun::Finished, BLOCK));
    fill(&other);
    other.check_draws(&manifest(1, 64, Shard::WHOLE)).unwrap();
    assert_eq!(other.finish().unwrap(), path);
    assert_eq!((modified(&path), modified(&path.join("reference"))), before, "other blocks, the same parts");
    let writer = start(runs.path()).unwrap();
    fill(&writer);
    writer.write("numbers.csv", b"query,value\n").unwrap();
    assert_eq!(writer.finish().unwrap(), path);
    assert_eq!((modified(&path), modified(&path.join("reference"))), before);
    // A part of another cut beside them would count draws twice.
    let part = path.join("reference/country-00000016.parquet");
    std::fs::copy(&part, path.join("reference/country-00000008.parquet")).unwrap();
    let error = start(runs.path()).unwrap().check_draws(&manifest(1, BLOCK, Shard::WHOLE)).unwrap_err();
    let error = error.to_string();
    assert!(error.contains("do not add up") && error.contains(path.to_str().unwrap()), "{error}");
}

#[test]
fn resuming_with_another_block_size_or_other_parameters_is_refused() {
    let runs = tempfile::tempdir().unwrap();
    let folder = start(runs.path()).unwrap().folder().to_owned();
    let error = RunWriter::start(runs.path(), &manifest(1, 64, Shard::WHOLE), PARAMETERS).unwrap_err();
    assert!(matches!(error, SimulateError::Mismatch { .. }));
    for word in ["cannot be resumed", "`block` is 16, now it is 64", "--block 16"] {
        assert!(error.to_string().contains(word), "{error}");
    }
    assert_eq!(start(runs.path()).unwrap().begun(), Begun::Resumed, "the right size goes on");
    std::fs::write(folder.join("parameters.json"), "{ }").unwrap();
    let error = start(runs.path()).unwrap_err().to_string();
    assert!(error.contains("parameters.json") && error.contains("delete"), "{error}");
    std::fs::write(folder.join("manifest.json"), "{").unwrap();
    let error = start(runs.path()).unwrap_err().to_string();
    assert!(error.contains("manifest.json") && error.contains("delete"), "{error}");
    // Killed before the manifest was there: nothing in it can be trusted, and it is made anew.
    std::fs::remove_file(folder.join("manifest.json")).unwrap();
    assert_eq!(start(runs.path()).unwrap().begun(), Begun::New);
}

#[test]
fn two_writers_of_one_run_meet_a_lock_and_other_runs_do_not() {
    let runs = tempfile::tempdir().unwrap();
    let first = start(runs.path()).unwrap();
    let error = start(runs.path()).unwrap_err().to_string();
    assert!(error.contains("another process") && error.contains("--out"), "{error}");
    let shard = manifest(1, BLOCK, Shard { index: 1, count: 2 });
    assert!(RunWriter::start(runs.path(), &shard, PARAMETERS).is_ok());
    drop(first);
    assert_eq!(start(runs.path()).unwrap().begun(), Begun::Resumed, "the lock goes with its holder");
    // A lock file left by a process that was killed locks nothing.
    std::fs::write(runs.path().join(format!("{}.lock", shard.folder_name())), "").unwrap();
    assert!(RunWriter::start(runs.path(), &shard, PARAMETERS).is_ok());
}
