//! Commands as messages print them: such that they can be run.

use std::path::{Path, PathBuf};

use crate::manifest::Manifest;

/// What stands in a manifest for the folder of a world, which is another on every machine.
const WORLD: &str = " --world DIR";

/// Characters that a shell takes for themselves.
fn is_plain(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-_./,:=+@%".contains(character)
}

/// A word of a command, in quotation marks where a shell would read it otherwise.
pub fn quoted(word: &str) -> String {
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// Whether a shell takes every word of a command for itself: it starts nothing else, and writes nowhere.
pub(crate) fn is_harmless(command: &str) -> bool {
    let mut characters = command.chars();
    let mut inside = false;
    while let Some(character) = characters.next() {
        match character {
            '\'' => inside = !inside,
            _ if inside => {}
            // Between two quoted stretches: a quotation mark that belongs to the word.
            '\\' if characters.next() == Some('\'') => {}
            ' ' => {}
            other if is_plain(other) => {}
            _ => return false,
        }
    }
    !inside
}

/// The folder that `--out` named when the run in `folder` was made: OUT of `OUT/runs/ID`.
fn out_of(folder: &Path) -> PathBuf {
    let runs = folder.parent().unwrap_or(Path::new(""));
    let out = match runs.file_name() {
        Some(name) if name == "runs" => runs.parent().unwrap_or(Path::new("")),
        _ => runs,
    };
    if out.as_os_str().is_empty() { PathBuf::from(".") } else { out.to_owned() }
}

impl Manifest {
    /// The command that makes, carries on or mends what stands in `folder`, with the world's own folder where it is known.
    pub fn command_for(&self, folder: &Path) -> String {
        let mut command = self.command.clone();
        if let Some(world) = &self.world_folder {
            let own = format!(" --world {}", quoted(&world.display().to_string()));
            command = command.replacen(WORLD, &own, 1);
        }
        if let Some(shard) = self.shard {
            command.push_str(&format!(" --shard {shard}"));
        }
        command + &format!(" --out {}", quoted(&out_of(folder).display().to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shard::Shard;

    #[test]
    fn a_command_has_the_folders_of_this_machine_and_can_be_typed() {
        let manifest = Manifest {
            command: "forefend project --seed 1 --world DIR --driver war".to_owned(),
            shard: Shard::new(2, 5).ok(),
            world_folder: Some(PathBuf::from("my world")),
            ..Manifest::default()
        };
        let command = manifest.command_for(Path::new("a/b's/runs/0123.shard-2-of-5"));
        assert_eq!(
            command,
            r"forefend project --seed 1 --world 'my world' --driver war --shard 2/5 --out 'a/b'\''s'"
        );
        let whole =
            Manifest { shard: None, world_folder: None, command: "forefend x".to_owned(), ..manifest };
        assert_eq!(whole.command_for(Path::new("runs/0123")), "forefend x --out .");
        assert_eq!(whole.command_for(Path::new("/tmp/all/0123")), "forefend x --out /tmp/all");
        assert_eq!(whole.command_for(Path::new("0123")), "forefend x --out .");
    }

    #[test]
    fn what_a_shell_would_obey_is_no_command_of_ours() {
        for good in ["", "forefend test", "forefend appraise --against 'my file; x.toml'", &quoted("b's; $x")]
        {
            assert!(is_harmless(good), "{good}");
        }
        for bad in ["forefend; rm x", "a $(b)", "a `b`", "a > b", "a 'b", "a\nb", "a & b", r"'a'\''b;"] {
            assert!(!is_harmless(bad), "{bad}");
        }
    }
}
