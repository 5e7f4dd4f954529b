//! Parquet parts: what a block of draws leaves behind.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int16Array, RecordBatch, UInt16Array, UInt32Array};
use arrow::datatypes::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use crate::block::Recorded;
use crate::error::SimulateError;
use crate::plan::Plan;
use crate::spec::Axis;

/// Name of the column of a world part that holds the total amount of a measure deployed.
pub fn deployed_column(measure: &str) -> String {
    format!("deployed:{measure}")
}

/// Writes the two parts of a block, each to a temporary file that is then renamed:
/// `country-FIRST.parquet` (draw, year, country, variables) and `world-FIRST.parquet` (draw, year,
/// variables, `deployed:MEASURE`). Rows are sorted by draw, year, country.
pub(crate) fn write_parts(
    folder: &Path,
    plan: &Plan,
    measures: &[String],
    first: u64,
    recorded: &Recorded,
) -> Result<(), SimulateError> {
    let (units, periods) = (plan.units.len(), plan.periods());
    let draws = recorded.world.first().map_or_else(
        || recorded.country.first().map_or(0, |column| column.len() / (units * periods)),
        |column| column.len() / periods,
    );
    let year = |row: usize| plan.first.0 + (row % periods) as i16;
    let mut world: Vec<(String, ArrayRef)> = vec![
        ("draw".into(), numbers((0..draws * periods).map(|row| first as u32 + (row / periods) as u32))),
        ("year".into(), Arc::new(Int16Array::from_iter_values((0..draws * periods).map(year)))),
    ];
    let names = plan.recorded(&Axis::World).map(str::to_owned);
    let names = names.chain(measures.iter().map(|measure| deployed_column(measure)));
    for (name, values) in names.zip(&recorded.world) {
        world.push((name, Arc::new(Float64Array::from(values.clone()))));
    }
    write(&folder.join(format!("world-{first:08}.parquet")), world)?;
    let rows = draws * periods * units;
    let code = |row: usize| plan.units[row % units].0;
    let mut country: Vec<(String, ArrayRef)> = vec![
        ("draw".into(), numbers((0..rows).map(|row| first as u32 + (row / (units * periods)) as u32))),
        ("year".into(), Arc::new(Int16Array::from_iter_values((0..rows).map(|row| year(row / units))))),
        ("country".into(), Arc::new(UInt16Array::from_iter_values((0..rows).map(code)))),
    ];
    for (name, values) in plan.recorded(&Axis::Country).zip(&recorded.country) {
        country.push((name.to_owned(), Arc::new(Float64Array::from(values.clone()))));
    }
    write(&folder.join(format!("country-{first:08}.parquet")), country)
}

fn numbers(values: impl Iterator<Item = u32>) -> ArrayRef {
    Arc::new(UInt32Array::from_iter_values(values))
}

fn write(path: &Path, columns: Vec<(String, ArrayRef)>) -> Result<(), SimulateError> {
    let failed = |error: &dyn std::fmt::Display| {
        SimulateError::run(path, format!("cannot write ({error}); free space, or choose another --out"))
    };
    let fields: Vec<Field> =
        columns.iter().map(|(name, array)| Field::new(name, data_type(array), false)).collect();
    let schema = Arc::new(Schema::new(fields));
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    let batch = RecordBatch::try_new(schema.clone(), arrays).map_err(|e| failed(&e))?;
    let level = ZstdLevel::try_new(1).map_err(|e| failed(&e))?;
    let properties = WriterProperties::builder().set_compression(Compression::ZSTD(level)).build();
    let temporary = partial(path);
    let file = std::fs::File::create(&temporary).map_err(|e| failed(&e))?;
    let mut writer = ArrowWriter::try_new(file, schema, Some(properties)).map_err(|e| failed(&e))?;
    writer.write(&batch).map_err(|e| failed(&e))?;
    writer.close().map_err(|e| failed(&e))?;
    std::fs::rename(&temporary, path).map_err(|e| failed(&e))
}

fn data_type(array: &ArrayRef) -> DataType {
    array.data_type().clone()
}

/// The temporary name beside `path` under which a file is written before it is renamed.
pub(crate) fn partial(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".partial");
    path.with_file_name(name)
}
