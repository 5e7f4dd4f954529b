//! GDP per capita and its growth, without the values that are no observations.
use std::collections::BTreeMap;
use std::path::Path;

use forefend_panel::{CountryId, Year};

use super::{Reader, Target};
use crate::{SourcesError, country_year_panel};

pub(super) const READER: Reader =
    Reader { title: "GDP per capita", provides: &["gdppc", "gdppc_growth"], read };

/// The last year that the source observes; 2024 is extrapolated.
const LAST_OBSERVED: Year = Year::new(2023);
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
            }
            target.put(&place, "gdppc_growth", country, year, growth[at])?;
        }
    }
    target.note(
        "gdppc of Venezuela is left out: 229 dollars in 2023, a redenominated national series taken for dollars"
            .to_owned(),
    );
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
