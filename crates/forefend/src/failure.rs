//! Failures of a command, and the exit code each one has.

use std::process::ExitCode;

use forefend_assess::AssessError;
use forefend_journal::JournalError;
use forefend_panel::PanelError;
use forefend_score::ScoreError;
use forefend_simulate::SimulateError;
use forefend_sources::SourcesError;
use forefend_strategy::StrategyError;
use forefend_track::TrackError;
use forefend_verify::VerifyError;
use forefend_watch::WatchError;

/// A message for the reader and the code for the shell.
#[derive(Debug)]
pub struct Failure {
    message: String,
    code: u8,
}

const FAILED: u8 = 1;
const COMMAND: u8 = 2;
const WORLD: u8 = 3;
const DATA: u8 = 4;
const FILES: u8 = 5;

impl Failure {
    /// The exit code.
    pub fn code(&self) -> ExitCode {
        ExitCode::from(self.code)
    }

    /// Something typed, or set by a scheduler, that cannot be used.
    pub fn command(message: String) -> Self {
        Self { message, code: COMMAND }
    }

    /// Data that cannot be right.
    pub fn data(message: String) -> Self {
        Self { message, code: DATA }
    }

    /// A file or folder that cannot be read or written.
    pub fn files(message: String) -> Self {
        Self { message, code: FILES }
    }

    /// A run whose findings are a failure.
    pub fn found(message: String) -> Self {
        Self { message, code: FAILED }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.message)
    }
}

/// The code of a mistake in a declaration: in a file of the world, or, where it stands at an option, in what was typed.
fn of_place(place: &str) -> u8 {
    if place.starts_with("--") { COMMAND } else { WORLD }
}

fn of_simulation(error: &SimulateError) -> u8 {
    match error {
        SimulateError::Unknown { place, .. } | SimulateError::Declaration { place, .. } => of_place(place),
        SimulateError::Run { .. } => FILES,
        SimulateError::Mismatch { .. } => COMMAND,
        SimulateError::Panel(error) => of_panel(error),
        SimulateError::NotANumber { .. } => FAILED,
        _ => WORLD,
    }
}

fn of_panel(error: &PanelError) -> u8 {
    match error {
        PanelError::Declaration { .. } => WORLD,
        PanelError::Unwritable { .. } | PanelError::Unlistable { .. } | PanelError::Unopened { .. } => FILES,
        _ => DATA,
    }
}

impl From<SimulateError> for Failure {
    fn from(error: SimulateError) -> Self {
        Self { message: error.to_string(), code: of_simulation(&error) }
    }
}

impl From<PanelError> for Failure {
    fn from(error: PanelError) -> Self {
        Self { message: error.to_string(), code: of_panel(&error) }
    }
}

impl From<SourcesError> for Failure {
    fn from(error: SourcesError) -> Self {
        let code = match &error {
            SourcesError::Panel(error) => of_panel(error),
            SourcesError::Unopened { .. } => FILES,
            SourcesError::Declaration { .. } => WORLD,
            _ => DATA,
        };
        Self { message: error.to_string(), code }
    }
}

impl From<VerifyError> for Failure {
    fn from(error: VerifyError) -> Self {
        let code = match &error {
            VerifyError::Unreadable { .. } => FILES,
            VerifyError::UnknownId { .. }
            | VerifyError::SpeedNotAsked { .. }
            | VerifyError::NeedsSources { .. }
            | VerifyError::NotComputed { .. } => COMMAND,
            // Every other error that ends a run is a mistake in the file of gates; what a check meets is a finding.
            _ => WORLD,
        };
        Self { message: error.to_string(), code }
    }
}

impl From<WatchError> for Failure {
    fn from(error: WatchError) -> Self {
        match error {
            WatchError::Panel(error) => error.into(),
            WatchError::Score(error) => error.into(),
            WatchError::File(error) => error.into(),
            WatchError::Settings { .. } => Self { message: error.to_string(), code: WORLD },
            WatchError::Data { .. } => Self { message: error.to_string(), code: DATA },
            WatchError::Asked(_) | WatchError::TooEarly { .. } => {
                Self { message: error.to_string(), code: COMMAND }
            }
        }
    }
}

impl From<ScoreError> for Failure {
    fn from(error: ScoreError) -> Self {
        let code = match &error {
            ScoreError::Unopened { .. } | ScoreError::Unwritable { .. } => FILES,
            ScoreError::Setting { .. } | ScoreError::Edges { .. } => COMMAND,
            _ => DATA,
        };
        Self { message: error.to_string(), code }
    }
}

impl From<JournalError> for Failure {
    fn from(error: JournalError) -> Self {
        match error {
            JournalError::Panel(error) => error.into(),
            JournalError::Simulate(error) => error.into(),
            JournalError::Score(error) => error.into(),
            JournalError::Touched { .. } | JournalError::Entry { .. } => Self::data(error.to_string()),
            JournalError::Asked(message) => Self::command(message),
            JournalError::Book { .. } => Self { message: error.to_string(), code: WORLD },
            JournalError::Files { .. } => Self::files(error.to_string()),
        }
    }
}

impl From<AssessError> for Failure {
    fn from(error: AssessError) -> Self {
        let cause = match &error {
            AssessError::Stopped { error, .. } => error,
            error => error,
        };
        let code = match cause {
            AssessError::Simulate(error) | AssessError::Strategy(StrategyError::Simulate(error)) => {
                of_simulation(error)
            }
            AssessError::Panel(error) | AssessError::Strategy(StrategyError::Panel(error)) => of_panel(error),
            AssessError::Declaration { place, .. } => of_place(place),
            AssessError::Strategy(_) => WORLD,
            AssessError::Track(TrackError::Settings { .. }) => COMMAND,
            AssessError::Track(TrackError::Origin { source, .. }) => of_simulation(source),
            AssessError::Track(TrackError::Book { .. }) => DATA,
            AssessError::Track(TrackError::World(source)) => of_simulation(source),
            AssessError::Journal(JournalError::Touched { .. } | JournalError::Entry { .. }) => DATA,
            AssessError::Journal(_) => WORLD,
            AssessError::Report(_) | AssessError::Track(_) | AssessError::Stopped { .. } => FAILED,
        };
        Self { message: error.to_string(), code }
    }
}
