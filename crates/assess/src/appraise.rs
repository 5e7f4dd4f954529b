//! Portfolios against the reference on the same luck, without the rest of the chain.

use forefend_panel::Panel;
use forefend_report::Appraisal;
use forefend_simulate::{Manifest, RunWriter, WorldFiles};

use crate::error::AssessError;
use crate::ledger::Ledger;
use crate::ran::{self, Ran};
use crate::scenarios::{self, Prepared};
use crate::selection::{Selection, alternatives};
use crate::{Material, Options, Progress, appraisal};

/// An appraisal that has ended.
#[derive(Debug)]
pub struct Appraised {
    /// The run.
    pub ran: Ran,
    /// Paired differences with their grounds; none of a shard, whose draws are not all there are.
    pub appraisal: Option<Appraisal>,
}

/// Simulates the reference and the portfolios that `against` names (files, or ids of the world) under every setting of
/// `appraisal.toml`, and compares them draw by draw: a run with `numbers.csv`.
///
/// # Errors
/// The first error of any layer, with its place and remedy.
pub fn appraise(
    world: &mut WorldFiles,
    panel: &Panel,
    options: &Options,
    against: &[String],
    progress: &dyn Progress,
) -> Result<Appraised, AssessError> {
    progress.advance("fitting", "the declared equations", 0, 1);
    let selection = Selection { alternatives: alternatives(world, against)?, ..Selection::default() };
    let prepared = Prepared::new(world, panel, options, &selection)?;
    prepared.tell_filled(progress);
    prepared.check_years()?;
    prepared.check_recorded(world)?;
    let manifest = prepared.manifest("appraise", world, panel, options)?;
    let writer = ran::start(options, &manifest, &prepared.parameters, progress)?;
    let appraisal = ran::told((&writer, &manifest), || {
        prepared.write_units(&writer)?;
        for portfolio in prepared.alternatives().iter().filter(|p| world.is_outside(p.file())) {
            writer.write(&stored(&portfolio.id), world.bytes(portfolio.file())?)?;
        }
        scenarios::run(&prepared, world, panel, options, &writer, progress)?;
        match options.shard.is_whole() {
            true => summarise(&prepared, world, panel, options, (&manifest, &writer), progress).map(Some),
            false => Ok(None),
        }
    })?;
    Ok(Appraised { ran: ran::finish(writer, manifest)?, appraisal })
}

/// Where a run keeps a portfolio that is none of its world's.
pub(crate) fn stored(id: &str) -> String {
    format!("portfolios/{id}.toml")
}

/// Paired differences of a whole run: `numbers.csv`, and the chapter.
pub(crate) fn summarise(
    prepared: &Prepared,
    world: &WorldFiles,
    panel: &Panel,
    options: &Options,
    (manifest, writer): (&Manifest, &RunWriter),
    progress: &dyn Progress,
) -> Result<Appraisal, AssessError> {
    progress.advance("comparing", "draw by draw", 0, 1);
    writer.check_draws(manifest)?;
    let ledger = Ledger::new(writer.id());
    let material = Material {
        world,
        panel,
        as_of: options.as_of(&prepared.model, panel)?,
        prepared,
        ledger: &ledger,
        record: None,
        sealed: None,
        present: options.month(&prepared.model)?.year().0,
        chance: options.chance(),
    };
    let parts = scenarios::reference_parts(prepared, writer);
    let compared = appraisal::compare(&material, &parts, writer)?;
    writer.write("numbers.csv", ledger.csv().as_bytes())?;
    Ok(compared.brief)
}
