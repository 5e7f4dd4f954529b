//! What a model is: every driver, threat, variable and axis of a world as declared, and what can be asked of it.
//!
//! [`crate::load`] reads and checks it.

mod ablated;
mod axis;
mod delays;
mod joint;
mod process;
mod reduced;
mod texts;

use forefend_estimate::{Expression, Formula};

pub use self::axis::{DeclaredAxis, DeclaredRelation, Labelled, Source};
pub use self::joint::DeclaredCorrelation;
pub use self::process::DeclaredProcess;
pub use self::texts::Texts;
use crate::error::SimulateError;
use crate::spec::{Axis, Driver, Frame, Threat, Variable};
use forefend_panel::suggestion;

/// A variable with the file that declares it and its parsed text.
#[derive(Debug, Clone)]
pub struct Declared {
    /// What the analyst wrote.
    pub spec: Variable,
    /// File inside the world.
    pub file: String,
    /// `file:line` of the variable.
    pub place: String,
    /// The identity, parsed.
    pub expression: Option<Expression>,
    /// The equation, parsed.
    pub formula: Option<Formula>,
    /// What is added to the equation's mean, parsed.
    pub offset: Option<Expression>,
    /// The condition under which the equation applies, parsed.
    pub condition: Option<Expression>,
    /// The expression for its history, parsed.
    pub history: Option<Expression>,
    /// The condition that parts its common shock in two, parsed.
    pub shock_by: Option<Expression>,
    /// The expressions for the groups of a row's error, parsed.
    pub error_by: Vec<Expression>,
    /// The expression for the rows that share their error, parsed.
    pub error_shared: Option<Expression>,
    /// How much of the shift of each lever acts on a row, parsed; one entry a lever.
    pub weights: Vec<Option<Expression>>,
    /// Rows of its file of values: unit, year, value.
    pub values: Vec<Labelled>,
    /// Where its texts stand.
    pub texts: Texts,
}

impl Declared {
    /// The variable's name.
    pub fn name(&self) -> &str {
        self.spec.name.as_ref()
    }
}

/// The declared model: every driver, threat and variable of a world, cross-checked.
#[derive(Debug, Clone)]
pub struct Model {
    /// Drivers in file order.
    pub drivers: Vec<Driver>,
    /// Threats in file order.
    pub threats: Vec<Threat>,
    /// The frame of the simulation.
    pub frame: Frame,
    /// Variables in name order.
    pub variables: Vec<Declared>,
    /// Declared processes in name order.
    pub processes: Vec<DeclaredProcess>,
    /// Axes beyond country and world.
    pub axes: Vec<DeclaredAxis>,
    /// Relations beyond the networks of the frame.
    pub relations: Vec<DeclaredRelation>,
    /// Common shocks that are drawn together, in file order.
    pub correlations: Vec<DeclaredCorrelation>,
}

impl Model {
    /// The position of a variable by name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.variables.binary_search_by(|variable| variable.name().cmp(name)).ok()
    }

    /// The axis of the panel whose series are values of variables on `axis`; none where it has its own units alone.
    pub fn panel_axis(&self, axis: &Axis) -> Option<forefend_panel::Axis> {
        match axis {
            Axis::Country => Some(forefend_panel::Axis::Country),
            Axis::World => Some(forefend_panel::Axis::World),
            Axis::Declared(name) => {
                let declared = self.axes.iter().find(|declared| declared.name == *name)?;
                declared.panel.as_ref().map(|(panel, _)| forefend_panel::Axis::Declared(panel.clone()))
            }
        }
    }

    /// The position of the variable called `name`, or what to call it instead.
    ///
    /// # Errors
    /// [`SimulateError::Unknown`] at `place`, with the nearest name.
    pub(crate) fn known(&self, name: &str, place: impl Fn() -> String) -> Result<usize, SimulateError> {
        self.position(name).ok_or_else(|| SimulateError::Unknown {
            place: place(),
            what: "variable",
            name: name.to_owned(),
            suggestion: suggestion(name, self.variables.iter().map(Declared::name)),
        })
    }
}
