//! The column of the time: whole numbers, or dates that become periods.

use forefend_panel::{CellKind, Month, Year, day_number};

use crate::failure::Failure;
use crate::fit::rows::Rows;

/// How to write a time, for messages.
const REMEDY: &str = "write a whole number (2001), a month (2001-01) or a date (2001-01-31) in every row";

/// The period of each row, and what the periods are where they were dates.
pub fn periods(rows: &Rows, name: &str) -> Result<(Vec<i32>, Option<String>), Failure> {
    let dated = rows.kind(name)? == CellKind::Text && rows.first_odd(name).is_none();
    if dated && (0..rows.len()).all(|row| rows.text(name, row).is_none_or(|text| date(&text).is_some())) {
        return of_dates(rows, name);
    }
    if rows.kind(name)? == CellKind::Text {
        return Err(odd_one(rows, name, dated));
    }
    let numbers = rows.numbers(name)?;
    let whole = |(row, &time): (usize, &f64)| {
        let fits = (time - time.round()).abs() <= 1e-9 && time.abs() < 2e9;
        fits.then_some(time.round() as i32).ok_or_else(|| {
            let found = if time.is_nan() { "is missing".to_owned() } else { format!("is {time}") };
            Failure::data(format!("{}: `{name}`, the time, {found}; {REMEDY}", rows.place(row)))
        })
    };
    Ok((numbers.iter().enumerate().map(whole).collect::<Result<_, _>>()?, None))
}

/// The error for the first cell that is no time: no date where the cells are dates or words, no number where they are numbers.
fn odd_one(rows: &Rows, name: &str, dated: bool) -> Failure {
    let is_time = |text: &str| if dated { date(text).is_some() } else { text.parse::<f64>().is_ok() };
    let odd =
        (0..rows.len()).find_map(|row| Some((row, rows.text(name, row).filter(|text| !is_time(text))?)));
    let (row, text) = odd.unwrap_or_default();
    Failure::data(format!("{}: `{name}`, the time, is `{text}`; {REMEDY}", rows.place(row)))
}

/// A day as its month and its day of the month; a month alone has none.
type Day = (Month, Option<u8>);

/// `2001-01`, or `2001-01-31`, also with a midnight behind it.
fn date(text: &str) -> Option<Day> {
    let day = text.split(['T', ' ']).next()?;
    let clock = text[day.len()..].trim_start_matches(['T', ' ']).trim_end_matches(['Z', '0', ':', '.', '+']);
    let mut parts = day.splitn(3, '-');
    let (year, month) = (parts.next()?, parts.next()?);
    let two = |part: &str| (part.len() == 2).then(|| part.parse::<u8>().ok()).flatten();
    let month = Month::new(year.parse::<Year>().ok()?, two(month)?).ok()?;
    let day = match parts.next() {
        None => None,
        Some(part) => Some(two(part).filter(|day| number((month, Some(*day))).is_some())?),
    };
    clock.is_empty().then_some((month, day))
}

/// Days from 1970 to a day, or to the first of a month; none where the month has no such day.
fn number((month, day): Day) -> Option<i64> {
    day_number(month.year().0, month.of_year(), day.unwrap_or(1))
}

/// Whether a day is the last of its month.
fn ends_month((month, day): Day) -> bool {
    day.is_some_and(|day| number((month, Some(day + 1))).is_none())
}

/// Periods of dates: the longest step of a calendar that all dates keep, which the note names.
fn of_dates(rows: &Rows, name: &str) -> Result<(Vec<i32>, Option<String>), Failure> {
    let days: Vec<Day> = (0..rows.len())
        .map(|row| {
            rows.text(name, row).as_deref().and_then(date).ok_or_else(|| {
                Failure::data(format!("{}: `{name}`, the time, is missing; {REMEDY}", rows.place(row)))
            })
        })
        .collect::<Result<_, _>>()?;
    let same_day = days.windows(2).all(|pair| pair[0].1 == pair[1].1);
    let ends = days.iter().copied().all(ends_month);
    let month = |day: &Day| day.0.views_id();
    let (numbers, steps): (Vec<i32>, &[(i32, &str)]) = if same_day || ends {
        let steps = &[(12, "years"), (6, "half-years"), (3, "quarters"), (1, "months")];
        (days.iter().map(month).collect(), steps)
    } else {
        (days.iter().filter_map(|day| Some(number(*day)? as i32)).collect(), &[(7, "weeks"), (1, "days")])
    };
    let first = numbers.iter().copied().min().unwrap_or(0);
    let kept = |step: i32| numbers.iter().all(|number| (number - first) % step == 0);
    let (step, word) = steps.iter().copied().find(|(step, _)| kept(*step)).unwrap_or((1, "days"));
    let begins = days.iter().min().map_or(0, |(month, _)| i32::from(month.year().0));
    // Years keep their numbers; other periods count from the first date.
    let from = if word == "years" { begins } else { 0 };
    let periods = numbers.iter().map(|number| (number - first) / step + from).collect();
    let shown = |at: Option<usize>| at.and_then(|row| rows.text(name, row)).unwrap_or_default();
    let (earliest, latest) =
        ((0..days.len()).min_by_key(|&row| days[row]), (0..days.len()).max_by_key(|&row| days[row]));
    let note = format!(
        "`{name}` holds dates, read as {word} from {} to {}: lag(x) is one of these {word} earlier",
        shown(earliest),
        shown(latest)
    );
    Ok((periods, Some(note)))
}

#[cfg(test)]
mod tests {
    use super::{date, ends_month, number};

    #[test]
    fn dates_are_those_of_the_calendar() {
        for text in ["2001-1", "2001-13", "2001-02-29", "2001-04-31", "01-01-2001", "2001-01-01 12:00", "x"] {
            assert_eq!(date(text), None, "{text}");
        }
        let day = |text| number(date(text).unwrap()).unwrap();
        assert_eq!(day("2000-03-01") - day("2000-02-28"), 2);
        assert_eq!(day("2001-01-01 00:00:00") - day("2000-01-01T00:00:00Z"), 366);
        assert_eq!(day("2001-01-01") - day("1901-01-01"), 36_525 - 1 + 1);
        assert!(ends_month(date("2000-02-29").unwrap()) && !ends_month(date("2000-02-28").unwrap()));
    }
}
