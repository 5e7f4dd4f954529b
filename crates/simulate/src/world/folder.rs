//! Reading the folder of a world: what can belong to one, and nothing else that lies in it.
//!
//! A folder on a disk holds more than a world: runs that were written into it, links that lead back, pipes, a Cargo package.
//! Read are TOML files in the folder itself and in the folders of the model, everything in `snapshot/` and `scorebook/`, and
//! CSV files, of which only those that a TOML file names count.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::error::SimulateError;

/// Folders whose TOML files declare the model.
pub(super) const DECLARING: [&str; 4] = ["drivers", "threats", "evidence", "portfolios"];
/// Folders that are read whole.
const WHOLE: [&str; 2] = ["snapshot", "scorebook"];
/// Folders of this name hold what the program wrote, wherever `--out` lies.
const RUNS: &str = "runs";
/// Most bytes of a file that declares something, of a table, and of any other file.
const MOST_TOML: u64 = 16 << 20;
const MOST_TABLE: u64 = 256 << 20;
const MOST: u64 = 4 << 30;

/// How a file of a world's folder is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// It belongs to the world.
    Needed,
    /// It may be named by a file that does.
    Named,
    Left,
}

/// The files of the world in `folder` by their path inside it.
///
/// # Errors
/// A folder or file that cannot be read, is no regular file, or is too large.
pub(super) fn read(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, SimulateError> {
    let mut files = BTreeMap::new();
    collect(folder, "", &mut Vec::new(), &mut files)?;
    Ok(files)
}

/// `above` are the folders on the way here, so that a loop of links ends.
fn collect(
    folder: &Path,
    prefix: &str,
    above: &mut Vec<PathBuf>,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> Result<(), SimulateError> {
    let failed = |error| SimulateError::run(folder, format!("cannot read the world folder ({error})"));
    let real = folder.canonicalize().map_err(failed)?;
    if above.contains(&real) {
        return Ok(());
    }
    above.push(real);
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let (path, inside) = (entry.path(), format!("{prefix}{name}"));
        if path.is_dir() {
            if name != RUNS {
                collect(&path, &format!("{inside}/"), above, files)?;
            }
            continue;
        }
        match (way(&inside), contents(&path, &inside)) {
            (Way::Left, _) | (Way::Named, Err(_)) => {}
            (_, Ok(bytes)) => drop(files.insert(inside, bytes)),
            (Way::Needed, Err(error)) => return Err(error),
        }
    }
    above.pop();
    Ok(())
}

fn way(inside: &str) -> Way {
    let top = inside.split_once('/').map(|(top, _)| top);
    let declares = top.is_none_or(|top| DECLARING.contains(&top));
    match top {
        Some(top) if WHOLE.contains(&top) => Way::Needed,
        _ if declares && inside.ends_with(".toml") => Way::Needed,
        _ if inside.ends_with(".csv") => Way::Named,
        _ => Way::Left,
    }
}

/// The bytes of a file of the world. A pipe or a device has no end, and is never opened.
fn contents(path: &Path, inside: &str) -> Result<Vec<u8>, SimulateError> {
    let unreadable = |error| SimulateError::run(path, format!("cannot read ({error})"));
    if way(inside) == Way::Left {
        return Ok(Vec::new());
    }
    let found = std::fs::metadata(path).map_err(unreadable)?;
    if !found.is_file() {
        return Err(SimulateError::run(path, "this is no regular file; take it out of the world"));
    }
    let most = match inside.rsplit_once('.') {
        Some((_, "toml")) => MOST_TOML,
        Some((_, "csv")) => MOST_TABLE,
        _ => MOST,
    };
    if found.len() > most {
        let words = format!("{} bytes are more than such a file of a world may have ({most})", found.len());
        return Err(SimulateError::run(path, format!("{words}; make it shorter")));
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes)).map_err(unreadable)?;
    Ok(bytes)
}

/// Whether a TOML file at this path declares something of the model: the crate that embeds a world is no part of it, nor are
/// the settings of the near-term outlook, which stands outside the simulation, nor the words of the report, which move no
/// number.
pub(super) fn declares(path: &str) -> bool {
    let inside = match path.split_once('/') {
        Some((top, _)) => DECLARING.contains(&top),
        None => !["Cargo.toml", "watch.toml", "report.toml"].contains(&path),
    };
    inside && path.ends_with(".toml")
}
