//! What every page and every answer is made from.

use std::path::Path;
use std::sync::Arc;

use forefend_assess::SessionOptions;
use forefend_panel::{Month, Panel};
use forefend_simulate::WorldFiles;
use forefend_watch::Target;

use crate::background;
use crate::cache::Cache;
use crate::error::ServeError;
use crate::kept_runs::{Kept, KeptRuns};
use crate::problem::Problem;
use crate::replayed::Looks;
use crate::rivals::Rivals;
use crate::settings::Settings;
use crate::switches::Switched;
use crate::watched::Watched;
use crate::whatif::{FromMemory, Keeper, Made, WhatIfs};

/// Bytes of drawn pages that are kept.
const MOST_CACHED: usize = 64 << 20;

/// One workbench, as all its requests share it.
pub type Shared = Arc<Workbench>;

/// What every page and every answer is made from.
#[derive(Debug)]
pub struct Workbench {
    /// The world.
    pub world: WorldFiles,
    /// Its panel.
    pub panel: Arc<Panel>,
    /// Runs in the output folder.
    pub runs: KeptRuns,
    /// Options that name the world in commands (` --world DIR`); empty of the embedded one.
    pub world_options: String,
    /// Version of the program.
    pub code: String,
    /// The month of today, to which the age of data is counted.
    pub today: Month,
    /// What-ifs that wait, are answered, or were.
    pub whatifs: WhatIfs,
    pub(crate) keeper: Keeper,
    pub(crate) watched: Watched,
    pub(crate) looks: Looks,
    pub(crate) rivals: Rivals,
    pub(crate) switched: Switched,
    pub(crate) cache: Cache,
}

impl Workbench {
    /// Opens a workbench: the world is read and checked.
    ///
    /// # Errors
    /// The first mistake in the world.
    pub fn open(settings: Settings) -> Result<Shared, ServeError> {
        forefend_simulate::Model::load(&settings.world)?;
        let panel = Arc::new(settings.panel);
        let engine = match settings.engine {
            Some(engine) => engine,
            None => Box::new(FromMemory::new(
                settings.world.clone(),
                Arc::clone(&panel),
                SessionOptions::default(),
            )),
        };
        Ok(Arc::new(Self {
            today: settings.today,
            whatifs: WhatIfs::new(engine),
            keeper: Keeper::default(),
            watched: Watched::default(),
            looks: Looks::default(),
            rivals: Rivals::default(),
            runs: KeptRuns::below(&settings.out, settings.world.digest()),
            switched: Switched::default(),
            world: settings.world,
            panel,
            world_options: settings.world_options,
            code: settings.code,
            cache: Cache::new(MOST_CACHED),
        }))
    }

    /// What a kept what-if is made from.
    pub(crate) fn made(&self) -> Made<'_> {
        Made {
            world: (&self.world, &self.panel),
            world_options: &self.world_options,
            seed: SessionOptions::default().seed,
            to: None,
            runs: self.folder(),
            code: &self.code,
        }
    }

    /// Computes the months ahead of all targets on a thread that gives way to readers, those shown first before the others, so that the first reader
    /// need not wait. Of a world that says nothing of them nothing is computed; the page says why.
    pub(crate) fn warm(self: &Arc<Self>) {
        let shared = Arc::clone(self);
        let work = move || {
            for target in Target::ALL {
                if shared.watched.of((&shared.world, &shared.panel), target).is_err() {
                    return;
                }
            }
        };
        // Where no thread can be had, the first reader computes.
        if let Some(pool) = background::thread("months ahead") {
            pool.spawn(work);
        }
    }

    /// Folder of all runs.
    pub fn folder(&self) -> &Path {
        self.runs.folder()
    }

    /// The run that pages are drawn from.
    ///
    /// # Errors
    /// [`Problem::no_run`], with the command that makes one.
    pub fn kept(&self) -> Result<Arc<Kept>, Problem> {
        self.runs.newest().ok_or_else(|| {
            let unread: String = self.runs.unread().iter().map(|why| format!(" One is there but not shown: {why}.")).collect();
            let options = self.run_options();
            Problem::no_run(format!(
                "this needs a finished assessment; make one with: forefend assess{options} (it takes some minutes; \
                 this page shows it as soon as it is done).{unread}"
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Workbench;
    use crate::Settings;
    use crate::watched::settings;
    use forefend_simulate::WorldFiles;
    use forefend_watch::{FILE, Target};
    use std::time::{Duration, Instant};

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a bound on how long a test waits")]
    fn the_months_ahead_are_there_before_anybody_asks() {
        let world = WorldFiles::new("world", forefend_world::files());
        // As they ship it takes long; few years and few trees will do here.
        let mut few = settings(&world).unwrap();
        few.rows.from = "2015-01".parse().unwrap();
        few.forest.trees = 2;
        (few.boost.rounds, few.boost.repeats) = (2, 1);
        let world = world.with(FILE, toml::to_string(&few).unwrap().as_bytes());
        let out = tempfile::tempdir().unwrap();
        let settings = Settings {
            bind: "127.0.0.1:0".parse().unwrap(),
            names: Vec::new(),
            out: out.path().to_owned(),
            panel: world.panel().unwrap(),
            world,
            world_options: " --world DIR".to_owned(),
            token: None,
            code: "test".to_owned(),
            today: "2026-11".parse().unwrap(),
            engine: None,
            workers: 1,
        };
        let workbench = Workbench::open(settings).unwrap();
        workbench.warm();
        let begun = Instant::now();
        let target = Target::OneSided;
        assert_eq!(
            workbench.watch_command(target),
            "forefend watch --target one-sided --horizon 12m --world DIR",
            "as many months as the page and the API tell"
        );
        while !Target::ALL.iter().all(|target| workbench.watched.is_known(*target)) {
            assert!(begun.elapsed() < Duration::from_secs(600), "never");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}
