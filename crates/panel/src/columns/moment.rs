//! Days and moments as words, in the form of ISO 8601.

const SECONDS_A_DAY: i64 = 86_400;

/// `2026-11-28`; years of more than four digits, or before 0, have a sign.
pub(super) fn day(days: i64) -> String {
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

/// `2026-11-28T08:15:00`, with as many groups of three digits after the second as it needs.
pub(super) fn moment(value: i64, per_second: i64) -> String {
    let (seconds, rest) = (value.div_euclid(per_second), value.rem_euclid(per_second));
    let (days, of_day) = (seconds.div_euclid(SECONDS_A_DAY), seconds.rem_euclid(SECONDS_A_DAY));
    let clock = format!("{:02}:{:02}:{:02}", of_day / 3_600, of_day / 60 % 60, of_day % 60);
    let nanoseconds = rest * (1_000_000_000 / per_second);
    let fraction = match nanoseconds {
        0 => String::new(),
        n if n % 1_000_000 == 0 => format!(".{:03}", n / 1_000_000),
        n if n % 1_000 == 0 => format!(".{:06}", n / 1_000),
        n => format!(".{n:09}"),
    };
    format!("{}T{clock}{fraction}", day(days))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_moments_are_written_as_the_calendar_has_them() {
        // From `date -u -d @SECONDS +%FT%T`.
        for (seconds, words) in [
            (0, "1970-01-01T00:00:00"),
            (951_782_399, "2000-02-28T23:59:59"),
            (951_868_800, "2000-03-01T00:00:00"),
            (-1, "1969-12-31T23:59:59"),
            (1_709_164_800, "2024-02-29T00:00:00"),
            (-2_208_988_800, "1900-01-01T00:00:00"),
        ] {
            assert_eq!(moment(seconds, 1), words);
        }
        assert_eq!(moment(1_500, 1_000), "1970-01-01T00:00:01.500");
        assert_eq!(moment(1_500_001, 1_000_000), "1970-01-01T00:00:01.500001");
        assert_eq!(moment(-1, 1_000_000_000), "1969-12-31T23:59:59.999999999");
        assert_eq!(day(2_932_897), "+10000-01-01");
        assert_eq!(day(-719_529), "-0001-12-31");
    }
}
