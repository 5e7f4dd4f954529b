//! Writes the seeds of all targets into `fuzz/corpus/` anew, after a format has changed:
//! `cargo test -p forefend --test readers -- --ignored`.
use std::fs;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int16Array, Int64Array, UInt32Array, UInt64Array};
use arrow::record_batch::RecordBatch;
use parquet::arrow::ArrowWriter;

use crate::under_fuzz::{WORLD, declarations, forecast, journal, panel};
use forefend_runs::TableOf;
use forefend_runs::{Manifest, Shard};

/// Texts that the page about formulas and the shipped world hold, and one of each mistake.
const FORMULAS: [&str; 29] = [
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
    "`x` + `a b` > 0 & level != \"high\"",
    "y ~ factor(level, ref = 2) * x + factor(`a b`, ref = \"c\")",
    "y ~ x + offset(log(x))",
    "(level == \"a\") + !(level == \"b\") > 0",
];

const CSV: [&str; 9] = [
    "Acountry,year,value\nUGA,1990,0.1\nKEN,1991,0.2\n3,1992,NA\nUganda,1993,\n",
    "Byear,value\n1990,-1.5\n1991,2e3\n",
    "Ciso3,year,v,note\r\nUGA,1990,0.1,\"a, \"\"b\"\"\"\r\nYUG,1991,1,c\r\n",
    "Dvalue,country,year\n1,800,1990\n2,404,1990\n",
    "E\u{feff}country,year,value\n2,1990,0.5\n\n3,1991,1.5\n",
    "Fcountry;year;value\nUGA;1990;0.1\n",
    "A\"Data Source\",\"WDI\",\n\n\"Country Name\",\"Country Code\",\"1990\",\"1991 [YR1991]\",\nUganda,UGA,1.5,..,\nWorld,WLD,1,2,\n",
    "Acountry,year,deaths\nUganda,2000,30\n*,2000..2001,0\n",
    "Acountry,year,month,deaths,note\n2,2000,1,30,a\n*,2000,2000-01,0,\n",
];

#[test]
#[ignore = "writes into the sources"]
fn write() -> std::io::Result<()> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus");
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
    for (name, text) in WORLDS {
        write("world_toml", name, text.as_bytes())?;
    }
    let files = panel().to_files().map_err(std::io::Error::other)?;
    for (letter, (name, bytes)) in (b'A'..).zip(files) {
        write("parquet", &name, &[&[letter], bytes.as_slice()].concat())?;
    }
    write("run_files", "part", &[b"A", part().as_slice()].concat())?;
    let manifest = serde_json::to_string(&manifest()).map_err(std::io::Error::other)?;
    let manifest = format!("B{manifest}");
    write("run_files", "manifest", manifest.as_bytes())?;
    write("run_files", "parameters", br#"C{"equations":{}}"#)?;
    for (letter, (path, text)) in (b'A'..).zip(declarations::FILES) {
        // Of a long file the first entries: what a mutation of all of it would reach anyway.
        let end = text.char_indices().nth(3000).map_or(text.len(), |(at, _)| at);
        let end = if path == "gates.toml" { text[..end].rfind("\n\n[[").unwrap_or(end) } else { text.len() };
        write("declarations", &path.replace('/', "-"), &[&[letter], &text.as_bytes()[..end]].concat())?;
    }
    write("forecast", "draws", &[b"A", draws().as_slice()].concat())?;
    write("forecast", "actuals.parquet", &[b"B", came().as_slice()].concat())?;
    write("forecast", "actuals.csv", format!("C{}", forecast::ACTUALS).as_bytes())?;
    write("forecast", "book", &[b"D", book().as_slice()].concat())?;
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../world/scorebook");
    let text = |path: &str| fs::read_to_string(shipped.join(path));
    write("journal", "facts", format!("A{}", text(&format!("{SEALED}/entry.json"))?).as_bytes())?;
    write("journal", "table", format!("B{}", journal::TABLE).as_bytes())?;
    write("journal", "book", format!("C{}", text("sealed.toml")?).as_bytes())?;
    write("watch_data", "csv", WATCH.as_bytes())?;
    write("watch_data", "parquet", &[b"B", came().as_slice()].concat())?;
    for (at, text) in OWN_TABLES.iter().enumerate() {
        write("own_table", &format!("{at:02}.csv"), text.as_bytes())?;
    }
    write("own_table", "packed.csv.gz", &packed(OWN_TABLES[0]))?;
    write("own_table", "draws.parquet", &draws())?;
    write("own_table", "kinds.parquet", &kinds())?;
    for (at, text) in FITS.iter().enumerate() {
        write("fit", &format!("{at:02}"), text.as_bytes())?;
    }
    Ok(())
}

/// A shipped entry.
const SEALED: &str = "sealed/annual-2026-11-a66074b3e51d";

/// A manifest of a shard that is believed.
fn manifest() -> Manifest {
    let table =
        |axis: &str, units| TableOf { axis: axis.to_owned(), units, variables: vec!["conflict".to_owned()] };
    Manifest {
        verb: "appraise".to_owned(),
        world: "0f".repeat(32),
        data: "1e".repeat(32),
        code: "0.1.0".to_owned(),
        as_of: "2026-11".to_owned(),
        seed: 1,
        draws: 130,
        block: 50,
        first_year: 2023,
        horizon: 2040,
        parameters: "2d".repeat(32),
        scenarios: vec!["reference".to_owned(), "withdraw@halved".to_owned()],
        tables: vec![table("country", 174), table("world", 1)],
        portfolios: [("reference", "world"), ("withdraw", "3c")]
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .into(),
        command: "forefend appraise --seed 1 --draws 130 --world DIR --against 'my file.toml'".to_owned(),
        shard: Shard::new(1, 2).ok(),
        ..Manifest::default()
    }
}

/// Files of the small world in other shapes: a portfolio that decides, lists and pairs of axes, a measure with every key.
const WORLDS: [(&str, &str); 3] = [
    (
        "portfolios-decides",
        "Fid = \"x\"\ntitle = \"X\"\nsummary = \"X.\"\nrole = \"reference\"\n[[action]]\nmeasure = \"missions\"\n\
         trigger = \"lag(level) > 0\"\nduration = 3\namount = 2\nlag = 1\nramp = 2\nmost = 3\nfrom = 2001\nuntil = 2004\n\
         [[limit]]\nmeasure = \"missions\"\ncapacity = 5\nbudget = { amount = 1e6, carry_over = true }\nfrom = 2001\n",
    ),
    (
        "axes-lists",
        "I[[axis]]\nid = \"cohort\"\ntitle = \"C\"\nproduct = { age = [\"0-14\", \"15-64\"], sex = [\"f\", \"m\"] }\n\
         [[axis]]\nid = \"border\"\ntitle = \"B\"\npairs = { linked_by = \"borders\" }\n[[axis]]\nid = \"organisation\"\n\
         title = \"O\"\nmemberships = true\n",
    ),
    (
        "measures-every-key",
        "D[[measure]]\nid = \"m\"\ntitle = \"M\"\nelement = \"e\"\nunit = \"u\"\naxis = \"world\"\n\
         cost = { evidence = \"cost\", scale = 1e6 }\n[[measure.effect]]\nevidence = \"hazard\"\nlever = \"hazard\"\n\
         form = \"relative change\"\namount = 10\nrelative_deviation = 0.5\nthrough = \"world_sum(amount)\"\n",
    ),
];

const WATCH: &str = "Amonth_id,country_id,outcome,one_sided\n300,2,7,0\n301,2,0,4\n300,3,1,0\n301,3,12,1\n";

/// Numbers, words, flags, codes, dates, months that agree and that do not, words for missing, quotes and blanks.
const OWN_TABLES: [&str; 4] = [
    "id,x,flag,word\n01,1.5,true,NA\n1,NA,False,\"a, b\"\n9007199254740993,..,NA,\n",
    "\u{feff} month_id , year,month,country_id\r\n457,2018,1,2\r\n458.0000000000001,2018,2,3\r\n",
    "month_id,year,outcome\n457,2019,3\n",
    "t,x,x y,\n2001-01-31,\"1,234\",inf,\n2001-02-28,-1e3,1e999,\n",
];

/// Formula and data for every family, then a file of links.
const FITS: [&str; 16] = [
    "Ay ~ x + log(z)\ny,x,z\n1,2,3\n2,1,4\n3,5,1\n2,2,2\n5,1,7\n",
    "By ~ lag(y) + factor(c)\nc,t,y\na,1,1\na,2,3\na,3,2\na,4,2\nb,1,2\nb,2,2\nb,3,5\nb,4,1\n",
    "Cy ~ x\nc,t,y,x\na,1,0,1\na,2,1,2\na,3,0,3\nb,1,1,1\nb,2,0,1\nb,3,1,4\n",
    "Dy ~ x\ny,x\n0,1\n1,2\n0,3\n1,1\n0,1\n1,4\n",
    "Ey ~ x\ny,x\npeace,1\nwar,2\npeace,3\nminor,1\nwar,1\nminor,4\npeace,2\n",
    "Fy ~ x\ny,x\n0,1\n3,2\n1,3\n2,1\n0,1\n4,4\n",
    "Gy ~ x\nc,y,x\na,0,1\na,3,2\nb,1.5,3\nb,2,1\nc,0,1\nc,4,4\n",
    "Hy ~ x\ny,x\n0,1\n30,2\n1,3\n2,1\n0,1\n14,4\n5,2\n0,3\n",
    "Iy ~ x\nc,y,x\na,0.5,1\na,3,2\nb,1.5,3\nb,2,1\nc,0,1\nc,4,4\n",
    "Jy ~ 1\ny\n0.1\n3\n1.5\n2\n0.4\n4\n9\n30\n",
    "Ay ~ `a b` + I(c == \"u\") + offset(log(z)) + factor(c, ref = \"v\")\ny,a b,z,c\n1,2,3,u\n2,1,4,v\n3,5,1,w\n2,2,2,u\n5,1,7,v\n6,3,1,w\n1,1,2,u\n",
    "Ay ~ factor(a)*factor(b)\na,b,y\np,u,1\np,u,2\np,v,3\np,v,2\nq,u,2\nq,u,5\n",
    "By ~ lag(y)\nc,t,y\na,2001-01-31,1\na,2001-02-28,3\na,2001-03-31,2\na,2001-04-30,2\na,2001-05-31,7\n",
    "Hy ~ 1\ny,x\n3,1\n50000,1\n2000000,2\n7,1\n",
    "Nunit,neighbour\na,b\nb,a\nb,c\n",
    "Ounit,neighbour,weight\na,b,0.5\nc,a,2\n",
];

fn table(columns: Vec<(&str, ArrayRef)>) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter(columns).expect("columns of one length");
    let mut out = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut out, batch.schema(), None).expect("a schema");
    writer.write(&batch).expect("a batch");
    writer.close().expect("an end");
    out
}

fn whole(values: impl Iterator<Item = i64>) -> ArrayRef {
    Arc::new(Int64Array::from_iter_values(values))
}

fn packed(text: &str) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packer, text.as_bytes()).expect("memory takes it");
    packer.finish().expect("memory takes it")
}

/// Words, flags, dates and numbers with missing cells, and a list.
fn kinds() -> Vec<u8> {
    let mut list = arrow::array::ListBuilder::new(arrow::array::Float64Builder::new());
    list.append_value([Some(1.0), None]);
    list.append(false);
    table(vec![
        ("word", Arc::new(arrow::array::StringArray::from(vec![Some("NA"), None]))),
        ("flag", Arc::new(arrow::array::BooleanArray::from(vec![Some(true), None]))),
        ("day", Arc::new(arrow::array::Date32Array::from(vec![Some(0), None]))),
        ("real", Arc::new(Float64Array::from(vec![Some(457.000_000_000_1), None]))),
        ("list", Arc::new(list.finish())),
    ])
}

/// Three draws of two countries in two months.
fn draws() -> Vec<u8> {
    table(vec![
        ("month_id", whole((0..12).map(|row| 517 + row / 6))),
        ("country_id", whole((0..12).map(|row| 2 + row / 3 % 2))),
        ("draw", whole((0..12).map(|row| row % 3))),
        ("outcome", Arc::new(Float64Array::from_iter_values((0..12).map(|row| f64::from(row * 7 % 5))))),
    ])
}

/// What came, for the two verbs that read monthly deaths.
fn came() -> Vec<u8> {
    table(vec![
        ("month_id", whole((0..4).map(|row| 517 + row / 2))),
        ("country_id", whole((0..4).map(|row| 2 + row % 2))),
        ("outcome", whole((0..4).map(|row| row * 7 % 5))),
    ])
}

/// The shipped score book cut down to one row.
fn book() -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../world/scorebook/backtest.parquet");
    let bytes = fs::read(path).expect("the shipped score book");
    let mut book = forefend_track::ScoreBook::read(&bytes).expect("is sound");
    book.record.skill.truncate(1);
    book.record.world_shares.clear();
    book.record.world_amounts.clear();
    book.looks.truncate(1);
    book.bytes().expect("a book")
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
