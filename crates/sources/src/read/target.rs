//! Where readers put their values.
use std::collections::{BTreeMap, BTreeSet};

use forefend_panel::{CountryId, Indicator, PanelBuilder, Roster, Unit, Year};

use crate::SourcesError;
use crate::rounding::seven_digits;

/// The panel being built, what was declared, and the oddities found so far.
pub(crate) struct Target<'a> {
    pub(crate) roster: &'a Roster,
    pub(crate) declared: &'a BTreeMap<String, Indicator>,
    pub(crate) builder: &'a mut PanelBuilder,
    pub(crate) anomalies: &'a mut Vec<String>,
}

impl Target<'_> {
    fn wanted(&self, id: &str, year: Year) -> bool {
        self.declared.get(id).is_some_and(|indicator| {
            indicator.first.is_none_or(|first| first <= year)
                && indicator.last.is_none_or(|last| year <= last)
        })
    }

    /// Sets a value of a country series, rounded to seven digits unless whole. Nothing happens for NaN, for
    /// an indicator nobody declared, and for years outside the declared ones.
    pub(crate) fn put(
        &mut self,
        place: &dyn Fn() -> String,
        id: &str,
        country: CountryId,
        year: Year,
        value: f64,
    ) -> Result<(), SourcesError> {
        if !value.is_nan() && self.wanted(id, year) {
            self.builder.set_from(place, id, country, year, rounded(value))?;
        }
        Ok(())
    }

    /// Sets a value of a world series; as for [`Target::put`].
    pub(crate) fn put_world(
        &mut self,
        place: &dyn Fn() -> String,
        id: &str,
        year: Year,
        value: f64,
    ) -> Result<(), SourcesError> {
        if !value.is_nan() && self.wanted(id, year) {
            self.builder.set_world(place, id, year, rounded(value))?;
        }
        Ok(())
    }

    /// Sets a value of a series on a declared axis; as for [`Target::put`].
    pub(crate) fn put_on(
        &mut self,
        place: &dyn Fn() -> String,
        id: &str,
        unit: Unit,
        year: Year,
        value: f64,
    ) -> Result<(), SourcesError> {
        if !value.is_nan() && self.wanted(id, year) {
            self.builder.set_on(place, id, unit, year, rounded(value))?;
        }
        Ok(())
    }

    /// Today's country with this ISO3 code, or none; the code is remembered in `skipped`.
    pub(crate) fn today<'s>(&self, iso3: &'s str, skipped: &mut BTreeSet<&'s str>) -> Option<CountryId> {
        let country = self.roster.present_day_iso3(iso3);
        if country.is_none() {
            skipped.insert(iso3);
        }
        country.map(|country| country.id)
    }

    /// Notes an oddity for the report.
    pub(crate) fn note(&mut self, text: String) {
        self.anomalies.push(text);
    }

    /// Notes which territories without a number in the roster the series `ids` leave out.
    pub(crate) fn note_outside(&mut self, ids: &str, outside: BTreeSet<&str>) {
        self.note(format!(
            "{ids}: territories without a number in the roster left out ({})",
            outside.into_iter().collect::<Vec<_>>().join(" ")
        ));
    }
}

fn rounded(value: f64) -> f64 {
    if value.fract() == 0.0 { value } else { seven_digits(value) }
}
