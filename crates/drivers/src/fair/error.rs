//! What can be wrong with the numbers that FaIR is given.

/// An error of the emulator's inputs: what, and the remedy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FairError {
    /// A species that FaIR needs is absent.
    #[error("no emissions of `{species}`; add them in {unit} (0 where nothing is emitted)")]
    MissingSpecies {
        /// The species.
        species: &'static str,
        /// Its unit.
        unit: &'static str,
    },
    /// Series of unequal length, or none at all.
    #[error("`{what}` has {found} years where {wanted} are needed; give one value a year")]
    Length {
        /// The series.
        what: String,
        /// Years it has.
        found: usize,
        /// Years it should have.
        wanted: usize,
    },
    /// A value that is no finite number.
    #[error("`{what}` of {year} is no finite number; correct it")]
    NotFinite {
        /// The series.
        what: String,
        /// The year.
        year: i32,
    },
    /// A parameter of a member that is absent.
    #[error("no parameter `{name}`; take the table of calibration 1.4.1 as it is published")]
    MissingParameter {
        /// Its name in the calibration.
        name: &'static str,
    },
    /// A parameter with which the model has no solution.
    #[error("member {member}: `{name}` is {value}; it must be above 0")]
    BadParameter {
        /// The member.
        member: i64,
        /// The parameter.
        name: &'static str,
        /// Its value.
        value: String,
    },
}
