//! The effect on the treated, with a jackknife over countries.

use std::collections::BTreeSet;

use forefend_estimate::{Balance, balance, critical_value};
use forefend_panel::CountryId;
use forefend_runs::parts::mean;

use super::cases::{COVARIATES, Case};
use crate::error::VerifyError;
use crate::verdict::Measured;

/// How far means may differ for the weights to stay even: docs/peacekeeping_check.md.
const SLACK: f64 = 0.01;

/// What an outcome is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// 0 or 1: risks are compared as a ratio.
    Event,
    /// A number: means are compared as a difference.
    Amount,
}

/// What was found.
#[derive(Debug, Clone)]
pub(super) struct Estimate {
    /// Cases with a known outcome, those treated among them, and countries of these.
    pub cases: usize,
    pub treated: usize,
    pub countries: usize,
    /// Ratio of risks, or difference of means.
    pub effect: f64,
    /// The same, unweighted.
    pub naive: f64,
    low: f64,
    high: f64,
    /// Largest difference of a covariate's means, in pooled standard deviations.
    pub before: f64,
    pub after: f64,
    /// Effective number of untreated cases.
    pub effective: f64,
}

impl Estimate {
    /// The effect with its 95 % interval.
    pub fn measured(&self, name: &str) -> Measured {
        Measured::with_interval(name, self.effect, self.low, self.high)
    }
}

/// A case with its outcome.
type Known<'a> = (&'a Case, f64);

/// The effect of a mission on `outcome` over the cases of which it is known.
pub(super) fn estimate(
    cases: &[Case],
    kind: Kind,
    outcome: impl Fn(&Case) -> Option<f64>,
) -> Result<Estimate, VerifyError> {
    let known: Vec<Known<'_>> = cases.iter().filter_map(|case| Some((case, outcome(case)?))).collect();
    let treated: BTreeSet<CountryId> =
        known.iter().filter(|(case, _)| case.treated).map(|(c, _)| c.unit).collect();
    let found = weigh(&known)?;
    let effect = compare(&known, &found.weights, kind);
    let countries: BTreeSet<CountryId> = known.iter().map(|(case, _)| case.unit).collect();
    let mut without = Vec::with_capacity(countries.len());
    for country in &countries {
        let rest: Vec<Known<'_>> = known.iter().filter(|(case, _)| case.unit != *country).copied().collect();
        without.push(compare(&rest, &weigh(&rest)?.weights, kind));
    }
    let n = without.len() as f64;
    let mean = mean(&without);
    let squares: f64 = without.iter().map(|one| (one - mean) * (one - mean)).sum();
    let reach = critical_value(0.05, Some(treated.len() as f64 - 1.0)) * (squares * (n - 1.0) / n).sqrt();
    let told = |value: f64| if kind == Kind::Event { libm::exp(value) } else { value };
    let largest = |differences: &[f64]| differences.iter().fold(0.0, |most: f64, one| most.max(one.abs()));
    let even = vec![1.0; known.len()];
    Ok(Estimate {
        cases: known.len(),
        treated: known.iter().filter(|(case, _)| case.treated).count(),
        countries: treated.len(),
        effect: told(effect),
        naive: told(compare(&known, &even, kind)),
        low: told(effect - reach),
        high: told(effect + reach),
        before: largest(&found.before),
        after: largest(&found.after),
        effective: found.effective,
    })
}

/// Weights of the cases.
fn weigh(known: &[Known<'_>]) -> Result<Balance, VerifyError> {
    let column = |at: usize| known.iter().map(|(case, _)| case.before[at]).collect();
    let number = known.first().map_or(0, |(case, _)| case.before.len());
    let columns: Vec<Vec<f64>> = (0..number).map(column).collect();
    let treated: Vec<bool> = known.iter().map(|(case, _)| case.treated).collect();
    Ok(balance(&COVARIATES[..number], &columns, &treated, SLACK)?)
}

/// Log ratio of risks, with half an event and one case more on both sides, or difference of means: treated against the others, who
/// count as many cases as there are treated.
fn compare(known: &[Known<'_>], weights: &[f64], kind: Kind) -> f64 {
    let n = known.iter().filter(|(case, _)| case.treated).count() as f64;
    let mean = |treated: bool| {
        let own = known.iter().zip(weights).filter(|((case, _), _)| case.treated == treated);
        let (sum, total) =
            own.fold((0.0, 0.0), |(sum, total), ((_, y), weight)| (sum + weight * y, total + weight));
        sum / total
    };
    let (with, without) = (mean(true), mean(false));
    match kind {
        Kind::Amount => with - without,
        Kind::Event => libm::log((n * with + 0.5) / (n * without + 0.5)),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use forefend_panel::Year;

    use super::*;

    /// Forty countries with ten cases each; where `x` is greater missions come more often.
    fn cases() -> Vec<Case> {
        let case = |row: u16| {
            let x = f64::from(row * 7 % 10);
            let treated = f64::from(row * 13 % 40) < 4.0 * x;
            Case { unit: CountryId(row / 10), year: Year(2000), treated, strong: false, before: vec![x] }
        };
        (0..400).map(case).collect()
    }

    #[test]
    fn what_goes_with_missions_and_is_seen_is_taken_out() {
        let amount = |case: &Case| Some(3.0 * case.before[0] + 2.0 * f64::from(u8::from(case.treated)));
        let found = estimate(&cases(), Kind::Amount, amount).unwrap();
        assert!(found.naive > 5.0, "{found:?}");
        // What the slack leaves is a tenth, and the interval is about what is left.
        assert!(
            (found.effect - 2.1108).abs() < 1e-3 && (found.high - found.effect - 0.0239).abs() < 1e-3,
            "{found:?}"
        );
        assert!(found.before > 0.5 && found.after < 0.02 && found.effective < 180.0, "{found:?}");
        // An event that depends on it alone is no work of missions. Both sets of numbers are scipy's.
        let event = |case: &Case| Some(f64::from(u8::from(case.before[0] > 4.0)));
        let found = estimate(&cases(), Kind::Event, event).unwrap();
        assert!(found.naive > 3.0 && (found.effect - 0.9556).abs() < 1e-3 && found.high > 1.0, "{found:?}");
    }

    #[test]
    fn ratios_exist_without_events_and_do_not_favour_a_side() {
        let none = estimate(&cases(), Kind::Event, |_| Some(0.0)).unwrap();
        assert!(none.effect == 1.0 && none.low == 1.0 && none.high == 1.0);
        let all = estimate(&cases(), Kind::Event, |_| Some(1.0)).unwrap();
        assert!((all.effect - 1.0).abs() < 1e-12);
        // Cases whose outcome is not known are left out.
        let known = |case: &Case| (case.unit.0 < 20).then_some(0.0);
        assert_eq!(estimate(&cases(), Kind::Event, known).unwrap().cases, 200);
    }
}
