//! The words that travel with the snapshot: SOURCES.md and the licence notices.
use std::fmt::Write as _;

use forefend_panel::{Axis, Indicator, Kind, Panel, PanelError};

/// SOURCES.md: what each file holds, from whom, under which terms, and what was left out and why.
pub(crate) fn sources_md(panel: &Panel, anomalies: &[String]) -> Result<String, PanelError> {
    let mut text = String::from(INTRODUCTION);
    text.push_str("\n## Series\n\n| series | unit | years, countries, values | source | licence | known after | file |\n|---|---|---|---|---|---|---|\n");
    for indicator in panel.indicators() {
        row(&mut text, panel, indicator)?;
    }
    text.push_str("\nNotes:\n\n");
    for indicator in panel.indicators().filter(|indicator| !indicator.note.is_empty()) {
        let _ = writeln!(text, "- `{}`: {}", indicator.id, indicator.note);
    }
    axes(&mut text, panel);
    monthly(&mut text, panel);
    text.push_str(TABLES);
    for table in &crate::tables::TABLES {
        let _ = writeln!(text, "| {} | {} | {} |", table.file, table.content, table.terms);
    }
    text.push_str("\n## Found while building\n\n");
    for anomaly in anomalies {
        let _ = writeln!(text, "- {anomaly}.");
    }
    text.push_str(LEFT_OUT);
    Ok(text)
}

/// The axes beyond country and world.
fn axes(text: &mut String, panel: &Panel) {
    if panel.axes().next().is_none() {
        return;
    }
    text.push_str("\n## Axes\n\nIn `axes.parquet`, listed units in `axis_units.parquet`.\n\n| axis | units are |\n|---|---|\n");
    for axis in panel.axes() {
        let lists: Vec<String> =
            axis.product.iter().map(|(list, levels)| format!("{list} ({})", levels.join(", "))).collect();
        let of =
            if lists.is_empty() { String::new() } else { format!(" of a country with {}", lists.join("; ")) };
        let _ = writeln!(text, "| **{}**, `{}` | {}{of} |", axis.title, axis.id, axis.kind.word());
    }
}

/// The monthly series: what, from whom, which months, how many countries.
fn monthly(text: &mut String, panel: &Panel) {
    text.push_str("\n## Monthly series\n\nIn `country_month.parquet` (counts above zero), `country_month_spans.parquet` (the months in which no count means zero) and\n`country_month_series.parquet` (these declarations); `month_id` 1 is January 1980.\n\n| series | unit | months, countries, counts above zero | source | licence | known after |\n|---|---|---|---|---|---|\n");
    for series in panel.monthly() {
        let declared = series.declaration();
        let first = series.spans().map(|(_, first, _)| first).min();
        let months = match (first, series.last_month()) {
            (Some(first), Some(last)) => format!("{first} to {last}"),
            _ => "none".to_owned(),
        };
        let (countries, counts) = series.size();
        let url = declared.url.as_deref().map(|url| format!(" <{url}>"));
        let _ = writeln!(
            text,
            "| **{}**, `{}` | {} | {months}, {countries}, {counts} | {}. Cite: {}.{} | {} | {} |",
            declared.title,
            declared.id,
            declared.unit,
            declared.source,
            declared.citation,
            url.unwrap_or_default(),
            declared.licence,
            months_word(declared.release_lag_months),
        );
    }
    text.push_str("\nNotes:\n\n");
    for series in panel.monthly() {
        let _ = writeln!(text, "- `{}`: {}", series.declaration().id, series.declaration().note);
    }
}

fn row(text: &mut String, panel: &Panel, indicator: &Indicator) -> Result<(), PanelError> {
    let coverage = panel.coverage(&indicator.id)?;
    let years = match (coverage.first, coverage.last) {
        (Some(first), Some(last)) => format!("{first}-{last}"),
        _ => "none".to_owned(),
    };
    let units = match &indicator.axis {
        Axis::Declared(axis) => format!("{} units by {axis}", coverage.units),
        Axis::World | Axis::Country => coverage.countries.to_string(),
    };
    let vintage = match indicator.kind {
        Kind::Path { vintage } => format!(" (projection published {vintage})"),
        Kind::Observed => String::new(),
    };
    let url = indicator.url.as_deref().map(|url| format!(" <{url}>"));
    let _ = writeln!(
        text,
        "| **{}**, `{}` | {} | {years}, {units}, {}{vintage} | {}. Cite: {}.{} | {} | {} | {} |",
        indicator.title,
        indicator.id,
        indicator.unit,
        coverage.values,
        indicator.source,
        indicator.citation,
        url.unwrap_or_default(),
        indicator.licence,
        months_word(indicator.release_lag_months),
        indicator.file,
    );
    Ok(())
}

fn months_word(lag: u32) -> String {
    if lag == 1 { "1 month".to_owned() } else { format!("{lag} months") }
}

/// The notice that lies beside the files under a share-alike licence.
pub(crate) fn share_alike_notice(panel: &Panel) -> String {
    share_alike_of(panel, SHARE_ALIKE, &|licence| licence.starts_with("CC"))
}

/// The notice of series and tables under the Open Database License.
pub(crate) fn open_database_notice(panel: &Panel) -> String {
    let mut text = share_alike_of(panel, OPEN_DATABASE, &|licence| licence.starts_with("ODbL"));
    for table in crate::tables::TABLES.iter().filter(|table| table.file.contains("odbl")) {
        let _ = writeln!(text, "- `{}`: {}. {}.", table.file, table.content, table.terms);
    }
    text
}

/// The notice of series under the GNU General Public License, with its text.
pub(crate) fn gpl_notice(panel: &Panel) -> String {
    let text = share_alike_of(panel, GPL, &|licence| licence.starts_with("GPL"));
    format!("{text}- `network_rivalry.parquet`: the same pairs by years.\n\n{GPL_TEXT}")
}

fn share_alike_of(panel: &Panel, introduction: &str, of: &dyn Fn(&str) -> bool) -> String {
    let mut text = String::from(introduction);
    for indicator in panel.indicators().filter(|one| one.share_alike && of(&one.licence)) {
        let _ = writeln!(
            text,
            "- `{}` in `{}`: {}. {}. Cite: {}. Licence: {}. Changed: rounded to seven digits, arranged by Gleditsch-Ward number.",
            indicator.id,
            indicator.file,
            indicator.title,
            indicator.source,
            indicator.citation,
            indicator.licence
        );
    }
    text
}

const INTRODUCTION: &str = "# Sources of the snapshot

Written by `forefend data build`; do not edit. The build takes the series declared in `world/indicators.toml` from their
source files, arranges them by Gleditsch-Ward number and year, checks every value, and rounds fractions to seven
significant digits. Each series keeps the licence of its source; the code's licence does not cover it.

Each series ends where the table below says: deaths in December 2025, most others earlier. Whatever is shown for a later
year is a nowcast until a newer snapshot is built with the same command. All series are held in one revised vintage: a
replay of an earlier date sees values that were corrected later.
";

const TABLES: &str = "
## Tables

| file | content | source, terms |
|---|---|---|
| countries.parquet | states since 1946 with names and codes by year; five territories that the conflict panel lists apart | Gleditsch & Ward 1999 state list and microstates; country codes of the R package countrycode (Arel-Bundock, Enevoldsen & Yetman 2018); COW state system; VIEWS country list; capitals of the R package peacesciencer (Miller 2022). Free use with citation; facts only. Corrections from general knowledge: `crates/sources/src/roster/corrections.toml` |
| network_contiguity.parquet | pairs of states with at most 50 km between their nearest points, by years, 1946-2019, carried on after 2019 | derived yes-or-no facts from the table of minimum distances in peacesciencer (Miller 2022), which rests on CShapes 2.0 (Schvitz et al. 2022; its shapes are CC BY-NC-SA 4.0, none of which are here); borders of territories and European microstates from general knowledge |
| network_rivalry.parquet | pairs of states that are strategic rivals, by years, 1946-2020, carried on after 2020 | Thompson, Sakuwa & Suhas 2021, entered in the R package peacesciencer (Miller 2022); yes-or-no facts. GPL-2, see NOTICE-gpl-2.0.md |
| memberships.parquet | spells of membership in 29 organisations, to 2014, carried on; later changes from general knowledge (`world/memberships.toml`) | Correlates of War IGO data version 3 (Pevehouse et al. 2020). Free use with citation; derived spells |
| missions.parquet | UN peacekeeping missions by country and year with troops, 1994-2024 | Geo-PKO 2.3 (Cil, Fjelde, Hultman & Nilsson 2020). Free use with citation; derived totals |
| DIFFERENCES.md | country-years from 1989 in which the deaths of armed conflict changed when UCDP's events replaced an older panel | computed by the build |
| indicators.parquet | the declarations of the series above | this project |
";

const LEFT_OUT: &str = "
## Left out, and why

- Everything derived from ACLED (protest, riot and remote-event counts): its terms do not allow redistribution.
- Early Warning Project's predictors and forecasts of mass killing: the repository states no licence. Which state had an onset in
  which year, yes or no, is taken as a fact, with its citation.
- Police and observers of peacekeeping missions: Geo-PKO tells where they are, not how many.
- Gapminder series that are modelled or projected (columns ending in _gm and the recent fasttrack values).
- SSP scenarios (IIASA terms), SWIID, INFORM, GHS Index, nuclear status: no part of the model reads them yet.
- Population of territories without a Gleditsch-Ward number (0.14 % of the world's people in 2024).
";

const SHARE_ALIKE: &str = "# Share-alike data in this folder

The files named here are licensed under Creative Commons Attribution-ShareAlike 4.0 International
(<https://creativecommons.org/licenses/by-sa/4.0/>), not under the licence of the code. Whoever passes them on, changed or
not, does so under the same licence, names the source and says what was changed. They lie in files of their own so that
the rest of the folder can be used without them.

";

const OPEN_DATABASE: &str = "# Open databases in this folder

The files named here are made available under the Open Database License (ODbL) 1.0
(<https://opendatacommons.org/licenses/odbl/1-0/>), not under the licence of the code. Whoever passes on the data, changed or not, does so
under the same licence, names the source and says what was changed. They lie in files of their own so that the rest of the
folder can be used without them.

";

const GPL: &str = "# Data from a work under the GNU General Public License 2 in this folder

What is named here is counted from the list of strategic rivalries in the R package peacesciencer (Copyright Steven V. Miller; GPL-2), which was
entered there from pages 34 to 46 of Thompson, Sakuwa & Suhas 2021. The book's list has no licence of its own; that of the package is kept for
what is taken from it. It is data and links to no code. Whoever passes it on does so under the same licence, names the source and says what was changed.

";
/// The licence itself.
const GPL_TEXT: &str = include_str!("../licences/gpl-2.0.txt");

/// The notice that the MIT licence asks for, ahead of the licence text itself.
pub(crate) const MIT_NOTICE: &str = "# Data under the MIT licence in this folder

`country_year_mit.parquet` is taken from the example data of the simulator endogenr (five-yearly estimates only). The
figures go back to the Wittgenstein Centre for Demography and Global Human Capital. `technology_year.parquet`, where it is
there, is taken from the experience curves of the Carnegie Institution for Science. The licences of both follow.

";

/// The notice that the Apache licence asks for, ahead of the licence text itself.
pub(crate) const APACHE_NOTICE: &str = "# Data under the Apache License 2.0 in this folder

`driver_fair_members.parquet`, `driver_fair_emissions.parquet` and `driver_fair_forcing.parquet` are taken from calibration 1.4.1 of the
climate emulator FaIR (Smith et al. 2024, https://doi.org/10.5281/zenodo.10566813) and the emissions that FaIR reads for the
SSPs. Changed: columns that a run without stochastic variability does not read are left out, the forty equal scales of minor
gases are one, history stands once for all scenarios, natural forcing ends in 2100.

";
