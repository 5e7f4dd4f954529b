//! Whose turn it is: one after the other by asker, each in the order asked.

use std::collections::VecDeque;

/// Ids that wait, by asker.
#[derive(Debug, Default)]
pub(super) struct Turns {
    askers: VecDeque<(String, VecDeque<String>)>,
}

impl Turns {
    /// How many wait.
    pub fn waiting(&self) -> usize {
        self.askers.iter().map(|(_, ids)| ids.len()).sum()
    }

    /// Waits behind what the asker has asked before.
    pub fn add(&mut self, asker: &str, id: &str) {
        match self.askers.iter_mut().find(|(known, _)| known == asker) {
            Some((_, ids)) => ids.push_back(id.to_owned()),
            None => self.askers.push_back((asker.to_owned(), VecDeque::from([id.to_owned()]))),
        }
    }

    /// Goes on before all others: what was begun is brought to its end.
    pub fn go_on(&mut self, asker: &str, id: &str) {
        let own = self.askers.iter().position(|(known, _)| known == asker);
        let (asker, mut ids) =
            own.and_then(|at| self.askers.remove(at)).unwrap_or_else(|| (asker.to_owned(), VecDeque::new()));
        ids.push_front(id.to_owned());
        self.askers.push_front((asker, ids));
    }

    /// The next one; its asker then waits behind the others.
    pub fn next(&mut self) -> Option<String> {
        let (asker, mut ids) = self.askers.pop_front()?;
        let id = ids.pop_front();
        if !ids.is_empty() {
            self.askers.push_back((asker, ids));
        }
        id
    }

    /// Waits no longer.
    pub fn drop_out(&mut self, id: &str) {
        self.askers.iter_mut().for_each(|(_, ids)| ids.retain(|other| other != id));
        self.askers.retain(|(_, ids)| !ids.is_empty());
    }
}

#[cfg(test)]
mod tests {
    use super::Turns;
    use proptest::prelude::*;

    #[test]
    fn who_asks_much_does_not_keep_others_waiting() {
        let mut turns = Turns::default();
        for at in 0..50 {
            turns.add("busy", &format!("b{at}"));
        }
        turns.add("quick", "q");
        assert_eq!([turns.next(), turns.next(), turns.next()].map(Option::unwrap), ["b0", "q", "b1"]);
        turns.go_on("other", "o");
        turns.drop_out("b2");
        assert_eq!([turns.next(), turns.next()].map(Option::unwrap), ["o", "b3"]);
    }

    proptest! {
        #[test]
        fn everything_has_its_turn_once_in_the_order_of_its_asker(asked in prop::collection::vec((0_u8..5, 0_u32..1000), 0..60)) {
            let mut turns = Turns::default();
            for (at, (asker, _)) in asked.iter().enumerate() {
                turns.add(&asker.to_string(), &format!("{at}"));
            }
            prop_assert_eq!(turns.waiting(), asked.len());
            let order: Vec<usize> = std::iter::from_fn(|| turns.next()).map(|id| id.parse().unwrap()).collect();
            prop_assert_eq!(order.len(), asked.len());
            for asker in 0..5 {
                let own: Vec<usize> = order.iter().copied().filter(|at| asked[*at].0 == asker).collect();
                prop_assert!(own.windows(2).all(|two| two[0] < two[1]));
            }
        }
    }
}
