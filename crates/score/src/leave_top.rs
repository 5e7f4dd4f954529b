//! What a mean score becomes without the few cases that carry it.
//!
//! In one published window a single cell of 2,292 carries 65 % of the mean CRPS: a ranking by the mean is then a ranking on
//! one war. Leaving cases out *after* looking at scores is no proper score; it is a look at fragility, to stand beside the
//! mean.

use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Mean over the rest, and the share of the whole that the cases left out carry.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct WithoutTop {
    /// Number of cases (or groups) left out.
    pub left_out: usize,
    /// Mean score of the rest; not a number where nothing is left.
    pub mean: f64,
    /// Share of the sum of all scores that was left out.
    pub share: f64,
}

/// Positions of the `k` largest values, largest first; of equals the earlier comes first.
pub fn top_positions(values: &[f64], k: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*b].partial_cmp(&values[*a]).unwrap_or(Ordering::Equal));
    order.truncate(k);
    order
}

/// Mean of `scores` without the `k` cases whose `weight` is largest (their own scores, or the sum of two rivals' so that both
/// lose the same cases).
///
/// # Examples
/// ```
/// let scores = [1.0, 1.0, 8.0];
/// let rest = forefend_score::without_top(&scores, &scores, 1);
/// assert_eq!((rest.mean, rest.share), (1.0, 0.8));
/// ```
pub fn without_top(scores: &[f64], weight: &[f64], k: usize) -> WithoutTop {
    let mut out = vec![false; scores.len()];
    for position in top_positions(weight, k) {
        out[position] = true;
    }
    mean_of_rest(scores, &out, k.min(scores.len()))
}

/// The same for whole groups (a country with all its months), by the sum of `weight` within each.
///
/// # Examples
/// ```
/// let scores = [1.0, 2.0, 8.0, 1.0];
/// let rest = forefend_score::without_top_groups(&scores, &scores, &["A", "A", "B", "B"], 1);
/// assert_eq!((rest.mean, rest.share), (1.5, 0.75));
/// ```
pub fn without_top_groups<G: Ord>(scores: &[f64], weight: &[f64], groups: &[G], k: usize) -> WithoutTop {
    let mut totals: BTreeMap<&G, f64> = BTreeMap::new();
    for (group, weight) in groups.iter().zip(weight) {
        *totals.entry(group).or_default() += weight;
    }
    let (names, sums): (Vec<&G>, Vec<f64>) = totals.into_iter().unzip();
    let top: Vec<&G> = top_positions(&sums, k).into_iter().map(|position| names[position]).collect();
    let out: Vec<bool> = groups.iter().map(|group| top.contains(&group)).collect();
    mean_of_rest(scores, &out, top.len())
}

fn mean_of_rest(scores: &[f64], out: &[bool], left_out: usize) -> WithoutTop {
    let all: f64 = scores.iter().sum();
    let (mut sum, mut cases) = (0.0, 0_usize);
    for (score, _) in scores.iter().zip(out).filter(|(_, out)| !**out) {
        sum += score;
        cases += 1;
    }
    let share = if all == 0.0 { 0.0 } else { 1.0 - sum / all };
    WithoutTop { left_out, mean: sum / cases as f64, share }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_case_can_carry_a_mean_and_one_country_several() {
        let scores = [1.0, 90.0, 1.0, 8.0];
        assert_eq!(
            without_top(&scores, &scores, 1),
            WithoutTop { left_out: 1, mean: 10.0 / 3.0, share: 0.9 }
        );
        let country = ["a", "a", "b", "b"];
        let rest = without_top_groups(&scores, &scores, &country, 1);
        assert_eq!((rest.left_out, rest.mean), (1, 4.5));
        assert!(without_top(&scores, &scores, 9).mean.is_nan());
    }
}
