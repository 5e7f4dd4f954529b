//! Output lost to a harm: in the years in which it comes, and afterwards as far as the loss does not come back.

use super::Ground;
use super::futures::{AtHome, draws, in_year};
use crate::home_file::Harm;

/// By draw: output lost to what comes from the first year after the present to `until`, in money of incomes. Where the harm says what it
/// adds to growth, the loss is followed to the horizon; else it is that of those years alone. Nothing is discounted.
pub(super) fn lost(ground: &Ground<'_>, at_home: &AtHome, harm: &Harm, until: i16) -> Vec<f64> {
    let mut total = vec![0.0; draws(at_home)];
    let Some(loss) = &harm.loss else { return total };
    let years: Vec<i16> = (ground.next..=last(ground, harm, until)).collect();
    let of = |variable: &str| years.iter().map(|year| in_year(at_home, variable, *year)).collect::<Vec<_>>();
    let [losses, incomes, people] =
        [loss, &ground.file.income, &ground.file.population].map(|name| of(name.as_ref()));
    let growth = harm.growth.as_ref().map(|name| of(name.as_ref()));
    let at = |rows: &[&[f64]], draw: usize| -> Vec<f64> {
        rows.iter().map(|row| row.get(draw).copied().unwrap_or(0.0)).collect()
    };
    let within = usize::try_from(until - ground.next + 1).unwrap_or(0);
    for (draw, total) in total.iter_mut().enumerate() {
        let growth = growth.as_ref().map(|rows| at(rows, draw));
        let gaps = gaps(&at(&losses, draw), growth.as_deref(), within);
        let output =
            at(&incomes, draw).into_iter().zip(at(&people, draw)).map(|(income, people)| income * people);
        // The output that would have been: what is left is lower by this log gap.
        *total = gaps.into_iter().zip(output).map(|(gap, output)| (libm::exp(gap) - 1.0) * output).sum();
    }
    total
}

/// The last year in which output is lost to what comes up to `until`.
pub(super) fn last(ground: &Ground<'_>, harm: &Harm, until: i16) -> i16 {
    if harm.growth.is_some() { ground.horizon } else { until }
}

/// Log gaps of output, year by year, left by the losses of the first `within` years. What growth gets back is what it has over the
/// loss of the same year: in the first year that is of losses before it, and is not counted.
fn gaps(losses: &[f64], growth: Option<&[f64]>, within: usize) -> Vec<f64> {
    let loss = |year: usize| if year < within { losses.get(year).copied().unwrap_or(0.0) } else { 0.0 };
    let Some(growth) = growth else { return (0..losses.len()).map(loss).collect() };
    let mut gap = 0.0;
    let gap_of = |(year, growth): (usize, &f64)| {
        let is_ours = (1..=within).contains(&year);
        let back = if is_ours { growth + losses.get(year).copied().unwrap_or(0.0) } else { 0.0 };
        gap += loss(year) - back;
        gap
    };
    growth.iter().enumerate().map(gap_of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Growth of which half of a loss comes back the year after; `before` is the loss of the year before the first.
    fn growth(before: f64, losses: &[f64]) -> Vec<f64> {
        let lagged = std::iter::once(&before).chain(losses);
        lagged.zip(losses).map(|(lag, own)| 0.5 * lag - own).collect()
    }

    fn close(found: &[f64], wanted: &[f64]) {
        assert_eq!(found.len(), wanted.len());
        assert!(found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-12), "{found:?} {wanted:?}");
    }

    #[test]
    fn half_of_a_loss_stays_for_good() {
        let losses = [0.0, 0.1, 0.04, 0.0, 0.0];
        close(&gaps(&losses, Some(&growth(0.0, &losses)), 3), &[0.0, 0.1, 0.09, 0.07, 0.07]);
        // A loss in the last year that counts comes back after it.
        close(&gaps(&losses, Some(&growth(0.0, &losses)), 2), &[0.0, 0.1, 0.05, 0.05, 0.05]);
    }

    #[test]
    fn losses_before_and_after_the_years_that_count_are_not_theirs() {
        let losses = [0.0, 0.1, 0.0, 0.0, 0.2];
        close(&gaps(&losses, Some(&growth(0.3, &losses)), 2), &[0.0, 0.1, 0.05, 0.05, 0.05]);
        // Without growth the loss is that of its own year alone.
        close(&gaps(&losses, None, 2), &[0.0, 0.1, 0.0, 0.0, 0.0]);
    }
}
