//! Shared by the tests: reading small CSV files into a table, and random numbers.
#![allow(dead_code, reason = "each test file uses a part")]

use forefend_estimate::Table;

/// Records of a CSV text without quotes, after `#` lines and the header.
pub fn records(text: &str) -> Vec<Vec<&str>> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.skip(1).map(|line| line.split(',').collect()).collect()
}

/// A table from CSV text whose first two columns are unit and period; empty cells are missing.
pub fn table(text: &str) -> Table {
    let header: Vec<&str> = text.lines().find(|line| !line.starts_with('#')).unwrap().split(',').collect();
    let records = records(text);
    let number = |cell: &str| if cell.is_empty() { f64::NAN } else { cell.parse::<f64>().unwrap() };
    let mut units: Vec<u64> = records.iter().map(|record| number(record[0]) as u64).collect();
    units.sort_unstable();
    units.dedup();
    let period = |record: &Vec<&str>| number(record[1]) as i32;
    let first = records.iter().map(period).min().unwrap();
    let periods = (records.iter().map(period).max().unwrap() - first + 1) as usize;
    let mut columns = vec![vec![f64::NAN; units.len() * periods]; header.len() - 2];
    for record in &records {
        let unit = units.binary_search(&(number(record[0]) as u64)).unwrap();
        let row = (period(record) - first) as usize * units.len() + unit;
        for (column, cell) in columns.iter_mut().zip(&record[2..]) {
            column[row] = number(cell);
        }
    }
    let mut table = Table::new(units, first, periods);
    for (name, values) in header[2..].iter().zip(&columns) {
        table.add_column(name, values).unwrap();
    }
    table
}

/// SplitMix64 (Steele, Lea & Flood 2014).
pub struct Random(pub u64);

impl Random {
    pub fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Box-Muller.
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * libm::log(1.0 - self.uniform())).sqrt();
        radius * libm::cos(2.0 * std::f64::consts::PI * self.uniform())
    }
}

/// Fails with a message unless `found` is within `tolerance` of `expected`, relative to it.
pub fn close(what: &str, found: f64, expected: f64, tolerance: f64) {
    let error = (found - expected).abs() / expected.abs();
    assert!(error <= tolerance, "{what}: {found} instead of {expected} (relative error {error:e})");
}
