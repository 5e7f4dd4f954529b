//! `--home`: what it all means for one country, before the rest of what is printed.

use forefend_assess::{AssessError, home_country};
use forefend_panel::{CountryId, Panel};
use forefend_report::{Home, HomeExposure, HomePortfolio, HomeRisk, Quantity, RegisterCase, phia};

use crate::failure::Failure;
use crate::table::aligned;

/// The home that was asked for; refused before anything is simulated where it is no state.
pub fn asked(panel: &Panel, home: Option<&str>) -> Result<Option<CountryId>, Failure> {
    Ok(home.map(|home| home_country(panel, home)).transpose()?)
}

/// The part of the command that names the home.
pub fn in_command(panel: &Panel, home: Option<CountryId>) -> String {
    home.map(|home| format!(" --home {}", panel.roster().key(home))).unwrap_or_default()
}

fn cell(quantity: Option<&Quantity>) -> String {
    quantity.map_or_else(|| "-".to_owned(), Quantity::text)
}

/// The section as it is printed; nothing without a home.
///
/// # Errors
/// A sentence that names a number which it does not carry: a mistake of the program.
pub fn words(home: Option<&Home>) -> Result<String, Failure> {
    let Some(home) = home else { return Ok(String::new()) };
    let mut text = format!("{} ({}): what it means for us\n", home.name, home.iso3);
    for sentence in &home.summary {
        text.push_str(&format!("- {}\n", sentence.text().map_err(AssessError::from)?));
    }
    let (first, last) = home.window;
    let within = format!("chance {first}-{last}");
    let by_horizon = format!("by {}", home.horizon);
    let head = [
        "risk at home (projection)",
        "in words",
        &within,
        &by_horizon,
        "deaths where it comes",
        "deaths a year",
    ];
    let rows: Vec<Vec<String>> = home.risks.iter().map(risk).collect();
    text.push_str(&format!("\n{}", aligned(&head, &rows, 2)));
    let rows: Vec<Vec<String>> = home.exposures.iter().map(exposure).collect();
    let head = ["exposure", "observed", "of", "in the run (projection)", "detail"];
    text.push_str(&format!("\n{}", aligned(&head, &rows, 5)));
    if !home.portfolios.is_empty() {
        let (from, to) = home.years;
        text.push_str(&format!(
            "\nAt home {from}-{to}, {} (scenario; the first row is the reference itself)\n",
            home.setting
        ));
        let mut head = vec!["portfolio"];
        head.extend(home.changes.iter().map(String::as_str));
        head.extend(["home pays a year", "part of its cost", "of our GDP"]);
        let rows: Vec<Vec<String>> = home.portfolios.iter().map(portfolio).collect();
        text.push_str(&aligned(&head, &rows, 1));
        home.cost_notes.iter().for_each(|note| text.push_str(&format!("{note}\n")));
    }
    let (alone, others): (Vec<_>, Vec<_>) = home.acts.iter().partition(|act| act.alone);
    for (who, acts) in
        [("Alone", alone), ("With others", others)].into_iter().filter(|(_, acts)| !acts.is_empty())
    {
        let titles: Vec<&str> = acts.iter().map(|act| act.measure.as_str()).collect();
        text.push_str(&format!("{who}: {}.\n", titles.join(", ")));
    }
    text.push('\n');
    Ok(text)
}

fn risk(row: &HomeRisk) -> Vec<String> {
    vec![
        row.title.clone(),
        phia(row.chance.value).words(),
        row.chance.bare(),
        row.by_horizon.bare(),
        cell(row.toll.as_ref()),
        cell(row.yearly.as_ref()),
    ]
}

fn exposure(row: &HomeExposure) -> Vec<String> {
    let observed = cell(row.observed.as_ref());
    let ahead = row.ahead.map(|year| format!(" in {year}")).unwrap_or_default();
    let projected =
        row.projected.as_ref().map_or_else(|| "-".to_owned(), |own| format!("{}{ahead}", own.text()));
    vec![row.title.clone(), observed, row.observed_in.clone(), projected, row.detail.clone()]
}

fn portfolio(row: &HomePortfolio) -> Vec<String> {
    let mut cells = vec![row.name.clone()];
    cells.extend(row.changes.iter().map(Quantity::text));
    cells.extend([&row.pays, &row.share, &row.of_gdp].map(|quantity| cell(quantity.as_ref())));
    cells
}

/// The matrix in the form of the UK National Risk Register.
pub fn register(home: &Home) -> String {
    let case = |case: &RegisterCase| {
        let [likelihood, impact] = [&case.likelihood, &case.impact].map(RegisterCase::score);
        vec![case.chance.text(), likelihood, case.deaths.text(), impact]
    };
    let mut rows = Vec::new();
    for row in &home.register.rows {
        for (name, one) in row.cases() {
            let (first, last) = row.window;
            let mut cells = vec![row.title.clone(), name.to_lowercase(), format!("{first}-{last}")];
            cells.extend(case(one));
            rows.push(cells);
        }
    }
    let head = ["risk", "case", "years", "chance", "likelihood 1-5", "so many deaths or more", "impact 1-5"];
    let mut text = format!(
        "{}: in the form of a national risk register (projection)\n{}",
        home.name,
        aligned(&head, &rows, 3)
    );
    let told = |(what, why): &(String, String)| format!("{what} ({why})");
    let [unscored, unmeasured] = [&home.register.unscored, &home.register.not_measured]
        .map(|all| all.iter().map(told).collect::<Vec<_>>().join("; "));
    if !unscored.is_empty() {
        text.push_str(&format!("Not scored: {unscored}.\n"));
    }
    text + &format!("Dimensions of impact not measured: {unmeasured}.\n")
}
