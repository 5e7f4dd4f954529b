//! One rule for names, everywhere: what becomes a folder, a file, a column, or a word of a formula.

use forefend_panel::is_hidden;

/// Columns of a part that say where and when a value stands; an axis adds one with its own name.
pub const KEY_COLUMNS: [&str; 4] = ["year", "draw", "country", "world"];

/// Most characters of a name: two of them with what a part, a shard and a temporary file add still make a file name.
pub const LONGEST_NAME: usize = 64;

/// Characters of a wrong name that a message repeats.
const SHOWN: usize = 40;

/// Whether `name` can be the name of a folder anywhere, and stands for nothing else: letters, digits, `-`, `_`; at most
/// [`LONGEST_NAME`].
pub fn is_folder_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=LONGEST_NAME).contains(&name.len()) && name.bytes().all(plain)
}

/// Whether `name` can be the name of a variable: a folder name that formulas can read, so without `-`, and that begins with a
/// letter or `_`.
pub fn is_formula_name(name: &str) -> bool {
    is_folder_name(name) && !name.contains('-') && !name.starts_with(|first: char| first.is_ascii_digit())
}

/// The message about an id that is no folder name; `what` says of what it is the id.
pub fn no_folder_name(what: &str, id: &str) -> String {
    format!(
        "the id of {what} `{}` must consist of letters, digits, - and _ (at most {LONGEST_NAME}); change it",
        shown(id)
    )
}

/// The message about a name that is no formula name.
pub fn no_formula_name(what: &str, name: &str) -> String {
    format!(
        "the name of {what} `{}` must consist of letters, digits and _ (at most {LONGEST_NAME}) and not begin with a digit; \
         rename it",
        shown(name)
    )
}

/// A name as a message repeats it: with what a terminal would obey escaped, and not without end.
pub fn shown(name: &str) -> String {
    let mut text = String::new();
    for character in name.chars().take(SHOWN) {
        match is_hidden(character) {
            true => text.extend(character.escape_unicode()),
            false => text.push(character),
        }
    }
    if name.chars().nth(SHOWN).is_some() {
        text.push_str("...");
    }
    text
}

/// The first few of `count` names.
pub(crate) fn listed<'a>(names: impl Iterator<Item = &'a str>, count: usize) -> String {
    const MOST: usize = 5;
    let shown: Vec<&str> = names.take(if count == MOST + 1 { count } else { MOST }).collect();
    let more = if count > shown.len() { format!(" and {} more", count - shown.len()) } else { String::new() };
    format!("{}{more}", shown.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_letters_digits_and_joins_and_not_too_long() {
        let longest = "a".repeat(LONGEST_NAME);
        for good in ["a", "withdraw", "no-causal-effect", "_x9", longest.as_str()] {
            assert!(is_folder_name(good), "{good}");
        }
        let long = "a".repeat(LONGEST_NAME + 1);
        let bad =
            ["", ".", "..", "a.b", "../../x", "a/b", "a\\b", "a b", "deployed:x", "é", "a\u{202e}", "a\0"];
        for bad in bad.into_iter().chain([long.as_str()]) {
            assert!(!is_folder_name(bad) && !is_formula_name(bad), "{bad}");
        }
        assert!(is_formula_name("gdp_pc") && is_formula_name("_x9"));
        assert!(!is_formula_name("9x") && !is_formula_name("a-b"));
    }

    #[test]
    fn a_name_is_shown_so_that_a_terminal_obeys_nothing_in_it() {
        assert_eq!(shown("a\u{1b}[31mb\u{202e}"), "a\\u{1b}[31mb\\u{202e}");
        assert_eq!(shown(&"x".repeat(300)), format!("{}...", "x".repeat(SHOWN)));
        assert!(no_folder_name("axis", "a.b").contains("`a.b`"));
    }
}
