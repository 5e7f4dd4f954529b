//! Gate G3: the random walk on the log odds of the world share, on `acd_level`, against the scores the gate prints.

use forefend_panel::{CountryId, Year};
use forefend_score::{interval_score, mean_score};
use forefend_track::{Observed, RandomWalk};

use crate::source::CountryYears;

#[test]
fn the_random_walk_scores_what_the_gate_prints() {
    let Some(rows) = CountryYears::read() else { return };
    let units = rows.units();
    let mut known = Vec::new();
    for (&unit, levels) in units.iter().zip(rows.wide("acd_level")) {
        let observed = (1946..).zip(levels).filter(|(_, level)| !level.is_nan());
        known.extend(observed.map(|(year, level)| ((CountryId(unit), Year(year)), level)));
    }
    let levels = Observed::from_levels(known);
    let ids: Vec<CountryId> = units.iter().map(|&unit| CountryId(unit)).collect();
    let share = |year: Year| levels.share_in_conflict(&ids, year);
    for (origin, printed) in [
        (1980, 0.252),
        (1985, 0.199),
        (1990, 0.200),
        (1995, 0.163),
        (2000, 0.147),
        (2005, 0.113),
        (2010, 0.115),
        (2009, 0.118),
    ] {
        let walk = RandomWalk::fit(share, units.len(), Year(origin)).unwrap();
        let scores: Vec<f64> = (1..=13)
            .filter_map(|ahead| {
                let (low, high) = (walk.quantile(ahead, 0.05), walk.quantile(ahead, 0.95));
                Some(interval_score(low, high, share(Year(origin + ahead))?, 0.9).unwrap())
            })
            .collect();
        let found = mean_score(&scores).unwrap();
        // The gate prints three digits.
        assert!((found - printed).abs() < 0.0006, "{origin}: {found} instead of {printed}");
    }
}
