//! The world a command runs on: embedded, or a folder.

use std::path::Path;

use forefend_panel::{Month, Panel};
use forefend_simulate::WorldFiles;

use crate::failure::Failure;

/// The world in `folder`, or the embedded one.
pub fn world(folder: Option<&Path>) -> Result<WorldFiles, Failure> {
    Ok(match folder {
        Some(folder) => WorldFiles::read_dir(folder)?,
        None => WorldFiles::new("world", forefend_world::files()),
    })
}

/// The panel of a world: its snapshot and its own CSV files.
pub fn panel(world: &WorldFiles) -> Result<Panel, Failure> {
    Ok(world.panel()?)
}

/// Month of today's date.
pub fn this_month() -> Result<Month, Failure> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the program tells how old data are; no result of the model reads it"
    )]
    let today = crate::assess::today(std::time::SystemTime::now());
    // The day is left out: a month that has begun may be asked about.
    Ok(today.get(..7).unwrap_or(&today).parse()?)
}

/// "1 month", "11 months".
pub fn counted_months(months: i32) -> String {
    if months == 1 { "1 month".to_owned() } else { format!("{months} months") }
}

/// What else may be given by who wants to look ahead.
pub const TO_LOOK_AHEAD: &str = ", and --to YEAR for how far to look ahead";

/// A month of the past, as asked for on the command line: nothing can be known as of a later one. `else_give` ends the remedy.
pub fn as_of(asked: Option<Month>, else_give: &str) -> Result<Option<Month>, Failure> {
    let now = this_month()?;
    match asked {
        Some(month) if month > now => Err(Failure::command(format!(
            "--as-of {month} lies in the future: nothing is known as of then; give a month up to {now}{else_give}"
        ))),
        asked => Ok(asked),
    }
}
