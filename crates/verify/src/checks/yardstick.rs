//! G10: the words of the PHIA probability yardstick, asked of the report percent by percent.

use std::collections::BTreeMap;

use forefend_report::yardstick::{Phia, phia};

use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

/// Lowest and highest whole percentage that gets each word, and how many of 0 to 100 fall into a deliberate gap.
///
/// # Errors
/// None of its own.
pub fn phia_ranges(_: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let mut ranges: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    let mut gaps = 0.0;
    for percent in 0..=100 {
        let percent = f64::from(percent);
        match phia(percent / 100.0) {
            Phia::Term(word) => ranges.entry(word).or_insert((percent, percent)).1 = percent,
            Phia::Between(..) => gaps += 1.0,
            Phia::None => return Err(VerifyError::computation(format!("{percent} % has no place"))),
        }
    }
    let mut measured: Vec<Measured> = ranges
        .iter()
        .flat_map(|(word, (from, to))| {
            [Measured::new(format!("{word}, from"), *from), Measured::new(format!("{word}, to"), *to)]
        })
        .collect();
    measured.push(Measured::new("percentages without a word", gaps));
    Ok(measured)
}
