//! The units that a target is about: when they exist, and which of them stand or fall together in an interval.

use std::collections::BTreeMap;

use forefend_panel::{Availability, CountryId, Panel, Roster, Unit, Year};
use forefend_simulate::Model;
use forefend_simulate::axes::unit_id;
use forefend_simulate::spec::Axis;

use crate::error::TrackError;
use crate::target::Target;

/// A unit by its stable id in a run: the Gleditsch-Ward number of a country, 0 for the world, a hash on other axes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnitId(pub u64);

impl From<CountryId> for UnitId {
    fn from(country: CountryId) -> Self {
        Self(u64::from(country.0))
    }
}

/// The units of one axis.
#[derive(Debug, Clone)]
pub(crate) struct Units<'a> {
    roster: &'a Roster,
    /// Name of the model's axis: that of the parts of a run.
    pub axis: String,
    /// Of a declared axis: the panel's units, and the countries that each belongs to.
    declared: BTreeMap<UnitId, (Unit, Vec<CountryId>)>,
    /// What intervals resample.
    blocks: Blocks,
}

/// What intervals resample as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Blocks {
    /// Countries, with everything that belongs to one.
    Countries,
    /// Pairs of countries, both directions together. The standard of dyadic data; that pairs share a country is not in it
    /// (Aronow, Samii & Assenova 2015), so intervals are rather too narrow.
    Pairs,
    /// Units that belong to no country.
    Units,
    /// Origins: of the world there is one unit.
    Origins,
}

impl<'a> Units<'a> {
    /// Countries.
    pub fn of_countries(roster: &'a Roster) -> Self {
        let axis = Axis::Country.name().to_owned();
        Self { roster, axis, declared: BTreeMap::new(), blocks: Blocks::Countries }
    }

    /// The units of the axis of a target's variable that the panel has.
    pub fn of_target(target: &Target, model: &Model, panel: &'a Panel) -> Result<Self, TrackError> {
        let variable =
            model.position(target.variable.as_ref()).map(|position| &model.variables[position].spec);
        let axis = variable.map_or(Axis::Country, |spec| spec.axis.clone());
        let mut units = Self { axis: axis.name().to_owned(), ..Self::of_countries(panel.roster()) };
        if axis == Axis::World {
            units.blocks = Blocks::Origins;
        }
        if let (Axis::Declared(_), Some(of_panel)) = (&axis, model.panel_axis(&axis)) {
            let settled = target.observed.as_ref();
            let last = panel.coverage(settled)?.last.unwrap_or(Year(0));
            let view = panel.as_of(last.last_month(), Availability::Observed);
            for (unit, ..) in view.values(settled)? {
                let id = units.id(unit);
                let countries = || panel.countries_of(&of_panel, unit);
                units.declared.entry(id).or_insert_with(|| (unit.clone(), countries()));
            }
            let pairs = units.declared.values().any(|(unit, _)| matches!(unit, Unit::Pair(..)));
            let placed = units.declared.values().all(|(_, countries)| !countries.is_empty());
            units.blocks = match (pairs, placed) {
                (true, _) => Blocks::Pairs,
                (false, true) => Blocks::Countries,
                (false, false) => Blocks::Units,
            };
        }
        Ok(units)
    }

    /// What a run calls a unit of the panel.
    pub fn id(&self, unit: &Unit) -> UnitId {
        match unit {
            Unit::World => UnitId(0),
            Unit::Country(country) => (*country).into(),
            other => UnitId(unit_id(&self.axis, &self.roster.unit_key(other))),
        }
    }

    /// Whether the countries that a unit belongs to are all in the state system in `year`; what belongs to none always exists.
    pub fn exists(&self, unit: UnitId, year: Year) -> bool {
        let exists = |id: CountryId| self.roster.get(id).is_some_and(|country| country.exists(year));
        match (self.blocks, self.declared.get(&unit)) {
            (Blocks::Origins, _) => true,
            (_, Some((_, countries))) => countries.iter().all(|&id| exists(id)),
            // A unit of a declared axis that the series never had: nothing came of it either.
            (_, None) => u16::try_from(unit.0).is_ok_and(|number| exists(CountryId(number))),
        }
    }

    /// The block of a unit, as seen from an origin.
    pub fn block(&self, unit: UnitId, origin: i16) -> u64 {
        match (self.blocks, self.declared.get(&unit)) {
            (Blocks::Origins, _) => origin.unsigned_abs().into(),
            (Blocks::Pairs, Some((Unit::Pair(a, b), _))) => {
                u64::from(a.0.min(b.0)) << 16 | u64::from(a.0.max(b.0))
            }
            (Blocks::Countries, Some((_, countries))) => {
                countries.first().map_or(unit.0, |country| u64::from(country.0))
            }
            _ => unit.0,
        }
    }

    /// What the blocks are, in words.
    pub fn block_words(&self) -> &'static str {
        match self.blocks {
            Blocks::Countries => "countries",
            Blocks::Pairs => "pairs of countries",
            Blocks::Units => "units",
            Blocks::Origins => "origins",
        }
    }

    /// Whether it is the axis of countries.
    pub fn are_countries(&self) -> bool {
        self.axis == Axis::Country.name()
    }
}
