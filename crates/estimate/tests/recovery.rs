//! Known coefficients are recovered, at the coverage that the intervals claim.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod common;

use common::Random;
use forefend_estimate::{
    Covariance, Design, Fit, Ridge, fit_linear, fit_logit, fit_multinomial, fit_multinomial_weighted,
};

const ROWS: usize = 800;
const WORLDS: usize = 600;
/// Half-width of a 90 % interval in standard errors.
const Z90: f64 = 1.6448536269514722;

/// A design of a constant, a normal variable and a rare dummy; `respond` gives y from the row and one uniform.
fn world(random: &mut Random, respond: impl Fn(&[f64], &mut Random) -> f64) -> Design {
    let mut design = Design {
        names: ["(Intercept)", "x", "dummy"].map(str::to_owned).to_vec(),
        rows: ROWS,
        x: Vec::new(),
        y: Vec::new(),
        unit: (0..ROWS as u64).collect(),
        period: vec![2000; ROWS],
        dropped: 0,
    };
    for _ in 0..ROWS {
        let row = [1.0, random.normal(), f64::from(u8::from(random.uniform() < 0.2))];
        design.y.push(respond(&row, random));
        design.x.extend(row);
    }
    design
}

fn predictor(row: &[f64], beta: &[f64]) -> f64 {
    row.iter().zip(beta).map(|(x, b)| x * b).sum()
}

/// Class by inversion of one uniform, with class 0 as the reference.
fn draw_class(row: &[f64], betas: &[[f64; 3]], random: &mut Random) -> f64 {
    let weights: Vec<f64> = betas.iter().map(|beta| libm::exp(predictor(row, beta))).collect();
    let total = 1.0 + weights.iter().sum::<f64>();
    let mut left = random.uniform() * total - 1.0;
    let mut class = 0;
    while left > 0.0 && class < weights.len() {
        left -= weights[class];
        class += 1;
    }
    class as f64
}

/// Checks, over worlds with different luck, that 90 % intervals hold the truth in 90 % of cases, and that estimates are
/// unbiased within their own Monte Carlo error (plus `bias`, for the estimator's bias in samples of this size).
fn check(truth: &[f64], bias: f64, fit: impl Fn(&mut Random) -> Fit) {
    let mut random = Random(7);
    let fits: Vec<Fit> = (0..WORLDS).map(|_| fit(&mut random)).collect();
    let inside = |fit: &Fit| {
        let errors = fit.standard_errors();
        (0..truth.len()).filter(|&j| (fit.coefficients[j] - truth[j]).abs() <= Z90 * errors[j]).count()
    };
    let cases = (WORLDS * truth.len()) as f64;
    let coverage = fits.iter().map(inside).sum::<usize>() as f64 / cases;
    println!("coverage of 90 % intervals: {coverage:.3} over {cases} cases");
    // Coefficients of one world are correlated: count three as one in the binomial error.
    assert!((coverage - 0.9).abs() < 3.0 * (0.09 * 3.0 / cases).sqrt(), "coverage {coverage}");
    for (j, truth) in truth.iter().enumerate() {
        let mean = fits.iter().map(|fit| fit.coefficients[j]).sum::<f64>() / WORLDS as f64;
        let error = fits.iter().map(|fit| fit.standard_errors()[j]).sum::<f64>() / WORLDS as f64;
        let allowed = 4.0 * error / (WORLDS as f64).sqrt() + bias * error;
        assert!((mean - truth).abs() < allowed, "coefficient {j}: mean {mean}, truth {truth}");
    }
}

#[test]
fn linear_recovers_truth_and_robust_errors_survive_unequal_variances() {
    let truth = [1.0, -0.5, 2.0];
    let classical = |random: &mut Random| {
        let design = world(random, |row, random| predictor(row, &truth) + 0.7 * random.normal());
        fit_linear(&design, &Covariance::Classical).unwrap()
    };
    check(&truth, 0.0, classical);
    let robust = |random: &mut Random| {
        let respond = |row: &[f64], random: &mut Random| {
            predictor(row, &truth) + (0.2 + row[1].abs()) * random.normal()
        };
        fit_linear(&world(random, respond), &Covariance::Robust).unwrap()
    };
    check(&truth, 0.0, robust);
}

#[test]
fn logit_recovers_truth() {
    let truth = [-1.5, 0.8, 1.0];
    let fit = |random: &mut Random| {
        let design = world(random, |row, random| draw_class(row, &[truth], random));
        fit_logit(&design, &Covariance::Classical).unwrap()
    };
    check(&truth, 0.15, fit);
}

#[test]
fn multinomial_recovers_truth_and_its_probabilities_are_calibrated() {
    let truth = [[-1.0, 0.6, 0.5], [-2.0, -0.7, 1.2]];
    let make = |random: &mut Random| world(random, |row, random| draw_class(row, &truth, random));
    let fit = |random: &mut Random| fit_multinomial(&make(random), &Covariance::Classical, None).unwrap();
    check(truth.as_flattened(), 0.15, fit);

    // The score equations: with an intercept, fitted probabilities add up to the observed shares of each class.
    let design = make(&mut Random(11));
    let fit = fit_multinomial(&design, &Covariance::Classical, None).unwrap();
    let (mut fitted, mut probability) = ([0.0; 3], [0.0; 3]);
    for row in design.x.chunks(3) {
        fit.probabilities(&fit.coefficients, row, &mut probability);
        fitted.iter_mut().zip(probability).for_each(|(sum, p)| *sum += p);
    }
    for (class, fitted) in fitted.iter().enumerate() {
        let observed = design.y.iter().filter(|y| **y == class as f64).count() as f64;
        common::close("class total", *fitted, observed, 1e-10);
    }
}

#[test]
fn a_weak_penalty_leaves_the_fit_alone_and_a_strong_one_leaves_the_shares() {
    let truth = [[-1.0, 0.6, 0.5], [-2.0, -0.7, 1.2]];
    let design = world(&mut Random(3), |row, random| draw_class(row, &truth, random));
    let free = fit_multinomial(&design, &Covariance::Classical, None).unwrap();
    let ridge = |inverse_strength| {
        let ridge = Ridge { inverse_strength, standardise: true };
        fit_multinomial(&design, &Covariance::Classical, Some(ridge)).unwrap()
    };
    let weak = ridge(1e9);
    for (a, b) in weak.coefficients.iter().zip(&free.coefficients) {
        common::close("weak", *a, *b, 1e-6);
    }
    for (a, b) in weak.covariance.iter().zip(&free.covariance) {
        common::close("weak covariance", *a, *b, 1e-5);
    }
    let strong = ridge(1e-9);
    assert!(strong.coefficients[1].abs() < 1e-5 && strong.coefficients[5].abs() < 1e-5);
    let count = |class: f64| design.y.iter().filter(|y| **y == class).count() as f64;
    common::close("share", strong.coefficients[3], libm::log(count(2.0) / count(0.0)), 1e-5);
}

/// A weight of k is the row k times: the same estimates, covariance and log-likelihood.
#[test]
fn a_weighted_row_of_a_multinomial_is_that_row_as_often_as_it_weighs() {
    let mut random = Random(11);
    let betas = [[-0.5, 0.6, 0.3], [-1.0, -0.4, 0.8]];
    let design = world(&mut random, |row, random| draw_class(row, &betas, random));
    let weight: Vec<f64> = (0..ROWS).map(|row| [0.0, 1.0, 2.0, 3.0][row % 4]).collect();
    let mut often = Design { rows: 0, x: vec![], y: vec![], unit: vec![], period: vec![], ..design.clone() };
    for (row, times) in weight.iter().enumerate() {
        for _ in 0..*times as usize {
            often.rows += 1;
            often.x.extend(&design.x[row * 3..row * 3 + 3]);
            often.y.push(design.y[row]);
            often.unit.push(design.unit[row]);
            often.period.push(design.period[row]);
        }
    }
    let near = |a: &[f64], b: &[f64]| {
        a.iter().zip(b).for_each(|(a, b)| assert!((a - b).abs() < 1e-8 * (1.0 + b.abs()), "{a} and {b}"));
    };
    let ridge = Ridge { inverse_strength: 0.5, standardise: false };
    for penalty in [None, Some(ridge)] {
        let one = fit_multinomial_weighted(&design, &Covariance::Classical, penalty, Some(&weight)).unwrap();
        let many = fit_multinomial(&often, &Covariance::Classical, penalty).unwrap();
        near(&one.coefficients, &many.coefficients);
        near(&one.covariance, &many.covariance);
        near(&[one.log_likelihood], &[many.log_likelihood]);
    }
    let message = |weight: &[f64]| {
        fit_multinomial_weighted(&design, &Covariance::Classical, None, Some(weight)).unwrap_err().to_string()
    };
    assert!(message(&weight[1..]).contains("weights"), "{}", message(&weight[1..]));
    let mut wrong = weight.clone();
    wrong[5] = -1.0;
    assert!(message(&wrong).contains("weight"), "{}", message(&wrong));
}
