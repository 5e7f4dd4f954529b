//! Where one pair stands, and how a year moves it on.

use super::terms::{Levels, chance, continuation_terms, escalation_terms};

/// Coefficients of one draw, in the order of the terms.
#[derive(Debug, Clone, PartialEq)]
pub struct Chances {
    /// Of the onset of a dispute.
    pub onset: Vec<f64>,
    /// Of escalation, while a dispute is at hand.
    pub escalation: Vec<f64>,
    /// Of an armed conflict that goes on.
    pub continuation: Vec<f64>,
    /// Probability that a dispute is still at hand a year later, fighting apart.
    pub lasts: f64,
}

/// Where a pair stands at the end of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    /// Years since the last year with a dispute; 0 while one is at hand.
    pub peace: u16,
    /// Years since the two last fought, 0 while they do; none where they never did.
    pub since: Option<u16>,
    /// Years that the armed conflict at hand has lasted.
    pub lasted: u16,
}

/// What a year brings to a pair.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Now {
    /// Probability that a dispute begins, where none is at hand ([`super::onset_terms`]).
    pub onset: f64,
    /// Levels on the two territories, for escalation and continuation.
    pub levels: Levels,
    /// What is added to the log odds of escalation.
    pub escalation: f64,
    /// Uniform numbers: for onset, for a dispute that lasts, for fighting.
    pub luck: [f64; 3],
    /// Whether they fought, where it is known.
    pub fought: Option<bool>,
}

impl Course {
    /// Whether a dispute is at hand.
    pub fn at_hand(&self) -> bool {
        self.peace == 0
    }

    /// Whether they fight.
    pub fn fights(&self) -> bool {
        self.since == Some(0)
    }

    /// Moves on by a year in which no dispute begins, where none is at hand and nobody is known to fight: what
    /// [`Course::advance`] does then, without its numbers.
    pub fn rest(&mut self) {
        self.peace = self.peace.saturating_add(1);
        self.since = self.since.map(|years| years.saturating_add(1));
        self.lasted = 0;
    }

    /// Moves on by a year; whether a dispute began.
    pub fn advance(&mut self, chances: &Chances, now: &Now) -> bool {
        let [onset, lasts, fights] = now.luck;
        let goes_on = self.fights() || self.at_hand() && lasts < chances.lasts;
        let drawn = !goes_on && onset < now.onset;
        let fought = now.fought.unwrap_or_else(|| fights < self.fighting(chances, now, goes_on || drawn));
        // Armed conflict without a dispute is none: fighting that is known says that one began.
        let began = drawn || fought && !goes_on;
        self.peace = if goes_on || began { 0 } else { self.peace.saturating_add(1) };
        self.lasted = if fought { self.lasted + 1 } else { 0 };
        self.since = if fought { Some(0) } else { self.since.map(|years| years.saturating_add(1)) };
        began
    }

    fn fighting(&self, chances: &Chances, now: &Now, at_hand: bool) -> f64 {
        if !at_hand || !now.levels.any() {
            return 0.0;
        }
        if self.fights() {
            return chance(
                &chances.continuation,
                &continuation_terms(&now.levels, f64::from(self.lasted)),
                0.0,
            );
        }
        let since = self.since.map(|years| f64::from(years) + 1.0);
        chance(&chances.escalation, &escalation_terms(&now.levels, since), now.escalation)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Pair, Sides, fades, onset_terms};
    use super::*;
    use proptest::prelude::*;

    fn chances() -> Chances {
        Chances {
            onset: vec![-5.0, 1.0, 2.0, 0.8, 0.5, -0.3, -0.5, -0.2],
            escalation: vec![-4.0, 2.5, 1.0, 1.5],
            continuation: vec![0.0, 1.0, -1.5, 0.3],
            lasts: 0.28,
        }
    }

    const PEACE: Course = Course { peace: 30, since: None, lasted: 0 };

    fn now(levels: Levels, luck: [f64; 3]) -> Now {
        Now { onset: 0.02, levels, escalation: 0.0, luck, fought: None }
    }

    proptest! {
        #[test]
        fn the_order_of_the_two_states_changes_nothing(
            democracy in [0.0..1.0f64, 0.0..1.0], strength in [10.0..40.0f64, 10.0..40.0],
            before in [0u8..3, 0u8..3], after in [0u8..3, 0u8..3], luck in [0.0..1.0f64, 0.0..1.0, 0.0..1.0],
        ) {
            let turned = |[a, b]: [f64; 2]| [b, a];
            let (a, b) = (Sides::new(democracy, strength), Sides::new(turned(democracy), turned(strength)));
            prop_assert_eq!(onset_terms(fades(3.0), Pair::default(), a), onset_terms(fades(3.0), Pair::default(), b));
            let (before, after) = (before.map(f64::from), after.map(f64::from));
            let levels = Levels { now: after, before };
            let other = Levels { now: turned(after), before: turned(before) };
            for start in [PEACE, Course { peace: 0, since: Some(0), lasted: 2 }] {
                let (mut one, mut two) = (start, start);
                let began = one.advance(&chances(), &now(levels, luck));
                prop_assert_eq!(began, two.advance(&chances(), &now(other, luck)));
                prop_assert_eq!(one, two);
            }
        }

        #[test]
        fn nobody_fights_without_a_dispute_or_where_both_territories_are_at_peace(
            level in 0u8..3, luck in [0.0..1.0f64, 0.0..1.0, 0.0..1.0], peace in 0u16..60,
        ) {
            let mut course = Course { peace, since: None, lasted: 0 };
            let levels = Levels { now: [f64::from(level), 0.0], before: [0.0, 0.0] };
            course.advance(&chances(), &now(levels, luck));
            prop_assert!(!course.fights() || course.at_hand() && level > 0);
        }

        #[test]
        fn a_year_of_rest_is_one_in_which_nothing_happens(peace in 1u16..60, since in 1u16..60, fought in any::<bool>()) {
            let start = Course { peace, since: fought.then_some(since), lasted: 0 };
            let (mut one, mut two) = (start, start);
            one.rest();
            let levels = Levels { now: [2.0, 1.0], before: [0.0, 0.0] };
            prop_assert!(!two.advance(&chances(), &now(levels, [0.5, 0.0, 0.0])));
            prop_assert_eq!(one, two);
        }

        #[test]
        fn more_chance_never_means_fewer_disputes_on_the_same_luck(
            luck in [0.0..1.0f64, 0.0..1.0, 0.0..1.0], more in 0.0..0.5f64,
        ) {
            let levels = Levels { now: [0.0, 0.0], before: [0.0, 0.0] };
            let (mut one, mut two) = (PEACE, PEACE);
            let fewer = one.advance(&chances(), &now(levels, luck));
            let mut likely = now(levels, luck);
            likely.onset += more;
            prop_assert!(two.advance(&chances(), &likely) || !fewer);
        }
    }

    #[test]
    fn years_are_counted_from_the_last_dispute_and_the_last_fighting() {
        let (mut course, levels) = (PEACE, Levels { now: [1.0, 0.0], before: [0.0, 0.0] });
        let fights = Now { fought: Some(true), ..now(levels, [1.0; 3]) };
        assert!(course.advance(&chances(), &fights), "fighting that is known began with a dispute");
        assert_eq!(course, Course { peace: 0, since: Some(0), lasted: 1 });
        assert!(!course.advance(&chances(), &fights), "it goes on and does not begin again");
        assert_eq!(course.lasted, 2);
        let over = Now { fought: Some(false), ..now(levels, [1.0; 3]) };
        course.advance(&chances(), &over);
        assert_eq!(
            course,
            Course { peace: 0, since: Some(1), lasted: 0 },
            "the dispute outlasts the fighting"
        );
        course.advance(&chances(), &over);
        assert_eq!(course, Course { peace: 1, since: Some(2), lasted: 0 });
    }

    /// P = 1 / (1 + exp(4 - 2.5 - 1.5 exp(-1/8))) of new fighting a year after the last, by hand.
    #[test]
    fn escalation_has_its_golden_value() {
        let levels = Levels { now: [1.0, 0.0], before: [0.0, 0.0] };
        let p = chance(&chances().escalation, &escalation_terms(&levels, Some(1.0)), 0.0);
        assert!((p - 0.456_050_1).abs() < 1e-6, "{p}");
    }
}
