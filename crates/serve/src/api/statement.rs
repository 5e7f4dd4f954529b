//! What a look from the past says, in numbers, each with what came.

use forefend_track::replay::{FanYear, Look, Named, Names};

/// One thing that was said, in numbers, and what came.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Statement {
    /// What was said: `share`, the share of states in the event in a year; `new_event`, the chance that a state at peace sees the event
    /// within a window.
    pub what: &'static str,
    /// Who says it: `model`, `random_walk`, `published_decline`.
    pub by: &'static str,
    /// The state; none of the world.
    pub place: Option<String>,
    /// First year of what is said.
    pub from: i32,
    /// Last year of what is said.
    pub to: i32,
    /// The median share, or the chance.
    pub said: f64,
    /// Ends of the 90 % interval of a share.
    pub p05: Option<f64>,
    /// The upper one.
    pub p95: Option<f64>,
    /// What came: the share, or 1 where the event came and 0 where not; none where it is not known.
    pub came: Option<f64>,
}

/// Everything that a look says.
pub(super) fn statements(look: &Look) -> Vec<Statement> {
    let shares = look.fan.years.iter().flat_map(of_year);
    shares.chain(look.names.iter().flat_map(of_window)).collect()
}

fn of_year(year: &FanYear) -> [Statement; 3] {
    let one = |by, said, ends: Option<(f64, f64)>| Statement {
        what: "share",
        by,
        place: None,
        from: i32::from(year.year),
        to: i32::from(year.year),
        said,
        p05: ends.map(|(low, _)| low),
        p95: ends.map(|(_, high)| high),
        came: year.observed,
    };
    let (model, walk) = (&year.model, &year.random_walk);
    [
        one("model", model.p50, Some((model.p05, model.p95))),
        one("random_walk", walk.p50, Some((walk.p05, walk.p95))),
        one("published_decline", year.decline, None),
    ]
}

/// States at peace in a window, the highest chance first.
fn of_window(names: &Names) -> Vec<Statement> {
    let mut all: Vec<&Named> =
        [&names.caught, &names.false_alarms, &names.missed, &names.quiet].into_iter().flatten().collect();
    all.sort_by_key(|named| named.rank);
    let (from, to) = (i32::from(names.window.0), i32::from(names.window.1));
    let one = |named: &Named| Statement {
        what: "new_event",
        by: "model",
        place: Some(named.country.clone()),
        from,
        to,
        said: named.probability,
        p05: None,
        p95: None,
        came: Some(f64::from(u8::from(named.first_event.is_some()))),
    };
    all.into_iter().map(one).collect()
}
