//! `forefend appraise`.

mod answers;
mod by_place;
mod courses;
mod decision;
mod money;
mod principles;

use forefend_assess::{
    Appraised, Asked, By, HeadToHead, Options, Questions, Strengthen, Strengthened, appraise_in_courses,
    strengthened,
};
use forefend_report::{Appraisal, Difference, Unit};
use forefend_runs::quoted;
use forefend_strategy::portfolio::AT_COST;
use serde_json::{Value, json};

use crate::cli::Global;
use crate::cli::simulated::{AppraiseArguments, ByPlace};
use crate::failure::Failure;
use crate::progress::Bar;
use crate::terminal::say;
use crate::{home, simulated, table};

/// `forefend appraise`: portfolios against the reference on the same luck.
pub fn run(global: &Global, arguments: &AppraiseArguments) -> Result<(), Failure> {
    let (simulated, futures) = (&arguments.simulated, &arguments.futures);
    let shard = simulated::shard(simulated)?;
    let mut world = crate::input::given(&simulated.given)?;
    let panel = crate::input::panel_with(&world, simulated.given.outcomes.as_deref())?;
    let home = home::asked(&panel, arguments.home.as_deref())?;
    let strengthen = &arguments.strengthen;
    let head_to_head = !arguments.versus.is_empty() || strengthen.len() == 2;
    let (option, portfolios) = match (strengthen.is_empty(), arguments.versus.is_empty()) {
        (false, _) => ("--strengthen", strengthen),
        (true, false) => ("--versus", &arguments.versus),
        (true, true) => ("--against", &arguments.against),
    };
    let by = arguments.by.map(|by| match by {
        ByPlace::Region => By::Region,
        ByPlace::Country => By::Country,
        ByPlace::Group => By::Group,
    });
    let command = simulated::command("appraise", simulated, futures, arguments.deterministic);
    let named: Vec<String> = portfolios.iter().map(|name| quoted(name)).collect();
    let named = format!("{option} {}", named.join(" "));
    let others = courses::courses(&world, arguments, (&command, &named))?;
    let mut command = format!("{command} {named}");
    if !strengthen.is_empty() {
        command.push_str(&format!(" --money {} --from {}", arguments.money, arguments.from));
    }
    if let Some(by) = by {
        command.push_str(&format!(" --by {}", by.id()));
    }
    let asked = &arguments.questions;
    let questions = Questions { delays: asked.delay.clone(), more: asked.more, believe: asked.believe };
    command.push_str(&questions.options());
    command.push_str(&courses::option(&others));
    command.push_str(&home::in_command(&panel, home));
    let options = simulated::options(simulated, futures, shard, command, arguments.deterministic)?;
    let options = Options { home, ..options };
    simulated::threads(simulated.work.threads)?;
    let bar = Bar::new(global);
    let strengthening =
        Strengthen { organisations: strengthen.clone(), money: arguments.money, from: arguments.from };
    let composed = match strengthen.is_empty() {
        true => None,
        false => Some(strengthened(&mut world, &panel, &options, &strengthening)?),
    };
    let composed_names: Option<Vec<String>> =
        composed.as_ref().map(|all| all.iter().map(|one| one.portfolio.clone()).collect());
    let asked =
        Asked { portfolios: composed_names.as_ref().unwrap_or(portfolios), head_to_head, by, questions };
    let result = appraise_in_courses((&mut world, &panel), &options, asked, others, &bar);
    bar.finish();
    let composed = composed.as_deref().unwrap_or_default();
    tell_strengthened(global, composed);
    let money = money::Money { asked: &strengthening, composed };
    told(global, &result?, head_to_head, (!composed.is_empty()).then_some(money))
}

/// What the money of each organisation buys, and what it does not and why: before the table that follows from it.
fn tell_strengthened(global: &Global, composed: &[Strengthened]) {
    if global.json || global.quiet {
        return;
    }
    for one in composed {
        say(&format!("{}\n", one.portfolio));
        one.told.iter().for_each(|line| say(&format!("  {line}\n")));
    }
    if !composed.is_empty() {
        say("\n");
    }
}

/// The closing of an appraisal: each portfolio against the reference.
///
/// # Errors
/// As [`home::words`].
pub fn tell(global: &Global, appraised: &Appraised) -> Result<(), Failure> {
    told(global, appraised, false, None)
}

/// The same, or two portfolios against each other; where organisations are strengthened, their answer instead of all outcomes under every setting.
fn told(
    global: &Global,
    appraised: &Appraised,
    head_to_head: bool,
    money: Option<money::Money<'_>>,
) -> Result<(), Failure> {
    let deterministic = appraised.ran.manifest.deterministic;
    let (facts, mut text) = match (&appraised.appraisal, money) {
        (Some(appraisal), Some(money)) => (facts(appraisal), money.words(appraised, appraisal)),
        (Some(appraisal), None) => {
            let rows = rows(appraised, appraisal, head_to_head);
            (facts(appraisal), words(appraisal, &rows, deterministic))
        }
        (None, _) => (json!([]), String::new()),
    };
    if !head_to_head && appraised.appraisal.as_ref().is_some_and(|found| found.alternatives.len() > 1) {
        text.push_str(
            "Each portfolio is compared with the reference; --versus A B compares two with each other.\n",
        );
    }
    text.push_str(&principles::words(appraised));
    if let Some(appraisal) = &appraised.appraisal {
        text.push_str(&decision::words(appraisal));
        text.push_str(&courses::words(&appraised.courses, appraisal));
        text.push_str(&answers::words(&appraised.answers, appraisal));
    }
    if let Some(places) = &appraised.places {
        text.push_str(&by_place::words(places, &appraised.ran.folder));
    }
    let pairs: Vec<Value> = appraised.head_to_head.iter().map(pair).collect();
    let more = json!({
        "label": "scenario", "differences": facts, "head_to_head": pairs,
        "principles": principles::facts(&appraised.principles),
        "by_place": appraised.places.as_ref().map(by_place::facts),
        "decision": appraised.appraisal.as_ref().map(|appraisal| &appraisal.decision),
        "answers": appraised.answers,
        "strengthened": money.map(|money| money.facts(appraised)),
        "courses": appraised.courses,
        "home": appraised.home,
    });
    text.insert_str(0, &home::words(appraised.home.as_ref())?);
    simulated::close(global, &appraised.ran, more, &text);
    Ok(())
}

fn fact(row: &Difference) -> Value {
    json!({
        "alternative": row.alternative, "outcome": row.outcome, "setting": row.setting,
        "mean": row.mean, "p05": row.p05, "p50": row.p50, "p95": row.p95,
        "probability_better": row.probability_better, "probability_worse": row.probability_worse, "grade": row.grade,
    })
}

fn facts(appraisal: &Appraisal) -> Value {
    appraisal.differences.iter().map(fact).collect()
}

fn pair(one: &HeadToHead) -> Value {
    let mut fact = fact(&one.row);
    fact["against"] = one.against.as_str().into();
    fact
}

/// A table to print: its title and its rows.
type Titled<'a> = (String, Vec<&'a Difference>);

/// The tables: one a portfolio against the reference, or the first portfolio of two against the second.
fn rows<'a>(appraised: &'a Appraised, appraisal: &'a Appraisal, head_to_head: bool) -> Vec<Titled<'a>> {
    let (from, to) = appraisal.years;
    let label = "scenario, paired differences on the same luck";
    if head_to_head {
        let name = |id: &str| {
            let found = appraisal.alternatives.iter().find(|alternative| alternative.id == id);
            found.map_or_else(|| id.to_owned(), |found| format!("{} ({id})", found.name))
        };
        let [first, second] = appraised.named.as_slice() else { return Vec::new() };
        let mine = |one: &&HeadToHead| one.row.alternative == *first && one.against == *second;
        let rows = appraised.head_to_head.iter().filter(mine).map(|one| &one.row).collect();
        return vec![(format!("{} minus {}, {from}-{to}: {label}", name(first), name(second)), rows)];
    }
    let one = |alternative: &'a forefend_report::Portfolio| {
        let mine = |row: &&Difference| row.alternative == alternative.id;
        let rows = appraisal.differences.iter().filter(mine).collect();
        let (name, id, reference) = (&alternative.name, &alternative.id, &appraisal.reference.name);
        (format!("{name} ({id}) against {reference}, {from}-{to}: {label}"), rows)
    };
    appraisal.alternatives.iter().map(one).collect()
}

/// The tables, outcomes under every setting, never averaged, and what a reader must know of them.
fn words(appraisal: &Appraisal, tables: &[Titled<'_>], deterministic: bool) -> String {
    let mut text = String::new();
    for (title, rows) in tables {
        let rows: Vec<Vec<String>> = rows.iter().map(|row| line(appraisal, row)).collect();
        let head = ["outcome", "setting", "grade", "mean", "5%", "median", "95%", "better", "worse"];
        text.push_str(&format!("{title}\n{}\n", table::aligned(&head, &rows, 3)));
    }
    let any =
        |test: &dyn Fn(&Difference) -> bool| tables.iter().any(|(_, rows)| rows.iter().any(|row| test(row)));
    if any(&|row| nothing(row) && row.grade.is_empty()) {
        text.push_str(
            "A row of 0 without a grade: no effect that is on in that setting acts on the outcome, or only by what comes back in later \
             years. Assumptions (F6) move more; settings with them on are rows of their own.\n",
        );
    }
    if any(&|row| nothing(row) && !row.grade.is_empty()) {
        text.push_str(
            "A row of 0 with a grade: an effect acts, and no future of this run differs; more draws (--draws) may show one.\n",
        );
    }
    if deterministic {
        text.push_str(
            "Nothing is drawn: the one draw is the mean of each of its parts, so no row has an interval or a chance.\n",
        );
    } else if any(&|row| row.p05 == row.p95 && row.mean != 0.0) {
        text.push_str(
            "The same number at 5 % and 95 %: the evidence prints no interval, so none is drawn.\n",
        );
    }
    if appraisal.alternatives.iter().any(|one| one.id.ends_with(AT_COST)) {
        text.push_str(
            "At equal cost is a plan at the central cost of each measure; what is spent is drawn, and its mean can lie above.\n",
        );
    }
    text.push_str(
        "Grade: the weakest evidence a row rests on; F6 is an assumption. Settings are in appraisal.toml.\n",
    );
    text
}

/// Whether the portfolio changes nothing in this outcome, in any draw.
fn nothing(row: &Difference) -> bool {
    row.mean == 0.0 && row.p05 == 0.0 && row.p95 == 0.0
}

/// The share of futures in which a portfolio is better; a dash where neither direction is.
fn better(share: f64) -> String {
    if share.is_nan() { "-".to_owned() } else { Unit::Share.number(share) }
}

/// The title and unit of an outcome, by id.
fn titled<'a>(appraisal: &'a Appraisal, id: &'a str) -> (&'a str, &'a Unit) {
    let outcome = appraisal.outcomes.iter().find(|outcome| outcome.id == id);
    outcome.map_or((id, &Unit::Number), |outcome| (&outcome.title, &outcome.unit))
}

/// A difference with its sign.
fn signed(unit: &Unit, value: f64) -> String {
    let number = unit.number(value);
    if value > 0.0 { format!("+{number}") } else { number }
}

/// A difference with its sign; nothing as 0.
fn number(unit: &Unit, value: f64) -> String {
    if value == 0.0 { "0".to_owned() } else { signed(unit, value) }
}

/// The title of an outcome, with its unit where that is money.
fn headed(title: &str, unit: &Unit) -> String {
    if *unit == Unit::Usd { format!("{title}, {}", unit.name()) } else { title.to_owned() }
}

fn line(appraisal: &Appraisal, row: &Difference) -> Vec<String> {
    let (title, unit) = titled(appraisal, &row.outcome);
    let number = |value: f64| number(unit, value);
    vec![
        headed(title, unit),
        row.setting.clone(),
        row.grade.clone(),
        number(row.mean),
        number(row.p05),
        number(row.p50),
        number(row.p95),
        better(row.probability_better),
        better(row.probability_worse),
    ]
}
