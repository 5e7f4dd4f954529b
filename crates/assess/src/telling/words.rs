//! Words with places for numbers, names and years.

use forefend_report::{Quantity, Sentence, verbatim};
use serde::Deserialize;
use toml::Spanned;

use crate::error::AssessError;

/// Names of years that may stand in any words.
const YEARS: [&str; 7] = ["anchor", "before", "present", "next", "ahead", "horizon", "window"];

/// A text of the world's files in which `{name}` stands for a year, a number of the run or words made from it, and
/// `{name:bare}` or `{name:phia}` for a number printed so.
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
pub(crate) struct Words(Spanned<String>);

/// The years of a run that words may name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Clock {
    /// Last year in which the outcomes are observed.
    pub anchor: i16,
    /// Last year that is past at the run's date.
    pub present: i16,
    /// Last simulated year.
    pub horizon: i16,
}

impl Clock {
    /// The three years after the present, fewer where the run ends before: the window of the lists.
    pub fn window(&self) -> std::ops::RangeInclusive<i16> {
        self.present + 1..=(self.present + 3).min(self.horizon)
    }

    /// The window in words: "2027-2029".
    pub fn window_words(&self) -> String {
        let window = self.window();
        match window.start() == window.end() {
            true => window.start().to_string(),
            false => format!("{}-{}", window.start(), window.end()),
        }
    }

    /// The year of the map and of single numbers: four years ahead, or the last one simulated.
    pub fn ahead(&self) -> i16 {
        (self.present + 4).min(self.horizon)
    }

    fn year(&self, name: &str) -> Option<String> {
        Some(match name {
            "anchor" => self.anchor.to_string(),
            "before" => (self.anchor - 1).to_string(),
            "present" => self.present.to_string(),
            "next" => (self.present + 1).to_string(),
            "ahead" => self.ahead().to_string(),
            "horizon" => self.horizon.to_string(),
            "window" => self.window_words(),
            _ => return None,
        })
    }
}

/// What stands in a place of words.
#[derive(Debug, Clone)]
pub(crate) enum Part {
    /// A number of the run.
    Number(Quantity),
    /// Text that is printed as it is.
    Text(String),
    /// A template whose numbers are among the parts.
    Words(Words),
}

impl Words {
    /// The text as written.
    pub fn as_str(&self) -> &str {
        self.0.as_ref()
    }

    /// With the years of the run, and nothing else: what may stand in titles, heads of columns and notes.
    pub fn text(&self, clock: &Clock) -> String {
        self.filled(|name, _| clock.year(name))
    }

    /// With text in named places.
    pub fn text_with(&self, clock: &Clock, parts: &[(&str, String)]) -> String {
        let part = |name: &str| parts.iter().find(|(known, _)| *known == name).map(|(_, text)| text.clone());
        self.filled(|name, _| clock.year(name).or_else(|| part(name)))
    }

    /// As a sentence that carries its numbers, in the order of `parts`.
    pub fn sentence(&self, clock: &Clock, parts: &[(&str, Part)]) -> Sentence {
        let numbers = || {
            parts.iter().filter_map(|(name, part)| match part {
                Part::Number(quantity) => Some((*name, quantity)),
                _ => None,
            })
        };
        Sentence::with(
            self.template(clock, parts, &numbers().map(|(name, _)| name).collect::<Vec<_>>()),
            numbers().map(|(_, quantity)| quantity.clone()).collect(),
        )
    }

    fn template(&self, clock: &Clock, parts: &[(&str, Part)], numbers: &[&str]) -> String {
        self.filled(|name, format| {
            if let Some(at) = numbers.iter().position(|known| *known == name) {
                return Some(format!("{{{at}{format}}}"));
            }
            let part = parts.iter().find(|(known, _)| *known == name).map(|(_, part)| part);
            match part {
                Some(Part::Text(text)) => Some(verbatim(text)),
                Some(Part::Words(words)) => Some(words.template(clock, parts, numbers)),
                _ => clock.year(name),
            }
        })
    }

    /// The text with every place filled by `of(name, format)`; a place that nothing fills stays as it is written, which
    /// [`Words::check`] has refused before.
    fn filled(&self, of: impl Fn(&str, &str) -> Option<String>) -> String {
        let (mut out, mut rest) = (String::new(), self.as_str());
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((place, after)) = after.split_once('}') else {
                rest = after;
                continue;
            };
            let (name, format) = place.find(':').map_or((place, ""), |at| place.split_at(at));
            out.push_str(&of(name, format).unwrap_or_else(|| verbatim(&format!("{{{place}}}"))));
            rest = after;
        }
        out + rest
    }

    /// Whether every place has a name that is known there (`numbers` and `texts` beside the years) and a known format.
    pub fn check(
        &self,
        place: &dyn Fn(&Spanned<String>) -> String,
        numbers: &[&str],
        texts: &[&str],
    ) -> Result<(), AssessError> {
        let refuse = |message: String| Err(AssessError::Declaration { place: place(&self.0), message });
        let mut rest = self.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, after)) = after.split_once('}').filter(|_| !before.contains('}')) else {
                return refuse("a brace stands alone; write places as {name}".to_owned());
            };
            let (name, format) = name.split_once(':').unwrap_or((name, ""));
            let is_number = numbers.contains(&name);
            if !is_number && !YEARS.contains(&name) && !texts.contains(&name) {
                let known = || numbers.iter().chain(texts).chain(&YEARS).copied();
                let listed: Vec<String> = known().map(|name| format!("{{{name}}}")).collect();
                return refuse(format!(
                    "{{{name}}} stands for nothing here{}; there are {}",
                    forefend_panel::suggestion(name, known()),
                    listed.join(", ")
                ));
            }
            if !(format.is_empty() || is_number && matches!(format, "bare" | "phia")) {
                return refuse(format!(
                    "{{{name}:{format}}}: a number is printed as {{{name}}}, {{{name}:bare}} or {{{name}:phia}}, anything else as \
                     {{{name}}}"
                ));
            }
            rest = after;
        }
        match rest.contains('}') {
            true => refuse("a brace stands alone; write places as {name}".to_owned()),
            false => Ok(()),
        }
    }
}

#[cfg(test)]
impl From<&str> for Words {
    fn from(text: &str) -> Self {
        Self(Spanned::new(0..0, text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use forefend_report::Unit;

    const CLOCK: Clock = Clock { anchor: 2025, present: 2026, horizon: 2035 };

    #[test]
    fn places_are_filled_by_name() {
        let all = "{anchor} {before} {present} {next} {ahead} {horizon} {window}";
        assert_eq!(Words::from(all).text(&CLOCK), "2025 2024 2026 2027 2030 2035 2027-2029");
        let short = Clock { horizon: 2027, ..CLOCK };
        assert_eq!(Words::from("{window} {ahead}").text(&short), "2027 2027");
        let number = |value| Part::Number(Quantity::new(value, Unit::Share, "q"));
        let parts = [
            ("one", number(0.1)),
            ("who", Part::Text("{A}".to_owned())),
            ("more", Part::Words(Words::from(", {two:bare} of {who}"))),
            ("two", number(0.2)),
        ];
        let sentence = Words::from("In {next} {one} for {who}{more}.").sentence(&CLOCK, &parts);
        assert_eq!(sentence.template, "In 2027 {0} for {{A}}, {1:bare} of {{A}}.");
        assert_eq!(sentence.text().unwrap(), "In 2027 10% for {A}, 20% of {A}.");
    }

    #[test]
    fn a_place_that_nothing_fills_is_refused_with_what_there_is() {
        let check = |text: &str| {
            let found = Words::from(text).check(&|_| "r.toml:1".to_owned(), &["then"], &["names"]);
            found.map_err(|error| error.to_string())
        };
        for text in ["plain", "{then} {then:bare} {then:phia} {names} {window}"] {
            assert_eq!(check(text), Ok(()));
        }
        for (text, wanted) in [
            (
                "{them}",
                "r.toml:1: {them} stands for nothing here; did you mean `then`?; there are {then}, {names}",
            ),
            ("{names:bare}", "anything else as {names}"),
            ("{then:loud}", "{then:loud}: a number is printed as"),
            ("{then", "a brace stands alone"),
            ("then}", "a brace stands alone"),
            ("a } {then}", "a brace stands alone"),
        ] {
            let error = check(text).unwrap_err();
            assert!(error.contains(wanted), "{text}: {error}");
        }
    }
}
