//! The tree of an expression: how it prints, and which columns its nodes read.

use std::collections::BTreeMap;
use std::fmt;

use super::operators::{Along, Binary, CALL, Function, OverWorld};
use crate::token::written;

/// Where a name stood in the text (column from 1), for error messages of later stages.
///
/// All places are equal to each other, so that two expressions which differ only in spacing are equal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place(pub(crate) usize);

impl PartialEq for Place {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// (name, word compared with, network) to the smallest and greatest lag.
pub(super) type References = BTreeMap<(String, Option<String>, Option<String>), (usize, usize)>;

const NOT: u8 = 3;
const SIGN: u8 = 7;

/// A node of the tree.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    Number(f64),
    Name(String, Place),
    /// Whether a column of words holds this one: 1, 0, or missing.
    Is(String, String, Place),
    Negate(Box<Node>),
    Not(Box<Node>),
    Binary(Binary, Box<Node>, Box<Node>),
    Call(Function, Box<Node>),
    If(Box<Node>, Box<Node>, Box<Node>),
    Lag(Box<Node>, usize),
    Mean(Box<Node>, usize),
    Along(Along, Box<Node>, String, Place),
    OverWorld(OverWorld, Box<Node>),
}

impl Node {
    fn strength(&self) -> u8 {
        match self {
            Self::Binary(operator, ..) => operator.strength(),
            Self::Not(_) => NOT,
            Self::Is(..) => Binary::Equal.strength(),
            Self::Negate(_) => SIGN,
            _ => CALL,
        }
    }

    /// Writes the node, in parentheses when it binds more loosely than `least`.
    pub(super) fn write(&self, f: &mut fmt::Formatter<'_>, least: u8) -> fmt::Result {
        let strength = self.strength();
        if strength < least {
            f.write_str("(")?;
            self.write(f, 0)?;
            return f.write_str(")");
        }
        match self {
            Self::Number(value) => write!(f, "{value}"),
            Self::Name(name, _) => f.write_str(&written(name)),
            Self::Is(name, text, _) => write!(f, "{} == \"{text}\"", written(name)),
            Self::Negate(inner) => {
                f.write_str("-")?;
                inner.write(f, SIGN)
            }
            Self::Not(inner) => {
                f.write_str("!")?;
                inner.write(f, NOT)
            }
            Self::Binary(operator @ (Binary::Minimum | Binary::Maximum), a, b) => {
                write_call(f, operator.symbol(), &[a, b], None)
            }
            Self::Binary(Binary::Power, a, b) => {
                // Right-associative, and the exponent may carry a sign: a^-b^c is a^(-(b^c)).
                a.write(f, strength + 1)?;
                f.write_str("^")?;
                b.write(f, SIGN)
            }
            Self::Binary(operator, a, b) => {
                // Comparisons do not chain, so both their sides must bind more tightly.
                a.write(f, strength + u8::from(strength == 4))?;
                write!(f, " {} ", operator.symbol())?;
                b.write(f, strength + 1)
            }
            Self::Call(function, inner) => write_call(f, function.name(), &[inner], None),
            Self::If(condition, yes, no) => write_call(f, "if", &[condition, yes, no], None),
            Self::Lag(inner, 1) => write_call(f, "lag", &[inner], None),
            Self::Lag(inner, lag) => write_call(f, "lag", &[inner], Some(&lag.to_string())),
            Self::Mean(inner, periods) => write_call(f, "mean", &[inner], Some(&periods.to_string())),
            Self::Along(along, inner, relation, _) => {
                write_call(f, along.name(), &[inner], Some(&written(relation)))
            }
            Self::OverWorld(over, inner) => write_call(f, over.name(), &[inner], None),
        }
    }

    /// Adds every column read to `found`, where the node itself is read at lags `least..=most` through `network`.
    pub(super) fn collect(&self, least: usize, most: usize, network: Option<&str>, found: &mut References) {
        match self {
            Self::Number(_) => {}
            Self::Name(name, _) | Self::Is(name, ..) => {
                let text = if let Self::Is(_, text, _) = self { Some(text.clone()) } else { None };
                let key = (name.clone(), text, network.map(str::to_owned));
                let range = found.entry(key).or_insert((least, most));
                *range = (range.0.min(least), range.1.max(most));
            }
            Self::Lag(inner, lag) => inner.collect(least + lag, most + lag, network, found),
            Self::Mean(inner, periods) => inner.collect(least, most + periods - 1, network, found),
            Self::Along(_, inner, name, _) => inner.collect(least, most, Some(name), found),
            _ => self.children().into_iter().for_each(|child| child.collect(least, most, network, found)),
        }
    }

    /// Number of nodes.
    pub(crate) fn size(&self) -> usize {
        1 + self.children().into_iter().map(Self::size).sum::<usize>()
    }

    /// The nodes directly below.
    fn children(&self) -> Vec<&Node> {
        match self {
            Self::Number(_) | Self::Name(..) | Self::Is(..) => Vec::new(),
            Self::Negate(a)
            | Self::Not(a)
            | Self::Call(_, a)
            | Self::Lag(a, _)
            | Self::Mean(a, _)
            | Self::Along(_, a, ..)
            | Self::OverWorld(_, a) => vec![a],
            Self::Binary(_, a, b) => vec![a, b],
            Self::If(a, b, c) => vec![a, b, c],
        }
    }

    pub(super) fn networks(&self, found: &mut Vec<String>) {
        if let Self::Along(_, _, name, _) = self {
            found.push(name.clone());
        }
        self.children().into_iter().for_each(|child| child.networks(found));
    }
}

fn write_call(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    arguments: &[&Node],
    last: Option<&str>,
) -> fmt::Result {
    write!(f, "{name}(")?;
    for (index, argument) in arguments.iter().enumerate() {
        if index > 0 {
            f.write_str(", ")?;
        }
        argument.write(f, 0)?;
    }
    if let Some(last) = last {
        write!(f, ", {last}")?;
    }
    f.write_str(")")
}
