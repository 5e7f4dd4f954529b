//! The simple rivals of every entry, made at its seal from the data that the forecast was made from.
//!
//! | rival | years | months |
//! |---|---|---|
//! | persistence | what followed a state like the present one, see below: `(hits + 1/2) / (n + 1)` | months of the last twelve in which it held: `(hits + 1) / 14` |
//! | climatology | the country's own last thirty known years: `(hits + 1/2) / (n + 1)` | all its known months: `(hits + 1/2) / (n + 1)` |
//!
//! Persistence of years, `h` years ahead: take every pair of known years `h` apart within the last thirty, of all countries.
//! Keep the pairs whose earlier year is as this country is now (the event holds, or not). `n` is their number, `hits` those
//! in whose later year the event held.
//!
//! The monthly pair is that of the comparison that the first sealed forecasts were held against; it is reproduced there to
//! every digit. The added halves and ones keep a chance off 0 and 1, where one surprise would cost everything.

use std::collections::BTreeMap;

use forefend_panel::{CountryId, Month, MonthlyView, Year};

/// Name of this pair of rules, as it stands in entries.
pub const RULE: &str = "persistence and climatology, 2026-11";

/// Years that count for the rivals of years.
pub const YEARS: i16 = 30;
const RECENT: i32 = 12;

/// The two rivals' chances.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rivals {
    /// "Stays as it was".
    pub persistence: f64,
    /// The country's own past.
    pub climatology: f64,
}

/// `(hits + 1/2) / (n + 1)`.
fn share(hits: usize, n: usize) -> f64 {
    (hits as f64 + 0.5) / (n as f64 + 1.0)
}

/// In which years an event held, by country; a year that is not known is not there.
///
/// # Examples
/// ```
/// use forefend_journal::rivals::AnnualPast;
/// use forefend_panel::{CountryId, Year};
///
/// let uganda = CountryId(500);
/// let held = [(uganda, Year(2023), true), (uganda, Year(2024), true), (uganda, Year(2025), true)];
/// let past = AnnualPast::new(Year(2025), held);
/// // Three of three years, and two of two pairs of years: shares are drawn a little towards one half.
/// let rivals = past.rivals(uganda, past.followed(1));
/// assert_eq!((rivals.climatology, rivals.persistence), (3.5 / 4.0, 2.5 / 3.0));
/// ```
#[derive(Debug, Clone)]
pub struct AnnualPast {
    held: BTreeMap<CountryId, BTreeMap<Year, bool>>,
    known_to: Year,
}

impl AnnualPast {
    /// From what is known, at the end of `known_to`.
    pub fn new(known_to: Year, held: impl IntoIterator<Item = (CountryId, Year, bool)>) -> Self {
        let mut past = Self { held: BTreeMap::new(), known_to };
        for (country, year, happened) in held {
            if year <= known_to {
                past.held.entry(country).or_default().insert(year, happened);
            }
        }
        past
    }

    fn window(&self) -> impl Iterator<Item = Year> + Clone {
        Year::range(self.known_to - (YEARS - 1), self.known_to)
    }

    /// How often the event held `ahead` years after a year in which it did not, and in which it did: over all countries and
    /// the known years of the last thirty. None where no such pair of years is known.
    pub fn followed(&self, ahead: i16) -> [Option<f64>; 2] {
        let mut counts = [(0, 0); 2];
        for years in self.held.values() {
            for year in self.window() {
                if let (Some(&held), Some(&before)) = (years.get(&year), years.get(&(year - ahead))) {
                    let (hits, n) = &mut counts[usize::from(before)];
                    *hits += usize::from(held);
                    *n += 1;
                }
            }
        }
        counts.map(|(hits, n)| (n > 0).then(|| share(hits, n)))
    }

    /// The rivals for a country, given what [`AnnualPast::followed`] in the past. Persistence is the climatology of a country
    /// whose present state is not known, or where nothing is known to have followed.
    pub fn rivals(&self, country: CountryId, followed: [Option<f64>; 2]) -> Rivals {
        let own = self.held.get(&country);
        let known: Vec<bool> = own
            .map(|own| self.window().filter_map(|year| own.get(&year).copied()).collect())
            .unwrap_or_default();
        let climatology = share(known.iter().filter(|held| **held).count(), known.len());
        let now = own.and_then(|own| own.get(&self.known_to)).copied();
        let persistence = now.and_then(|now| followed[usize::from(now)]).unwrap_or(climatology);
        Rivals { persistence, climatology }
    }
}

/// The rivals for a country from a monthly series, at the end of `known_to`: the same however many months ahead.
pub fn monthly(
    view: MonthlyView<'_>,
    country: CountryId,
    known_to: Month,
    held: &dyn Fn(u32) -> bool,
) -> Rivals {
    let first = view.span(country).map_or(known_to + 1, |(first, _)| first);
    let of = |month: Month| view.get(country, month).map(held);
    let months = (known_to - first + 1).max(0);
    let known: Vec<bool> = (0..months).filter_map(|at| of(first + at)).collect();
    let recent = (0..RECENT).filter(|back| of(known_to - *back) == Some(true)).count();
    Rivals {
        persistence: (recent as f64 + 1.0) / f64::from(RECENT + 2),
        climatology: share(known.iter().filter(|held| **held).count(), known.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two countries worked by hand: one always in conflict, one that leaves it in the last of four years.
    #[test]
    fn annual_rivals_are_shares_of_what_is_known() {
        let (a, b) = (CountryId(2), CountryId(20));
        let years = 2000..2004;
        let held = years.flat_map(|year| [(a, Year(year), true), (b, Year(year), year < 2003)]);
        let past = AnnualPast::new(Year(2003), held);
        // Pairs one year apart: three of each country, all from a year in which it held; five of six held on.
        assert_eq!(past.followed(1), [None, Some(5.5 / 7.0)]);
        let rivals = |country| past.rivals(country, past.followed(1));
        assert_eq!(rivals(a), Rivals { persistence: 5.5 / 7.0, climatology: 4.5 / 5.0 });
        assert_eq!(rivals(b), Rivals { persistence: 3.5 / 5.0, climatology: 3.5 / 5.0 }, "nothing followed");
        assert_eq!(rivals(CountryId(9)).climatology, 0.5, "nothing known");
    }
}
