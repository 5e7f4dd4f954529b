//! Characters that are not seen as what they are, in one list: a terminal obeys them, they turn the direction of what
//! follows, or they have no width.

/// Whether a character acts instead of being seen: controls (line feed and tab among them), marks of direction, characters
/// without width. The zero-width joiner and non-joiner do not count: Persian and the languages of India are written with
/// them.
///
/// ```
/// use forefend_panel::is_hidden;
/// assert!(is_hidden('\u{202e}') && is_hidden('\n') && is_hidden('\u{ad}'));
/// assert!(!is_hidden('é') && !is_hidden('\u{200c}'));
/// ```
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'
                | '\u{200e}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}
