//! What it all means for a country of one's own, in a report built from a kept run.

use super::chart::Chart;
use super::{Block, Part, Table};
use crate::brief::*;
use crate::number::Quantity;

/// In a few sentences; none where the run has no home.
pub(super) fn in_short(brief: &Brief) -> Option<Part> {
    let home = brief.home.as_ref()?;
    let mut part = Part::new("home", format!("What it means for {}", home.name));
    part.blocks.push(Block::Items(home.summary.clone()));
    Some(part)
}

/// All of it; none where the run has no home.
pub(super) fn part(brief: &Brief) -> Option<Part> {
    let home = brief.home.as_ref()?;
    let mut part = in_short(brief)?;
    part.blocks.push(Block::Table(risks(home)));
    part.blocks.push(Block::Table(exposures(home)));
    part.note(
        "Figures of the run put what happens in each future on the ties last observed: ties themselves do not move. Rows are not added up.",
    );
    if !home.portfolios.is_empty() {
        part.blocks.push(Block::Table(portfolios(home)));
        home.cost_notes.iter().for_each(|note| part.note(note));
    }
    part.blocks.push(Block::Heading("In the form of a national risk register".to_owned()));
    part.charts(home.register.matrix().map(Chart::RiskMatrix));
    if home.register.rows.is_empty() {
        part.note("No risk can be scored.");
    } else {
        part.blocks.push(Block::Table(register(&home.register)));
    }
    let told = |what: &str, all: &[(String, String)]| {
        let all: Vec<String> = all.iter().map(|(name, why)| format!("{name} ({why})")).collect();
        if all.is_empty() { String::new() } else { format!("{what}: {}. ", all.join("; ")) }
    };
    let without =
        told("Not scored", &home.register.unscored) + &told("Not measured", &home.register.not_measured);
    if !without.is_empty() {
        part.note(without.trim_end());
    }
    if !home.acts.is_empty() {
        part.blocks.push(Block::Table(acts(home)));
    }
    Some(part)
}

fn heads<const N: usize>(heads: [String; N]) -> Vec<String> {
    heads.to_vec()
}

fn number(quantity: &Quantity) -> Sentence {
    Sentence::with("{0}", vec![quantity.clone()])
}

/// A number, or words where there is none.
fn or(quantity: Option<&Quantity>, words: &str) -> Sentence {
    quantity.map_or_else(|| Sentence::plain(words), number)
}

fn risks(home: &Home) -> Table {
    let (first, last) = home.window;
    let row = |risk: &HomeRisk| {
        let toll = if risk.yearly.is_some() { "too few futures" } else { "–" };
        vec![
            Sentence::plain(format!("{}: {}", risk.title, risk.event)),
            Sentence::with("{0:phia}", vec![risk.chance.clone()]),
            number(&risk.by_horizon),
            or(risk.toll.as_ref(), toll),
            or(risk.yearly.as_ref(), "not simulated"),
        ]
    };
    Table {
        caption: "Risks at home if policy stays as it is (projection)".to_owned(),
        head: heads([
            "Risk".to_owned(),
            format!("Chance {first}–{last}"),
            format!("Chance by {}", home.horizon),
            format!("Deaths {first}–{last} where it comes"),
            "Deaths a year, mean of all futures".to_owned(),
        ]),
        rows: home.risks.iter().map(row).collect(),
    }
}

fn exposures(home: &Home) -> Table {
    let row = |one: &HomeExposure| {
        let observed = match &one.observed {
            Some(quantity) => {
                let age = one
                    .age
                    .filter(|age| *age > 1)
                    .map_or_else(String::new, |age| format!(", {age} years old"));
                Sentence::with(
                    format!("{{0}} {}{age}. {}", verbatim(&one.observed_in), verbatim(&one.detail)),
                    vec![quantity.clone()],
                )
            }
            None => Sentence::plain(format!("not measurable: {}", one.detail)),
        };
        let projected = match (&one.projected, one.ahead) {
            (Some(quantity), Some(year)) => {
                Sentence::with(format!("{{0}} in {year}"), vec![quantity.clone()])
            }
            (quantity, _) => or(quantity.as_ref(), "–"),
        };
        let can = [("Alone", &one.alone), ("With others", &one.others)]
            .into_iter()
            .filter(|(_, what)| !what.is_empty());
        let can: Vec<String> = can.map(|(who, what)| format!("{who}: {what}.")).collect();
        vec![Sentence::plain(&one.title), observed, projected, Sentence::plain(can.join(" "))]
    };
    Table {
        caption: "Exposure to others".to_owned(),
        head: heads(
            ["Exposure", "Observed", "Of the run (projection)", "What home can do"].map(str::to_owned),
        ),
        rows: home.exposures.iter().map(row).collect(),
    }
}

fn portfolios(home: &Home) -> Table {
    let row = |one: &HomePortfolio| {
        let mut cells = vec![Sentence::plain(&one.name)];
        cells.extend(one.changes.iter().map(number));
        cells.push(or(one.pays.as_ref(), "–"));
        cells.push(or(one.of_gdp.as_ref(), "–"));
        cells
    };
    let mut head = vec!["Portfolio".to_owned()];
    head.extend(home.changes.iter().cloned());
    head.extend(["Home pays, US$ a year", "Of its GDP"].map(str::to_owned));
    Table {
        caption: format!(
            "What each portfolio changes at home and costs it, {}–{}, against the reference on the same luck, {}; the first row is the reference itself (scenario)",
            home.years.0, home.years.1, home.setting
        ),
        head,
        rows: home.portfolios.iter().map(row).collect(),
    }
}

fn register(register: &Register) -> Table {
    let case = |case: &RegisterCase| {
        Sentence::with(
            format!(
                "{{0}} for {{1}} or more; likelihood {}, impact {}",
                RegisterCase::score(&case.likelihood),
                RegisterCase::score(&case.impact)
            ),
            vec![case.chance.clone(), case.deaths.clone()],
        )
    };
    let row = |row: &RegisterRow| {
        vec![
            Sentence::plain(format!("{} {}, {}–{}", row.letter, row.title, row.window.0, row.window.1)),
            case(&row.typical),
            case(&row.worst),
        ]
    };
    Table {
        caption: "Scores from 1 to 5; in brackets those of the ends of the 90% intervals".to_owned(),
        head: heads(["Risk", "Typical case", "Reasonable worst case"].map(str::to_owned)),
        rows: register.rows.iter().map(row).collect(),
    }
}

fn acts(home: &Home) -> Table {
    let row = |act: &HomeAct| {
        let through = if act.through.is_empty() { "–".to_owned() } else { act.through.join(", ") };
        let who = if act.alone { "alone" } else { "with others" };
        vec![
            Sentence::plain(&act.measure),
            Sentence::plain(format!("{who}: {}", act.how)),
            Sentence::plain(through),
            Sentence::plain(act.portfolios.join(", ")),
        ]
    };
    Table {
        caption: format!("What {} can do alone, and what only with others", home.name),
        head: heads(["Measure", "Who acts", "Through", "In"].map(str::to_owned)),
        rows: home.acts.iter().map(row).collect(),
    }
}
