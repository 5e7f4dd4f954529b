//! A pandemic in many places: how it grows and travels, what answers it, and who dies.
//!
//! [`course`] is the mean course of a large epidemic, one SEIR compartment model a place, coupled by air travel; where it arrives
//! and when is chance, brought in by the caller. [`ages`] spreads infections over age groups by who meets whom, and turns them
//! into deaths.

pub mod ages;
pub mod course;
