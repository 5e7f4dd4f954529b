//! The score book of sealed forecasts: which entries a world ships, what was published elsewhere on the same cells, and what
//! a reader must know beside every number of it.

use std::collections::BTreeMap;

use forefend_panel::Panel;
use forefend_simulate::WorldFiles;
use forefend_track::Verdict;
use serde::{Deserialize, Serialize};

use crate::band::Band;
use crate::document::Files;
use crate::entry::Entry;
use crate::error::JournalError;
use crate::event::Event;
use crate::period::Step;
use crate::score::{ScoredRow, score};
use crate::settle::{Cell, settle};
use crate::windows::{WindowScore, Windows};

/// Path of the file inside a world.
pub const BOOK: &str = "scorebook/sealed.toml";
/// Folder of the entries and tables inside a world.
const FOLDER: &str = "scorebook/sealed";

/// A score that was published elsewhere on the same cells: a number that nothing here recomputes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Published {
    /// Whose forecast.
    pub name: String,
    /// The event.
    pub event: String,
    /// Brier score of all cells.
    pub brier: f64,
    /// Brier score by band, as far as published.
    #[serde(default)]
    pub by_band: Vec<f64>,
    /// Where it was read.
    pub source: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct WindowFile {
    id: String,
    title: String,
    file: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    opened: String,
    basis: String,
    reservation: String,
    #[serde(default)]
    entries: Vec<String>,
    #[serde(default)]
    windows: Vec<WindowFile>,
    #[serde(default)]
    published: Vec<Published>,
}

/// The book with its entries, each read and found untouched.
///
/// # Examples
/// ```
/// use forefend_journal::SealedBook;
/// use forefend_simulate::WorldFiles;
///
/// let world = WorldFiles::new("world", forefend_world::files());
/// let book = SealedBook::read(&world)?.expect("the shipped world has one");
/// let scores = book.scores(&world.panel()?)?;
/// // Every event, over all horizons: the Brier score of what was said of 2023 to 2025.
/// let conflict = scores.row("in_conflict", None).expect("scored");
/// assert_eq!(conflict.cells, 522);
/// assert!((conflict.brier - 0.0403).abs() < 0.0001);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct SealedBook {
    file: File,
    /// Entries in the order of the book.
    pub entries: Vec<Entry>,
    windows: Vec<Windows>,
}

/// What a horizon earned, and which model did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Earned {
    /// Event.
    pub event: String,
    /// Horizons.
    pub ahead: Band,
    /// Digest of the model.
    pub model: String,
    /// Code of the model.
    pub engine: String,
}

impl Earned {
    /// The commit of the code, or all that names it.
    pub fn commit(&self) -> &str {
        let inside = self.engine.split_once('(').and_then(|(_, rest)| rest.split([',', ')']).next());
        inside.unwrap_or(&self.engine)
    }
}

/// Scores of one of the book's tables of windows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScoredWindows {
    /// Name.
    pub id: String,
    /// In words.
    pub title: String,
    /// Cells.
    pub cells: usize,
    /// Scores, ours first.
    pub scores: Vec<WindowScore>,
}

/// Every score of the book.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SealedScore {
    /// Day on which outcomes were first looked at.
    pub opened: String,
    /// What was done, in words.
    pub basis: String,
    /// What must stand beside every number.
    pub reservation: String,
    /// Events, as the entries name them.
    pub events: Vec<Event>,
    /// Scores of the entries, pooled.
    pub rows: Vec<ScoredRow>,
    /// Scores of annual entries by year.
    pub by_year: Vec<ScoredRow>,
    /// Scores of the windows.
    pub windows: Vec<ScoredWindows>,
    /// Scores published elsewhere.
    pub published: Vec<Published>,
    /// Horizons that earned the word forecast.
    pub earned: Vec<Earned>,
}

impl SealedBook {
    /// The book of a world; none where it has none.
    ///
    /// # Errors
    /// [`JournalError::Book`] with file and line; [`JournalError::Touched`] for an entry that is not what was sealed.
    pub fn read(world: &WorldFiles) -> Result<Option<Self>, JournalError> {
        if world.bytes(BOOK).is_err() {
            return Ok(None);
        }
        let file: File = world.parse(BOOK)?;
        let all = world.folder(FOLDER);
        let mut entries = Vec::new();
        for name in &file.entries {
            let prefix = format!("{name}/");
            let own: Files = all
                .iter()
                .filter_map(|(path, bytes)| Some((path.strip_prefix(&prefix)?.to_owned(), bytes.clone())))
                .collect();
            entries.push(Entry::read(&format!("{FOLDER}/{name}"), name, own)?);
        }
        let mut windows = Vec::new();
        for table in &file.windows {
            let Some(bytes) = all.get(&table.file) else {
                let message = format!(
                    "names `{}`, which is not in {FOLDER}; take it back, or its name out",
                    table.file
                );
                return Err(JournalError::Book { place: world.at_text(BOOK, &table.file), message });
            };
            windows.push(Windows::read(&format!("{FOLDER}/{}", table.file), bytes)?);
        }
        Ok(Some(Self { file, entries, windows }))
    }

    /// Scores everything. Entries of the book carry their outcomes; one without is settled by `panel`.
    ///
    /// # Errors
    /// Those of settling and of the scores.
    pub fn scores(&self, panel: &Panel) -> Result<SealedScore, JournalError> {
        let mut cells: Vec<Cell> = Vec::new();
        // Models in the order of the book, the oldest first.
        let mut models: Vec<(&str, &str, Vec<Cell>)> = Vec::new();
        for entry in &self.entries {
            let settled = settle(entry, panel)?.cells;
            let (model, engine) = (entry.facts.model.as_str(), entry.facts.engine.as_str());
            match models.iter_mut().find(|known| (known.0, known.1) == (model, engine)) {
                Some(known) => known.2.extend(settled.iter().cloned()),
                None => models.push((model, engine, settled.clone())),
            }
            cells.extend(settled);
        }
        let mut earned = Vec::new();
        for (model, engine, cells) in &models {
            let won = score(cells)?.into_iter().filter(|row| row.verdict == Verdict::Better);
            earned.extend(won.filter_map(|row| {
                let (model, engine) = ((*model).to_owned(), (*engine).to_owned());
                Some(Earned { event: row.event, ahead: row.ahead?, model, engine })
            }));
        }
        let mut events: Vec<Event> = Vec::new();
        for event in self.entries.iter().flat_map(|entry| &entry.facts.events) {
            if !events.iter().any(|known| known.id == event.id) {
                events.push(event.clone());
            }
        }
        Ok(SealedScore {
            opened: self.file.opened.clone(),
            basis: self.file.basis.clone(),
            reservation: self.file.reservation.clone(),
            events,
            rows: score(&cells)?,
            by_year: by_year(&cells)?,
            windows: self.scored_windows()?,
            published: self.file.published.clone(),
            earned,
        })
    }

    fn scored_windows(&self) -> Result<Vec<ScoredWindows>, JournalError> {
        let each = self.file.windows.iter().zip(&self.windows);
        each.map(|(file, windows)| {
            Ok(ScoredWindows {
                id: file.id.clone(),
                title: file.title.clone(),
                cells: windows.cells(),
                scores: windows.scores()?,
            })
        })
        .collect()
    }
}

/// Scores of annual cells, each year ahead for itself.
fn by_year(cells: &[Cell]) -> Result<Vec<ScoredRow>, JournalError> {
    let annual = |cell: &&Cell| cell.row.period.step() == Step::Year;
    let mut years: BTreeMap<i32, Vec<Cell>> = BTreeMap::new();
    for cell in cells.iter().filter(annual) {
        years.entry(cell.ahead).or_default().push(cell.clone());
    }
    let mut rows = Vec::new();
    for (ahead, cells) in years {
        let all = score(&cells)?.into_iter().filter(|row| row.ahead.is_none());
        rows.extend(all.map(|row| ScoredRow { ahead: Some(Band(ahead, ahead)), ..row }));
    }
    Ok(rows)
}

impl SealedScore {
    /// The pooled row of an event; none for all its horizons.
    pub fn row(&self, event: &str, ahead: Option<Band>) -> Option<&ScoredRow> {
        self.rows.iter().find(|row| row.event == event && row.ahead == ahead)
    }

    /// Who earned the word forecast for an event so many periods ahead: the model called `digest`, or else the last that did.
    pub fn earned(&self, event: &str, ahead: i32, digest: &str) -> Option<&Earned> {
        let held = || self.earned.iter().filter(|earned| earned.event == event && earned.ahead.holds(ahead));
        held().find(|earned| earned.model == digest).or_else(|| held().next_back())
    }

    /// Title of an event.
    pub fn title<'a>(&'a self, event: &'a str) -> &'a str {
        self.events.iter().find(|known| known.id == event).map_or(event, |event| &event.title)
    }
}
