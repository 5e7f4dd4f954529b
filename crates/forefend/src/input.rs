//! The world a command runs on: embedded, or a folder.

use std::path::Path;

use forefend_panel::{Month, Panel};
use forefend_simulate::{Model, WorldFiles};

use crate::cli::simulated::Given;
use crate::cli::switching::Switching;
use crate::failure::Failure;

/// The world in `folder`, or the embedded one.
pub fn world(folder: Option<&Path>) -> Result<WorldFiles, Failure> {
    Ok(match folder {
        Some(folder) => WorldFiles::read_dir(folder)?,
        None => WorldFiles::new("world", forefend_world::files()),
    })
}

/// The word for the world in the program.
pub const EMBEDDED: &str = "embedded";

/// The world in a folder, or the embedded one by its word.
pub fn named(name: &Path) -> Result<WorldFiles, Failure> {
    world((name.as_os_str() != EMBEDDED).then_some(name))
}

/// The world that a command is given, with what it switches in it.
pub fn given(given: &Given) -> Result<WorldFiles, Failure> {
    switched(world(given.world.as_deref())?, &given.switching)
}

/// A world with links and a scenario switched. The plain world is read first: what is wrong in its files is told as there.
pub fn switched(world: WorldFiles, switching: &Switching) -> Result<WorldFiles, Failure> {
    let switches = switching.switches();
    if switches.is_empty() {
        return Ok(world);
    }
    Model::load(&world)?;
    Ok(world.switched(&switches)?)
}

/// The panel of a world: its snapshot and its own CSV files. What a reader of these should know is told on standard error.
pub fn panel(world: &WorldFiles) -> Result<Panel, Failure> {
    let panel = world.panel()?;
    tell_notes(&panel);
    Ok(panel)
}

/// The panel of a world with the outcomes of `file` laid over it.
pub fn panel_with(world: &WorldFiles, file: Option<&Path>) -> Result<Panel, Failure> {
    let panel = world.panel()?;
    let panel = match file {
        Some(file) => with_outcomes(panel, file)?,
        None => panel,
    };
    tell_notes(&panel);
    Ok(panel)
}

fn with_outcomes(panel: Panel, file: &Path) -> Result<Panel, Failure> {
    let name = file.display().to_string();
    let unreadable = |why: String| {
        Failure::files(format!("{name}: cannot be read ({why}); give a CSV file to --outcomes"))
    };
    // A pipe or device could be read without end.
    let about = std::fs::metadata(file).map_err(|error| unreadable(error.to_string()))?;
    if !about.is_file() || about.len() > LARGEST {
        return Err(unreadable(format!("it is no regular file of up to {} MB", LARGEST >> 20)));
    }
    let content = std::fs::read(file).map_err(|error| unreadable(error.to_string()))?;
    let panel = panel.with_outcomes(&name, &content)?;
    let now = this_month()?;
    match panel.outcomes().map(|outcomes| outcomes.last) {
        Some((last, line)) if last >= now => Err(Failure::data(format!(
            "{name}:{line}: the row goes to {last}, which is not over in {now}; give what has come to an end: months to {}",
            now - 1
        ))),
        _ => Ok(panel),
    }
}

/// Largest file of outcomes, in bytes: all countries and months since 1946 take a tenth of it.
const LARGEST: u64 = 64 << 20;

/// The part of a command that says that it has outcomes: their file by its name.
pub fn outcomes_in_command(file: Option<&Path>) -> String {
    let name = file.and_then(Path::file_name);
    name.map_or_else(String::new, |name| format!(" --outcomes {}", name.to_string_lossy()))
}

/// Tells rows that were left out and states without a value, under `--quiet` too: what falls out must not be silent.
pub fn tell_notes(panel: &Panel) {
    panel.notes().iter().for_each(|note| crate::terminal::warn(&format!("note: {note}")));
}

/// Month of today's date.
pub fn this_month() -> Result<Month, Failure> {
    let today = crate::clock::today();
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
