//! Numbers and statements as Arrow IPC streams.

use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, Int32Array, RecordBatch, StringArray};
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{ArrowError, DataType, Field, Schema};
use bytes::Bytes;

use super::statement::Statement;
use crate::problem::Problem;

/// Its media type, as registered.
pub const MEDIA: &str = "application/vnd.apache.arrow.stream";

/// Queries and their values as one record batch.
pub fn stream(rows: &[(&str, f64)]) -> Result<Bytes, Problem> {
    written(rows)
        .map_err(|error| Problem::failed(format!("the numbers cannot be written as Arrow ({error})")))
}

/// What was said and what came, as one record batch: the columns are the fields of a [`Statement`].
pub fn statements(rows: &[Statement]) -> Result<Bytes, Problem> {
    let words = |of: &dyn Fn(&Statement) -> Option<&str>| -> ArrayRef {
        Arc::new(rows.iter().map(of).collect::<StringArray>())
    };
    let years = |of: &dyn Fn(&Statement) -> i32| -> ArrayRef {
        Arc::new(Int32Array::from_iter_values(rows.iter().map(of)))
    };
    let numbers = |of: &dyn Fn(&Statement) -> Option<f64>| -> ArrayRef {
        Arc::new(rows.iter().map(of).collect::<Float64Array>())
    };
    let columns = [
        ("what", words(&|row| Some(row.what))),
        ("by", words(&|row| Some(row.by))),
        ("place", words(&|row| row.place.as_deref())),
        ("from", years(&|row| row.from)),
        ("to", years(&|row| row.to)),
        ("said", numbers(&|row| Some(row.said))),
        ("p05", numbers(&|row| row.p05)),
        ("p95", numbers(&|row| row.p95)),
        ("came", numbers(&|row| row.came)),
    ];
    RecordBatch::try_from_iter_with_nullable(columns.map(|(name, column)| (name, column, true)))
        .and_then(|batch| sent(&batch))
        .map_err(|error| Problem::failed(format!("the statements cannot be written as Arrow ({error})")))
}

fn written(rows: &[(&str, f64)]) -> Result<Bytes, ArrowError> {
    let fields =
        vec![Field::new("query", DataType::Utf8, false), Field::new("value", DataType::Float64, false)];
    let schema = Arc::new(Schema::new(fields));
    let queries = StringArray::from_iter_values(rows.iter().map(|(query, _)| query));
    let values = Float64Array::from_iter_values(rows.iter().map(|(_, value)| *value));
    sent(&RecordBatch::try_new(schema, vec![Arc::new(queries), Arc::new(values)])?)
}

fn sent(batch: &RecordBatch) -> Result<Bytes, ArrowError> {
    let mut bytes = Vec::new();
    let mut writer = StreamWriter::try_new(&mut bytes, &batch.schema())?;
    writer.write(batch)?;
    writer.finish()?;
    drop(writer);
    Ok(bytes.into())
}

#[cfg(test)]
mod tests {
    use super::stream;
    use arrow_array::cast::AsArray as _;
    use arrow_array::types::Float64Type;
    use arrow_ipc::reader::StreamReader;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_come_back_to_the_bit(rows in prop::collection::vec(("[a-z/]{0,20}", any::<f64>()), 0..40)) {
            let rows: Vec<(&str, f64)> = rows.iter().map(|(query, value)| (query.as_str(), *value)).collect();
            let bytes = stream(&rows).unwrap();
            let mut back = Vec::new();
            for batch in StreamReader::try_new(&bytes[..], None).unwrap() {
                let batch = batch.unwrap();
                let values = batch.column(1).as_primitive::<Float64Type>();
                let queries = batch.column(0).as_string::<i32>();
                back.extend((0..batch.num_rows()).map(|row| (queries.value(row).to_owned(), values.value(row).to_bits())));
            }
            let sent: Vec<(String, u64)> = rows.iter().map(|(query, value)| ((*query).to_owned(), value.to_bits())).collect();
            prop_assert_eq!(back, sent);
        }
    }
}
