//! Reads the original source files and harmonises them into the snapshot.
//!
//! [`build`] does the whole of it: roster first, then one small reader a source, every value checked by the
//! panel builder, then the folder replaced in one step.
mod build;
mod country_year;
mod differences;
mod error;
mod input;
mod read;
mod report;
mod roster;
mod rounding;
mod sources_md;
mod tables;
pub mod workbook;

pub use build::build;
pub use country_year::{SourceTable, country_year_panel};
pub use error::SourcesError;
pub use report::BuildReport;
