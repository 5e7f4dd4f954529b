//! Who is served when limits do not reach all: one draw's units in the order of their priority.

use crate::policy::Limits;

/// What one part of a deployment asks for in one unit.
pub(in crate::block) struct Claim {
    /// The greater, the earlier.
    rank: f64,
    unit: usize,
    part: usize,
    wanted: f64,
}

impl Limits {
    /// Cuts `granted`, one draw's total amounts by unit, to what the limits allow, and pays for it from `account`.
    /// `parts` are the amounts by unit that it is the sum of, with their ranks (none: before all others).
    /// Sorts only when a limit binds.
    pub(super) fn serve<'p>(
        &self,
        account: &mut f64,
        parts: impl Iterator<Item = (&'p [f64], Option<&'p [f64]>)>,
        claims: &mut Vec<Claim>,
        granted: &mut [f64],
    ) {
        let left = self.open(account);
        if !self.reaches_all(left, granted) {
            claims.clear();
            for (part, (amount, ranks)) in parts.enumerate() {
                let wanting = amount.iter().enumerate().filter(|(_, wanted)| **wanted > 0.0);
                claims.extend(wanting.map(|(unit, &wanted)| {
                    let rank = ranks.map_or(f64::INFINITY, |ranks| ranks[unit]);
                    let rank = if rank.is_nan() { f64::NEG_INFINITY } else { rank };
                    Claim { rank, unit, part, wanted }
                }));
            }
            // No two claims are equal, so the order is unique.
            claims.sort_unstable_by(|a, b| {
                b.rank.total_cmp(&a.rank).then(a.unit.cmp(&b.unit)).then(a.part.cmp(&b.part))
            });
            self.fill(left, claims, granted);
        }
        self.close(account, granted.iter().sum());
    }

    fn reaches_all(&self, left: f64, wanted: &[f64]) -> bool {
        let most_per_unit = self.most_per_unit.unwrap_or(f64::INFINITY);
        let (mut total, mut units, mut within) = (0.0, 0, true);
        for &amount in wanted {
            total += amount;
            units += usize::from(amount > 0.0);
            within &= amount <= most_per_unit;
        }
        within && total <= left && units <= self.most.unwrap_or(usize::MAX)
    }

    fn fill(&self, mut left: f64, claims: &[Claim], granted: &mut [f64]) {
        let most_per_unit = self.most_per_unit.unwrap_or(f64::INFINITY);
        let mut units = self.most.unwrap_or(usize::MAX);
        granted.fill(0.0);
        for claim in claims {
            let slot = &mut granted[claim.unit];
            let grant = claim.wanted.min(left).min(most_per_unit - *slot);
            let new = *slot == 0.0;
            if grant <= 0.0 || (new && units == 0) || (self.whole && grant < claim.wanted) {
                continue;
            }
            units -= usize::from(new);
            *slot += grant;
            left -= grant;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Budget;

    fn served(limits: Limits, account: &mut f64, parts: &[(&[f64], Option<&[f64]>)]) -> Vec<f64> {
        let mut granted = vec![0.0; parts[0].0.len()];
        for (amount, _) in parts {
            granted.iter_mut().zip(*amount).for_each(|(slot, value)| *slot += value);
        }
        limits.serve(account, parts.iter().copied(), &mut Vec::new(), &mut granted);
        granted
    }

    const WANTED: &[f64] = &[4.0, 0.0, 4.0, 4.0, 4.0];

    #[test]
    fn capacity_serves_by_priority_and_then_by_country() {
        let limits = Limits { capacity: Some(10.0), ..Limits::default() };
        let ranks: &[f64] = &[0.0, 9.0, 2.0, f64::NAN, 2.0];
        assert_eq!(served(limits, &mut 0.0, &[(WANTED, Some(ranks))]), [2.0, 0.0, 4.0, 0.0, 4.0]);
        assert_eq!(served(limits, &mut 0.0, &[(WANTED, None)]), [4.0, 0.0, 4.0, 2.0, 0.0]);
        let whole = Limits { whole: true, ..limits };
        assert_eq!(served(whole, &mut 0.0, &[(WANTED, None)]), [4.0, 0.0, 4.0, 0.0, 0.0]);
        // Whole amounts that do not fit are passed over, and the next is tried.
        let mixed: &[f64] = &[8.0, 8.0, 1.0];
        assert_eq!(served(whole, &mut 0.0, &[(mixed, None)]), [8.0, 0.0, 1.0]);
        let enough = Limits { capacity: Some(16.0), ..Limits::default() };
        assert_eq!(served(enough, &mut 0.0, &[(WANTED, Some(ranks))]), WANTED);
    }

    #[test]
    fn what_stands_without_priority_comes_first_and_countries_have_a_maximum_of_their_own() {
        let limits = Limits { capacity: Some(9.0), most_per_unit: Some(5.0), ..Limits::default() };
        let standing: &[f64] = &[0.0, 3.0, 0.0];
        let (surge, ranks): (&[f64], &[f64]) = (&[4.0, 4.0, 4.0], &[1.0, 3.0, 2.0]);
        let parts = [(standing, None), (surge, Some(ranks))];
        assert_eq!(served(limits, &mut 0.0, &parts), [0.0, 5.0, 4.0]);
        let two = Limits { most: Some(2), ..Limits::default() };
        assert_eq!(served(two, &mut 0.0, &parts), [0.0, 7.0, 4.0]);
    }

    #[test]
    fn a_budget_pays_and_carries_over_only_when_told() {
        for (carry_over, second) in [(false, [2.0, 0.0]), (true, [3.0, 1.0])] {
            let budget = Some(Budget { yearly: 20.0, carry_over, unit_cost: 10.0 });
            let limits = Limits { budget, ..Limits::default() };
            let mut account = 0.0;
            assert_eq!(served(limits, &mut account, &[(&[0.0, 0.0], None)]), [0.0, 0.0]);
            assert_eq!(served(limits, &mut account, &[(&[3.0, 3.0], None)]), second);
            assert_eq!(account, 0.0);
        }
    }
}
