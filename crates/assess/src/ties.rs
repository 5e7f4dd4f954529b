//! Flows between a state and its partners, by a series of pairs.

use std::collections::{BTreeMap, BTreeSet};

use forefend_panel::{AsOf, CountryId, Unit as PanelUnit, Year};

use crate::error::AssessError;
use crate::home_file::{Flow, Tie, Told};

/// The partners of one state.
#[derive(Debug, Clone, Default)]
pub(crate) struct Partners {
    /// By partner: its flow, or 1 where partners are counted.
    pub weights: BTreeMap<CountryId, f64>,
    /// The last year in which the series has a flow of the state.
    pub year: Option<Year>,
}

impl Partners {
    /// Of every state that has any, from the series as far as it was known at the date of the run.
    pub fn of_all(as_of: &AsOf<'_>, tie: &Tie) -> Result<BTreeMap<CountryId, Self>, AssessError> {
        let mut flows: BTreeMap<CountryId, Vec<(CountryId, Year, f64)>> = BTreeMap::new();
        for (unit, of, value) in as_of.values(tie.series.as_ref())? {
            let PanelUnit::Pair(from, to) = unit else { continue };
            if tie.flow != Flow::In {
                flows.entry(*from).or_default().push((*to, of, value));
            }
            if tie.flow != Flow::Out {
                flows.entry(*to).or_default().push((*from, of, value));
            }
        }
        Ok(flows.into_iter().map(|(own, flows)| (own, Self::of_flows(flows, tie))).collect())
    }

    /// In the last year in which the series has a flow of the state, not that of the whole series: a state may report later than
    /// others.
    fn of_flows(flows: Vec<(CountryId, Year, f64)>, tie: &Tie) -> Self {
        let year = flows.iter().map(|(_, of, _)| *of).max();
        let mut weights = BTreeMap::new();
        for (partner, _, value) in
            flows.into_iter().filter(|(_, of, value)| Some(*of) == year && *value > 0.0)
        {
            let weight = weights.entry(partner).or_insert(0.0);
            *weight = if tie.told == Told::Count { 1.0 } else { *weight + value };
        }
        Self { weights, year }
    }

    /// Of one state.
    pub fn of(as_of: &AsOf<'_>, tie: &Tie, home: CountryId) -> Result<Self, AssessError> {
        Ok(Self::of_all(as_of, tie)?.remove(&home).unwrap_or_default())
    }

    /// All flows added up.
    pub fn total(&self) -> f64 {
        self.weights.values().sum()
    }

    /// How many partners are among `states`, and their flows added up.
    pub fn among(&self, states: &BTreeSet<CountryId>) -> (usize, f64) {
        let found = self.weights.iter().filter(|(state, _)| states.contains(state));
        found.fold((0, 0.0), |(number, sum), (_, weight)| (number + 1, sum + weight))
    }
}
