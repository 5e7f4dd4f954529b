//! The panel of a world: its snapshot, and the series of its own CSV files.
use std::collections::BTreeMap;

use crate::declaration::{DeclaredIndicator, declared_indicators};
use crate::own_series::read_own_series;
use crate::{Impossible, Panel, PanelBuilder, PanelError};

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
        let own = own_indicators(label, files)?;
        if own.is_empty() {
            return Ok(self);
        }
        let documents = std::mem::take(&mut self.documents);
        let mut notes = std::mem::take(&mut self.notes);
        let roster = self.roster().clone();
        let mut builder = PanelBuilder::from(self);
        builder.on_impossible(impossible);
        for declared in own {
            let csv = declared.indicator.csv.clone().unwrap_or_default();
            let content = files.get(&csv).ok_or_else(|| absent(label, &csv, &declared, files))?;
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
        (panel.documents, panel.notes) = (documents, notes);
        Ok(panel)
    }
}

/// The declarations with `csv`; none where the world has no `indicators.toml`.
fn own_indicators(
    label: &str,
    files: &BTreeMap<String, Vec<u8>>,
) -> Result<Vec<DeclaredIndicator>, PanelError> {
    let Some(content) = files.get(DECLARATIONS) else { return Ok(Vec::new()) };
    let file = format!("{label}/{DECLARATIONS}");
    let text = std::str::from_utf8(content).map_err(|error| PanelError::Declaration {
        place: file.clone(),
        message: format!("not UTF-8 text ({error}); save it as UTF-8"),
    })?;
    let declared = declared_indicators(&file, text)?;
    Ok(declared.into_iter().filter(|one| one.indicator.csv.is_some()).collect())
}

fn absent(
    label: &str,
    csv: &str,
    declared: &DeclaredIndicator,
    files: &BTreeMap<String, Vec<u8>>,
) -> PanelError {
    let tables = files.keys().map(String::as_str).filter(|path| path.ends_with(".csv"));
    let suggestion = crate::suggest::did_you_mean(csv, tables);
    PanelError::Declaration {
        place: declared.place.clone(),
        message: format!(
            "`{}`: no file {csv} in {label}{suggestion}; `csv` is a path inside the world, with `/` between folders",
            declared.indicator.id
        ),
    }
}
