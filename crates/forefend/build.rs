//! Tells the program what code it is built from, so that a run's manifest names it: the commit, and where the tree
//! differs from it or there is none, a digest of the sources. A run made by other code must not pass for finished.

#[path = "build/identity.rs"]
mod identity;

use std::path::Path;
use std::process::Command;

fn git(arguments: &[&str]) -> Option<String> {
    // Without optional locks: a status that refreshed the index would make every build the first.
    let output = Command::new("git").arg("--no-optional-locks").args(arguments).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn main() {
    println!("cargo::rerun-if-changed=../../.git/HEAD");
    println!("cargo::rerun-if-changed=../../.git/index");
    println!("cargo::rerun-if-changed=../../Cargo.lock");
    println!("cargo::rerun-if-changed=../");
    // Sources unpacked inside another repository are none of its commit.
    let commit =
        git(&["ls-files", "--error-unmatch", "build.rs"]).and(git(&["rev-parse", "--short=10", "HEAD"]));
    let changed = git(&["status", "--porcelain", "--untracked-files=no"]).is_none_or(|s| !s.is_empty());
    let digest = identity::digest(Path::new("../.."));
    let code = identity::code(env!("CARGO_PKG_VERSION"), commit.as_deref(), changed, digest);
    println!("cargo::rustc-env=FOREFEND_CODE={code}");
}
