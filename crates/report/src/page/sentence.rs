//! Sentences with numbers in them: `{0}`, `{0:bare}`, `{0:number}`, `{0:phia}`; `{{` and `}}` are the braces themselves.

use super::html::{Html, Printer};
use crate::ReportError;
use crate::brief::Sentence;
use crate::figure::svg::escape;

/// How a placeholder prints its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Full,
    Bare,
    Number,
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
    while let Some(at) = rest.find(['{', '}']) {
        let (text, after) = rest.split_at(at);
        parts.push(Part::Text(text));
        let twice = after.starts_with("{{") || after.starts_with("}}");
        if twice || after.starts_with('}') {
            parts.push(Part::Text(&after[..1]));
            rest = &after[if twice { 2 } else { 1 }..];
            continue;
        }
        let close = after.find('}');
        let inside = &after[1..close.unwrap_or(after.len())];
        let (index, form) = number(s, inside, close.is_some())?;
        parts.push(Part::Number(index, form));
        rest = &after[close.map_or(after.len(), |close| close + 1)..];
    }
    parts.push(Part::Text(rest));
    Ok(parts)
}

/// The quantity that a placeholder names, and how it is printed.
fn number(s: &Sentence, inside: &str, closed: bool) -> Result<(usize, Form), ReportError> {
    let bad = || ReportError::BadPlaceholder { template: s.template.clone(), placeholder: inside.to_owned() };
    let (number, form) = inside.split_once(':').unwrap_or((inside, ""));
    let index: usize = number.parse().ok().filter(|_| closed).ok_or_else(bad)?;
    let form = match form {
        "" => Form::Full,
        "bare" => Form::Bare,
        "number" => Form::Number,
        "phia" => Form::Phia,
        _ => return Err(bad()),
    };
    let carried = s.quantities.len();
    if index >= carried {
        return Err(ReportError::MissingQuantity { template: s.template.clone(), index, carried });
    }
    Ok((index, form))
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
                    Form::Number => printer.number(q),
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
        Form::Number => q.number(),
        Form::Phia if !words.is_empty() => format!("{words} ({})", q.text()),
        _ => q.text(),
    }
}

/// Checks a sentence without printing it.
pub fn check(s: &Sentence) -> Result<(), ReportError> {
    parts(s).map(|_| ())
}

#[cfg(test)]
mod tests {
    use crate::number::{Quantity, Unit};
    use crate::{Sentence, verbatim};
    use proptest::prelude::*;

    #[test]
    fn a_sentence_that_follows_goes_on_counting() {
        let number = |value| Quantity::new(value, Unit::Count, "q");
        let first = Sentence::with("Of {0:bare} {1}.", vec![number(1.0), number(2.0)]);
        let next = Sentence::with("{{0}} {0} of {1:bare}.", vec![number(3.0), number(4.0)]);
        let both = first.followed_by(&next).followed_by(&Sentence::plain("{End}"));
        assert_eq!(both.text().unwrap(), "Of 1 2. {0} 3 of 4. {End}");
    }

    #[test]
    fn braces_of_others_are_braces() {
        for text in ["{", "}", "{0}", "{all}", "{{0}}", "}{", "a {0:bare} b", "{0", "", "{{{"] {
            assert_eq!(Sentence::plain(text).text().unwrap(), text);
            let number = Quantity::new(7.0, Unit::Count, "q");
            let template = format!("{}: {{0}} of {}.", verbatim(text), verbatim(text));
            let said = Sentence::with(template, vec![number]).text().unwrap();
            assert_eq!(said, format!("{text}: 7 of {text}."));
        }
    }

    proptest! {
        #[test]
        fn any_text_is_said_as_it_is_written(text in "[{}:0-9a-z ]{0,12}") {
            prop_assert_eq!(Sentence::plain(text.as_str()).text().unwrap(), text);
        }
    }
}
