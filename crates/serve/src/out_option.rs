//! The option of a command that names the output folder.

use std::path::Path;

use forefend_runs::quoted;

/// The folder that `--out` names where it is not given.
const OUT: &str = "out";

/// The option that names the output folder which holds `runs` (` --out DIR`); empty of the usual one.
pub fn out_option(runs: &Path) -> String {
    let out = runs.parent().unwrap_or(Path::new("")).display().to_string();
    match out.as_str() {
        OUT => String::new(),
        "" => " --out .".to_owned(),
        other => format!(" --out {}", quoted(other)),
    }
}
