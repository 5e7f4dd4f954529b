//! What-ifs as they are sent to the API (`A`), and tokens (`B`); the first byte says which.
use forefend_serve::Token;
use forefend_serve::whatif::Body;

/// Reads one input.
pub fn read(data: &[u8]) {
    let Some((&which, content)) = data.split_first() else { return };
    match which.wrapping_sub(b'A') % 2 {
        0 => match Body::read(content) {
            // What was read is said again in the form of a file, and means the same.
            Ok(body) => {
                let again = serde_json::json!({ "portfolio": body.question.toml, "page": body.page });
                let again = Body::read(again.to_string().as_bytes()).expect("what was read can be sent");
                assert_eq!(again.question.toml, body.question.toml);
            }
            Err(problem) => assert!(problem.status == 422 && !problem.detail.is_empty()),
        },
        _ => {
            if let Ok(text) = std::str::from_utf8(content)
                && let Ok(token) = Token::given(text)
            {
                assert!(token.is(text));
            }
        }
    }
}
