//! CSV: the table reader of the sources, a user's own series with its checks, and outcomes laid over a panel.
//!
//! The first byte chooses headers and codes of the own series.
use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::{ask_about, panel};
use forefend_panel::{
    CountryId, Impossible, Indicator, MonthlyDeclaration, MonthlySeries, Panel, PanelBuilder, Table, Year,
};

const ENTRY: &str = "[[indicator]]\nid = \"own\"\ncsv = \"own.csv\"\ntitle = \"Own\"\nunit = \"share\"\nsource = \"us\"\nlicence = \"CC0-1.0\"\nrelease_lag_months = 3\n";

const VARIANTS: [&str; 6] = [
    "",
    "axis = \"world\"\n",
    "columns = { country = \"iso3\", value = \"v\" }\n",
    "columns = { codes = \"m49\" }\n",
    "columns = { codes = \"cow\" }\nbounds = { lower = 0, upper = 1 }\n",
    "kind = { path = { vintage = \"1997-03\" } }\n",
];

fn columns(table: &Table) {
    for name in table.names().to_vec() {
        let _ = (table.numbers(&name), table.texts(&name), table.words(&name));
        let _ = (table.integers::<u16>(&name), table.whole::<i64>(&name));
    }
}

/// Deaths by year and month to the end of 1999, for outcomes to follow.
fn panel_with_deaths() -> Panel {
    let mut builder = PanelBuilder::from(panel());
    for id in ["conflict_deaths", "conflict_level"] {
        builder.add_indicator(Indicator::synthetic(id)).expect("a new series");
        for gw in [2, 3] {
            builder.set(id, CountryId(gw), Year(1999), 0.0).expect("a value once");
        }
    }
    let text = String::new;
    let mut deaths = MonthlySeries::new(MonthlyDeclaration {
        id: "state-based".to_owned(),
        title: text(),
        unit: text(),
        source: text(),
        citation: text(),
        url: None,
        licence: text(),
        release_lag_months: 0,
        note: text(),
    });
    for gw in [2, 3] {
        deaths.add(CountryId(gw), Year(1999).first_month(), &[0; 12]).expect("a country once");
    }
    builder.add_monthly(deaths).expect("a new series");
    builder.build().expect("a valid panel")
}

/// Reads one input.
pub fn read(data: &[u8]) {
    if let Ok(table) = Table::from_csv("a.csv", data, &[]) {
        columns(&table);
    }
    let _ = Table::from_csv("a.csv", data, &["year", "value"]);
    let Some((&which, content)) = data.split_first() else { return };
    static PANEL: OnceLock<Panel> = OnceLock::new();
    let panel = PANEL.get_or_init(panel);
    let variant = VARIANTS[usize::from(which.wrapping_sub(b'A')) % VARIANTS.len()];
    let files = BTreeMap::from([
        ("indicators.toml".to_owned(), format!("{ENTRY}{variant}").into_bytes()),
        ("own.csv".to_owned(), content.to_vec()),
    ]);
    if let Ok(panel) = panel.clone().with_own_series("world", &files, Impossible::Keep) {
        ask_about(&panel, vec!["own".to_owned()]);
    }
    static DEATHS: OnceLock<Panel> = OnceLock::new();
    if let Ok(panel) = DEATHS.get_or_init(panel_with_deaths).clone().with_outcomes("new.csv", content) {
        assert!(
            panel.outcomes().is_some_and(|brought| !brought.years.is_empty() || !brought.months.is_empty())
        );
        ask_about(&panel, vec!["conflict_deaths".to_owned(), "conflict_level".to_owned()]);
    }
}
