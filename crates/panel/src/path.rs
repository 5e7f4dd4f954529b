//! A path into the future: a published projection where one was out, a plain continuation where not.
use std::collections::BTreeMap;

use crate::{Bounds, Year};

/// Years over which the mean growth of a continuation is taken.
const GROWTH_YEARS: i16 = 5;

/// The known values on the years `first` to `last`, gaps and the future filled with the last value before
/// them; NaN before the first value.
pub(crate) fn carried(known: &BTreeMap<Year, f64>, first: Year, last: Year) -> Vec<f64> {
    Year::range(first, last)
        .map(|year| {
            let latest = known.range(..=year).next_back();
            latest.map_or(f64::NAN, |(_, &value)| value)
        })
        .collect()
}

/// The known values on the years `first` to `last`, continued after the last known year at the mean growth
/// of the last five known years: compound where all are positive, straight where not, kept within `bounds`.
pub(crate) fn continued(known: &BTreeMap<Year, f64>, first: Year, last: Year, bounds: &Bounds) -> Vec<f64> {
    let Some((&end, &level)) = known.iter().next_back() else {
        return vec![f64::NAN; Year::count(first, last)];
    };
    let (&start, &base) = known.range(end - GROWTH_YEARS..).next().unwrap_or((&end, &level));
    let span = f64::from((end - start).max(1));
    let compound = base > 0.0 && level > 0.0;
    Year::range(first, last)
        .map(|year| {
            if year <= end {
                return known.get(&year).copied().unwrap_or(f64::NAN);
            }
            let ahead = f64::from(year - end);
            let value = if compound {
                level * libm::pow(level / base, ahead / span)
            } else {
                level + (level - base) / span * ahead
            };
            bounds.clamp(value)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_is_that_of_the_last_five_years_and_stays_possible() {
        let known: BTreeMap<Year, f64> =
            (2000..=2010).map(|year| (Year(year), libm::pow(1.02, f64::from(year - 2000)))).collect();
        let free = continued(&known, Year(2010), Year(2020), &Bounds::default());
        assert!((free[10] - libm::pow(1.02, 20.0)).abs() < 1e-12);
        let capped = Bounds { lower: Some(0.0), upper: Some(1.25) };
        assert_eq!(continued(&known, Year(2019), Year(2020), &capped), [1.25, 1.25]);
        let falling = BTreeMap::from([(Year(2000), 5.0), (Year(2005), 0.0)]);
        let floored = Bounds { lower: Some(-1.5), upper: None };
        assert_eq!(continued(&falling, Year(2006), Year(2007), &floored), [-1.0, -1.5]);
    }
}
