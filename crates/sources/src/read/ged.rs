//! Deaths in organised violence by country and year, and by country and month, as the Uppsala Conflict Data Program
//! counts its events (GED 26.1): the one source from 1989.
//!
//! An event is on the territory of the state that held the place at the time, in the Gleditsch-Ward system: Israel holds
//! Gaza and the West Bank, Sudan the south until 2011, the Soviet Union all its republics. Serbia carries on Yugoslavia,
//! which has a number of its own, as Russia carries on the Soviet Union, which has not.
use std::collections::BTreeMap;
use std::path::Path;

use forefend_panel::{CountryId, Month, Roster, Table, Year};
use serde::Deserialize;

use super::Target;
use crate::{SourcesError, input};

/// First year that the source covers.
pub(crate) const FIRST: Year = Year::new(1989);
/// One row a country and year of the state system.
pub(crate) const YEARS: &str = "conflict/ucdp_26_1/country_year_1946_2025.parquet";
/// One row a country and month with an event; a month without a row has none.
pub(crate) const MONTHS: &str = "conflict/ucdp_26_1/country_month_1989_2025.parquet";
/// Yugoslavia, then Serbia and Montenegro; and the state of today that carries it on.
const CONTINUED: [(u16, u16); 1] = [(345, 340)];

/// The column of a type of violence in both files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Violence {
    /// A state on at least one side.
    StateBased,
    /// Against civilians.
    OneSided,
    /// Between armed groups.
    NonState,
}

impl Violence {
    pub(crate) const ALL: [Self; 3] = [Self::StateBased, Self::OneSided, Self::NonState];

    /// Header of its deaths.
    pub(crate) const fn column(self) -> &'static str {
        match self {
            Self::StateBased => "sb_deaths",
            Self::OneSided => "os_deaths",
            Self::NonState => "ns_deaths",
        }
    }
}

/// The country under which a number of the source is kept.
pub(crate) fn holder(gw: u16) -> CountryId {
    let continued = CONTINUED.iter().find(|(gone, _)| *gone == gw);
    CountryId(continued.map_or(gw, |&(_, today)| today))
}

/// Whether a country, or the state that it carries on, was in the state system in `year`.
pub(crate) fn existed(roster: &Roster, country: CountryId, year: Year) -> bool {
    let mut numbers = CONTINUED.iter().filter(|(_, today)| *today == country.gw()).map(|(gone, _)| *gone);
    let own = |gw: u16| roster.get(CountryId(gw)).is_some_and(|state| state.exists(year));
    own(country.gw()) || numbers.any(own)
}

/// Values by country and year, 0 for every other state in the years in which it was one.
pub(crate) fn put_all(
    target: &mut Target,
    file: &str,
    id: &str,
    years: std::ops::RangeInclusive<i16>,
    known: &BTreeMap<(CountryId, i16), f64>,
) -> Result<(), SourcesError> {
    let countries: Vec<CountryId> = target.roster.iter().map(|country| country.id).collect();
    for country in countries {
        for year in years.clone() {
            if existed(target.roster, country, Year(year)) {
                let value = known.get(&(country, year)).copied().unwrap_or(0.0);
                target.put(&|| file.to_owned(), id, country, Year(year), value)?;
            }
        }
    }
    Ok(())
}

/// Deaths of one country in one year, and where they stand in the file.
#[derive(Debug, Clone)]
pub(crate) struct CountryYear {
    pub(crate) country: CountryId,
    pub(crate) year: Year,
    pub(crate) state_based: f64,
    pub(crate) one_sided: f64,
    /// "file, row n".
    pub(crate) place: String,
}

/// Every country and year from 1989, in the order of the file.
///
/// # Errors
/// A country-year given twice; months that do not add up to their year.
pub(crate) fn by_year(data: &Path) -> Result<Vec<CountryYear>, SourcesError> {
    let table = input::parquet(data, YEARS)?;
    let (codes, years) = (table.whole::<u16>("gwno")?, table.whole::<i16>("year")?);
    let [state_based, one_sided, _] = Violence::ALL.map(|violence| table.numbers(violence.column()));
    let (state_based, one_sided) = (state_based?, one_sided?);
    let mut seen = BTreeMap::new();
    let mut rows = Vec::new();
    for at in (0..table.len()).filter(|&at| years[at] >= FIRST.number()) {
        let (country, year) = (holder(codes[at]), Year(years[at]));
        if seen.insert((country, year), at).is_some() {
            return Err(contradiction(&table, at, format!("{country} has a second row for {year}")));
        }
        let (state_based, one_sided) = (state_based[at], one_sided[at]);
        // States that others do not hold to be one (Abkhazia, South Ossetia): their events count for the state around them.
        if state_based.is_nan() && one_sided.is_nan() {
            continue;
        }
        if state_based.is_nan() || one_sided.is_nan() {
            return Err(contradiction(&table, at, format!("{country} has no number of deaths in {year}")));
        }
        rows.push(CountryYear { country, year, state_based, one_sided, place: table.place(at) });
    }
    add_up(data, &rows)?;
    Ok(rows)
}

/// Compares the years with the sums of their months: two files of one release must not differ.
fn add_up(data: &Path, rows: &[CountryYear]) -> Result<(), SourcesError> {
    let months = Months::read(data)?;
    for (violence, of) in [
        (Violence::StateBased, (|row| row.state_based) as fn(&CountryYear) -> f64),
        (Violence::OneSided, |row| row.one_sided),
    ] {
        let mut sums: BTreeMap<(CountryId, Year), f64> = BTreeMap::new();
        for ((country, month), deaths) in months.deaths(violence)? {
            *sums.entry((country, month.year())).or_default() += f64::from(deaths);
        }
        for row in rows {
            let sum = sums.remove(&(row.country, row.year)).unwrap_or_default();
            if sum != of(row) {
                let what = format!(
                    "{} in {}: `{}` is {}, but the months of {MONTHS} add up to {sum}",
                    row.country,
                    row.year,
                    violence.column(),
                    of(row)
                );
                return Err(SourcesError::Contradiction { place: row.place.clone(), what });
            }
        }
        if let Some(((country, year), sum)) = sums.into_iter().find(|(_, sum)| *sum > 0.0) {
            let what = format!("{country} has {sum} deaths in {year}, which {YEARS} does not have");
            return Err(SourcesError::Contradiction { place: MONTHS.to_owned(), what });
        }
    }
    Ok(())
}

/// The table of months, its keys checked.
pub(crate) struct Months {
    table: Table,
    keys: Vec<(CountryId, Month)>,
}

impl Months {
    /// # Errors
    /// A country-month given twice; a `month_id` that is not the month of `year` and `month`.
    pub(crate) fn read(data: &Path) -> Result<Self, SourcesError> {
        let table = input::parquet(data, MONTHS)?;
        let codes: Vec<u16> = table.whole("gwno")?;
        let (years, months) = (table.whole::<i16>("year")?, table.whole::<u8>("month")?);
        let ids: Vec<i32> = table.whole("month_id")?;
        let (mut keys, mut seen) = (Vec::new(), BTreeMap::new());
        for at in 0..table.len() {
            let (country, month) = (holder(codes[at]), Month::new(Year(years[at]), months[at])?);
            if month.views_id() != ids[at] {
                let what = format!(
                    "month_id {} is {}, but year and month say {month} (month_id {})",
                    ids[at],
                    Month::from_views_id(ids[at]),
                    month.views_id()
                );
                return Err(contradiction(&table, at, what));
            }
            if seen.insert((country, month), at).is_some() {
                return Err(contradiction(&table, at, format!("{country} has a second row for {month}")));
            }
            keys.push((country, month));
        }
        Ok(Self { table, keys })
    }

    /// First and last month with a row.
    pub(crate) fn span(&self) -> Option<(Month, Month)> {
        let months = || self.keys.iter().map(|&(_, month)| month);
        Some((months().min()?, months().max()?))
    }

    /// Country and month of every row, with its place for messages.
    pub(crate) fn keys(&self) -> impl Iterator<Item = (CountryId, Month, String)> + '_ {
        self.keys.iter().enumerate().map(|(at, &(country, month))| (country, month, self.table.place(at)))
    }

    /// Deaths by country and month with a row.
    pub(crate) fn deaths(
        &self,
        violence: Violence,
    ) -> Result<BTreeMap<(CountryId, Month), u32>, SourcesError> {
        let deaths: Vec<u32> = self.table.whole(violence.column())?;
        Ok(self.keys.iter().copied().zip(deaths).collect())
    }
}

fn contradiction(table: &Table, at: usize, what: String) -> SourcesError {
    SourcesError::Contradiction { place: table.place(at), what }
}
