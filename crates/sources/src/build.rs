//! From the folder of source data to the snapshot folder.
use std::collections::BTreeMap;
use std::path::Path;

use forefend_panel::{
    DeclaredSeries, Indicator, Panel, PanelAxis, PanelBuilder, Roster, declared_series, nearest,
};

use crate::read::{READERS, Target, contiguity, memberships, missions, monthly, rivalry};
use crate::roster::{corrections, roster};
use crate::tables::TABLES;
use crate::{BuildReport, SourcesError, differences, sources_md};

/// The licence texts that go with the series from endogenr and with the experience curves.
const MIT_LICENCES: [&str; 2] =
    ["drivers/simulators/endogenr/LICENSE.md", "drivers/technology/clab_experience_curve/LICENSE"];
/// That which goes with the climate emulator.
const APACHE_LICENCE: &str = "drivers/climate/fair_tests/LICENSE";

/// Reads the source files below `data`, harmonises the series declared in `indicators_toml`, applies the changes of
/// `memberships_toml` (empty for none), and writes the snapshot into `out` in one step: temporary folder beside it, then rename. A failure leaves the old
/// snapshot as it was. The same sources give the same bytes. `progress` is told what is being read.
///
/// Series that a world reads from its own CSV files (`csv = ...`) are checked for a proper declaration and
/// otherwise left to it: they are read at every start and are no part of the snapshot. So are axes without a series of
/// the snapshot.
///
/// Errors name file and row: a file that is absent, truncated or lacks a column, a country-year given twice,
/// a value outside its declared bounds, an indicator without a reader, an unwritable folder.
///
/// # Examples
/// ```
/// // The source figures are not in the repository: without them the build names the first file that it lacks.
/// let folder = tempfile::tempdir()?;
/// let declared = forefend_world::files().into_iter().find(|(path, _)| path == "indicators.toml").expect("there");
/// let error = forefend_sources::build(
///     &folder.path().join("data"),
///     &folder.path().join("snapshot"),
///     (std::str::from_utf8(&declared.1)?, ""),
///     &mut |_| (),
/// );
/// let error = error.unwrap_err().to_string();
/// assert!(error.contains("give the folder of source data with --data"), "{error}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn build(
    data: &Path,
    out: &Path,
    (indicators_toml, memberships_toml): (&str, &str),
    progress: &mut dyn FnMut(&str),
) -> Result<BuildReport, SourcesError> {
    let mut report = BuildReport::default();
    let mut indicators = Vec::new();
    let DeclaredSeries { axes, indicators: all } = declared_series("indicators.toml", indicators_toml)?;
    for declared in all {
        match declared.indicator.csv {
            Some(_) => report.own.push(declared.indicator.id),
            None => indicators.push(declared.indicator),
        }
    }
    check_readers(&indicators)?;
    let on = |axis: &PanelAxis| indicators.iter().any(|indicator| indicator.axis.word() == axis.id);
    let axes = axes.into_iter().map(|declared| declared.axis).filter(on).collect();
    let panel = assemble(data, (axes, indicators, memberships_toml), &mut report.anomalies, progress)?;
    progress("writing the snapshot");
    panel.write_dir(out)?;
    for (name, content) in panel.to_files()? {
        report.files.push((name, content.len()));
    }
    for indicator in panel.indicators() {
        report.coverage.push((indicator.id.clone(), panel.coverage(&indicator.id)?));
    }
    report.digest = panel.digest();
    Ok(report)
}

fn check_readers(indicators: &[Indicator]) -> Result<(), SourcesError> {
    let provided = || READERS.iter().flat_map(|reader| reader.provides.iter().copied());
    match indicators.iter().find(|indicator| !provided().any(|id| id == indicator.id)) {
        None => Ok(()),
        Some(indicator) => Err(SourcesError::NoReader {
            id: indicator.id.clone(),
            suggestion: nearest(&indicator.id, provided())
                .map(|id| format!("; did you mean `{id}`?"))
                .unwrap_or_default(),
        }),
    }
}

fn assemble(
    data: &Path,
    (axes, indicators, changes): (Vec<PanelAxis>, Vec<Indicator>, &str),
    anomalies: &mut Vec<String>,
    progress: &mut dyn FnMut(&str),
) -> Result<Panel, SourcesError> {
    progress("reading the code lists");
    let corrections = corrections()?;
    let roster: Roster = roster(data, &corrections)?;
    let mut builder = Panel::builder();
    for country in roster.iter() {
        builder.add_country(country.clone())?;
    }
    for axis in axes {
        builder.add_axis(axis)?;
    }
    let mut declared = BTreeMap::new();
    for indicator in indicators {
        builder.add_indicator(indicator.clone())?;
        declared.insert(indicator.id.clone(), indicator);
    }
    for reader in &READERS {
        progress(&format!("reading {}", reader.title));
        let mut target = Target {
            roster: &roster,
            declared: &declared,
            builder: &mut builder,
            anomalies: &mut *anomalies,
        };
        (reader.read)(data, &mut target)?;
    }
    progress("reading contiguity");
    builder.add_network("contiguity", contiguity(data, &roster, &corrections)?)?;
    builder.add_network("rivalry", rivalry(data, &roster)?)?;
    progress("reading memberships and missions");
    builder.add_memberships(memberships(data, &roster, changes)?)?;
    builder.add_missions(missions(data)?)?;
    progress("reading deaths by month");
    for series in monthly(data, &roster)? {
        builder.add_monthly(series)?;
    }
    let mut panel = with_documents(data, builder, anomalies)?;
    progress("reading tables of the drivers");
    for table in &TABLES {
        panel.add_table(table.file, table.bytes(data)?);
    }
    Ok(panel)
}

/// Builds the panel and lays the documents that describe it beside it.
fn with_documents(data: &Path, builder: PanelBuilder, anomalies: &[String]) -> Result<Panel, SourcesError> {
    let mut panel = builder.build()?;
    let text = sources_md::sources_md(&panel, anomalies)?;
    panel.add_document("SOURCES.md", text);
    panel.add_document("DIFFERENCES.md", differences::differences(data, panel.roster())?);
    panel.add_document("NOTICE-cc-by-sa.md", sources_md::share_alike_notice(&panel));
    if panel.indicators().any(|one| one.licence.starts_with("ODbL")) {
        panel.add_document("NOTICE-odbl.md", sources_md::open_database_notice(&panel));
    }
    if panel.indicators().any(|one| one.licence.starts_with("GPL")) {
        panel.add_document("NOTICE-gpl-2.0.md", sources_md::gpl_notice(&panel));
    }
    let mut licences = String::from(sources_md::MIT_NOTICE);
    for licence in MIT_LICENCES {
        let text = std::fs::read_to_string(data.join(licence)).map_err(|error| SourcesError::Unopened {
            path: data.join(licence),
            reason: error.to_string(),
        })?;
        licences.push_str(&text);
        licences.push('\n');
    }
    panel.add_document("NOTICE-mit.md", licences);
    let licence = std::fs::read_to_string(data.join(APACHE_LICENCE)).map_err(|error| {
        SourcesError::Unopened { path: data.join(APACHE_LICENCE), reason: error.to_string() }
    })?;
    panel.add_document("NOTICE-apache-2.0.md", format!("{}{licence}", sources_md::APACHE_NOTICE));
    Ok(panel)
}
