//! Text of others (titles, names of columns, values of files) as it may be shown: on a page, in a terminal.
//!
//! A terminal obeys escape sequences, and both terminal and browser obey marks that turn the direction of writing, so that
//! a title could erase a line, colour a number or show `gpj.exe` as `exe.jpg`. Whatever leaves the program for a reader
//! passes through [`shown`] once, at the very end: nothing has to be remembered where a sentence is made.

use std::borrow::Cow;
use std::fmt::Write as _;

use forefend_panel::is_hidden;

/// The text with every character that acts instead of being seen written out as in JSON (`\u001b`, `\u202e`): controls
/// but for the line feed and the tab, marks of direction, and characters without width. The zero-width joiner and
/// non-joiner stay: Persian and the languages of India are written with them.
///
/// What is shown so once stays as it is, and JSON keeps its meaning: outside of strings it holds none of them.
///
/// # Examples
/// ```
/// // An escape sequence that would clear a terminal is shown instead of acting.
/// assert_eq!(forefend_report::shown("a\u{1b}[2Jb"), "a\\u001b[2Jb");
/// ```
pub fn shown(text: &str) -> Cow<'_, str> {
    if !text.chars().any(acts) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if acts(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// The same on one line, for a cell of a table: line feeds and tabs are written out too.
pub fn shown_in_a_line(text: &str) -> Cow<'_, str> {
    match shown(text) {
        whole if !whole.contains(['\n', '\t']) => whole,
        broken => Cow::Owned(broken.replace('\n', "\\n").replace('\t', "\\t")),
    }
}

/// Whether a character does something other than to appear. Line feed and tab are meant.
fn acts(c: char) -> bool {
    is_hidden(c) && !matches!(c, '\n' | '\t')
}

#[cfg(test)]
mod tests {
    use super::{shown, shown_in_a_line};
    use proptest::prelude::*;

    #[test]
    fn what_acts_is_written_out_and_the_rest_stays() {
        for (text, seen) in [
            ("plain − 12 %, Côte d’Ivoire\n\tnext", "plain − 12 %, Côte d’Ivoire\n\tnext"),
            ("\u{1b}[31mred\u{1b}]0;t\u{7}", "\\u001b[31mred\\u001b]0;t\\u0007"),
            ("a\rb\u{8}c\u{7f}\u{9b}31m", "a\\u000db\\u0008c\\u007f\\u009b31m"),
            ("\u{202e}gpj.exe\u{202c}", "\\u202egpj.exe\\u202c"),
            ("a\u{2067}b\u{2069}c\u{200f}d\u{61c}", "a\\u2067b\\u2069c\\u200fd\\u061c"),
            ("\u{e0041}", "\\udb40\\udc41"),
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
        ] {
            assert_eq!(shown(text), seen);
        }
        assert_eq!(shown_in_a_line("a\nb\tc\u{1b}"), "a\\nb\\tc\\u001b");
    }

    proptest! {
        #[test]
        fn nothing_acts_twice_is_once_and_json_keeps_its_meaning(text in any::<String>()) {
            let once = shown(&text).into_owned();
            prop_assert!(!once.chars().any(super::acts));
            prop_assert_eq!(shown(&once), once.as_str());
            let json = serde_json::to_string(&text).unwrap();
            let back: String = serde_json::from_str(&shown(&json)).unwrap();
            prop_assert_eq!(back, text);
        }
    }
}
