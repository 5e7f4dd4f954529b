//! Running summaries of a table, month after month: what each feature is made of.

/// Months since something that never was.
pub const LONG_AGO: f64 = 400.0;

/// Running sum of the last `window` months; unknown months count as nothing.
pub fn sum(values: &[f64], months: usize, window: usize) -> Vec<f64> {
    each(values, months, |row, out| {
        let mut total = 0.0;
        for at in 0..row.len() {
            total += or_zero(row[at]);
            if at >= window {
                total -= or_zero(row[at - window]);
            }
            out[at] = total;
        }
    })
}

/// The same, carried on from the last known month; -1 before the first.
pub fn sum_carried(values: &[f64], months: usize, window: usize) -> Vec<f64> {
    let sums = sum(values, months, window);
    let mut out = vec![-1.0; values.len()];
    for ((row, sums), out) in values.chunks(months).zip(sums.chunks(months)).zip(out.chunks_mut(months)) {
        let mut last = -1.0;
        for at in 0..row.len() {
            if row[at].is_finite() {
                last = sums[at];
            }
            out[at] = last;
        }
    }
    out
}

/// Highest of the last `window` months; 0 where none is known.
pub fn highest(values: &[f64], months: usize, window: usize) -> Vec<f64> {
    each(values, months, |row, out| {
        // Months that may still become the highest, values falling.
        let mut queue = std::collections::VecDeque::new();
        for at in 0..row.len() {
            let value = or_zero(row[at]);
            while queue.back().is_some_and(|&(_, other)| other <= value) {
                queue.pop_back();
            }
            queue.push_back((at, value));
            if queue.front().is_some_and(|&(first, _)| first + window <= at) {
                queue.pop_front();
            }
            out[at] = queue.front().map_or(0.0, |&(_, value)| value);
        }
    })
}

/// Mean of the known months with weights that halve every `half_life` months back; 0 where none is known.
pub fn decayed(values: &[f64], months: usize, half_life: f64) -> Vec<f64> {
    let keep = libm::exp2(-1.0 / half_life);
    each(values, months, |row, out| {
        let (mut total, mut weight) = (0.0, 0.0);
        for at in 0..row.len() {
            (total, weight) = (keep * total, keep * weight);
            if row[at].is_finite() {
                (total, weight) = (total + row[at], weight + 1.0);
            }
            out[at] = total / f64::max(weight, 1e-9);
        }
    })
}

/// Months since the value was last at least `least`; 400 at most, and where it never was.
pub fn since(values: &[f64], months: usize, least: f64) -> Vec<f64> {
    each(values, months, |row, out| {
        let mut ago = LONG_AGO;
        for at in 0..row.len() {
            ago = if or_zero(row[at]) >= least { 0.0 } else { f64::min(ago + 1.0, LONG_AGO) };
            out[at] = ago;
        }
    })
}

/// Least of the last `window` months; unknown months, and those before the first, count as 0.
pub fn lowest(values: &[f64], months: usize, window: usize) -> Vec<f64> {
    windows(values, months, window, |last| last.iter().fold(f64::INFINITY, |least, value| least.min(*value)))
}

/// Median of the last `window` months; unknown months, and those before the first, count as 0.
pub fn median(values: &[f64], months: usize, window: usize) -> Vec<f64> {
    windows(values, months, window, |last| {
        last.sort_by(f64::total_cmp);
        (last[(last.len() - 1) / 2] + last[last.len() / 2]) / 2.0
    })
}

fn windows(values: &[f64], months: usize, window: usize, of: impl Fn(&mut [f64]) -> f64) -> Vec<f64> {
    let last = vec![0.0; window];
    each(values, months, |row, out| {
        let mut last = last.clone();
        for (at, value) in out.iter_mut().enumerate() {
            for (back, slot) in last.iter_mut().enumerate() {
                *slot = at.checked_sub(back).map_or(0.0, |at| or_zero(row[at]));
            }
            *value = of(&mut last);
        }
    })
}

/// Months of the present run: it goes on while there were deaths in the last six months, and is 0 otherwise. `since` counts the months
/// since deaths.
pub fn episode(since: &[f64], months: usize) -> Vec<f64> {
    each(since, months, |row, out| {
        let mut run = 0.0;
        for at in 0..row.len() {
            run = if row[at] <= 6.0 { run + 1.0 } else { 0.0 };
            out[at] = run;
        }
    })
}

/// Times so far that deaths came after at least 24 months without. `since` counts the months since deaths.
pub fn onsets(since: &[f64], months: usize) -> Vec<f64> {
    each(since, months, |row, out| {
        let (mut count, mut before) = (0.0, LONG_AGO);
        for at in 0..row.len() {
            count += f64::from(u8::from(row[at] == 0.0 && before >= 24.0));
            (out[at], before) = (count, row[at]);
        }
    })
}

/// Number of known months so far; of a row of which nothing is known, all months, as if it were quiet.
pub fn known(values: &[f64], months: usize) -> Vec<f64> {
    each(values, months, |row, out| {
        let (mut count, never) = (0.0, row.iter().all(|value| value.is_nan()));
        for at in 0..row.len() {
            count += f64::from(u8::from(never || row[at].is_finite()));
            out[at] = count;
        }
    })
}

/// Mean over the rows that `member` names, of the months known in `values`; the same for every row of the group.
pub fn mean_of_group(summary: &[f64], values: &[f64], months: usize, member: &[usize]) -> Vec<f64> {
    (0..months)
        .map(|at| {
            let (mut total, mut count) = (0.0, 0.0);
            for &row in member {
                if values[row * months + at].is_finite() {
                    total += summary[row * months + at];
                    count += 1.0;
                }
            }
            total / f64::max(count, 1.0)
        })
        .collect()
}

fn or_zero(value: f64) -> f64 {
    if value.is_finite() { value } else { 0.0 }
}

fn each(values: &[f64], months: usize, fill: impl Fn(&[f64], &mut [f64])) -> Vec<f64> {
    let mut out = vec![0.0; values.len()];
    for (row, out) in values.chunks(months).zip(out.chunks_mut(months)) {
        fill(row, out);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const GAP: f64 = f64::NAN;

    #[test]
    fn summaries_of_a_short_row_are_those_counted_by_hand() {
        let row = [4.0, 0.0, GAP, 2.0, 1.0];
        assert_eq!(sum(&row, 5, 2), [4.0, 4.0, 0.0, 2.0, 3.0]);
        assert_eq!(highest(&row, 5, 3), [4.0, 4.0, 4.0, 2.0, 2.0]);
        assert_eq!(since(&row, 5, 2.0), [0.0, 1.0, 2.0, 0.0, 1.0]);
        assert_eq!(lowest(&row, 5, 2), [0.0, 0.0, 0.0, 0.0, 1.0]);
        assert_eq!(median(&row, 5, 3), [0.0, 0.0, 0.0, 0.0, 1.0]);
        assert_eq!(episode(&[0.0, 1.0, 7.0, 0.0], 4), [1.0, 2.0, 0.0, 1.0]);
        assert_eq!(onsets(&[0.0, 1.0, 24.0, 0.0, 0.0], 5), [1.0, 1.0, 1.0, 2.0, 2.0]);
        assert_eq!(known(&row, 5), [1.0, 2.0, 2.0, 3.0, 4.0]);
        assert_eq!(sum_carried(&[GAP, 3.0, GAP], 3, 2), [-1.0, 3.0, 3.0]);
        // Half-life of one month: weights 1, 1/2, 1/8, 1/16 of the known months back from the last.
        let decayed = decayed(&row, 5, 1.0);
        let by_hand = (1.0 + 2.0 / 2.0 + 0.0 / 8.0 + 4.0 / 16.0) / (1.0 + 0.5 + 0.125 + 0.0625);
        assert!((decayed[4] - by_hand).abs() < 1e-12);
    }

    #[test]
    fn a_group_counts_those_that_are_known() {
        let values = [1.0, 2.0, GAP, 4.0, 100.0, 100.0];
        assert_eq!(mean_of_group(&values, &values, 2, &[0, 1]), [1.0, 3.0]);
    }
}
