//! `forefend watch --data`: monthly deaths as CSV (`A`) or Parquet (`B`); the first byte says which.
use std::sync::OnceLock;

use forefend_panel::Panel;
use forefend_watch::{Target, replace_deaths};

use super::{file, panel};

/// Reads one input.
pub fn read(data: &[u8]) {
    let Some((&which, content)) = data.split_first() else { return };
    static PANEL: OnceLock<Panel> = OnceLock::new();
    let mut panel = PANEL.get_or_init(panel).clone();
    let name = if which.wrapping_sub(b'A') % 2 == 0 { "deaths.csv" } else { "deaths.parquet" };
    let path = file(name, content);
    if replace_deaths(&mut panel, &path, Target::StateBased).is_ok() {
        for series in panel.monthly() {
            let _ = series.declaration();
        }
        let _ = panel.digest();
    }
}
