//! Parquet files whose claims would cost gigabytes, were they believed.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};
use arrow::record_batch::RecordBatch;
use forefend_panel::{OwnTable, Table};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, Encoding};
use parquet::file::properties::WriterProperties;

/// A file of 300 texts, stored as their lengths and what they say.
fn texts(encoding: Encoding) -> Vec<u8> {
    let words: Vec<String> = (0..300).map(|at| "x".repeat(at % 7)).collect();
    let column: ArrayRef = Arc::new(StringArray::from(words));
    let batch = RecordBatch::try_from_iter([("word", column)]).unwrap();
    let properties = WriterProperties::builder()
        .set_compression(Compression::UNCOMPRESSED)
        .set_dictionary_enabled(false)
        .set_encoding(encoding)
        .build();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

#[test]
fn a_page_that_claims_more_texts_than_its_column_has_is_refused() {
    for encoding in [Encoding::DELTA_LENGTH_BYTE_ARRAY, Encoding::DELTA_BYTE_ARRAY] {
        let good = texts(encoding);
        let table = Table::from_parquet("good.parquet", good.clone().into()).unwrap();
        assert_eq!(table.texts("word").unwrap()[3], Some("xxx"));
        // Blocks of 128, 4 to a block, 300 texts: two bytes that can say at most 16,383.
        let head = [0x80, 0x01, 0x04, 0xac, 0x02];
        let at = good.windows(head.len()).position(|found| found == head).unwrap();
        let mut bad = good.clone();
        bad[at + 3..at + 5].copy_from_slice(&[0xff, 0x7f]);
        let error = Table::from_parquet("bad.parquet", bad.clone().into()).unwrap_err().to_string();
        assert!(error.contains("claims 16383 entries"), "{error}");
        let error = OwnTable::of("bad.parquet", bad).and_then(|mut table| table.load(&["word"]));
        assert!(error.unwrap_err().to_string().contains("claims 16383 entries"));
    }
}
