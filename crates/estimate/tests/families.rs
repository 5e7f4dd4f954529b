//! Counts, Firth, generalised Pareto and pooled Student-t against statsmodels and scipy (`golden/make_families.py`).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod common;

use forefend_estimate::{Covariance, Design, Family, Fit, Formula, Request, fit};

fn design(formula: &str) -> Design {
    let table = common::table(include_str!("golden/extract.csv"));
    let (_, design) = Design::build(&Formula::parse(formula).unwrap(), &table, &|_, _| true).unwrap();
    assert_eq!((design.rows, design.dropped), (400, 0));
    design
}

fn fitted(family: &str, covariance: &str) -> Fit {
    let family: Family = family.parse().unwrap();
    let mut design = design(match family {
        Family::Ppml => "best / population * 1000 ~ log(gdppc) + polyarchy",
        Family::Firth => "best >= 1000 ~ log(gdppc) + polyarchy",
        Family::Gpd => "best ~ polyarchy",
        Family::StudentT => "log(gdppc) ~ polyarchy",
        _ => "best ~ log(gdppc) + polyarchy",
    });
    if matches!(family, Family::Poisson | Family::Nb2) {
        design.y.iter_mut().for_each(|y| *y = y.round_ties_even());
    }
    let covariance = match covariance {
        "classical" => Covariance::Classical,
        "robust" => Covariance::Robust,
        _ => Covariance::Clustered,
    };
    let mut request = Request::new(family).with_covariance(covariance);
    match family {
        Family::Gpd => request.threshold = Some(25.0),
        Family::StudentT => request.groups = Some(design.unit.clone()),
        _ => {}
    }
    fit(&design, &request).unwrap()
}

/// Estimate and standard error of a term, an auxiliary parameter or a group.
fn found(fit: &Fit, name: &str) -> (f64, Option<f64>) {
    if let Some(place) = fit.term(name) {
        return (fit.coefficients[place], Some(fit.standard_errors()[place]));
    }
    if let Some(id) = name.strip_prefix("group ") {
        let group = fit.group_effects.iter().find(|group| group.group.to_string() == id).unwrap();
        assert_eq!(group.rows, 20);
        return (group.effect, Some(group.standard_error));
    }
    let auxiliary = fit.auxiliary(name).unwrap();
    (auxiliary.estimate, auxiliary.standard_error)
}

#[test]
fn estimates_errors_and_likelihoods() {
    let records = common::records(include_str!("golden/families.csv"));
    assert_eq!(records.len(), 48);
    for record in records {
        let [family, covariance, name, estimate, error, likelihood] = record[..] else {
            panic!("{record:?}")
        };
        // Statsmodels gives all digits; what scipy optimised and differentiated numerically has fewer.
        let (tolerance, of_errors) = match family {
            "poisson" | "ppml" | "nb2" => (1e-8, 1e-6),
            _ => (2e-5, 2e-4),
        };
        println!("{record:?}");
        let (what, fit) = (format!("{family} {covariance} {name}"), fitted(family, covariance));
        let (own, own_error) = found(&fit, name);
        common::close(&what, own, estimate.parse().unwrap(), tolerance);
        assert_eq!(own_error.is_some(), !error.is_empty(), "{what}");
        if let Some(own_error) = own_error {
            common::close(&format!("{what}, error"), own_error, error.parse().unwrap(), of_errors);
        }
        common::close(&what, fit.log_likelihood, likelihood.parse().unwrap(), 1e-9);
    }
}
