//! `forefend assess`.

use std::path::Path;

use forefend_assess::{Options, assess};
use forefend_panel::Year;
use forefend_runs::Shard;
use forefend_track::TrackSettings;

use crate::cli::Global;
use crate::cli::report::AssessArguments;
use crate::failure::Failure;
use crate::progress::Bar;
use crate::terminal::{say, warn};
use crate::{clock, home, latest};

/// Draws in a block: large enough to share the cost of a step, small enough to stay in cache.
const BLOCK: u64 = 50;

/// `forefend assess`: the whole chain, and the report.
pub fn run(global: &Global, arguments: &AssessArguments) -> Result<(), Failure> {
    let started = clock::now();
    latest::check_report(&arguments.out)?;
    if arguments.risk_register && arguments.home.is_none() {
        let message = "--risk-register: it scores likelihood and deaths for one state, and this report is about the world; add --home ISO3";
        return Err(Failure::command(message.to_owned()));
    }
    let world = crate::input::given(&arguments.given)?;
    let panel = crate::input::panel_with(&world, arguments.given.outcomes.as_deref())?;
    let home = home::asked(&panel, arguments.home.as_deref())?;
    let options = Options {
        seed: arguments.work.seed,
        draws: arguments.draws,
        block: BLOCK,
        deterministic: false,
        shard: Shard::WHOLE,
        as_of: crate::input::as_of(arguments.as_of, crate::input::TO_LOOK_AHEAD)?,
        to: arguments.to,
        command: command(arguments) + &home::in_command(&panel, home),
        code: env!("FOREFEND_CODE").to_owned(),
        created: clock::date_of(started),
        runs: arguments.out.join("runs"),
        home,
        track: (!arguments.no_track).then(|| track(&arguments.origins)),
    };
    crate::simulated::threads(arguments.work.threads)?;
    let bar = Bar::new(global);
    let result = assess(&world, &panel, &options, &bar);
    bar.finish();
    let assessment = result?;
    let id = &assessment.brief.run.id;
    let (page, other) = latest::publish(&assessment.run, id, &arguments.out)?;
    if let Some(other) = other.as_ref().filter(|_| !global.quiet) {
        warn(&latest::replaced(&page, &options.runs, other));
    }
    let seconds = started.elapsed().map_or(0.0, |elapsed| elapsed.as_secs_f64());
    tell(global, &assessment, (&page, arguments.risk_register), seconds)
}

/// The track record's settings: the origins asked for, or those of every backtest.
fn track(origins: &[Year]) -> TrackSettings {
    let usual = TrackSettings::default();
    match origins {
        [] => usual,
        chosen => TrackSettings { origins: chosen.to_vec(), ..usual },
    }
}

fn tell(
    global: &Global,
    assessment: &forefend_assess::Assessment,
    (page, with_register): (&Path, bool),
    seconds: f64,
) -> Result<(), Failure> {
    let told = assessment.brief.home.as_ref();
    let run = &assessment.brief.run;
    if global.json {
        let facts = serde_json::json!({
            "run": run.id,
            "report": page,
            "folder": assessment.run,
            "draws": run.draws,
            "seed": run.seed,
            "seconds": seconds,
            "home": told,
        });
        say(&format!("{facts:#}\n"));
    } else if !global.quiet {
        say(&home::words(told)?);
        say(&told.filter(|_| with_register).map(home::register).unwrap_or_default());
        say(&format!(
            "run {} ({} futures, {seconds:.1} s)\nreport {}\nnumbers {}\n",
            run.id,
            run.draws,
            page.display(),
            assessment.run.join("numbers.csv").display()
        ));
    }
    Ok(())
}

/// The command that repeats this run: what changes a value, and nothing of this machine.
fn command(arguments: &AssessArguments) -> String {
    let mut command = format!("forefend assess --seed {} --draws {}", arguments.work.seed, arguments.draws);
    if let Some(month) = arguments.as_of {
        command.push_str(&format!(" --as-of {month}"));
    }
    if let Some(year) = arguments.to {
        command.push_str(&format!(" --to {year}"));
    }
    if arguments.given.world.is_some() {
        command.push_str(" --world DIR");
    }
    if !arguments.origins.is_empty() {
        let years: Vec<String> = arguments.origins.iter().map(ToString::to_string).collect();
        command.push_str(&format!(" --origins {}", years.join(",")));
    }
    command.push_str(&arguments.given.switching.switches().options());
    command.push_str(&crate::input::outcomes_in_command(arguments.given.outcomes.as_deref()));
    if arguments.no_track {
        command.push_str(" --no-track");
    }
    command
}
