//! A request as a page or the API sees it, and what they answer.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use futures_util::Stream;
use serde_json::Value;

use crate::problem::Problem;

/// What was asked for.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Names in the address (`iso3` of `/country/{iso3}`).
    pub path: BTreeMap<String, String>,
    /// What stands behind the question mark; of a name given twice the last counts.
    pub query: BTreeMap<String, String>,
    /// What was sent.
    pub body: Bytes,
    /// Media type of the body, lower case, without parameters; empty where none is named.
    pub media: String,
    /// Media types that the reader takes, as named.
    pub accept: String,
    /// Who asks, for fair turns: the address of the other side.
    pub client: String,
}

impl Asked {
    /// A name in the address; empty where the address has none of it.
    pub fn named(&self, name: &str) -> &str {
        self.path.get(name).map_or("", String::as_str)
    }

    /// A value behind the question mark; none where it is absent or empty.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.query.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Whether the reader names this media type as one that it takes.
    pub fn takes(&self, media: &str) -> bool {
        self.accept.split(',').any(|one| one.split(';').next().unwrap_or("").trim() == media)
    }

    /// A yes or no behind the question mark; no where it is absent.
    ///
    /// # Errors
    /// [`Problem::mistake`] where it is neither `true` nor `false`.
    pub fn is_true(&self, name: &str) -> Result<bool, Problem> {
        match self.value(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(Problem::mistake(format!("{name}: give true or false"))),
        }
    }

    /// A whole number behind the question mark, within bounds.
    ///
    /// # Errors
    /// [`Problem::mistake`] where it is no number or outside.
    pub fn number(&self, name: &str, (low, high): (u64, u64)) -> Result<Option<u64>, Problem> {
        let Some(text) = self.value(name) else { return Ok(None) };
        let number = text.parse::<u64>().ok().filter(|number| (low..=high).contains(number));
        let wrong = || Problem::mistake(format!("{name}: give a whole number from {low} to {high}"));
        number.map(Some).ok_or_else(wrong)
    }
}

/// Events that are sent while something goes on: text of each, already in the form of server-sent events.
pub type Events = Pin<Box<dyn Stream<Item = String> + Send>>;

/// What is answered.
pub enum Answer {
    /// A page.
    Page(String),
    /// Facts, with their status.
    Facts(u16, Value),
    /// Facts that are JSON already.
    Text(u16, String),
    /// A file: its media type, the name to keep it under (none to show it) and its bytes.
    File(&'static str, Option<String>, Bytes),
    /// Server-sent events.
    Events(Events),
    /// Nothing but that it is done (204).
    Done,
    /// Another address, within this server.
    Elsewhere(String),
}

impl Answer {
    /// Facts that are there.
    pub fn facts(value: Value) -> Self {
        Self::Facts(200, value)
    }
}

/// Time within which a body must have arrived.
pub const ARRIVAL: Duration = Duration::from_secs(30);
