//! Monthly counts by country: what happened in a month, known from month to month.
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{CountryId, Month, PanelError};

/// What a monthly series is: title, unit, source, licence, and when its values become known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MonthlyDeclaration {
    /// Name.
    pub id: String,
    /// Title for readers.
    pub title: String,
    /// Unit of the values.
    pub unit: String,
    /// Who collected it.
    pub source: String,
    /// What to cite.
    pub citation: String,
    /// Where it is published.
    pub url: Option<String>,
    /// Licence of the source.
    pub licence: String,
    /// Months from the end of a month to the publication of its value in the source's yearly release.
    pub release_lag_months: u32,
    /// What a reader should know before using it.
    pub note: String,
}

/// A count for every country and month within that country's span of months.
///
/// Most counts are zero: only the others are kept, beside the span in which a missing one means zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthlySeries {
    pub(crate) declaration: MonthlyDeclaration,
    pub(crate) spans: BTreeMap<CountryId, (Month, Month)>,
    pub(crate) counts: BTreeMap<(CountryId, Month), u32>,
}

impl MonthlySeries {
    /// A series without countries.
    pub fn new(declaration: MonthlyDeclaration) -> Self {
        Self { declaration, spans: BTreeMap::new(), counts: BTreeMap::new() }
    }

    /// Adds all months of a country: `counts` from `first` on, without a hole.
    ///
    /// # Errors
    /// [`PanelError::DeclaredTwice`] when the country is there already; [`PanelError::NothingKnown`] without months.
    pub fn add(&mut self, country: CountryId, first: Month, counts: &[u32]) -> Result<(), PanelError> {
        let months = i32::try_from(counts.len()).unwrap_or(i32::MAX);
        if months == 0 {
            return Err(PanelError::NothingKnown { indicator: self.declaration.id.clone(), as_of: first });
        }
        if self.spans.insert(country, (first, first + (months - 1))).is_some() {
            let name = format!("{}, {country}", self.declaration.id);
            return Err(PanelError::DeclaredTwice { what: "monthly series", name });
        }
        let months = (0..).map(|at| first + at);
        let some = months.zip(counts).filter(|(_, count)| **count > 0);
        self.counts.extend(some.map(|(month, &count)| ((country, month), count)));
        Ok(())
    }

    /// What it is.
    pub fn declaration(&self) -> &MonthlyDeclaration {
        &self.declaration
    }

    /// First and last month of every country, by id.
    pub fn spans(&self) -> impl Iterator<Item = (CountryId, Month, Month)> + '_ {
        self.spans.iter().map(|(&country, &(first, last))| (country, first, last))
    }

    /// The last month of any country.
    pub fn last_month(&self) -> Option<Month> {
        self.spans.values().map(|&(_, last)| last).max()
    }

    /// Number of countries, and of months with a count above zero.
    pub fn size(&self) -> (usize, usize) {
        (self.spans.len(), self.counts.len())
    }

    /// The count of a month, none outside the country's span.
    pub fn get(&self, country: CountryId, month: Month) -> Option<u32> {
        let &(first, last) = self.spans.get(&country)?;
        (first..=last).contains(&month).then(|| self.counts.get(&(country, month)).copied().unwrap_or(0))
    }
}

/// A monthly series as it was known at the end of a month; nothing later can be read through it.
#[derive(Debug, Clone, Copy)]
pub struct MonthlyView<'a> {
    pub(crate) series: &'a MonthlySeries,
    pub(crate) last: Month,
}

impl MonthlyView<'_> {
    /// What it is.
    pub fn declaration(&self) -> &MonthlyDeclaration {
        &self.series.declaration
    }

    /// The count of a month, none outside what was known of the country.
    pub fn get(&self, country: CountryId, month: Month) -> Option<u32> {
        (month <= self.last).then(|| self.series.get(country, month)).flatten()
    }

    /// First and last known month of a country.
    pub fn span(&self, country: CountryId) -> Option<(Month, Month)> {
        let &(first, last) = self.series.spans.get(&country)?;
        (first <= self.last).then(|| (first, last.min(self.last)))
    }

    /// The last month of which anything was known.
    pub fn last_month(&self) -> Option<Month> {
        let known = self.series.spans.keys().filter_map(|&country| self.span(country));
        known.map(|(_, last)| last).max()
    }
}
