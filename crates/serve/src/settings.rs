//! What a server is started with.

use std::net::SocketAddr;
use std::path::PathBuf;

use forefend_panel::{Month, Panel};
use forefend_simulate::WorldFiles;

use crate::token::Token;
use crate::whatif::Engine;

/// What a server is started with.
#[derive(Debug)]
pub struct Settings {
    /// Address to listen on.
    pub bind: SocketAddr,
    /// Names by which others may call this machine, beside its addresses: the `Host` of a request is one of them.
    pub names: Vec<String>,
    /// Folder that holds `runs/`.
    pub out: PathBuf,
    /// The world.
    pub world: WorldFiles,
    /// Its panel.
    pub panel: Panel,
    /// The options of the command line that name this world (`--world DIR`), so that commands can be shown; empty of the embedded one.
    pub world_options: String,
    /// What a reader must show; none on loopback where none was asked for.
    pub token: Option<Token>,
    /// Version of the program, for the manifests of kept what-ifs.
    pub code: String,
    /// The month of today, to which the age of data is counted: the engine does not read the clock.
    pub today: Month,
    /// Who answers what-ifs; a session on the world where absent.
    pub engine: Option<Box<dyn Engine>>,
    /// Threads of a simulation never change a value; this many pages are drawn and requests computed at once.
    pub workers: usize,
}
