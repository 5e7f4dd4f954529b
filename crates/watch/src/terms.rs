//! Terms of the logistic regression that the boosting starts from.

use crate::Feature;
use crate::thresholds::Pair;

/// Features beside those of the pair, in the order in which [`terms`] reads them.
pub const READ: [Feature; 17] = [
    Feature::Other(0, 12),
    Feature::Other(1, 12),
    Feature::Neighbours(3.0),
    Feature::Neighbours(12.0),
    Feature::Region,
    Feature::World,
    Feature::Structural(0),
    Feature::Structural(1),
    Feature::Structural(2),
    Feature::Trend,
    Feature::Spread,
    Feature::Since(1),
    Feature::MonthsWithDeaths(12.0),
    Feature::MonthsWithDeaths(48.0),
    Feature::MonthsWithDeaths(150.0),
    Feature::MonthsWith25(60.0),
    Feature::NeighboursSince,
];
/// Number of terms.
pub const TERMS: usize = 59;
/// What stands for an unknown population, income and democracy.
const UNKNOWN: [f64; 3] = [9.0, 8.5, 0.5];

/// The terms of a pair, `read` being the values of [`READ`], `ahead` the months ahead and `number` that of the target: the second and
/// third get seven terms of their own each.
pub fn terms(pair: &Pair, read: &[f64], ahead: usize, number: usize) -> [f64; TERMS] {
    let odds = |share: f64, add: f64| libm::log((share + add) / (1.0 - share + add));
    let [s2, s6, s18, s60] = pair.shares;
    let a = [odds(s2, 0.1), odds(s6, 0.05), odds(s18, 0.03), odds(s60, 0.015)];
    let [fast, middle, slow] = pair.means;
    let b = [
        libm::log1p(pair.since),
        fast,
        middle,
        slow,
        pair.highest,
        pair.same_month,
        f64::min(pair.since, 1.0),
    ];
    let mut own: [f64; 17] = std::array::from_fn(|at| read[at]);
    for (value, unknown) in own[6..9].iter_mut().zip(UNKNOWN) {
        if *value <= -9.0 {
            *value = unknown;
        }
    }
    let (trend, spread) = (own[9], own[10]);
    own[11] = libm::log1p(own[11]);
    own[16] = libm::log1p(own[16]);
    let far = (ahead as f64 - 8.0) / 4.0;
    let below = if fast < 0.0 { fast * fast } else { 0.0 };
    let products =
        [a[0] * a[3], a[1] * a[1], a[2] * a[2], b[0] * a[3], below, middle * trend, middle * spread];
    let apart = [1.0, own[0], own[1], own[2], a[0], a[1], a[2]];
    let of_target = (1..3).flat_map(|other| apart.map(|value| if other == number { value } else { 0.0 }));
    let mut out = [0.0; TERMS];
    let far_times = a.iter().chain(&b[..5]).map(|value| value * far);
    let all = (a.iter().chain(&b).chain(&own).copied())
        .chain([far])
        .chain(far_times)
        .chain(products)
        .chain(of_target);
    out.iter_mut().zip(all).for_each(|(slot, value)| *slot = value);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_term_has_its_place() {
        // 4 shares, 7 of the pair, 17 features, 1 horizon, 9 with the horizon, 7 products, 7 for each other target.
        assert_eq!(4 + 7 + READ.len() + 1 + 9 + 7 + 14, TERMS);
        let pair = Pair {
            shares: [0.5; 4],
            since: 3.0,
            means: [-1.0, 2.0, 0.0],
            highest: 1.0,
            same_month: 0.5,
            edge: 2.0,
        };
        let read: Vec<f64> = (0..17).map(f64::from).collect();
        let terms = terms(&pair, &read, 12, 2);
        assert_eq!(terms[..4], [0.0; 4]);
        assert_eq!(terms[10], 1.0);
        assert_eq!((terms[11], terms[28]), (0.0, 1.0));
        // below: fast is -1; middle times trend: 2 x 9; middle times spread: 2 x 10.
        assert_eq!(terms[42..45], [1.0, 18.0, 20.0]);
        assert_eq!(terms[45..], [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 2.0, 0.0, 0.0, 0.0]);
    }
}
