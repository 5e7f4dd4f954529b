//! The score book: measured skill in one Parquet file, with what it belongs to and every look at the scored years.
//!
//! Rows are for any reader of Parquet: one a target, band of years and score. The file's metadata holds the whole
//! record ([`TrackRecord`] as JSON, key `record`), what it belongs to (`belongs_to`) and the looks (`looks`), so that the
//! book alone gives a report everything that a record of its own would.

use forefend_panel::columns::{BadParquet, Layout, ParquetTable, Written, table_bytes};
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
    /// A book of `record`, carrying on the looks of the book `before` it. Repeating a look is none, nor is writing the same
    /// numbers anew because they belong to something else by now: nobody learned anything from the scored years.
    pub fn new(record: TrackRecord, belongs_to: BelongsTo, date: &str, before: Option<&Self>) -> Self {
        let mut looks = before.map(|book| book.looks.clone()).unwrap_or_default();
        let origins = record.origins.clone();
        let looked = looks.iter().any(|look| look.belongs_to == belongs_to && look.origins == origins);
        let known = before.is_some_and(|book| {
            let bound_again = book.belongs_to == belongs_to && book.record.origins == origins;
            bound_again || same_numbers(&book.record, &record)
        });
        if !looked && !known {
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
        let notes = vec![
            ("record".to_owned(), serde_json::to_string(&self.record)?),
            ("belongs_to".to_owned(), serde_json::to_string(&self.belongs_to)?),
            ("looks".to_owned(), serde_json::to_string(&self.looks)?),
        ];
        Ok(table_bytes(&rows(&self.record), &Layout { notes, ..Layout::default() })?)
    }

    /// Reads a book.
    ///
    /// # Errors
    /// [`TrackError::Book`] where the bytes are no book; the remedy is to make it again.
    ///
    /// # Examples
    /// ```
    /// use forefend_simulate::WorldFiles;
    /// use forefend_track::{BOOK, ScoreBook, Verdict};
    ///
    /// let world = WorldFiles::new("world", forefend_world::files());
    /// let book = ScoreBook::read(world.bytes(BOOK)?)?;
    /// // Battle deaths by state have skill one to three years ahead.
    /// assert_eq!(book.verdict("deaths", 2), Some(Verdict::Better));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn read(bytes: &[u8]) -> Result<Self, TrackError> {
        let damaged = |words: String| TrackError::Book {
            message: format!(
                "is damaged ({words}); put a sound copy in its place, or delete it (its count of looks goes with it) and \
                 write a new one with `forefend backtest`"
            ),
        };
        let table = ParquetTable::of_bytes(bytes.to_vec().into())
            .map_err(|error: BadParquet| damaged(error.to_string()))?;
        let fact = |key: &str| {
            let found = table.notes().find(|(known, _)| *known == key);
            found.map(|(_, value)| value).ok_or_else(|| damaged(format!("no `{key}` in its metadata")))
        };
        let wrong = |error: serde_json::Error| damaged(error.to_string());
        Ok(Self {
            record: serde_json::from_str(fact("record")?).map_err(wrong)?,
            belongs_to: serde_json::from_str(fact("belongs_to")?).map_err(wrong)?,
            looks: serde_json::from_str(fact("looks")?).map_err(wrong)?,
        })
    }

    /// What the book says of a target so many years ahead; none where it is not in it or the horizon was not scored.
    pub fn verdict(&self, target: &str, ahead: i16) -> Option<Verdict> {
        let holds = |row: &&crate::SkillRow| (row.years_ahead.0..=row.years_ahead.1).contains(&ahead);
        self.record.skill_on(target).find(holds).map(crate::SkillRow::verdict)
    }
}

/// Whether two records are equal in all but what they were made from.
fn same_numbers(one: &TrackRecord, other: &TrackRecord) -> bool {
    *one == TrackRecord { fingerprint: one.fingerprint.clone(), ..other.clone() }
}

/// A row a comparison.
fn rows(record: &TrackRecord) -> Vec<Written> {
    type Pair<'a> = (&'a crate::SkillRow, &'a crate::Comparison);
    let compared: Vec<Pair<'_>> =
        record.skill.iter().flat_map(|row| row.scores.iter().map(move |score| (row, score))).collect();
    let text = |name: &str, of: for<'a> fn(Pair<'a>) -> &'a str| {
        Written::text(name, compared.iter().map(|pair| of(*pair)))
    };
    let year =
        |name: &str, of: fn(Pair<'_>) -> i16| Written::int16(name, compared.iter().map(|pair| of(*pair)));
    let count = |name: &str, of: fn(Pair<'_>) -> usize| {
        Written::uint64(name, compared.iter().map(|pair| of(*pair) as u64))
    };
    let number =
        |name: &str, of: fn(Pair<'_>) -> f64| Written::double(name, compared.iter().map(|pair| of(*pair)));
    let origins: Vec<String> = compared
        .iter()
        .map(|(row, _)| row.origins.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
        .collect();
    vec![
        text("target", |(row, _)| &row.target),
        text("title", |(row, _)| &row.title),
        year("from_year_ahead", |(row, _)| row.years_ahead.0),
        year("to_year_ahead", |(row, _)| row.years_ahead.1),
        Written::text("origins", origins.iter().map(String::as_str)),
        count("cases", |(row, _)| row.cases),
        count("events", |(row, _)| row.events),
        count("blocks", |(row, _)| row.blocks),
        text("score", |(_, score)| score.score.id()),
        number("model", |(_, score)| score.model),
        text("rival", |(_, score)| score.best.id()),
        number("rival_score", |(_, score)| score.rival()),
        number("difference", |(_, score)| score.difference),
        number("lower", |(_, score)| score.interval.lower),
        number("upper", |(_, score)| score.interval.upper),
        text("verdict", |(_, score)| score.verdict.words()),
        Written::double("coverage_80", compared.iter().map(|(row, _)| row.coverage_80)),
    ]
}
