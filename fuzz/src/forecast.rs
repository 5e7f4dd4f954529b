//! What `forefend score` reads: a forecast of draws (`A`), what came as Parquet (`B`) or as CSV (`C`), and the score book of
//! a backtest (`D`); the first byte says which.
use std::path::PathBuf;
use std::sync::OnceLock;

use forefend_score::CellSettings;
use forefend_score::forecast::{Actuals, score_forecast};
use forefend_track::ScoreBook;

use super::file;

/// Two countries in two months: what came of the forecast in the corpus.
pub const ACTUALS: &str = "month_id,country_id,outcome\n517,2,0\n517,3,25\n518,2,1\n518,3,0\n";

fn actuals() -> &'static Actuals {
    static ACTUALS_READ: OnceLock<Actuals> = OnceLock::new();
    ACTUALS_READ.get_or_init(|| {
        let path = file("known.csv", ACTUALS.as_bytes());
        Actuals::read(&[path], None).expect("actuals that are sound")
    })
}

/// Reads one input.
pub fn read(data: &[u8]) {
    let Some((&which, content)) = data.split_first() else { return };
    match which.wrapping_sub(b'A') % 4 {
        0 => {
            let path = file("forecast.parquet", content);
            for common in [false, true] {
                let _ = score_forecast(&path, actuals(), &CellSettings::default(), common);
            }
        }
        1 => came(file("actuals.parquet", content)),
        2 => came(file("actuals.csv", content)),
        _ => {
            if let Ok(book) = ScoreBook::read(content) {
                let _ = book.bytes();
                let _ = book.verdict("conflict", 3);
            }
        }
    }
}

fn came(path: PathBuf) {
    let Ok(read) = Actuals::read(&[path], None) else { return };
    let Some((first, last)) = read.months() else { return };
    for month in [first, last] {
        for (cell, value) in read.of_month(month).take(10) {
            let _ = read.situation(cell, value);
        }
    }
}
