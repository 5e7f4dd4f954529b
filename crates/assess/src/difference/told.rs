//! A difference between runs as a document: the same printers as a report.

use forefend_report::{
    Block, DOCUMENT_SCHEMA, Document, NINETY, Part, Quantity, RunFacts, Sentence, Table, moved_unit,
};

use super::{Cause, Luck, MovedNumber, RunDifference, Step};

/// The document of a difference; `run` is the later run.
pub fn document_of_difference(difference: &RunDifference, run: &RunFacts) -> Document {
    Document {
        schema: DOCUMENT_SCHEMA,
        template: "difference".to_owned(),
        title: format!("What moved from run {} to run {}", difference.old, difference.new),
        subtitle: String::new(),
        run: run.clone(),
        parts: vec![inputs(difference), moved(difference)],
    }
}

fn part(id: &str, title: &str, blocks: Vec<Block>) -> Part {
    Part { id: id.to_owned(), title: title.to_owned(), blocks }
}

fn inputs(difference: &RunDifference) -> Part {
    let luck = match difference.luck {
        Luck::Same => {
            "Both have the same seed and number of draws, so that they are compared draw by draw and luck cancels."
        }
        Luck::Other => "Their luck differs: what is left to chance is told from two independent samples.",
    };
    let mut blocks = Vec::new();
    if difference.inputs.is_empty() {
        blocks.push(Block::Text(Sentence::plain("In nothing: both were made from the same inputs.")));
    } else {
        let row = |change: &super::InputChange| {
            vec![
                Sentence::plain(change.cause.map_or("no cause", Cause::words)),
                Sentence::plain(&change.what),
            ]
        };
        blocks.push(Block::Table(Table {
            caption: String::new(),
            head: ["Cause", "What differs"].map(str::to_owned).to_vec(),
            rows: difference.inputs.iter().map(row).collect(),
        }));
    }
    blocks.push(Block::Text(Sentence::plain(luck)));
    part("inputs", "In what the runs differ", blocks)
}

/// The causes of a step in words.
fn words(step: &Step) -> String {
    let words: Vec<&str> = step.causes.iter().map(|cause| cause.words()).collect();
    if words.is_empty() { "nothing that differs".to_owned() } else { words.join(" and ") }
}

fn moved(difference: &RunDifference) -> Part {
    let mut blocks = Vec::new();
    if difference.moved.is_empty() {
        blocks.push(Block::Text(Sentence::plain(format!(
            "Nothing: {} numbers are the same to the last digit.",
            difference.compared
        ))));
    } else {
        blocks.push(Block::Text(Sentence::plain(why(difference))));
        blocks.push(Block::Table(table(difference)));
        blocks.push(Block::Note(Sentence::plain(
            "Chance: the number of draws alone moves a number by less than this nine times in ten, so that one in ten lies beyond it by chance. Each number is a mean or a share over draws.",
        )));
    }
    for (of, titles) in [("earlier", &difference.only_old), ("later", &difference.only_new)] {
        if !titles.is_empty() {
            blocks.push(Block::Text(Sentence::plain(format!(
                "Told by the {of} run only: {}.",
                titles.join("; ")
            ))));
        }
    }
    part("moved", "What moved, and why", blocks)
}

/// How far the runs given tell causes apart.
fn why(difference: &RunDifference) -> String {
    let counts = format!("{} of {} numbers moved.", difference.moved.len(), difference.compared);
    match difference.steps.as_slice() {
        [only] => match only.causes.as_slice() {
            [] => format!("{counts} The runs differ in nothing that is known: please report this."),
            [Cause::Chance] => format!("{counts} All of it is chance."),
            [cause] => format!("{counts} All of it comes from {}: nothing else differs.", cause.words()),
            [cause, Cause::Chance] => {
                format!("{counts} It comes from {} and from chance.", cause.words())
            }
            _ => format!(
                "{counts} It comes from {} together. Runs in between that swap one at a time take it apart: give them with --through, or have them made with --attribute.",
                words(only)
            ),
        },
        steps => {
            let order: Vec<String> = steps.iter().map(words).collect();
            format!(
                "{counts} Taken apart in this order: {}. The parts add up{}{}",
                order.join(", then "),
                orders(difference),
                rest(difference)
            )
        }
    }
}

/// What another order would say.
fn orders(difference: &RunDifference) -> &'static str {
    if difference.moved.iter().any(|one| one.reverse.is_some()) {
        "; in brackets stands each part where the same causes are swapped in the reverse order, and under interaction the largest difference \
         between the two: causes act through each other by as much."
    } else {
        "; in another order they may be others, as causes may act through each other."
    }
}

/// What an older engine leaves.
fn rest(difference: &RunDifference) -> String {
    difference.rest.map_or_else(String::new, |engine| {
        format!(
            " Code is the rest: engine {engine} is not in this program and cannot be run again, so its part is what the inputs of the \
             earlier run give now, less what they gave then."
        )
    })
}

fn table(difference: &RunDifference) -> Table {
    let several = difference.steps.len() > 1;
    let told = |one: &MovedNumber| one.interaction.is_some() || one.reverse.is_some();
    let with_interaction = difference.moved.iter().any(told);
    let mut head: Vec<String> = ["What", "Before", "Now", "Moved"].map(str::to_owned).to_vec();
    if several {
        head.extend(difference.steps.iter().map(words));
    }
    if with_interaction {
        head.push("Interaction".to_owned());
    }
    head.push("Chance".to_owned());
    let rows = difference.moved.iter().map(|one| {
        let mut row =
            vec![Sentence::plain(&one.title), number(&one.before), number(&one.now), amount(one, one.moved)];
        if several {
            row.extend((0..one.parts.len()).map(|step| share(one, step)));
        }
        if with_interaction {
            let value = one.interaction.or_else(|| apart(one));
            row.push(value.map_or_else(|| Sentence::plain("not told"), |value| amount(one, value)));
        }
        row.push(chance(one));
        row
    });
    Table { caption: String::new(), head, rows: rows.collect() }
}

fn number(quantity: &Quantity) -> Sentence {
    Sentence::with("{0:bare}", vec![quantity.clone()])
}

/// A part of what moved, in the unit of a difference.
fn amount(of: &MovedNumber, value: f64) -> Sentence {
    let quantity = Quantity::new(value, moved_unit(&of.now.unit), of.now.trace.clone()).signed();
    Sentence::with("{0:bare}", vec![quantity])
}

/// The part of a step; in brackets that of the reverse order.
fn share(of: &MovedNumber, step: usize) -> Sentence {
    let other = of.reverse.as_ref().and_then(|parts| parts.get(step));
    let Some(other) = other.filter(|other| other.to_bits() != of.parts[step].to_bits()) else {
        return amount(of, of.parts[step]);
    };
    let quantity = |value: f64| Quantity::new(value, moved_unit(&of.now.unit), of.now.trace.clone()).signed();
    Sentence::with("{0:bare} ({1:bare})", vec![quantity(of.parts[step]), quantity(*other)])
}

/// The largest difference between a part and the same part in the reverse order.
fn apart(of: &MovedNumber) -> Option<f64> {
    let reverse = of.reverse.as_ref()?;
    of.parts.iter().zip(reverse).map(|(part, other)| part - other).max_by(|a, b| a.abs().total_cmp(&b.abs()))
}

/// How far chance alone reaches, and whether the move lies beyond it.
fn chance(of: &MovedNumber) -> Sentence {
    let Some(error) = of.chance else { return Sentence::plain("not known: no draws were kept") };
    let reach = NINETY * error;
    let unit = moved_unit(&of.now.unit);
    let verdict = if of.moved.abs() > reach { "beyond" } else { "within" };
    let words = format!("±{{0:bare}}, {verdict}");
    Sentence::with(words, vec![Quantity::new(reach, unit, of.now.trace.clone())])
}
