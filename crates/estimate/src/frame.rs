//! How a data set shows itself to programs: axes, names, and one period of its columns and links.

use forefend_panel::network::Adjacency;

/// The axis that the values of a column run along: what one row is.
///
/// Data sets number their axes; [`Axis::UNITS`] is the one of a data set's own units (countries in the simulation)
/// and [`Axis::WORLD`] has a single unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Axis(pub usize);

impl Axis {
    /// The first axis: the units of a table, the countries of a simulation.
    pub const UNITS: Self = Self(0);
    /// One value for everything; read from any other axis without a word, as it is the same for every unit.
    pub const WORLD: Self = Self(1);
}

/// A named set of links between the units of two axes, or of one axis with itself (a network).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relation {
    /// Number by which the frame knows it.
    pub number: usize,
    /// Its two axes: as declared, values of the second reach the first; a reader on the second gets the reverse.
    pub axes: [Axis; 2],
}

/// Names that a text may use, and the numbers by which the frame knows them.
pub trait Names {
    /// Number of the column called `name`.
    fn column(&self, name: &str) -> Option<usize>;
    /// Axis of a column.
    fn axis_of(&self, _column: usize) -> Axis {
        Axis::UNITS
    }
    /// The relation (or network) called `name`.
    fn relation(&self, name: &str) -> Option<Relation>;
    /// Axis that the reader is on: texts compile to one value for each of its units.
    fn reader(&self) -> Axis {
        Axis::UNITS
    }
    /// What an axis is called, for messages.
    fn axis_name(&self, axis: Axis) -> String {
        if axis == Axis::WORLD { "world".to_owned() } else { "unit".to_owned() }
    }
    /// Every known name of a column or relation, for "did you mean".
    fn known(&self) -> Vec<String>;
}

/// The names of a data set as a reader on another axis sees them.
pub struct NamesOn<'a> {
    names: &'a dyn Names,
    reader: Axis,
}

impl<'a> NamesOn<'a> {
    /// `names` read from `reader`.
    pub fn new(names: &'a dyn Names, reader: Axis) -> Self {
        Self { names, reader }
    }
}

impl Names for NamesOn<'_> {
    fn column(&self, name: &str) -> Option<usize> {
        self.names.column(name)
    }
    fn axis_of(&self, column: usize) -> Axis {
        self.names.axis_of(column)
    }
    fn relation(&self, name: &str) -> Option<Relation> {
        self.names.relation(name)
    }
    fn reader(&self) -> Axis {
        self.reader
    }
    fn axis_name(&self, axis: Axis) -> String {
        self.names.axis_name(axis)
    }
    fn known(&self) -> Vec<String> {
        self.names.known()
    }
}

/// One period of a block of data: on every axis the rows are the draws of the block times the axis's units, units
/// fastest.
pub trait Frame {
    /// Number of rows of an axis; that of the world is the number of draws.
    fn rows(&self, axis: Axis) -> usize;
    /// Values of a column `lag` periods ago; missing is NaN. One a row of its axis, or one a unit for values that are
    /// the same in all draws.
    fn column(&self, column: usize, lag: usize) -> &[f64];
    /// The links of a relation `lag` periods ago, as declared or reversed; none where nothing is known that early.
    fn links(&self, relation: usize, reversed: bool, lag: usize) -> Option<&Adjacency>;
}
