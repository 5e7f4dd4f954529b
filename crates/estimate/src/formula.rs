//! R-style formulas: a response and the terms of a linear predictor.

mod terms;

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

/// A level of a factor, as a formula names it.
#[derive(Debug, Clone, PartialEq)]
pub enum Level {
    /// A number.
    Number(f64),
    /// A word of a column of words.
    Word(String),
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(value) => write!(f, "{value}"),
            Self::Word(word) => write!(f, "\"{word}\""),
        }
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
    /// The reference level of those factors that name one.
    bases: Vec<(Expression, Level)>,
}

impl Formula {
    /// Parses a formula such as `log(y) ~ lag(log(x)) + factor(region) + a:b`.
    ///
    /// Terms that occur twice count once. As in R (Chambers & Hastie 1992, *Statistical Models in S*, section
    /// 2.4), single variables come first, then products of two, and so on, otherwise in the order written.
    ///
    /// # Errors
    /// As [`Expression::parse`]; `y ~ 0` (no terms at all) is a syntax error.
    ///
    /// # Examples
    /// ```
    /// use forefend_estimate::Formula;
    ///
    /// let formula = Formula::parse("conflict ~ a * log(b)")?;
    /// assert_eq!(formula.to_string(), "conflict ~ 1 + a + log(b) + a:log(b)");
    /// let error = Formula::parse("conflict ~ a +").unwrap_err().to_string();
    /// assert!(error.contains("column"), "{error}");
    /// # Ok::<(), forefend_estimate::EstimateError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, EstimateError> {
        let (formula, offsets) = Self::parse_with_offset(text)?;
        match offsets.first() {
            None => Ok(formula),
            Some((position, _)) => Err(EstimateError::Syntax {
                position: *position,
                found: "`offset(`".to_owned(),
                expected:
                    "a term: offset() belongs to `forefend fit`; write it into the response, or as a term"
                        .to_owned(),
            }),
        }
    }

    /// The same where terms `offset(expression)` may stand on the right side: what is added to the linear predictor as it is,
    /// each with its column in the text.
    ///
    /// # Errors
    /// As [`Formula::parse`].
    pub fn parse_with_offset(text: &str) -> Result<(Self, Vec<(usize, Expression)>), EstimateError> {
        let mut parser = Parser::new(text)?;
        let response = Expression { root: parser.expression()? };
        if !parser.take("~") {
            return Err(parser.unexpected("an operator, or `~` between the two sides of the formula"));
        }
        let mut side = RightSide::default();
        let intercept = side.read(&mut parser)?;
        if !intercept && side.terms.is_empty() {
            return Err(parser.unexpected("at least one term, or an intercept"));
        }
        let RightSide { terms, bases, offsets } = side;
        Ok((Self { response, intercept, terms, bases }, offsets))
    }

    /// The reference level that `factor` names, where it does.
    pub(crate) fn base_of(&self, factor: &Expression) -> Option<&Level> {
        self.bases.iter().find(|(known, _)| known == factor).map(|(_, level)| level)
    }

    /// Puts numbers in the place of words among the reference levels: what `code` gives for a factor and a word.
    ///
    /// # Errors
    /// The factor and the word for which it gives none.
    pub fn code_words(
        &mut self,
        code: &dyn Fn(&Expression, &str) -> Option<f64>,
    ) -> Result<(), (Expression, String)> {
        for (factor, level) in &mut self.bases {
            if let Level::Word(word) = level {
                *level = Level::Number(code(factor, word).ok_or_else(|| (factor.clone(), word.clone()))?);
            }
        }
        Ok(())
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

    /// The expressions of the right side whose values are read as numbers: all that stand in no `factor()`.
    pub fn values(&self) -> Vec<&Expression> {
        let values = self.variables().filter_map(|variable| match variable {
            Variable::Value { expression, .. } => Some(expression),
            Variable::Factor(_) => None,
        });
        values.collect()
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
        for term in &self.terms {
            for (index, variable) in term.variables.iter().enumerate() {
                f.write_str(if index == 0 { " + " } else { ":" })?;
                match (variable, self.base_of(variable.expression())) {
                    (Variable::Factor(factor), Some(level)) => write!(f, "factor({factor}, ref = {level})")?,
                    _ => write!(f, "{variable}")?,
                }
            }
        }
        Ok(())
    }
}

impl std::str::FromStr for Formula {
    type Err = EstimateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

/// What the right side of a formula is made of.
#[derive(Default)]
struct RightSide {
    /// By degree.
    terms: Vec<Term>,
    bases: Vec<(Expression, Level)>,
    offsets: Vec<(usize, Expression)>,
}

impl RightSide {
    /// `term (+ term | - 1)*`, where a term may also be 0, 1 or an offset; gives whether there is an intercept.
    fn read(&mut self, parser: &mut Parser) -> Result<bool, EstimateError> {
        let mut intercept = true;
        loop {
            if let Some(present) = intercept_mark(parser) {
                intercept = present;
            } else if parser.call_name() == Some("offset") {
                let position = parser.position();
                parser.advance();
                self.offsets.push((position, in_parentheses(parser)?));
            } else {
                for term in self.crossed(parser)? {
                    if !self.terms.iter().any(|known| known.same(&term)) {
                        self.terms.push(term);
                    }
                    check_size(self.terms.len())?;
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
        self.terms.sort_by_key(|term| term.variables.len());
        Ok(intercept)
    }

    /// `product (* product)*`, written out: a * b = a + b + a:b.
    fn crossed(&mut self, parser: &mut Parser) -> Result<Vec<Term>, EstimateError> {
        let mut terms = vec![self.product(parser)?];
        while parser.take("*") {
            let right = self.product(parser)?;
            let products: Vec<Term> = terms.iter().map(|left| left.times(&right)).collect();
            terms.push(right);
            terms.extend(products);
            check_size(terms.len())?;
        }
        Ok(terms)
    }

    /// `variable (: variable)*`.
    fn product(&mut self, parser: &mut Parser) -> Result<Term, EstimateError> {
        let mut term = Term { variables: vec![self.variable(parser)?] };
        while parser.take(":") {
            term = term.times(&Term { variables: vec![self.variable(parser)?] });
        }
        Ok(term)
    }

    /// A name, a function call, `I(...)` or `factor(...)`.
    fn variable(&mut self, parser: &mut Parser) -> Result<Variable, EstimateError> {
        if parser.call_name() == Some("I") {
            parser.advance();
            return Ok(Variable::Value { expression: in_parentheses(parser)?, wrapped: true });
        }
        if parser.call_name() == Some("factor") {
            parser.advance();
            parser.need("(")?;
            let expression = Expression { root: parser.expression()? };
            if parser.take(",") {
                self.base(parser, &expression)?;
            }
            parser.need(")")?;
            return Ok(Variable::Factor(expression));
        }
        if !matches!(parser.token(), Token::Name(_)) {
            return Err(parser.unexpected(TERM));
        }
        let expression = Expression { root: parser.primary()? };
        Ok(Variable::Value { expression, wrapped: false })
    }

    /// `ref = level`; a factor has one reference level wherever it stands.
    fn base(&mut self, parser: &mut Parser, factor: &Expression) -> Result<(), EstimateError> {
        if !matches!(parser.token(), Token::Name(name) if name == "ref") {
            return Err(parser.unexpected("`ref = level`, the reference level of the factor"));
        }
        parser.advance();
        parser.need("=")?;
        let negative = parser.take("-");
        let level = match parser.token().clone() {
            Token::Number(value) => Level::Number(if negative { -value } else { value }),
            Token::Text(word) if !negative => Level::Word(word),
            _ => return Err(parser.unexpected("a level: a number, or a word between double quotes")),
        };
        match self.bases.iter().find(|(known, _)| known == factor) {
            Some((_, other)) if *other != level => {
                return Err(parser.unexpected(&format!("{other}, as where the factor stands before")));
            }
            Some(_) => {}
            None => self.bases.push((factor.clone(), level)),
        }
        parser.advance();
        Ok(())
    }
}

/// `(expression)`.
fn in_parentheses(parser: &mut Parser) -> Result<Expression, EstimateError> {
    parser.need("(")?;
    let expression = Expression { root: parser.expression()? };
    parser.need(")")?;
    Ok(expression)
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
