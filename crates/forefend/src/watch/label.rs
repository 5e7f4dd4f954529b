//! What the outlook may be called: a forecast only as far as sealed months have earned it.

use forefend_journal::{Band, Label, MONTHLY, Model, SealedBook, Step};
use forefend_panel::Panel;
use forefend_simulate::WorldFiles;
use forefend_watch::{FILE, Settings, Target};

use super::arguments::WatchArguments;
use crate::failure::Failure;

/// The event that was sealed.
const EVENT: &str = "deaths_25";

/// "chance of 25 or more deaths in a month: 1-12 months ahead forecast (...), further ahead projection. ...", with the scores
/// and the reservation that belongs to them; for other targets that nothing of them was sealed.
pub fn words(
    world: &WorldFiles,
    panel: &Panel,
    settings: &Settings,
    arguments: &WatchArguments,
) -> Result<String, Failure> {
    let book = SealedBook::read(world)?.filter(|_| arguments.target == Target::StateBased);
    let Some(book) = book else {
        return Ok("label: projection; no forecast of this was sealed before the fact.".to_owned());
    };
    let sealed = book.scores(panel)?;
    let digest = settings.hash();
    let shipped = crate::input::world(None)?;
    let shipped = Settings::parse(&format!("world/{FILE}"), shipped.text(FILE)?)?.hash();
    let model = Model { digest: &digest, shipped: digest == shipped };
    let reached = MONTHLY.into_iter().filter(|band| band.0 <= arguments.horizon as i32);
    let mut parts: Vec<(Band, Label)> = Vec::new();
    for band in reached {
        let label = Label::of(&sealed, EVENT, band.1, model);
        match parts.last_mut().filter(|(_, last)| *last == label) {
            Some((whole, _)) => whole.1 = band.1,
            None => parts.push((band, label)),
        }
    }
    let each = parts.iter().map(|(band, label)| {
        let last = band.1.min(arguments.horizon as i32);
        format!("{} {}", Band(band.0, last).words(Step::Month), label.words())
    });
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
