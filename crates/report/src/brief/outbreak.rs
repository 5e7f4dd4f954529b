//! An outbreak that is followed from its origin.

use serde::{Deserialize, Serialize};

use super::{ArrivalChart, ArrivalPlace, Sentence, verbatim};
use crate::number::{Quantity, Unit};

/// Places that are named as the first.
const FIRST: usize = 5;

/// An outbreak of one disease that begins in one place, followed by the travel network: an example, no forecast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outbreak {
    /// What breaks out, as a sentence begins: "An influenza as that of 2009".
    pub event: String,
    /// Code and name of where it begins.
    pub origin: (String, String),
    /// Times that it was followed.
    pub runs: u64,
    /// First cases against distance.
    pub chart: ArrivalChart,
}

impl Outbreak {
    /// Which places it reaches first, and what it is not.
    pub fn in_words(&self) -> Sentence {
        let mut places: Vec<&ArrivalPlace> = self.chart.places.iter().collect();
        places.sort_by(|a, b| a.days.total_cmp(&b.days).then_with(|| a.iso3.cmp(&b.iso3)));
        let first: Vec<String> = places.iter().take(FIRST).map(|place| place.name.clone()).collect();
        let middle = places.get(places.len() / 2).map(|place| place.quantity(&self.chart.query));
        let begins = format!("{} that begins in {}", verbatim(&self.event), verbatim(&self.origin.1));
        let reached = format!("comes first to {}", verbatim(&first.join(", ")));
        let end = "An example and no forecast: nobody knows where the next one begins.";
        match middle {
            Some(middle) => Sentence::with(
                format!("{begins} {reached}, and to half of all places within {{0}} days. {end}"),
                vec![middle],
            ),
            None => Sentence::plain(format!("{begins} {reached}. {end}")),
        }
    }

    /// When it reaches a country; none where the network has no flights of it.
    pub fn on(&self, iso3: &str, name: &str) -> Option<Sentence> {
        let begins = format!("{} that begins in {}", verbatim(&self.event), verbatim(&self.origin.1));
        if self.origin.0 == iso3 {
            return Some(Sentence::plain(format!("{begins} is the example of the report: it begins here.")));
        }
        let place = self.chart.places.iter().find(|place| place.iso3 == iso3)?;
        let sooner = self.chart.places.iter().filter(|other| other.days < place.days).count();
        Some(Sentence::with(
            format!(
                "{begins} has its first case in {} after {{0}} days; {sooner} of {} other places are reached sooner.",
                verbatim(name),
                self.chart.places.len() - 1
            ),
            vec![place.quantity(&self.chart.query)],
        ))
    }

    /// The figure with one country marked.
    pub fn marked(&self, iso3: &str) -> ArrivalChart {
        ArrivalChart { marked: Some(iso3.to_owned()), ..self.chart.clone() }
    }
}

impl ArrivalPlace {
    /// Its days with interval, and their query.
    pub fn quantity(&self, prefix: &str) -> Quantity {
        let days = Quantity::new(self.days, Unit::Number, format!("{prefix}/{}/days", self.iso3));
        match self.between {
            Some((low, high)) => days.between(low, high, 90),
            None => days,
        }
    }
}
