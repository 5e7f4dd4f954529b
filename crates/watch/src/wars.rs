//! Countries at war: what became of violence of the same size.
//!
//! The largest wars have few like them, and a leaf of the forest holds neighbours of another scale. So their deaths are
//! forecast as multiples of their own recent level. Every earlier month of every country at war is an analogue (Lorenz 1969):
//! it says by what ratio deaths had changed, say, five months later. Analogues whose level was near to that of today weigh
//! more (a kernel, Nadaraya 1964). War therefore goes on, fades or ends as often as it did then. Outcomes after the origin
//! are not read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::grid::Grid;
use crate::past::Past;
use crate::tables;

/// Months before and after the month ahead whose outcomes count with it: one month alone is known of too few wars.
const BESIDE: usize = 1;

/// How a country at war is forecast; what is not said here is as for all countries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WarSettings {
    /// A country is at war from so many deaths in the last twelve months on (UCDP: 1,000 a year).
    pub deaths: u32,
    /// Half-life of the recent level, months: mean of `ln(1 + deaths)`, so that one terrible month does not set it.
    pub level_half_life: f64,
    /// Half-life of the unevenness, months: log of the mean of deaths minus the mean of their logs. 0 where every month is alike.
    pub unevenness_half_life: f64,
    /// Standard deviation of the kernel over the recent level, natural logs.
    pub level_width: f64,
    /// Standard deviation of the kernel over the unevenness, natural logs.
    pub unevenness_width: f64,
    /// Shares of the bins; the rest is the pool of all countries.
    pub pool: WarShares,
    /// Shape within a bin; adds up to 1.
    pub shape: WarShares,
}

/// Shares of what only countries at war are forecast by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WarShares {
    /// The own past, one share for each half-life of `decayed.half_lives`.
    pub decayed: Vec<f64>,
    /// The analogues.
    pub analogues: f64,
}

impl WarShares {
    /// Sum of the shares.
    pub fn sum(&self) -> f64 {
        self.decayed.iter().sum::<f64>() + self.analogues
    }
}

impl WarSettings {
    /// What is wrong, and the remedy; `what` names the table.
    pub(crate) fn check(&self, what: &str, half_lives: usize) -> Result<(), String> {
        let widths = [
            ("level_half_life", self.level_half_life),
            ("unevenness_half_life", self.unevenness_half_life),
            ("level_width", self.level_width),
            ("unevenness_width", self.unevenness_width),
        ];
        if let Some((name, value)) = widths.iter().find(|(_, value)| !(*value > 0.0 && value.is_finite())) {
            return Err(format!("{what}.{name} is {value}; give a number above 0"));
        }
        if self.deaths == 0 {
            return Err(format!(
                "{what}.deaths is 0; give the deaths in twelve months from which a country is at war"
            ));
        }
        for (name, shares) in [("pool", &self.pool), ("shape", &self.shape)] {
            if shares.decayed.len() != half_lives {
                let given = shares.decayed.len();
                return Err(format!(
                    "{what}.{name}.decayed has {given} shares for {half_lives} half-lives; give one each"
                ));
            }
            let mut all = shares.decayed.iter().chain([&shares.analogues]);
            if !all.all(|share| *share >= 0.0 && *share <= 1.0) {
                return Err(format!("{what}.{name} has a share below 0 or above 1"));
            }
        }
        if self.pool.sum() > 1.0 + 1e-6 {
            return Err(format!(
                "the shares of {what}.pool add up to {}; give at most 1 together",
                self.pool.sum()
            ));
        }
        if (self.shape.sum() - 1.0).abs() > 1e-6 {
            return Err(format!(
                "the shares of {what}.shape add up to {}; they must add up to 1",
                self.shape.sum()
            ));
        }
        Ok(())
    }
}

/// A month of a country at war: its log level, and how uneven the months before it were.
#[derive(Clone, Copy)]
struct State {
    place: usize,
    month: usize,
    level: f64,
    unevenness: f64,
}

/// What the analogues say of the countries at war at the origin.
#[derive(Debug)]
pub struct Wars<'a> {
    /// The settings.
    pub settings: &'a WarSettings,
    /// By country: shares of the grid's values, month ahead after month ahead.
    analogues: BTreeMap<usize, Vec<f64>>,
}

impl<'a> Wars<'a> {
    /// Of the months `1..=horizon` ahead of the last known month plus `gap`.
    pub fn new(past: &Past, settings: &'a WarSettings, grid: &Grid, gap: usize, horizon: usize) -> Self {
        let states = states(past, settings);
        let (before, now): (Vec<State>, Vec<State>) =
            states.into_iter().partition(|state| state.month + 1 < past.months);
        let of = |war: &State| {
            let shares = analogues(past, &before, war, settings, grid, gap + 1..=gap + horizon)?;
            Some((war.place, shares))
        };
        Self { settings, analogues: now.iter().filter_map(of).collect() }
    }

    /// Countries that are at war.
    pub fn places(&self) -> impl Iterator<Item = usize> + '_ {
        self.analogues.keys().copied()
    }

    /// Shares of the grid's values for a country and a month ahead (counted from 1); none where there is no war.
    pub fn of(&self, place: usize, ahead: usize, grid: &Grid) -> Option<&[f64]> {
        self.analogues.get(&place).map(|shares| &shares[(ahead - 1) * grid.len()..][..grid.len()])
    }
}

/// Every month in which a country was at war.
fn states(past: &Past, settings: &WarSettings) -> Vec<State> {
    let months = past.months;
    let sums = tables::sum(&past.deaths, months, 12);
    let logs: Vec<f64> = past.deaths.iter().map(|deaths| libm::log1p(*deaths)).collect();
    let level = tables::decayed(&logs, months, settings.level_half_life);
    let mean = tables::decayed(&past.deaths, months, settings.unevenness_half_life);
    let mean_log = tables::decayed(&logs, months, settings.unevenness_half_life);
    let at_war = |at: usize| past.deaths[at].is_finite() && sums[at] >= f64::from(settings.deaths);
    (0..past.deaths.len())
        .filter(|at| at_war(*at))
        .map(|at| State {
            place: at / months,
            month: at % months,
            level: level[at],
            unevenness: libm::log1p(mean[at]) - mean_log[at],
        })
        .collect()
}

/// Shares of the grid's values for each month ahead; none where no war before it has a known outcome.
fn analogues(
    past: &Past,
    before: &[State],
    war: &State,
    settings: &WarSettings,
    grid: &Grid,
    aheads: std::ops::RangeInclusive<usize>,
) -> Option<Vec<f64>> {
    let near = |state: &State| {
        let level = (state.level - war.level) / settings.level_width;
        let unevenness = (state.unevenness - war.unevenness) / settings.unevenness_width;
        libm::exp(-0.5 * (level * level + unevenness * unevenness))
    };
    let weights: Vec<f64> = before.iter().map(near).collect();
    let outcomes = |ahead: usize| {
        let mut shares = vec![0.0; grid.len()];
        for (state, weight) in before.iter().zip(&weights) {
            let later = state.month + ahead;
            let Some(deaths) = past.deaths(state.place, later).filter(|_| later < past.months) else {
                continue;
            };
            // (1 + deaths) / (1 + level), carried over to the level of today.
            let ratio = (1.0 + f64::from(deaths)) * libm::exp(war.level - state.level);
            shares[grid.place(libm::round(ratio - 1.0).max(0.0) as u32)] += weight;
        }
        shares
    };
    let first = aheads.start().saturating_sub(BESIDE).max(1);
    let by_month: Vec<Vec<f64>> = (first..=aheads.end() + BESIDE).map(outcomes).collect();
    let mut out = Vec::with_capacity(aheads.clone().count() * grid.len());
    for ahead in aheads {
        let beside = &by_month[ahead.saturating_sub(BESIDE).max(first) - first..=ahead + BESIDE - first];
        let total: f64 = beside.iter().flatten().sum();
        if total <= 0.0 {
            return None;
        }
        out.extend((0..grid.len()).map(|at| beside.iter().map(|shares| shares[at]).sum::<f64>() / total));
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Target;
    use crate::past::FIRST;

    fn settings() -> WarSettings {
        WarSettings {
            deaths: 2400,
            level_half_life: 3.0,
            unevenness_half_life: 12.0,
            // Wide enough that all wars count alike.
            level_width: 1e9,
            unevenness_width: 1e9,
            pool: WarShares { decayed: Vec::new(), analogues: 0.2 },
            shape: WarShares { decayed: Vec::new(), analogues: 1.0 },
        }
    }

    /// Deaths of each country by month.
    fn past(deaths: &[&[f64]]) -> Past {
        let months = deaths[0].len();
        let deaths = deaths.concat();
        Past {
            target: Target::StateBased,
            as_of: FIRST + (months as i32 - 1),
            origin: FIRST + (months as i32 - 1),
            months,
            places: Vec::new(),
            others: [(Target::OneSided, deaths.clone()), (Target::NonState, deaths.clone())],
            deaths,
            neighbours: Vec::new(),
            regions: Vec::new(),
            structural: Vec::new(),
        }
    }

    #[test]
    fn analogues_fade_as_often_as_wars_did() {
        let fading = [[200.0; 20], [20.0; 20]].concat();
        let (past, grid, settings) = (past(&[&fading, &[400.0; 40]]), Grid::new(), settings());
        let wars = Wars::new(&past, &settings, &grid, 0, 2);
        assert_eq!(wars.places().collect::<Vec<_>>(), [1]);
        // At war: the first from its month 11 to 19, the second from 5 on, 38 the last with an outcome. One month and two months
        // later the first had fallen to 20 once and twice: (1 + 20) / (1 + 200) x 401 - 1 = 41 of the second's 400.
        let said = wars.of(1, 1, &grid).unwrap();
        let share = |deaths: u32| said[grid.place(deaths)];
        assert!((share(41) - 3.0 / 85.0).abs() < 1e-12 && (share(400) - 82.0 / 85.0).abs() < 1e-12);
        assert!((said.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn one_terrible_month_does_not_set_the_level() {
        let mut uneven = [100.0; 40];
        uneven[37] = 100_000.0;
        let (past, settings) = (past(&[&uneven]), settings());
        let last = states(&past, &settings).into_iter().last().unwrap();
        assert_eq!(last.month, 39);
        // 13 % of the weight lie on that month: e^(ln 101 + 0.13 x ln 991), some 250, where the mean of deaths would be 13,000.
        assert!((libm::expm1(last.level) - 250.0).abs() < 20.0, "{}", libm::expm1(last.level));
        assert!(last.unevenness > 3.0);
    }

    #[test]
    fn what_is_wrong_in_the_settings_is_named() {
        let all = |analogues: f64| WarShares { decayed: Vec::new(), analogues };
        for (wrong, half_lives, needle) in [
            (WarSettings { level_width: 0.0, ..settings() }, 0, "war.state-based.level_width is 0"),
            (WarSettings { deaths: 0, ..settings() }, 0, "war.state-based.deaths is 0"),
            (WarSettings { pool: all(1.2), ..settings() }, 0, "war.state-based.pool"),
            (WarSettings { shape: all(0.9), ..settings() }, 0, "war.state-based.shape add up to 0.9"),
            (settings(), 3, "war.state-based.pool.decayed has 0 shares for 3"),
        ] {
            let said = wrong.check("war.state-based", half_lives).unwrap_err();
            assert!(said.contains(needle), "{said}");
        }
        assert_eq!(settings().check("war.state-based", 0), Ok(()));
    }
}
