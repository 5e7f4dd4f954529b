//! Tables that travel with the snapshot for the processes of the simulation: no series of a unit and a year, but what a piece
//! of science is made of (parameters of an ensemble, schedules by age). `parameters.table` of a process reads them.
//!
//! Each is `driver_NAME.parquet`. A new one is a file in `tables/` and a line in [`TABLES`].
mod fair;
mod pandemic;
mod travel;

use std::path::Path;

use forefend_panel::columns::{Layout, Written, table_bytes};

use crate::SourcesError;

/// A table of the snapshot.
pub(crate) struct DriverTable {
    /// `driver_NAME.parquet`.
    pub file: &'static str,
    /// What it holds, for SOURCES.md.
    pub content: &'static str,
    /// Source, citation and licence, for SOURCES.md.
    pub terms: &'static str,
    /// Its columns, from the folder of source data.
    pub read: fn(&Path) -> Result<Vec<Written>, SourcesError>,
}

/// All of them, by file.
pub(crate) const TABLES: [DriverTable; 7] = [
    pandemic::CONTACTS,
    pandemic::EPIDEMICS,
    fair::EMISSIONS,
    fair::FORCING,
    fair::MEMBERS,
    travel::SEATS,
    travel::PLACES,
];

impl DriverTable {
    /// The file's bytes: the same for the same content.
    pub(crate) fn bytes(&self, data: &Path) -> Result<Vec<u8>, SourcesError> {
        let columns = (self.read)(data)?;
        let doubles: Vec<&str> = columns.iter().filter_map(Written::double_name).collect();
        let layout = Layout {
            zstd: 19,
            made_by: Some("forefend"),
            no_statistics: true,
            plain: &doubles,
            split: &doubles,
            ..Layout::default()
        };
        table_bytes(&columns, &layout).map_err(|error| {
            forefend_panel::PanelError::Unwritable { path: self.file.into(), reason: error.to_string() }
                .into()
        })
    }
}
