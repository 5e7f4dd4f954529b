//! Harmonised series, networks and memberships, with where they come from.
use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use crate::series::Series;
use crate::suggest::suggestion;
use crate::{
    AsOf, Availability, Axis, CountryId, Indicator, Link, Membership, Mission, Month, MonthlySeries,
    Outcomes, PanelAxis, PanelBuilder, PanelError, Roster, Unit, Year,
};

/// Indicators x countries x years, networks and memberships. Immutable once built.
///
/// # Examples
/// ```
/// use forefend_panel::{Availability, CountryId, Indicator, Month, Panel, Year};
///
/// let uganda = CountryId(500);
/// let mut builder = Panel::builder();
/// builder.add_state(500, "Uganda")?;
/// builder.add_indicator(Indicator { release_lag_months: 6, ..Indicator::synthetic("deaths") })?;
/// builder.set("deaths", uganda, Year(2020), 31.0)?;
/// let panel = builder.build()?;
///
/// // The value of 2020 is published in June 2021: in May nobody knows it.
/// let may = panel.as_of(Month::new(Year(2021), 5)?, Availability::Published);
/// let june = panel.as_of(Month::new(Year(2021), 6)?, Availability::Published);
/// assert_eq!(may.observed("deaths", uganda, Year(2020))?, None);
/// assert_eq!(june.observed("deaths", uganda, Year(2020))?, Some(31.0));
/// # Ok::<(), forefend_panel::PanelError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Panel {
    pub(crate) roster: Roster,
    pub(crate) axes: BTreeMap<String, PanelAxis>,
    pub(crate) indicators: BTreeMap<String, Indicator>,
    pub(crate) series: BTreeMap<String, Series>,
    pub(crate) networks: BTreeMap<String, Vec<Link>>,
    pub(crate) memberships: Vec<Membership>,
    pub(crate) missions: Vec<Mission>,
    pub(crate) monthly: BTreeMap<String, MonthlySeries>,
    pub(crate) documents: BTreeMap<String, String>,
    pub(crate) tables: BTreeMap<String, Vec<u8>>,
    pub(crate) notes: Vec<String>,
    pub(crate) outcomes: Option<Outcomes>,
}

impl Panel {
    /// Starts an empty panel.
    pub fn builder() -> PanelBuilder {
        PanelBuilder::default()
    }

    /// All countries.
    pub fn roster(&self) -> &Roster {
        &self.roster
    }

    /// The axes beyond country and world, by id.
    pub fn axes(&self) -> impl Iterator<Item = &PanelAxis> {
        self.axes.values()
    }

    /// One of them, or [`PanelError::UnknownName`] with the nearest id.
    pub fn axis(&self, id: &str) -> Result<&PanelAxis, PanelError> {
        self.axes.get(id).ok_or_else(|| unknown("axis", id, self.axes.keys()))
    }

    /// The countries that a unit of an axis belongs to: those it is made of, and where a listed one is.
    pub fn countries_of(&self, axis: &Axis, unit: &Unit) -> Vec<CountryId> {
        match self.axes.get(axis.word()) {
            Some(declared) => declared.countries_of(unit),
            None => unit.countries().collect(),
        }
    }

    /// What readers and files call a unit: `UGA`, `UGA-KEN`, `UGA/0-14/female`, the label of a listed unit.
    pub fn unit_label(&self, axis: &Axis, unit: &Unit) -> String {
        let listed = |id: &String| self.axes.get(axis.word())?.units.get(id);
        match unit {
            Unit::Listed(id) => listed(id).map_or_else(|| id.clone(), |listed| listed.label.clone()),
            other => self.roster.unit_key(other),
        }
    }

    /// All indicators, by id.
    pub fn indicators(&self) -> impl Iterator<Item = &Indicator> {
        self.indicators.values()
    }

    /// One indicator, or [`PanelError::UnknownName`] with the nearest id.
    pub fn indicator(&self, id: &str) -> Result<&Indicator, PanelError> {
        self.indicators.get(id).ok_or_else(|| unknown("indicator", id, self.indicators.keys()))
    }

    /// Names of the networks.
    pub fn networks(&self) -> impl Iterator<Item = &str> {
        self.networks.keys().map(String::as_str)
    }

    /// All links of a network in order of origin, end and first year, or [`PanelError::UnknownName`].
    pub fn links(&self, network: &str) -> Result<&[Link], PanelError> {
        self.networks
            .get(network)
            .map(Vec::as_slice)
            .ok_or_else(|| unknown("network", network, self.networks.keys()))
    }

    /// Names of the organisations, sorted.
    pub fn organisations(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.memberships.iter().map(|spell| spell.organisation.as_str()).collect();
        names.dedup();
        names
    }

    /// All membership spells, sorted by organisation, country and first year.
    pub fn memberships(&self) -> &[Membership] {
        &self.memberships
    }

    /// All peacekeeping missions, sorted by country, year and name.
    pub fn missions(&self) -> &[Mission] {
        &self.missions
    }

    /// All monthly series, by id.
    pub fn monthly(&self) -> impl Iterator<Item = &MonthlySeries> {
        self.monthly.values()
    }

    /// Adds or replaces a monthly series, of countries of the roster.
    pub fn set_monthly(&mut self, series: MonthlySeries) {
        self.monthly.insert(series.declaration().id.clone(), series);
    }

    /// Adds or replaces a text file that travels with the snapshot (`SOURCES.md`, a licence notice). It is no
    /// part of the content and of [`Panel::digest`].
    pub fn add_document(&mut self, name: &str, text: String) {
        self.documents.insert(name.to_owned(), text);
    }

    /// Adds or replaces a table that travels with the snapshot for a process of the simulation to read
    /// (`driver_NAME.parquet`, see `parameters.table` in docs/process.md). It is no series: [`Panel::digest`] leaves it out, the
    /// digest of a world that names it does not.
    pub fn add_table(&mut self, name: &str, content: Vec<u8>) {
        self.tables.insert(name.to_owned(), content);
    }

    /// What a reader of a user's own files should know of them: rows that were left out, states without a value. No part of
    /// the content and of [`Panel::digest`].
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Checks that an organisation has spells, or [`PanelError::UnknownName`].
    pub fn check_organisation(&self, name: &str) -> Result<(), PanelError> {
        let names: Vec<String> = self.organisations().into_iter().map(str::to_owned).collect();
        if names.iter().any(|known| known == name) {
            Ok(())
        } else {
            Err(unknown("organisation", name, names.iter()))
        }
    }

    /// What was known at the end of `month`.
    pub fn as_of(&self, month: Month, availability: Availability) -> AsOf<'_> {
        AsOf::new(self, month, availability)
    }

    /// First and last year with a value, countries with a value and number of values of an indicator.
    ///
    /// # Examples
    /// ```
    /// use forefend_panel::{CountryId, Indicator, Panel, Year};
    ///
    /// let mut builder = Panel::builder();
    /// builder.add_state(500, "Uganda")?;
    /// builder.add_indicator(Indicator::synthetic("people"))?;
    /// builder.set("people", CountryId(500), Year(2002), 14.0)?;
    /// assert_eq!(builder.build()?.coverage("people")?.last, Some(Year(2002)));
    /// # Ok::<(), forefend_panel::PanelError>(())
    /// ```
    pub fn coverage(&self, id: &str) -> Result<Coverage, PanelError> {
        self.indicator(id)?;
        let mut coverage = Coverage::default();
        if let Some(series) = self.series.get(id) {
            let axis = &self.indicator(id)?.axis;
            let countries = series.by_unit.keys().flat_map(|unit| self.countries_of(axis, unit));
            coverage.countries = countries.collect::<BTreeSet<_>>().len();
            coverage.units = series.by_unit.len();
            for (_, year, _) in series.iter() {
                coverage.values += 1;
                coverage.first = Some(coverage.first.map_or(year, |first: Year| first.min(year)));
                coverage.last = Some(coverage.last.map_or(year, |last: Year| last.max(year)));
            }
        }
        Ok(coverage)
    }

    /// SHA-256 over what is no series: countries, axes, networks, memberships and missions, in hexadecimal.
    pub fn digest_beside_series(&self) -> String {
        let beside = Self {
            roster: self.roster.clone(),
            axes: self.axes.clone(),
            networks: self.networks.clone(),
            memberships: self.memberships.clone(),
            missions: self.missions.clone(),
            ..Self::default()
        };
        beside.digest()
    }

    /// SHA-256 over the content (countries, indicators, values to the last bit, networks, memberships), in
    /// hexadecimal. It does not depend on how or where files are stored.
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        let mut part = |name: &str, text: String| {
            hash.update(format!("{name} {}\n", text.len()));
            hash.update(text);
        };
        let json = |value: Result<String, serde_json::Error>| value.unwrap_or_default();
        part("roster", json(serde_json::to_string(&self.roster)));
        if !self.axes.is_empty() {
            part("axes", json(serde_json::to_string(&self.axes)));
        }
        part("indicators", json(serde_json::to_string(&self.indicators)));
        part("memberships", json(serde_json::to_string(&self.memberships)));
        part("missions", json(serde_json::to_string(&self.missions)));
        for (name, links) in &self.networks {
            part(name, json(serde_json::to_string(links)));
        }
        for (id, series) in &self.monthly {
            part(id, json(serde_json::to_string(series.declaration())));
        }
        // Outcomes that were brought are known when they end, whatever the lag of the series.
        for (id, (first, last)) in self.outcomes.iter().flat_map(|outcomes| &outcomes.years) {
            hash.update(format!("brought {id} {first} {last}\n"));
        }
        for (id, series) in &self.series {
            hash.update(format!("series {id}\n"));
            for (unit, year, value) in series.iter() {
                hash.update(unit.bytes());
                hash.update(year.0.to_le_bytes());
                hash.update(value.to_bits().to_le_bytes());
            }
        }
        for (id, series) in &self.monthly {
            hash.update(format!("monthly {id}\n"));
            for (country, first, last) in series.spans() {
                hash.update(country.0.to_le_bytes());
                hash.update(first.views_id().to_le_bytes());
                hash.update(last.views_id().to_le_bytes());
            }
            for (&(country, month), count) in &series.counts {
                hash.update(country.0.to_le_bytes());
                hash.update(month.views_id().to_le_bytes());
                hash.update(count.to_le_bytes());
            }
        }
        crate::hex(&hash.finalize())
    }
}

/// What a series covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Coverage {
    /// First year with a value.
    pub first: Option<Year>,
    /// Last year with a value.
    pub last: Option<Year>,
    /// Units with a value: countries, the world (1), or those of a declared axis.
    pub units: usize,
    /// Countries that these units belong to (0 for a world series).
    pub countries: usize,
    /// Number of values.
    pub values: usize,
}

pub(crate) fn unknown<'a>(
    what: &'static str,
    name: &str,
    known: impl Iterator<Item = &'a String> + Clone,
) -> PanelError {
    let suggestion = suggestion(name, known.map(String::as_str));
    PanelError::UnknownName { what, name: name.to_owned(), suggestion }
}
