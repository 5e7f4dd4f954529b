//! Tells the program which commit it is built from, so that a run's manifest names its code.

use std::process::Command;

fn git(arguments: &[&str]) -> Option<String> {
    // Without optional locks: a status that refreshed the index would make every build the first.
    let output = Command::new("git").arg("--no-optional-locks").args(arguments).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn main() {
    println!("cargo::rerun-if-changed=../../.git/HEAD");
    println!("cargo::rerun-if-changed=../../.git/index");
    println!("cargo::rerun-if-changed=../");
    let version = env!("CARGO_PKG_VERSION");
    let code = match git(&["rev-parse", "--short=10", "HEAD"]) {
        Some(commit) => {
            let changed =
                git(&["status", "--porcelain", "--untracked-files=no"]).is_some_and(|s| !s.is_empty());
            format!("{version} ({commit}{})", if changed { ", changed" } else { "" })
        }
        None => version.to_owned(),
    };
    println!("cargo::rustc-env=FOREFEND_CODE={code}");
}
