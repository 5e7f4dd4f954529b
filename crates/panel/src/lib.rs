//! Countries, calendars, indicators, networks and vintages: what was known, about whom, and when.
//!
//! A [`Panel`] holds harmonised series by indicator, [`CountryId`] and [`Year`]. A model never reads it
//! directly: it asks [`Panel::as_of`] for a view at a [`Month`], and that [`AsOf`] answers only with what
//! could be known then.
mod as_of;
mod blend;
mod builder;
mod calendar;
mod catalogue;
mod check;
#[cfg(feature = "files")]
pub mod columns;
mod country;
mod csv_lines;
mod declaration;
mod description;
mod digest;
mod error;
#[cfg(feature = "files")]
pub mod files;
mod fill;
mod guard;
mod hidden;
mod indicator;
mod lookup;
mod membership;
mod missing;
mod mission;
mod monthly;
mod names;
pub mod network;
mod numbers;
mod outcomes;
mod own_axis;
mod own_series;
#[cfg(feature = "files")]
mod own_table;
mod panel;
mod panel_axis;
mod path;
mod places;
mod roster;
mod series;
#[cfg(feature = "files")]
mod snapshot;
mod sparkline;
mod suggest;
pub mod table;
mod unit;
#[cfg(feature = "files")]
mod whole_reads;
mod world;

pub use as_of::{AsOf, Availability};
pub use builder::{Impossible, PanelBuilder};
pub use calendar::{Month, Year, day_number, written_day};
pub use catalogue::{
    AxisEntry, Catalogue, CatalogueEntry, MissionsEntry, MonthlyEntry, NetworkEntry, OrganisationEntry,
};
pub use check::{Check, Finding};
pub use country::{CodeSpell, Country, CountryId, Iso3};
pub use csv_lines::CsvLines;
pub use declaration::{DeclaredAxis, DeclaredIndicator, DeclaredSeries, declared_series};
pub use description::{CountryDescription, DecadeCoverage, Description, Extremes, Holder, YearlyLevel};
pub use digest::{ValueDigest, digest, hex};
pub use error::PanelError;
pub use fill::{Fill, fill_series};
pub use guard::{guarded, silence_guarded_panics};
pub use hidden::is_hidden;
pub use indicator::{Axis, Bounds, CodeList, Columns, Indicator, Kind};
pub use membership::{Membership, Status};
pub use missing::MISSING_WORDS;
pub use mission::Mission;
pub use monthly::{MonthlyDeclaration, MonthlySeries, MonthlyView};
pub use names::Elsewhere;
pub use network::{Adjacency, Link};
pub use numbers::Numbers;
pub use outcomes::Outcomes;
#[cfg(feature = "files")]
pub use own_table::{
    BadValue, Kind as CellKind, OwnTable, contradiction, real_numbers, views_month, whole_numbers,
};
pub use panel::{Coverage, Panel};
pub use panel_axis::{AxisKind, ListedUnit, PanelAxis};
pub use roster::Roster;
pub use sparkline::sparkline;
pub use suggest::{did_you_mean, nearest, nearest_key, suggestion};
pub use table::Table;
pub use unit::Unit;
