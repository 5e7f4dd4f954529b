//! The tables of a replay, for the page and for the terminal.

use super::Words;
use forefend_report::{PlainTable, ReplayedSection, Unit};
use forefend_track::replay::{
    ALL_LOOKS, Against, Input, Look, Named, Names, Replay, ReplayRival, ReplayRow, ReplayScore, States,
};

/// Names in a table of missed countries or false alarms.
const SHOWN: usize = 15;

pub(super) fn sections(replay: &Replay, words: &Words<'_>) -> Vec<ReplayedSection> {
    let section = |id: &str, title: &str, text: &str, tables: Vec<PlainTable>| ReplayedSection {
        id: id.to_owned(),
        title: title.to_owned(),
        text: text.to_owned(),
        tables,
    };
    let names = replay
        .main()
        .map(|look| look.names.iter().flat_map(|names| by_name(names, words, replay.draws)).collect());
    vec![
        section("skill", "Scored on what came", words.rivals, skill(replay, &replay.as_of, words)),
        section("looks", "Other looks: is this one a lucky pick?", "", looks(replay, words)),
        section("names", "Countries by name", words.listed, names.unwrap_or_default()),
        section("inputs", "Inputs that did not exist then", "", vec![inputs(replay, words)]),
    ]
}

/// Three decimals: the last is within the luck of the draws.
fn score(value: f64) -> String {
    let text = format!("{:.3}", value.abs());
    if value < 0.0 && text != "0.000" { format!("−{text}") } else { text }
}

fn difference(against: &Against) -> String {
    format!(
        "{} [{}, {}]",
        score(against.difference),
        score(against.interval.lower),
        score(against.interval.upper)
    )
}

fn states_words(states: States, words: &Words<'_>) -> String {
    match states {
        States::All => "all states".to_owned(),
        States::AtPeace => format!("states {} at the look", words.levels.states[0]),
    }
}

fn years_words((from, to): (i16, i16)) -> String {
    if from == to { from.to_string() } else { format!("{from}-{to}") }
}

/// Columns of a score: the model's, the verdict against the best rival, then the difference to each.
fn cells(score_of: &ReplayScore) -> Vec<String> {
    let own = match score_of.interval {
        Some(interval) => {
            format!("{} [{}, {}]", score(score_of.model), score(interval.lower), score(interval.upper))
        }
        None => score(score_of.model),
    };
    let verdict = score_of.best().map_or("", |best| best.verdict.words());
    let mut cells = vec![own, verdict.to_owned()];
    cells.extend(score_of.against.iter().map(difference));
    cells
}

fn head(first: &[&str]) -> Vec<String> {
    let rivals = ReplayRival::ALL.map(|rival| format!("minus {}", rival.words()));
    let first = first.iter().map(|word| (*word).to_owned());
    first.chain(["model", "verdict"].map(str::to_owned)).chain(rivals).collect()
}

/// A score of a row.
pub(super) type OfRow = fn(&ReplayRow) -> &ReplayScore;

pub(super) const SCORES: [(&str, OfRow); 2] =
    [("Brier score", |row| &row.brier), ("Log score", |row| &row.log)];

/// A table a score and group of states: a row a year ahead.
fn skill(replay: &Replay, look: &str, words: &Words<'_>) -> Vec<PlainTable> {
    let mut found = Vec::new();
    for states in [States::All, States::AtPeace] {
        for (name, of) in SCORES {
            let row = |row: &ReplayRow| {
                let counts = [row.cases.to_string(), row.events.to_string()];
                [years_words(row.years_ahead)].into_iter().chain(counts).chain(cells(of(row))).collect()
            };
            found.push(PlainTable {
                caption: format!("{name}, {}, from {look}", states_words(states, words)),
                head: head(&["years ahead", "cases", "events"]),
                words: 1,
                rows: replay.rows_of(look, states).map(row).collect(),
                note: if found.is_empty() {
                    "0 is the year under way at the look; the last row leaves it out.".to_owned()
                } else {
                    String::new()
                },
                page_only: look == ALL_LOOKS,
                ..PlainTable::default()
            });
        }
    }
    found
}

/// One row a look over all its years ahead, and all looks pooled; then the pooled rows by years ahead.
fn looks(replay: &Replay, words: &Words<'_>) -> Vec<PlainTable> {
    let mut found = Vec::new();
    for states in [States::All, States::AtPeace] {
        for (name, of) in SCORES {
            let whole = |row: &&ReplayRow| row.states == states && row.years_ahead.0 < row.years_ahead.1;
            let row = |row: &ReplayRow| {
                let counts = [row.cases.to_string(), row.events.to_string()];
                [row.look.clone()].into_iter().chain(counts).chain(cells(of(row))).collect()
            };
            found.push(PlainTable {
                caption: format!("{name}, {}, all years ahead together", states_words(states, words)),
                head: head(&["look from", "cases", "events"]),
                words: 1,
                rows: replay.rows.iter().filter(whole).map(row).collect(),
                ..PlainTable::default()
            });
        }
    }
    found.push(ranking(replay, words));
    found.push(shares(replay));
    found.extend(skill(replay, ALL_LOOKS, words));
    found
}

/// AUC of every look over all its years ahead.
fn ranking(replay: &Replay, words: &Words<'_>) -> PlainTable {
    let mut rows = Vec::new();
    for states in [States::All, States::AtPeace] {
        let whole = |row: &&ReplayRow| row.states == states && row.years_ahead.0 < row.years_ahead.1;
        for row in replay.rows.iter().filter(whole) {
            let Some(auc) = &row.auc else { continue };
            let mut cells = vec![row.look.clone(), states_words(states, words)];
            // The decline ranks states of one year as the persistence does.
            cells.extend(auc.iter().take(3).map(|value| score(*value)));
            rows.push(cells);
        }
    }
    let head = ["look from", "states", "model", "30-year share", "persistence to base rate"];
    PlainTable {
        caption: "AUC, all years ahead together (larger is better, 0.5 is no ranking)".to_owned(),
        head: head.map(str::to_owned).to_vec(),
        words: 2,
        rows,
        ..PlainTable::default()
    }
}

/// Interval scores of the world share.
fn shares(replay: &Replay) -> PlainTable {
    let row = |look: &Look| {
        let (inside, of) = look.fan.inside_90;
        vec![
            look.as_of.clone(),
            score(look.fan.model_score),
            score(look.fan.random_walk_score),
            format!("{inside} of {of}"),
        ]
    };
    let head = ["look from", "model", "random walk", "years inside the model's 90 % band"];
    PlainTable {
        caption: "World share: mean 90 % interval score (smaller is better)".to_owned(),
        head: head.map(str::to_owned).to_vec(),
        words: 1,
        rows: replay.looks.iter().map(row).collect(),
        ..PlainTable::default()
    }
}

fn by_name(names: &Names, words: &Words<'_>, draws: u64) -> Vec<PlainTable> {
    let event = words.levels.event();
    let (from, to) = names.window;
    let table = |what: &str, list: &[Named], note: String| PlainTable {
        caption: format!("{from}-{to}, {what} ({})", list.len()),
        head: ["country", "probability", "rank", "what came"].map(str::to_owned).to_vec(),
        words: 1,
        rows: list.iter().take(SHOWN).map(|named| name_row(named, (names.states, draws), words)).collect(),
        note,
        ..PlainTable::default()
    };
    let more = |list: &[Named]| {
        let rest = list.len().saturating_sub(SHOWN);
        if rest > 0 { format!("{rest} more are in replay.json.") } else { String::new() }
    };
    let mut note = more(&names.missed);
    if !names.born_later.is_empty() {
        let born = names.born_later.join(", ");
        note = format!("{note} Not states at the look, {} later: {born}.", words.levels.states[1])
            .trim()
            .to_owned();
    }
    vec![
        table(&format!("new {event}s missed, least expected first"), &names.missed, note),
        table("false alarms, most expected first", &names.false_alarms, more(&names.false_alarms)),
        table(&format!("new {event}s on the list"), &names.caught, more(&names.caught)),
    ]
}

fn name_row(named: &Named, (states, draws): (usize, u64), words: &Words<'_>) -> Vec<String> {
    let (event, worst) = (words.levels.event(), &words.levels.ids[words.levels.worst()]);
    let came = match (named.first_event, named.first_worst) {
        (Some(first), Some(second)) if first == second => format!("{worst} in {second}"),
        (Some(first), Some(second)) => format!("{event} in {first}, {worst} in {second}"),
        (Some(first), None) => format!("{event} in {first}"),
        _ => words.levels.ids[0].clone(),
    };
    vec![
        named.country.clone(),
        Unit::Draws(draws).number(named.probability),
        format!("{} of {states}", named.rank),
        came,
    ]
}

fn inputs(replay: &Replay, words: &Words<'_>) -> PlainTable {
    let look: i16 = replay.as_of.get(..4).and_then(|year| year.parse().ok()).unwrap_or(i16::MAX);
    let row = |input: &Input| {
        let existed = match (input.existed(look), input.first_published) {
            (Some(true), Some(_)) => "yes, in another vintage".to_owned(),
            (Some(false), Some(year)) => format!("no: first public in {year}"),
            _ => "not said in publication.toml".to_owned(),
        };
        vec![
            input.id.clone(),
            existed,
            input.before.clone(),
            input.last_known.map_or_else(|| "none".to_owned(), |year| year.to_string()),
            if input.revised { "today's vintage" } else { "as published" }.to_owned(),
            input.filled.map_or_else(|| "none".to_owned(), |share| Unit::Share.number(share)),
        ]
    };
    let mut order: Vec<&Input> = replay.inputs.iter().collect();
    order.sort_by_key(|input| (input.existed(look).unwrap_or(false), input.id.clone()));
    let head = [
        "series",
        "did it exist?",
        "what stood in its place",
        "last year seen",
        "values",
        "filled since 1970",
    ];
    PlainTable {
        caption: format!("Series that the probability of {} rests on, as seen in {}", words.levels.event(), replay.as_of),
        head: head.map(str::to_owned).to_vec(),
        words: 3,
        rows: order.into_iter().map(row).collect(),
        note: "Filled: country-years without a value of their own, put on a line between two known ones (never before \
               the later was published), carried, or set to the year's median."
            .to_owned(),
        long: vec![2],
        ..PlainTable::default()
    }
}
