//! What was known at an origin, as tables of countries by months.
//!
//! Everything here comes through [`AsOf`]: months up to the origin, yearly series published by then. Features and fits
//! read nothing else, so nothing later can reach them.

use forefend_panel::{AsOf, Availability, CountryId, Fill, Month, MonthlyView, Panel, Year};

use crate::{Target, WatchError};

/// First month that is read: UCDP's event data begin here.
pub const FIRST: Month = Month::from_views_id(109);

/// Yearly series and the years by which they lag: at a month of 2020 a lag of 3 reads 2017, which every one of them had
/// published by then.
pub const STRUCTURAL: [(&str, i16); 4] =
    [("population", 3), ("gdppc", 3), ("polyarchy", 2), ("youth_share", 3)];

/// The two views of a panel at the end of a month. Deaths count as known in the month itself, as in the VIEWS Prediction
/// Challenge (UCDP publishes candidate events monthly, final figures once a year); yearly series only once published.
#[derive(Debug, Clone, Copy)]
pub struct Views<'a> {
    months: AsOf<'a>,
    years: AsOf<'a>,
}

impl<'a> Views<'a> {
    /// At the end of `month`.
    pub fn at(panel: &'a Panel, month: Month) -> Self {
        Self {
            months: panel.as_of(month, Availability::Observed),
            years: panel.as_of(month, Availability::Published),
        }
    }
}

/// A country of the outlook.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Place {
    /// Stable id.
    pub country: CountryId,
    /// VIEWS `country_id`.
    pub views: u16,
    /// ISO3 code, where it has one.
    pub iso3: Option<String>,
    /// Name.
    pub name: String,
    /// Last known month of the target; none where the target's series does not cover the country.
    pub known_to: Option<Month>,
}

/// Tables `countries x months`, country after country; not a number where unknown.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    /// What is forecast.
    pub target: Target,
    /// The month at whose end the view is taken.
    pub as_of: Month,
    /// Last month of the tables: the last one of which the target is known anywhere, not after `as_of`.
    pub origin: Month,
    /// Number of months from [`FIRST`] to the origin.
    pub months: usize,
    /// Countries by VIEWS id.
    pub places: Vec<Place>,
    /// Deaths of the target in each month.
    pub deaths: Vec<f64>,
    /// Deaths of the two other types, in the order of [`Target::ALL`].
    pub others: [(Target, Vec<f64>); 2],
    /// Positions of each country's neighbours by land or within 50 km.
    pub neighbours: Vec<Vec<usize>>,
    /// Region of each country, by its Gleditsch-Ward number: Americas, Europe, Africa, Middle East and North Africa, Asia and
    /// Oceania.
    pub regions: Vec<usize>,
    /// The series of [`STRUCTURAL`] in their order, each at its lag, carried forward from their last known year.
    pub structural: Vec<Vec<f64>>,
}

impl Past {
    /// Reads what was known about `target`. The countries are those that the state-based series or the target's own
    /// lists at the origin.
    ///
    /// # Errors
    /// Those of the panel; [`WatchError::TooEarly`] where no month is known.
    pub fn known(views: Views<'_>, target: Target) -> Result<Self, WatchError> {
        let (as_of, month) = (views.months, views.months.month());
        let own = as_of.monthly(target.id())?;
        let listing = as_of.monthly(Target::StateBased.id())?;
        let origin = own.last_month().filter(|last| *last >= FIRST).map(|last| last.min(month));
        let Some(origin) = origin else { return Err(WatchError::TooEarly { as_of: month, rows: 0 }) };
        Self::of_places(views, target, origin, places(as_of, &[own, listing], own, origin))
    }

    /// The past of another type of violence in the countries and months of this one.
    ///
    /// # Errors
    /// Those of the panel.
    pub fn of_other(&self, views: Views<'_>, target: Target) -> Result<Self, WatchError> {
        Self::of_places(views, target, self.origin, self.places.clone())
    }

    fn of_places(
        views: Views<'_>,
        target: Target,
        origin: Month,
        places: Vec<Place>,
    ) -> Result<Self, WatchError> {
        let (as_of, month) = (views.months, views.months.month());
        let own = as_of.monthly(target.id())?;
        let months = (origin - FIRST + 1) as usize;
        let ids: Vec<CountryId> = places.iter().map(|place| place.country).collect();
        let [one, two] = others(target);
        Ok(Self {
            target,
            as_of: month,
            origin,
            months,
            deaths: table(own, &ids, months),
            others: [
                (one, table(as_of.monthly(one.id())?, &ids, months)),
                (two, table(as_of.monthly(two.id())?, &ids, months)),
            ],
            neighbours: neighbours(as_of, &ids),
            regions: ids.iter().map(|id| region(*id)).collect(),
            structural: STRUCTURAL
                .iter()
                .map(|&(id, lag)| yearly(views.years, id, lag, &ids, months))
                .collect::<Result<_, _>>()?,
            places,
        })
    }

    /// Deaths of the country at `place` in month `at` (counted from [`FIRST`]); none where unknown.
    pub fn deaths(&self, place: usize, at: usize) -> Option<u32> {
        let deaths = *self.deaths.get(place * self.months + at)?;
        deaths.is_finite().then_some(deaths as u32)
    }

    /// Place of a month in the tables; none before [`FIRST`] or after the origin.
    pub fn position(&self, month: Month) -> Option<usize> {
        usize::try_from(month - FIRST).ok().filter(|at| *at < self.months)
    }
}

/// The other two types of violence.
pub fn others(target: Target) -> [Target; 2] {
    match target {
        Target::StateBased => [Target::OneSided, Target::NonState],
        Target::OneSided => [Target::StateBased, Target::NonState],
        Target::NonState => [Target::StateBased, Target::OneSided],
    }
}

fn places(as_of: AsOf<'_>, lists: &[MonthlyView<'_>], own: MonthlyView<'_>, origin: Month) -> Vec<Place> {
    let listed = |id: CountryId| {
        lists.iter().any(|list| {
            let last = list.last_month().map_or(origin, |last| last.min(origin));
            list.span(id).is_some_and(|(first, end)| first <= last && last <= end)
        })
    };
    let mut places: Vec<Place> = as_of
        .roster()
        .iter()
        .filter(|country| listed(country.id))
        .filter_map(|country| {
            Some(Place {
                country: country.id,
                views: country.spells.iter().rev().find_map(|spell| spell.views)?,
                iso3: country.iso3().map(|code| code.to_string()),
                name: country.name.clone(),
                known_to: own.span(country.id).map(|(_, last)| last),
            })
        })
        .collect();
    places.sort_by_key(|place| place.views);
    places
}

fn table(view: MonthlyView<'_>, ids: &[CountryId], months: usize) -> Vec<f64> {
    ids.iter()
        .flat_map(|&id| (0..months).map(move |at| (id, FIRST + at as i32)))
        .map(|(id, month)| view.get(id, month).map_or(f64::NAN, f64::from))
        .collect()
}

fn neighbours(as_of: AsOf<'_>, ids: &[CountryId]) -> Vec<Vec<usize>> {
    let network = as_of.adjacency("contiguity", ids, as_of.month().year());
    (0..ids.len()).map(|row| network.neighbours(row).map(|(other, _)| other).collect()).collect()
}

fn region(id: CountryId) -> usize {
    match id.gw() {
        0..200 => 0,
        200..400 => 1,
        400..600 => 2,
        600..700 => 3,
        _ => 4,
    }
}

fn yearly(
    as_of: AsOf<'_>,
    id: &str,
    lag: i16,
    ids: &[CountryId],
    months: usize,
) -> Result<Vec<f64>, WatchError> {
    let (first, last) = (FIRST.year() - lag - 20, (FIRST + months as i32).year() - lag);
    let years = Year::count(first, last);
    let mut grid = as_of.grid(id, ids, first, last, Fill::None)?;
    for year in 1..years {
        for unit in 0..ids.len() {
            if grid[year * ids.len() + unit].is_nan() {
                grid[year * ids.len() + unit] = grid[(year - 1) * ids.len() + unit];
            }
        }
    }
    let row = |at: usize| ((FIRST + at as i32).year() - lag - first) as usize;
    Ok((0..ids.len())
        .flat_map(|unit| (0..months).map(move |at| (unit, at)))
        .map(|(unit, at)| grid[row(at) * ids.len() + unit])
        .collect())
}
