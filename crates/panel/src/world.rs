//! The panel of a world: its snapshot, and the series of its own CSV files.
use std::collections::BTreeMap;

use crate::declaration::{DeclaredAxis, DeclaredSeries, declared_series};
use crate::own_axis::read_units;
use crate::own_series::read_own_series;
use crate::{Impossible, Panel, PanelBuilder, PanelError, Roster};

#[cfg(feature = "files")]
const SNAPSHOT: &str = "snapshot/";
const DECLARATIONS: &str = "indicators.toml";

impl Panel {
    /// From all files of a world by their path inside it: `snapshot/*.parquet`, and each series that
    /// `indicators.toml` declares with `csv`. `label` is how messages name the world (`world`).
    ///
    /// # Errors
    /// Those of [`Panel::from_files`]; [`PanelError::Declaration`] for `indicators.toml`;
    /// [`PanelError::BadRow`] for a CSV file, with file and line.
    #[cfg(feature = "files")]
    pub fn from_world(
        label: &str,
        files: &BTreeMap<String, Vec<u8>>,
        impossible: Impossible,
    ) -> Result<Self, PanelError> {
        let snapshot: BTreeMap<String, Vec<u8>> = files
            .range(SNAPSHOT.to_owned()..)
            .map_while(|(path, content)| Some((path.strip_prefix(SNAPSHOT)?.to_owned(), content.clone())))
            .collect();
        Self::from_files_with(&snapshot, impossible)?.with_own_series(label, files, impossible)
    }

    /// Adds the series that `indicators.toml` among `files` declares with `csv`; those of a snapshot stay as
    /// they are. `label` and errors as for [`Panel::from_world`].
    ///
    /// # Errors
    /// [`PanelError::Declaration`] and [`PanelError::BadRow`].
    pub fn with_own_series(
        mut self,
        label: &str,
        files: &BTreeMap<String, Vec<u8>>,
        impossible: Impossible,
    ) -> Result<Self, PanelError> {
        let label = label.trim_end_matches('/');
        let DeclaredSeries { axes, indicators: mut own } = declared(label, files)?;
        own.retain(|one| one.indicator.csv.is_some());
        if own.is_empty() {
            return Ok(self);
        }
        let documents = std::mem::take(&mut self.documents);
        let tables = std::mem::take(&mut self.tables);
        let mut notes = std::mem::take(&mut self.notes);
        let roster = self.roster().clone();
        let mut builder = PanelBuilder::from(self);
        builder.on_impossible(impossible);
        for declared in axes {
            add_axis(label, files, &declared, &roster, &mut builder)?;
        }
        for declared in own {
            let csv = declared.indicator.csv.clone().unwrap_or_default();
            let content = files
                .get(&csv)
                .ok_or_else(|| absent(label, (&csv, &declared.indicator.id), &declared.place, files))?;
            let id = declared.indicator.id.clone();
            builder.add_indicator(declared.indicator.clone()).map_err(|_| PanelError::Declaration {
                place: declared.place.clone(),
                message: format!(
                    "`{id}` is already in the snapshot; give your series another id, or rebuild the snapshot without it (`forefend data build --world {label}`)"
                ),
            })?;
            let file = format!("{label}/{csv}");
            notes.extend(read_own_series(&file, content, &declared.indicator, &roster, &mut builder)?);
        }
        let mut panel = builder.build()?;
        (panel.documents, panel.tables, panel.notes) = (documents, tables, notes);
        Ok(panel)
    }
}

/// Adds an axis of the world. One that the snapshot has too must be the same.
fn add_axis(
    label: &str,
    files: &BTreeMap<String, Vec<u8>>,
    declared: &DeclaredAxis,
    roster: &Roster,
    builder: &mut PanelBuilder,
) -> Result<(), PanelError> {
    let mut axis = declared.axis.clone();
    if let Some(csv) = &declared.units {
        let content = files.get(csv).ok_or_else(|| absent(label, (csv, &axis.id), &declared.place, files))?;
        axis.units = read_units(&format!("{label}/{csv}"), content, roster)?;
    }
    let wrong = |message: String| PanelError::Declaration { place: declared.place.clone(), message };
    match builder.axis(&axis.id) {
        // Who lists no units of his own takes those of the snapshot.
        Some(there)
            if (there.kind, &there.product) == (axis.kind, &axis.product)
                && (declared.units.is_none() || there.units == axis.units) =>
        {
            Ok(())
        }
        Some(_) => Err(wrong(format!(
            "axis `{}` is another one in the snapshot; give yours another id, or rebuild the snapshot (`forefend data build --world {label}`)",
            axis.id
        ))),
        None => builder.add_axis(axis).map(|_| ()).map_err(|error| wrong(error.to_string())),
    }
}

/// What `indicators.toml` declares; nothing where the world has none.
fn declared(label: &str, files: &BTreeMap<String, Vec<u8>>) -> Result<DeclaredSeries, PanelError> {
    let Some(content) = files.get(DECLARATIONS) else { return Ok(DeclaredSeries::default()) };
    let file = format!("{label}/{DECLARATIONS}");
    let text = std::str::from_utf8(content).map_err(|error| PanelError::Declaration {
        place: file.clone(),
        message: format!("not UTF-8 text ({error}); save it as UTF-8"),
    })?;
    declared_series(&file, text)
}

fn absent(
    label: &str,
    (csv, id): (&str, &str),
    place: &str,
    files: &BTreeMap<String, Vec<u8>>,
) -> PanelError {
    let tables = files.keys().map(String::as_str).filter(|path| path.ends_with(".csv"));
    let suggestion = crate::suggest::did_you_mean(csv, tables);
    PanelError::Declaration {
        place: place.to_owned(),
        message: format!(
            "`{id}`: no file {csv} in {label}{suggestion}; `csv` is a path inside the world, with `/` between folders"
        ),
    }
}
