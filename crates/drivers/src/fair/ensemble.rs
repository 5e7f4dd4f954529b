//! All members through one scenario, and what they say together.

use rayon::prelude::*;

use super::FIRST_YEAR;
use super::member::Member;
use super::run::run;
use super::scenario::Scenario;
use crate::quantile::quantile;

/// Surface temperature above that of 1750, K: by member, at the bounds of the years from the first of January 1750 on.
///
/// Members run in parallel and share nothing: the same bits for any number of threads.
pub fn temperatures(scenario: &Scenario, members: &[Member]) -> Vec<Vec<f64>> {
    members.par_iter().map(|member| of_member(scenario, member)).collect()
}

fn of_member(scenario: &Scenario, member: &Member) -> Vec<f64> {
    let mut course = Vec::with_capacity(scenario.years() + 1);
    run(scenario, member, |_, climate| course.push(climate.temperature[0]));
    course
}

/// The same course above its mean from the middle of the year before `first` to that of `last`, K: bounds from the beginning of
/// `first` to the end of `last`, the outer two with half weight, so that the mean is one over whole years. Nothing changes
/// where the course does not reach that far.
pub fn above(course: &[f64], first: i32, last: i32) -> Vec<f64> {
    let (from, to) = ((first - FIRST_YEAR).max(0) as usize, (last + 1 - FIRST_YEAR).max(0) as usize);
    let Some(period) = course.get(from..=to).filter(|period| period.len() > 1) else {
        return course.to_vec();
    };
    let ends = 0.5 * (period[0] + period[period.len() - 1]);
    let inside: f64 = period[1..period.len() - 1].iter().sum();
    let mean = (inside + ends) / (period.len() - 1) as f64;
    course.iter().map(|temperature| temperature - mean).collect()
}

/// The percentile `p` (0 to 100) of numbers, between the two nearest (Hyndman & Fan 1996, type 7, as numpy); none of nothing.
pub fn percentile(values: &[f64], p: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    (!sorted.is_empty() && (0.0..=100.0).contains(&p)).then(|| quantile(&sorted, p / 100.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_lie_between_the_nearest_two_numbers() {
        // numpy.percentile([4, 1, 3, 2], [5, 50, 95])
        let values = [4.0, 1.0, 3.0, 2.0];
        for (p, wanted) in [(5.0, 1.15), (50.0, 2.5), (95.0, 3.85), (0.0, 1.0), (100.0, 4.0)] {
            assert!((percentile(&values, p).unwrap() - wanted).abs() < 1e-12);
        }
        assert_eq!(percentile(&[], 50.0), None);
    }

    #[test]
    fn the_base_period_is_a_mean_over_whole_years() {
        // A line: its mean over 1850 to 1900 is its value in the middle of 1875.
        let course: Vec<f64> = (0..=350).map(f64::from).collect();
        let found = above(&course, 1850, 1900);
        assert!((found[0] + 125.5).abs() < 1e-12 && (found[350] - 224.5).abs() < 1e-12);
    }
}
