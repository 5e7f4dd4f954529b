//! A short pass of the fuzz targets on the stable toolchain: every reader of input meets the seeds, and thousands of variants
//! of them that a fixed sequence makes. What libFuzzer does with a million inputs a target is in `fuzz/README.md`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod seeds;
/// What the targets feed; `prepare` and the actuals' text are for the fuzz programs alone.
#[allow(dead_code)]
#[path = "../../../../fuzz/src/lib.rs"]
mod under_fuzz;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use under_fuzz::{TARGETS, declarations, world_toml};

/// Variants of each target, spread over its seeds.
const VARIANTS: usize = 1_500;
/// Longest variant in bytes, as for libFuzzer.
const LONGEST: usize = 8_192;

/// A fixed sequence (SplitMix64), so that a failure can be met again.
struct Sequence(u64);

impl Sequence {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        (self.next() % most.max(1) as u64) as usize
    }
}

/// What breaks readers of numbers and texts.
const WORDS: [&[u8]; 20] = [
    b"0",
    b"-1",
    b"1e308",
    b"-1e308",
    b"NaN",
    b"inf",
    b"9223372036854775807",
    b"-9223372036854775808",
    b"4294967296",
    b"32768",
    b"1e-320",
    b"",
    b"\n",
    b"\"",
    b",",
    b"[[",
    b"lag(",
    b"\xff\xfe",
    b"\0\0\0\0",
    b"\xff\xff\xff\x7f",
];

/// One to six changes: a bit, a byte, a word put in or over a number, a stretch taken out, said twice or taken from
/// another seed, the end cut off. The first byte, which chooses the reader, mostly stays.
fn variant(seed: &[u8], other: &[u8], sequence: &mut Sequence) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=sequence.below(6) {
        let at = sequence.below(bytes.len());
        let length = 1 + sequence.below(24.min(bytes.len() - at + 1));
        let end = (at + length).min(bytes.len());
        match sequence.below(9) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << sequence.below(8),
            1 if !bytes.is_empty() => bytes[at] = sequence.next() as u8,
            2 => drop(bytes.splice(at..at, WORDS[sequence.below(WORDS.len())].iter().copied())),
            3 => drop(bytes.splice(at..end, WORDS[sequence.below(WORDS.len())].iter().copied())),
            4 => drop(bytes.drain(at..end)),
            5 => drop(bytes.splice(at..at, bytes[at..end].to_vec())),
            6 => {
                let from = sequence.below(other.len());
                let until = (from + 1 + sequence.below(200)).min(other.len());
                drop(bytes.splice(at..end, other[from..until].iter().copied()));
            }
            7 => {
                // A whole number that stands there becomes a word.
                let digits = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
                if let Some(first) = (at..bytes.len()).find(|at| digits(*at)) {
                    let last = (first..).find(|at| !digits(*at)).unwrap_or(first);
                    drop(bytes.splice(first..last, WORDS[sequence.below(11)].iter().copied()));
                }
            }
            _ if sequence.below(8) == 0 => bytes.truncate(at),
            _ => {}
        }
    }
    if !bytes.is_empty() && !seed.is_empty() && sequence.below(16) != 0 {
        bytes[0] = seed[0];
    }
    bytes.truncate(LONGEST);
    bytes
}

fn seeds(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut seeds: Vec<_> = paths
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap()))
        .collect();
    seeds.sort();
    seeds
}

#[test]
fn no_input_made_from_the_seeds_ends_in_a_panic() {
    forefend_panel::silence_guarded_panics();
    world_toml::whole();
    declarations::whole();
    for (target, read) in TARGETS {
        meets_variants(target, read, VARIANTS);
    }
}

/// Without libFuzzer: as many variants as asked for, of one target.
#[test]
#[ignore = "takes minutes: FOREFEND_TARGET=run_files FOREFEND_VARIANTS=1000000"]
fn no_input_of_as_many_as_asked_for_ends_in_a_panic() {
    forefend_panel::silence_guarded_panics();
    let asked = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("set {name}"));
    let (wanted, variants) = (asked("FOREFEND_TARGET"), asked("FOREFEND_VARIANTS").parse().unwrap());
    let (target, read) = TARGETS.into_iter().find(|(target, _)| *target == wanted).expect("a target");
    meets_variants(target, read, variants);
}

fn meets_variants(target: &str, read: under_fuzz::Reader, variants: usize) {
    let seeds = seeds(target);
    assert!(
        !seeds.is_empty(),
        "{target} has no seeds; run `cargo test -p forefend --test readers -- --ignored write`"
    );
    let mut sequence = Sequence(2026);
    let meet = |input: &[u8], words: &str| {
        let outcome = catch_unwind(AssertUnwindSafe(|| read(input)));
        assert!(outcome.is_ok(), "{target}: {words} ends in a panic: {:?}", String::from_utf8_lossy(input));
    };
    for (name, bytes) in &seeds {
        meet(bytes, name);
    }
    for number in 0..variants {
        let (name, seed) = &seeds[number % seeds.len()];
        let other = &seeds[sequence.below(seeds.len())].1;
        meet(&variant(seed, other, &mut sequence), &format!("variant {number}, of {name},"));
    }
}
