//! `forefend assess`.

use std::path::Path;

use forefend_assess::{Options, assess};
use forefend_panel::Year;
use forefend_runs::Shard;
use forefend_track::TrackSettings;

use crate::cli::{AssessArguments, Global};
use crate::failure::Failure;
use crate::latest;
pub use crate::output::{say, warn};
use crate::progress::Bar;

/// Draws in a block: large enough to share the cost of a step, small enough to stay in cache.
const BLOCK: u64 = 50;

/// `forefend assess`: the whole chain, and the report.
pub fn run(global: &Global, arguments: &AssessArguments) -> Result<(), Failure> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the program tells the date of the run; no result reads it"
    )]
    let started = std::time::SystemTime::now();
    latest::check_report(&arguments.out)?;
    let world = crate::input::world(arguments.world.as_deref())?;
    let panel = crate::input::panel_with(&world, arguments.outcomes.as_deref())?;
    let options = Options {
        seed: arguments.seed,
        draws: arguments.draws,
        block: BLOCK,
        deterministic: false,
        shard: Shard::WHOLE,
        as_of: crate::input::as_of(arguments.as_of, crate::input::TO_LOOK_AHEAD)?,
        to: arguments.to,
        command: command(arguments),
        code: env!("FOREFEND_CODE").to_owned(),
        engine: env!("FOREFEND_ENGINE").to_owned(),
        created: today(started),
        runs: arguments.out.join("runs"),
        track: (!arguments.no_track).then(|| track(&arguments.origins)),
    };
    crate::simulated::threads(arguments.threads)?;
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
    tell(global, &assessment, &page, seconds);
    Ok(())
}

/// The track record's settings: the origins asked for, or those of every backtest.
fn track(origins: &[Year]) -> TrackSettings {
    let usual = TrackSettings::default();
    match origins {
        [] => usual,
        chosen => TrackSettings { origins: chosen.to_vec(), ..usual },
    }
}

fn tell(global: &Global, assessment: &forefend_assess::Assessment, page: &Path, seconds: f64) {
    let run = &assessment.brief.run;
    if global.json {
        let facts = serde_json::json!({
            "run": run.id,
            "report": page,
            "folder": assessment.run,
            "draws": run.draws,
            "seed": run.seed,
            "seconds": seconds,
        });
        say(&format!("{facts:#}\n"));
    } else if !global.quiet {
        say(&format!(
            "run {} ({} futures, {seconds:.1} s)\nreport {}\nnumbers {}\n",
            run.id,
            run.draws,
            page.display(),
            assessment.run.join("numbers.csv").display()
        ));
    }
}

/// Today's date in UTC, for what tells when it was made; no result reads it.
pub fn date() -> String {
    #[expect(clippy::disallowed_methods, reason = "the date of a run; no result reads it")]
    let now = std::time::SystemTime::now();
    today(now)
}

/// The command that repeats this run: what changes a value, and nothing of this machine.
fn command(arguments: &AssessArguments) -> String {
    let mut command = format!("forefend assess --seed {} --draws {}", arguments.seed, arguments.draws);
    if let Some(month) = arguments.as_of {
        command.push_str(&format!(" --as-of {month}"));
    }
    if let Some(year) = arguments.to {
        command.push_str(&format!(" --to {year}"));
    }
    if arguments.world.is_some() {
        command.push_str(" --world DIR");
    }
    if !arguments.origins.is_empty() {
        let years: Vec<String> = arguments.origins.iter().map(ToString::to_string).collect();
        command.push_str(&format!(" --origins {}", years.join(",")));
    }
    command.push_str(&crate::input::outcomes_in_command(arguments.outcomes.as_deref()));
    if arguments.no_track {
        command.push_str(" --no-track");
    }
    command
}

/// The date in UTC as ISO 8601 (days to civil date after Hinnant, "chrono-compatible low-level date
/// algorithms").
pub fn today(now: std::time::SystemTime) -> String {
    let seconds = now.duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let days = (seconds / 86_400) as i64 + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    #[test]
    fn dates_are_those_of_the_calendar() {
        let date = |seconds| super::today(UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(951_782_400), "2000-02-29");
        assert_eq!(date(1_795_392_000), "2026-11-23");
    }
}
