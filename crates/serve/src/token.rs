//! The token that a reader beyond loopback must show.

use std::io::Read as _;

use sha2::{Digest, Sha256};

use crate::error::ServeError;

/// Shortest token that may be given.
const SHORTEST: usize = 16;
/// Longest token that may be given.
const LONGEST: usize = 200;

/// A secret word. Only its digest is kept, and compared in constant time: neither length nor first letters can be found by
/// timing.
#[derive(Clone, PartialEq, Eq)]
pub struct Token([u8; 32]);

impl std::fmt::Debug for Token {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Token(hidden)")
    }
}

impl Token {
    /// A token that was given.
    ///
    /// # Errors
    /// [`ServeError::Given`] where it is too short, too long, or holds what cannot stand in an address or a cookie.
    pub fn given(text: &str) -> Result<Self, ServeError> {
        let fits = (SHORTEST..=LONGEST).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte));
        if !fits {
            let message = format!(
                "give {SHORTEST} to {LONGEST} letters, digits, hyphens or underscores, or leave it out to get one"
            );
            return Err(ServeError::Given { place: "--token", message });
        }
        Ok(Self::of(text))
    }

    /// A new one of 128 random bits, and its text, which is shown once and kept nowhere.
    ///
    /// # Errors
    /// [`ServeError::System`] where the system has no random numbers.
    pub fn new() -> Result<(Self, String), ServeError> {
        let mut bits = [0_u8; 16];
        std::fs::File::open("/dev/urandom").and_then(|mut source| source.read_exact(&mut bits)).map_err(
            |error| ServeError::System {
                what: "read random numbers for a token (give one with --token)",
                error,
            },
        )?;
        let text: String = bits.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok((Self::of(&text), text))
    }

    fn of(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }

    /// Whether this is it.
    pub fn is(&self, text: &str) -> bool {
        let other = Self::of(text);
        let differing = self.0.iter().zip(&other.0).fold(0_u8, |all, (mine, theirs)| all | (mine ^ theirs));
        std::hint::black_box(differing) == 0
    }
}

#[cfg(test)]
mod tests {
    use super::Token;

    #[test]
    fn a_token_is_itself_only_and_is_not_printed() {
        let (token, text) = Token::new().unwrap();
        assert!(token.is(&text) && !token.is("") && !token.is(&text[1..]));
        assert_eq!(format!("{token:?}"), "Token(hidden)");
        assert_ne!(Token::new().unwrap().1, text);
    }

    #[test]
    fn short_words_and_words_that_need_quoting_are_no_tokens() {
        for text in ["", "short", "a b c d e f g h i j", "0123456789abcdef;", &"x".repeat(201)] {
            let error = Token::given(text).unwrap_err().to_string();
            assert!(error.starts_with("--token: give 16"), "{error}");
        }
        assert!(Token::given("0123456789abcdef").unwrap().is("0123456789abcdef"));
    }
}
