use super::EpidemicError;
use crate::network::Seats;

/// Who travels where: the chance that one person of a place goes to another on one day.
#[derive(Debug, Clone, PartialEq)]
pub struct Travel {
    starts: Vec<usize>,
    links: Vec<(usize, f64)>,
    /// Places that have a link to each place.
    incoming: Vec<Vec<usize>>,
}

impl Travel {
    /// Travel by `seats`, scaled to `trips` journeys a day over all links, among `people` a place: trips of a link over the people where
    /// it begins. Whom a place sends a day is at most everybody, which only a tiny place with a large airport comes near to.
    ///
    /// # Errors
    /// A list of people of another length, a place with nobody, no positive number of trips.
    pub fn new(seats: &Seats, people: &[i64], trips: f64) -> Result<Self, EpidemicError> {
        let places = seats.places();
        if people.len() != places {
            return Err(EpidemicError::Length { what: "people", found: people.len(), places });
        }
        if let Some(&none) = people.iter().find(|&&people| people < 1) {
            let (what, value) = ("people of a place", none as f64);
            return Err(EpidemicError::Outside { what, value, range: "at least 1" });
        }
        if !(trips.is_finite() && trips > 0.0) {
            return Err(EpidemicError::Outside { what: "trips a day", value: trips, range: "above 0" });
        }
        let scale = trips / seats.total();
        let (mut starts, mut links, mut incoming) = (vec![0], Vec::new(), vec![Vec::new(); places]);
        for (place, &here) in people.iter().enumerate() {
            let most = (here as f64 / (scale * seats.leaving(place))).min(1.0);
            for &(to, strength) in seats.from(place) {
                links.push((to, most * scale * strength / here as f64));
                incoming[to].push(place);
            }
            starts.push(links.len());
        }
        Ok(Self { starts, links, incoming })
    }

    /// Number of places.
    pub fn places(&self) -> usize {
        self.incoming.len()
    }

    /// Where people of `place` go, and the chance a head and day.
    pub fn from(&self, place: usize) -> &[(usize, f64)] {
        &self.links[self.starts[place]..self.starts[place + 1]]
    }

    /// Places from which people come to `place`.
    pub(super) fn to(&self, place: usize) -> &[usize] {
        &self.incoming[place]
    }
}
