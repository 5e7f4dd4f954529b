//! The workbench: pages drawn from a kept run, an API for everything that they do, what-ifs while the reader looks.
//!
//! [`serve`] answers on one address until it is told to stop; [`router`] is the same without a socket. A page is a pure function of
//! the newest finished assessment, the world and what its address says, so that it is drawn once and kept; [`pages`] has one
//! module a page. The crate knows no command line: the program says where runs stand, and hands over the world.

pub mod api;
mod asked;
mod assets;
mod background;
mod band;
mod cache;
mod commands;
mod compress;
mod computed;
mod declared;
mod dispatch;
mod drawn;
mod error;
mod frame;
mod guard;
mod kept_runs;
mod out_option;
pub mod pages;
mod problem;
mod quiet;
mod replayed;
mod rivals;
mod server;
mod settings;
mod switches;
mod token;
mod watched;
pub mod whatif;
mod workbench;

pub use asked::{Answer, Asked};
pub use dispatch::router;
pub use error::ServeError;
pub use frame::{Frame, Page};
pub use guard::Doors;
pub use kept_runs::{Kept, KeptRuns};
pub use problem::Problem;
pub use server::{Listening, serve};
pub use settings::Settings;
pub use token::Token;
pub use workbench::{Shared, Workbench};
