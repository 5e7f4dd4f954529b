//! Speed and memory of the engine beside its peers: `cargo bench -p forefend-verify`.
//!
//! Peers' figures are those of `gates.toml` (G3, G9), measured on an idle machine of two cores. With an argument it does
//! one thing alone, for a profiler: `conflict`, `empty`, `score`, or `memory DRAWS`.

#![allow(clippy::expect_used, clippy::print_stdout, reason = "a benchmark may stop, and talks to people")]

use forefend_runs::{Parts, recorded_tables, simulate};
use forefend_simulate::{CompiledPolicy, Ensemble};
use forefend_verify::checks::engine_speed::{DRAWS, empty, median_seconds, plan};
use forefend_verify::checks::score_speed;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["conflict"] => conflict(),
        ["empty"] => nothing(),
        ["score"] => score(),
        ["memory", draws] => memory(draws.parse().expect("a number of draws")),
        _ => {
            conflict();
            nothing();
            score();
            println!("peak memory of a run with its Parquet parts and summaries, by draws:");
            for draws in ["1000", "10000", "100000"] {
                let own = std::env::current_exe().expect("this program");
                let status =
                    std::process::Command::new(own).args(["memory", draws]).status().expect("itself");
                assert!(status.success());
            }
        }
    }
}

fn conflict() {
    let [middle, fastest, slowest] = median_seconds(&plan().expect("a plan"), DRAWS).expect("a run");
    let nanoseconds = middle * 1e9 / (DRAWS as f64 * 15.0 * 179.0);
    println!("conflict model, 2,000 draws x 15 years x 179 states, world shares, two threads");
    println!("  {middle:.3} s [{fastest:.3}, {slowest:.3}], {nanoseconds:.0} ns a state-year; bar 0.15 s");
    println!("  numpy 0.75 s: {:.1} x as long; endogenr (R) 87 s for 100 x 12 x 140", 0.75 / middle);
}

fn nothing() {
    let experiments = 1_000_000;
    let seconds = median_seconds(&empty().expect("a plan"), experiments).expect("a run");
    let micro = seconds[0] * 1e6 / experiments as f64;
    println!("overhead of an experiment of an empty model, two threads");
    println!("  {micro:.3} us; bar 1 us; EMA Workbench 101 us (292 us CPU with two processes)");
}

fn score() {
    println!("CRPS, IGN and MIS of a full grid window, 13,110 x 12 x 1,000 draws, two threads");
    for (war, name) in [(false, "most cells quiet"), (true, "every cell at war")] {
        let speed = score_speed::speed(war).expect("a window");
        let ([middle, fastest, slowest], [processor, ..]) = (speed.seconds, speed.processor);
        println!(
            "  {name}: {middle:.3} s [{fastest:.3}, {slowest:.3}], {processor:.2} processor seconds; bar 1 s"
        );
    }
    println!("  {:.2} GB at most; reference scorer 63 s and 11.4 GB", score_speed::peak_gigabytes());
}

/// Writes the parts of `draws` draws to a temporary folder and tells the peak of this process (Linux).
fn memory(draws: u64) {
    let (plan, folder) = (plan().expect("a plan"), tempfile::tempdir().expect("a folder"));
    let ensemble = Ensemble { seed: 1, draws, block: 50, deterministic: false };
    simulate(&plan, &CompiledPolicy::default(), ensemble, folder.path(), &|_| ()).expect("a run");
    // Summaries hold the values of many draws at a time; a run ends with them.
    for table in recorded_tables(&plan, false) {
        let variables: Vec<&str> = table.variables.iter().map(String::as_str).collect();
        if !variables.is_empty() {
            let parts = Parts::at(folder.path());
            parts.summaries(&table.axis, &variables, &mut |_, _| ()).expect("summaries");
        }
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or(" not known here");
    println!("  {draws:>7} draws: {}", peak.trim());
}
