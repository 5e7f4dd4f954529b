//! R-style formulas: a response and the terms of a linear predictor.

use std::fmt;

use crate::error::EstimateError;
use crate::expression::{self, Expression, Reference};
use crate::parser::Parser;
use crate::token::Token;

/// Most terms after `a * b` is written out.
const MOST_TERMS: usize = 500;
/// What may stand in the place of a term.
const TERM: &str = "a variable, a function call, I(...) or factor(...)";
/// What may stand after a term.
const AFTER_TERM: &str =
    "`+`, `:`, `*`, `- 1` or the end of the text; write arithmetic and comparisons as I(...)";

/// One variable of a term.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Variable {
    /// A value as it is; `wrapped` when it was written `I(...)`.
    Value { expression: Expression, wrapped: bool },
    /// Dummies of an expression's levels.
    Factor(Expression),
}

impl Variable {
    /// The expression inside.
    pub(crate) fn expression(&self) -> &Expression {
        match self {
            Self::Value { expression, .. } | Self::Factor(expression) => expression,
        }
    }
}

impl fmt::Display for Variable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value { expression, wrapped: false } => write!(f, "{expression}"),
            Self::Value { expression, wrapped: true } => write!(f, "I({expression})"),
            Self::Factor(expression) => write!(f, "factor({expression})"),
        }
    }
}

/// A product of variables, each once; the terms of a formula.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Term {
    pub(crate) variables: Vec<Variable>,
}

impl Term {
    /// The product of two terms; a variable in both counts once, as in R.
    fn times(&self, other: &Self) -> Self {
        let mut variables = self.variables.clone();
        variables.extend(other.variables.iter().filter(|v| !self.variables.contains(v)).cloned());
        Self { variables }
    }

    /// True when both hold the same variables in any order.
    pub(crate) fn same(&self, other: &Self) -> bool {
        self.variables.len() == other.variables.len()
            && self.variables.iter().all(|v| other.variables.contains(v))
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, variable) in self.variables.iter().enumerate() {
            if index > 0 {
                f.write_str(":")?;
            }
            write!(f, "{variable}")?;
        }
        Ok(())
    }
}

/// A model formula, `response ~ terms` (grammar: `docs/formula.md`).
///
/// `Display` writes text that parses back to an equal formula, with `a * b` written out.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    /// The left side.
    pub response: Expression,
    pub(crate) intercept: bool,
    pub(crate) terms: Vec<Term>,
}

impl Formula {
    /// Parses a formula such as `log(y) ~ lag(log(x)) + factor(region) + a:b`.
    ///
    /// Terms that occur twice count once. As in R (Chambers & Hastie 1992, *Statistical Models in S*, section
    /// 2.4), single variables come first, then products of two, and so on, otherwise in the order written.
    ///
    /// # Errors
    /// As [`Expression::parse`]; `y ~ 0` (no terms at all) is a syntax error.
    pub fn parse(text: &str) -> Result<Self, EstimateError> {
        let mut parser = Parser::new(text)?;
        let response = Expression { root: parser.expression()? };
        if !parser.take("~") {
            return Err(parser.unexpected("an operator, or `~` between the two sides of the formula"));
        }
        let (intercept, terms) = right_side(&mut parser)?;
        if !intercept && terms.is_empty() {
            return Err(parser.unexpected("at least one term, or an intercept"));
        }
        Ok(Self { response, intercept, terms })
    }

    /// Every column that the right side reads, by name and network, with the range of lags.
    pub fn references(&self) -> Vec<Reference> {
        expression::references(&self.right_expressions())
    }

    /// The networks that the right side reads, sorted, each once.
    pub fn networks(&self) -> Vec<String> {
        expression::networks(&self.right_expressions())
    }

    /// The distinct expressions inside `factor()`, in the order in which they first occur.
    pub fn factors(&self) -> Vec<Expression> {
        let mut found: Vec<Expression> = Vec::new();
        for variable in self.variables() {
            if let Variable::Factor(expression) = variable
                && !found.contains(expression)
            {
                found.push(expression.clone());
            }
        }
        found
    }

    /// True when the linear predictor has an intercept.
    pub fn has_intercept(&self) -> bool {
        self.intercept
    }

    /// Every variable of every term, with repetitions.
    pub(crate) fn variables(&self) -> impl Iterator<Item = &Variable> {
        self.terms.iter().flat_map(|term| &term.variables)
    }

    fn right_expressions(&self) -> Vec<&Expression> {
        self.variables().map(Variable::expression).collect()
    }
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ~ {}", self.response, u8::from(self.intercept))?;
        self.terms.iter().try_for_each(|term| write!(f, " + {term}"))
    }
}

impl std::str::FromStr for Formula {
    type Err = EstimateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

/// `term (+ term | - 1)*`, where a term may also be 0 or 1; gives the intercept and the terms by degree.
fn right_side(parser: &mut Parser) -> Result<(bool, Vec<Term>), EstimateError> {
    let mut intercept = true;
    let mut terms: Vec<Term> = Vec::new();
    loop {
        if let Some(present) = intercept_mark(parser) {
            intercept = present;
        } else {
            for term in crossed(parser)? {
                if !terms.iter().any(|known| known.same(&term)) {
                    terms.push(term);
                }
                check_size(terms.len())?;
            }
        }
        while parser.take("-") {
            if intercept_mark(parser) != Some(true) {
                return Err(parser.unexpected("`1`: only the intercept can be taken away"));
            }
            intercept = false;
        }
        if !parser.take("+") {
            break;
        }
    }
    parser.end(AFTER_TERM)?;
    terms.sort_by_key(|term| term.variables.len());
    Ok((intercept, terms))
}

/// A bare 1 (true) or 0 (false).
fn intercept_mark(parser: &mut Parser) -> Option<bool> {
    let mark = match *parser.token() {
        Token::Number(1.0) => true,
        Token::Number(0.0) => false,
        _ => return None,
    };
    parser.advance();
    Some(mark)
}

fn check_size(terms: usize) -> Result<(), EstimateError> {
    if terms > MOST_TERMS {
        return Err(EstimateError::TooLarge { what: "terms in one formula", limit: MOST_TERMS });
    }
    Ok(())
}

/// `product (* product)*`, written out: a * b = a + b + a:b.
fn crossed(parser: &mut Parser) -> Result<Vec<Term>, EstimateError> {
    let mut terms = vec![product(parser)?];
    while parser.take("*") {
        let right = product(parser)?;
        let products: Vec<Term> = terms.iter().map(|left| left.times(&right)).collect();
        terms.push(right);
        terms.extend(products);
        check_size(terms.len())?;
    }
    Ok(terms)
}

/// `variable (: variable)*`.
fn product(parser: &mut Parser) -> Result<Term, EstimateError> {
    let mut term = Term { variables: vec![variable(parser)?] };
    while parser.take(":") {
        term = term.times(&Term { variables: vec![variable(parser)?] });
    }
    Ok(term)
}

/// A name, a function call, `I(...)` or `factor(...)`.
fn variable(parser: &mut Parser) -> Result<Variable, EstimateError> {
    let wrapper = parser.call_name().filter(|name| ["I", "factor"].contains(name)).map(str::to_owned);
    if let Some(wrapper) = wrapper {
        parser.advance();
        parser.need("(")?;
        let expression = Expression { root: parser.expression()? };
        parser.need(")")?;
        return Ok(match wrapper.as_str() {
            "I" => Variable::Value { expression, wrapped: true },
            _ => Variable::Factor(expression),
        });
    }
    if !matches!(parser.token(), Token::Name(_)) {
        return Err(parser.unexpected(TERM));
    }
    let expression = Expression { root: parser.primary()? };
    Ok(Variable::Value { expression, wrapped: false })
}
