//! Disputes between two states: their onset, whether one becomes an armed conflict, and whether that goes on.
//!
//! Three chances, each a logit of few terms. A dispute begins ([`onset_terms`]); while one is at hand and a side has fighting
//! on its territory, it becomes an armed conflict between the two ([`escalation_terms`]); that goes on into the next year
//! ([`continuation_terms`]). Nothing depends on which state is called first. A [`Course`] is where one pair stands, and
//! [`Course::advance`] moves it on by a year from three numbers of luck.

mod course;
mod terms;

pub use self::course::{Chances, Course, Now};
pub use self::terms::{
    CONTINUATION, ESCALATION, Levels, ONSET, Pair, Sides, chance, continuation_terms, escalation_terms,
    fades, log_odds_side, onset_terms,
};
