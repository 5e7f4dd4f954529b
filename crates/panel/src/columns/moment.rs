//! Days and moments as words, in the form of ISO 8601.

use crate::calendar::written_day;

const SECONDS_A_DAY: i64 = 86_400;

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
    format!("{}T{clock}{fraction}", written_day(days))
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
        assert_eq!(written_day(2_932_897), "+10000-01-01");
        assert_eq!(written_day(-719_529), "-0001-12-31");
    }
}
