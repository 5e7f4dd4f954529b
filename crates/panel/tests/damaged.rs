//! Files that once ended the program with a panic, each found by a fuzz target (see fuzz/README.md).
use std::path::Path;

use forefend_panel::{PanelError, Table};

#[test]
fn a_damaged_parquet_file_is_an_error_and_no_panic() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/damaged");
    let mut read = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let error = Table::from_parquet(&name, std::fs::read(&path).unwrap().into()).unwrap_err();
        assert!(matches!(error, PanelError::Unreadable { .. }), "{error}");
        assert!(error.to_string().contains(&name), "{error}");
        read += 1;
    }
    assert!(read > 0);
}
