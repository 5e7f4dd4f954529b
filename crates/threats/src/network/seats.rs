use super::NetworkError;

/// A travel network: directed links with a strength (seats, trips a day), kept by the place where they begin.
#[derive(Debug, Clone, PartialEq)]
pub struct Seats {
    starts: Vec<usize>,
    links: Vec<(usize, f64)>,
}

impl Seats {
    /// A network of `places` places from (from, to, strength), in any order.
    ///
    /// # Errors
    /// A link that is none, or is there twice.
    ///
    /// # Examples
    /// ```
    /// use forefend_threats::network::Seats;
    /// let seats = Seats::new(3, &[(0, 1, 100.0), (1, 0, 100.0), (1, 2, 50.0)])?;
    /// assert_eq!((seats.places(), seats.total()), (3, 250.0));
    /// assert_eq!(seats.from(1), [(0, 100.0), (2, 50.0)]);
    /// # Ok::<(), forefend_threats::network::NetworkError>(())
    /// ```
    pub fn new(places: usize, links: &[(usize, usize, f64)]) -> Result<Self, NetworkError> {
        for &(from, to, strength) in links {
            let right = from < places && to < places && from != to && strength.is_finite() && strength > 0.0;
            if !right {
                return Err(NetworkError::Link { from, to, places });
            }
        }
        let mut sorted = links.to_vec();
        sorted.sort_by_key(|link| (link.0, link.1));
        if let Some(pair) = sorted.windows(2).find(|pair| (pair[0].0, pair[0].1) == (pair[1].0, pair[1].1)) {
            return Err(NetworkError::Twice { from: pair[0].0, to: pair[0].1 });
        }
        let starts = (0..=places).map(|place| sorted.partition_point(|link| link.0 < place)).collect();
        Ok(Self { starts, links: sorted.into_iter().map(|(_, to, strength)| (to, strength)).collect() })
    }

    /// Number of places.
    pub fn places(&self) -> usize {
        self.starts.len() - 1
    }

    /// Links that begin at `place`: where each ends and its strength, by place of the end.
    pub fn from(&self, place: usize) -> &[(usize, f64)] {
        &self.links[self.starts[place]..self.starts[place + 1]]
    }

    /// Strength that leaves `place`.
    pub fn leaving(&self, place: usize) -> f64 {
        self.from(place).iter().map(|link| link.1).sum()
    }

    /// Strength of all links.
    pub fn total(&self) -> f64 {
        self.links.iter().map(|link| link.1).sum()
    }
}
