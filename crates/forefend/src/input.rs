//! The world a command runs on: embedded, or a folder.

use std::path::Path;

use forefend_panel::Panel;
use forefend_simulate::WorldFiles;

use crate::failure::Failure;

/// The world in `folder`, or the embedded one.
pub fn world(folder: Option<&Path>) -> Result<WorldFiles, Failure> {
    Ok(match folder {
        Some(folder) => WorldFiles::read_dir(folder)?,
        None => WorldFiles::new("world", forefend_world::files()),
    })
}

/// The panel of a world's snapshot.
pub fn panel(world: &WorldFiles) -> Result<Panel, Failure> {
    Ok(Panel::from_files(&world.folder("snapshot"))?)
}
