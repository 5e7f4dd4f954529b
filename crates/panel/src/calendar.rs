//! One typed calendar, so that a month number of one source is never read as another's.
//!
//! The field's commonest slip is a shift of one year between VIEWS `month_id` (1 = January 1980) and a
//! calendar month. Numbers become a [`Month`] at the border and nothing else is passed around.
use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::PanelError;

/// A calendar year of the common era.
///
/// # Examples
/// ```
/// use forefend_panel::Year;
///
/// assert_eq!(Year::range(Year(2024), Year(2026)).map(|year| year.0).collect::<Vec<_>>(), [2024, 2025, 2026]);
/// assert_eq!(Year::count(Year(2024), Year(2026)), 3);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Year(pub i16);

impl Year {
    /// The year `number`.
    pub const fn new(number: i16) -> Self {
        Self(number)
    }

    /// The year as a number.
    pub const fn number(self) -> i16 {
        self.0
    }

    /// December of the year: when the year is complete.
    pub const fn last_month(self) -> Month {
        Month(self.0 as i32 * 12 + 11)
    }

    /// January of the year.
    pub const fn first_month(self) -> Month {
        Month(self.0 as i32 * 12)
    }

    /// All years from `first` to `last`, both included; none when they run backwards.
    pub fn range(first: Year, last: Year) -> impl DoubleEndedIterator<Item = Year> + Clone {
        (first.0..=last.0).map(Year)
    }

    /// Number of years from `first` to `last`, both included; 0 when they run backwards.
    pub fn count(first: Year, last: Year) -> usize {
        usize::try_from(i32::from(last.0) - i32::from(first.0) + 1).unwrap_or(0)
    }
}

impl fmt::Display for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Year {
    type Err = PanelError;

    /// Reads four digits, such as `2022`.
    fn from_str(text: &str) -> Result<Self, PanelError> {
        let impossible = || PanelError::ImpossibleDate {
            text: text.to_owned(),
            reason: "a year is four digits".to_owned(),
        };
        if text.len() != 4 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(impossible());
        }
        text.parse().map(Year).map_err(|_| impossible())
    }
}

impl Add<i16> for Year {
    type Output = Year;
    fn add(self, years: i16) -> Year {
        Year(self.0 + years)
    }
}

impl Sub<i16> for Year {
    type Output = Year;
    fn sub(self, years: i16) -> Year {
        Year(self.0 - years)
    }
}

impl Sub for Year {
    type Output = i16;
    fn sub(self, other: Year) -> i16 {
        self.0 - other.0
    }
}

/// A calendar month. As a moment in time it means the end of that month.
///
/// # Examples
/// ```
/// use forefend_panel::{Month, Year};
///
/// let month: Month = "2026-11".parse()?;
/// assert_eq!(month.year(), Year(2026));
/// assert_eq!((month + 2).to_string(), "2027-01");
/// // The year is not over in November.
/// assert_eq!(month.last_complete_year(), Year(2025));
/// # Ok::<(), forefend_panel::PanelError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month(i32);

/// January 1980 is VIEWS `month_id` 1.
const BEFORE_VIEWS: i32 = 1980 * 12 - 1;

impl Month {
    /// Month `month` (1 to 12) of `year`; an [`PanelError::ImpossibleDate`] for any other number.
    pub fn new(year: Year, month: u8) -> Result<Self, PanelError> {
        if !(1..=12).contains(&month) {
            return Err(PanelError::ImpossibleDate {
                text: format!("{year}-{month:02}"),
                reason: format!("there is no month {month}"),
            });
        }
        Ok(Self(i32::from(year.0) * 12 + i32::from(month) - 1))
    }

    /// From a VIEWS `month_id` (1 = January 1980, 457 = January 2018).
    pub const fn from_views_id(id: i32) -> Self {
        Self(id + BEFORE_VIEWS)
    }

    /// The VIEWS `month_id` (1 = January 1980).
    pub const fn views_id(self) -> i32 {
        self.0 - BEFORE_VIEWS
    }

    /// The year the month lies in.
    pub const fn year(self) -> Year {
        Year(self.0.div_euclid(12) as i16)
    }

    /// Number within the year, 1 to 12.
    pub const fn of_year(self) -> u8 {
        self.0.rem_euclid(12) as u8 + 1
    }

    /// The last year that is complete at the end of this month.
    pub const fn last_complete_year(self) -> Year {
        if self.of_year() == 12 { self.year() } else { Year(self.year().0 - 1) }
    }
}

impl Add<i32> for Month {
    type Output = Month;
    fn add(self, months: i32) -> Month {
        Month(self.0 + months)
    }
}

impl Sub<i32> for Month {
    type Output = Month;
    fn sub(self, months: i32) -> Month {
        Month(self.0 - months)
    }
}

impl Sub for Month {
    type Output = i32;
    fn sub(self, other: Month) -> i32 {
        self.0 - other.0
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.of_year())
    }
}

impl From<Month> for String {
    fn from(month: Month) -> String {
        month.to_string()
    }
}

impl TryFrom<String> for Month {
    type Error = PanelError;
    fn try_from(text: String) -> Result<Self, PanelError> {
        text.parse()
    }
}

/// A day, counted from 1970-01-01, as `2026-11-28`; years of more than four digits, or before 0, have a sign.
///
/// # Examples
/// ```
/// assert_eq!(forefend_panel::written_day(14_358), "2009-04-24");
/// ```
pub fn written_day(days: i64) -> String {
    // Howard Hinnant's algorithm (chrono-Compatible Low-Level Date Algorithms): years begin in March, so that a leap day is
    // the last of its year, and eras of 400 years have equally many days.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let (day, month) = (
        of_year - (153 * from_march + 2) / 5 + 1,
        if from_march < 10 { from_march + 3 } else { from_march - 9 },
    );
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let year = if (0..=9999).contains(&year) { format!("{year:04}") } else { format!("{year:+05}") };
    format!("{year}-{month:02}-{day:02}")
}

/// Days from 1970-01-01 to a day of the Gregorian calendar; none where that month has no such day.
///
/// # Examples
/// ```
/// assert_eq!(forefend_panel::day_number(2009, 4, 24), Some(14_358));
/// assert_eq!(forefend_panel::day_number(2009, 2, 29), None);
/// ```
pub fn day_number(year: i16, month: u8, day: u8) -> Option<i64> {
    if !(1..=12).contains(&month) || day == 0 || day > days_in(Year(year), month) {
        return None;
    }
    // Years begin in March, so that a leap day is a year's last (see `written_day`).
    let (year, month, day) = (i64::from(year), i64::from(month), i64::from(day));
    let (year, from_march) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    Some(365 * year + leaps + (153 * from_march + 2) / 5 + day - 719_469)
}

/// Days of a month of the Gregorian calendar.
fn days_in(year: Year, month: u8) -> u8 {
    let leap = year.0 % 4 == 0 && (year.0 % 100 != 0 || year.0 % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl FromStr for Month {
    type Err = PanelError;

    /// Reads `2022-10`, or a day such as `2022-10-31`. A day that is not the last of its month gives the
    /// month before, because a [`Month`] as a moment means its end and the rest of it was still unknown.
    fn from_str(text: &str) -> Result<Self, PanelError> {
        let impossible = |reason: String| PanelError::ImpossibleDate { text: text.to_owned(), reason };
        let parts: Vec<&str> = text.split('-').collect();
        if !(2..=3).contains(&parts.len()) {
            return Err(impossible("it is neither a month nor a day".to_owned()));
        }
        let two_digits = |part: &str| -> Result<u8, PanelError> {
            let number = part.parse().ok().filter(|_| part.len() == 2);
            number.ok_or_else(|| impossible(format!("`{part}` is not two digits")))
        };
        let year: Year = parts[0]
            .parse()
            .map_err(|_| impossible(format!("`{}` is not a year of four digits", parts[0])))?;
        let number = two_digits(parts[1])?;
        let month =
            Month::new(year, number).map_err(|_| impossible(format!("there is no month {number}")))?;
        let Some(day) = parts.get(2) else {
            return Ok(month);
        };
        let day = two_digits(day)?;
        let days = days_in(year, number);
        if day == 0 || day > days {
            return Err(impossible(format!("{month} has days 1 to {days}")));
        }
        Ok(if day == days { month } else { month - 1 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn views_ids_meet_the_anchors_in_the_field() {
        assert_eq!(Month::from_views_id(1).to_string(), "1980-01");
        assert_eq!(Month::from_views_id(457).to_string(), "2018-01");
        assert_eq!("2022-12".parse::<Month>().unwrap().views_id(), 516);
    }

    #[test]
    fn impossible_dates_say_what_and_how_to_write_it() {
        for (text, needle) in [
            ("2022-13", "no month 13"),
            ("2022-02-30", "2022-02 has days 1 to 28"),
            ("2022-00", "no month 0"),
            ("22-10", "four digits"),
            ("2022-1", "two digits"),
            ("yesterday", "neither a month nor a day"),
            ("1900-02-29", "days 1 to 28"),
        ] {
            let message = text.parse::<Month>().unwrap_err().to_string();
            assert!(message.contains(needle), "{message}");
            assert!(message.contains(text) && message.contains("YYYY-MM"), "{message}");
        }
        assert!("20222".parse::<Year>().is_err());
    }

    #[test]
    fn a_day_within_a_month_leaves_that_month_unknown() {
        assert_eq!("2022-10-31".parse::<Month>().unwrap().to_string(), "2022-10");
        assert_eq!("2022-10-30".parse::<Month>().unwrap().to_string(), "2022-09");
        assert_eq!("2000-02-29".parse::<Month>().unwrap().to_string(), "2000-02");
        let mid_december: Month = "2022-12-05".parse().unwrap();
        assert_eq!(mid_december.last_complete_year(), Year(2021));
        assert_eq!(Year(2022).last_month().last_complete_year(), Year(2022));
    }

    proptest! {
        #[test]
        fn text_and_id_round_trip(id in -5000i32..5000) {
            let month = Month::from_views_id(id);
            prop_assert_eq!(month.to_string().parse::<Month>().unwrap(), month);
            prop_assert_eq!(month.views_id(), id);
            prop_assert_eq!(Month::new(month.year(), month.of_year()).unwrap(), month);
        }
    }
}
