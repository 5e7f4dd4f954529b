//! The tables of a replay, for the page and for the terminal.

use forefend_report::{PlainTable, ReplayedSection, Unit};
use forefend_track::replay::{
    ALL_LOOKS, Against, Input, Look, Named, Names, Replay, ReplayRival, ReplayRow, ReplayScore, States,
};

/// Names in a table of missed countries or false alarms.
const SHOWN: usize = 15;

pub(super) fn sections(replay: &Replay) -> Vec<ReplayedSection> {
    let section = |id: &str, title: &str, text: &str, tables: Vec<PlainTable>| ReplayedSection {
        id: id.to_owned(),
        title: title.to_owned(),
        text: text.to_owned(),
        tables,
    };
    let names = replay.main().map(|look| look.names.iter().flat_map(by_name).collect());
    vec![
        section("skill", "Scored on what came", RIVALS, skill(replay, &replay.as_of)),
        section("looks", "Other looks: is this one a lucky pick?", "", looks(replay)),
        section("names", "Countries by name", LISTED, names.unwrap_or_default()),
        section("inputs", "Inputs that did not exist then", "", vec![inputs(replay)]),
    ]
}

const RIVALS: &str = "Probability that a state is in armed conflict in a year. Rivals: the share of the state's last \
    30 known years in conflict; persistence to base rate, in which today's state fades into a mix of the state's own \
    and the world's share, with the weights that served best in earlier years; the published decline (Hegre et al. 2013: 15 % of states in 2009, \
    7 % in 2050), a straight line on which the mean of the second rival's probabilities is put by moving all their log \
    odds alike (for looks before 2008, which could not know it, the same slope from the share last known). Differences \
    are model minus rival, so below zero the model is better; brackets are 90 % intervals over whole countries. Skill is \
    said against the best rival of the row.";

const LISTED: &str = "States at peace in the last published year and the year before. The list is as long as the number \
    of new conflicts that came: a state on it without conflict is a false alarm, a conflict off it is a miss.";

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

fn states_words(states: States) -> &'static str {
    match states {
        States::All => "all states",
        States::AtPeace => "states at peace at the look",
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
fn skill(replay: &Replay, look: &str) -> Vec<PlainTable> {
    let mut found = Vec::new();
    for states in [States::All, States::AtPeace] {
        for (name, of) in SCORES {
            let row = |row: &ReplayRow| {
                let counts = [row.cases.to_string(), row.events.to_string()];
                [years_words(row.years_ahead)].into_iter().chain(counts).chain(cells(of(row))).collect()
            };
            found.push(PlainTable {
                caption: format!("{name}, {}, from {look}", states_words(states)),
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
fn looks(replay: &Replay) -> Vec<PlainTable> {
    let mut found = Vec::new();
    for states in [States::All, States::AtPeace] {
        for (name, of) in SCORES {
            let whole = |row: &&ReplayRow| row.states == states && row.years_ahead.0 < row.years_ahead.1;
            let row = |row: &ReplayRow| {
                let counts = [row.cases.to_string(), row.events.to_string()];
                [row.look.clone()].into_iter().chain(counts).chain(cells(of(row))).collect()
            };
            found.push(PlainTable {
                caption: format!("{name}, {}, all years ahead together", states_words(states)),
                head: head(&["look from", "cases", "events"]),
                words: 1,
                rows: replay.rows.iter().filter(whole).map(row).collect(),
                ..PlainTable::default()
            });
        }
    }
    found.push(ranking(replay));
    found.push(shares(replay));
    found.extend(skill(replay, ALL_LOOKS));
    found
}

/// AUC of every look over all its years ahead.
fn ranking(replay: &Replay) -> PlainTable {
    let mut rows = Vec::new();
    for states in [States::All, States::AtPeace] {
        let whole = |row: &&ReplayRow| row.states == states && row.years_ahead.0 < row.years_ahead.1;
        for row in replay.rows.iter().filter(whole) {
            let Some(auc) = &row.auc else { continue };
            let mut cells = vec![row.look.clone(), states_words(states).to_owned()];
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

fn by_name(names: &Names) -> Vec<PlainTable> {
    let (from, to) = names.window;
    let table = |what: &str, list: &[Named], note: String| PlainTable {
        caption: format!("{from}-{to}, {what} ({})", list.len()),
        head: ["country", "probability", "rank", "what came"].map(str::to_owned).to_vec(),
        words: 1,
        rows: list.iter().take(SHOWN).map(|named| name_row(named, names.states)).collect(),
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
        note = format!("{note} Not states at the look, in conflict later: {born}.").trim().to_owned();
    }
    vec![
        table("new conflicts missed, least expected first", &names.missed, note),
        table("false alarms, most expected first", &names.false_alarms, more(&names.false_alarms)),
        table("new conflicts on the list", &names.caught, more(&names.caught)),
    ]
}

fn name_row(named: &Named, states: usize) -> Vec<String> {
    let came = match (named.first_conflict, named.first_war) {
        (Some(conflict), Some(war)) if conflict == war => format!("war in {war}"),
        (Some(conflict), Some(war)) => format!("conflict in {conflict}, war in {war}"),
        (Some(conflict), None) => format!("conflict in {conflict}"),
        _ => "peace".to_owned(),
    };
    vec![
        named.country.clone(),
        Unit::Probability.number(named.probability),
        format!("{} of {states}", named.rank),
        came,
    ]
}

fn inputs(replay: &Replay) -> PlainTable {
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
        caption: format!("Series that the probability of conflict rests on, as seen in {}", replay.as_of),
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
