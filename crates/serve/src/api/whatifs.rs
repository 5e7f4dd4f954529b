//! What-ifs: asked, told as they are answered, kept.

use std::sync::Arc;
use std::time::Duration;

use forefend_simulate::name::is_folder_name;
use futures_util::stream;
use tokio::sync::watch::Receiver;

use super::declared::portfolio_file;
use super::route::{Accepts, Answers, Method, Parameter, Route};
use crate::asked::{Answer, Asked, Events};
use crate::problem::Problem;
use crate::whatif::{Body, Keeping, MOST_BYTES, Progress, asked_on_the_command_line};
use crate::workbench::Shared;

/// Time between signs of life of a stream.
const ALIVE: Duration = Duration::from_secs(15);

const ID: Parameter = Parameter::path("id", "id of a what-if", "0123456789abcdef");
const PLACE: &str = "/api/v1/whatifs/{id}";
const PROGRESS: Answers = Answers::json("WhatIf", "how far it is, with the answer so far");

pub(super) const ROUTES: &[Route] = &[
    Route {
        id: "askWhatIf",
        method: Method::Post,
        path: "/api/v1/whatifs",
        about: "Asks what a portfolio would change against today's. The same question has the same id, and is answered once.",
        parameters: &[],
        accepts: Some(Accepts { media: &["application/json"], most: MOST_BYTES, schema: Some("Question") }),
        answers: PROGRESS.with(202),
        refusals: &[429],
        answer: ask,
    },
    Route::get("getWhatIf", PLACE, "How far a what-if is, with its answer so far.", PROGRESS, find)
        .with(&[ID])
        .refuses(&[404]),
    Route::get(
        "followWhatIf",
        "/api/v1/whatifs/{id}/events",
        "The same as server-sent events: at once, at the first 24 and 100 draws, at all 1,000, and when it is kept.",
        Answers {
            status: 200,
            media: &["text/event-stream"],
            schema: None,
            about: "events named `what-if`, each the JSON of a what-if",
        },
        events,
    )
    .with(&[ID])
    .refuses(&[404]),
    Route {
        id: "leaveWhatIf",
        method: Method::Delete,
        path: PLACE,
        about: "A page waits no longer; where no other does, the what-if is dropped.",
        parameters: &[ID, Parameter::query("page", "the page, as named when it asked", "p1")],
        accepts: None,
        answers: Answers { status: 204, media: &[], schema: None, about: "it waits no longer" },
        refusals: &[404],
        answer: leave,
    },
    Route {
        id: "keepWhatIf",
        method: Method::Post,
        path: "/api/v1/whatifs/{id}/keep",
        about: "Makes the run that the command line would make, under every setting; the what-if tells when it is there, and the command.",
        parameters: &[ID],
        accepts: None,
        answers: PROGRESS.with(202),
        refusals: &[404, 409, 429],
        answer: keep,
    },
];

fn told(status: u16, progress: &Progress) -> Answer {
    Answer::Text(status, progress.json())
}

fn unknown() -> Problem {
    Problem::unknown("no what-if of this id is kept; ask it again")
}

fn ask(workbench: &Shared, asked: &Asked) -> Result<Answer, Problem> {
    let body = Body::read(&asked.body)?;
    refuse_an_id(workbench, &body.question.toml)?;
    Ok(told(202, &workbench.whatifs.ask(body, &asked.client)?))
}

/// The id of a portfolio sent in place of one would be told as a mistake of TOML.
fn refuse_an_id(workbench: &Shared, text: &str) -> Result<(), Problem> {
    let id = text.trim();
    if !is_folder_name(id) || portfolio_file(workbench, id)?.is_none() {
        return Ok(());
    }
    Err(Problem::mistake(format!(
        "portfolio: `{id}` is the id of a portfolio; send its text, or its parts as an object: \
         GET /api/v1/portfolios/{id} has both, `toml` and `declares`"
    )))
}

fn find(workbench: &Shared, asked: &Asked) -> Result<Answer, Problem> {
    let found = workbench.whatifs.find(asked.named("id")).ok_or_else(unknown)?;
    Ok(told(200, &found.borrow().clone()))
}

fn leave(workbench: &Shared, asked: &Asked) -> Result<Answer, Problem> {
    let page = asked.value("page").unwrap_or("");
    if workbench.whatifs.leave(asked.named("id"), page) { Ok(Answer::Done) } else { Err(unknown()) }
}

fn events(workbench: &Shared, asked: &Asked) -> Result<Answer, Problem> {
    let found = workbench.whatifs.find(asked.named("id")).ok_or_else(unknown)?;
    Ok(Answer::Events(stream_of(found)))
}

/// What is there, then whatever is new, until nothing more comes.
fn stream_of(mut found: Receiver<Progress>) -> Events {
    found.mark_changed();
    let next = |state: Option<Receiver<Progress>>| async move {
        let mut found = state?;
        match tokio::time::timeout(ALIVE, found.changed()).await {
            Err(_) => Some((": still here\n\n".to_owned(), Some(found))),
            // The what-if has left the queue: what it said last was told.
            Ok(Err(_)) => None,
            Ok(Ok(())) => {
                let progress = found.borrow_and_update().clone();
                let event = format!("event: what-if\ndata: {}\n\n", progress.json());
                Some((event, (!progress.is_final()).then_some(found)))
            }
        }
    };
    Box::pin(stream::unfold(Some(found), next))
}

fn keep(workbench: &Shared, asked: &Asked) -> Result<Answer, Problem> {
    let id = asked.named("id");
    let question = workbench.whatifs.question(id).ok_or_else(unknown)?;
    asked_on_the_command_line(&question)?;
    let found = workbench.whatifs.find(id).ok_or_else(unknown)?;
    let under_way = matches!(found.borrow().keeping, Some(Keeping::Making | Keeping::Kept(_)));
    if !under_way {
        let (shared, name) = (Arc::clone(workbench), id.to_owned());
        workbench.whatifs.keeping(id, Keeping::Making);
        let made_by = Arc::clone(workbench);
        let begun = workbench.keeper.begin(
            move || made_by.made().run(&question),
            move |made| shared.whatifs.keeping(&name, made.map_or_else(Keeping::Failed, Keeping::Kept)),
        );
        if let Err(problem) = begun {
            workbench.whatifs.keeping(id, Keeping::Failed(problem.clone()));
            return Err(problem);
        }
    }
    let progress = found.borrow().clone();
    Ok(told(202, &progress))
}
