//! The score book: measured skill in one Parquet file, with what it belongs to and every look at the scored years.
//!
//! Rows are for any reader of Parquet: one a target, band of years and score. The file's metadata holds the whole
//! record ([`TrackRecord`] as JSON, key `record`), what it belongs to (`belongs_to`) and the looks (`looks`), so that the
//! book alone gives a report everything that a record of its own would.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array, Int16Array, RecordBatch, StringArray, UInt64Array};
use arrow::datatypes::{DataType, Field, Schema};
use forefend_panel::guarded;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use serde::{Deserialize, Serialize};

use crate::belongs::BelongsTo;
use crate::error::TrackError;
use crate::record::TrackRecord;
use crate::settings::TrackSettings;
use crate::verdict::Verdict;

/// Where the book stands in a world.
pub const BOOK: &str = "scorebook/backtest.parquet";

/// One scoring of a model on the scored years. Every model looked at is counted, also those that were given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookMade {
    /// Date, ISO 8601, as told by the program.
    pub date: String,
    /// What was scored.
    pub belongs_to: BelongsTo,
    /// Origins.
    pub origins: Vec<i16>,
}

/// A book.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoreBook {
    /// Every score.
    pub record: TrackRecord,
    /// What it belongs to.
    pub belongs_to: BelongsTo,
    /// Looks so far, this one included, in their order.
    pub looks: Vec<LookMade>,
}

impl ScoreBook {
    /// A book of `record`, carrying on the looks of the book `before` it. Repeating the last look is none.
    pub fn new(record: TrackRecord, belongs_to: BelongsTo, date: &str, before: Option<&Self>) -> Self {
        let mut looks = before.map(|book| book.looks.clone()).unwrap_or_default();
        let origins = record.origins.clone();
        if !looks.iter().any(|look| look.belongs_to == belongs_to && look.origins == origins) {
            looks.push(LookMade { date: date.to_owned(), belongs_to: belongs_to.clone(), origins });
        }
        Self { record, belongs_to, looks }
    }

    /// Whether the record is the one that `settings` would give for `belongs_to`.
    pub fn is_record_of(&self, belongs_to: &BelongsTo, settings: &TrackSettings) -> bool {
        let record = &self.record;
        let origins: Vec<i16> = settings.origins.iter().map(|origin| origin.0).collect();
        self.belongs_to == *belongs_to
            && record.origins == origins
            && record.horizon_years == settings.horizon_years
            && (record.draws, record.seed) == (settings.draws, settings.seed)
    }

    /// The bytes of the file.
    ///
    /// # Errors
    /// [`TrackError::Book`].
    pub fn bytes(&self) -> Result<Vec<u8>, TrackError> {
        self.write().map_err(|error| TrackError::Book { message: format!("cannot be written ({error})") })
    }

    fn write(&self) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
        let entry = |key: &str, value: String| KeyValue::new(key.to_owned(), value);
        let facts = vec![
            entry("record", serde_json::to_string(&self.record)?),
            entry("belongs_to", serde_json::to_string(&self.belongs_to)?),
            entry("looks", serde_json::to_string(&self.looks)?),
        ];
        let batch = rows(&self.record)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
            .set_key_value_metadata(Some(facts))
            .build();
        let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties))?;
        writer.write(&batch)?;
        Ok(writer.into_inner()?)
    }

    /// Reads a book.
    ///
    /// # Errors
    /// [`TrackError::Book`] where the bytes are no book; the remedy is to make it again.
    pub fn read(bytes: &[u8]) -> Result<Self, TrackError> {
        let damaged = |words: String| TrackError::Book {
            message: format!(
                "is damaged ({words}); put a sound copy in its place, or delete it (its count of looks goes with it) and \
                 write a new one with `forefend backtest`"
            ),
        };
        let bytes = bytes::Bytes::copy_from_slice(bytes);
        let parse = || {
            let reader = SerializedFileReader::new(bytes).map_err(|error| damaged(error.to_string()))?;
            let facts = reader.metadata().file_metadata().key_value_metadata().cloned().unwrap_or_default();
            let fact = |key: &str| -> Result<String, TrackError> {
                let found = facts.iter().find(|fact| fact.key == key).and_then(|fact| fact.value.clone());
                found.ok_or_else(|| damaged(format!("no `{key}` in its metadata")))
            };
            let wrong = |error: serde_json::Error| damaged(error.to_string());
            Ok(Self {
                record: serde_json::from_str(&fact("record")?).map_err(wrong)?,
                belongs_to: serde_json::from_str(&fact("belongs_to")?).map_err(wrong)?,
                looks: serde_json::from_str(&fact("looks")?).map_err(wrong)?,
            })
        };
        guarded(parse, damaged)
    }

    /// What the book says of a target so many years ahead; none where it is not in it or the horizon was not scored.
    pub fn verdict(&self, target: &str, ahead: i16) -> Option<Verdict> {
        let holds = |row: &&crate::SkillRow| (row.years_ahead.0..=row.years_ahead.1).contains(&ahead);
        self.record.skill_on(target).find(holds).map(crate::SkillRow::verdict)
    }
}

/// A row a comparison.
fn rows(record: &TrackRecord) -> Result<RecordBatch, arrow::error::ArrowError> {
    let compared: Vec<_> =
        record.skill.iter().flat_map(|row| row.scores.iter().map(move |score| (row, score))).collect();
    type Pair<'a> = (&'a crate::SkillRow, &'a crate::Comparison);
    let text = |of: fn(Pair<'_>) -> String| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(compared.iter().map(|pair| of(*pair))))
    };
    let year = |of: fn(Pair<'_>) -> i16| -> ArrayRef {
        Arc::new(Int16Array::from_iter_values(compared.iter().map(|pair| of(*pair))))
    };
    let count = |of: fn(Pair<'_>) -> usize| -> ArrayRef {
        Arc::new(UInt64Array::from_iter_values(compared.iter().map(|pair| of(*pair) as u64)))
    };
    let number = |of: fn(Pair<'_>) -> f64| -> ArrayRef {
        Arc::new(Float64Array::from_iter_values(compared.iter().map(|pair| of(*pair))))
    };
    let origins =
        |row: &crate::SkillRow| row.origins.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let columns: Vec<(&str, DataType, ArrayRef)> = vec![
        ("target", DataType::Utf8, text(|(row, _)| row.target.clone())),
        ("title", DataType::Utf8, text(|(row, _)| row.title.clone())),
        ("from_year_ahead", DataType::Int16, year(|(row, _)| row.years_ahead.0)),
        ("to_year_ahead", DataType::Int16, year(|(row, _)| row.years_ahead.1)),
        (
            "origins",
            DataType::Utf8,
            Arc::new(StringArray::from_iter_values(compared.iter().map(|(row, _)| origins(row)))),
        ),
        ("cases", DataType::UInt64, count(|(row, _)| row.cases)),
        ("events", DataType::UInt64, count(|(row, _)| row.events)),
        ("blocks", DataType::UInt64, count(|(row, _)| row.blocks)),
        ("score", DataType::Utf8, text(|(_, score)| score.score.id().to_owned())),
        ("model", DataType::Float64, number(|(_, score)| score.model)),
        ("rival", DataType::Utf8, text(|(_, score)| score.best.id().to_owned())),
        ("rival_score", DataType::Float64, number(|(_, score)| score.rival())),
        ("difference", DataType::Float64, number(|(_, score)| score.difference)),
        ("lower", DataType::Float64, number(|(_, score)| score.interval.lower)),
        ("upper", DataType::Float64, number(|(_, score)| score.interval.upper)),
        ("verdict", DataType::Utf8, text(|(_, score)| score.verdict.words().to_owned())),
    ];
    let fields: Vec<Field> =
        columns.iter().map(|(name, kind, _)| Field::new(*name, kind.clone(), false)).collect();
    let arrays = columns.into_iter().map(|(_, _, array)| array).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
}
