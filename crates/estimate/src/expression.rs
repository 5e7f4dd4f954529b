//! Expressions: the tree, how it prints, and which columns it reads.

use std::collections::BTreeMap;
use std::fmt;

use crate::error::EstimateError;
use crate::parser;
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

/// Functions of one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Function {
    Log,
    Log1p,
    Log10,
    Exp,
    Sqrt,
    Abs,
}

impl Function {
    pub(crate) const ALL: [(&'static str, Self); 6] = [
        ("log", Self::Log),
        ("log1p", Self::Log1p),
        ("log10", Self::Log10),
        ("exp", Self::Exp),
        ("sqrt", Self::Sqrt),
        ("abs", Self::Abs),
    ];

    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, function)| *function == self).map_or("", |(name, _)| name)
    }
}

/// Operators and functions of two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Binary {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    And,
    Or,
    Minimum,
    Maximum,
}

impl Binary {
    /// The operator's text; `min` and `max` are written as calls.
    pub(crate) fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Power => "^",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
            Self::And => "&",
            Self::Or => "|",
            Self::Minimum => "min",
            Self::Maximum => "max",
        }
    }

    /// How tightly it binds, as in R: `|`, `&`, `!`, comparison, sum, product, sign, power, call.
    fn strength(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And => 2,
            Self::Equal
            | Self::NotEqual
            | Self::Less
            | Self::LessEqual
            | Self::Greater
            | Self::GreaterEqual => 4,
            Self::Add | Self::Subtract => 5,
            Self::Multiply | Self::Divide => 6,
            Self::Power => 8,
            Self::Minimum | Self::Maximum => ATOM,
        }
    }
}

/// How values reach a unit along a relation: from its neighbours in a network, or from the units of another axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Along {
    /// Weighted sum over the linked units; the relation is a network of the axis with itself.
    Neighbours,
    /// Weighted sum over the linked units.
    Total,
    /// Weighted mean over the linked units.
    Average,
    /// Greatest value among the linked units.
    Highest,
    /// Smallest value among the linked units.
    Lowest,
    /// The value of the one linked unit.
    At,
}

impl Along {
    pub(crate) const ALL: [(&'static str, Self); 6] = [
        ("neighbours", Self::Neighbours),
        ("total", Self::Total),
        ("average", Self::Average),
        ("highest", Self::Highest),
        ("lowest", Self::Lowest),
        ("at", Self::At),
    ];

    pub(crate) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, along)| *along == self).map_or("", |(name, _)| name)
    }
}

/// How the values of all units of a draw become one of the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum OverWorld {
    Sum,
    Mean,
    Highest,
    Lowest,
}

impl OverWorld {
    pub(crate) const ALL: [(&'static str, Self); 4] = [
        ("world_sum", Self::Sum),
        ("world_mean", Self::Mean),
        ("world_highest", Self::Highest),
        ("world_lowest", Self::Lowest),
    ];

    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, over)| *over == self).map_or("", |(name, _)| name)
    }
}

const NOT: u8 = 3;
const SIGN: u8 = 7;
const ATOM: u8 = 9;

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
            _ => ATOM,
        }
    }

    /// Writes the node, in parentheses when it binds more loosely than `least`.
    fn write(&self, f: &mut fmt::Formatter<'_>, least: u8) -> fmt::Result {
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
    fn collect(&self, least: usize, most: usize, network: Option<&str>, found: &mut References) {
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

    fn networks(&self, found: &mut Vec<String>) {
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

/// (name, word compared with, network) to the smallest and greatest lag.
type References = BTreeMap<(String, Option<String>, Option<String>), (usize, usize)>;

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
    /// Parses an expression such as `log(x) - lag(log(x))`.
    ///
    /// # Errors
    /// [`EstimateError::Syntax`], [`EstimateError::UnknownFunction`], [`EstimateError::TooDeep`] or
    /// [`EstimateError::TooLarge`], with the column in the text. Unknown columns are found later, by
    /// [`Program::compile`](crate::Program::compile).
    pub fn parse(text: &str) -> Result<Self, EstimateError> {
        parser::expression(text)
    }

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

impl std::str::FromStr for Expression {
    type Err = EstimateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
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
