//! What the outlook may be called: a forecast only as far as sealed months have earned it.

use forefend_journal::{Band, Label, Model, SealedBook, Step};
use forefend_watch::{FILE, Outlook, Settings, Target};

use super::Given;
use crate::failure::Failure;

/// The event that was sealed.
const EVENT: &str = "deaths_25";

/// "label: chance of 25 or more deaths in a month, 1-12 months ahead forecast; ...", with the scores and the reservation that
/// belongs to them; for other targets that nothing of them was sealed. What was earned counts from the last known month, as
/// the sealed forecasts did: in a gap in the data it reaches less far.
pub fn words(given: &Given<'_>, said: &Outlook) -> Result<String, Failure> {
    let series = given.panel.monthly().find(|series| series.declaration().id == said.target.id());
    if series.and_then(|series| series.last_month()).is_some_and(|last| said.known_to < last) {
        return Ok("label: pseudo-replay on revised data; no forecast.".to_owned());
    }
    let book = SealedBook::read(&given.world)?.filter(|_| said.target == Target::StateBased);
    let Some(book) = book else {
        return Ok("label: projection; nothing of this was held out and scored.".to_owned());
    };
    let sealed = book.scores(&given.panel)?;
    let shipped = crate::input::world(None)?;
    let shipped = Settings::parse(&format!("world/{FILE}"), shipped.text(FILE)?)?.hash();
    let model = Model { digest: &said.settings, shipped: said.settings == shipped };
    let age = said.as_of - said.known_to;
    let mut parts: Vec<(Band, Label)> = Vec::new();
    for ahead in 1..=given.arguments.horizon as i32 {
        let label = Label::of(&sealed, EVENT, ahead + age, model);
        match parts.last_mut().filter(|(_, last)| *last == label) {
            Some((band, _)) => band.1 = ahead,
            None => parts.push((Band(ahead, ahead), label)),
        }
    }
    let each = parts.iter().map(|(band, label)| format!("{} {}", band.words(Step::Month), label.words()));
    let each: Vec<String> = each.collect();
    let scores = sealed.row(EVENT, None).map_or_else(String::new, |row| {
        let rivals = row.against.iter().map(|one| format!("{} {:.4}", one.rival, one.brier));
        let rivals: Vec<String> = rivals.collect();
        format!(
            " Sealed months of 2023 to 2025: Brier score {:.4}, {}. {}",
            row.brier,
            rivals.join(", "),
            sealed.reservation
        )
    });
    Ok(format!("label: chance of 25 or more deaths in a month, {}.{scores}", each.join("; ")))
}
