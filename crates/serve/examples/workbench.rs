//! The workbench on the embedded world, for work on a page: linked much sooner than the whole program.
//!
//! `cargo run -p forefend-serve --example workbench -- OUT 127.0.0.1:8080`, where `OUT` holds `runs/`.

use forefend_serve::{Settings, serve};
use forefend_simulate::WorldFiles;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = std::env::args().skip(1);
    let out = words.next().unwrap_or_else(|| "out".to_owned()).into();
    let bind = words.next().unwrap_or_else(|| "127.0.0.1:8080".to_owned()).parse()?;
    let world = WorldFiles::new("world", forefend_world::files());
    let panel = world.panel()?;
    let code = "example".to_owned();
    let (names, world_options, token, workers, engine) = (Vec::new(), String::new(), None, 8, None);
    let today = "2026-11".parse()?;
    let settings =
        Settings { bind, names, out, world, panel, world_options, token, code, workers, today, engine };
    serve(settings, |listening| eprintln!("http://{}/", listening.address))?;
    Ok(())
}
