//! What is answered where something asked for cannot be given: one message with a place and a remedy.

use forefend_simulate::MEND_AND_RUN;
use serde::Serialize;

/// A refusal. As JSON it has the form of RFC 9457 (`application/problem+json`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// HTTP status.
    pub status: u16,
    /// Kind, a few words.
    pub title: &'static str,
    /// What is wrong, where, and what to do.
    pub detail: String,
    /// Line of what was sent, from 1, where the mistake is in a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// The part of what was sent as JSON that the mistake is in (RFC 6901).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// Seconds after which to ask again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
}

impl Problem {
    fn new(status: u16, title: &'static str, detail: impl Into<String>) -> Self {
        Self { status, title, detail: detail.into(), line: None, pointer: None, retry_after: None }
    }

    /// 400: a request that cannot be read.
    pub fn unreadable(detail: impl Into<String>) -> Self {
        Self::new(400, "cannot be read", detail)
    }

    /// 401: no token, or another one.
    pub fn token(detail: impl Into<String>) -> Self {
        Self::new(401, "token needed", detail)
    }

    /// 403: a request that another site may have made.
    pub fn refused(detail: impl Into<String>) -> Self {
        Self::new(403, "refused", detail)
    }

    /// 404: nothing of this name.
    pub fn unknown(detail: impl Into<String>) -> Self {
        Self::new(404, "not found", detail)
    }

    /// 405: another method than those of this address.
    pub fn method(detail: impl Into<String>) -> Self {
        Self::new(405, "method not allowed", detail)
    }

    /// 408: the request took too long to arrive.
    pub fn slow(detail: impl Into<String>) -> Self {
        Self::new(408, "too slow", detail)
    }

    /// 409: what is there does not go with what is asked for.
    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::new(409, "not possible now", detail)
    }

    /// 413: more bytes than are read.
    pub fn large(detail: impl Into<String>) -> Self {
        Self::new(413, "too large", detail)
    }

    /// 415: another media type than is read.
    pub fn media(detail: impl Into<String>) -> Self {
        Self::new(415, "media type not read", detail)
    }

    /// 422: a mistake in what was sent.
    pub fn mistake(detail: impl Into<String>) -> Self {
        let detail: String = detail.into();
        // Who sends something has no file to mend and nothing to run.
        let own = detail.strip_suffix(MEND_AND_RUN).unwrap_or(&detail);
        Self::new(422, "mistake in what was sent", own)
    }

    /// 429: too much is waiting.
    pub fn busy(detail: impl Into<String>, seconds: u32) -> Self {
        Self { retry_after: Some(seconds), ..Self::new(429, "too much is waiting", detail) }
    }

    /// 500: a failure that is not the reader's, told as it tells itself.
    pub fn failed(error: impl std::fmt::Display) -> Self {
        Self::new(500, "failed", error.to_string())
    }

    /// 503: nothing to answer from yet, with what to do.
    pub fn no_run(detail: impl Into<String>) -> Self {
        Self::new(503, "no run yet", detail)
    }

    /// The same at a line of what was sent.
    #[must_use]
    pub fn at_line(mut self, line: Option<usize>) -> Self {
        self.line = line;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::Problem;
    use forefend_simulate::SimulateError;

    #[test]
    fn who_sends_something_is_told_of_no_file_and_no_run() {
        let (place, message) = ("portfolio.toml:1".to_owned(), "key with no value, expected `=`".to_owned());
        let error = SimulateError::Syntax { place, message };
        assert_eq!(
            Problem::mistake(error.to_string()).detail,
            "portfolio.toml:1: key with no value, expected `=`"
        );
        assert!(Problem::failed(error).detail.ends_with("; mend the file and run again"));
    }
}
