//! Processes: what computes the values of a simulated year, one step after the other.
//!
//! A [`Process`] is compiled once and shared by all blocks. It begins once for a set of draws; what comes of that
//! ([`Running`]) owns all that belongs to those draws alone: their parameters, shocks, clocks. Then it advances year by
//! year, and writes its outputs. What is the same for every process stays outside, in the block: where an output applies
//! and its value elsewhere, observed values that override, the check for values that are no numbers, and recording.
//!
//! A process looks up its luck (`Luck::at(chance, draw, year, unit, stream).nth(k)`) and never consumes it, reads no clock,
//! and sums in a fixed order. Then it has the same bits in any block, on any thread.

mod choice;
mod delay;
mod identity;
mod kind;
mod linear;
mod multinomial;
mod parameters;
mod path;
mod predictor;
mod shared_luck;
mod shock;

use std::fmt::Debug;
use std::sync::Arc;

use forefend_estimate::{Axis, Frame, Recipe, Scratch, is_true};
use forefend_panel::{AsOf, CountryId, Unit, Year};

pub(crate) use self::delay::Delay;
pub(crate) use self::identity::Identity;
pub use self::kind::{Input, Kind, Moved, On, Output};
pub(crate) use self::linear::Linear;
pub(crate) use self::multinomial::{Multinomial, Outcome};
pub use self::parameters::Parameters;
pub(crate) use self::path::Path;
pub(crate) use self::predictor::Predictor;
use crate::equation::{Calibrated, FittedEquation};
use crate::error::SimulateError;
use crate::luck::{Chance, LuckOfUnits};
use crate::spec::LeverScale;

/// The table of kinds: `kind = "NAME"` is declared by `KIND` of the file `process/NAME.rs`. A new kind is a line here.
macro_rules! kinds {
    ($($name:ident,)*) => {
        $(mod $name;)*
        /// Kinds of processes by name.
        pub static KINDS: &[(&str, Kind)] = &[$((stringify!($name), $name::KIND),)*];
    };
}

kinds! {
    // One a line, by name.
    cohort_component,
    cost_curve,
    country_temperature,
    dyad,
    elicited_event,
    epidemic,
    fair,
    headcount,
    outbreak,
}

/// What computes the outputs of one step, the same for all draws.
pub trait Process: Debug + Send + Sync {
    /// Columns that it reads, each with how many years back, besides the inputs that its kind declares.
    fn reads(&self) -> Vec<(usize, usize)> {
        Vec::new()
    }

    /// Numbers that what was known as of the date of the run gives it, by name. They are stored with the parameters of the
    /// run, so that a run that is carried on or merged has the same.
    ///
    /// # Errors
    /// Whatever the panel reports.
    fn calibrate(&self, _known: &Known<'_>) -> Result<Calibrated, SimulateError> {
        Ok(Calibrated::new())
    }

    /// The process with what `calibrated` comes to made ready, once for all draws of a plan; nothing where [`Process::begin`] needs
    /// no more than the numbers.
    ///
    /// # Errors
    /// Numbers that cannot be run, or that are of another process.
    fn ready(&self, _calibrated: &Calibrated) -> Result<Option<Arc<dyn Process>>, SimulateError> {
        Ok(None)
    }

    /// Begins for a set of draws, with what [`Process::calibrate`] gave.
    fn begin(self: Arc<Self>, draws: Draws, calibrated: &Arc<Calibrated>) -> Box<dyn Running>;

    /// Where to look when an output is no number.
    fn remedy(&self) -> &'static str {
        "look for a hole in a series it reads (`fill`), a logarithm of nothing, or an average over no unit"
    }

    /// Whether each value follows from its row, its draw and the world alone: then some units may be computed without the others. Such a
    /// process takes units and rows from the turn, and keeps nothing by place from one year to the next. Asked of the built-in kinds only.
    fn is_by_row(&self) -> bool {
        false
    }

    /// The fit and the terms of a process that is a fitted equation.
    fn equation(&self) -> Option<(&FittedEquation, &Recipe)> {
        None
    }
}

/// Beginning a branch: a second course of the same draws, from where the first one stands.
pub trait Fork {
    /// The process as it stands.
    fn fork(&self) -> Box<dyn Running>;
}

impl<T: Running + Clone + 'static> Fork for T {
    fn fork(&self) -> Box<dyn Running> {
        Box::new(self.clone())
    }
}

/// A process in a set of draws, at some year. What can be cloned can be forked, now or later: it may be kept.
pub trait Running: Fork + Send + Sync {
    /// Computes the outputs of the year after the last. `out` has a column for each output; afterwards each has one
    /// value a row (draws x units of the output's axis, unit fastest), or one a unit where all draws have the same. The columns of a
    /// declared process come empty, those of the built-in kinds with whatever they held long ago.
    fn advance(&mut self, turn: &Turn<'_>, work: &mut Workspace, out: &mut [Vec<f64>]);

    /// Bytes of memory that it holds, with what it shares with its forks, where they are more than a few for each row: what
    /// keeping it costs.
    fn bytes(&self) -> u64 {
        0
    }

    /// Lets go of what it and its forks can find again, where it is kept in memory for long. Never changes a value. For a process
    /// that others have gone on from; not for one that has gone on from a lightened one itself.
    fn lighten(&mut self) {}
}

/// What was known as of the date of a run.
pub struct Known<'a> {
    /// The panel as of that date.
    pub as_of: &'a AsOf<'a>,
    /// Last year whose values were known: nothing of a later one may enter.
    pub last: Year,
    /// First year of the history.
    pub first: Year,
    /// The countries simulated, in the order of the rows of what is by country.
    pub countries: &'a [CountryId],
    /// Units of the listed axis of the process in row order, as the panel knows them; empty where it does not.
    pub units: &'a [Unit],
    /// History of each input, year-major over years x units from `first` on: observed where it was, filled as the variable
    /// says; missing is NaN.
    pub inputs: Vec<&'a [f64]>,
}

/// Draws that are computed side by side.
#[derive(Debug, Clone, Copy)]
pub struct Draws {
    /// Where their luck comes from.
    pub chance: Chance,
    /// Number of the first.
    pub first: u64,
    /// How many there are.
    pub number: usize,
}

impl Draws {
    /// The number of every draw.
    pub fn ids(self) -> std::ops::Range<u64> {
        self.first..self.first + self.number as u64
    }
}

/// The state that a process reads: columns of this and earlier years, links, and units.
pub trait Now: Frame {
    /// Stable ids of the units of an axis.
    fn ids(&self, axis: Axis) -> &[u64];
    /// Where these stand among all units of the axis, ascending; none where they are all.
    fn places(&self, _axis: Axis) -> Option<&[usize]> {
        None
    }
    /// Whether a column is the same in all draws.
    fn is_path(&self, column: usize) -> bool;
}

/// What a lever moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A variable, by its column, on a scale.
    Variable(usize, LeverScale),
    /// The log odds of one class of a multinomial variable, by its column and the number of the class.
    Class(usize, usize),
    /// Something inside a declared process: its position in the model, and the number of what is moved in its kind.
    Inside(usize, usize),
}

/// What policy does this year.
pub trait Levers {
    /// Total shift of the levers of a target, one a row of its axis; nothing when no effect acts on it.
    fn shift(&self, target: Target) -> Option<Vec<f64>>;
}

/// What a declared process is wired to; nothing of the others, which hold their own columns.
#[derive(Debug, Clone, Default)]
pub struct Wires {
    /// Position of the process in the model.
    pub process: usize,
    /// Column, axis, and least and greatest lag of each input.
    pub inputs: Vec<(usize, Axis, [usize; 2])>,
    /// The listed axis of the process, where it has one.
    pub listed: Option<Axis>,
}

impl Wires {
    /// Columns that are read, each with every number of years back. A year that is never read must not be among them: a branch would
    /// begin the process anew for what comes later in the year.
    pub fn reads(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let inputs = self.inputs.iter();
        inputs.flat_map(|(column, _, [least, most])| (*least..=*most).map(|lag| (*column, lag)))
    }
}

/// A year as a process meets it.
pub struct Turn<'a> {
    /// The year.
    pub year: Year,
    /// Its number from the first simulated one on, from 0.
    pub period: usize,
    /// What there is to read.
    pub now: &'a dyn Now,
    /// What policy does.
    pub levers: &'a dyn Levers,
    /// What a declared process is wired to.
    pub wires: &'a Wires,
    /// By output: 1 in rows where it applies, empty where it applies everywhere. Other rows may hold anything.
    pub holds: &'a [Vec<f64>],
}

impl Turn<'_> {
    /// Values of an input `lag` years ago.
    pub fn input(&self, number: usize, lag: usize) -> Values<'_> {
        let (column, axis, _) = self.wires.inputs[number];
        Values { all: self.now.column(column, lag), units: self.now.ids(axis).len() }
    }

    /// Stable ids of the units of the listed axis of the process; none where it has no such axis.
    pub fn listed(&self) -> &[u64] {
        self.wires.listed.map_or(&[], |axis| self.now.ids(axis))
    }

    /// Shift of what policy can move inside a declared process, one a row; nothing when no effect acts on it.
    pub fn moved(&self, number: usize) -> Option<Vec<f64>> {
        self.levers.shift(Target::Inside(self.wires.process, number))
    }

    /// Whether the first output applies in a row.
    fn applies(&self, row: usize) -> bool {
        self.holds[0].get(row).is_none_or(|holds| is_true(*holds))
    }
}

/// Values of an input in all draws.
#[derive(Debug, Clone, Copy)]
pub struct Values<'a> {
    all: &'a [f64],
    units: usize,
}

impl<'a> Values<'a> {
    /// Those of the draw at place `draw` among the draws at hand, one a unit.
    pub fn draw(&self, draw: usize) -> &'a [f64] {
        // One a unit while all draws have the same.
        if self.all.len() == self.units { self.all } else { &self.all[draw * self.units..][..self.units] }
    }
}

/// Room to work in, shared by the processes of a block so that it stays in cache. What it holds means nothing to whoever
/// comes next.
#[derive(Default)]
pub struct Workspace {
    /// Of expressions.
    pub scratch: Scratch,
    /// Linear predictors, one a block of parameters (a class of a multinomial).
    predictors: Vec<Vec<f64>>,
    /// Groups of the error by expression, then row.
    groups: Vec<Vec<f64>>,
    /// 1 in rows that have the second of two world shocks; before that, what is added to a predictor by row.
    second: Vec<f64>,
    /// Luck of all units, and of those of one draw.
    luck_of_units: LuckOfUnits,
    luck: Vec<f64>,
}

/// Makes values by unit into values by row, one set for every draw.
pub(crate) fn widen(values: &mut Vec<f64>, rows: usize) {
    let units = values.len().max(1);
    values.reserve(rows.saturating_sub(values.len()));
    while values.len() < rows {
        values.extend_from_within(..units.min(rows - values.len()));
    }
}

#[cfg(test)]
mod tests {
    use forefend_estimate::Axis;

    use super::Wires;

    #[test]
    fn an_input_of_last_year_is_not_read_of_this_one() {
        let inputs = vec![(4, Axis(0), [1, 1]), (5, Axis(0), [0, 2])];
        let wires = Wires { inputs, ..Wires::default() };
        assert_eq!(wires.reads().collect::<Vec<_>>(), [(4, 1), (5, 0), (5, 1), (5, 2)]);
    }
}
