//! What past looks said of the country, beside what came.

use forefend_panel::CountryId;
use forefend_report::{PlainTable, Rank, Unit};
use forefend_track::replay::{LookSaid, StateSaid};

use crate::telling::Levels;

/// The year of a look by which the country's rank is told, and what came is judged: this many after the last known one.
const WINDOW: i16 = 4;

/// One look at the country.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Seen {
    pub as_of: String,
    pub last_known: i16,
    /// Value of the level in the last known year.
    pub level: Option<f64>,
    /// Whether it had been on the lowest level for two years.
    pub at_peace: bool,
    /// First and last year of the window.
    pub window: (i16, i16),
    /// Chance of leaving the lowest level in at least one year of the window.
    pub chance: f64,
    /// Rank among the states that were in the same condition (on the lowest level for two years, or not).
    pub rank: Rank,
    /// Whether it came in the window; none while it is not all observed and none has come.
    pub came: Option<bool>,
    /// First year of it in the window.
    pub first: Option<i16>,
    /// Whether every year of the window is observed.
    pub settled: bool,
}

/// The looks in which the country was simulated.
pub(super) fn seen(looks: &[LookSaid], unit: CountryId) -> Vec<Seen> {
    looks.iter().filter_map(|look| of_look(look, unit)).collect()
}

fn of_look(look: &LookSaid, unit: CountryId) -> Option<Seen> {
    let state = look.states.iter().find(|state| state.unit == unit)?;
    let years: Vec<_> = state.years.iter().take(WINDOW as usize).collect();
    let (from, to) = (years.first()?, years.last()?);
    let alike = || look.states.iter().filter(|other| other.at_peace == state.at_peace);
    let chance =
        |state: &StateSaid| state.years.iter().find(|year| year.year == to.year).map_or(0.0, |y| y.by_then);
    let own = chance(state);
    let first = years.iter().find(|year| year.came.is_some_and(|level| level > 0.0)).map(|year| year.year);
    let settled = years.iter().all(|year| year.came.is_some());
    Some(Seen {
        as_of: look.as_of.clone(),
        last_known: look.last_known,
        level: state.level,
        at_peace: state.at_peace,
        window: (from.year, to.year),
        chance: own,
        rank: Rank::of(own, alike().map(chance)),
        came: if first.is_some() { Some(true) } else { settled.then_some(false) },
        first,
        settled,
    })
}

/// A row a look.
pub(super) fn table(seen: &[Seen], levels: &Levels, draws: u64) -> PlainTable {
    let (event, calm) = (levels.event(), &levels.states[0]);
    let row = |seen: &Seen| {
        let then = match (seen.level.and_then(|level| levels.of(level)), seen.at_peace) {
            (Some(level), _) if level > 0 => levels.states[level].clone(),
            (_, true) => calm.clone(),
            (Some(_), false) => format!("{calm} for a year"),
            (None, _) => "not observed".to_owned(),
        };
        let came = match (seen.came, seen.first) {
            (Some(true), Some(year)) if seen.settled => format!("{event}, first in {year}"),
            (Some(true), Some(year)) => format!("{event} in {year}, not over yet"),
            (Some(false), _) => format!("no {event}"),
            _ => "not settled yet".to_owned(),
        };
        vec![
            crate::replay::month_words(&seen.as_of),
            format!("{then} in {}", seen.last_known),
            format!("{}-{}", seen.window.0, seen.window.1),
            came,
            Unit::Draws(draws).number(seen.chance),
            seen.rank.words(),
        ]
    };
    PlainTable {
        caption: format!("Chance of {event} in at least one of the four years after the last one known"),
        head: ["asked in", "it was", "years", "what came", "chance", "rank"].map(str::to_owned).to_vec(),
        words: 4,
        rows: seen.iter().map(row).collect(),
        note: format!(
            "By this engine, run on what had been published by each month, on series as corrected since: nobody had these \
             figures then. The rank is among the states in the same condition, {calm} for two years or not; 1 is the highest \
             chance, and = says that another state has the same."
        ),
        ..PlainTable::default()
    }
}

/// One sentence on the looks; none without any that is settled.
pub(super) fn sentence(seen: &[Seen], levels: &Levels) -> Option<String> {
    // A look that is not over counts on neither side: what came would count at once, and that nothing came only at the end.
    let settled: Vec<&Seen> = seen.iter().filter(|seen| seen.settled).collect();
    let all = settled.len();
    if all == 0 {
        return None;
    }
    let expected: f64 = settled.iter().map(|seen| seen.chance).sum();
    let came = settled.iter().filter(|seen| seen.came == Some(true)).count();
    let words = if all == 1 { "1 past look".to_owned() } else { format!("{all} past looks") };
    Some(format!(
        "In {words} whose four years are known, the chances given add up to {expected:.1} with {}; it came in {came}.",
        levels.event()
    ))
}

#[cfg(test)]
mod tests {
    use forefend_track::replay::YearSaid;

    use super::*;

    fn state(unit: u16, by_then: f64, came: &[Option<f64>]) -> StateSaid {
        let year = |(at, came): (usize, &Option<f64>)| YearSaid {
            year: 2001 + at as i16,
            ahead: 1 + at as i16,
            probability: by_then,
            by_then,
            came: *came,
        };
        let years = came.iter().enumerate().map(year).collect();
        StateSaid { unit: CountryId(unit), level: Some(0.0), at_peace: true, years }
    }

    #[test]
    fn a_look_tells_chance_rank_and_what_came() {
        let peace = [Some(0.0); 5];
        let states = vec![
            state(1, 0.3, &[Some(0.0), Some(0.0), Some(2.0), Some(0.0), None]),
            state(2, 0.5, &peace),
            state(3, 0.1, &[Some(0.0), None, None, None, None]),
            state(5, 0.2, &[Some(1.0), None, None, None, None]),
        ];
        let looks = [LookSaid { as_of: "2001-06".to_owned(), last_known: 2000, states }];
        let of = |unit| seen(&looks, CountryId(unit)).remove(0);
        assert_eq!((of(1).rank.place, of(1).rank.all), (2, 4));
        assert_eq!((of(1).came, of(1).first), (Some(true), Some(2003)));
        assert_eq!(
            (of(2).rank.words(), of(2).came, of(2).window),
            ("1 of 4".to_owned(), Some(false), (2001, 2004))
        );
        assert_eq!((of(3).came, seen(&looks, CountryId(4)).len()), (None, 0));
        let texts = |all: [&str; 2]| all.map(str::to_owned).to_vec();
        let levels = Levels {
            variable: "x".to_owned(),
            ids: texts(["peace", "conflict"]),
            states: texts(["at peace", "in conflict"]),
            at_least: vec![1.0],
        };
        let words = sentence(&[of(1), of(2), of(3), of(5)], &levels).unwrap();
        assert_eq!(
            words,
            "In 2 past looks whose four years are known, the chances given add up to 0.8 with conflict; it came in 1."
        );
        assert_eq!(
            sentence(&[of(3), of(5)], &levels),
            None,
            "a window that is not over counts on neither side"
        );
    }
}
