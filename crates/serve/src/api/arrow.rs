//! Numbers as an Arrow IPC stream.

use std::sync::Arc;

use arrow_array::{Float64Array, RecordBatch, StringArray};
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{ArrowError, DataType, Field, Schema};
use bytes::Bytes;

use crate::problem::Problem;

/// Its media type, as registered.
pub const MEDIA: &str = "application/vnd.apache.arrow.stream";

/// Queries and their values as one record batch.
pub fn stream(rows: &[(&str, f64)]) -> Result<Bytes, Problem> {
    written(rows)
        .map_err(|error| Problem::failed(format!("the numbers cannot be written as Arrow ({error})")))
}

fn written(rows: &[(&str, f64)]) -> Result<Bytes, ArrowError> {
    let fields =
        vec![Field::new("query", DataType::Utf8, false), Field::new("value", DataType::Float64, false)];
    let schema = Arc::new(Schema::new(fields));
    let queries = StringArray::from_iter_values(rows.iter().map(|(query, _)| query));
    let values = Float64Array::from_iter_values(rows.iter().map(|(_, value)| *value));
    let batch = RecordBatch::try_new(Arc::clone(&schema), vec![Arc::new(queries), Arc::new(values)])?;
    let mut bytes = Vec::new();
    let mut writer = StreamWriter::try_new(&mut bytes, &schema)?;
    writer.write(&batch)?;
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
