//! The outlook of then in sentences, each with what came.

use forefend_report::{Said, Unit, phia};
use forefend_track::replay::{FanYear, Look, Named, Names};

use super::Words;

fn share(value: f64) -> String {
    Unit::Share.number(value)
}

fn chance(value: f64, draws: u64) -> String {
    let (words, number) = (phia(value).words(), Unit::Draws(draws).number(value));
    if words.is_empty() { number } else { format!("{words} ({number})") }
}

/// What the look would have said.
pub(super) fn said(look: &Look, words: &Words<'_>, draws: u64) -> Vec<Said> {
    let event = words.event;
    let mut found = Vec::new();
    let years = &look.fan.years;
    let (known, last) = look.fan.last_known;
    let seven = years.get(years.len() / 2);
    for year in seven.into_iter().chain(years.last()) {
        let start = match found.is_empty() {
            true => format!(
                "With outcomes known to {known} ({} of {} states in {event}): in",
                share(last),
                look.states
            ),
            false => "In".to_owned(),
        };
        found.push(Said {
            then: format!(
                "{start} {} the share of states in {event} will be about {}, 90% interval {} to {}.",
                year.year,
                share(year.model.p50),
                share(year.model.p05),
                share(year.model.p95)
            ),
            came: came(year),
        });
    }
    if let Some(year) = years.last() {
        found.push(Said {
            then: format!(
                "That more of these states will be in {event} in {} than in {known}: {}.",
                year.year,
                chance(year.above_last, draws)
            ),
            came: match year.observed {
                Some(value) if value > last => {
                    format!("more were ({} against {}).", share(value), share(last))
                }
                Some(value) if value < last => {
                    format!("fewer were ({} against {}).", share(value), share(last))
                }
                Some(_) => "as many were.".to_owned(),
                None => "not observed.".to_owned(),
            },
        });
    }
    found.extend(look.names.iter().map(|names| onsets(names, words)));
    if let Some(names) = look.names.first() {
        found.extend(most_at_risk(names, words, draws));
    }
    found
}

fn came(year: &FanYear) -> String {
    year.observed.map_or_else(
        || "not observed.".to_owned(),
        |value| {
            let inside = (year.model.p05..=year.model.p95).contains(&value);
            format!("{}, {} the interval.", share(value), if inside { "inside" } else { "outside" })
        },
    )
}

fn onsets(names: &Names, words: &Words<'_>) -> Said {
    let (from, to) = names.window;
    Said {
        then: format!(
            "Of the {} states {}, about {:.0} will see {} at some time in {from}-{to}.",
            names.states, words.levels.states[0], names.expected, words.event
        ),
        came: format!(
            "{} did; {} of them were among the {} with the highest probability.",
            names.onsets,
            names.caught.len(),
            names.onsets
        ),
    }
}

/// The five states on the lowest level with the highest probability.
fn most_at_risk(names: &Names, words: &Words<'_>, draws: u64) -> Option<Said> {
    let mut top: Vec<&Named> = names.caught.iter().chain(&names.false_alarms).collect();
    top.sort_by_key(|named| named.rank);
    top.truncate(5);
    let (from, to) = names.window;
    let listed: Vec<String> =
        top.iter().map(|named| format!("{}, {}", named.country, chance(named.probability, draws))).collect();
    let answers: Vec<String> = top
        .iter()
        .map(|named| match named.first_event {
            Some(year) => format!("{} in {year}", named.country),
            None => format!("{} not", named.country),
        })
        .collect();
    (!listed.is_empty()).then(|| Said {
        then: format!(
            "New {} in {from}-{to}, the five states {} most at risk: {}.",
            words.levels.event(),
            words.levels.states[0],
            listed.join("; ")
        ),
        came: format!("{}.", answers.join(", ")),
    })
}

#[cfg(test)]
mod tests;
