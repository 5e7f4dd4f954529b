//! What-ifs: questions to a [`Session`](forefend_assess::Session), answered in fair turns on the first draws and then on all: a look,
//! a first answer, the whole.
//!
//! A question has the digest of what it asks as its id, so that the same one is answered once. First looks of all come before first
//! answers, and these before any is refined; among them each asker has its turn. What is under way stops for a first look. What nobody waits
//! for any more is dropped. Everything is bounded: what waits, what is kept, and what an answer takes.

mod body;
mod engine;
mod keep;
mod keeper;
mod parts;
mod progress;
mod queue;
mod steps;
mod turns;
mod work;

pub use body::{Body, MOST_BYTES};
pub use engine::{Engine, FromMemory, Inquiring};
pub use keep::{Keeping, Kept, Made, asked_on_the_command_line};
pub use keeper::Keeper;
pub use progress::{Progress, State};
pub use queue::WhatIfs;
pub use steps::{FIRST, LOOK, REFINED};
