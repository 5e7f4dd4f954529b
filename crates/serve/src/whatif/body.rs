//! A what-if as it is sent.

use forefend_assess::{EffectChange, Question};
use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::problem::Problem;

/// Most bytes of a what-if.
pub const MOST_BYTES: usize = 1 << 20;
/// Most letters of the name of a page.
const NAME: usize = 64;

/// A what-if as it is sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// What is asked.
    pub question: Question,
    /// Whether its portfolio came in parts, so that no line of it is one that the asker has seen.
    pub in_parts: bool,
    /// Which page asks: of two what-ifs of one page the older can be superseded. Empty where none is named.
    pub page: String,
    /// Id of the what-if that this one takes the place of.
    pub supersedes: Option<String>,
}

/// The portfolio: its file's text, or the same as JSON.
#[derive(Deserialize)]
#[serde(untagged)]
enum Portfolio {
    Text(String),
    Parts(Map<String, Value>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    portfolio: Portfolio,
    #[serde(default)]
    setting: Option<String>,
    #[serde(default)]
    discount: Option<f64>,
    #[serde(default)]
    effects: Vec<EffectChange>,
    #[serde(default)]
    country: Option<String>,
    #[serde(default)]
    page: String,
    #[serde(default)]
    supersedes: Option<String>,
}

impl Body {
    /// Reads what was sent.
    ///
    /// # Errors
    /// [`Problem::mistake`] with the line of the mistake.
    ///
    /// # Examples
    /// ```
    /// use forefend_serve::whatif::Body;
    ///
    /// let body = Body::read(br#"{"portfolio": {"id": "mine", "role": "alternative"}, "page": "p1"}"#)?;
    /// assert_eq!(body.question.toml, "id = \"mine\"\nrole = \"alternative\"\n");
    /// assert!(Body::read(b"{}").is_err());
    /// # Ok::<(), forefend_serve::Problem>(())
    /// ```
    pub fn read(bytes: &[u8]) -> Result<Self, Problem> {
        let sent: Sent = serde_json::from_slice(bytes).map_err(|error| {
            let line = Some(error.line()).filter(|line| *line > 0);
            let form = "{\"portfolio\": TOML or the same as JSON, \"setting\", \"discount\", \"effects\", \"country\", \"page\", \"supersedes\"}";
            Problem::mistake(format!("the body is no what-if ({error}); send {form}")).at_line(line)
        })?;
        let (toml, in_parts) = match sent.portfolio {
            Portfolio::Text(text) => (text, false),
            Portfolio::Parts(parts) => (as_toml(&parts)?, true),
        };
        let named = sent.page.len() <= NAME
            && sent.page.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !named {
            return Err(Problem::mistake(format!("page: give up to {NAME} letters, digits and hyphens")));
        }
        let (setting, discount, effects, country) = (sent.setting, sent.discount, sent.effects, sent.country);
        let question = Question { toml, setting, discount, effects, country };
        Ok(Self { question, in_parts, page: sent.page, supersedes: sent.supersedes })
    }
}

fn as_toml(parts: &Map<String, Value>) -> Result<String, Problem> {
    let refused =
        |error| format!("portfolio: cannot be a portfolio's file ({error}); leave out what is null");
    toml::to_string(parts).map_err(|error| Problem::mistake(refused(error)))
}

/// The id of a question asked of this world: sixteen hexadecimal digits.
pub(super) fn id_of(question: &Question, of: &str) -> String {
    let mut digest = Sha256::new();
    digest.update(of.as_bytes());
    digest.update(b"\0");
    digest.update(serde_json::to_vec(question).unwrap_or_default());
    digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::Body;
    use proptest::prelude::*;

    #[test]
    fn mistakes_are_told_with_their_line() {
        for (text, words, line) in [
            ("", "EOF", Some(1)),
            ("[1]", "match", Some(1)),
            ("{\n\"portfolio\": \"\",\n\"colour\": 1}", "colour", Some(3)),
            ("{\"portfolio\": {\"a\": null}}", "null", None),
            ("{\"portfolio\": \"\", \"page\": \"a b\"}", "page", None),
            ("{\"portfolio\": 3}", "portfolio", Some(1)),
        ] {
            let problem = Body::read(text.as_bytes()).unwrap_err();
            assert_eq!((problem.status, problem.line), (422, line), "{text}: {problem:?}");
            assert!(problem.detail.contains(words), "{text}: {problem:?}");
        }
    }

    proptest! {
        #[test]
        fn parts_say_what_the_text_says(id in "[a-z]{1,8}", from in 2027_i64..2040, amount in 0.0..1e6_f64) {
            let json = format!(r#"{{"portfolio": {{"id": "{id}", "action": [{{"from": {from}, "amount": {amount:?}}}]}}}}"#);
            let table: toml::Table = Body::read(json.as_bytes()).unwrap().question.toml.parse().unwrap();
            prop_assert_eq!(table["id"].as_str(), Some(id.as_str()));
            prop_assert_eq!(table["action"][0]["from"].as_integer(), Some(from));
            prop_assert_eq!(table["action"][0]["amount"].as_float(), Some(amount));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Body::read(&bytes);
        }
    }
}
