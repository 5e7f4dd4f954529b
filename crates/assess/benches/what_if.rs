//! Speed and memory of what-ifs on the shipped world: `cargo bench -p forefend-assess --bench what_if [-- DRAWS]`.
//!
//! All countries and threats to 2040, the seven full portfolios one after the other: laying the reference down, a first answer on 100
//! draws, and the answer on all (1,000 where none are given). Bars on two idle cores: 300 ms and 4 s.

#![allow(clippy::expect_used, clippy::print_stdout, reason = "a benchmark may stop, and talks to people")]
#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use forefend_assess::{Progress, Question, Session, SessionOptions};
use forefend_panel::Year;
use forefend_simulate::WorldFiles;

/// Draws of a first answer.
const FIRST: u64 = 100;

struct Quiet;

impl Progress for Quiet {
    fn advance(&self, _stage: &str, _detail: &str, _done: u64, _total: u64) {}
}

fn main() {
    let draws = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(1_000);
    let world = WorldFiles::new("world", forefend_world::files());
    let questions: Vec<Question> =
        world.under("portfolios", ".toml").filter_map(|path| asked(&world, path)).collect();
    let begun = now();
    let panel = Arc::new(world.panel().expect("a panel"));
    let options = SessionOptions { to: Some(Year(2040)), ..SessionOptions::default() };
    let session = Session::open(world, panel, &options, &Quiet).expect("a session");
    told("opened", begun);
    let never = AtomicBool::new(false);
    for number in [FIRST, draws] {
        let begun = now();
        session.lay(number, &never).expect("laid");
        told(&format!("reference laid for {number} draws"), begun);
        let (kept, bytes) = session.laid();
        println!("  {kept} draws kept in {:.0} MB; {}", bytes as f64 / 1e6, memory());
    }
    let (mut first, mut whole) = (Vec::new(), Vec::new());
    for question in &questions {
        let begun = now();
        let mut inquiry = session.ask(question).expect("a portfolio");
        let compiled = since(begun);
        session.answer(&mut inquiry, FIRST, &never).expect("an answer");
        first.push(since(begun));
        session.answer(&mut inquiry, draws, &never).expect("an answer");
        whole.push(since(begun));
        let [compiled, at_once, all] = [compiled, first[first.len() - 1], whole[whole.len() - 1]].map(words);
        println!(
            "  {}: compiled {compiled}, {FIRST} draws {at_once}, {draws} draws {all}",
            inquiry.portfolio().id
        );
    }
    let [first, whole] = [first, whole].map(|all| words(median(all)));
    println!("median: first answer {first} (bar 0.3 s), {draws} draws {whole} (bar 4 s)");
    println!("{}", memory());
}

/// The question of a portfolio of the world that is no reference.
fn asked(world: &WorldFiles, path: &str) -> Option<Question> {
    let text = world.text(path).ok()?;
    (!text.contains("role = \"reference\"")).then(|| Question::of(text))
}

/// The clock, and processor seconds.
type Time = [f64; 2];

fn now() -> (Instant, f64) {
    (Instant::now(), processor())
}

fn since((begun, processor_then): (Instant, f64)) -> Time {
    [begun.elapsed().as_secs_f64(), processor() - processor_then]
}

fn words([clock, processor]: Time) -> String {
    format!("{clock:.3} s ({processor:.2} s of processor)")
}

fn told(what: &str, begun: (Instant, f64)) {
    println!("{what}: {}", words(since(begun)));
}

/// The median of each.
fn median(all: Vec<Time>) -> Time {
    [0, 1].map(|of| {
        let mut values: Vec<f64> = all.iter().map(|time| time[of]).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
    })
}

/// Processor seconds of this process so far (Linux, 100 ticks a second).
fn processor() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = text.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// Memory of this process now and at most (Linux).
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = |name: &str| {
        let found = status.lines().find_map(|line| line.strip_prefix(name));
        found.unwrap_or(" not known here").trim().to_owned()
    };
    format!("memory {}, at most {}", line("VmRSS:"), line("VmHWM:"))
}
