//! Scores against independent software on the small files of `tests/golden` (commands in `tests/golden/make.py`).

use forefend_score::{
    Bootstrap, BrierDecomposition, auc, average_precision, block_bootstrap, brier_scores, central_interval,
    crps, crps_fair, interval_score_of_draws, log_scores, mean_score,
};

/// Rows of a golden file: a `#` line naming source and tolerance, a header line, then figures.
fn rows(text: &str) -> Vec<Vec<f64>> {
    text.lines()
        .skip(2)
        .map(|line| line.split(',').map(|cell| cell.parse().unwrap_or(f64::NAN)).collect())
        .collect()
}

fn close(ours: f64, theirs: f64, tolerance: f64, what: &str) {
    assert!((ours - theirs).abs() <= tolerance * theirs.abs().max(1.0), "{what}: {ours} {theirs}");
}

fn outlook() -> (Vec<f64>, Vec<bool>, Vec<u32>) {
    let mut outlook = (Vec::new(), Vec::new(), Vec::new());
    for row in rows(include_str!("golden/probabilities.csv")) {
        outlook.0.push(row[0]);
        outlook.1.push(row[1] == 1.0);
        outlook.2.push(row[2] as u32);
    }
    outlook
}

#[test]
fn draws_score_as_in_scoringrules() {
    let cases = rows(include_str!("golden/draws.csv"));
    assert_eq!(cases.len(), 40);
    for (number, case) in cases.iter().enumerate() {
        let (draws, observed) = (&case[..12], case[12]);
        let what = |score: &str| format!("{score}, case {number}");
        close(crps(draws, observed).unwrap(), case[13], 1e-10, &what("CRPS"));
        close(crps_fair(draws, observed).unwrap(), case[14], 1e-10, &what("fair CRPS"));
        let (lower, upper) = central_interval(draws, 0.9).unwrap();
        close(lower, case[15], 1e-10, &what("lower end"));
        close(upper, case[16], 1e-10, &what("upper end"));
        let score = interval_score_of_draws(draws, observed, 0.9).unwrap();
        close(score, case[17], 1e-10, &what("interval score"));
    }
}

#[test]
fn probabilities_score_as_in_scikit_learn() {
    let (probabilities, outcomes, _) = outlook();
    assert_eq!(probabilities.len(), 537);
    let brier = mean_score(&brier_scores(&probabilities, &outcomes).unwrap()).unwrap();
    let logarithmic = mean_score(&log_scores(&probabilities, &outcomes, 1.0 / 4000.0).unwrap()).unwrap();
    let ours = [
        ("auc", auc(&probabilities, &outcomes).unwrap()),
        ("average_precision", average_precision(&probabilities, &outcomes).unwrap()),
        ("brier", brier),
        ("log_score", logarithmic),
    ];
    let expected = include_str!("golden/expected.csv");
    for (name, value) in ours {
        let line = expected.lines().find_map(|line| line.strip_prefix(&format!("{name},")));
        close(value, line.unwrap().parse().unwrap(), 1e-12, name);
    }
    let parts = BrierDecomposition::of(&probabilities, &outcomes).unwrap();
    close(parts.mean(), brier, 1e-12, "Brier decomposition");
}

#[test]
fn the_interval_of_an_auc_holds_the_auc() {
    let (probabilities, outcomes, years) = outlook();
    let statistic = |positions: &[usize]| {
        let scores: Vec<f64> = positions.iter().map(|p| probabilities[*p]).collect();
        let happened: Vec<bool> = positions.iter().map(|p| outcomes[*p]).collect();
        auc(&scores, &happened).ok()
    };
    let all: Vec<usize> = (0..years.len()).collect();
    let interval = block_bootstrap(&years, Bootstrap::with_seed(11), statistic).unwrap();
    let point = statistic(&all).unwrap();
    assert!(interval.lower < point && point < interval.upper, "{point} {interval:?}");
    let again = block_bootstrap(&years, Bootstrap::with_seed(11), statistic).unwrap();
    assert_eq!(interval.lower.to_bits(), again.lower.to_bits());
}
