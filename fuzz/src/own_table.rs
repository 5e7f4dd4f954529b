//! The reader of users' tables, shared by `fit`, `score` and `watch --data`: CSV, CSV packed by gzip, Parquet; every column in every
//! form that a verb asks for.
use forefend_panel::OwnTable;

/// Reads one input.
pub fn read(data: &[u8]) {
    let Ok(mut table) = OwnTable::of("a.csv", data.to_vec()) else { return };
    let _ = table.months();
    for name in table.names().to_vec() {
        if table.load(&[&name]).is_err() {
            continue;
        }
        let _ = (table.kind(&name), table.numbers(&name).map(<[f64]>::len), table.missing(&name));
        let _ = (table.integers::<u16>(&name), table.whole::<i64>(&name), table.first_odd(&name));
        for row in 0..table.len().min(10) {
            let _ = (table.text(&name, row), table.place(row));
        }
    }
}
