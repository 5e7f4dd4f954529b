//! Truth fixtures: 90 % intervals hold known parameters of synthetic worlds at nominal coverage, for every family and with
//! clusters. Bound for each parameter: 0.9 within 4 binomial standard errors of the number of worlds (400 worlds: 0.84 to
//! 0.96). Linear, logit and multinomial without clusters are in `recovery.rs`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod common;

use common::Random;
use forefend_estimate::{Covariance, Design, Family, Fit, Request, fit};

/// Half-width of a 90 % interval in standard errors.
const Z90: f64 = 1.6448536269514722;

/// An intercept, a normal variable that clusters share in half, and a dummy; clusters of `size` rows each have a normal
/// deviate of their own, and `respond` gives y from the row, that deviate and luck.
fn world(
    random: &mut Random,
    rows: usize,
    size: usize,
    respond: impl Fn(&[f64], f64, &mut Random) -> f64,
) -> Design {
    let mut design = Design {
        names: ["(Intercept)", "x", "dummy"].map(str::to_owned).to_vec(),
        rows,
        x: Vec::new(),
        y: Vec::new(),
        unit: (0..rows).map(|row| (row / size) as u64).collect(),
        period: (0..rows).map(|row| (row % size) as i32).collect(),
        dropped: 0,
    };
    let (mut shared, mut own) = (0.0, 0.0);
    for row in 0..rows {
        if row % size == 0 {
            (shared, own) = (random.normal(), random.normal());
        }
        let x = (shared + random.normal()) / 2f64.sqrt();
        let values = [1.0, x, f64::from(u8::from(random.uniform() < 0.3))];
        design.y.push(respond(&values, own, random));
        design.x.extend(values);
    }
    design
}

fn predictor(row: &[f64], beta: &[f64]) -> f64 {
    row.iter().zip(beta).map(|(x, b)| x * b).sum()
}

/// Names an auxiliary parameter with its truth; positive ones are compared on the log scale, where they are estimated.
type Shape = (&'static str, f64);

/// Fails unless every coefficient and auxiliary parameter is covered at the nominal rate over `worlds` fits.
fn check(what: &str, worlds: usize, truth: &[f64], shapes: &[Shape], fit: impl FnMut(&mut Random) -> Fit) {
    let share = held(worlds, truth, shapes, fit);
    let bound = 4.0 * (0.09 / worlds as f64).sqrt();
    println!("{what}: coverage of 90 % intervals {share:.3?} over {worlds} worlds, bound 0.9 +- {bound:.3}");
    assert!(share.iter().all(|share| (share - 0.9).abs() <= bound), "{what}: {share:?}");
}

/// Share of worlds in which each interval holds the truth.
fn held(worlds: usize, truth: &[f64], shapes: &[Shape], mut fit: impl FnMut(&mut Random) -> Fit) -> Vec<f64> {
    let mut random = Random(20_260_101);
    let mut inside = vec![0usize; truth.len() + shapes.len()];
    for _ in 0..worlds {
        let fit = fit(&mut random);
        let errors = fit.standard_errors();
        for (j, truth) in truth.iter().enumerate() {
            inside[j] += usize::from((fit.coefficients[j] - truth).abs() <= Z90 * errors[j]);
        }
        for (j, (name, shape)) in shapes.iter().enumerate() {
            let found = fit.auxiliary(name).unwrap();
            let Some(error) = found.standard_error else { continue };
            let held = if *name == "xi" || *name == "p0" {
                (found.estimate - shape).abs() <= Z90 * error
            } else {
                libm::log(found.estimate / shape).abs() <= Z90 * error / found.estimate
            };
            inside[truth.len() + j] += usize::from(held);
        }
    }
    inside.iter().map(|count| *count as f64 / worlds as f64).collect()
}

fn fitted(design: &Design, family: Family, covariance: Covariance) -> Fit {
    fit(design, &Request::new(family).with_covariance(covariance)).unwrap()
}

/// Marsaglia & Tsang 2000, with the boost for shapes below 1.
fn gamma(shape: f64, random: &mut Random) -> f64 {
    if shape < 1.0 {
        return gamma(shape + 1.0, random) * libm::pow(1.0 - random.uniform(), 1.0 / shape);
    }
    let d = shape - 1.0 / 3.0;
    loop {
        let z = random.normal();
        let v = (1.0 + z / (9.0 * d).sqrt()).powi(3);
        if v > 0.0 && libm::log(1.0 - random.uniform()) < 0.5 * z * z + d - d * v + d * libm::log(v) {
            return d * v;
        }
    }
}

/// By multiplying uniforms: for means up to some tens.
fn poisson(mean: f64, random: &mut Random) -> f64 {
    let (limit, mut product, mut count) = (libm::exp(-mean), random.uniform(), 0.0);
    while product > limit {
        product *= random.uniform();
        count += 1.0;
    }
    count
}

fn student_t(nu: f64, random: &mut Random) -> f64 {
    random.normal() / (2.0 * gamma(0.5 * nu, random) / nu).sqrt()
}

fn logistic(p: f64, random: &mut Random) -> f64 {
    f64::from(u8::from(random.uniform() < 1.0 / (1.0 + libm::exp(-p))))
}

#[test]
fn poisson_counts() {
    let truth = [0.2, 0.5, -0.6];
    check("poisson", 400, &truth, &[], |random| {
        let design =
            world(random, 300, 1, |row, _, random| poisson(libm::exp(predictor(row, &truth)), random));
        fitted(&design, Family::Poisson, Covariance::Classical)
    });
}

/// A gamma response, whose variance is half its squared mean, by the pseudo-likelihood with robust errors.
#[test]
fn ppml_of_a_response_that_is_no_count() {
    let truth = [3.0, 0.5, -0.6];
    check("ppml, robust", 400, &truth, &[], |random| {
        let design = world(random, 600, 1, |row, _, random| {
            libm::exp(predictor(row, &truth)) * gamma(2.0, random) / 2.0
        });
        fitted(&design, Family::Ppml, Covariance::Robust)
    });
}

#[test]
fn negative_binomial_counts() {
    let (truth, theta) = ([0.8, 0.5, -0.6], 0.7);
    check("nb2", 400, &truth, &[("theta", theta)], |random| {
        let design = world(random, 500, 1, |row, _, random| {
            poisson(libm::exp(predictor(row, &truth)) * gamma(theta, random) / theta, random)
        });
        fitted(&design, Family::Nb2, Covariance::Classical)
    });
}

/// Small samples of a rare event, where the plain logit is biased away from zero and sometimes separated.
#[test]
fn firth_in_small_samples() {
    let truth = [-1.8, 0.7, 0.8];
    check("firth", 400, &truth, &[], |random| {
        let mut draw = || world(random, 120, 1, |row, _, random| logistic(predictor(row, &truth), random));
        // A world with one class only has nothing to fit.
        let mut design = draw();
        while design.y.iter().sum::<f64>() == 0.0 {
            design = draw();
        }
        fitted(&design, Family::Firth, Covariance::Classical)
    });
}

#[test]
fn generalised_pareto_excesses() {
    let (truth, xi, threshold) = ([0.4, 0.3, -0.5], 0.35, 2.0);
    check("gpd", 400, &truth, &[("xi", xi), ("p0", 0.4)], |random| {
        let design = world(random, 800, 1, |row, _, random| {
            if random.uniform() < 0.4 {
                return threshold * random.uniform();
            }
            let sigma = libm::exp(predictor(row, &truth));
            threshold + sigma * (libm::pow(1.0 - random.uniform(), -xi) - 1.0) / xi
        });
        fit(&design, &Request { threshold: Some(threshold), ..Request::new(Family::Gpd) }).unwrap()
    });
}

/// 60 groups of 6 rows with intercepts of their own. The pooled effects are checked too: their intervals are those of the
/// intercepts' distribution given the data.
#[test]
fn student_t_with_pooled_groups() {
    let (truth, sigma, tau, nu) = ([1.0, 0.5, -0.8], 0.6, 0.9, 5.0);
    let (mut held, mut all) = (0.0, 0.0);
    check("student-t", 200, &truth, &[("sigma", sigma), ("tau", tau), ("nu", nu)], |random| {
        let own = std::cell::RefCell::new(Vec::new());
        let design = world(random, 360, 6, |row, deviate, random| {
            own.borrow_mut().push(tau * deviate);
            predictor(row, &truth) + tau * deviate + sigma * student_t(nu, random)
        });
        let request = Request { groups: Some(design.unit.clone()), ..Request::new(Family::StudentT) };
        let fit = fit(&design, &request).unwrap();
        for (effect, own) in fit.group_effects.iter().zip(own.borrow().iter().step_by(6)) {
            // A pooled effect is a difference from the estimated intercept.
            let own = own + truth[0] - fit.coefficients[0];
            held += f64::from(u8::from((effect.effect - own).abs() <= Z90 * effect.standard_error));
            all += 1.0;
        }
        fit
    });
    println!("student-t: coverage of pooled effects {:.4} over {all} groups", held / all);
    // Effects of one world share its errors in tau and sigma: count a world's 60 groups as 3.
    assert!((held / all - 0.9f64).abs() <= 4.0 * (0.09 / (all / 20.0)).sqrt());
}

/// 120 clusters of 5 rows with a shared disturbance and a shared half of x: classical intervals fail, clustered hold.
#[test]
fn clusters() {
    const ROWS: usize = 600;
    let linear = [1.0, 0.5, -0.8];
    check("linear, clustered", 400, &linear, &[], |random| {
        let design =
            world(random, ROWS, 5, |row, own, random| predictor(row, &linear) + own + random.normal());
        fitted(&design, Family::Linear, Covariance::Clustered)
    });
    // The mean of exp(own / 2) is exp(1/8).
    let counts = [0.5, 0.4, -0.5];
    for family in [Family::Poisson, Family::Ppml] {
        check(&format!("{family}, clustered"), 400, &counts, &[], |random| {
            let design = world(random, ROWS, 5, |row, own, random| {
                poisson(libm::exp(predictor(row, &counts) + 0.5 * own - 0.125), random)
            });
            fitted(&design, family, Covariance::Clustered)
        });
    }
    // A disturbance that leaves the row's own odds as they are: all rows of a cluster with own > 0.5 see the same uniform.
    let logit = [-0.7, 0.6, 0.5];
    for family in [Family::Logit, Family::Firth, Family::Multinomial] {
        check(&format!("{family}, clustered"), 400, &logit, &[], |random| {
            let design = world(random, ROWS, 5, |row, own, random| {
                let shared = 0.5 * (1.0 + libm::erf(own / 2f64.sqrt()));
                let luck = if random.uniform() < 0.4 { shared } else { random.uniform() };
                f64::from(u8::from(luck < 1.0 / (1.0 + libm::exp(-predictor(row, &logit)))))
            });
            fitted(&design, family, Covariance::Clustered)
        });
    }
    let wild = |random: &mut Random| {
        let design =
            world(random, ROWS, 5, |row, own, random| predictor(row, &linear) + own + random.normal());
        fitted(&design, Family::Linear, Covariance::Classical)
    };
    let share = held(400, &linear, &[], wild);
    println!("linear, classical on clusters: {share:.3?}");
    assert!(share[0] < 0.8 && share[1] < 0.8, "the fixture must be able to fail: {share:?}");
}

/// Counts with a gamma deviate shared by the cluster, and a Pareto tail and t errors with shared parts.
#[test]
fn clusters_of_the_other_families() {
    const ROWS: usize = 600;
    let counts = [0.8, 0.4, -0.5];
    check("nb2, clustered", 300, &counts, &[], |random| {
        let design = world(random, ROWS, 5, |row, own, random| {
            poisson(libm::exp(predictor(row, &counts) + 0.5 * own - 0.125) * gamma(2.0, random) / 2.0, random)
        });
        fitted(&design, Family::Nb2, Covariance::Clustered)
    });
    let (tail, xi) = ([0.4, 0.3, -0.5], 0.3);
    check("gpd, clustered", 300, &tail, &[("xi", xi)], |random| {
        let design = world(random, ROWS, 5, |row, own, random| {
            let shared = 0.5 * libm::erfc(own / 2f64.sqrt());
            let luck = if random.uniform() < 0.4 { shared } else { 1.0 - random.uniform() };
            libm::exp(predictor(row, &tail)) * (libm::pow(luck, -xi) - 1.0) / xi
        });
        let request = Request { threshold: Some(0.0), ..Request::new(Family::Gpd) };
        fit(&design, &request.with_covariance(Covariance::Clustered)).unwrap()
    });
    let truth = [1.0, 0.5, -0.8];
    check("student-t, clustered", 300, &truth, &[], |random| {
        let design = world(random, ROWS, 5, |row, own, random| {
            predictor(row, &truth) + 0.5 * own + 0.6 * student_t(5.0, random)
        });
        fitted(&design, Family::StudentT, Covariance::Clustered)
    });
}
