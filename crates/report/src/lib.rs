//! Figures, tables, sentences and the self-contained HTML report.
//!
//! The program fills a [`Brief`] (plain data, also written as `report.json`) and calls [`render()`]. What a reader sees is laid
//! out here, and every number of the run on the page is one that the brief holds, with the run and the query that it resolves
//! to ([`Quantity::trace`]). This crate rounds numbers and adds words; what it counts by itself is the page's own: rows of a
//! table, countries in a class of the map. It knows no world: names of events, levels and outcomes come with the brief. Files
//! are written by others.

pub mod brief;
mod digits;
pub mod document;
mod elements;
mod error;
pub mod figure;
pub mod number;
mod page;
mod provenance;
mod shown;
mod text;
pub mod yardstick;

pub use brief::*;
pub use digits::{decimal_places, to_digits};
pub use document::{
    Block, CRATE_FILE, Chart, CountryChances, CrateFile, DOCUMENT_SCHEMA, Document, Headline, KeyJudgement,
    MOST_JUDGEMENTS, NINETY, Part, Table, Template, document, document_parts, headlines, key_judgements,
    markdown, moved_unit, of_countries, provenance_csv, quantities, render_document, ro_crate, wilson,
};
pub use elements::{elements_without_substance, run_of};
pub use error::ReportError;
pub use number::{Quantity, Unit};
pub use page::{Html, Printer, finished, render, render_country, render_replay};
pub use provenance::Provenance;
pub use shown::{shown, shown_in_a_line};
pub use text::{and_list, csv_cell, upper_first};
pub use yardstick::{Phia, icd203, phia};
