//! What can be typed after `forefend serve`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

/// `forefend serve`.
#[derive(Debug, Args)]
pub struct ServeArguments {
    /// Address and port to listen on. Beyond loopback every reader must show a token.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT")]
    pub bind: SocketAddr,
    /// Folder that holds runs/: pages show its newest finished assessment, and kept what-ifs are written there.
    #[arg(long, default_value = "out", value_name = "DIR")]
    pub out: PathBuf,
    /// Folder with a world of your own instead of the embedded one.
    #[arg(long, value_name = "DIR")]
    pub world: Option<PathBuf>,
    /// What readers must show, 16 letters and digits or more; beyond loopback one is made and printed where none is given.
    #[arg(long, value_name = "TOKEN")]
    pub token: Option<String>,
    /// A name by which others call this machine, beside its addresses. May be repeated.
    #[arg(long = "name", value_name = "NAME")]
    pub names: Vec<String>,
    /// Threads; all cores where absent. Never changes a value.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
}
