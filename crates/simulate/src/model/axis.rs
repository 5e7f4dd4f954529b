//! Axes and relations beyond country and world, as declared, and those of them that a model uses.

use std::collections::BTreeSet;

use forefend_estimate::{Expression, Formula};

use super::Model;

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

impl Model {
    /// The relations that some text of a variable reads along, in file order.
    pub fn relations_used(&self) -> Vec<&DeclaredRelation> {
        let read = self.read_along();
        self.relations.iter().filter(|relation| read.contains(&relation.name)).collect()
    }

    /// The axes that a variable lives on, that some text reads along, or that a used relation links, in file order. Of a reduced
    /// model ([`Model::reduced_to`]) the others move nothing.
    pub fn axes_used(&self) -> Vec<&DeclaredAxis> {
        let read = self.read_along();
        let mut used: BTreeSet<&str> =
            self.variables.iter().map(|variable| variable.spec.axis.name()).collect();
        used.extend(
            self.relations_used().into_iter().flat_map(|relation| &relation.between).map(String::as_str),
        );
        let is_used = |axis: &&DeclaredAxis| {
            let name = &axis.name;
            used.contains(name.as_str())
                || ["", "_a", "_b"].iter().any(|side| read.contains(&format!("{name}{side}")))
        };
        self.axes.iter().filter(is_used).collect()
    }

    /// Names of the networks and relations that texts of variables read along.
    fn read_along(&self) -> BTreeSet<String> {
        let of_texts =
            self.variables.iter().flat_map(|variable| variable.expressions().flat_map(Expression::networks));
        let of_formulas =
            self.variables.iter().flat_map(|variable| variable.formula.iter().flat_map(Formula::networks));
        of_texts.chain(of_formulas).collect()
    }
}
