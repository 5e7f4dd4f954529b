//! The stored fitted parameters: text that reads back to the bit.

use std::path::Path;

use forefend_simulate::Fitted;
use forefend_simulate::SimulateError;

/// The text of `parameters.json`.
pub fn parameters_text(fitted: &Fitted) -> String {
    serde_json::to_string_pretty(fitted).unwrap_or_default()
}

/// The fits that `text`, read from `path`, stands for.
///
/// # Errors
/// [`SimulateError::Run`] when it does not parse.
pub fn parameters_from(text: &str, path: &Path) -> Result<Fitted, SimulateError> {
    serde_json::from_str(text).map_err(|error| {
        let words =
            format!("not the parameters of this version ({error}); delete the run's folder and run again");
        SimulateError::run(path, words)
    })
}
