//! The one place that writes to standard output and standard error, with whatever would act on a terminal written out.

use std::io::{ErrorKind, Write as _};
use std::sync::Mutex;

use forefend_report::shown;

use crate::failure::Failure;

/// Why standard output could not be written, if it could not.
static LOST: Mutex<Option<String>> = Mutex::new(None);

/// Writes to standard output, at once and to the last byte. A reader who has gone away is no failure of the run; anything else
/// is remembered, and [`finished`] tells it.
pub fn say(text: &str) {
    let mut out = std::io::stdout();
    let written = out.write_all(shown(text).as_bytes()).and_then(|()| out.flush());
    if let Err(error) = written.as_ref()
        && error.kind() != ErrorKind::BrokenPipe
        && let Ok(mut lost) = LOST.lock()
    {
        lost.get_or_insert_with(|| error.to_string());
    }
}

/// Writes a line to standard error; a reader who has gone away is no failure of the run.
pub fn warn(text: &str) {
    let _ = writeln!(std::io::stderr(), "{}", shown(text));
}

/// The failure of a run whose words did not all arrive.
///
/// # Errors
/// [`Failure::files`] with what the system said.
pub fn finished() -> Result<(), Failure> {
    match LOST.lock().ok().and_then(|mut lost| lost.take()) {
        None => Ok(()),
        Some(reason) => Err(Failure::files(format!(
            "standard output cannot be written ({reason}): what was printed is not whole; print it elsewhere"
        ))),
    }
}
