//! What can go wrong between a formula's text and a fit.

use crate::family::Family;

/// Errors of this crate. A message says what, where and, where one is known, the remedy.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum EstimateError {
    /// The text is not in the grammar. `position` is the column in the text, counted in characters from 1.
    #[error("column {position}: found {found}, expected {expected}")]
    Syntax {
        /// Column in the text, from 1.
        position: usize,
        /// What stands there.
        found: String,
        /// What the grammar allows there.
        expected: String,
    },
    /// A function that the grammar does not have.
    #[error("column {position}: unknown function `{name}`{suggestion}")]
    UnknownFunction {
        /// Column in the text, from 1.
        position: usize,
        /// The name as written.
        name: String,
        /// `; did you mean ...?` or empty.
        suggestion: String,
    },
    /// A name that is not a column of the data.
    #[error("column {position}: unknown variable `{name}`{suggestion}")]
    UnknownName {
        /// Column in the text, from 1.
        position: usize,
        /// The name as written.
        name: String,
        /// `; did you mean ...?` or empty.
        suggestion: String,
    },
    /// A network that the data do not have.
    #[error("column {position}: unknown network or relation `{name}`{suggestion}")]
    UnknownNetwork {
        /// Column in the text, from 1.
        position: usize,
        /// The name as written.
        name: String,
        /// `; did you mean ...?` or empty.
        suggestion: String,
    },
    /// `neighbours()` along a relation between two axes.
    #[error(
        "column {position}: `{name}` links units of two axes; write total(x, {name}) or average(x, {name})"
    )]
    NotANetwork {
        /// Column in the text, from 1.
        position: usize,
        /// The relation.
        name: String,
    },
    /// A column of another axis, read without saying how its values come here.
    #[error(
        "column {position}: `{name}` has a value for each {axis}, and here one for each {reader} is needed; say how: total(x, relation), average, highest, lowest or at(x, relation), or world_sum(x), world_mean(x)"
    )]
    OtherAxis {
        /// Column in the text, from 1.
        position: usize,
        /// The column.
        name: String,
        /// Its axis.
        axis: Box<str>,
        /// The axis of the reader.
        reader: Box<str>,
    },
    /// Parentheses, signs or calls nested too deeply.
    #[error("column {position}: nested more than {limit} deep; give a part of it a name of its own")]
    TooDeep {
        /// Column in the text, from 1.
        position: usize,
        /// Greatest depth.
        limit: usize,
    },
    /// An expression or formula that grows beyond the limit when written out.
    #[error("more than {limit} {what}; give a part of it a name of its own")]
    TooLarge {
        /// What there are too many of.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// A factor with fewer than two levels, or more than the limit, in the rows used.
    #[error("factor({factor}) has {count} level(s) in the rows used; it needs 2 to {limit}")]
    FactorLevels {
        /// The expression inside `factor()`.
        factor: String,
        /// Number of levels.
        count: usize,
        /// Greatest number of levels.
        limit: usize,
    },
    /// A reference level that does not occur.
    #[error("factor({factor}) has no level {level} in the rows used, which `ref` names; there are {levels}")]
    NoSuchLevel {
        /// The expression inside `factor()`.
        factor: String,
        /// The level named.
        level: String,
        /// The first of those that occur.
        levels: String,
    },
    /// A list of factor levels that does not match the formula.
    #[error("the formula has {expected} factor(s), but levels were given for {found}")]
    LevelLists {
        /// Factors in the formula.
        expected: usize,
        /// Lists given.
        found: usize,
    },
    /// Values whose number does not fit the table or the design.
    #[error("{what}: {found} value(s), expected {expected}")]
    Length {
        /// Of what.
        what: String,
        /// How many there must be.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// A column or network added twice.
    #[error("`{name}` is already in the table; use another name, or change it in place with column_mut")]
    Duplicate {
        /// Its name.
        name: String,
    },
    /// A value that is infinite (or, in a design made by hand, missing) in a row to be fitted.
    #[error(
        "`{column}` is not finite for unit {unit} in period {period}; log of zero? use log1p or leave the row out"
    )]
    NotFinite {
        /// Term or response.
        column: String,
        /// Unit id.
        unit: u64,
        /// Period.
        period: i32,
    },
    /// Fewer rows than the fit needs.
    #[error(
        "{rows} complete row(s) for {columns} coefficient(s) ({dropped} dropped for missing values); a fit needs more rows than coefficients"
    )]
    TooFewRows {
        /// Rows in the design.
        rows: usize,
        /// Coefficients per equation.
        columns: usize,
        /// Rows dropped because a value was missing.
        dropped: usize,
    },
    /// A column that is a linear combination of those before it.
    #[error(
        "`{column}` is a linear combination of the terms before it (or constant), to seven digits or more; take it out of the formula"
    )]
    Collinear {
        /// Name of the term.
        column: String,
    },
    /// Values too large, or too small, for their squares to fit a number.
    #[error(
        "`{column}` has values up to {largest:e}, whose squares no number holds: give it in other units (divide it, or take its logarithm)"
    )]
    Scale {
        /// Name of the term, or `response`.
        column: String,
        /// Its largest value in size.
        largest: f64,
    },
    /// The coefficients of a logit or multinomial have no finite maximum of the likelihood.
    #[error(
        "`{column}` separates the classes perfectly{class}: no finite estimate exists; drop it, merge classes, use a penalty or family firth"
    )]
    Separation {
        /// The term whose coefficient grows without bound.
        column: String,
        /// ` (class ...)`, or empty when there are two.
        class: String,
    },
    /// The solver stopped before it converged.
    #[error(
        "no convergence after {iterations} iterations (last step {step:e}): the coefficient of `{column}` moves most; look for extreme values in it, take its logarithm, or drop it"
    )]
    NotConverged {
        /// Iterations made.
        iterations: usize,
        /// Largest change of a coefficient on the working scale.
        step: f64,
        /// Name of the term whose coefficient still moves most.
        column: String,
    },
    /// A response that is not 0 or 1 where a binary one is needed.
    #[error(
        "the response of a logit must be 0 or 1, found {value} for unit {unit} in period {period}; compare it with a threshold first"
    )]
    NotBinary {
        /// The value.
        value: f64,
        /// Unit id.
        unit: u64,
        /// Period.
        period: i32,
    },
    /// A response with one class only, or with more classes than the limit.
    #[error("the response takes {found} value(s); a fit by class needs 2 to {limit}")]
    Classes {
        /// Number of classes found.
        found: usize,
        /// Greatest number of classes.
        limit: usize,
    },
    /// Fewer than two clusters.
    #[error("{found} cluster(s); clustered standard errors need at least 2")]
    TooFewClusters {
        /// Number found.
        found: usize,
    },
    /// A penalty that is not usable.
    #[error("ridge: {message}")]
    Penalty {
        /// What is wrong and what to do.
        message: &'static str,
    },
    /// A family that does not exist.
    #[error("unknown family `{name}`{suggestion}; there are {}", Family::ALL.map(Family::name).join(", "))]
    UnknownFamily {
        /// The name as written.
        name: String,
        /// `; did you mean ...?` or empty.
        suggestion: String,
    },
    /// An option that the family does not have.
    #[error("{option} belongs to family {family}, not to {found}; leave it out or fit {family}")]
    Option {
        /// The option.
        option: &'static str,
        /// The family that has it.
        family: Family,
        /// The family asked for.
        found: Family,
    },
    /// A value of the response that the family cannot have.
    #[error("the response of {family} must be {expected}; found {value} for unit {unit} in period {period}")]
    Value {
        /// The family.
        family: Family,
        /// What the value must be.
        expected: &'static str,
        /// The value.
        value: f64,
        /// Unit id.
        unit: u64,
        /// Period.
        period: i32,
    },
    /// A response without a single positive value.
    #[error("the response is 0 in every row; {family} needs a positive one")]
    AllZero {
        /// The family.
        family: Family,
    },
    /// A column that tells rows apart only where all of them are zero.
    #[error(
        "`{column}` predicts zeros perfectly: its coefficient has no finite estimate; drop it, or leave out the rows it marks"
    )]
    OnlyZeros {
        /// Name of the term.
        column: String,
    },
    /// Counts whose variance does not exceed their mean.
    #[error("the counts vary no more than a Poisson: theta has no finite estimate; use family poisson")]
    NoOverdispersion,
    /// A family that misses what it needs, or cannot be fitted to these rows.
    #[error("{family}: {message}")]
    Unfit {
        /// The family.
        family: Family,
        /// What is wrong and what to do.
        message: String,
    },
    /// Cases that cannot be balanced.
    #[error("entropy balancing: {message}")]
    Unbalanced {
        /// What is wrong and what to do.
        message: String,
    },
    /// A stored fit that does not read.
    #[error("stored fit: {message}; fit again")]
    Stored {
        /// The reader's words.
        message: String,
    },
}

impl EstimateError {
    /// Column in the text at which it is wrong, in characters from 1; none for what is not about one place.
    pub fn position(&self) -> Option<usize> {
        match self {
            Self::Syntax { position, .. }
            | Self::UnknownFunction { position, .. }
            | Self::UnknownName { position, .. }
            | Self::UnknownNetwork { position, .. }
            | Self::NotANetwork { position, .. }
            | Self::OtherAxis { position, .. }
            | Self::TooDeep { position, .. } => Some(*position),
            _ => None,
        }
    }
}
