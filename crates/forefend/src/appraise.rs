//! `forefend appraise`.

use forefend_assess::{Appraised, appraise};
use forefend_report::{Appraisal, Difference, Unit};
use forefend_simulate::run::quoted;
use serde_json::{Value, json};

use crate::cli::{AppraiseArguments, Global};
use crate::failure::Failure;
use crate::progress::Bar;
use crate::{simulated, table};

/// `forefend appraise`: portfolios against the reference on the same luck.
pub fn run(global: &Global, arguments: &AppraiseArguments) -> Result<(), Failure> {
    let (given, futures) = (&arguments.simulated, &arguments.futures);
    let shard = simulated::shard(given)?;
    let mut world = crate::input::world(given.world.as_deref())?;
    let panel = crate::input::panel(&world)?;
    let command = simulated::command("appraise", given, futures);
    let against: Vec<String> = arguments.against.iter().map(|name| quoted(name)).collect();
    let mut command = format!("{command} --against {}", against.join(" "));
    if arguments.deterministic {
        command.push_str(" --deterministic");
    }
    let mut options = simulated::options(given, futures, shard, command)?;
    options.deterministic = arguments.deterministic;
    simulated::threads(given.threads)?;
    let bar = Bar::new(global);
    let result = appraise(&mut world, &panel, &options, &arguments.against, &bar);
    bar.finish();
    tell(global, &result?);
    Ok(())
}

/// The closing of an appraisal.
pub fn tell(global: &Global, appraised: &Appraised) {
    let (facts, text) = match &appraised.appraisal {
        Some(appraisal) => (facts(appraisal), words(appraisal, appraised.ran.manifest.deterministic)),
        None => (json!([]), String::new()),
    };
    simulated::close(global, &appraised.ran, json!({ "label": "scenario", "differences": facts }), &text);
}

fn facts(appraisal: &Appraisal) -> Value {
    let fact = |row: &Difference| {
        json!({
            "alternative": row.alternative, "outcome": row.outcome, "setting": row.setting,
            "mean": row.mean, "p05": row.p05, "p50": row.p50, "p95": row.p95,
            "probability_better": row.probability_better, "grade": row.grade,
        })
    };
    appraisal.differences.iter().map(fact).collect()
}

/// One table a portfolio: outcomes under every setting, never averaged.
fn words(appraisal: &Appraisal, deterministic: bool) -> String {
    let (from, to) = appraisal.years;
    let mut text = String::new();
    for alternative in &appraisal.alternatives {
        text.push_str(&format!(
            "{} ({}) against {}, {from}-{to}: scenario, paired differences on the same luck\n",
            alternative.name, alternative.id, appraisal.reference.name
        ));
        let mine = |row: &&Difference| row.alternative == alternative.id;
        let rows: Vec<Vec<String>> =
            appraisal.differences.iter().filter(mine).map(|row| line(appraisal, row)).collect();
        let head = ["outcome", "setting", "grade", "mean", "5%", "median", "95%", "better in"];
        text.push_str(&table::aligned(&head, &rows, 3));
        text.push('\n');
    }
    if appraisal.differences.iter().any(nothing) {
        text.push_str(
            "A row of 0 only: no effect that is on in that setting moves the outcome, by any path. Assumptions (F6) move \
             more; settings with them on are rows of their own.\n",
        );
    }
    if deterministic {
        text.push_str("Nothing is drawn: every draw is its mean, so no row has an interval or a chance.\n");
    } else if appraisal.differences.iter().any(|row| row.p05 == row.p95 && row.mean != 0.0) {
        text.push_str(
            "The same number at 5 % and 95 %: the evidence prints no interval, so none is drawn.\n",
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

fn line(appraisal: &Appraisal, row: &Difference) -> Vec<String> {
    let outcome = appraisal.outcomes.iter().find(|outcome| outcome.id == row.outcome);
    let (title, unit) =
        outcome.map_or((row.outcome.as_str(), &Unit::Number), |o| (o.title.as_str(), &o.unit));
    let signed = |value: f64| {
        let number = unit.number(value);
        if value > 0.0 { format!("+{number}") } else { number }
    };
    let number = |value: f64| if value == 0.0 { "0".to_owned() } else { signed(value) };
    let title = if *unit == Unit::Usd { format!("{title}, {}", unit.name()) } else { title.to_owned() };
    vec![
        title,
        row.setting.clone(),
        row.grade.clone(),
        number(row.mean),
        number(row.p05),
        number(row.p50),
        number(row.p95),
        Unit::Share.number(row.probability_better),
    ]
}
