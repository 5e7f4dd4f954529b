//! The score book of a world: what it says of a run, or that the run's model is not scored.

use forefend_panel::{Availability, Month, Panel, Year};
use forefend_runs::{Manifest, quoted};
use forefend_simulate::{Model, WorldFiles};
use forefend_track::{BOOK, BelongsTo, Fingerprint, ScoreBook, Targets, TrackRecord, TrackSettings, Verdict};

use crate::error::AssessError;

/// What the score book says of the numbers of a run.
#[derive(Debug, Clone, Default)]
pub struct Scored {
    /// Skill by variable and year, where a target of the same name was scored at that horizon.
    verdicts: Vec<(String, i16, Verdict)>,
    /// Why there is none: `not scored for this model`, with the reason.
    pub missing: Option<String>,
    /// Looks at the scored years that the book counts.
    pub looks: usize,
}

impl Scored {
    /// The verdict on a variable in a year.
    pub fn verdict(&self, variable: &str, year: i16) -> Option<Verdict> {
        let found = self.verdicts.iter().find(|(name, at, _)| name == variable && *at == year);
        found.map(|(_, _, verdict)| *verdict)
    }

    /// Whether any year of the variable was scored.
    pub fn has(&self, variable: &str) -> bool {
        self.verdicts.iter().any(|(name, _, _)| name == variable)
    }
}

/// What scores of a run belong to.
pub(crate) fn fingerprint(manifest: &Manifest) -> Fingerprint {
    let (world, data, code) = (manifest.world.clone(), manifest.data.clone(), manifest.code.clone());
    Fingerprint { world, data, code }
}

/// Last year of the anchor series in the whole panel, whatever the date of the run.
pub(crate) fn panel_anchor(model: &Model, panel: &Panel) -> Result<Option<Year>, AssessError> {
    Ok(panel.coverage(model.frame.anchor.as_ref())?.last)
}

/// The book of a world; none where it has none.
fn read(world: &WorldFiles) -> Result<Option<ScoreBook>, AssessError> {
    match world.bytes(BOOK) {
        Ok(bytes) => Ok(Some(ScoreBook::read(bytes)?)),
        Err(_) => Ok(None),
    }
}

/// The command that writes a book for a world.
fn backtest(world: &WorldFiles) -> String {
    match world.read_from() {
        Some(folder) => {
            format!("forefend backtest --world {} --write-scorebook", quoted(&folder.display().to_string()))
        }
        None => "forefend backtest".to_owned(),
    }
}

/// Whether the world's book can be read, if it has one: said before a year is simulated.
///
/// # Errors
/// [`AssessError::Track`] for a book that is damaged.
pub(crate) fn check(world: &WorldFiles) -> Result<(), AssessError> {
    read(world).map(|_| ())
}

/// The record in the book, where it is the one that `settings` would give now for `own`.
pub(crate) fn record(
    world: &WorldFiles,
    own: &BelongsTo,
    settings: &TrackSettings,
) -> Result<Option<TrackRecord>, AssessError> {
    let Some(book) = read(world)? else { return Ok(None) };
    Ok(book.is_record_of(own, settings).then_some(book.record))
}

/// What the book says of world variables in the years of a run as of `month`.
pub(crate) fn scored(
    world: &WorldFiles,
    panel: &Panel,
    (model, month): (&Model, Month),
    cells: impl Iterator<Item = (String, i16)>,
) -> Result<Scored, AssessError> {
    let backtest = backtest(world);
    let missing = |why: &str| {
        let words = format!("not scored for this model: {why}");
        Ok(Scored { missing: Some(words), ..Scored::default() })
    };
    let Some(book) = read(world)? else {
        return missing(&format!("the world has no score book; `{backtest}` writes one"));
    };
    // A world whose targets cannot be read or fitted can still be simulated.
    let own = Targets::load(world, model, panel).and_then(|of| BelongsTo::now(world, model, panel, &of));
    let own = match own {
        Ok(own) => own,
        Err(error) => return missing(&error.to_string()),
    };
    let differing = own.differs(&book.belongs_to);
    if !differing.is_empty() {
        let which = differing.join(" and ");
        return missing(&format!("the score book is of other {which}; run `{backtest}`"));
    }
    let anchor = model.frame.anchor.as_ref();
    let known = panel.as_of(month, Availability::Published).last_year(anchor)?;
    let Some(known) = known.filter(|known| Some(*known) == panel.coverage(anchor).ok().and_then(|c| c.last))
    else {
        // A look from an earlier date must not show scores of what came after it.
        return missing("as of an earlier date; `forefend replay` scores such a look");
    };
    let verdict = |(name, year): (String, i16)| {
        let verdict = book.verdict(&name, year - known.0)?;
        Some((name, year, verdict))
    };
    Ok(Scored { verdicts: cells.filter_map(verdict).collect(), missing: None, looks: book.looks.len() })
}

/// The new book of a backtest, carrying on the looks of the world's own.
pub(crate) fn carried_on(
    world: &WorldFiles,
    own: BelongsTo,
    created: &str,
    record: &TrackRecord,
) -> Result<ScoreBook, AssessError> {
    // A damaged book is an error: its looks would be lost with it.
    let before = read(world)?;
    Ok(ScoreBook::new(record.clone(), own, created, before.as_ref()))
}
