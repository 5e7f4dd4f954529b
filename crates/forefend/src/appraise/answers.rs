//! Cost of delay, marginal value and what one would have to believe, on the terminal.

use forefend_assess::{Answers, Believed, Changed};
use forefend_report::{Appraisal, Unit};

use super::{signed, titled};
use crate::table;

/// A table for each question that was asked, changes under the leading setting.
pub fn words(answers: &Answers, appraisal: &Appraisal) -> String {
    let mut text = String::new();
    let leading = appraisal.settings.first().map_or("", |setting| setting.id.as_str());

    if !answers.later.is_empty() {
        text.push_str(&format!("\nCost of delay, {leading}: later minus at once, the same luck\n"));
        let rows =
            of_setting(&answers.later, leading).map(|row| line(row, appraisal, &format!("{} y", row.what)));
        text.push_str(&changes(&["portfolio", "later"], rows.collect()));
    }
    if !answers.more.is_empty() {
        text.push_str(&format!(
            "\nMarginal value, {leading}: with more of one measure minus without, the same luck\n"
        ));
        let rows = of_setting(&answers.more, leading).map(|row| {
            let units = Unit::Number.number(row.units.unwrap_or(f64::NAN));
            line(row, appraisal, &format!("{} (+{units} unit-years)", row.what))
        });
        text.push_str(&changes(&["portfolio", "more of"], rows.collect()));
    }
    if !answers.believe.is_empty() {
        text.push_str("\nWhat one would have to believe: where the portfolio is as good as the reference\n");
        let rows: Vec<Vec<String>> = answers.believe.iter().map(believed).collect();
        let head = ["portfolio", "question", "effects", "answer", "better as published"];
        text.push_str(&table::aligned(&head, &rows, 4));
    }
    text
}

/// Rows of a setting in which anything moves.
fn of_setting<'a>(rows: &'a [Changed], setting: &'a str) -> impl Iterator<Item = &'a Changed> {
    rows.iter().filter(move |row| row.setting == setting && !row.difference.is_nothing())
}

fn changes(first: &[&str; 2], rows: Vec<Vec<String>>) -> String {
    if rows.is_empty() {
        return "nothing differs in any draw\n".to_owned();
    }
    let head = [first[0], first[1], "outcome", "mean", "5%", "95%", "gain for each US$ bn more"];
    table::aligned(&head, &rows, 3)
}

fn line(row: &Changed, appraisal: &Appraisal, what: &str) -> Vec<String> {
    let (title, unit) = titled(appraisal, &row.outcome);
    let number = |value: f64| signed(unit, value);
    let [low, .., high] = row.difference.quantiles;
    // A gain of a billion may be a small part of a death.
    let part = |value: f64| if *unit == Unit::Share { number(value) } else { Unit::Number.number(value) };
    let gain = row.per_billion.map_or_else(String::new, |(value, ends)| {
        let ends = ends.map_or_else(String::new, |[low, high]| format!(" [{}, {}]", part(low), part(high)));
        format!("{}{ends}", part(value))
    });
    vec![
        row.alternative.clone(),
        what.to_owned(),
        title.to_owned(),
        number(row.difference.mean),
        number(low),
        number(high),
        gain,
    ]
}

fn believed(row: &Believed) -> Vec<String> {
    let times = |value: f64| format!("{value:.2}");
    let answer = match row.multiple {
        None => row.answer.clone(),
        Some(multiple) => {
            let side = if row.better_above == Some(true) { "above" } else { "below" };
            let ends = row.ends.map_or_else(
                || " (no interval: too many resamples have no such point)".to_owned(),
                |[low, high]| format!(" [{}, {}]", times(low), times(high)),
            );
            let discount =
                row.discount.map_or_else(String::new, |d| format!(", a causal discount of {}", times(d)));
            format!("better {side} {} times the effects{ends}{discount}", times(multiple))
        }
    };
    let better = row.better_as_published.map_or_else(String::new, |share| Unit::Share.number(share));
    vec![row.alternative.clone(), row.title.clone(), row.effects.clone(), answer, better]
}
