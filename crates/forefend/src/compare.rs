//! `forefend compare`.

use std::path::{Path, PathBuf};

use forefend_assess::{ComparedWorlds, Options, ToCompare, compare_worlds};
use forefend_panel::{CountryId, Panel, Year};
use forefend_report::Unit;
use forefend_runs::Shard;
use forefend_simulate::WorldFiles;
use forefend_track::{BLOCK, PairedRow, TrackSettings, Verdict};
use serde_json::{Value, json};

use crate::cli::Global;
use crate::cli::report::CompareArguments;
use crate::failure::Failure;
use crate::input::EMBEDDED;
use crate::progress::Bar;
use crate::terminal::say;
use crate::{simulated, table};

/// States that are named where only one world speaks of them.
const NAMED: usize = 8;

/// `forefend compare`: two worlds from the same origins, on the same cases.
pub fn run(global: &Global, arguments: &CompareArguments) -> Result<(), Failure> {
    let mut settings =
        TrackSettings { draws: arguments.draws, seed: arguments.work.seed, ..TrackSettings::default() };
    if !arguments.origins.is_empty() {
        settings.origins.clone_from(&arguments.origins);
    }
    let names = [&arguments.first, &arguments.second];
    let second = crate::input::switched(crate::input::named(names[1])?, &arguments.switching)?;
    let worlds = [crate::input::named(names[0])?, second];
    let panels = [crate::input::panel(&worlds[0])?, crate::input::panel(&worlds[1])?];
    simulated::threads(arguments.work.threads)?;
    let side = |at: usize| ToCompare {
        world: &worlds[at],
        panel: &panels[at],
        options: options(arguments, (names[at], &worlds[at]), &settings),
    };
    let bar = Bar::new(global);
    let result = compare_worlds([side(0), side(1)], &settings, &bar);
    bar.finish();
    let compared = result?;
    if global.json {
        say(&format!("{:#}\n", facts(&compared, names, &panels)));
    } else if !global.quiet {
        say(&words(&compared, names, &panels));
    }
    Ok(())
}

/// What the backtest of one world is asked for: that of `forefend backtest`, so that a finished one is found.
fn options(
    arguments: &CompareArguments,
    (name, world): (&Path, &WorldFiles),
    settings: &TrackSettings,
) -> Options {
    let own = if name.as_os_str() == EMBEDDED { "" } else { " --world DIR" };
    let own = format!("{own}{}", world.switches().options());
    let years: Vec<String> = settings.origins.iter().map(ToString::to_string).collect();
    let (seed, draws, years) = (arguments.work.seed, arguments.draws, years.join(","));
    Options {
        seed,
        draws,
        block: BLOCK,
        deterministic: false,
        shard: Shard::WHOLE,
        as_of: None,
        to: None,
        command: format!("forefend backtest --seed {seed} --draws {draws} --origins {years}{own}"),
        code: env!("FOREFEND_CODE").to_owned(),
        created: crate::clock::today(),
        runs: arguments.out.join("runs"),
        home: None,
        track: None,
    }
}

/// The verdict on the first world.
fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Better => "A better",
        Verdict::Tie => "tie",
        Verdict::Worse => "B better",
    }
}

fn words(compared: &ComparedWorlds, names: [&PathBuf; 2], panels: &[Panel; 2]) -> String {
    let mut rows = Vec::new();
    let mut title = "";
    for row in &compared.skill.rows {
        if row.title != title {
            title = &row.title;
            rows.push(vec![format!("{title} ({})", row.target)]);
        }
        rows.push(line(row));
    }
    let head = ["years ahead", "score", "verdict", "A", "B", "A minus B, 90%", "cases", "events", "blocks"];
    let [first, second] = names.map(|name| name.display().to_string());
    let origins: Vec<String> = compared.origins.iter().map(ToString::to_string).collect();
    let mut text = format!(
        "A is {first} (run {}), B is {second} (run {}); origins {}; smaller scores are better\n\n{}\n",
        compared.runs[0].id,
        compared.runs[1].id,
        origins.join(", "),
        table::aligned(&head, &rows, 3)
    );
    let many = |wanted: Verdict| compared.skill.rows.iter().filter(|row| row.verdict == wanted).count();
    text.push_str(&format!(
        "{} rows: A better in {}, B better in {}, a tie in {}; where nothing differs, one row in ten lies outside by chance\n",
        compared.skill.rows.len(),
        many(Verdict::Better),
        many(Verdict::Worse),
        many(Verdict::Tie)
    ));
    text.push_str(&only_one(compared, panels));
    text.push_str(
        "Pairs of one origin, state and year with one outcome; intervals resample whole countries, of the world whole \
         origins (fewer than ten: too narrow). On revised data, and a look at these years that no score book counts: `backtest --write-scorebook` does.\n",
    );
    text
}

fn line(row: &PairedRow) -> Vec<String> {
    let (from, to) = row.years_ahead;
    let score = |value: f64| Unit::Score.number(value);
    vec![
        format!("  {}", if from == to { from.to_string() } else { format!("{from}-{to}") }),
        row.score.words().to_owned(),
        verdict(row.verdict).to_owned(),
        score(row.first),
        score(row.second),
        format!("{} [{}, {}]", score(row.difference), score(row.interval.lower), score(row.interval.upper)),
        row.cases.to_string(),
        row.events.to_string(),
        format!("{} {}", row.blocks, row.block_words),
    ]
}

/// What only one of the two worlds has.
fn only_one(compared: &ComparedWorlds, panels: &[Panel; 2]) -> String {
    let skill = &compared.skill;
    let mut text = String::new();
    let mut tell = |what: &str, names: &[String]| {
        if !names.is_empty() {
            text.push_str(&format!("{what}: {}\n", names.join(", ")));
        }
    };
    let years: Vec<String> = compared.left_out.iter().map(ToString::to_string).collect();
    tell("origins left out, after which one of the two has no outcome", &years);
    tell("targets of A alone", &skill.only_first);
    tell("targets of B alone", &skill.only_second);
    tell("targets that ask different things in A and B", &skill.asked_otherwise);
    for target in &skill.targets {
        let counts = [
            (target.only_first, "of A alone"),
            (target.only_second, "of B alone"),
            (target.outcomes_differ, "with another outcome in A than in B"),
        ];
        let mut left: Vec<String> = counts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, words)| format!("{count} {words}"))
            .collect();
        let states =
            [(&target.states_only_first, &panels[0], "A"), (&target.states_only_second, &panels[1], "B")];
        for (states, panel, of) in states.into_iter().filter(|(states, ..)| !states.is_empty()) {
            left.push(format!("{of} alone speaks of {}", named(states, panel)));
        }
        if !left.is_empty() {
            text.push_str(&format!(
                "{}: {} cases paired, left out {}\n",
                target.target,
                target.paired,
                left.join(", ")
            ));
        }
    }
    text
}

/// Codes of states, the first few; of one without a code its number.
fn named(states: &[u16], panel: &Panel) -> String {
    let shown: Vec<String> = states.iter().take(NAMED).map(|state| code(*state, panel)).collect();
    let more = states.len().saturating_sub(NAMED);
    if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { shown.join(", ") }
}

fn code(state: u16, panel: &Panel) -> String {
    let country = panel.roster().get(CountryId(state));
    country.and_then(forefend_panel::Country::iso3).map_or_else(|| state.to_string(), |code| code.to_string())
}

fn facts(compared: &ComparedWorlds, names: [&PathBuf; 2], panels: &[Panel; 2]) -> Value {
    let side = |at: usize| {
        let run = &compared.runs[at];
        json!({ "world": names[at], "digest": run.manifest.world, "data": run.manifest.data, "run": run.id,
                "folder": run.folder })
    };
    let codes = |states: &[u16], at: usize| {
        states.iter().map(|state| code(*state, &panels[at])).collect::<Vec<String>>()
    };
    let mut targets = Vec::new();
    for target in &compared.skill.targets {
        let mut fact = json!(target);
        fact["states_only_first"] = json!(codes(&target.states_only_first, 0));
        fact["states_only_second"] = json!(codes(&target.states_only_second, 1));
        targets.push(fact);
    }
    let years = |years: &[Year]| years.iter().map(|year| year.0).collect::<Vec<i16>>();
    json!({
        "first": side(0), "second": side(1), "origins": years(&compared.origins),
        "origins_left_out": years(&compared.left_out), "rows": compared.skill.rows, "targets": targets,
        "only_first": compared.skill.only_first, "only_second": compared.skill.only_second,
        "asked_otherwise": compared.skill.asked_otherwise,
    })
}
