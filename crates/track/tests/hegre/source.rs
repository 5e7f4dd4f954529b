//! Source files of the gates: where they are, and how they become a panel.

use std::io::Read;
use std::path::PathBuf;

use flate2::read::GzDecoder;
use forefend_panel::{CountryId, Indicator, Link, Panel, Table, Year};

/// Bytes of a source file, or `None` with a note where the data are absent.
pub fn bytes(path: &str) -> Option<Vec<u8>> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let root = std::env::var_os("FOREFEND_DATA").map_or_else(|| PathBuf::from(default), PathBuf::from);
    match std::fs::read(root.join(path)) {
        Ok(bytes) => Some(bytes),
        Err(error) => {
            let required = std::env::var("FOREFEND_REQUIRE_DATA").is_ok_and(|value| value == "1");
            assert!(!required, "{path}: {error}; set FOREFEND_DATA to the folder of the source data");
            println!("skipped: {path} is not under FOREFEND_DATA ({error})");
            None
        }
    }
}

/// Records of a gzipped CSV file, header left out.
fn records(bytes: &[u8]) -> impl Iterator<Item = csv::StringRecord> {
    let mut text = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut text).unwrap();
    csv::Reader::from_reader(std::io::Cursor::new(text)).into_records().map(Result::unwrap)
}

fn code(text: &str) -> u16 {
    text.parse::<f64>().unwrap() as u16
}

/// The country-year panel of the sources: 179 units, 1946-2024.
pub struct CountryYears {
    table: Table,
    /// Unit of each row.
    pub unit: Vec<u16>,
    /// Year of each row.
    pub year: Vec<i16>,
}

impl CountryYears {
    pub fn read() -> Option<Self> {
        let content = bytes("conflict/country_year_panel.parquet")?;
        let table = Table::from_parquet("country_year_panel.parquet", content.into()).unwrap();
        let (unit, year) = (table.whole("gwcode").unwrap(), table.whole("year").unwrap());
        Some(Self { table, unit, year })
    }

    /// Units in ascending order.
    pub fn units(&self) -> Vec<u16> {
        let mut units = self.unit.clone();
        units.sort_unstable();
        units.dedup();
        units
    }

    /// Values of a column by unit (in the order of [`Self::units`]), then year from 1946; NaN where missing.
    pub fn wide(&self, column: &str) -> Vec<Vec<f64>> {
        let units = self.units();
        let mut wide = vec![vec![f64::NAN; 79]; units.len()];
        let values = self.table.numbers(column).unwrap();
        for ((unit, year), value) in self.unit.iter().zip(&self.year).zip(values) {
            wide[units.binary_search(unit).unwrap()][(year - 1946) as usize] = value;
        }
        wide
    }
}

/// Spells of states on 31 December, by the Gleditsch-Ward list: (unit, first year, last year).
pub fn spells() -> Option<Vec<(u16, i16, i16)>> {
    let file = bytes("multilateral/panels/gw_states.csv.gz")?;
    let spell = |record: csv::StringRecord| {
        let (start, end) = (record[3].to_owned(), record[4].to_owned());
        let last: i16 = end[..4].parse().unwrap();
        // The list ends in 2017: a state that had not ended by then still exists.
        let last = match &end[5..] {
            _ if last >= 2017 => i16::MAX,
            "12-31" => last,
            _ => last - 1,
        };
        (code(&record[0]), start[..4].parse().unwrap(), last)
    };
    Some(records(&file).map(spell).collect())
}

/// Pairs of states at most 50 km apart in 2015, both directions.
pub fn neighbours(units: &[u16]) -> Option<Vec<Link>> {
    let file = bytes("multilateral/panels/gw_mindist.csv.gz")?;
    let mut links = Vec::new();
    for record in records(&file).filter(|record| record[2].starts_with("2015")) {
        let (a, b) = (code(&record[0]), code(&record[1]));
        let near = record[3].parse::<f64>().is_ok_and(|kilometres| kilometres <= 50.0);
        if near && a != b && units.contains(&a) && units.contains(&b) {
            links.extend([(a, b), (b, a)].map(|(from, to)| Link {
                from: CountryId(from),
                to: CountryId(to),
                first: Year(1946),
                last: None,
                weight: 1.0,
            }));
        }
    }
    Some(links)
}

/// How holes of the covariates are filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holes {
    /// Left to the engine, which sees nothing later than the date it is asked about.
    Engine,
    /// Before the engine sees them, from the whole series: a line inside, the nearest value outside.
    Recipe,
}

/// The panel of the replication: every unit simulated, existence as a series of its own.
pub fn panel(holes: Holes) -> Option<Panel> {
    let (rows, spells) = (CountryYears::read()?, spells()?);
    let units = rows.units();
    let mut builder = Panel::builder();
    for &unit in &units {
        builder.add_state(unit, &format!("unit {unit}")).unwrap();
    }
    builder.add_network("contiguity", neighbours(&units)?).unwrap();
    for (indicator, column) in [
        ("acd_level", "acd_level"),
        ("population", "population"),
        ("gdppc", "gdppc"),
        ("polyarchy", "v2x_polyarchy"),
        ("psecprop", "psecprop"),
    ] {
        builder.add_indicator(Indicator::synthetic(indicator)).unwrap();
        for (&unit, mut values) in units.iter().zip(rows.wide(column)) {
            if holes == Holes::Recipe && indicator != "acd_level" {
                hold(&mut values);
            }
            for (year, value) in (1946..).zip(values).filter(|(_, value)| !value.is_nan()) {
                builder.set(indicator, CountryId(unit), Year(year), value).unwrap();
            }
        }
    }
    builder.add_indicator(Indicator::synthetic("existed_both_years")).unwrap();
    for &unit in &units {
        let exists =
            |year| spells.iter().any(|&(u, first, last)| u == unit && (first..=last).contains(&year));
        for year in (1947..=2000).filter(|&year| exists(year) && exists(year - 1)) {
            builder.set("existed_both_years", CountryId(unit), Year(year), 1.0).unwrap();
        }
    }
    Some(builder.build().unwrap())
}

/// Linear between known values, the nearest known value outside them; a series without any stays empty.
fn hold(values: &mut [f64]) {
    let known: Vec<usize> = (0..values.len()).filter(|&at| !values[at].is_nan()).collect();
    let (Some(&first), Some(&last)) = (known.first(), known.last()) else { return };
    for pair in known.windows(2) {
        let (low, high) = (values[pair[0]], values[pair[1]]);
        let gap = (pair[1] - pair[0]) as f64;
        for (step, value) in values[pair[0]..pair[1]].iter_mut().enumerate() {
            *value = low + (high - low) * step as f64 / gap;
        }
    }
    let (start, end) = (values[first], values[last]);
    values[..first].fill(start);
    values[last..].fill(end);
}
