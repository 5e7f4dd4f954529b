//! Sentences with numbers in them: `{0}`, `{0:bare}`, `{0:phia}`.

use super::html::{Html, Printer};
use crate::ReportError;
use crate::brief::Sentence;
use crate::figure::svg::escape;

/// How a placeholder prints its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Full,
    Bare,
    Phia,
}

/// A stretch of a sentence.
enum Part<'a> {
    Text(&'a str),
    Number(usize, Form),
}

fn parts(s: &Sentence) -> Result<Vec<Part<'_>>, ReportError> {
    let mut parts = Vec::new();
    let mut rest = s.template.as_str();
    while let Some(open) = rest.find('{') {
        let close = rest[open..].find('}').map(|i| i + open);
        let inside = close.map_or(&rest[open + 1..], |close| &rest[open + 1..close]);
        let bad =
            || ReportError::BadPlaceholder { template: s.template.clone(), placeholder: inside.to_owned() };
        let close = close.ok_or_else(bad)?;
        let (number, form) = inside.split_once(':').unwrap_or((inside, ""));
        let index: usize = number.parse().map_err(|_| bad())?;
        let form = match form {
            "" => Form::Full,
            "bare" => Form::Bare,
            "phia" => Form::Phia,
            _ => return Err(bad()),
        };
        if index >= s.quantities.len() {
            let carried = s.quantities.len();
            return Err(ReportError::MissingQuantity { template: s.template.clone(), index, carried });
        }
        parts.push(Part::Text(&rest[..open]));
        parts.push(Part::Number(index, form));
        rest = &rest[close + 1..];
    }
    parts.push(Part::Text(rest));
    Ok(parts)
}

/// Prints a sentence as markup.
pub fn print(s: &Sentence, printer: &Printer<'_>) -> Result<Html, ReportError> {
    let mut out = String::new();
    for part in parts(s)? {
        match part {
            Part::Text(text) => out.push_str(&escape(text)),
            Part::Number(index, form) => {
                let q = &s.quantities[index];
                let markup = match form {
                    Form::Full => printer.full(q),
                    Form::Bare => printer.bare(q),
                    Form::Phia => printer.phia(q),
                };
                out.push_str(&markup.0);
            }
        }
    }
    Ok(Html(out))
}

impl Sentence {
    /// The sentence as plain text, for terminals and logs.
    ///
    /// # Errors
    /// A placeholder that is malformed or names a quantity the sentence does not carry.
    pub fn text(&self) -> Result<String, ReportError> {
        let mut out = String::new();
        for part in parts(self)? {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Number(index, form) => out.push_str(&plain(&self.quantities[index], form)),
            }
        }
        Ok(out)
    }
}

fn plain(q: &crate::Quantity, form: Form) -> String {
    let words = if form == Form::Phia { crate::yardstick::phia(q.value).words() } else { String::new() };
    match form {
        Form::Bare => q.bare(),
        Form::Phia if !words.is_empty() => format!("{words} ({})", q.text()),
        _ => q.text(),
    }
}

/// Checks a sentence without printing it.
pub fn check(s: &Sentence) -> Result<(), ReportError> {
    parts(s).map(|_| ())
}
