//! What an operation is declared by.

use crate::asked::{Answer, Asked};
use crate::problem::Problem;
use crate::workbench::Shared;

/// How it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// Reads.
    Get,
    /// Sends something.
    Post,
    /// Takes away.
    Delete,
}

impl Method {
    /// The key in the document.
    pub fn key(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Post => "post",
            Self::Delete => "delete",
        }
    }
}

/// Where a parameter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the path.
    Path,
    /// Behind the question mark.
    Query,
}

/// A parameter.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// Where it stands.
    pub place: Place,
    /// What it is.
    pub about: &'static str,
    /// One that the document's examples and the tests use.
    pub example: &'static str,
}

impl Parameter {
    /// A parameter in the path.
    pub const fn path(name: &'static str, about: &'static str, example: &'static str) -> Self {
        Self { name, place: Place::Path, about, example }
    }

    /// A parameter behind the question mark.
    pub const fn query(name: &'static str, about: &'static str, example: &'static str) -> Self {
        Self { name, place: Place::Query, about, example }
    }
}

/// A body that is taken.
#[derive(Debug, Clone, Copy)]
pub struct Accepts {
    /// Media types.
    pub media: &'static [&'static str],
    /// Most bytes.
    pub most: usize,
    /// Name of its schema; none of a file.
    pub schema: Option<&'static str>,
}

/// What is answered.
#[derive(Debug, Clone, Copy)]
pub struct Answers {
    /// Status where all is well.
    pub status: u16,
    /// Media types; of several the first where nothing else is asked for.
    pub media: &'static [&'static str],
    /// Name of the schema of the JSON; none where there is none.
    pub schema: Option<&'static str>,
    /// What it is.
    pub about: &'static str,
}

impl Answers {
    /// JSON of this schema.
    pub const fn json(schema: &'static str, about: &'static str) -> Self {
        Self { status: 200, media: &["application/json"], schema: Some(schema), about }
    }

    /// The same with another status.
    pub const fn with(self, status: u16) -> Self {
        Self { status, ..self }
    }
}

/// An operation.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// Its stable name.
    pub id: &'static str,
    /// How it is asked for.
    pub method: Method,
    /// Where, with parameters in braces.
    pub path: &'static str,
    /// What it does, one sentence.
    pub about: &'static str,
    /// Parameters.
    pub parameters: &'static [Parameter],
    /// The body it takes.
    pub accepts: Option<Accepts>,
    /// What it answers where all is well.
    pub answers: Answers,
    /// Statuses of its refusals, beside those that every operation may have.
    pub refusals: &'static [u16],
    /// Answers.
    pub answer: fn(&Shared, &Asked) -> Result<Answer, Problem>,
}

impl Route {
    /// A reading operation without a body.
    pub const fn get(
        id: &'static str,
        path: &'static str,
        about: &'static str,
        answers: Answers,
        answer: fn(&Shared, &Asked) -> Result<Answer, Problem>,
    ) -> Self {
        Self {
            id,
            method: Method::Get,
            path,
            about,
            parameters: &[],
            accepts: None,
            answers,
            refusals: &[],
            answer,
        }
    }

    /// The same with parameters.
    pub const fn with(self, parameters: &'static [Parameter]) -> Self {
        Self { parameters, ..self }
    }

    /// The same with refusals of its own.
    pub const fn refuses(self, refusals: &'static [u16]) -> Self {
        Self { refusals, ..self }
    }
}
