//! A score book of one list's own: what was measured beside a published list of the same event.

use forefend_simulate::WorldFiles;
use serde::Deserialize;

use crate::error::AssessError;
use crate::material::Material;
use crate::telling::{Clock, Telling, Words};

/// What may stand in the words of a book, beside years.
const PLACES: [&str; 5] = ["first", "last", "events", "rival", "verdicts"];

/// What the score book holds, as far as a sentence needs it.
#[derive(Deserialize)]
struct Book {
    model: String,
    digest: String,
    first: i16,
    last: i16,
    events: u32,
    rival: String,
    words: Words,
    score: Vec<Score>,
}

#[derive(Deserialize)]
struct Score {
    name: String,
    against: String,
    verdict: String,
}

/// A verdict at the head of a sentence.
fn capital(verdict: &str) -> &str {
    match verdict {
        "better" => "Better",
        "worse" => "Worse",
        _ => "Tie",
    }
}

/// Whether the books that lists name can be read, and their words filled: said before a year is simulated.
pub(crate) fn check(world: &WorldFiles, telling: &Telling) -> Result<(), AssessError> {
    let books = telling.list.iter().filter_map(|list| list.book.as_ref());
    books.map(|path| path.as_ref()).try_for_each(|path| {
        let book: Book = world.parse(path)?;
        book.words.check(&|text| world.at(path, text.span()), &[], &PLACES)
    })
}

/// What was measured of this very model, in words; that nothing was, where it is another, and where the run looks from a date
/// before the years that were scored.
pub(super) fn skill(material: &Material<'_>, path: &str) -> Result<String, AssessError> {
    let unscored = "Not scored for this model.";
    let seen = material.panel.coverage(material.prepared.model.frame.anchor.as_ref())?.last;
    if seen.is_some_and(|last| last.0 > material.anchor()) {
        return Ok(unscored.to_owned());
    }
    let book: Book = material.world.parse(path)?;
    if forefend_track::declared_in(material.world, &book.model)? != book.digest {
        return Ok(unscored.to_owned());
    }
    Ok(book.told(&material.clock))
}

impl Book {
    fn told(&self, clock: &Clock) -> String {
        let by = |verdict: &str| {
            let of = self.score.iter().filter(|score| score.verdict == verdict);
            of.map(|score| format!("{} against {}", score.name, score.against)).collect::<Vec<_>>().join("; ")
        };
        let verdicts = ["better", "tie", "worse"].map(|verdict| (capital(verdict), by(verdict)));
        let verdicts: Vec<String> = verdicts
            .into_iter()
            .filter(|(_, scores)| !scores.is_empty())
            .map(|(verdict, scores)| format!("{verdict}: {scores}"))
            .collect();
        let parts = [
            self.first.to_string(),
            self.last.to_string(),
            self.events.to_string(),
            self.rival.clone(),
            verdicts.join(". "),
        ];
        let parts: Vec<(&str, String)> = PLACES.into_iter().zip(parts).collect();
        self.words.text_with(clock, &parts)
    }
}
