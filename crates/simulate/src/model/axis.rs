//! Axes and relations beyond country and world, as declared.

/// What the units of an axis are.
#[derive(Debug, Clone)]
pub enum Source {
    /// (id, label) as listed.
    Listed(Vec<(String, String)>),
    /// Country x lists, each a list of levels.
    Product(Vec<Vec<String>>),
    /// Pairs of countries, of those linked by a network where one is named.
    Pairs(Option<String>),
    /// The organisations of the panel.
    Memberships,
    /// The units of the panel's axis of which a series has a value by then.
    Panel,
}

/// An axis as declared.
#[derive(Debug, Clone)]
pub struct DeclaredAxis {
    /// Stable name.
    pub name: String,
    /// Words for a heading.
    pub title: String,
    /// `world/axes.toml:line`.
    pub place: String,
    /// What its units are.
    pub source: Source,
    /// The axis of the panel whose series are values of its units, and where that is said.
    pub panel: Option<(String, String)>,
}

/// A row of a CSV file: text cells by column, and where it stands.
#[derive(Debug, Clone)]
pub struct Labelled {
    /// `file:line`.
    pub place: String,
    /// Cells in the order of the columns asked for; empty where the column is absent.
    pub cells: Vec<String>,
}

/// A relation as declared.
#[derive(Debug, Clone)]
pub struct DeclaredRelation {
    /// Name used in formulas.
    pub name: String,
    /// Names of the two axes.
    pub between: [String; 2],
    /// Cells: unit of the first axis, unit of the second, weight, first year, last year.
    pub links: Vec<Labelled>,
}
