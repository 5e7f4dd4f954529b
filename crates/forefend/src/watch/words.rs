//! The outlook in words and tables.

use std::fmt::Write as _;

use forefend_panel::Month;
use forefend_watch::{AHEAD, CountryOutlook, EVENT, Group, ONGOING, Outlook, Standing};

use super::Given;
use crate::table::aligned;

/// What is printed: ongoing violence apart from what would be new.
/// `last` is the last month with data, `months_old` counts from it to today's.
pub fn outlook(said: &Outlook, given: &Given<'_>, label: &str, last: Month, months_old: i32) -> String {
    let (horizon, top) = (given.arguments.horizon, given.arguments.top);
    let months = super::months(said, horizon);
    let mut text =
        format!("{} by country and month, {months}, as of the end of {}\n", title(said), said.as_of);
    let _ = writeln!(text, "the data end in {last}: {} ago", crate::input::counted_months(months_old));
    table(
        said,
        Standing::Ongoing,
        top,
        &format!("Ongoing: at least {ONGOING} deaths in the last twelve months"),
        &mut text,
    );
    table(
        said,
        Standing::Quiet,
        top,
        &format!("New onset: fewer than {ONGOING} deaths in the last twelve months"),
        &mut text,
    );
    notes(said, given, label, horizon, &mut text);
    text
}

fn title(said: &Outlook) -> String {
    let mut title = said.target.title().to_owned();
    title[..1].make_ascii_uppercase();
    title
}

fn table(said: &Outlook, standing: Standing, top: usize, heading: &str, text: &mut String) {
    let all: Vec<&CountryOutlook> = said.countries.iter().filter(|one| one.standing == standing).collect();
    let rows: Vec<Vec<String>> = all.iter().take(top).map(|one| row(one)).collect();
    let shown =
        if all.len() > rows.len() { format!(", {} of {}", rows.len(), all.len()) } else { String::new() };
    let _ = writeln!(text, "\n{heading}{shown}");
    let above = format!(">{EVENT} a month");
    let head = ["country", "12 months", &above, "change", "any death", "mean", "90 % below", "why"];
    // "why" is text, and stands at the end so that its width does not matter.
    text.push_str(&aligned(&head, &rows, 1));
}

fn row(one: &CountryOutlook) -> Vec<String> {
    let high = one.months.iter().map(|month| month.quantiles[1]).max().unwrap_or(0);
    vec![
        one.place.name.clone(),
        one.deaths_12.map_or_else(|| "?".to_owned(), |deaths| deaths.to_string()),
        percent(one.above),
        one.change.map_or_else(|| "new".to_owned(), points),
        percent(one.any),
        format!("{:.*}", if one.mean < 10.0 { 1 } else { 0 }, one.mean),
        high.to_string(),
        why(one),
    ]
}

/// The two largest reasons that move the chance by at least half a point.
fn why(one: &CountryOutlook) -> String {
    let large: Vec<String> = one
        .reasons
        .iter()
        .filter(|reason| reason.part.abs() >= 0.005)
        .take(2)
        .map(|reason| format!("{} {}", word(reason.group), points(reason.part)))
        .collect();
    if large.is_empty() { "nothing stands out".to_owned() } else { large.join(", ") }
}

fn word(group: Group) -> &'static str {
    match group {
        Group::OwnHistory => "own history",
        Group::OtherViolence => "other violence",
        Group::Neighbours => "neighbours",
        Group::Structural => "structure",
        Group::Calendar => "calendar",
    }
}

fn percent(chance: f64) -> String {
    let percent = chance * 100.0;
    match percent {
        p if p < 0.1 => "<0.1 %".to_owned(),
        p if p < 10.0 => format!("{p:.1} %"),
        p => format!("{p:.0} %"),
    }
}

fn points(change: f64) -> String {
    let points = change * 100.0;
    let digits = if points.abs() < 10.0 { 1 } else { 0 };
    let text = format!("{points:+.digits$}");
    if text.trim_start_matches(['+', '-']).chars().all(|c| "0.".contains(c)) { "0".to_owned() } else { text }
}

fn notes(said: &Outlook, given: &Given<'_>, label: &str, horizon: usize, text: &mut String) {
    text.push('\n');
    let mut note = |words: String| {
        if !words.is_empty() {
            let _ = writeln!(text, "{}", words.trim_end());
        }
    };
    note(format!(
        ">{EVENT} a month, any death, mean: of an average month ahead; 90 % below: the month in which that number is highest."
    ));
    note("change: percentage points of the third column since the same model's outlook of three months before.".to_owned());
    note(
        "why: points of that column that would be lost (+) or gained (-) had nobody ever been killed there (own history), by others (other violence) or nearby (neighbours), or were population, income, democracy and age those of a typical country (structure); the parts overlap."
            .to_owned(),
    );
    let age = said.as_of - said.known_to;
    note(format!(
        "data: deaths read to {} ({}), as if known at the end of that month (UCDP publishes candidate events about three weeks \
         later, final figures in the middle of the next year); revised since, so that a past outlook sees what was corrected later.",
        said.known_to,
        match age {
            0 => "the month of the outlook".to_owned(),
            months => format!("{} before it", crate::input::counted_months(months)),
        }
    ));
    note(unlike_the_rest(said, age));
    note(label.to_owned());
    let learned = &given.settings.learned;
    note(format!(
        "settings {}, learned on the windows {} to {}; {} country-months learned from.",
        &said.settings[..12],
        learned.first_window,
        learned.last_window,
        said.rows
    ));
    note(match given.book.of(&said.settings, said.target) {
        Some(look) => format!(
            "scored 3 to 14 months ahead on the windows {} to {}, a pseudo-replay on revised data{}: IGN {:.3}, log1p-CRPS {:.3}, CRPS {:.1}{}.",
            look.windows[0],
            look.windows[1],
            if look.seen { ", seen when the settings were chosen" } else { "" },
            look.ign,
            look.log1p_crps,
            look.crps,
            if horizon > AHEAD.1 { "; what lies further ahead has not been scored" } else { "" }
        ),
        None => "not scored with these settings: see `forefend watch --backtest`.".to_owned(),
    });
}

/// Countries whose data are older than the rest, and those without a series.
fn unlike_the_rest(said: &Outlook, age: i32) -> String {
    let mut text = String::new();
    let older: Vec<String> = said
        .countries
        .iter()
        .filter(|one| one.age.is_some_and(|months| months > age))
        .map(|one| format!("{} ({} months)", one.place.name, one.age.unwrap_or(0)))
        .collect();
    if !older.is_empty() {
        let _ = writeln!(text, "older data: {}.", older.join(", "));
    }
    let unknown: Vec<&str> = said
        .countries
        .iter()
        .filter(|one| one.standing == Standing::Unknown)
        .map(|one| one.place.name.as_str())
        .collect();
    if !unknown.is_empty() {
        let _ = writeln!(
            text,
            "no series of {}: {} countries, forecast like countries where nobody died ({}).",
            said.target,
            unknown.len(),
            unknown.join(", ")
        );
    }
    text
}
