//! The wiring of the chain: from a world and its panel to a run and what it says.
//!
//! [`assess`] runs the whole chain and writes the brief of a report; [`project`], [`appraise`] and [`backtest`] each
//! run one part of it, whole or as a shard, [`merge`] joins shards, and [`compare_worlds`] sets two worlds beside each
//! other. The program calls these; a server would call the same. The clock and the terminal stay outside:
//! the caller says when the run was made ([`Options::created`]) and listens to [`Progress`].

mod ablation;
mod acting;
mod answers;
#[cfg(test)]
mod any_month;
mod appraisal;
mod appraise;
mod arrival;
mod assess;
mod backtest;
mod book;
mod brief;
mod climate;
mod compare;
mod countries;
mod country;
mod counts;
mod course_rows;
mod courses;
mod describe;
mod difference;
mod drivers;
#[cfg(test)]
mod dry_world;
mod elements;
mod error;
mod evidence;
mod fans;
mod first_page;
mod groups;
mod home;
pub mod home_file;
#[cfg(test)]
mod invariance;
mod kept;
mod ledger;
mod limits;
mod links;
mod lists;
mod material;
mod merge;
mod names;
#[cfg(test)]
mod newer_outcomes;
mod official;
mod options;
mod organisations;
pub mod outcomes;
mod past;
mod places;
mod principles;
mod progress;
mod project;
mod provenance;
mod questions;
mod ran;
mod recommendations;
mod record;
mod replay;
mod scenarios;
mod sealed;
mod selection;
mod session;
mod strengthen;
mod telling;
mod threats;
mod ties;

pub use ablation::ablate;
pub use answers::{Answers, Believed, Changed};
pub use appraisal::HeadToHead;
pub use appraise::{Appraised, Asked, appraise};
pub use arrival::{
    ArrivalFit, Arrivals, ArrivedPlace, Distance, Distances, FittedDistance, arrivals, distances,
};
pub use assess::{Assessment, assess};
pub use backtest::{Backtested, backtest};
pub use book::Scored;
pub use climate::{ClimateRun, EMULATOR, PERCENTILES, climate, read_emissions};
pub use compare::{ComparedWorlds, ToCompare, compare_worlds};
pub use country::{CountryFound, country};
pub use course_rows::CourseRow;
pub use courses::{Course, appraise_in_courses};
pub use describe::{Coefficient, DescribedEquation, DescribedModel, NotFitted, describe_model};
pub use difference::{
    Cause, InputChange, Luck, MadeFrom, Making, MovedNumber, RunDifference, Step, document_of_difference,
};
pub use error::AssessError;
pub use home::home_country;
pub use kept::{Inputs, KeptRun, SeriesYears};
pub use ledger::Ledger;
pub use links::{
    DescribedLink, DescribedLinks, DescribedScenario, EffectSettings, LinkEffect, LinkEffects,
    SwitchedEffect, SwitchedLinks, describe_links, link_effects, switch_links,
};
pub use merge::{Joined, Joiner, merge};
pub use options::Options;
pub use places::{By, PlaceRow, Places};
pub use progress::Progress;
pub use project::{Projected, Projection, project};
pub use questions::Questions;
pub use ran::Ran;
pub use replay::{Replayings, replay};
pub use session::{
    Band, EffectChange, Inquiry, OutcomeChange, PrincipleAtOnce, Question, Session, SessionOptions,
    ShortOfMoney, UNNAMED, WhatIf, YearOfOutcome,
};
pub use strengthen::{Strengthen, Strengthened, strengthened};

pub(crate) use material::Material;
