//! Newer outcomes that a user brings: deaths by country and year or month, after the last ones of the snapshot.
//!
//! They are laid over the panel's own series, which models go on reading through [`AsOf`](crate::AsOf): yearly deaths and
//! what is derived from them, and the monthly series. Months that complete a year make the year. A year or month enters
//! only where every state that was counted before has a value in it, given or said to be zero: what is absent in the file
//! is not zero.
mod file;
mod given;
mod lay;

use std::collections::BTreeMap;

use crate::{Month, Panel, PanelError, Year};

/// A type of violence, and the series that hold it.
#[derive(Debug)]
struct Kind {
    /// Headers of its column.
    headers: &'static [&'static str],
    /// Monthly series.
    monthly: &'static str,
    /// Yearly series of deaths.
    yearly: Option<&'static str>,
    /// Yearly series that are the number of thresholds which the deaths reach.
    derived: &'static [(&'static str, &'static [f64])],
}

/// UCDP counts an armed conflict from 25 deaths a year and a war from 1,000; the flag of one-sided violence is up from 1,000.
const KINDS: [Kind; 3] = [
    Kind {
        headers: &["deaths", "state_based"],
        monthly: "state-based",
        yearly: Some("conflict_deaths"),
        derived: &[("conflict_level", &[25.0, 1000.0])],
    },
    Kind {
        headers: &["one_sided"],
        monthly: "one-sided",
        yearly: Some("one_sided_deaths"),
        derived: &[("one_sided_event", &[1000.0])],
    },
    Kind { headers: &["non_state"], monthly: "non-state", yearly: None, derived: &[] },
];

/// What was laid over a panel, and from which file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcomes {
    /// Name of the file, without its folder.
    pub file: String,
    /// SHA-256 of the file, in hexadecimal.
    pub digest: String,
    /// The file itself, for a run to keep.
    pub content: Vec<u8>,
    /// First and last year added to each yearly series.
    pub years: BTreeMap<String, (Year, Year)>,
    /// First and last month added to each monthly series.
    pub months: BTreeMap<String, (Month, Month)>,
    /// The last month that the file speaks of, and the line where it does.
    pub last: (Month, usize),
}

impl Outcomes {
    /// The file by its name and the first digits of its digest.
    pub fn name(&self) -> String {
        format!("{} (SHA-256 {})", self.file, &self.digest[..12])
    }

    /// The years that were added to any series.
    pub fn added_years(&self) -> Option<(Year, Year)> {
        let first = self.years.values().map(|(first, _)| *first).min()?;
        Some((first, self.years.values().map(|(_, last)| *last).max()?))
    }

    /// The months that were added to any series.
    pub fn added_months(&self) -> Option<(Month, Month)> {
        let first = self.months.values().map(|(first, _)| *first).min()?;
        Some((first, self.months.values().map(|(_, last)| *last).max()?))
    }
}

impl Panel {
    /// Lays the outcomes of a CSV file over the panel: columns `country`, `year` or `month` (2026-01), and one or more of
    /// `deaths` (state-based), `one_sided` and `non_state`. `*` as the country stands for every country and period that
    /// the file does not give; a period may be a range (`2026-01..2026-10`); both say zero only. `file` is how messages name it.
    ///
    /// # Errors
    /// [`PanelError::BadRow`] with file and line: a column that is unknown or absent, unknown countries (all at once), facts of
    /// a row that contradict each other, a number that is no count, a period given twice, a hole, a period in which states
    /// have no value, a value that contradicts the panel's, nothing newer than the panel.
    ///
    /// # Examples
    /// ```
    /// use forefend_panel::Panel;
    ///
    /// let panel = Panel::builder().build()?;
    /// let file = b"country,month,deaths\nAtlantis,2026-01,3\n";
    /// let error = panel.with_outcomes("new.csv", file).unwrap_err().to_string();
    /// assert!(error.contains("new.csv:2") && error.contains("Atlantis"), "{error}");
    /// # Ok::<(), forefend_panel::PanelError>(())
    /// ```
    pub fn with_outcomes(mut self, file: &str, content: &[u8]) -> Result<Self, PanelError> {
        let read = file::read(file, content, &self.roster)?;
        let mut outcomes = Outcomes {
            file: file.rsplit(['/', '\\']).next().unwrap_or(file).to_owned(),
            digest: crate::digest(content),
            content: content.to_vec(),
            years: BTreeMap::new(),
            months: BTreeMap::new(),
            last: read.last,
        };
        let notes = lay::lay(&mut self, file, &read, &mut outcomes)?;
        self.notes.extend(notes);
        self.outcomes = Some(outcomes);
        Ok(self)
    }

    /// The outcomes that a user has brought.
    pub fn outcomes(&self) -> Option<&Outcomes> {
        self.outcomes.as_ref()
    }
}
