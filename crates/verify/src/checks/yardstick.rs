//! G10: official words and scales, asked at every edge: the PHIA yardstick, ICD 203, the National Risk Register, INFORM classes.

use std::collections::BTreeMap;

use forefend_report::yardstick::risk_register::{impact, likelihood};
use forefend_report::yardstick::{Phia, icd203, phia};
use forefend_threats::inform::Class;

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

/// Lowest and highest whole percentage that each word of ICD 203 holds for, how many have two words, and how many none.
///
/// # Errors
/// None of its own.
pub fn icd_ranges(_: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let mut ranges: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    let (mut both, mut none) = (0.0, 0.0);
    for percent in (0..=100).map(f64::from) {
        let words = icd203(percent / 100.0);
        both += f64::from(u8::from(words.len() == 2));
        none += f64::from(u8::from(words.is_empty()));
        for word in words {
            ranges.entry(word).or_insert((percent, percent)).1 = percent;
        }
    }
    let ends = |(word, (from, to)): (&&str, &(f64, f64))| {
        [Measured::new(format!("{word}, from"), *from), Measured::new(format!("{word}, to"), *to)]
    };
    let mut measured: Vec<Measured> = ranges.iter().flat_map(ends).collect();
    measured.push(Measured::new("percentages with two words", both));
    measured.push(Measured::new("percentages without a word", none));
    Ok(measured)
}

/// Scores of likelihood and impact at every edge of the National Risk Register's matrix, and just beside it; 0 where there is none.
///
/// # Errors
/// None of its own.
pub fn risk_register_edges(_: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let score = |score: Option<u8>| f64::from(score.unwrap_or(0));
    let chances = [0.0, 0.19, 0.2, 0.99, 1.0, 4.99, 5.0, 25.0, 25.01, 100.0];
    let chances = chances.map(|percent: f64| {
        Measured::new(format!("likelihood at {percent} %"), score(likelihood(percent / 100.0)))
    });
    let deaths = [0.0, 1.0, 8.0, 9.0, 40.0, 41.0, 200.0, 201.0, 1_000.0, 1_001.0];
    let deaths =
        deaths.map(|deaths: f64| Measured::new(format!("impact of {deaths} deaths"), score(impact(deaths))));
    Ok(chances.into_iter().chain(deaths).collect())
}

/// Class of INFORM Risk at every edge and just below it, from 1 (very low) to 5.
///
/// # Errors
/// None of its own.
pub fn inform_classes(_: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let all = [Class::VeryLow, Class::Low, Class::Medium, Class::High, Class::VeryHigh];
    let place = |risk: f64| {
        let class = Class::of(risk);
        (all.iter().position(|one| *one == class).unwrap_or_default() + 1) as f64
    };
    let risks = [0.0, 1.9, 2.0, 3.4, 3.5, 4.9, 5.0, 6.4, 6.5, 10.0];
    Ok(risks.map(|risk| Measured::new(format!("class of {risk}"), place(risk))).to_vec())
}
