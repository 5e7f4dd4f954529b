//! The program as a user meets it: the whole chain, and every mistake it must refuse.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod appraisals;
mod backtests;
mod bad_input;
mod built;
mod chain;
mod compared;
mod country;
mod data;
mod first_page;
mod fit;
mod fit_files;
mod foreign;
mod help;
mod home;
#[cfg(unix)]
mod hostile;
mod identity;
mod in_small_world;
mod journal;
mod killed;
mod links;
mod listed_runs;
mod outcomes;
mod own_tables;
mod own_tables_out;
mod own_tables_scored;
mod pages;
mod process;
mod score;
mod shards;
mod verbs;
mod verify;
mod watch;
mod world_page;

use forefend_fixtures::folder as small_world;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Runs the program.
fn forefend(arguments: &[&str]) -> Output {
    program(arguments, &[]).output().expect("the program starts")
}

/// The program under the variables of a scheduler, and no others.
fn program(arguments: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_forefend"));
    let foreign = std::env::vars().map(|(name, _)| name);
    for name in foreign.filter(|name| name.starts_with("SLURM_") || name.starts_with("JOB_COMPLETION")) {
        command.env_remove(name);
    }
    command.args(arguments).envs(variables.iter().copied());
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The workspace's own world folder.
fn world() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../world")
}

/// A copy of the world that a test may spoil.
fn copy_of_world(to: &Path) {
    copy(&world(), to);
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

/// Every file below `folder`.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
