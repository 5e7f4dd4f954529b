//! Names of computations, as `gates.toml` writes them.

use std::collections::BTreeMap;

use crate::context::Context;
use crate::error::VerifyError;
use crate::gates::{Check, Gates};
use crate::verdict::Measured;
use forefend_panel::suggestion;

/// A computation: it delivers values and knows nothing of what is expected.
pub type Computation = fn(&Context<'_>) -> Result<Vec<Measured>, VerifyError>;

/// Computations by name.
#[derive(Debug, Clone, Default)]
pub struct Registry(BTreeMap<&'static str, Computation>);

impl Registry {
    /// From names and computations; of a name given twice the later counts.
    pub fn new(computations: impl IntoIterator<Item = (&'static str, Computation)>) -> Self {
        Self(computations.into_iter().collect())
    }

    /// Names in order.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.0.keys().copied()
    }

    /// The computation that an entry names.
    ///
    /// # Errors
    /// [`VerifyError::UnknownCheck`] with the place of the entry.
    pub fn of(&self, check: &Check) -> Result<Computation, VerifyError> {
        self.0.get(check.check.as_str()).copied().ok_or_else(|| VerifyError::UnknownCheck {
            place: check.place.clone(),
            id: check.id.clone(),
            check: check.check.clone(),
            suggestion: suggestion(&check.check, self.names()),
        })
    }

    /// Checks every entry, chosen or not: a file of gates is right as a whole.
    pub(crate) fn knows_all(&self, gates: &Gates) -> Result<(), VerifyError> {
        gates.checks.iter().try_for_each(|check| self.of(check).map(|_| ()))
    }
}
