//! GDP per capita and its growth, without the values that are no observations.
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use forefend_panel::{CountryId, Year};

use super::{Reader, Target};
use crate::{SourcesError, country_year_panel, input};

pub(super) const READER: Reader =
    Reader { title: "GDP per capita", provides: &["gdppc", "gdppc_growth"], read };

/// The last year that the source observes; 2024 is extrapolated.
const LAST_OBSERVED: Year = Year::new(2023);
/// World Development Indicators of August 2026, and the series there of growth of real GDP in percent.
const UPDATE: &str = "governance/wdi_8_indicators_2016_2025.csv";
const GDP_GROWTH: &str = "NY.GDP.MKTP.KD.ZG";
/// Venezuela: the source takes a redenominated national series for dollars, so the level is wrong by a factor
/// of 20 to 35 in every year, while growth is right.
const WRONG_UNIT: CountryId = CountryId::new(101);

fn read(data: &Path, target: &mut Target) -> Result<(), SourcesError> {
    let table = country_year_panel(data)?;
    let (levels, growth) = (table.column("gdppc")?, table.column("gdppc_grwt")?);
    let mut by_country: BTreeMap<CountryId, BTreeMap<Year, usize>> = BTreeMap::new();
    for (at, &(country, year)) in table.keys().iter().enumerate() {
        if year <= LAST_OBSERVED && !levels[at].is_nan() {
            by_country.entry(country).or_default().insert(year, at);
        }
    }
    let mut last_level = BTreeMap::new();
    for (country, mut rows) in by_country {
        let carried = drop_carried(&mut rows, &levels);
        if carried > 0 {
            let name = target.roster.get(country).map(|country| country.name.clone());
            target.note(format!(
                "gdppc of {} repeats its last value for {carried} years up to {LAST_OBSERVED}; left out",
                name.unwrap_or_else(|| country.to_string())
            ));
        }
        for (year, at) in rows {
            let place = || table.place(at);
            if country != WRONG_UNIT {
                target.put(&place, "gdppc", country, year, levels[at])?;
                last_level.insert(country, (year, levels[at]));
            }
            target.put(&place, "gdppc_growth", country, year, growth[at])?;
        }
    }
    target.note(
        "gdppc of Venezuela is left out: 229 dollars in 2023, a redenominated national series taken for dollars"
            .to_owned(),
    );
    update(data, last_level, target)
}

/// The years after [`LAST_OBSERVED`]: growth of real GDP less that of the population, and the level carried on with it.
fn update(
    data: &Path,
    mut last_level: BTreeMap<CountryId, (Year, f64)>,
    target: &mut Target,
) -> Result<(), SourcesError> {
    let table = input::csv(data, UPDATE, &["indicator", "iso3", "year", "value"])?;
    let (series, codes) = (table.words("indicator")?, table.words("iso3")?);
    let (years, values) = (table.whole::<i16>("year")?, table.numbers("value")?);
    let mut outside = BTreeSet::new();
    let mut growth: BTreeMap<(CountryId, Year), usize> = BTreeMap::new();
    for at in (0..table.len()).filter(|&at| series[at] == GDP_GROWTH && Year(years[at]) > LAST_OBSERVED) {
        let Some(country) = target.today(codes[at], &mut outside) else { continue };
        if growth.insert((country, Year(years[at])), at).is_some() {
            return Err(SourcesError::Contradiction {
                place: table.place(at),
                what: format!("{GDP_GROWTH} of {} has a second row for {}", codes[at], years[at]),
            });
        }
    }
    let mut updated = BTreeMap::<Year, usize>::new();
    for ((country, year), at) in growth {
        let population = |year| target.builder.value("population", country, year);
        let (Some(now), Some(before)) = (population(year), population(year - 1)) else { continue };
        let change = libm::log1p(values[at] / 100.0) - libm::log(now / before);
        let place = || table.place(at);
        target.put(&place, "gdppc_growth", country, year, change)?;
        if let Some((last, level)) = last_level.get_mut(&country).filter(|(last, _)| *last == year - 1) {
            (*last, *level) = (year, *level * libm::exp(change));
            target.put(&place, "gdppc", country, year, *level)?;
            *updated.entry(year).or_default() += 1;
        }
    }
    let updated: Vec<String> =
        updated.into_iter().map(|(year, countries)| format!("{countries} countries in {year}")).collect();
    target.note(format!(
        "gdppc after {LAST_OBSERVED} is carried on with the growth of real GDP less that of the population: {}",
        updated.join(", ")
    ));
    Ok(())
}

/// Drops values at the end of a series that repeat the one before to the last bit; gives their number.
fn drop_carried(rows: &mut BTreeMap<Year, usize>, values: &[f64]) -> usize {
    let mut dropped = 0;
    while let Some((&year, &at)) = rows.iter().next_back() {
        match rows.get(&(year - 1)) {
            Some(&before) if values[before] == values[at] => {
                rows.remove(&year);
                dropped += 1;
            }
            _ => break,
        }
    }
    dropped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_repeats_at_the_end_are_carried_values() {
        let values = [5.0, 5.0, 7.0, 7.0, 7.0];
        let mut rows: BTreeMap<Year, usize> = (0..5).map(|at| (Year(2000 + at as i16), at)).collect();
        assert_eq!(drop_carried(&mut rows, &values), 2);
        assert_eq!(rows.keys().copied().collect::<Vec<_>>(), [Year(2000), Year(2001), Year(2002)]);
    }
}
