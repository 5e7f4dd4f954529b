//! Forecasts that were sealed before what they are about, and what came of them.
//!
//! An [`Entry`] holds chances of events by country and period, beside those of two simple rivals made from the same data
//! ([`rivals`]), so that nobody can choose the rival afterwards. It is a folder of plain files with a digest inside: version
//! control dates it, and one that has been touched is refused ([`Entry::read`]). [`seal_run`] and [`seal_watch`] make
//! entries, [`settle`] and [`score`] say what they were worth once outcomes are known. The entries that ship with a world are the kind
//! *sealed* of its score book ([`SealedBook`]); what a horizon earned there decides what may be called a forecast ([`Label`]).
//!
//! The crate stands beside `track`, not in it: a track record repeats the model on the past, a journal knows no model.

mod band;
mod book;
mod document;
mod entry;
mod error;
mod event;
mod folder;
mod label;
mod period;
pub mod rivals;
mod score;
mod seal_run;
mod seal_watch;
mod settle;
mod windows;

pub use band::{ANNUAL, Band, MONTHLY, bands};
pub use book::{BOOK, Earned, Published, ScoredWindows, SealedBook, SealedScore};
pub use entry::{Entry, Facts, Row, Sealed, Settlement, read_table};
pub use error::JournalError;
pub use event::Event;
pub use folder::{entries_in, write};
pub use label::{Label, Model};
pub use period::{Period, Step};
pub use score::{Against, Difference, Hits, ScoredRow, score};
pub use seal_run::{OfRun, seal_run};
pub use seal_watch::{OfWatch, seal_watch, target_of};
pub use settle::{Cell, Settled, settle};
pub use windows::{SCORES, WindowScore, Windows};
