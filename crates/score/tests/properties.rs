//! What must hold for every input.

use forefend_score::{
    Bootstrap, BrierDecomposition, Pit, auc, average_precision, brier_scores, crps, crps_fair,
    interval_score, log_score, mean_score, paired_difference, pit_histogram, reliability_bins,
};
use proptest::{collection::vec, prelude::*};

fn draws() -> impl Strategy<Value = Vec<f64>> {
    vec(prop_oneof![Just(0.0), 0.0..10.0, -1e5..1e5], 2..40)
}

/// Scores on a coarse grid, so that ties are common, with at least one event and one case without.
fn ranked() -> impl Strategy<Value = (Vec<f64>, Vec<bool>)> {
    vec((0_u8..=10, any::<bool>()), 2..60).prop_map(|mut cases| {
        cases[0].1 = true;
        cases[1].1 = false;
        cases.into_iter().map(|(score, happened)| (f64::from(score) / 10.0, happened)).unzip()
    })
}

proptest! {
    #[test]
    fn crps_is_never_negative_and_equals_the_double_sum(draws in draws(), observed in -1e5..1e5_f64) {
        let m = draws.len() as f64;
        let distance: f64 = draws.iter().map(|x| (x - observed).abs()).sum::<f64>() / m;
        let spread: f64 = draws.iter().flat_map(|a| draws.iter().map(move |b| (a - b).abs())).sum();
        let ours = crps(&draws, observed).unwrap();
        prop_assert!(ours >= 0.0);
        prop_assert!((ours - (distance - spread / (2.0 * m * m))).abs() < 1e-9 * (1.0 + distance));
        let fair = crps_fair(&draws, observed).unwrap();
        prop_assert!((fair - (distance - spread / (2.0 * m * (m - 1.0)))).abs() < 1e-9 * (1.0 + distance));
    }

    #[test]
    fn crps_of_a_point_mass_is_the_absolute_error(at in -1e6..1e6_f64, observed in -1e6..1e6_f64, m in 1_usize..20) {
        prop_assert_eq!(crps(&vec![at; m], observed), Ok((at - observed).abs()));
    }

    #[test]
    fn crps_ignores_the_order_of_draws(draws in draws(), observed in -1e3..1e3_f64) {
        let reversed: Vec<f64> = draws.iter().rev().copied().collect();
        prop_assert_eq!(crps(&draws, observed), crps(&reversed, observed));
    }

    #[test]
    fn auc_reads_ranks_only((scores, outcomes) in ranked()) {
        let plain = auc(&scores, &outcomes).unwrap();
        let stretched: Vec<f64> = scores.iter().map(|s| s * s * s * 1e3 - 7.0).collect();
        let turned: Vec<f64> = scores.iter().map(|s| -s).collect();
        prop_assert_eq!(auc(&stretched, &outcomes).unwrap(), plain);
        prop_assert!((auc(&turned, &outcomes).unwrap() + plain - 1.0).abs() < 1e-12);
        let ap = average_precision(&scores, &outcomes).unwrap();
        prop_assert_eq!(average_precision(&stretched, &outcomes).unwrap(), ap);
        prop_assert!(ap > 0.0 && ap <= 1.0);
    }

    #[test]
    fn auc_counts_pairs((scores, outcomes) in ranked()) {
        let (mut won, mut pairs) = (0.0, 0.0);
        for (a, _) in scores.iter().zip(&outcomes).filter(|case| *case.1) {
            for (b, _) in scores.iter().zip(&outcomes).filter(|case| !*case.1) {
                pairs += 1.0;
                won += if a > b { 1.0 } else if a == b { 0.5 } else { 0.0 };
            }
        }
        prop_assert!((auc(&scores, &outcomes).unwrap() - won / pairs).abs() < 1e-12);
    }

    #[test]
    fn brier_parts_add_up((probabilities, outcomes) in ranked()) {
        let mean = mean_score(&brier_scores(&probabilities, &outcomes).unwrap()).unwrap();
        let parts = BrierDecomposition::of(&probabilities, &outcomes).unwrap();
        prop_assert!((parts.mean() - mean).abs() < 1e-12);
        prop_assert!(parts.reliability >= 0.0 && parts.resolution >= 0.0);
    }

    #[test]
    fn honesty_pays_under_brier_and_log(truth in 0.01_f64..0.99, told in 0.01..0.99_f64) {
        let expected = |score: fn(f64, bool) -> f64, p: f64| truth * score(p, true) + (1.0 - truth) * score(p, false);
        let log = |p: f64, happened: bool| log_score(p, happened, 0.001).unwrap();
        let brier = |p: f64, happened: bool| forefend_score::brier(p, happened).unwrap();
        prop_assert!(expected(log, truth) <= expected(log, told) + 1e-12);
        prop_assert!(expected(brier, truth) <= expected(brier, told) + 1e-12);
    }

    #[test]
    fn interval_score_is_at_least_the_width(lower in -1e3_f64..1e3, width in 0.0..1e3, observed in -3e3..3e3, level in 0.01..0.99) {
        let upper = lower + width;
        let score = interval_score(lower, upper, observed, level).unwrap();
        prop_assert!(score >= upper - lower);
        prop_assert_eq!(score == upper - lower, (lower..=upper).contains(&observed));
    }

    #[test]
    fn pit_shares_add_up(cases in vec((vec(0_u8..6, 1..20), 0_u8..7), 1..20), bins in 1_usize..12) {
        let cases: Vec<Pit> = cases
            .iter()
            .map(|(draws, observed)| {
                let draws: Vec<f64> = draws.iter().map(|draw| f64::from(*draw)).collect();
                Pit::of(&draws, f64::from(*observed)).unwrap()
            })
            .collect();
        let shares = pit_histogram(&cases, bins).unwrap();
        prop_assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        prop_assert!(shares.iter().all(|share| *share >= -1e-15));
    }

    #[test]
    fn reliability_loses_no_case((probabilities, outcomes) in ranked(), bins in 1_usize..15) {
        let rows = reliability_bins(&probabilities, &outcomes, bins).unwrap();
        prop_assert_eq!(rows.iter().map(|row| row.cases).sum::<usize>(), probabilities.len());
        prop_assert_eq!(rows.iter().map(|row| row.events).sum::<usize>(), outcomes.iter().filter(|o| **o).count());
        prop_assert!(rows.iter().all(|row| row.lower <= row.stated + 1e-12 && row.stated <= row.upper + 1e-12));
    }

    #[test]
    fn a_comparison_turns_with_its_sides(pairs in vec((0.0..1.0, 0.0..1.0, 0_u8..6), 2..40), seed: u64) {
        let ours: Vec<f64> = pairs.iter().map(|pair| pair.0).collect();
        let rival: Vec<f64> = pairs.iter().map(|pair| pair.1).collect();
        let years: Vec<u8> = pairs.iter().map(|pair| pair.2).collect();
        let settings = Bootstrap { replicates: 200, ..Bootstrap::with_seed(seed) };
        let there = paired_difference(&ours, &rival, &years, settings).unwrap();
        let back = paired_difference(&rival, &ours, &years, settings).unwrap();
        prop_assert!((there.mean + back.mean).abs() < 1e-12);
        prop_assert!((there.interval.lower + back.interval.upper).abs() < 1e-12);
        prop_assert!((there.better + back.better - 1.0).abs() < 1e-12);
    }
}

#[test]
fn the_bootstrap_interval_covers_at_its_level() {
    // 400 worlds of 40 blocks of 3 equal cases; the truth is 0. A bootstrap that treated cases as independent would
    // cover about 65 %.
    let mut generator = forefend_score::SplitMix64::new(5);
    let blocks: Vec<usize> = (0..120).map(|case| case / 3).collect();
    let mut covered = 0;
    for world in 0..400 {
        let shocks: Vec<f64> = (0..40).map(|_| generator.below(2001) as f64 / 1000.0 - 1.0).collect();
        let ours: Vec<f64> = (0..120).map(|case| shocks[case / 3]).collect();
        let settings = Bootstrap { replicates: 400, ..Bootstrap::with_seed(world) };
        let interval = paired_difference(&ours, &[0.0; 120], &blocks, settings).unwrap().interval;
        covered += usize::from(interval.lower <= 0.0 && 0.0 <= interval.upper);
    }
    assert!((336..=380).contains(&covered), "{covered} of 400 at 90 %");
}
