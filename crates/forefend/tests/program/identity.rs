//! Programs of other code have other names.

#[path = "../../build/identity.rs"]
mod built;

use built::{code, digest};

#[test]
fn edited_sources_have_another_name_in_a_changed_tree_and_outside_git() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = folder.path();
    let write = |name: &str, text: &str| {
        let path = workspace.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        digest(workspace)
    };
    write("crates/one/src/lib.rs", "fn a() {}");
    let first = write("Cargo.lock", "one 1.0");
    let edited = write("crates/one/src/lib.rs", "fn b() {}");
    let upgraded = write("Cargo.lock", "one 1.1");
    let added = write("crates/two/src/lib.rs", "");
    for (one, other) in [(first, edited), (edited, upgraded), (upgraded, added)] {
        assert_ne!(code("1.0", None, false, one), code("1.0", None, false, other), "outside git");
        assert_ne!(code("1.0", Some("abc"), true, one), code("1.0", Some("abc"), true, other), "changed");
        assert_eq!(code("1.0", Some("abc"), false, one), code("1.0", Some("abc"), false, other), "a commit");
    }
    assert_eq!(write("crates/one/target/lib.o", "binary"), added, "only sources count");
}
