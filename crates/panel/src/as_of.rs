//! The view of a panel at a date: the only door through which models read data.
use std::collections::{BTreeMap, BTreeSet};

use crate::fill::{fill_series, fill_with_median};
use crate::panel::{Panel, unknown};
use crate::path::{carried, continued};
use crate::series::Series;
use crate::{
    Adjacency, Axis, CountryId, Fill, Indicator, Kind, Mission, Month, MonthlyView, PanelAxis, PanelError,
    Status, Unit, Year,
};

/// What counts as known at a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Availability {
    /// Years completed by the end of the month, as if every source published at once.
    Observed,
    /// Years completed and published: each series' release lag has passed too.
    Published,
}

/// What was known at the end of a month. Copying it is cheap.
#[derive(Debug, Clone, Copy)]
pub struct AsOf<'a> {
    panel: &'a Panel,
    month: Month,
    availability: Availability,
}

impl<'a> AsOf<'a> {
    pub(crate) fn new(panel: &'a Panel, month: Month, availability: Availability) -> Self {
        Self { panel, month, availability }
    }

    /// The month at whose end the view is taken.
    pub fn month(&self) -> Month {
        self.month
    }

    /// What counts as known.
    pub fn availability(&self) -> Availability {
        self.availability
    }

    /// Countries and their codes (no value of any series).
    pub fn roster(&self) -> &'a crate::Roster {
        self.panel.roster()
    }

    /// The declaration of an indicator, or [`PanelError::UnknownName`] with the nearest id.
    pub fn indicator(&self, id: &str) -> Result<&'a Indicator, PanelError> {
        self.panel.indicator(id)
    }

    /// The last year whose value of this indicator could be known, whether or not there is one.
    fn horizon(&self, indicator: &Indicator) -> Year {
        let lag = match self.availability {
            Availability::Observed => 0,
            Availability::Published => indicator.release_lag(),
        };
        let complete = self.in_hand(indicator, (self.month - lag).last_complete_year());
        match indicator.kind {
            Kind::Observed => complete,
            Kind::Path { vintage } => complete.min(vintage.year()),
        }
    }

    /// Outcomes that a user brings are in hand when their year is over: they follow the last `published` year without a lag.
    fn in_hand(&self, indicator: &Indicator, published: Year) -> Year {
        let brought = self.panel.outcomes().and_then(|outcomes| outcomes.years.get(&indicator.id));
        match brought {
            Some(&(first, last)) if first <= published + 1 => {
                published.max(last.min(self.month.last_complete_year()))
            }
            _ => published,
        }
    }

    fn series(&self, id: &str, axis: &Axis) -> Result<(&'a Indicator, &'a Series), PanelError> {
        let indicator = self.panel.indicator(id)?;
        if indicator.axis != *axis {
            return Err(PanelError::WrongAxis {
                indicator: id.to_owned(),
                has: indicator.axis.word().to_owned(),
                asked: axis.word().to_owned(),
                remedy: match indicator.axis {
                    Axis::World => "AsOf::world_series",
                    Axis::Country => "AsOf::grid",
                    Axis::Declared(_) => "AsOf::grid_on",
                },
            });
        }
        let series = self.panel.series.get(id);
        series
            .map(|series| (indicator, series))
            .ok_or_else(|| PanelError::NothingKnown { indicator: id.to_owned(), as_of: self.month })
    }

    /// The observed value of a country series, none where missing, not yet known, or a projection.
    pub fn observed(
        &self,
        indicator: &str,
        country: CountryId,
        year: Year,
    ) -> Result<Option<f64>, PanelError> {
        let (declared, series) = self.series(indicator, &Axis::Country)?;
        if year > self.horizon(declared) {
            return Ok(None);
        }
        Ok(series.get(&Unit::Country(country), year))
    }

    /// The last year in which any unit has a usable observed value.
    pub fn last_year(&self, indicator: &str) -> Result<Option<Year>, PanelError> {
        let declared = self.panel.indicator(indicator)?;
        let series = self.panel.series.get(indicator);
        Ok(series.and_then(|series| series.last_year_through(self.horizon(declared))))
    }

    /// Observed values of `units` in the years `first` to `last`: `years x units` values, year-major, NaN
    /// where missing after `fill`. Nothing later than the view reaches any cell, filled cells included.
    ///
    /// # Examples
    /// ```
    /// use forefend_panel::{Availability, CountryId, Fill, Indicator, Month, Panel, Year};
    ///
    /// let uganda = CountryId(500);
    /// let mut builder = Panel::builder();
    /// builder.add_state(500, "Uganda")?;
    /// builder.add_indicator(Indicator::synthetic("people"))?;
    /// builder.set("people", uganda, Year(2000), 10.0)?;
    /// builder.set("people", uganda, Year(2002), 14.0)?;
    /// let panel = builder.build()?;
    ///
    /// let view = panel.as_of(Month::new(Year(2002), 12)?, Availability::Observed);
    /// let grid = view.grid("people", &[uganda], Year(2000), Year(2002), Fill::Interpolate)?;
    /// assert_eq!(grid, [10.0, 12.0, 14.0]);
    /// # Ok::<(), forefend_panel::PanelError>(())
    /// ```
    pub fn grid(
        &self,
        indicator: &str,
        units: &[CountryId],
        first: Year,
        last: Year,
        fill: Fill,
    ) -> Result<Vec<f64>, PanelError> {
        let found = self.series(indicator, &Axis::Country)?;
        Ok(self.laid(found, &of_countries(units), (first, last), fill))
    }

    /// The known values of `units` of a series, laid on the years and filled.
    fn laid(
        &self,
        (declared, series): (&Indicator, &Series),
        units: &[Unit],
        (first, last): (Year, Year),
        fill: Fill,
    ) -> Vec<f64> {
        let horizon = self.horizon(declared);
        let columns: Vec<Vec<f64>> = units
            .iter()
            .map(|unit| {
                let known = series.through(unit, horizon).collect();
                fill_series(&known, first, last, fill)
            })
            .collect();
        let mut grid = year_major(&columns, Year::count(first, last));
        if fill == Fill::InterpolateThenMedian && !units.is_empty() {
            grid.chunks_mut(units.len()).for_each(fill_with_median);
        }
        grid
    }

    /// A path of `units` through the years `first` to `last`, the future included: `years x units` values,
    /// year-major, NaN where there is nothing to go by.
    ///
    /// A published path (UN population) is given as published once its vintage is out; before that, its
    /// estimates up to the view are continued at each country's mean growth of the last five known years.
    /// An observed series is carried forward at its last value.
    pub fn path(
        &self,
        indicator: &str,
        units: &[CountryId],
        first: Year,
        last: Year,
    ) -> Result<Vec<f64>, PanelError> {
        let found = self.series(indicator, &Axis::Country)?;
        Ok(self.laid_path(found, &of_countries(units), (first, last)))
    }

    fn laid_path(
        &self,
        (declared, series): (&Indicator, &Series),
        units: &[Unit],
        (first, last): (Year, Year),
    ) -> Vec<f64> {
        let published = match declared.kind {
            Kind::Path { vintage } => Some(vintage <= self.month),
            Kind::Observed => None,
        };
        let horizon = if published == Some(true) { last } else { self.horizon(declared) };
        let columns: Vec<Vec<f64>> = units
            .iter()
            .map(|unit| {
                let known: BTreeMap<Year, f64> = series.through(unit, horizon).collect();
                match published {
                    Some(true) => fill_series(&known, first, last, Fill::None),
                    Some(false) => continued(&known, first, last, &declared.bounds),
                    None => carried(&known, first, last),
                }
            })
            .collect();
        year_major(&columns, Year::count(first, last))
    }

    /// The known years of a world series in order; empty for an unknown or a country indicator (check ids
    /// with [`AsOf::indicator`]).
    pub fn world_series(&self, indicator: &str) -> Vec<(Year, f64)> {
        match self.series(indicator, &Axis::World) {
            Ok((declared, series)) => series.through(&Unit::World, self.horizon(declared)).collect(),
            Err(_) => Vec::new(),
        }
    }

    /// The declaration of an axis beyond country and world, or [`PanelError::UnknownName`].
    pub fn axis(&self, id: &str) -> Result<&'a PanelAxis, PanelError> {
        self.panel.axis(id)
    }

    /// A series on a declared axis, whichever it is.
    fn series_on(&self, id: &str) -> Result<(&'a Indicator, &'a Series), PanelError> {
        let declared = self.panel.indicator(id)?;
        match &declared.axis {
            axis @ Axis::Declared(_) => self.series(id, axis),
            _ => self.series(id, &Axis::Declared("declared".to_owned())),
        }
    }

    /// The units of a declared axis of which any series of that axis has a value by now, in order. What is listed but came
    /// later is not there yet. [`PanelError::UnknownName`] for an axis that the panel does not have.
    pub fn units_on(&self, axis: &str) -> Result<Vec<Unit>, PanelError> {
        self.axis(axis)?;
        let mut units: BTreeSet<&Unit> = BTreeSet::new();
        let on_axis =
            |indicator: &&Indicator| matches!(&indicator.axis, Axis::Declared(name) if name == axis);
        for indicator in self.panel.indicators().filter(on_axis) {
            units.extend(self.known(indicator).map(|(unit, ..)| unit));
        }
        Ok(units.into_iter().cloned().collect())
    }

    /// All known values of an indicator, by unit, then year.
    fn known(&self, indicator: &Indicator) -> impl Iterator<Item = (&'a Unit, Year, f64)> + use<'a> {
        let horizon = self.horizon(indicator);
        let series = self.panel.series.get(&indicator.id);
        series.into_iter().flat_map(Series::iter).filter(move |&(_, year, _)| year <= horizon)
    }

    /// The known values of a series on any axis (the world and countries too), by unit, then year; no projection.
    /// [`PanelError::UnknownName`] with the nearest id.
    pub fn values(
        &self,
        indicator: &str,
    ) -> Result<impl Iterator<Item = (&'a Unit, Year, f64)> + use<'a>, PanelError> {
        Ok(self.known(self.panel.indicator(indicator)?))
    }

    /// [`AsOf::grid`] on a declared axis: observed values of `units` in the years `first` to `last`, `years x units` values,
    /// year-major, NaN where missing after `fill`. Errors: an unknown id, a series by country or of the world.
    pub fn grid_on(
        &self,
        indicator: &str,
        units: &[Unit],
        first: Year,
        last: Year,
        fill: Fill,
    ) -> Result<Vec<f64>, PanelError> {
        Ok(self.laid(self.series_on(indicator)?, units, (first, last), fill))
    }

    /// [`AsOf::path`] on a declared axis; errors as for [`AsOf::grid_on`].
    pub fn path_on(
        &self,
        indicator: &str,
        units: &[Unit],
        first: Year,
        last: Year,
    ) -> Result<Vec<f64>, PanelError> {
        Ok(self.laid_path(self.series_on(indicator)?, units, (first, last)))
    }

    /// The last year whose links and members are known, not after `year`.
    fn no_later_than(&self, year: Year) -> Year {
        year.min(self.month.last_complete_year())
    }

    /// The network among `units` (positions are those of `units`) in `year`, or in the last complete year of
    /// the view when that is earlier. Row `i` lists the units whose links reach unit `i`. Empty rows for an
    /// unknown network (check names with [`Panel::links`]).
    pub fn adjacency(&self, network: &str, units: &[CountryId], year: Year) -> Adjacency {
        let year = self.no_later_than(year);
        let position: BTreeMap<CountryId, usize> =
            units.iter().enumerate().map(|(at, &unit)| (unit, at)).collect();
        let links: Vec<(usize, usize, f64)> = self
            .panel
            .links(network)
            .unwrap_or_default()
            .iter()
            .filter(|link| link.contains(year))
            .filter_map(|link| Some((*position.get(&link.to)?, *position.get(&link.from)?, link.weight)))
            .collect();
        Adjacency::from_links(units.len(), &links)
    }

    /// Names of the organisations with memberships on record, sorted.
    pub fn organisations(&self) -> Vec<&'a str> {
        self.panel.organisations()
    }

    /// Full members of an organisation in `year`, or in the last complete year of the view when that is
    /// earlier, ascending. Empty for an unknown organisation (see [`Panel::check_organisation`]).
    pub fn members(&self, organisation: &str, year: Year) -> Vec<CountryId> {
        let year = self.no_later_than(year);
        let mut members: Vec<CountryId> = self
            .panel
            .memberships()
            .iter()
            .filter(|spell| spell.organisation == organisation && spell.status == Status::Full)
            .filter(|spell| spell.contains(year))
            .map(|spell| spell.country)
            .collect();
        members.dedup();
        members
    }

    /// Peacekeeping missions of the last year, not after `year`, that is complete at the view's month.
    pub fn missions(&self, year: Year) -> impl Iterator<Item = &'a Mission> + use<'a> {
        let known = self.no_later_than(year);
        let missions = self.panel.missions();
        let latest = missions.iter().map(|mission| mission.year).filter(|&year| year <= known).max();
        missions.iter().filter(move |mission| Some(mission.year) == latest)
    }

    /// A monthly series as it was known: months complete at the end of the view's month, and published by then where the view
    /// asks for that. [`PanelError::UnknownName`] with the nearest id for a series that the panel does not have.
    pub fn monthly(&self, id: &str) -> Result<MonthlyView<'a>, PanelError> {
        let monthly = &self.panel.monthly;
        let series = monthly.get(id).ok_or_else(|| unknown("monthly series", id, monthly.keys()))?;
        let lag = match self.availability {
            Availability::Observed => 0,
            Availability::Published => {
                i32::try_from(series.declaration.release_lag_months).unwrap_or(i32::MAX)
            }
        };
        Ok(MonthlyView { series, last: self.month - lag })
    }

    /// Whether the series exists in one revised vintage, so that a replay sees values corrected later.
    pub fn is_revised(&self, indicator: &str) -> bool {
        self.panel.indicator(indicator).is_ok_and(|declared| declared.revised)
    }
}

fn of_countries(units: &[CountryId]) -> Vec<Unit> {
    units.iter().map(|&country| Unit::Country(country)).collect()
}

/// Columns (one a unit, `years` long each) as one year-major vector.
fn year_major(columns: &[Vec<f64>], years: usize) -> Vec<f64> {
    (0..years).flat_map(|year| columns.iter().map(move |column| column[year])).collect()
}
