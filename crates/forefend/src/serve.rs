//! `forefend serve`.

use forefend_runs::quoted;
use forefend_serve::{ServeError, Settings, Token, serve};
use serde_json::json;

use crate::cli::Global;
use crate::cli::serve::ServeArguments;
use crate::failure::Failure;
use crate::terminal::say;
use crate::{input, simulated};

/// Requests that compute at the same time, what-ifs apart.
const WORKERS: usize = 8;

/// `forefend serve`: the workbench, until it is told to stop.
pub fn run(global: &Global, arguments: &ServeArguments) -> Result<(), Failure> {
    simulated::threads(arguments.threads)?;
    let world = input::world(arguments.world.as_deref())?;
    let panel = input::panel(&world)?;
    let (token, made) = token(arguments)?;
    let world_options = arguments
        .world
        .as_ref()
        .map_or(String::new(), |folder| format!(" --world {}", quoted(&folder.display().to_string())));
    let settings = Settings {
        bind: arguments.bind,
        names: arguments.names.clone(),
        out: arguments.out.clone(),
        world,
        panel,
        world_options,
        token,
        code: env!("FOREFEND_CODE").to_owned(),
        today: input::this_month()?,
        engine: None,
        workers: WORKERS,
    };
    serve(settings, |listening| {
        let shown = made.map_or(String::new(), |token| format!("?token={token}"));
        let address = format!("http://{}/{shown}", listening.address);
        if global.json {
            say(&format!("{}\n", json!({ "address": address })));
        } else if !global.quiet {
            say(&format!("the workbench is at {address} (Ctrl-C stops it)\n"));
        } else if !shown.is_empty() {
            // A token that nobody sees is of no use.
            say(&format!("{address}\n"));
        }
    })?;
    Ok(())
}

/// What readers must show, and its text where it was made here.
fn token(arguments: &ServeArguments) -> Result<(Option<Token>, Option<String>), Failure> {
    Ok(match &arguments.token {
        Some(text) => (Some(Token::given(text)?), None),
        None if arguments.bind.ip().is_loopback() => (None, None),
        None => {
            let (token, text) = Token::new()?;
            (Some(token), Some(text))
        }
    })
}

impl From<ServeError> for Failure {
    fn from(error: ServeError) -> Self {
        match error {
            ServeError::Simulate(error) => error.into(),
            ServeError::Panel(error) => error.into(),
            ServeError::Assess(error) => error.into(),
            error @ ServeError::Given { .. } => Self::command(error.to_string()),
            error => Self::files(error.to_string()),
        }
    }
}
