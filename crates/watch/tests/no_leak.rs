//! Nothing later than the origin reaches a forecast, and the number of threads changes no bit.
#![allow(clippy::unwrap_used)] // helpers of tests are no `#[test]` functions

mod support;

use forefend_panel::Month;
use forefend_watch::Forecast;
use support::{made, panel, plain, settings};

fn origin() -> Month {
    "2003-10".parse().unwrap()
}

/// Every share of the forecast to the last bit.
fn bits(forecast: &Forecast) -> Vec<u64> {
    forecast.shares.iter().map(|share| share.to_bits()).collect()
}

#[test]
fn what_came_after_the_origin_changes_no_bit() {
    let settings = settings();
    let before = bits(&made(&plain(), origin(), &settings));
    // Every later death, and every yearly value that was not yet published.
    let corrupt = panel(
        &|_, month, deaths| if month > origin() { deaths * 3 + 999 } else { deaths },
        &|id, year, value| {
            let lag = if id == "polyarchy" { 3 } else { 12 };
            if year.last_month() + lag > origin() { value * 100.0 + 5.0 } else { value }
        },
    );
    assert!(bits(&made(&corrupt, origin(), &settings)) == before, "something later was read");
}

/// The test above can fail: what was known moves the forecast.
#[test]
fn what_was_known_at_the_origin_changes_the_forecast() {
    let settings = settings();
    let before = bits(&made(&plain(), origin(), &settings));
    let last_month =
        panel(&|_, month, deaths| if month == origin() { deaths + 400 } else { deaths }, &|_, _, value| {
            value
        });
    assert!(bits(&made(&last_month, origin(), &settings)) != before);
    let published = panel(&|_, _, deaths| deaths, &|_, year, value| {
        if (1990..=2000).contains(&year.number()) { 7000.0 - value } else { value }
    });
    assert!(bits(&made(&published, origin(), &settings)) != before);
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let (panel, settings) = (plain(), settings());
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| bits(&made(&panel, origin(), &settings)))
    };
    let one = with(1);
    assert!(one == with(2) && one == with(5));
}
