//! From text to tokens, each with its column.

use crate::error::EstimateError;

/// What a token is. Operators are kept as their text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Token {
    Number(f64),
    Name(String),
    /// What stands between double quotes.
    Text(String),
    Symbol(&'static str),
    End,
}

impl Token {
    /// The token as an error message shows it.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Number(value) => format!("`{value}`"),
            Self::Name(name) => format!("`{name}`"),
            Self::Text(text) => format!("{text:?}"),
            Self::Symbol(symbol) => format!("`{symbol}`"),
            Self::End => "the end of the text".to_owned(),
        }
    }
}

/// Longer operators first, so that `<=` is not read as `<` and `=`.
const SYMBOLS: [&str; 20] =
    ["==", "!=", "<=", ">=", "+", "-", "*", "/", "^", "<", ">", "&", "|", "!", "(", ")", ",", ":", "~", "="];

/// Longest text that is read, in characters; it bounds the work on hostile input.
const LONGEST_TEXT: usize = 20_000;

/// Splits `text` into tokens with their columns (characters, from 1); the last one is [`Token::End`].
pub(crate) fn tokens(text: &str) -> Result<Vec<(Token, usize)>, EstimateError> {
    let characters: Vec<char> = text.chars().collect();
    if characters.len() > LONGEST_TEXT {
        return Err(EstimateError::TooLarge { what: "characters", limit: LONGEST_TEXT });
    }
    let mut list = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        let first = characters[at];
        let start = at;
        if first.is_whitespace() {
            at += 1;
            continue;
        }
        let token = if first.is_ascii_digit() || (first == '.' && digit(&characters, at + 1)) {
            at = number_end(&characters, at);
            number(&characters[start..at], start + 1)?
        } else if first.is_ascii_alphabetic() || first == '_' {
            while at < characters.len() && name_part(characters[at]) {
                at += 1;
            }
            Token::Name(characters[start..at].iter().collect())
        } else if first == '`' || first == '"' {
            let inside = quoted(&characters, start)?;
            at = start + inside.chars().count() + 2;
            if first == '`' { Token::Name(inside) } else { Token::Text(inside) }
        } else {
            let symbol = symbol(&characters[at..], start + 1)?;
            at += symbol.len();
            Token::Symbol(symbol)
        };
        list.push((token, start + 1));
    }
    list.push((Token::End, characters.len() + 1));
    Ok(list)
}

/// What stands between the quote at `start` and the next one of its kind. A name may hold anything but a backquote.
fn quoted(characters: &[char], start: usize) -> Result<String, EstimateError> {
    let quote = characters[start];
    let inside: String = characters[start + 1..].iter().take_while(|c| **c != quote).collect();
    let closed = start + 1 + inside.chars().count() < characters.len();
    let empty = quote == '`' && inside.is_empty();
    if closed && !empty {
        return Ok(inside);
    }
    let expected =
        if closed { "the name of a column between the backquotes" } else { "a second one that closes it" };
    Err(EstimateError::Syntax {
        position: start + 1,
        found: format!("`{quote}`"),
        expected: expected.to_owned(),
    })
}

/// A column's name as a text has it: between backquotes where it is not one word of letters, digits, `_` and `.` that begins
/// with a letter or `_`.
pub(crate) fn written(name: &str) -> std::borrow::Cow<'_, str> {
    let begins = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if begins && name.chars().all(name_part) { name.into() } else { format!("`{name}`").into() }
}

fn name_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '.'
}

fn digit(characters: &[char], at: usize) -> bool {
    characters.get(at).is_some_and(char::is_ascii_digit)
}

/// One past the last character of the number that starts at `at`: digits, a point, digits, an exponent.
fn number_end(characters: &[char], mut at: usize) -> usize {
    while digit(characters, at) {
        at += 1;
    }
    if characters.get(at) == Some(&'.') {
        at += 1;
        while digit(characters, at) {
            at += 1;
        }
    }
    if matches!(characters.get(at), Some('e' | 'E')) {
        let sign = usize::from(matches!(characters.get(at + 1), Some('+' | '-')));
        if digit(characters, at + 1 + sign) {
            at += 1 + sign;
            while digit(characters, at) {
                at += 1;
            }
        }
    }
    at
}

fn number(characters: &[char], position: usize) -> Result<Token, EstimateError> {
    let text: String = characters.iter().collect();
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(Token::Number(value)),
        _ => Err(EstimateError::Syntax {
            position,
            found: format!("`{text}`"),
            expected: "a number that fits a 64-bit float".to_owned(),
        }),
    }
}

fn symbol(rest: &[char], position: usize) -> Result<&'static str, EstimateError> {
    SYMBOLS
        .iter()
        .find(|symbol| symbol.chars().zip(rest).filter(|(a, b)| a == *b).count() == symbol.len())
        .copied()
        .ok_or_else(|| EstimateError::Syntax {
            position,
            found: if rest[0].is_control() {
                format!("`{}`", rest[0].escape_default())
            } else {
                format!("`{}`", rest[0])
            },
            expected: "a name (with other characters than letters, digits, _ and . between backquotes), a number, an \
                       operator or a parenthesis"
                .to_owned(),
        })
}
