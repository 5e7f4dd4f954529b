//! Whether a grade fits what it grades: asked of the links of a threat, which are read, and of those that can be switched.

use toml::Spanned;

use crate::error::SimulateError;
use crate::spec::Grade;
use crate::world::WorldFiles;

/// A grade fits the source of what it grades.
pub(crate) fn check_grade(
    world: &WorldFiles,
    path: &str,
    grade: &Spanned<Grade>,
    source: &str,
) -> Result<(), SimulateError> {
    let declaration = |message| SimulateError::Declaration { place: world.at(path, grade.span()), message };
    grade.as_ref().fits(source).map_err(declaration)
}
