//! What an assessment keeps beside its numbers so that its report can be built again and set against another's: which files and figures it
//! read (`inputs.json`), and its headline numbers by draw (`headlines.parquet`).

mod draws;
mod inputs;

use std::collections::BTreeMap;
use std::path::Path;

use forefend_report::{BRIEF_SCHEMA, Brief};
use forefend_runs::{Manifest, RunWriter, sealed};
use forefend_simulate::SimulateError;
use serde::de::DeserializeOwned;

pub use self::inputs::{Inputs, SeriesYears};
use crate::error::AssessError;
use crate::ledger::Ledger;

/// What was read.
const INPUTS: &str = "inputs.json";
/// Headline numbers by draw.
const HEADLINES: &str = "headlines.parquet";
/// The typed report.
const REPORT: &str = "report.json";

/// Writes what another run is set against.
pub(crate) fn keep(writer: &RunWriter, inputs: &Inputs, ledger: &Ledger) -> Result<(), AssessError> {
    let text = serde_json::to_vec_pretty(inputs).map_err(|error| AssessError::Declaration {
        place: INPUTS.to_owned(),
        message: format!("cannot be written as JSON ({error}); please report this"),
    })?;
    writer.write(INPUTS, &text)?;
    Ok(writer.write(HEADLINES, &draws::bytes(&ledger.draws(), writer.folder())?)?)
}

/// A finished assessment, read back from its folder without simulating anything.
#[derive(Debug, Clone)]
pub struct KeptRun {
    /// What it is made of.
    pub manifest: Manifest,
    /// What its report says.
    pub brief: Brief,
    /// Which files and figures it read.
    pub inputs: Inputs,
    /// Values by draw of its headline numbers, by their query: the first draws, in draw order.
    pub draws: BTreeMap<String, Vec<f64>>,
}

impl KeptRun {
    /// Reads a run's folder; every byte read is checked against what the run was sealed with.
    ///
    /// # Errors
    /// A folder that is no run, a run of another verb or of another version's layout, a damaged file: each with what to do.
    pub fn open(folder: &Path) -> Result<Self, AssessError> {
        let manifest = Manifest::read(folder)?;
        if manifest.verb != "assess" {
            let words = format!(
                "this is a run of `forefend {}`, which keeps no report; make one with: forefend assess --seed {} --draws {}",
                manifest.verb, manifest.seed, manifest.draws
            );
            return Err(SimulateError::Mismatch { message: format!("{}: {words}", folder.display()) }.into());
        }
        let brief: Brief = json(folder, REPORT, &manifest)?;
        if brief.schema != BRIEF_SCHEMA {
            let words = format!(
                "report.json has layout {}, this program reads {BRIEF_SCHEMA}; delete the run and make it again: {}",
                brief.schema, manifest.command
            );
            return Err(SimulateError::run(folder, words).into());
        }
        let inputs = json(folder, INPUTS, &manifest)?;
        let draws = draws::read(&read(folder, HEADLINES, &manifest)?, folder)?;
        Ok(Self { manifest, brief, inputs, draws })
    }
}

fn read(folder: &Path, name: &str, manifest: &Manifest) -> Result<Vec<u8>, SimulateError> {
    sealed(folder, name).map_err(|words| {
        let words = format!("{words}; delete the run and make it again: {}", manifest.command);
        SimulateError::run(&folder.join(name), words)
    })
}

fn json<T: DeserializeOwned>(folder: &Path, name: &str, manifest: &Manifest) -> Result<T, SimulateError> {
    serde_json::from_slice(&read(folder, name, manifest)?).map_err(|error| {
        let words =
            format!("not of this version ({error}); delete the run and make it again: {}", manifest.command);
        SimulateError::run(&folder.join(name), words)
    })
}
