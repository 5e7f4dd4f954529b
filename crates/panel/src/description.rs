//! One series in figures: coverage, extremes, the course of its median.
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::fill::median_of_sorted;
use crate::panel::unknown;
use crate::series::Series;
use crate::{Axis, CatalogueEntry, Country, Indicator, Iso3, Month, Panel, PanelError, Unit, Year};

/// What there is to know about a series before using it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Description {
    /// What the catalogue says.
    pub entry: CatalogueEntry,
    /// The declaration: source, citation, licence, release lag, bounds, note.
    pub declaration: Indicator,
    /// Share of country-years with a value, of those in which the state existed, first to last year; of years
    /// for a world series; on a declared axis of unit-years, of those units that have any value.
    pub filled: f64,
    /// The same by decade, earliest first.
    pub decades: Vec<DecadeCoverage>,
    /// Extremes over all years that are no projection; none without a value.
    pub all_years: Option<Extremes>,
    /// Extremes in the last year that is no projection.
    pub last_year: Option<Extremes>,
    /// Median and mean over countries by year, projections included; the value itself for a world series.
    pub by_year: Vec<YearlyLevel>,
    /// The country asked for.
    pub country: Option<CountryDescription>,
}

/// Coverage of a decade.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct DecadeCoverage {
    /// Its first year (1990).
    pub decade: Year,
    /// Country-years in which the state existed, within the years of the series.
    pub possible: usize,
    /// Those with a value.
    pub filled: usize,
}

/// Lowest, middle and highest value, and who holds them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Extremes {
    /// Number of values.
    pub values: usize,
    /// Lowest value.
    pub minimum: f64,
    /// Country-years with the lowest value.
    pub lowest: Vec<Holder>,
    /// Median.
    pub median: f64,
    /// The country-years nearest to the median.
    pub middle: Vec<Holder>,
    /// Highest value.
    pub maximum: f64,
    /// Country-years with the highest value.
    pub highest: Vec<Holder>,
}

/// A country-year that holds a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Holder {
    /// Name of the country, "World", or the label of a unit of a declared axis.
    pub name: String,
    /// Its ISO3 code.
    pub iso3: Option<Iso3>,
    /// The year.
    pub year: Year,
}

/// The level of a year.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct YearlyLevel {
    /// The year.
    pub year: Year,
    /// Countries (units, on a declared axis) with a value.
    pub countries: usize,
    /// Median over them.
    pub median: f64,
    /// Mean over them, unweighted.
    pub mean: f64,
}

/// The series of one country.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CountryDescription {
    /// Name.
    pub name: String,
    /// ISO3 code.
    pub iso3: Option<Iso3>,
    /// Year and value, in order.
    pub values: Vec<(Year, f64)>,
}

impl Panel {
    /// Describes the indicator `id`, ages counted to the end of `as_of`; `country` (an ISO3 code or a name)
    /// adds that country's own series.
    ///
    /// # Errors
    /// [`PanelError::UnknownName`] and [`PanelError::UnknownCountry`] with the nearest name;
    /// [`PanelError::WrongAxis`] for a country of a world series.
    ///
    /// # Examples
    /// ```
    /// use forefend_panel::{CountryId, Indicator, Panel, Year};
    ///
    /// let mut builder = Panel::builder();
    /// builder.add_state(500, "Uganda")?;
    /// builder.add_indicator(Indicator::synthetic("people"))?;
    /// builder.set("people", CountryId(500), Year(2002), 14.0)?;
    /// let described = builder.build()?.describe("people", None, "2011-06".parse()?)?;
    /// assert_eq!(described.entry.last, Some(Year(2002)));
    /// # Ok::<(), forefend_panel::PanelError>(())
    /// ```
    pub fn describe(&self, id: &str, country: Option<&str>, as_of: Month) -> Result<Description, PanelError> {
        let indicator = self.indicator(id).map_err(|_| {
            let monthly = self.monthly().map(|series| &series.declaration().id);
            let names: Vec<String> = self.indicators.keys().chain(monthly).cloned().collect();
            unknown("series", id, names.iter())
        })?;
        let empty = Series::default();
        let series = self.series.get(id).unwrap_or(&empty);
        let entry = self.entry(indicator, as_of);
        let decades = self.decades(indicator, series, &entry);
        let (filled, possible) = decades
            .iter()
            .fold((0, 0), |(filled, possible), one| (filled + one.filled, possible + one.possible));
        let observed: Vec<(&Unit, Year, f64)> =
            series.iter().filter(|&(_, year, _)| year <= indicator.last_observable()).collect();
        let last = entry.last_observed;
        let latest: Vec<_> = observed.iter().copied().filter(|&(_, year, _)| Some(year) == last).collect();
        Ok(Description {
            filled: if possible == 0 { 0.0 } else { filled as f64 / possible as f64 },
            decades,
            all_years: self.extremes(&indicator.axis, &observed),
            last_year: self.extremes(&indicator.axis, &latest),
            by_year: levels(series),
            country: country.map(|asked| self.country_series(indicator, series, asked)).transpose()?,
            declaration: indicator.clone(),
            entry,
        })
    }

    fn country_series(
        &self,
        indicator: &Indicator,
        series: &Series,
        asked: &str,
    ) -> Result<CountryDescription, PanelError> {
        let country = self.roster().find(asked)?;
        if indicator.axis != Axis::Country {
            return Err(PanelError::WrongAxis {
                indicator: indicator.id.clone(),
                has: indicator.axis.word().to_owned(),
                asked: Axis::Country.word().to_owned(),
                remedy: "describe it without a country",
            });
        }
        Ok(CountryDescription {
            name: country.name.clone(),
            iso3: country.iso3(),
            values: series.through(&Unit::Country(country.id), Year(i16::MAX)).collect(),
        })
    }

    fn decades(&self, indicator: &Indicator, series: &Series, entry: &CatalogueEntry) -> Vec<DecadeCoverage> {
        let (Some(first), Some(last)) = (entry.first, entry.last) else { return Vec::new() };
        let mut decades: BTreeMap<Year, DecadeCoverage> = BTreeMap::new();
        for year in Year::range(first, last) {
            let decade = Year(year.0 - year.0.rem_euclid(10));
            let count = decades.entry(decade).or_insert(DecadeCoverage { decade, possible: 0, filled: 0 });
            let units: Vec<Unit> = match &indicator.axis {
                Axis::World => vec![Unit::World],
                Axis::Country => self.roster().existing(year).into_iter().map(Unit::Country).collect(),
                axis @ Axis::Declared(_) => {
                    let existed = |unit: &&Unit| {
                        let mut countries = self.countries_of(axis, unit).into_iter();
                        countries.all(|id| self.roster().get(id).is_some_and(|country| country.exists(year)))
                    };
                    series.by_unit.keys().filter(existed).cloned().collect()
                }
            };
            count.possible += units.len();
            count.filled += units.iter().filter(|unit| series.get(unit, year).is_some()).count();
        }
        decades.into_values().collect()
    }

    fn extremes(&self, axis: &Axis, values: &[(&Unit, Year, f64)]) -> Option<Extremes> {
        let mut sorted: Vec<f64> = values.iter().map(|&(_, _, value)| value).collect();
        sorted.sort_by(f64::total_cmp);
        let (&minimum, &maximum) = (sorted.first()?, sorted.last()?);
        let median = median_of_sorted(&sorted);
        let nearest =
            sorted.iter().copied().min_by(|a, b| (a - median).abs().total_cmp(&(b - median).abs()))?;
        let holders = |wanted: f64| {
            let at = values.iter().filter(|&&(_, _, value)| value == wanted);
            at.map(|&(unit, year, _)| self.holder(axis, unit, year)).collect::<Vec<_>>()
        };
        Some(Extremes {
            values: sorted.len(),
            minimum,
            lowest: holders(minimum),
            median,
            middle: holders(nearest),
            maximum,
            highest: holders(maximum),
        })
    }

    /// Name and code of a unit in a year.
    pub(crate) fn holder(&self, axis: &Axis, unit: &Unit, year: Year) -> Holder {
        let country = match unit {
            Unit::Country(id) => self.roster().get(*id),
            _ => None,
        };
        let name = match (country, unit) {
            (Some(country), _) => country.name.clone(),
            (None, Unit::World) => "World".to_owned(),
            (None, Unit::Country(id)) => id.to_string(),
            (None, other) => self.unit_label(axis, other),
        };
        Holder { name, iso3: country.and_then(Country::iso3), year }
    }
}

/// Median and mean over units, year by year.
fn levels(series: &Series) -> Vec<YearlyLevel> {
    let years: BTreeSet<Year> = series.iter().map(|(_, year, _)| year).collect();
    let level = |year: Year| {
        let mut values: Vec<f64> =
            series.by_unit.values().filter_map(|years| years.get(&year).copied()).collect();
        values.sort_by(f64::total_cmp);
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        YearlyLevel { year, countries: values.len(), median: median_of_sorted(&values), mean }
    };
    years.into_iter().map(level).collect()
}
