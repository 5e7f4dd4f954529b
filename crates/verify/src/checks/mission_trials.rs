//! Our own check of missions: two trials that were not held, cases weighted alike. docs/peacekeeping_check.md has the rule, which was
//! written before any result, and what came of it.

mod cases;
mod effect;

use self::cases::{Case, Frame};
use self::effect::{Estimate, Kind, estimate};
use crate::context::Context;
use crate::error::VerifyError;
use crate::verdict::Measured;
use forefend_estimate::e_value;

/// Years after the decision at which outcomes are looked at.
const HORIZONS: [i16; 3] = [1, 2, 5];
/// The horizon of what is looked at once: cases alike in their year, and missions with a mandate to protect civilians, of whom there must be so many.
const STRONG_HORIZON: i16 = 2;
const FEWEST: usize = 5;

/// An outcome: its name, what it is, and its value of a case and a horizon, none where it is not known.
struct Outcome {
    name: &'static str,
    kind: Kind,
    of: fn(&Frame, &Case, i16) -> Option<f64>,
}

const RETURNS: Outcome =
    Outcome { name: "conflict again", kind: Kind::Event, of: |f, c, h| f.any(c, h, |level| level > 0.0) };
const ENDS: Outcome = Outcome { name: "peace", kind: Kind::Event, of: |f, c, h| f.peace(c, h) };
const WAR: Outcome =
    Outcome { name: "war", kind: Kind::Event, of: |f, c, h| f.any(c, h, |level| level > 1.0) };
const DEATHS: Outcome =
    Outcome { name: "log deaths", kind: Kind::Amount, of: |f, c, h| f.log_deaths(c, 1, h) };
const CIVILIANS: Outcome =
    Outcome { name: "civilians killed", kind: Kind::Event, of: |f, c, h| f.civilians(c, h) };
const BEFORE: Outcome =
    Outcome { name: "placebo", kind: Kind::Amount, of: |f, c, _| f.log_deaths(c, -6, -4) };

/// Ratios of risks (differences of logs for deaths) of cases with a mission to weighted cases without, with 95 % intervals; the same
/// unweighted; balance before and after, effective controls, the placebo and E-values.
///
/// # Errors
/// Those of the snapshot and of balancing.
pub fn effects(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let frame = Frame::read(&*context.panel()?)?;
    let mut measured = Vec::new();
    let after = frame.after_a_conflict();
    measured.extend(trial(&frame, "after", &after, &[RETURNS, DEATHS, CIVILIANS])?);
    let within = frame.in_a_conflict();
    measured.extend(trial(&frame, "in", &within, &[ENDS, WAR, DEATHS, CIVILIANS])?);
    // Missions follow ceasefires of the same year: a doubt that came after the first results.
    let their_year = frame.with_their_year(&within);
    for outcome in [ENDS, WAR, DEATHS] {
        let found = estimate(&their_year, outcome.kind, |case| (outcome.of)(&frame, case, STRONG_HORIZON))?;
        measured.push(found.measured(&format!("in, their year alike: {}, {STRONG_HORIZON}", outcome.name)));
    }
    Ok(measured)
}

/// The frame of the naive logits (`mission_refits`), weighted: every country-year with a mission, a year ahead.
///
/// # Errors
/// As [`effects`].
pub fn naive_frame(context: &Context<'_>) -> Result<Vec<Measured>, VerifyError> {
    let frame = Frame::read(&*context.panel()?)?;
    let mut measured = Vec::new();
    let running = frame.years(Frame::in_conflict);
    let minor = frame.years(|f, unit, year| f.level(unit, year) == Some(1.0));
    for (name, cases, outcome) in
        [("return", frame.young_peace(), RETURNS), ("end", running, ENDS), ("way to war", minor, WAR)]
    {
        let found = estimate(&cases, outcome.kind, |case| (outcome.of)(&frame, case, 1))?;
        measured.push(Measured::new(format!("{name}, cases"), found.cases as f64));
        measured.push(Measured::new(format!("{name}, with a mission"), found.treated as f64));
        measured.push(Measured::new(format!("{name}, unweighted"), found.naive));
        measured.push(found.measured(name));
        measured.push(Measured::new(format!("{name}, balance after"), found.after));
    }
    Ok(measured)
}

/// All that is told of one trial.
fn trial(
    frame: &Frame,
    name: &str,
    cases: &[Case],
    outcomes: &[Outcome],
) -> Result<Vec<Measured>, VerifyError> {
    let mut measured = Vec::new();
    let placebo = estimate(cases, BEFORE.kind, |case| (BEFORE.of)(frame, case, 0))?;
    for (what, value) in [
        ("cases", placebo.cases as f64),
        ("with a mission", placebo.treated as f64),
        ("countries with a mission", placebo.countries as f64),
        ("largest imbalance before", placebo.before),
        ("largest imbalance after", placebo.after),
        ("effective cases without", placebo.effective),
        ("placebo, unweighted", placebo.naive),
    ] {
        measured.push(Measured::new(format!("{name}: {what}"), value));
    }
    measured.push(placebo.measured(&format!("{name}: placebo")));
    for horizon in HORIZONS {
        for outcome in outcomes {
            let found = estimate(cases, outcome.kind, |case| (outcome.of)(frame, case, horizon))?;
            measured.extend(told(&format!("{name}: {}, {horizon}", outcome.name), &found, outcome.kind));
        }
    }
    let strong: Vec<Case> = cases.iter().filter(|case| !case.treated || case.strong).cloned().collect();
    let treated = strong.iter().filter(|case| case.treated).count();
    measured.push(Measured::new(format!("{name}: with a mandate to protect"), treated as f64));
    for outcome in outcomes.iter().filter(|outcome| treated >= FEWEST && outcome.kind == Kind::Event) {
        let found = estimate(&strong, outcome.kind, |case| (outcome.of)(frame, case, STRONG_HORIZON))?;
        measured.push(found.measured(&format!("{name}, to protect: {}, {STRONG_HORIZON}", outcome.name)));
    }
    Ok(measured)
}

/// The effect with its interval, the unweighted difference, and for a ratio how strong what is unseen would have to be.
fn told(name: &str, found: &Estimate, kind: Kind) -> Vec<Measured> {
    let mut measured = vec![Measured::new(format!("{name}, unweighted"), found.naive), found.measured(name)];
    if kind == Kind::Event {
        measured.push(Measured::new(format!("{name}, E-value"), e_value(found.effect)));
    }
    measured
}
