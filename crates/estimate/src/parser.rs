//! Recursive descent over tokens: expressions.

use crate::error::EstimateError;
use crate::expression::{Along, Binary, Expression, Function, Node, OverWorld, Place};
use crate::token::{Token, tokens};
use forefend_panel::did_you_mean;

/// Deepest nesting of parentheses, calls, signs and exponents.
pub(crate) const DEEPEST: usize = 64;
/// Most nodes in one text: a long chain of sums is a deep tree, and every walk over it recurses.
const MOST_NODES: usize = 1000;
/// Longest lag or window, in periods.
const LONGEST_LAG: f64 = 1000.0;

/// Functions with arguments that are not all values.
const SPECIAL: [&str; 7] = ["min", "max", "if", "lag", "mean", "any", "factor"];

impl Expression {
    /// Parses an expression such as `log(x) - lag(log(x))`.
    ///
    /// # Errors
    /// [`EstimateError::Syntax`], [`EstimateError::UnknownFunction`], [`EstimateError::TooDeep`] or
    /// [`EstimateError::TooLarge`], with the column in the text. Unknown columns are found later, by
    /// [`Program::compile`](crate::Program::compile).
    pub fn parse(text: &str) -> Result<Self, EstimateError> {
        let mut parser = Parser::new(text)?;
        let root = parser.expression()?;
        parser.end("an operator or the end of the text")?;
        Ok(Self { root })
    }
}

impl std::str::FromStr for Expression {
    type Err = EstimateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

/// A cursor over tokens.
pub(crate) struct Parser {
    tokens: Vec<(Token, usize)>,
    at: usize,
    depth: usize,
    nodes: usize,
}

type Parsed = Result<Node, EstimateError>;

impl Parser {
    pub(crate) fn new(text: &str) -> Result<Self, EstimateError> {
        Ok(Self { tokens: tokens(text)?, at: 0, depth: 0, nodes: 0 })
    }

    /// The token at the cursor.
    pub(crate) fn token(&self) -> &Token {
        &self.tokens[self.at].0
    }

    /// The token after the cursor.
    fn following(&self) -> &Token {
        &self.tokens[(self.at + 1).min(self.tokens.len() - 1)].0
    }

    /// Column of the cursor, from 1.
    pub(crate) fn position(&self) -> usize {
        self.tokens[self.at].1
    }

    /// Moves on; the end of the text stays.
    pub(crate) fn advance(&mut self) {
        self.at = (self.at + 1).min(self.tokens.len() - 1);
    }

    /// Moves past `symbol` if it stands here.
    pub(crate) fn take(&mut self, symbol: &str) -> bool {
        let here = matches!(self.token(), Token::Symbol(s) if *s == symbol);
        if here {
            self.advance();
        }
        here
    }

    /// A syntax error here.
    pub(crate) fn unexpected(&self, expected: &str) -> EstimateError {
        EstimateError::Syntax {
            position: self.position(),
            found: self.token().describe(),
            expected: expected.to_owned(),
        }
    }

    /// Moves past `symbol`, or fails.
    pub(crate) fn need(&mut self, symbol: &str) -> Result<(), EstimateError> {
        if self.take(symbol) { Ok(()) } else { Err(self.unexpected(&format!("`{symbol}`"))) }
    }

    /// Fails unless the text ends here.
    pub(crate) fn end(&self, expected: &str) -> Result<(), EstimateError> {
        if *self.token() == Token::End { Ok(()) } else { Err(self.unexpected(expected)) }
    }

    /// Name of the call that starts here: a name followed by `(`.
    pub(crate) fn call_name(&self) -> Option<&str> {
        match (self.token(), self.following()) {
            (Token::Name(name), Token::Symbol("(")) => Some(name),
            _ => None,
        }
    }

    fn deeper(&mut self, parse: impl FnOnce(&mut Self) -> Parsed) -> Parsed {
        if self.depth >= DEEPEST {
            return Err(EstimateError::TooDeep { position: self.position(), limit: DEEPEST });
        }
        self.depth += 1;
        let node = parse(self);
        self.depth -= 1;
        node
    }

    fn node(&mut self, node: Node) -> Parsed {
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            return Err(EstimateError::TooLarge { what: "operations in one text", limit: MOST_NODES });
        }
        Ok(node)
    }

    fn binary(&mut self, operator: Binary, a: Node, b: Node) -> Parsed {
        self.node(Node::Binary(operator, Box::new(a), Box::new(b)))
    }

    /// A whole expression, from the loosest operator down.
    pub(crate) fn expression(&mut self) -> Parsed {
        self.deeper(|parser| parser.chain(&[Binary::Or], |p| p.chain(&[Binary::And], Self::negation)))
    }

    /// `operand (operator operand)*`, to the left.
    fn chain(&mut self, operators: &[Binary], operand: impl Fn(&mut Self) -> Parsed) -> Parsed {
        let mut left = operand(self)?;
        while let Some(operator) = self.take_one_of(operators) {
            let right = operand(self)?;
            left = self.binary(operator, left, right)?;
        }
        Ok(left)
    }

    fn take_one_of(&mut self, operators: &[Binary]) -> Option<Binary> {
        operators.iter().copied().find(|operator| self.take(operator.symbol()))
    }

    fn negation(&mut self) -> Parsed {
        if self.take("!") {
            let inner = self.deeper(Self::negation)?;
            return self.node(Node::Not(Box::new(inner)));
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Parsed {
        use Binary::{Equal, Greater, GreaterEqual, Less, LessEqual, NotEqual};
        const ALL: [Binary; 6] = [Equal, NotEqual, LessEqual, GreaterEqual, Less, Greater];
        let left = self.sum()?;
        let Some(operator) = self.take_one_of(&ALL) else { return Ok(left) };
        if let Token::Text(text) = self.token().clone() {
            return self.is_word(left, operator, text);
        }
        let right = self.sum()?;
        if ALL.iter().any(|other| *self.token() == Token::Symbol(other.symbol())) {
            return Err(self.unexpected("no second comparison; write (a < b) & (b < c)"));
        }
        self.binary(operator, left, right)
    }

    /// `column == "word"` or `column != "word"`, the cursor on the word.
    fn is_word(&mut self, left: Node, operator: Binary, text: String) -> Parsed {
        let Node::Name(name, place) = left else {
            return Err(
                self.unexpected("a number: only a column is compared with a word, as in region == \"north\"")
            );
        };
        if !matches!(operator, Binary::Equal | Binary::NotEqual) {
            return Err(self.unexpected("a number: words have no order, only == and != compare them"));
        }
        self.advance();
        let is = self.node(Node::Is(name, text, place))?;
        if operator == Binary::Equal { Ok(is) } else { self.node(Node::Not(Box::new(is))) }
    }

    fn sum(&mut self) -> Parsed {
        self.chain(&[Binary::Add, Binary::Subtract], |p| {
            p.chain(&[Binary::Multiply, Binary::Divide], Self::signed)
        })
    }

    fn signed(&mut self) -> Parsed {
        if self.take("-") {
            let inner = self.deeper(Self::signed)?;
            return self.node(Node::Negate(Box::new(inner)));
        }
        let base = self.primary()?;
        if self.take("^") {
            let exponent = self.deeper(Self::signed)?;
            return self.binary(Binary::Power, base, exponent);
        }
        Ok(base)
    }

    /// A number, a name, a call or an expression in parentheses.
    pub(crate) fn primary(&mut self) -> Parsed {
        let position = self.position();
        if self.take("(") {
            let inner = self.expression()?;
            self.need(")")?;
            return Ok(inner);
        }
        if let Some(name) = self.call_name() {
            let name = name.to_owned();
            self.advance();
            self.advance();
            let call = self.call(&name, position)?;
            self.need(")")?;
            return Ok(call);
        }
        match self.token().clone() {
            Token::Number(value) => {
                self.advance();
                self.node(Node::Number(value))
            }
            Token::Name(name) => {
                self.advance();
                self.node(Node::Name(name, Place(position)))
            }
            _ => Err(self.unexpected("a number, a name, a function or `(`")),
        }
    }

    /// The arguments of `name(`, up to but without the closing parenthesis.
    fn call(&mut self, name: &str, position: usize) -> Parsed {
        if let Some((_, function)) = Function::ALL.iter().find(|(known, _)| *known == name) {
            let inner = self.expression()?;
            return self.node(Node::Call(*function, Box::new(inner)));
        }
        if let Some((_, along)) = Along::ALL.iter().find(|(known, _)| *known == name) {
            let inner = self.expression()?;
            self.need(",")?;
            let (relation, place) = self.relation()?;
            if *along == Along::Average && self.take(",") {
                let total = |node| Node::Along(Along::Total, Box::new(node), relation.clone(), place);
                return self.weighted(inner, total);
            }
            return self.node(Node::Along(*along, Box::new(inner), relation, place));
        }
        if let Some((_, over)) = OverWorld::ALL.iter().find(|(known, _)| *known == name) {
            let inner = self.expression()?;
            if *over == OverWorld::Mean && self.take(",") {
                return self.weighted(inner, |node| Node::OverWorld(OverWorld::Sum, Box::new(node)));
            }
            return self.node(Node::OverWorld(*over, Box::new(inner)));
        }
        match name {
            "min" | "max" => {
                let a = self.expression()?;
                self.need(",")?;
                let b = self.expression()?;
                self.binary(if name == "min" { Binary::Minimum } else { Binary::Maximum }, a, b)
            }
            "if" => {
                let condition = self.expression()?;
                self.need(",")?;
                let yes = self.expression()?;
                self.need(",")?;
                let no = self.expression()?;
                self.node(Node::If(Box::new(condition), Box::new(yes), Box::new(no)))
            }
            "lag" => {
                let inner = self.expression()?;
                let lag = if self.take(",") { self.periods()? } else { 1 };
                self.node(Node::Lag(Box::new(inner), lag))
            }
            "mean" => {
                let inner = self.expression()?;
                self.need(",")?;
                let periods = self.periods()?;
                self.node(Node::Mean(Box::new(inner), periods))
            }
            "any" => self.any(),
            _ => Err(unknown_function(name, position)),
        }
    }

    /// Whether the expression that comes next is true of any linked unit.
    fn any(&mut self) -> Parsed {
        let inner = self.expression()?;
        self.need(",")?;
        let (relation, place) = self.relation()?;
        // !!x is 1 where x is true, 0 where it is not, and missing, which a total leaves out, where x is.
        let truth = Node::Not(Box::new(Node::Not(Box::new(inner))));
        let total = Node::Along(Along::Total, Box::new(truth), relation, place);
        self.nodes += 3;
        self.binary(Binary::Greater, total, Node::Number(0.0))
    }

    /// The mean of `x` weighted by the expression that comes next: total(w * x) / total(w * (x == x)), where x == x is 1
    /// where x is there and missing where it is not, so that weights without a value do not count.
    fn weighted(&mut self, x: Node, total: impl Fn(Node) -> Node) -> Parsed {
        let weight = self.expression()?;
        // The text is short, what it stands for is not: nested means double.
        self.nodes += 2 * x.size() + weight.size() + 5;
        let product = |a: Node, b: Node| Node::Binary(Binary::Multiply, Box::new(a), Box::new(b));
        let there = Node::Binary(Binary::Equal, Box::new(x.clone()), Box::new(x.clone()));
        let (above, below) = (total(product(weight.clone(), x)), total(product(weight, there)));
        self.binary(Binary::Divide, above, below)
    }

    /// A whole number of periods, at least 1.
    fn periods(&mut self) -> Result<usize, EstimateError> {
        match *self.token() {
            Token::Number(value) if (1.0..=LONGEST_LAG).contains(&value) && value % 1.0 == 0.0 => {
                self.advance();
                Ok(value as usize)
            }
            _ => Err(self.unexpected("a whole number of periods from 1 to 1000")),
        }
    }

    fn relation(&mut self) -> Result<(String, Place), EstimateError> {
        let place = Place(self.position());
        match self.token().clone() {
            Token::Name(name) => {
                self.advance();
                Ok((name, place))
            }
            _ => Err(self.unexpected("the name of a network or relation")),
        }
    }
}

fn unknown_function(name: &str, position: usize) -> EstimateError {
    if name == "factor" || name == "I" {
        return EstimateError::Syntax {
            position,
            found: format!("`{name}(`"),
            expected: format!(
                "a value; {name}() is a term of a formula's right side and stands in no expression"
            ),
        };
    }
    let along = Along::ALL.iter().map(|(known, _)| *known);
    let over = OverWorld::ALL.iter().map(|(known, _)| *known);
    let known = Function::ALL.iter().map(|(known, _)| *known).chain(along).chain(over).chain(SPECIAL);
    EstimateError::UnknownFunction { position, name: name.to_owned(), suggestion: did_you_mean(name, known) }
}
