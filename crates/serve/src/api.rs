//! The API: everything that a page does, for programs.
//!
//! An operation is declared once, as a [`Route`]: where it is found, what it takes, what it answers, and the function that answers. The
//! router and the OpenAPI document are both made from the same list ([`routes`]).

mod arrow;
mod challenge;
mod data;
mod declared;
mod links;
mod openapi;
mod replay;
mod report;
mod route;
mod runs;
mod said;
mod statement;
mod watch;
mod whatifs;

pub use challenge::scores_of as challenge_scores;
pub use openapi::document;
pub use route::{Accepts, Answers, Method, Parameter, Place, Route};

/// Every operation, in the order of the document.
pub fn routes() -> impl Iterator<Item = &'static Route> {
    [
        openapi::ROUTES,
        runs::ROUTES,
        said::ROUTES,
        report::ROUTES,
        links::ROUTES,
        replay::ROUTES,
        declared::ROUTES,
        data::ROUTES,
        watch::ROUTES,
        whatifs::ROUTES,
        challenge::ROUTES,
    ]
    .into_iter()
    .flatten()
}
