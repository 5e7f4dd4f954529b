//! CSV: the table reader of the sources, and a user's own series with its checks.
//!
//! The first byte chooses headers and codes of the own series.
use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::{ask_about, panel};
use forefend_panel::{Impossible, Panel, Table};

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
}
