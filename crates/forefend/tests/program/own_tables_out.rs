//! What is written: devices, pipes, links, modes, and standard output that cannot take it all.

use std::process::{Command, Stdio};

use crate::fit::{SMALL, fit};
use crate::text;

fn to(out: &str) -> std::process::Output {
    fit(SMALL, &["y ~ x", "--family", "linear", "--data", "{}", "--quiet", "--out", out])
}

#[cfg(unix)]
#[test]
fn out_is_written_into_and_never_through_a_link() {
    use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _, symlink};
    let folder = tempfile::tempdir().unwrap();
    let null = to("/dev/null");
    assert!(null.status.success(), "{}", text(&null.stderr));
    assert!(std::fs::metadata("/dev/null").unwrap().file_type().is_char_device());
    // A file that only its owner may read stays so.
    let kept = folder.path().join("kept.json");
    std::fs::write(&kept, "old").unwrap();
    std::fs::set_permissions(&kept, std::fs::Permissions::from_mode(0o600)).unwrap();
    assert!(to(kept.to_str().unwrap()).status.success());
    assert_eq!(std::fs::metadata(&kept).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(std::fs::read_to_string(&kept).unwrap().starts_with('{'));
    // A link to a file is refused, and both stay as they are.
    let (link, elsewhere) = (folder.path().join("link.json"), folder.path().join("elsewhere.json"));
    std::fs::write(&elsewhere, "mine").unwrap();
    symlink(&elsewhere, &link).unwrap();
    let refused = to(link.to_str().unwrap());
    let error = text(&refused.stderr);
    assert!(refused.status.code() == Some(5) && error.contains("is a link"), "{error}");
    assert_eq!(std::fs::read_to_string(&elsewhere).unwrap(), "mine");
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    // A named pipe gets what is written, and stays a pipe.
    let pipe = folder.path().join("pipe");
    if Command::new("mkfifo").arg(&pipe).status().is_ok_and(|status| status.success()) {
        let reader = Command::new("cat").arg(&pipe).stdout(Stdio::piped()).spawn().unwrap();
        assert!(to(pipe.to_str().unwrap()).status.success());
        assert!(text(&reader.wait_with_output().unwrap().stdout).starts_with('{'));
        assert!(std::fs::metadata(&pipe).unwrap().file_type().is_fifo());
    }
}

/// `--json > /dev/full` once ended with 0.
#[cfg(target_os = "linux")]
#[test]
fn words_that_do_not_arrive_are_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data.csv");
    std::fs::write(&data, SMALL).unwrap();
    let data = data.to_str().unwrap();
    let run = |arguments: &[&str]| {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_forefend"));
        command.args(arguments).stdout(full).output().unwrap()
    };
    let fit = ["fit", "y ~ x", "--family", "linear", "--data", data];
    for arguments in
        [&fit[..], &[&fit[..], &["--json"]].concat(), &["data", "list"], &["data", "list", "--json"]]
    {
        let output = run(arguments);
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(5), "{arguments:?}: {error}");
        assert_eq!(error.lines().count(), 1, "{error}");
        assert!(error.contains("standard output cannot be written"), "{error}");
    }
    assert!(run(&[&fit[..], &["--quiet"]].concat()).status.success(), "nothing was to be printed");
}
