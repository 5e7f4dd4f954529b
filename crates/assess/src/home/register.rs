//! Risks at home in the form of the UK National Risk Register: a table beside the report (docs/home.md).

use forefend_report::{Home, RegisterCase};

use crate::ledger::cell;

/// The file of a run.
pub(crate) const FILE: &str = "national_risk_register.csv";
/// Why there is none without a home.
pub(crate) const NEEDS_HOME: &str =
    "it scores likelihood and deaths for one state, and this run is about the world; add --home ISO3";

/// A row a risk and case, then what is not scored and what is not measured.
pub(crate) fn csv(home: &Home) -> String {
    let mut text = String::from(
        "home,risk,case,first_year,last_year,likelihood,likelihood_low,likelihood_high,likelihood_score,\
         likelihood_score_low,likelihood_score_high,deaths,deaths_low,deaths_high,impact_score,impact_score_low,\
         impact_score_high,output_lost,output_lost_low,output_lost_high,note,query\n",
    );
    for row in &home.register.rows {
        for (name, case) in [("typical", &row.typical), ("reasonable worst case", &row.worst)] {
            let (first, last) = row.window;
            let title = cell(&row.title);
            text.push_str(&format!("{},{title},{name},{first},{last},{}\n", home.iso3, numbers(case)));
        }
    }
    let without = |kind: &str, (what, why): &(String, String)| {
        let note = format!("{kind}: {why}");
        format!("{},{}{}{},\n", home.iso3, cell(what), ",".repeat(19), cell(&note))
    };
    text.extend(home.register.unscored.iter().map(|one| without("not scored", one)));
    text.extend(
        home.register.not_measured.iter().map(|one| without("dimension of impact not measured", one)),
    );
    text
}

/// Every cell from the likelihood on.
fn numbers(case: &RegisterCase) -> String {
    let score = |score: &Option<u8>| score.map_or_else(String::new, |score| score.to_string());
    let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    let mut cells = Vec::new();
    let three = |quantity: &forefend_report::Quantity| {
        let (low, high) = (quantity.low.or(Some(quantity.value)), quantity.high.or(Some(quantity.value)));
        [Some(quantity.value), low, high].map(number)
    };
    cells.extend(three(&case.chance));
    cells.extend(case.likelihood.iter().map(score));
    cells.extend(three(&case.deaths));
    cells.extend(case.impact.iter().map(score));
    cells.extend(case.loss.as_ref().map_or_else(Default::default, three));
    cells.extend([String::new(), cell(&case.chance.trace).into_owned()]);
    cells.join(",")
}
