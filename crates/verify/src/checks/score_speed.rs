//! Speed and memory of the scorer on a full grid window: 13,110 cells x 12 months x 1,000 draws.
//!
//! The draws are synthetic. *Quiet*: as in the field, nineteen cells in twenty hardly ever see a death. *War*: every draw of
//! every cell is a count of its own, up to 16,383, so that no shortcut for zeros or small numbers helps.

use std::time::Instant;

use forefend_score::{CellSettings, SplitMix64, mean_of_three, score_window};
use rayon::prelude::*;

use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

/// Cells of the grid in Africa and the Middle East, times months of a year.
pub const CELLS: usize = 13_110 * 12;
/// Draws a cell.
pub const DRAWS: usize = 1_000;
const THREADS: usize = 2;
const REPEATS: usize = 5;

/// What was measured on one kind of window.
#[derive(Debug, Clone, Copy)]
pub struct Speed {
    /// Median, fastest and slowest seconds on the clock.
    pub seconds: [f64; 3],
    /// The same of processor seconds, all threads together; not a number where the system does not tell.
    pub processor: [f64; 3],
}

/// Seconds on the clock and of the processors on both kinds of window, and the peak of resident memory.
///
/// # Errors
/// Those of the scorer.
pub fn measure(_: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    // Linux: the peak counts from here on.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let mut measured = Vec::new();
    for (war, name) in [(false, "most cells quiet"), (true, "every cell at war")] {
        let Speed { seconds, processor } = speed(war)?;
        let of = |what: &str, [middle, low, high]: [f64; 3]| {
            Measured::with_interval(format!("{what}, {name}"), middle, low, high)
        };
        measured.push(of("seconds", seconds));
        measured.push(of("processor seconds", processor));
    }
    measured.push(Measured::new("peak memory, GB", peak_gigabytes()));
    Ok(measured)
}

/// Scores one kind of window some times over on two threads.
///
/// # Errors
/// Those of the scorer.
#[expect(clippy::disallowed_methods, reason = "speed is what is measured; no result reads the clock")]
pub fn speed(war: bool) -> Result<Speed, VerifyError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(THREADS).build();
    let pool =
        pool.map_err(|error| VerifyError::computation(format!("cannot start two threads ({error})")))?;
    let (draws, observed) = pool.install(|| window(war));
    let settings = CellSettings::default();
    let (mut seconds, mut processor) = (Vec::new(), Vec::new());
    for _ in 0..REPEATS {
        let (start, used) = (Instant::now(), processor_seconds());
        let scores = pool.install(|| score_window(&draws, DRAWS, &observed, &settings))?;
        std::hint::black_box(mean_of_three(&scores));
        seconds.push(start.elapsed().as_secs_f64());
        processor.push(processor_seconds() - used);
    }
    let spread = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        [values[REPEATS / 2], values[0], values[REPEATS - 1]]
    };
    Ok(Speed { seconds: spread(seconds), processor: spread(processor) })
}

/// Draws, cell after cell, and observations.
fn window(war: bool) -> (Vec<u32>, Vec<f64>) {
    let mut draws = vec![0; CELLS * DRAWS];
    draws.par_chunks_mut(DRAWS).enumerate().for_each(|(cell, draws)| {
        let mut generator = SplitMix64::new(cell as u64);
        let busy = war || cell % 20 == 0;
        for draw in draws {
            let bits = generator.next_bits();
            // Log-uniform in size: as many draws of two deaths as of two thousand.
            let size = (bits >> 32) as u32 & ((1 << (1 + bits % 14)) - 1);
            *draw = if busy || bits >> 20 & 127 == 0 { size } else { 0 };
        }
    });
    let observed = draws.chunks(DRAWS).map(|draws| f64::from(draws[DRAWS / 2])).collect();
    (draws, observed)
}

/// Processor time of this process so far, in hundredths of a second (Linux).
pub(super) fn processor_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The second field, in brackets, may hold blanks; the 14th and 15th are the ticks of user and system.
    let ticks = text.rsplit(") ").next().unwrap_or_default().split(' ').skip(11).take(2);
    let ticks: Vec<f64> = ticks.filter_map(|field| field.parse().ok()).collect();
    if ticks.len() == 2 { (ticks[0] + ticks[1]) / 100.0 } else { f64::NAN }
}

/// Most memory that this process has held (Linux), in GB.
pub fn peak_gigabytes() -> f64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<f64>().ok());
    kilobytes.map_or(f64::NAN, |kilobytes| kilobytes * 1024.0 / 1e9)
}
