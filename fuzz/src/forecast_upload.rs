//! Forecasts sent to be scored: CSV, where all cells are known (`A`) and where some may be left out (`B`); the first byte says which.
use std::sync::OnceLock;

use forefend_score::forecast::Actuals;
use forefend_serve::api::challenge_scores;

use super::file;
use super::forecast::ACTUALS;

fn actuals() -> &'static Actuals {
    static ACTUALS_READ: OnceLock<Actuals> = OnceLock::new();
    ACTUALS_READ.get_or_init(|| {
        let path = file("known_to_the_server.csv", ACTUALS.as_bytes());
        Actuals::read(&[path], None).expect("actuals that are sound")
    })
}

/// Reads one input.
pub fn read(data: &[u8]) {
    let Some((&which, content)) = data.split_first() else { return };
    match challenge_scores(content, actuals(), which == b'B') {
        Ok(scores) => assert!(scores["cells"].as_u64() > Some(0)),
        Err(problem) => {
            assert!(problem.status == 422 && !problem.detail.contains("/forecast"), "{problem:?}")
        }
    }
}
