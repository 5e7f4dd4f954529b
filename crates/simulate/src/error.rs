//! What can go wrong, where, and what to do about it.

use std::path::PathBuf;

use forefend_estimate::EstimateError;
use forefend_panel::PanelError;

/// How a message of a reader ends that names no remedy of its own.
pub const MEND_AND_RUN: &str = "; mend the file and run again";

/// Errors of the simulation. Every message says what, where and the remedy.
#[derive(Debug, thiserror::Error)]
pub enum SimulateError {
    /// A world file does not parse.
    #[error("{place}: {message}{}", remedy(message))]
    Syntax {
        /// `file:line`.
        place: String,
        /// The parser's words.
        message: String,
    },
    /// A folder or file of the world is missing.
    #[error("{path}: not found in the world; restore it, or pass --world DIR that has it")]
    MissingFile {
        /// Path inside the world.
        path: String,
    },
    /// A name that nothing declares.
    #[error("{place}: unknown {what} `{name}`{suggestion}")]
    Unknown {
        /// `file:line`.
        place: String,
        /// Kind of thing.
        what: &'static str,
        /// The name.
        name: String,
        /// Did-you-mean, or what is known.
        suggestion: String,
    },
    /// Two variables, levers or files claim one name.
    #[error("{place}: `{name}` is declared twice (also at {other}); rename one")]
    Duplicate {
        /// `file:line`.
        place: String,
        /// The name.
        name: String,
        /// Where it was declared first.
        other: String,
    },
    /// A key that this kind of variable needs is absent, or one that it cannot use is present.
    #[error("{place}: {message}")]
    Declaration {
        /// `file:line`.
        place: String,
        /// What and remedy.
        message: String,
    },
    /// Variables that need each other in the same period.
    #[error("{place}: a cycle within one period: {}; break it with lag(...)", cycle.join(" -> "))]
    Cycle {
        /// `file:line` of one of them.
        place: String,
        /// Names along the cycle, the first repeated at the end.
        cycle: Vec<String>,
    },
    /// A formula or expression is wrong.
    #[error("{place}: {}", words(place, source))]
    Expression {
        /// `file:line`, and the column where it is known.
        place: String,
        /// Column and remedy.
        source: EstimateError,
    },
    /// An equation cannot be fitted.
    #[error(
        "{place}: fitting `{name}`: {source}; the sample is {sample}, and a later --as-of or origin makes it longer"
    )]
    Fit {
        /// `file:line`.
        place: String,
        /// The variable.
        name: String,
        /// Why.
        source: EstimateError,
        /// Rows and years that it would be fitted on.
        sample: String,
    },
    /// The panel cannot give what is asked.
    #[error(transparent)]
    Panel(#[from] PanelError),
    /// A value that cannot be simulated.
    #[error("`{variable}` is not a number, or infinite, for {unit} in {year}: {message}")]
    NotANumber {
        /// The variable.
        variable: String,
        /// The country.
        unit: String,
        /// The year.
        year: i32,
        /// Remedy.
        message: String,
    },
    /// Runs, or a run and a command, that do not belong together.
    #[error("{message}")]
    Mismatch {
        /// What differs where, and the remedy.
        message: String,
    },
    /// A run folder cannot be written or read.
    #[error("{}: {message}", path.display())]
    Run {
        /// The path.
        path: PathBuf,
        /// What and remedy.
        message: String,
    },
}

impl SimulateError {
    /// A run error at `path`.
    pub fn run(path: &std::path::Path, message: impl std::fmt::Display) -> Self {
        Self::Run { path: path.to_owned(), message: message.to_string() }
    }
}

/// What to do about a message of a reader that has no remedy of its own: a name that is asked about is one.
fn remedy(message: &str) -> &'static str {
    if message.ends_with('?') { "" } else { MEND_AND_RUN }
}

/// The words of an error whose place is known to the character, without its column in the text.
fn words(place: &str, source: &EstimateError) -> String {
    let words = source.to_string();
    let exact = place.rsplitn(3, ':').take(2).all(|part| part.parse::<usize>().is_ok());
    match (exact, words.strip_prefix("column ").and_then(|rest| rest.split_once(": "))) {
        (true, Some((_, words))) => words.to_owned(),
        _ => words,
    }
}
