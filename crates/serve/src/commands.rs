//! Options of the commands that are shown, such that a command reads the world of this server and writes where its runs are.

use std::path::Path;

use forefend_runs::quoted;
use forefend_watch::Target;

use crate::out_option::out_option;
use crate::watched::HORIZON;
use crate::workbench::Workbench;

impl Workbench {
    /// Options of a command that makes a run: the world, and the folder that this server shows runs of.
    pub fn run_options(&self) -> String {
        format!("{}{}", self.world_options, out_option(self.folder()))
    }

    /// The command that says the same of the months ahead; it writes nothing.
    pub(crate) fn watch_command(&self, target: Target) -> String {
        format!("forefend watch --target {target} --horizon {HORIZON}m{}", self.world_options)
    }

    /// The command that builds a document of the run in `folder`: it simulates nothing, so that it takes no world.
    pub(crate) fn report_command(&self, folder: &Path, template: &str) -> String {
        let own = out_option(self.folder());
        let out = if own.is_empty() {
            own
        } else {
            let out = self.folder().parent().unwrap_or(Path::new(""));
            format!(" --out {}", quoted(&out.join("report").display().to_string()))
        };
        format!("forefend report build {} --template {template}{out}", quoted(&folder.display().to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::out_option;
    use std::path::Path;

    #[test]
    fn the_folder_is_named_where_it_is_not_the_usual_one() {
        for (runs, option) in [
            ("out/runs", ""),
            ("runs", " --out ."),
            ("/data/out/runs", " --out /data/out"),
            ("my out/runs", " --out 'my out'"),
        ] {
            assert_eq!(out_option(Path::new(runs)), option);
        }
    }
}
