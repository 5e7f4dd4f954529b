//! What the page of a country comes to, a sentence each.

use forefend_report::Unit;
use forefend_simulate::explain::Reason;

use super::{LEAST, NAMED, OutlookYear, Page};
use crate::country::figures::CountrySeries;
use crate::country::past::{self, Seen};
use crate::names::name;

pub(super) fn summary(
    page: &Page<'_>,
    years: &[OutlookYear],
    (reasons, seen): (&[Reason], &[Seen]),
    others: &[CountrySeries<'_>],
) -> Vec<String> {
    let material = page.material;
    let mut said = vec![stood(page)];
    let next = years.iter().find(|of| of.year == material.present + 1);
    let window = material.clock.window();
    let percent = |value: f64| page.chance().number(value);
    if let (Some(next), Some(any)) = (next, page.futures.any(window.clone())) {
        let events = page.levels.events().iter().zip(&next.chances).skip(1);
        let others: String =
            events.map(|(event, chance)| format!(", {event} {}", percent(*chance))).collect();
        said.push(format!(
            "If policy stays as it is: {0} in {1} {2}{others}; {0} in at least one year of {3}-{4} {5}.",
            page.levels.event(),
            next.year,
            percent(next.chances[0]),
            window.start(),
            window.end(),
            percent(any)
        ));
    }
    let listed = |up: bool| {
        let wanted = reasons
            .iter()
            .filter(|reason| reason.contribution.abs() >= LEAST && (reason.contribution > 0.0) == up);
        wanted.take(NAMED).map(|reason| reason.words.clone()).collect::<Vec<_>>().join(", ")
    };
    let (raising, lowering) = (listed(true), listed(false));
    if !raising.is_empty() || !lowering.is_empty() {
        let none = |words: String| if words.is_empty() { "nothing".to_owned() } else { words };
        said.push(format!("What raises it: {}. What lowers it: {}.", none(raising), none(lowering)));
    }
    said.extend(past::sentence(seen, &page.levels));
    said.push(beside(page));
    for one in others.iter().filter(|one| one.unit == Unit::People) {
        if let Some((year, value)) = one.known.last() {
            said.push(format!(
                "{}: {} at the end of {year}.",
                one.declared.spec.title,
                one.unit.number(*value)
            ));
        }
    }
    said
}

/// How the country stood in the last observed year, and for how long on the lowest level.
fn stood(page: &Page<'_>) -> String {
    let (country, anchor) = (name(page.material.panel, page.futures.unit), page.material.anchor());
    let (observed, event) = (page.observed(page.futures.position), page.levels.event());
    let last = observed.last().map_or(f64::NAN, |(_, value)| *value);
    let words = page.levels.state(last);
    if page.levels.of(last) != Some(0) {
        return format!("{country} was {words} in {anchor}.");
    }
    match observed.iter().rev().find(|(_, value)| page.levels.of(*value).is_some_and(|level| level > 0)) {
        Some((year, _)) => {
            format!("{country} was {words} in {anchor}; its last {event} on record was in {year}.")
        }
        None => {
            format!("{country} was {words} in {anchor}, without {event} on record since {}.", observed[0].0)
        }
    }
}

/// How many neighbours were above the lowest level, and which.
fn beside(page: &Page<'_>) -> String {
    let (material, anchor) = (page.material, page.material.anchor());
    let all = page.futures.neighbours.len();
    let state = &page.levels.states[1];
    let above = |(at, _): &&(usize, f64)| page.levels.of(page.now(*at)).is_some_and(|level| level > 0);
    let hit: Vec<String> = page
        .futures
        .neighbours
        .iter()
        .filter(above)
        .map(|(at, _)| name(material.panel, material.plan().units[*at]))
        .collect();
    match (all, hit.len()) {
        (0, _) => "It has no neighbour on record.".to_owned(),
        (_, 0) => format!("None of its {all} neighbours was {state} in {anchor}."),
        (_, 1) => format!("Of its {all} neighbours, 1 was {state} in {anchor}: {}.", hit[0]),
        (_, some) => {
            format!("Of its {all} neighbours, {some} were {state} in {anchor}: {}.", hit.join(", "))
        }
    }
}
