//! Writes the seeds of all targets into `corpus/`: `cargo run --example seeds`, in this folder.
use std::fs;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int16Array, UInt32Array, UInt64Array};
use arrow::record_batch::RecordBatch;
use parquet::arrow::ArrowWriter;

use forefend_fuzz::{WORLD, panel};
use forefend_simulate::Manifest;

/// Texts that the page about formulas and the shipped world hold, and one of each mistake.
const FORMULAS: [&str; 25] = [
    "x / y * 1e5",
    "log(x) - lag(log(x))",
    "lag(log(x) + mean(y, 3), 2)",
    "if(level > 0, 0, lag(y) + 1)",
    "neighbours(lag(level) > 0, near) >= 2",
    "x / world_sum(x)",
    "min(max(x, 0), 1)",
    "(level > 0) & !(lag(level) > 0) | y != 2",
    "-x^2^0.5",
    "exp(sqrt(abs(log1p(log10(x)))))",
    "level ~ lag(level) + log(gdppc) + log(x)",
    "log(gdppc) - lag(log(gdppc)) ~ lag(log(gdppc)) + mean(lag(y), 5)",
    "level ~ neighbours(lag(level) > 0, near) + I(y^2) + y",
    "level ~ factor(lag(level)) * log(x)",
    "y ~ 0 + factor(level) + x:factor(level)",
    "y ~ x - 1",
    "y ~ 1",
    "total(x, near) + average(y, near) + highest(x, near) - lowest(x, near) + at(level, near) + total(1, near)",
    "total(x, in_region) / total(1, in_region) + highest(lag(x), in_region)",
    "at(hot, in_region) * heat - at(average(x, in_region), in_region)",
    "y ~ at(hot, in_region) + lag(at(total(x > 0, in_region), in_region)) + heat",
    "y ~ world_mean(level > 0) + lag(mean(level > 0, 20))",
    "lag(x, 1001)",
    "factor(x) + y",
    "((((x",
];

const CSV: [&str; 6] = [
    "Acountry,year,value\nUGA,1990,0.1\nKEN,1991,0.2\n3,1992,NA\nUganda,1993,\n",
    "Byear,value\n1990,-1.5\n1991,2e3\n",
    "Ciso3,year,v,note\r\nUGA,1990,0.1,\"a, \"\"b\"\"\"\r\nYUG,1991,1,c\r\n",
    "Dvalue,country,year\n1,800,1990\n2,404,1990\n",
    "E\u{feff}country,year,value\n2,1990,0.5\n\n3,1991,1.5\n",
    "Fcountry;year;value\nUGA;1990;0.1\n",
];

fn main() -> std::io::Result<()> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let write = |target: &str, name: &str, content: &[u8]| {
        fs::create_dir_all(corpus.join(target))?;
        fs::write(corpus.join(target).join(name), content)
    };
    for (at, text) in FORMULAS.iter().enumerate() {
        write("formula", &format!("{at:02}"), text.as_bytes())?;
    }
    for (at, text) in CSV.iter().enumerate() {
        write("csv", &format!("{at:02}"), text.as_bytes())?;
    }
    for (letter, (path, text)) in (b'A'..).zip(WORLD) {
        let content = [&[letter], text.as_bytes()].concat();
        write("world_toml", &path.replace('/', "-"), &content)?;
    }
    let files = panel().to_files().map_err(std::io::Error::other)?;
    for (letter, (name, bytes)) in (b'A'..).zip(files) {
        write("parquet", &name, &[&[letter], bytes.as_slice()].concat())?;
    }
    write("run_files", "part", &[b"A", part().as_slice()].concat())?;
    let manifest = serde_json::to_string(&Manifest::default()).map_err(std::io::Error::other)?;
    let manifest = format!("B{manifest}");
    write("run_files", "manifest", manifest.as_bytes())?;
    write("run_files", "parameters", br#"C{"equations":{}}"#)
}

/// A part of two draws, two years and two countries.
fn part() -> Vec<u8> {
    let rows: Vec<(u32, i16, u16)> = [2021, 2022]
        .into_iter()
        .flat_map(|year| (0..2).flat_map(move |draw| [2, 3].map(|country| (draw, year, country))))
        .collect();
    let columns: [(&str, ArrayRef); 4] = [
        ("draw", Arc::new(UInt32Array::from_iter_values(rows.iter().map(|row| row.0)))),
        ("year", Arc::new(Int16Array::from_iter_values(rows.iter().map(|row| row.1)))),
        ("country", Arc::new(UInt64Array::from_iter_values(rows.iter().map(|row| u64::from(row.2))))),
        ("conflict", Arc::new(Float64Array::from_iter_values(rows.iter().map(|row| f64::from(row.0))))),
    ];
    let batch = RecordBatch::try_from_iter(columns).expect("columns of one length");
    let mut out = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut out, batch.schema(), None).expect("a schema");
    writer.write(&batch).expect("a batch");
    writer.close().expect("an end");
    out
}
