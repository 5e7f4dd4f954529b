//! Figures, tables, sentences and the self-contained HTML report.
//!
//! The program fills a [`Brief`] (plain data, also written as `report.json`) and calls [`render()`]. Everything a reader
//! sees is made here: no number is computed in this crate that the brief does not hold, so that every number on the
//! page resolves to a run, a query and a data hash (see [`Quantity::trace`]). Files are written by others.

pub mod brief;
mod digits;
mod elements;
mod error;
pub mod figure;
pub mod number;
mod page;
mod shown;
pub mod yardstick;

pub use brief::*;
pub use digits::{decimal_places, to_digits};
pub use elements::{elements_without_substance, run_of};
pub use error::ReportError;
pub use number::{Quantity, Unit};
pub use page::{render, render_country, render_replay};
pub use shown::{shown, shown_in_a_line};
pub use yardstick::{Phia, phia};
