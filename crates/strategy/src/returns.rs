//! What money brings: gain of an outcome for a billion US dollars more.

use forefend_runs::parts::mean;
use forefend_score::quantiles;

use crate::outcome::Better;

/// US dollars in which returns are told.
pub const BILLION: f64 = 1e9;
/// Largest share of draws whose cost does not go the way of the mean for which an interval is still told, without them: it would be
/// of two questions.
const STRAY: f64 = 0.01;

/// Gain of an outcome for each US$ bn that a portfolio costs more than another (is cheaper, where it is cheaper).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Return {
    /// Expected gain over expected cost, in the unit of the outcome for US$ bn: above 0 where more money goes with a better
    /// outcome.
    pub value: f64,
    /// The same draw by draw, at 5 and 95 %; none where the cost goes another way than its mean in more than
    /// a few draws; a few are left out.
    pub ends: Option<[f64; 2]>,
    /// Mean cost more, US dollars; below 0 where the portfolio is cheaper.
    pub cost: f64,
}

/// The return of a portfolio against another, of totals by draw on the same luck: the outcome and the cost of both. None
/// where the outcome has no direction or the mean cost does not differ.
///
/// # Examples
/// ```
/// use forefend_strategy::outcome::Better;
/// use forefend_strategy::returns::{BILLION, between};
///
/// // Ten and thirty deaths fewer for two billion more.
/// let deaths = [&[90.0, 70.0][..], &[100.0, 100.0]];
/// let cost = [&[3.0 * BILLION, 3.0 * BILLION][..], &[BILLION, BILLION]];
/// let found = between(deaths, cost, Better::Less).expect("costs differ");
/// assert_eq!((found.value, found.cost), (10.0, 2.0 * BILLION));
/// ```
pub fn between(outcome: [&[f64]; 2], cost: [&[f64]; 2], better: Better) -> Option<Return> {
    let sign = better.sign()?;
    let less =
        |[own, other]: [&[f64]; 2]| -> Vec<f64> { own.iter().zip(other).map(|(a, b)| a - b).collect() };
    let (gains, costs) = (less(outcome), less(cost));
    let dearer = mean(&costs);
    if dearer == 0.0 || !dearer.is_finite() || gains.len() != costs.len() {
        return None;
    }
    let stray = costs.iter().filter(|cost| **cost * dearer <= 0.0).count() as f64 / costs.len() as f64;
    let ends = (stray <= STRAY).then(|| {
        let pairs = gains.iter().zip(&costs).filter(|(_, cost)| **cost * dearer > 0.0);
        let ratios: Vec<f64> = pairs.map(|(gain, cost)| sign * gain / cost * BILLION).collect();
        quantiles(&ratios, [0.05, 0.95])
    });
    Some(Return { value: sign * mean(&gains) / dearer * BILLION, ends, cost: dearer })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cheaper_and_worse_loses_by_the_billion_saved() {
        let found = between([&[12.0], &[10.0]], [&[0.0], &[BILLION]], Better::Less).unwrap();
        assert_eq!((found.value, found.ends, found.cost), (2.0, Some([2.0; 2]), -BILLION));
    }

    #[test]
    fn costs_of_either_sign_give_no_interval_and_equal_ones_no_return() {
        let mixed = between([&[1.0, 1.0], &[2.0, 2.0]], [&[3.0, 0.0], &[1.0, 1.0]], Better::Less).unwrap();
        assert_eq!(mixed.ends, None);
        assert_eq!(between([&[1.0], &[2.0]], [&[1.0], &[1.0]], Better::Less), None);
        assert_eq!(between([&[1.0], &[2.0]], [&[2.0], &[1.0]], Better::Neither), None);
    }
}
