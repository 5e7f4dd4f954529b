//! What the verbs that simulate have in common: options, and the closing words.

use std::path::Path;

use forefend_assess::{Options, Ran};
use forefend_runs::quoted;
use forefend_runs::{Begun, Shard};
use serde_json::{Value, json};

use crate::cli::Global;
use crate::cli::simulated::{Futures, Simulated};
use crate::failure::Failure;
use crate::shard;
use crate::terminal::say;

/// Most threads of a process.
const MOST_THREADS: usize = 1024;

/// Starts the threads of the process: as many as asked for, or as there are cores, but no more than the system allows, and with
/// none the one that runs already. Never changes a value.
pub fn threads(asked: Option<u16>) -> Result<(), Failure> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let of_environment =
        || std::env::var("RAYON_NUM_THREADS").ok()?.parse().ok().filter(|threads| *threads > 0);
    if asked.is_some_and(|asked| usize::from(asked) > MOST_THREADS) {
        return Err(Failure::command(format!("--threads: give a number from 1 to {MOST_THREADS}")));
    }
    let wanted = asked.map(usize::from).or_else(of_environment).unwrap_or(cores).min(MOST_THREADS);
    let allowed = allowed(wanted);
    let builder = rayon::ThreadPoolBuilder::new();
    let pool = if allowed == wanted {
        builder.num_threads(wanted).build_global()
    } else {
        // The pool is made of other threads than those tried, which may not all be gone yet.
        let fewer = (allowed - allowed.min(1)).max(1);
        crate::terminal::warn(&format!(
            "the system allows {allowed} of {wanted} threads: going on with {fewer} (--threads {fewer} says so at once)"
        ));
        let builder = builder.num_threads(fewer);
        if allowed < 2 { builder.use_current_thread().build_global() } else { builder.build_global() }
    };
    pool.map_err(|error| {
        Failure::files(format!("cannot start a thread ({error}); end other programs, or try later"))
    })
}

/// How many of so many threads the system lets this process have at once: to start one too many ends in a panic.
fn allowed(wanted: usize) -> usize {
    let (stop, wait) = std::sync::mpsc::channel::<()>();
    let wait = std::sync::Arc::new(std::sync::Mutex::new(wait));
    let one = |_| {
        let wait = std::sync::Arc::clone(&wait);
        let stay = move || drop(wait.lock().map(|wait| wait.recv()));
        std::thread::Builder::new().spawn(stay).ok()
    };
    let started: Vec<_> = (0..wanted).map_while(one).collect();
    drop(stop);
    let allowed = started.len();
    started.into_iter().for_each(|thread| drop(thread.join()));
    allowed
}

/// The shard to make: asked for, or set by a scheduler. The latter is told once, under `--quiet` too: a part of a run must
/// not pass for the whole.
pub fn shard(simulated: &Simulated) -> Result<Shard, Failure> {
    let environment = |name: &str| std::env::var(name).ok();
    let chosen = shard::choose(simulated.shard, &environment).map_err(Failure::command)?;
    if let Some(from) = &chosen.from {
        crate::terminal::warn(&format!(
            "shard {} from {from}; --shard 1/1 makes the whole run",
            chosen.shard
        ));
    }
    if let Some(words) = &chosen.unasked {
        crate::terminal::warn(words);
    }
    Ok(chosen.shard)
}

/// The options of a simulation; a month of the future is refused. Without luck all draws would be the same, so one is made.
pub fn options(
    simulated: &Simulated,
    futures: &Futures,
    shard: Shard,
    command: String,
    deterministic: bool,
) -> Result<Options, Failure> {
    Ok(Options {
        seed: simulated.work.seed,
        draws: if deterministic { 1 } else { futures.draws },
        block: if deterministic { 1 } else { futures.block },
        deterministic,
        shard,
        as_of: crate::input::as_of(futures.as_of, crate::input::TO_LOOK_AHEAD)?,
        to: futures.to,
        command,
        code: env!("FOREFEND_CODE").to_owned(),
        created: String::new(),
        runs: simulated.out.join("runs"),
        home: None,
        track: None,
    })
}

/// The end of the command that repeats a run: what changes a value or a part, and nothing of this machine.
pub fn command(verb: &str, simulated: &Simulated, futures: &Futures, deterministic: bool) -> String {
    let mut command = format!("forefend {verb} --seed {}", simulated.work.seed);
    if deterministic {
        command.push_str(" --deterministic");
    } else {
        command.push_str(&format!(" --draws {}", futures.draws));
    }
    if futures.block != 50 && !deterministic {
        command.push_str(&format!(" --block {}", futures.block));
    }
    if let Some(month) = futures.as_of {
        command.push_str(&format!(" --as-of {month}"));
    }
    if let Some(year) = futures.to {
        command.push_str(&format!(" --to {year}"));
    }
    command + &world(simulated)
}

/// The part of a command that says that it has a world, or outcomes, of its own, and what it switches.
pub fn world(simulated: &Simulated) -> String {
    let world = if simulated.given.world.is_some() { " --world DIR" } else { "" };
    let switches = simulated.given.switching.switches().options();
    format!("{world}{switches}{}", crate::input::outcomes_in_command(simulated.given.outcomes.as_deref()))
}

/// What every closing says of a run, for machines.
pub fn facts(ran: &Ran) -> Value {
    json!({
        "run": ran.id,
        "verb": ran.manifest.verb,
        "folder": ran.folder,
        "draws": ran.manifest.draws,
        "seed": ran.manifest.seed,
        "shard": ran.manifest.shard.map(|shard| shard.to_string()),
        "begun": match ran.begun {
            Begun::New => "new",
            Begun::Resumed => "resumed",
            Begun::Finished => "finished",
        },
    })
}

/// The command that joins all shards of a run.
fn joining(ran: &Ran, count: u64) -> String {
    let runs = ran.folder.parent().filter(|runs| !runs.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let runs = quoted(&runs.display().to_string());
    let mut command = format!("forefend run merge {runs}/{}.shard-*-of-{count}", ran.id);
    if let Some(world) = &ran.manifest.world_folder {
        command.push_str(&format!(" --world {}", quoted(&world.display().to_string())));
    }
    command
}

/// Prints the closing: facts with `--json`, nothing with `--quiet`, otherwise the run and `text`.
pub fn close(global: &Global, ran: &Ran, more: Value, text: &str) {
    if global.json {
        let mut facts = facts(ran);
        if let (Value::Object(facts), Value::Object(more)) = (&mut facts, more) {
            facts.extend(more);
        }
        say(&format!("{facts:#}\n"));
    } else if !global.quiet {
        let folder = ran.folder.display();
        match ran.manifest.shard {
            None => say(&format!("{text}run {} in {folder}\n", ran.id)),
            Some(Shard { index, count }) => say(&format!(
                "shard {index} of {count} of run {} in {folder}\njoin all shards with: {}\n",
                ran.id,
                joining(ran, count)
            )),
        }
    }
}
