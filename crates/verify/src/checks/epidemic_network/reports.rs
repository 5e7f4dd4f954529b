//! When outbreaks were noticed and reported: preparedness against first reports, delays of detection.

use std::collections::BTreeMap;

use forefend_estimate::{Design, Family, INTERCEPT, Request, fit};
use forefend_panel::day_number;
use forefend_score::quantile_sorted;
use forefend_threats::network::random_walk;

use super::{DISCOUNT, first_reports, network, origin};
use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;

const INDEX: &str = "multilateral/biosecurity/ghs_index_2019_2021_full.csv";
const NEWS: &str = "multilateral/pandemic/who_outbreak_news_dates.csv";
/// Names of the index that the roster has otherwise.
const NAMES: [(&str, &str); 18] = [
    ("Bosnia and Hercegovina", "BIH"),
    ("Cabo Verde", "CPV"),
    ("Congo (Brazzaville)", "COG"),
    ("Congo (Democratic Republic)", "COD"),
    ("Cook Islands", "COK"),
    ("Côte d'Ivoire", "CIV"),
    ("Czech Republic", "CZE"),
    ("eSwatini", "SWZ"),
    ("Kyrgyz Republic", "KGZ"),
    ("Micronesia, Federated States of", "FSM"),
    ("Myanmar", "MMR"),
    ("Niue", "NIU"),
    ("São Tomé and Príncipe", "STP"),
    ("St Kitts & Nevis", "KNA"),
    ("St Lucia", "LCA"),
    ("St Vincent & The Grenadines", "VCT"),
    ("Trinidad and Tobago", "TTO"),
    ("United States of America", "USA"),
];

/// Days that ten points of the Global Health Security Index of 2019 took off the first report of influenza in 2009, net of the
/// random walk's distance, with the standard error of least squares.
///
/// # Errors
/// Those of the sources.
pub fn preparedness(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let (network, panel) = (network(context)?, context.panel()?);
    let table = context.table(INDEX, &["Country", "Year", "OVERALL SCORE"])?;
    let (names, years, scores) =
        (table.words("Country")?, table.numbers("Year")?, table.numbers("OVERALL SCORE")?);
    let of_names: BTreeMap<String, String> = panel
        .roster()
        .iter()
        .filter_map(|country| Some((country.name.clone(), country.iso3()?.as_str().to_owned())))
        .chain(NAMES.map(|(name, code)| (name.to_owned(), code.to_owned())))
        .collect();
    let rows = (0..table.len()).filter(|&row| years[row] == 2019.0);
    let score: BTreeMap<usize, f64> =
        rows.filter_map(|row| Some((network.position(of_names.get(names[row])?)?, scores[row]))).collect();
    let walks = random_walk(&network.seats, DISCOUNT);
    let from = &walks[origin(&network, "MEX")?];
    let reports = first_reports(context, &network, "h1n1", &["MEX"])?;
    let cases: Vec<[f64; 3]> =
        reports.iter().filter_map(|&(place, day)| Some([from[place], *score.get(&place)?, day])).collect();
    let (slope, error) = second_slope(&cases)?;
    Ok(vec![
        Measured::new("countries", cases.len() as f64),
        Measured::new("days earlier by ten points", -10.0 * slope),
        Measured::new("standard error", 10.0 * error),
    ])
}

/// Slope of the third column on the second net of the first, and its standard error.
fn second_slope(cases: &[[f64; 3]]) -> Result<(f64, f64), VerifyError> {
    let design = Design {
        names: [INTERCEPT, "distance", "score"].map(str::to_owned).into(),
        rows: cases.len(),
        x: cases.iter().flat_map(|[distance, score, _]| [1.0, *distance, *score]).collect(),
        y: cases.iter().map(|[.., day]| *day).collect(),
        unit: (0..cases.len() as u64).collect(),
        period: vec![0; cases.len()],
        dropped: 0,
    };
    let fit = fit(&design, &Request::new(Family::Linear))?;
    Ok((fit.coefficients[2], fit.standard_errors()[2]))
}

/// Quartiles of the days from the start of an outbreak to its detection and to the notice of the WHO, of notices with both dates and at
/// most a year between them.
///
/// # Errors
/// Those of the source.
pub fn delays(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let steps = ["OutbreakStart", "OutbreakDetection", "NotificationWHO"];
    let columns: Vec<String> =
        steps.iter().flat_map(|step| ["Year", "Month", "Day"].map(|part| format!("{step}{part}"))).collect();
    let select: Vec<&str> = columns.iter().map(String::as_str).collect();
    let table = context.table(NEWS, &select)?;
    let mut dates: Vec<Vec<Option<i64>>> = Vec::new();
    for step in columns.chunks(3) {
        let parts = step.iter().map(|name| table.texts(name)).collect::<Result<Vec<_>, _>>()?;
        let date = |row: usize| {
            let number = |at: usize| Some(parts[at][row]?.parse::<f64>().ok()? as i64);
            day_number(number(0)? as i16, number(1)? as u8, number(2)? as u8)
        };
        dates.push((0..table.len()).map(date).collect());
    }
    let mut measured = Vec::new();
    for (name, ends) in [("detection", &dates[1]), ("WHO", &dates[2])] {
        let between = dates[0].iter().zip(ends).filter_map(|(start, end)| Some((*end)? - (*start)?));
        let mut days: Vec<f64> =
            between.filter(|days| (0..=365).contains(days)).map(|days| days as f64).collect();
        days.sort_by(f64::total_cmp);
        measured.push(Measured::new(format!("{name}: outbreaks"), days.len() as f64));
        for (quantile, share) in [("lower quartile", 0.25), ("median", 0.5), ("upper quartile", 0.75)] {
            measured.push(Measured::new(format!("{name}: {quantile}"), quantile_sorted(&days, share)));
        }
    }
    Ok(measured)
}
