//! What the process is calibrated to: people, rates and schedules from the panel as of a date, as lists of numbers.

use forefend_drivers::cohort::{GROUPS, MOTHERS, MeanTables, RATES, first_age};
use forefend_panel::{AsOf, CountryId, Fill, Kind, Unit, Year};

use super::super::{Calibrated, Known};
use super::rates;
use crate::error::SimulateError;

/// Last year that rates are anchored for.
const LAST: i16 = 2100;
/// Years over which recent gains and migration are taken where no projection was published.
const RECENT: i16 = 10;
/// Last years of periods whose schedules are read, from the one with the base year on.
const PERIODS: [i16; 5] = [2024, 2029, 2049, 2069, 2099];
/// Yearly rates, in the order in which they are stored.
pub(super) const RATES_BY_YEAR: [&str; 4] = ["tfr", "e0_female", "e0_male", "net_migration"];

/// Everything the process needs, by name:
/// `countries` (Gleditsch-Ward numbers), `years` (of the people, of the last known rates, of the last anchored ones), `people` (by
/// country, sex, five-year group), `rates` (by country, year, then total fertility, life expectancy of women and of men, net
/// migrants), `population` (known in the last year), `periods` (last years of those that follow), `death_rates` (by country, period,
/// sex, age: hundredths of the logarithm), `births` (by country, period, mothers' age), `sex_ratio` (by country, period), `migrants` (by
/// country, period, sex, age; empty where nothing was published), `mean_tables`, `published` (1 where
/// the projection of the United Nations was out), and the fitted rates of [`rates::fit`].
pub(super) fn read(known: &Known<'_>, place: &str) -> Result<Calibrated, SimulateError> {
    let as_of = known.as_of;
    let nothing = |what: &str| SimulateError::Declaration {
        place: place.to_owned(),
        message: format!("the series `{what}` has no value by the date of the run; give a later date"),
    };
    let start = as_of.last_year("people")?.ok_or_else(|| nothing("people"))?;
    let base = as_of.last_year("tfr")?.ok_or_else(|| nothing("tfr"))?;
    let published_by_then = published(as_of)?;
    let panel = Reading { as_of, published: published_by_then };
    let countries = panel.countries(start)?;
    if countries.is_empty() {
        return Err(nothing("people"));
    }
    let ages = sexes(&age_labels());
    let people = panel.on("people", &countries, &ages, &[start])?;
    let rates = panel.rates(&countries, start, base)?;
    let population = as_of.grid("population", &countries, base, base, Fill::None)?;
    let periods: Vec<i16> = match panel.published {
        true => PERIODS.to_vec(),
        false => as_of.last_year("log_death_rate")?.map(|year| year.0).into_iter().collect(),
    };
    let years: Vec<Year> = periods.iter().map(|&year| Year(year)).collect();
    let death_rates = panel.on("log_death_rate", &countries, &sexes(&death_labels()), &years)?;
    let births = panel.on("births_by_mother_age", &countries, &age_labels()[3..3 + MOTHERS], &years)?;
    let migrants = match panel.published {
        true => panel.on("net_migrants_by_age", &countries, &ages, &years)?,
        false => Vec::new(),
    };
    let sex_ratio = panel.by_country("sex_ratio_at_birth", &countries, &years)?;
    let numbers = |years: &[i16]| years.iter().map(|year| f64::from(*year)).collect::<Vec<f64>>();
    let mean = mean_tables(as_of, &death_rates).map_err(|error| SimulateError::Declaration {
        place: place.to_owned(),
        message: format!("series `log_death_rate`: {error}"),
    })?;
    let mut calibrated = Calibrated::from(
        [
            ("countries", countries.iter().map(|country| f64::from(country.0)).collect()),
            ("years", numbers(&[start.0, base.0, LAST])),
            ("people", people),
            ("rates", rates),
            ("population", population),
            ("periods", numbers(&periods)),
            ("death_rates", death_rates),
            ("births", births),
            ("sex_ratio", sex_ratio),
            ("migrants", migrants),
            ("mean_tables", mean.to_numbers()),
            ("published", vec![f64::from(u8::from(published_by_then))]),
        ]
        .map(|(name, numbers)| (name.to_owned(), numbers)),
    );
    rates::fit(as_of, &countries, base, &mut calibrated)?;
    Ok(calibrated)
}

/// People of a past year by country, then sex and five-year group; NaN where there was no count.
pub(super) fn people_of(
    as_of: &AsOf<'_>,
    countries: &[CountryId],
    year: Year,
) -> Result<Vec<f64>, SimulateError> {
    Reading { as_of, published: false }.on("people", countries, &sexes(&age_labels()), &[year])
}

/// Whether the projection of the United Nations was out.
fn published(as_of: &AsOf<'_>) -> Result<bool, SimulateError> {
    Ok(match as_of.indicator("tfr")?.kind {
        Kind::Path { vintage } => vintage <= as_of.month(),
        Kind::Observed => false,
    })
}

/// Ages of people: `0-4` to `95-99` and `100+`.
fn age_labels() -> Vec<String> {
    let label = |group: usize| match group {
        group if group == GROUPS - 1 => "100+".to_owned(),
        group => format!("{}-{}", 5 * group, 5 * group + 4),
    };
    (0..GROUPS).map(label).collect()
}

/// Ages of death rates: `0`, `1-4`, `5-9` and so on.
fn death_labels() -> Vec<String> {
    let label = |group: usize| match group {
        0 => "0".to_owned(),
        group if group == RATES - 1 => "100+".to_owned(),
        group => format!("{}-{}", first_age(group), first_age(group + 1) - 1),
    };
    (0..RATES).map(label).collect()
}

/// Labels of women of each age, then men.
fn sexes(ages: &[String]) -> Vec<String> {
    ["female", "male"].iter().flat_map(|sex| ages.iter().map(move |age| format!("{age}/{sex}"))).collect()
}

/// The panel as of a date.
struct Reading<'a> {
    as_of: &'a AsOf<'a>,
    published: bool,
}

impl Reading<'_> {
    /// Countries whose people are known, in the order of their numbers.
    fn countries(&self, year: Year) -> Result<Vec<CountryId>, SimulateError> {
        let mut countries: Vec<CountryId> = self
            .as_of
            .values("people")?
            .filter(|(_, at, _)| *at == year)
            .filter_map(|(unit, ..)| match unit {
                Unit::Group(country, _) => Some(*country),
                _ => None,
            })
            .collect();
        countries.sort_unstable();
        countries.dedup();
        Ok(countries)
    }

    /// Values by country, then year, then label.
    fn on(
        &self,
        id: &str,
        countries: &[CountryId],
        labels: &[String],
        years: &[Year],
    ) -> Result<Vec<f64>, SimulateError> {
        let units: Vec<Unit> = countries
            .iter()
            .flat_map(|country| labels.iter().map(|label| Unit::Group(*country, label.clone())))
            .collect();
        laid(labels.len(), years, |year| {
            Ok(match self.published {
                true => self.as_of.path_on(id, &units, year, year)?,
                false => self.as_of.grid_on(id, &units, year, year, Fill::None)?,
            })
        })
    }

    /// Values by country, then year.
    fn by_country(
        &self,
        id: &str,
        countries: &[CountryId],
        years: &[Year],
    ) -> Result<Vec<f64>, SimulateError> {
        laid(1, years, |year| {
            Ok(match self.published {
                true => self.as_of.path(id, countries, year, year)?,
                false => self.as_of.grid(id, countries, year, year, Fill::None)?,
            })
        })
    }

    /// Yearly rates by country, year from `start` to [`LAST`], and kind; beyond `base` the anchor.
    fn rates(&self, countries: &[CountryId], start: Year, base: Year) -> Result<Vec<f64>, SimulateError> {
        let years = Year::count(start, Year(LAST));
        let mut rates = vec![f64::NAN; countries.len() * years * RATES_BY_YEAR.len()];
        for (kind, id) in RATES_BY_YEAR.iter().enumerate() {
            let first = Year((base.0 - RECENT).min(start.0));
            let known = self.as_of.grid(id, countries, first, base, Fill::Interpolate)?;
            let path = match self.published {
                true => Some(self.as_of.path(id, countries, start, Year(LAST))?),
                false => None,
            };
            let at = |year: i16, country: usize| {
                known[Year::count(first, Year(year - 1)) * countries.len() + country]
            };
            for country in 0..countries.len() {
                let last = at(base.0, country);
                let gain = (last - at(base.0 - RECENT, country)) / f64::from(RECENT);
                let mean =
                    (0..RECENT).map(|back| at(base.0 - back, country)).sum::<f64>() / f64::from(RECENT);
                for place in 0..years {
                    let year = start.0 + place as i16;
                    let ahead = f64::from(year - base.0);
                    let anchored = match (&path, *id) {
                        (Some(path), _) => path[place * countries.len() + country],
                        _ if year <= base.0 => at(year, country),
                        (None, "tfr") => last,
                        (None, "net_migration") => mean,
                        (None, _) => last + gain.clamp(0.0, 0.5) * ahead,
                    };
                    rates[(country * years + place) * RATES_BY_YEAR.len() + kind] = anchored;
                }
            }
        }
        Ok(rates)
    }
}

/// Values by country, then year, then `width` labels, where `read` gives those of a year by country, then label.
fn laid(
    width: usize,
    years: &[Year],
    read: impl Fn(Year) -> Result<Vec<f64>, SimulateError>,
) -> Result<Vec<f64>, SimulateError> {
    let rows = years.iter().map(|&year| read(year)).collect::<Result<Vec<_>, _>>()?;
    let countries = rows.first().map_or(0, |row| row.len() / width);
    let of = |country: usize| rows.iter().flat_map(move |row| &row[country * width..(country + 1) * width]);
    Ok((0..countries).flat_map(of).copied().collect())
}

/// The mean of all tables known, those of past periods and of the published ones.
fn mean_tables(as_of: &AsOf<'_>, read: &[f64]) -> Result<MeanTables, forefend_drivers::cohort::CohortError> {
    let labels = sexes(&death_labels());
    let place = |label: &str| labels.iter().position(|known| known == label);
    let mut tables: std::collections::BTreeMap<(CountryId, Year), Vec<f64>> =
        std::collections::BTreeMap::new();
    for (unit, year, value) in as_of.values("log_death_rate").into_iter().flatten() {
        if let Unit::Group(country, label) = unit
            && let Some(at) = place(label)
        {
            let table = tables.entry((*country, year)).or_insert_with(|| vec![f64::NAN; labels.len()]);
            table[at] = value;
        }
    }
    let known = tables.values().flat_map(|table| table.chunks_exact(RATES));
    let all: Vec<[f64; RATES]> = known
        .chain(read.chunks_exact(RATES))
        .filter(|table| table.iter().all(|value| value.is_finite()))
        .map(|table| std::array::from_fn(|age| libm::exp(0.01 * table[age])))
        .collect();
    MeanTables::new(&all)
}
