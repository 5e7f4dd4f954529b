//! The rows that a model learns from.

use crate::features::RowAt;
use crate::past::{FIRST, Past};
use crate::settings::RowSettings;
use crate::tables;

/// A row with what came and what it weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Where it stands.
    pub at: RowAt,
    /// Deaths in the month it looks at.
    pub deaths: u32,
    /// Its weight.
    pub weight: u32,
}

/// Every row whose outcome was known at the origin. The month that a row looks at walks through 1 to `furthest` months ahead, by
/// country and month, so that all are learned from without looking at every month that often.
pub fn known_rows(past: &Past, settings: &RowSettings, furthest: usize) -> Vec<Known> {
    let highest = tables::highest(&past.deaths, past.months, settings.active_months);
    let from = usize::try_from(settings.from - FIRST).unwrap_or(0);
    let mut rows = Vec::new();
    for origin in from..past.months {
        for place in 0..past.places.len() {
            if past.deaths(place, origin).is_none() {
                continue;
            }
            let active = highest[place * past.months + origin] > 0.0;
            let quiet = settings.quiet_one_in;
            if !active && !(place + origin).is_multiple_of(quiet as usize) {
                continue;
            }
            for repeat in 0..if active { settings.active_rows } else { 1 } {
                let ahead = 1 + (5 * place + 3 * origin + 7 * repeat) % furthest;
                let Some(deaths) =
                    past.deaths(place, origin + ahead).filter(|_| origin + ahead < past.months)
                else {
                    continue;
                };
                let weight = if active { 1 } else { quiet * settings.active_rows as u32 };
                rows.push(Known { at: RowAt { place, origin, ahead }, deaths, weight });
            }
        }
    }
    rows
}
