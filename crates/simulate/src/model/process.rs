//! Declared processes of a model.

use std::sync::Arc;

use super::{Declared, Model};
use crate::process::{Kind, Process};
use crate::spec;

/// A process with its science, wired to variables by name.
#[derive(Debug, Clone)]
pub struct DeclaredProcess {
    /// What the analyst wrote.
    pub spec: spec::Process,
    /// File inside the world.
    pub file: String,
    /// `file:line` of the process.
    pub place: String,
    /// Names of the variables that it reads, in the order of its kind's inputs.
    pub reads: Vec<String>,
    /// Names of the variables that it writes, in the order of its kind's outputs.
    pub writes: Vec<String>,
    /// What each lever moves, by its number in the kind.
    pub(crate) levers: Vec<usize>,
    /// The listed axis that its ports share.
    pub(crate) axis: Option<String>,
    pub(crate) kind: &'static Kind,
    pub(crate) process: Arc<dyn Process>,
}

impl DeclaredProcess {
    /// The process's name.
    pub fn name(&self) -> &str {
        self.spec.name.as_ref()
    }

    /// Names of the variables that it reads in the same year.
    pub fn reads_now(&self) -> impl Iterator<Item = &str> {
        let inputs = self.reads.iter().zip(self.kind.inputs);
        inputs.filter(|(_, input)| *input.lags.start() == 0).map(|(name, _)| name.as_str())
    }
}

impl Model {
    /// The process that writes a variable; none of a variable that moves by itself.
    pub fn writer(&self, variable: &Declared) -> Option<&DeclaredProcess> {
        self.processes.iter().find(|process| process.writes.iter().any(|name| name == variable.name()))
    }
}
