//! Gate G4: published estimates, computed from the source files. Tolerances are those of `gates.md`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod common;

use forefend_estimate::{Covariance, Design, Family, Fit, INTERCEPT, Request, fit};
use forefend_panel::Table;

/// A source file as a table, or `None` with a note where the data are absent.
fn source(path: &str) -> Option<Table> {
    common::source_bytes(path).map(|bytes| Table::from_csv(path, bytes.as_slice(), &[]).unwrap())
}

/// All rows as a design with an intercept; units number the rows.
fn design(table: &Table, response: &str, terms: &[&str]) -> Design {
    let columns: Vec<Vec<f64>> = terms.iter().map(|term| table.numbers(term).unwrap()).collect();
    let names = std::iter::once(&INTERCEPT).chain(terms).map(|name| (*name).to_owned()).collect();
    let row = |row: usize| std::iter::once(1.0).chain(columns.iter().map(move |column| column[row]));
    Design {
        names,
        rows: table.len(),
        x: (0..table.len()).flat_map(row).collect(),
        y: table.numbers(response).unwrap(),
        unit: (0..table.len() as u64).collect(),
        period: vec![0; table.len()],
        dropped: 0,
    }
}

fn check_coefficients(fit: &Fit, expected: &[f64], tolerance: f64) {
    assert_eq!(fit.coefficients.len(), expected.len());
    for ((name, found), expected) in fit.names.iter().zip(&fit.coefficients).zip(expected) {
        println!("{name:<22} {found:>14.8}  gate {expected:>14.8}");
        common::close(name, *found, *expected, tolerance);
    }
}

/// Hultman, Kathman & Shannon 2013, Table 1, Model 1.
#[test]
fn negative_binomial_of_civilian_killings() {
    let Some(table) = source("multilateral/regional/hultman_kathman_shannon_2013_ajps.csv") else { return };
    let terms = [
        "troopLag",
        "policeLag",
        "militaryobserversLag",
        "brv_AllLag",
        "osvAllLagDum",
        "incomp",
        "epduration",
        "lntpop",
    ];
    let design = design(&table, "osvAll", &terms);
    let places = table.words("location").unwrap();
    let first = |place: &&str| places.iter().position(|other| other == place).unwrap() as u64;
    let clusters = Covariance::ClusteredBy(places.iter().map(first).collect());
    let fit = fit(&design, &Request::new(Family::Nb2).with_covariance(clusters)).unwrap();
    assert_eq!(fit.n, 3746);
    let expected =
        [-9.23675, -0.530447, -9.90258, 21.7619, 0.000706205, 2.17736, 2.37939, -0.000559141, 0.703107];
    check_coefficients(&fit, &expected, 1e-4);
    common::close("theta", fit.auxiliary("theta").unwrap().estimate, 0.0591943, 1e-4);
    common::close("log-likelihood", fit.log_likelihood, -6260.154, 1e-7);
    let errors = fit.standard_errors();
    println!("errors: troops {:.6}, police {:.6}; iterations {}", errors[1], errors[2], fit.iterations);
    // Printed to three and four digits.
    assert!((errors[1] - 0.0884).abs() < 0.00005 && (errors[2] - 1.592).abs() < 0.0005);

    // "106 -> 1.5 civilian deaths a month at 8,000 troops": the other variables of a month with 106 deaths stay.
    let at_8000 = 106.0 * libm::exp(8.0 * fit.coefficients[1]);
    println!("civilian deaths a month at 8,000 troops: {at_8000:.2}");
    assert!((at_8000 - 1.5).abs() < 0.05);
}

/// Weisiger 2014, 35 conquests.
#[test]
fn firth_logit_of_resistance_to_conquest() {
    let Some(table) = source("multilateral/regional/weisiger2014_firth_golden.csv") else { return };
    let design =
        design(&table, "resist", &["polity_conq", "lndist", "terrain", "soldperterr", "gdppc2", "coord"]);
    assert_eq!(design.rows, 35);
    let fit = fit(&design, &Request::new(Family::Firth)).unwrap();
    let expected = [-14.714679, -0.186278, 1.748451, 0.02826, -0.118661, -0.00034, 3.051448];
    for ((name, found), expected) in fit.names.iter().zip(&fit.coefficients).zip(expected) {
        println!("{name:<22} {found:>14.8}  gate {expected:>14.8}");
        // The gate's figures have six decimals at most, two of them fewer digits than the tolerance.
        assert!((found - expected).abs() <= (1e-4 * expected.abs()).max(0.5e-5), "{name}: {found}");
    }
    println!("errors {:?}; iterations {}", fit.standard_errors(), fit.iterations);
}

/// Marani et al. 2021: epidemics that began in 1600-1944, deaths per mille of the world's people a year.
#[test]
fn generalised_pareto_of_epidemics() {
    let Some(table) = source("multilateral/pandemic/marani2021_sheet1.csv") else { return };
    let (start, intensity) =
        (table.numbers("Start Year").unwrap(), table.numbers("Intensity (deaths per mil/year)").unwrap());
    let chosen = start.iter().zip(&intensity).filter(|(start, _)| (1600.0..=1944.0).contains(*start));
    let y: Vec<f64> = chosen.map(|(_, intensity)| *intensity).collect();
    assert_eq!(y.len(), 395);
    let design = Design {
        names: vec![INTERCEPT.to_owned()],
        rows: y.len(),
        x: vec![1.0; y.len()],
        unit: (0..y.len() as u64).collect(),
        period: vec![0; y.len()],
        y,
        dropped: 0,
    };
    let request = Request { threshold: Some(1e-3), ..Request::new(Family::Gpd) };
    let fit = fit(&design, &request).unwrap();
    for (name, expected, half_digit) in
        [("xi", 1.398, 0.0005), ("sigma", 0.0113, 0.00005), ("p0", 0.618, 0.0005)]
    {
        let found = fit.auxiliary(name).unwrap();
        println!("{name}: {} ({:?}), gate {expected}", found.estimate, found.standard_error);
        assert!((found.estimate - expected).abs() <= half_digit, "{name}: {}", found.estimate);
    }
    println!("{} above the threshold, {} iterations", fit.n, fit.iterations);
}

/// Politically relevant dyads 1950-2010: onset of a militarised dispute, cubic peace years, errors clustered by dyad.
#[test]
fn logit_of_dyadic_disputes() {
    let Some(table) = source("multilateral/regional/DERIVED_pol_relevant_dyads_1950_2010.csv.gz") else {
        return;
    };
    let terms = ["dyadigos", "atop_defense", "atop_nonagg", "demlo", "lcap", "land", "maj", "py"];
    let mut design = design(&table, "y", &terms);
    let k = terms.len() + 1;
    design.x = design
        .x
        .chunks(k)
        .flat_map(|x| x.iter().copied().chain([x[k - 1].powi(2), x[k - 1].powi(3)]))
        .collect();
    design.names.extend(["py^2", "py^3"].map(str::to_owned));
    let (first, second) = (table.whole::<u64>("ccode1").unwrap(), table.whole::<u64>("ccode2").unwrap());
    design.unit = first.iter().zip(&second).map(|(first, second)| first * 1000 + second).collect();
    design.period = table.whole("year").unwrap();
    assert_eq!((design.rows, design.y.iter().sum::<f64>()), (71_807, 1694.0));
    let request = Request::new(Family::Logit).with_covariance(Covariance::Clustered);
    let whole = fit(&design, &request).unwrap();
    let errors = whole.standard_errors();
    // Term, change, odds ratio and, where published, its 95 % interval.
    let expected = [
        ("dyadigos", 10.0, 0.898, Some((0.840, 0.961))),
        ("atop_defense", 1.0, 0.711, Some((0.565, 0.895))),
        ("atop_nonagg", 1.0, 1.062, Some((0.884, 1.275))),
        ("lcap", 1.0, 0.779, None),
        ("land", 1.0, 2.237, None),
        ("maj", 1.0, 1.277, None),
    ];
    for (term, change, ratio, interval) in expected {
        let place = whole.term(term).unwrap();
        let at = |z: f64| libm::exp(change * (whole.coefficients[place] + z * errors[place]));
        println!("{term:<14} {:.4} [{:.4}, {:.4}], gate {ratio} {interval:?}", at(0.0), at(-1.96), at(1.96));
        assert!((at(0.0) - ratio).abs() <= 0.002, "{term}: {}", at(0.0));
        if let Some((low, high)) = interval {
            assert!((at(-1.96) - low).abs() <= 0.002 && (at(1.96) - high).abs() <= 0.002, "{term}");
        }
    }

    // Trained before 1990, tested after.
    let before: Vec<usize> = (0..design.rows).filter(|&row| design.period[row] < 1990).collect();
    let after: Vec<usize> = (0..design.rows).filter(|&row| design.period[row] >= 1990).collect();
    let trained = fit(&rows(&design, &before), &request).unwrap();
    let test = rows(&design, &after);
    let score: Vec<f64> = test
        .x
        .chunks(test.names.len())
        .map(|row| trained.linear_predictor(&trained.coefficients, row, 0))
        .collect();
    let auc = common::auc(&score, &test.y);
    println!("AUC trained before 1990, tested on {} later rows: {auc:.5}", test.rows);
    assert!((auc - 0.911).abs() <= 0.002, "AUC {auc}");
}

fn rows(design: &Design, places: &[usize]) -> Design {
    let k = design.names.len();
    Design {
        names: design.names.clone(),
        rows: places.len(),
        x: places.iter().flat_map(|row| design.x[row * k..(row + 1) * k].to_vec()).collect(),
        y: places.iter().map(|&row| design.y[row]).collect(),
        unit: places.iter().map(|&row| design.unit[row]).collect(),
        period: places.iter().map(|&row| design.period[row]).collect(),
        dropped: 0,
    }
}
