//! Where in a world's files a text stands, to the character.

use std::ops::Range;

use forefend_estimate::EstimateError;
use toml::Spanned;

use crate::error::SimulateError;
use crate::world::WorldFiles;

/// A text of a TOML file and where it stands.
#[derive(Debug, Clone, Default)]
pub struct TextPlace {
    /// `file:line` of its first character.
    line: String,
    /// The file, the line and the column of its first character, where the text stands in the file as it is (without
    /// escapes).
    start: Option<(String, usize, usize)>,
    text: String,
}

impl TextPlace {
    /// `file:line` and nothing more is known.
    pub fn line(place: &str) -> Self {
        Self { line: place.to_owned(), ..Self::default() }
    }

    /// `file:line:column` of the `position`-th character, from 1; the line of the text where that is not known.
    pub fn at(&self, position: Option<usize>) -> String {
        let (Some((file, line, column)), Some(position)) = (&self.start, position) else {
            return self.line.clone();
        };
        let (mut line, mut column) = (*line, *column);
        for character in self.text.chars().take(position.saturating_sub(1)) {
            (line, column) = if character == '\n' { (line + 1, 1) } else { (line, column + 1) };
        }
        format!("{file}:{line}:{column}")
    }

    /// The place of the first mention of `name`.
    pub fn of_name(&self, name: &str) -> String {
        let part_of_a_name = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        let whole = |(byte, _): &(usize, &str)| {
            let (before, after) = (&self.text[..*byte], &self.text[byte + name.len()..]);
            !before.ends_with(part_of_a_name) && !after.starts_with(part_of_a_name)
        };
        let found = self.text.match_indices(name).find(whole);
        self.at(found.map(|(byte, _)| 1 + self.text[..byte].chars().count()))
    }

    /// What is wrong with the text, at its place.
    pub fn wrong(&self, source: EstimateError) -> SimulateError {
        SimulateError::Expression { place: self.at(source.position()), source }
    }
}

impl WorldFiles {
    /// Where a text of the file `path` stands.
    pub fn place_of(&self, path: &str, text: &Spanned<String>) -> TextPlace {
        let Range { start, end } = text.span();
        let line = self.at(path, start..end);
        let source = self.bytes(path).ok().and_then(|bytes| std::str::from_utf8(bytes).ok());
        let start = source.and_then(|source| {
            let quoted = source.get(start..end)?;
            let marks = if quoted.starts_with("\"\"\"") || quoted.starts_with("'''") { 3 } else { 1 };
            let inside = quoted.get(marks..quoted.len().checked_sub(marks)?)?;
            // A line break straight after three marks is no part of the text.
            let skip =
                if marks == 3 { inside.len() - inside.trim_start_matches('\n').len() } else { 0 }.min(1);
            let before = &source[..start + marks + skip];
            let column = 1 + before.chars().rev().take_while(|c| *c != '\n').count();
            let file = line.rsplit_once(':')?.0.to_owned();
            (inside[skip..] == *text.as_ref().as_str())
                .then(|| (file, 1 + before.bytes().filter(|byte| *byte == b'\n').count(), column))
        });
        TextPlace { line, start, text: text.as_ref().clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct File {
        text: Spanned<String>,
    }

    fn place(toml: &str) -> TextPlace {
        let world = WorldFiles::new("world", [("a.toml".to_owned(), toml.as_bytes().to_vec())]);
        let file: File = world.parse("a.toml").unwrap();
        world.place_of("a.toml", &file.text)
    }

    #[test]
    fn a_character_of_a_text_has_its_line_and_column() {
        let plain = place("# a\ntext = \"x + yy + y\"\n");
        assert_eq!([plain.at(Some(1)), plain.at(Some(5))], ["world/a.toml:2:9", "world/a.toml:2:13"]);
        assert_eq!(plain.of_name("y"), "world/a.toml:2:18");
        assert_eq!([plain.at(None), plain.of_name("z")], ["world/a.toml:2"; 2]);
        let long = place("text = \"\"\"\nx\n  + y\"\"\"\n");
        assert_eq!([long.at(Some(1)), long.of_name("y")], ["world/a.toml:2:1", "world/a.toml:3:5"]);
        assert_eq!(place("text = 'x + é + y'").of_name("y"), "world/a.toml:1:17");
        // With escapes only the line is sure.
        assert_eq!(place("text = \"x\\t+ y\"").of_name("y"), "world/a.toml:1");
    }
}
