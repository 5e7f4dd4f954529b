//! Figures, tables, sentences and the self-contained HTML report.
//!
//! The program fills a [`Brief`] (plain data, also written as `report.json`) and calls [`write()`]. Everything a reader
//! sees is made here: no number is computed in this crate that the brief does not hold, so that every number on the
//! page resolves to a run, a query and a data hash (see [`Quantity::trace`]).

pub mod brief;
mod elements;
mod error;
pub mod figure;
pub mod number;
mod page;
pub mod yardstick;

pub use brief::*;
pub use elements::elements_without_substance;
pub use error::ReportError;
pub use number::{Quantity, Unit};
pub use page::{render, render_country, render_replay, write, write_country, write_json, write_replay};
pub use yardstick::{Phia, phia};
