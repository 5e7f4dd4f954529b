//! What the verbs that simulate have in common: options, and the closing words.

use forefend_assess::{Options, Ran};
use forefend_simulate::{Begun, Shard};
use serde_json::{Value, json};

use crate::assess::say;
use crate::cli::{Futures, Global, Simulated};
use crate::failure::Failure;
use crate::shard;

/// Sets the number of threads.
pub fn threads(threads: Option<u16>) -> Result<(), Failure> {
    let Some(threads) = threads else { return Ok(()) };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads)).build_global();
    pool.map_err(|error| Failure::files(format!("cannot start {threads} threads ({error})")))
}

/// The shard to make: asked for, or set by a scheduler. The latter is told once, under `--quiet` too: a part of a run must
/// not pass for the whole.
pub fn shard(simulated: &Simulated) -> Result<Shard, Failure> {
    let environment = |name: &str| std::env::var(name).ok();
    let chosen = shard::choose(simulated.shard, &environment).map_err(Failure::command)?;
    if let Some(from) = &chosen.from {
        crate::assess::warn(&format!("shard {} from {from}; --shard 1/1 makes the whole run", chosen.shard));
    }
    if let Some(words) = &chosen.unasked {
        crate::assess::warn(words);
    }
    Ok(chosen.shard)
}

/// The options of a simulation; a month of the future is refused. Without luck all draws would be the same, so one is made.
pub fn options(
    simulated: &Simulated,
    futures: &Futures,
    shard: Shard,
    (command, deterministic): (String, bool),
) -> Result<Options, Failure> {
    Ok(Options {
        seed: simulated.seed,
        draws: if deterministic { 1 } else { futures.draws },
        block: if deterministic { 1 } else { futures.block },
        deterministic,
        shard,
        as_of: crate::input::as_of(futures.as_of, crate::input::TO_LOOK_AHEAD)?,
        to: futures.to,
        command,
        code: env!("FOREFEND_CODE").to_owned(),
        engine: env!("FOREFEND_ENGINE").to_owned(),
        created: String::new(),
        runs: simulated.out.join("runs"),
        track: None,
    })
}

/// The end of the command that repeats a run: what changes a value or a part, and nothing of this machine.
pub fn command(verb: &str, simulated: &Simulated, futures: &Futures, deterministic: bool) -> String {
    let mut command = format!("forefend {verb} --seed {}", simulated.seed);
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
    command + world(simulated)
}

/// The part of a command that says that it has a world of its own.
pub fn world(simulated: &Simulated) -> &'static str {
    if simulated.world.is_some() { " --world DIR" } else { "" }
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
                "shard {index} of {count} of run {} in {folder}\njoin all shards with: forefend run merge {}\n",
                ran.id,
                ran.folder.with_file_name(format!("{}.shard-*-of-{count}", ran.id)).display()
            )),
        }
    }
}
