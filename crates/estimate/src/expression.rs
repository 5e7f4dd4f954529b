//! Expressions: what they read. Their text is read by the parser.

mod operators;
mod tree;

use std::fmt;

pub use self::operators::Along;
pub(crate) use self::operators::{Binary, Function, OverWorld};
use self::tree::References;
pub(crate) use self::tree::{Node, Place};
use crate::token::written;

/// An arithmetic expression over named columns, with lags, windows and networks (grammar: `docs/formula.md`).
///
/// `Display` writes text that parses back to an equal expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    pub(crate) root: Node,
}

/// One column that an expression reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Column name.
    pub name: String,
    /// The word that the column is compared with, as in `region == "north"`; otherwise its numbers are read.
    pub text: Option<String>,
    /// Smallest lag in periods, after lags and windows are pushed down to the column; 0 is the same period.
    pub minimum_lag: usize,
    /// Greatest lag in periods.
    pub maximum_lag: usize,
    /// The network or relation along which values are read, when the column stands inside `neighbours()`,
    /// `total()` and the like (the innermost one); otherwise the unit's own value is read.
    pub network: Option<String>,
}

impl Expression {
    /// Every column read, by name and network, with the range of lags.
    pub fn references(&self) -> Vec<Reference> {
        references(std::slice::from_ref(&self))
    }

    /// The networks and relations read, sorted, each once.
    pub fn networks(&self) -> Vec<String> {
        networks(std::slice::from_ref(&self))
    }

    /// The column that this is, as it stands or at an earlier time (`x`, `lag(x, 2)`); none for anything else.
    pub fn whole_column(&self) -> Option<&str> {
        let mut node = &self.root;
        while let Node::Lag(inner, _) = node {
            node = inner;
        }
        if let Node::Name(name, _) = node { Some(name) } else { None }
    }
}

/// The name of the column that says, by 1 and 0, where `column` holds the word `text`: what a data set that has columns of words
/// must have for a comparison with one.
pub fn indicator_name(column: &str, text: &str) -> String {
    format!("{} == \"{text}\"", written(column))
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root.write(f, 0)
    }
}

/// The columns read by any of `expressions`.
pub(crate) fn references(expressions: &[&Expression]) -> Vec<Reference> {
    let mut found = References::new();
    for expression in expressions {
        expression.root.collect(0, 0, None, &mut found);
    }
    found
        .into_iter()
        .map(|((name, text, network), (minimum_lag, maximum_lag))| Reference {
            name,
            text,
            minimum_lag,
            maximum_lag,
            network,
        })
        .collect()
}

/// The networks read by any of `expressions`, sorted, each once.
pub(crate) fn networks(expressions: &[&Expression]) -> Vec<String> {
    let mut found = Vec::new();
    expressions.iter().for_each(|expression| expression.root.networks(&mut found));
    found.sort();
    found.dedup();
    found
}
