//! The situation that a cell was in: a mean over all cells is a mean over peace, which is easy.

/// What a month was, given the twelve before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Situation {
    /// No deaths in the twelve months before, and none now.
    Peace,
    /// No deaths in the twelve months before, and some now.
    Onset,
    /// Deaths in the twelve months before, and now.
    Ongoing,
    /// Deaths in the twelve months before, and none now.
    Ending,
    /// One of the twelve months before is not known.
    Unknown,
}

impl Situation {
    /// All of them, in the order of tables.
    pub const ALL: [Self; 5] = [Self::Peace, Self::Onset, Self::Ongoing, Self::Ending, Self::Unknown];

    /// From the observed number of the month and of the twelve before it, none where unknown.
    ///
    /// It reads what was *observed*, the scored month too: groups made from outcomes describe where the score comes from and
    /// do not rank forecasts alone (a forecast of war everywhere looks good among onsets).
    ///
    /// # Examples
    /// ```
    /// use forefend_score::Situation;
    ///
    /// assert_eq!(Situation::of(3.0, [Some(0.0); 12]), Situation::Onset);
    /// assert_eq!(Situation::of(3.0, [None; 12]), Situation::Unknown);
    /// ```
    pub fn of(now: f64, before: impl IntoIterator<Item = Option<f64>>) -> Self {
        let mut any = false;
        for month in before {
            match month {
                None => return Self::Unknown,
                Some(deaths) => any |= deaths > 0.0,
            }
        }
        match (any, now > 0.0) {
            (false, false) => Self::Peace,
            (false, true) => Self::Onset,
            (true, true) => Self::Ongoing,
            (true, false) => Self::Ending,
        }
    }

    /// The word in tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Peace => "peace",
            Self::Onset => "onset",
            Self::Ongoing => "ongoing",
            Self::Ending => "ending",
            Self::Unknown => "unknown",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_before_and_the_month_make_the_situation() {
        let quiet = [Some(0.0); 12];
        let mut loud = quiet;
        loud[3] = Some(2.0);
        assert_eq!(Situation::of(0.0, quiet), Situation::Peace);
        assert_eq!(Situation::of(1.0, quiet), Situation::Onset);
        assert_eq!(Situation::of(1.0, loud), Situation::Ongoing);
        assert_eq!(Situation::of(0.0, loud), Situation::Ending);
        loud[11] = None;
        assert_eq!(Situation::of(0.0, loud), Situation::Unknown);
    }
}
