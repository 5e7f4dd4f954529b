//! Putting a panel together, value by value, with every value checked.
use std::collections::{BTreeMap, BTreeSet};

use crate::panel::{Panel, unknown};
use crate::panel_axis::check_label;
use crate::series::Series;
use crate::{
    Axis, AxisKind, CodeSpell, Country, CountryId, Indicator, Link, ListedUnit, Membership, Mission,
    MonthlySeries, PanelAxis, PanelError, Roster, Unit, Year,
};

/// What to do with a value outside its indicator's bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Impossible {
    /// Stop with [`PanelError::ImpossibleValue`].
    #[default]
    Refuse,
    /// Keep it, so that [`Panel::check`](crate::Panel::check) can list all of them. Not for a model.
    Keep,
}

/// Collects the parts of a [`Panel`]. Declare countries and indicators before values.
#[derive(Debug, Default)]
pub struct PanelBuilder {
    impossible: Impossible,
    countries: BTreeMap<CountryId, Country>,
    axes: BTreeMap<String, PanelAxis>,
    indicators: BTreeMap<String, Indicator>,
    series: BTreeMap<String, Series>,
    networks: BTreeMap<String, Vec<Link>>,
    memberships: Vec<Membership>,
    missions: Vec<Mission>,
    monthly: BTreeMap<String, MonthlySeries>,
}

impl From<Panel> for PanelBuilder {
    /// Takes a panel up again, to add to it; documents, notes and what is known of outcomes brought are not carried over.
    fn from(panel: Panel) -> Self {
        Self {
            impossible: Impossible::Refuse,
            countries: panel.roster.into_countries(),
            axes: panel.axes,
            indicators: panel.indicators,
            series: panel.series,
            networks: panel.networks,
            memberships: panel.memberships,
            missions: panel.missions,
            monthly: panel.monthly,
        }
    }
}

impl PanelBuilder {
    /// Decides what happens to values outside their bounds that are set from now on.
    pub fn on_impossible(&mut self, impossible: Impossible) -> &mut Self {
        self.impossible = impossible;
        self
    }

    /// Adds a country; [`PanelError::DeclaredTwice`] when its id is taken.
    pub fn add_country(&mut self, country: Country) -> Result<&mut Self, PanelError> {
        let (id, name) = (country.id, country.name.clone());
        if id.0 == 0 || self.countries.insert(id, country).is_some() {
            return Err(PanelError::DeclaredTwice { what: "country", name: format!("{name} ({id})") });
        }
        Ok(self)
    }

    /// Adds a state that has existed since 1946, for synthetic panels.
    pub fn add_state(&mut self, gw: u16, name: &str) -> Result<&mut Self, PanelError> {
        self.add_country(Country {
            id: CountryId(gw),
            name: name.to_owned(),
            continent: String::new(),
            region: String::new(),
            capital: None,
            state: true,
            spells: vec![CodeSpell {
                first: Year(1946),
                last: None,
                name: name.to_owned(),
                iso3: None,
                m49: None,
                gw,
                cow: None,
                views: None,
            }],
        })
    }

    /// Adds an axis. Errors: [`PanelError::DeclaredTwice`] when its id is taken, [`PanelError::Declaration`] for one that
    /// cannot be, [`PanelError::UnknownCountry`] for a listed unit in a country that is not in the roster.
    pub fn add_axis(&mut self, axis: PanelAxis) -> Result<&mut Self, PanelError> {
        if let Some(message) = axis.problem() {
            return Err(PanelError::Declaration { place: format!("axis `{}`", axis.id), message });
        }
        for listed in axis.units.values() {
            listed
                .country
                .map_or(Ok(()), |country| self.check_country(country, &|| format!("axis `{}`", axis.id)))?;
        }
        let id = axis.id.clone();
        if self.axes.insert(id.clone(), axis).is_some() {
            return Err(PanelError::DeclaredTwice { what: "axis", name: id });
        }
        Ok(self)
    }

    /// Adds a unit to an axis that lists its units. Errors: [`PanelError::UnknownName`] for an axis that was not added,
    /// [`PanelError::Declaration`] where it lists none, [`PanelError::DeclaredTwice`], [`PanelError::UnknownCountry`].
    pub fn add_unit(&mut self, axis: &str, id: &str, unit: ListedUnit) -> Result<&mut Self, PanelError> {
        unit.country.map_or(Ok(()), |country| self.check_country(country, &|| format!("axis `{axis}`")))?;
        let Some(declared) = self.axes.get_mut(axis) else {
            return Err(unknown("axis", axis, self.axes.keys()));
        };
        let problem = match declared.kind {
            AxisKind::Listed => check_label(id).and_then(|()| check_label(&unit.label)).err(),
            kind => Some(format!("an axis of {} lists no units; remove `{id}`", kind.word())),
        };
        if let Some(message) = problem {
            return Err(PanelError::Declaration { place: format!("axis `{axis}`"), message });
        }
        if declared.units.insert(id.to_owned(), unit).is_some() {
            return Err(PanelError::DeclaredTwice { what: "unit", name: id.to_owned() });
        }
        Ok(self)
    }

    /// An axis that was added.
    pub(crate) fn axis(&self, id: &str) -> Option<&PanelAxis> {
        self.axes.get(id)
    }

    /// Adds an indicator. Errors: [`PanelError::DeclaredTwice`] when its id is taken, [`PanelError::UnknownName`] for an axis
    /// that was not added, [`PanelError::Declaration`] where its file holds series of another axis.
    pub fn add_indicator(&mut self, indicator: Indicator) -> Result<&mut Self, PanelError> {
        let id = indicator.id.clone();
        if let Axis::Declared(axis) = &indicator.axis
            && !self.axes.contains_key(axis)
        {
            return Err(unknown("axis", axis, self.axes.keys()));
        }
        let apart = |other: &&Indicator| {
            let declared = [&other.axis, &indicator.axis].into_iter().any(|a| matches!(a, Axis::Declared(_)));
            declared && other.csv.is_none() && other.file == indicator.file && other.axis != indicator.axis
        };
        if indicator.csv.is_none()
            && let Some(other) = self.indicators.values().find(apart)
        {
            return Err(PanelError::Declaration {
                place: format!("indicator `{id}`"),
                message: format!(
                    "its file {} holds `{}`, which is by {}; give each axis a file of its own",
                    indicator.file,
                    other.id,
                    other.axis.word()
                ),
            });
        }
        if self.indicators.insert(id.clone(), indicator).is_some() {
            return Err(PanelError::DeclaredTwice { what: "indicator", name: id });
        }
        self.series.insert(id, Series::default());
        Ok(self)
    }

    /// Sets the value of a country series. Errors: unknown indicator or country, wrong axis, a second value
    /// for the country-year, a value outside the indicator's bounds or not finite.
    pub fn set(
        &mut self,
        indicator: &str,
        country: CountryId,
        year: Year,
        value: f64,
    ) -> Result<(), PanelError> {
        self.set_from(&|| "panel builder".to_owned(), indicator, country, year, value)
    }

    /// Like [`PanelBuilder::set`]; `place` (file and row) is named when something is wrong.
    pub fn set_from(
        &mut self,
        place: &dyn Fn() -> String,
        indicator: &str,
        country: CountryId,
        year: Year,
        value: f64,
    ) -> Result<(), PanelError> {
        self.check_country(country, place)?;
        self.insert(place, &Axis::Country, indicator, Unit::Country(country), year, value)
    }

    fn check_country(&self, country: CountryId, place: &dyn Fn() -> String) -> Result<(), PanelError> {
        if self.countries.contains_key(&country) {
            return Ok(());
        }
        Err(PanelError::UnknownCountry {
            text: country.to_string(),
            suggestion: format!(" at {}: it is not in the roster", place()),
        })
    }

    /// Sets the value of a series on a declared axis. Errors as for [`PanelBuilder::set`], and
    /// [`PanelError::BadRow`] for what is no unit of the axis.
    pub fn set_on(
        &mut self,
        place: &dyn Fn() -> String,
        indicator: &str,
        unit: Unit,
        year: Year,
        value: f64,
    ) -> Result<(), PanelError> {
        let declared = self.indicators.get(indicator).map(|declared| declared.axis.clone());
        let axis = match declared {
            Some(axis @ Axis::Declared(_)) => axis,
            Some(axis) => return Err(wrong_axis(indicator, &axis, &unit.to_string())),
            None => return Err(unknown("indicator", indicator, self.indicators.keys())),
        };
        unit.countries().try_for_each(|country| self.check_country(country, place))?;
        let Some(known) = self.axes.get(axis.word()) else {
            return Err(unknown("axis", axis.word(), self.axes.keys()));
        };
        let unit = known.admit(unit).map_err(|message| PanelError::BadRow { place: place(), message })?;
        self.insert(place, &axis, indicator, unit, year, value)
    }

    /// The value set for a country and year, none where there is none yet.
    pub fn value(&self, indicator: &str, country: CountryId, year: Year) -> Option<f64> {
        self.series.get(indicator)?.get(&Unit::Country(country), year)
    }

    /// Sets the value of a world series; errors as for [`PanelBuilder::set`].
    pub fn set_world(
        &mut self,
        place: &dyn Fn() -> String,
        indicator: &str,
        year: Year,
        value: f64,
    ) -> Result<(), PanelError> {
        self.insert(place, &Axis::World, indicator, Unit::World, year, value)
    }

    fn insert(
        &mut self,
        place: &dyn Fn() -> String,
        axis: &Axis,
        indicator: &str,
        unit: Unit,
        year: Year,
        value: f64,
    ) -> Result<(), PanelError> {
        let (Some(declared), Some(series)) = (self.indicators.get(indicator), self.series.get_mut(indicator))
        else {
            return Err(unknown("indicator", indicator, self.indicators.keys()));
        };
        if declared.axis != *axis {
            return Err(wrong_axis(indicator, &declared.axis, axis.word()));
        }
        if !(1000..=9999).contains(&year.0) {
            return Err(PanelError::ImpossibleDate {
                text: year.to_string(),
                reason: format!("{} of `{indicator}` needs a year of four digits", place()),
            });
        }
        let kept = self.impossible == Impossible::Keep && !value.is_nan();
        if !kept && !declared.bounds.allow(value) {
            return Err(PanelError::ImpossibleValue {
                place: place(),
                indicator: indicator.to_owned(),
                unit: unit.to_string(),
                year,
                value,
                bounds: declared.bounds.words(),
            });
        }
        if !series.insert(unit.clone(), year, value) {
            return Err(PanelError::DuplicateCountryYear {
                place: place(),
                indicator: indicator.to_owned(),
                country: unit.to_string(),
                year,
            });
        }
        Ok(())
    }

    /// Adds links to the network `name`. Errors: an end that is not in the roster, backward years.
    pub fn add_network(&mut self, name: &str, links: Vec<Link>) -> Result<&mut Self, PanelError> {
        for link in &links {
            self.check_spell(&format!("network `{name}`"), link.from, link.first, link.last)?;
            self.check_spell(&format!("network `{name}`"), link.to, link.first, link.last)?;
        }
        self.networks.entry(name.to_owned()).or_default().extend(links);
        Ok(self)
    }

    /// Adds membership spells. Errors: a member that is not in the roster, backward years.
    pub fn add_memberships(&mut self, memberships: Vec<Membership>) -> Result<&mut Self, PanelError> {
        for spell in &memberships {
            let place = format!("organisation `{}`", spell.organisation);
            self.check_spell(&place, spell.country, spell.first, spell.last)?;
        }
        self.memberships.extend(memberships);
        Ok(self)
    }

    /// Adds peacekeeping missions. Error: a country that is not in the roster.
    pub fn add_missions(&mut self, missions: Vec<Mission>) -> Result<&mut Self, PanelError> {
        for mission in &missions {
            let place = format!("mission {}", mission.name);
            self.check_spell(&place, mission.country, mission.year, None)?;
        }
        self.missions.extend(missions);
        Ok(self)
    }

    /// Adds a monthly series. Errors: a country that is not in the roster, an id that is taken.
    pub fn add_monthly(&mut self, series: MonthlySeries) -> Result<&mut Self, PanelError> {
        let id = series.declaration().id.clone();
        for (country, first, _) in series.spans() {
            self.check_spell(&format!("monthly series `{id}`"), country, first.year(), None)?;
        }
        if self.monthly.insert(id.clone(), series).is_some() {
            return Err(PanelError::DeclaredTwice { what: "monthly series", name: id });
        }
        Ok(self)
    }

    fn check_spell(
        &self,
        place: &str,
        country: CountryId,
        first: Year,
        last: Option<Year>,
    ) -> Result<(), PanelError> {
        if !self.countries.contains_key(&country) {
            return Err(PanelError::UnknownCountry {
                text: country.to_string(),
                suggestion: format!(" in {place}: it is not in the roster"),
            });
        }
        match last {
            Some(last) if last < first => {
                Err(PanelError::BackwardYears { what: format!("{place}, {country}"), first, last })
            }
            _ => Ok(()),
        }
    }

    /// The finished panel: links and memberships sorted, so that the order of adding does not matter.
    pub fn build(mut self) -> Result<Panel, PanelError> {
        for links in self.networks.values_mut() {
            links.sort_by(|a, b| {
                let key = |link: &Link| (link.from, link.to, link.first, link.last);
                key(a).cmp(&key(b)).then(a.weight.total_cmp(&b.weight))
            });
        }
        self.missions.sort_by(|a, b| (a.country, a.year, &a.name).cmp(&(b.country, b.year, &b.name)));
        let memberships: BTreeSet<Membership> = self.memberships.into_iter().collect();
        Ok(Panel {
            roster: Roster::new(self.countries.into_values())?,
            axes: self.axes,
            indicators: self.indicators,
            series: self.series,
            networks: self.networks,
            memberships: memberships.into_iter().collect(),
            missions: self.missions,
            monthly: self.monthly,
            documents: BTreeMap::new(),
            tables: BTreeMap::new(),
            notes: Vec::new(),
            outcomes: None,
        })
    }
}

fn wrong_axis(indicator: &str, has: &Axis, asked: &str) -> PanelError {
    PanelError::WrongAxis {
        indicator: indicator.to_owned(),
        has: has.word().to_owned(),
        asked: asked.to_owned(),
        remedy: "set, set_world or set_on, as the axis says",
    }
}
